-- no-transaction
create index concurrently if not exists staff_actions_subject on staff_actions using gin (details jsonb_path_ops);
