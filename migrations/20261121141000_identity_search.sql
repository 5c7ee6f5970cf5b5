-- Staff find people by any part of name or address.
create extension if not exists pg_trgm;
