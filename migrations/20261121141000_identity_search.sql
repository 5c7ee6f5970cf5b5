-- Staff find people by any part of name or address.
create extension if not exists pg_trgm;
create index users_search on users using gin ((lower(full_name) || ' ' || email) gin_trgm_ops);
