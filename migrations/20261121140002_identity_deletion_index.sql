-- no-transaction
create index concurrently if not exists users_deletion on users (deletion_due_at) where deletion_due_at is not null;
