-- Who did what: one chain of entries a workspace, each sealed with the hash of the one before.

create table audit_log (
    workspace_id uuid not null default current_workspace(),
    -- 1, 2, 3 … without gaps
    number bigint not null,
    event_id uuid not null,
    action text not null,
    record_kind text not null,
    record_id uuid not null,
    data jsonb not null,
    actor_kind text not null,
    actor_id uuid,
    address text not null,
    happened_at timestamptz not null,
    previous_hash bytea not null,
    hash bytea not null,
    primary key (workspace_id, number),
    -- told twice, written once
    constraint audit_log_event unique (workspace_id, event_id),
    constraint audit_log_hashes check (octet_length(hash) = 32 and octet_length(previous_hash) = 32)
);
-- Append-only by grant: not even the app can rewrite history.
select tenant_table('audit_log', 'select, insert');
create index audit_log_by_actor on audit_log (workspace_id, actor_id, number desc);
create index audit_log_by_action on audit_log (workspace_id, action, number desc);
