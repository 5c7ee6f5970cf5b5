-- no-transaction
create index concurrently if not exists users_search on users using gin ((lower(full_name) || ' ' || email) gin_trgm_ops);
