-- Runs of the data tools of staff: first dry, then, if somebody says so, for real.
create table data_runs (
    id uuid primary key,
    tool text not null,
    -- what it was asked to do; ids and numbers, no personal data
    arguments jsonb not null,
    -- for real: the dry run that showed what would change
    dry_run_id uuid references data_runs (id),
    state text not null default 'waiting',
    -- how far it is, of how much
    done bigint not null default 0,
    total bigint not null default 0,
    -- the first of what it found or changed, in words
    examples text[] not null default '{}',
    error text,
    started_by uuid not null references users (id),
    created_at timestamptz not null,
    finished_at timestamptz,
    constraint data_runs_tool check (tool in ('replay_events', 'erase_workspaces', 'erase_accounts', 'orphans')),
    constraint data_runs_state check (state in ('waiting', 'running', 'done', 'failed')),
    constraint data_runs_once unique (dry_run_id),
    constraint data_runs_finished check ((state in ('done', 'failed')) = (finished_at is not null))
);
grant select, insert, update on data_runs to mewayz_app;
