-- no-transaction
create index concurrently if not exists workspaces_search on workspaces using gin ((lower(name) || ' ' || slug) gin_trgm_ops);
