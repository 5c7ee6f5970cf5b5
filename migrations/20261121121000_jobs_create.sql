-- Work for later: written in the transaction that causes it, done by workers. Global: a worker claims across workspaces,
-- so payloads hold ids and no data of a workspace. A job that is done is deleted; its number lives on in job_counts.
create table jobs (
    id uuid primary key,
    queue text not null,
    name text not null,
    -- null: of the product itself. No foreign key: a runner whose workspace is gone finds nothing to do.
    workspace_id uuid,
    -- what takes turns: a workspace, or the product itself
    lane uuid not null generated always as (coalesce(workspace_id, '00000000-0000-0000-0000-000000000000'::uuid)) stored,
    payload jsonb not null,
    priority smallint not null,
    unique_key text,
    state text not null,
    attempts smallint not null default 0,
    max_attempts smallint not null,
    -- not before
    run_at timestamptz not null,
    created_at timestamptz not null default now(),
    -- who runs it; with the attempt it is the lease
    worker uuid,
    started_at timestamptz,
    failed_at timestamptz,
    last_error text,
    constraint jobs_state check (state in ('ready', 'waiting', 'running', 'dead')),
    constraint jobs_worker check ((state = 'running') = (worker is not null)),
    constraint jobs_attempts check (attempts >= 0 and max_attempts > 0)
);
-- The order of claiming: lanes take turns, within a lane by priority, then by age.
create index jobs_ready on jobs (queue, lane, priority, id) where state = 'ready';
create index jobs_waiting on jobs (run_at) where state = 'waiting';
create index jobs_running on jobs (worker) where state = 'running';
create index jobs_dead on jobs (failed_at desc, id) where state = 'dead';
create index jobs_failing on jobs (failed_at desc, id) where failed_at is not null;
-- Two jobs of a lane and kind with the same key never wait at the same time. One that runs does not count: it may have read what has changed since.
create unique index jobs_unique_key on jobs (lane, name, unique_key) where unique_key is not null and state in ('ready', 'waiting');
create index jobs_unique_key_running on jobs (lane, name, unique_key) where unique_key is not null and state = 'running';
-- Every row is written three times within a second: vacuum by number, not by share.
alter table jobs set (
    autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0
);
grant select, insert, update, delete on jobs to mewayz_app;

-- Who works. A worker that has not been seen for as long as a lease is dead, and its jobs are free.
create table job_workers (
    id uuid primary key,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now()
);
grant select, insert, update, delete on job_workers to mewayz_app;

-- How many attempts ended how, by minute.
create table job_counts (
    minute timestamptz not null,
    name text not null,
    done bigint not null,
    failed bigint not null,
    dead bigint not null,
    primary key (minute, name)
);
grant select, insert, update, delete on job_counts to mewayz_app;

-- When a schedule is due next. The rule itself stands in code.
create table job_schedules (
    name text primary key,
    cron text not null,
    zone text not null,
    next_at timestamptz not null,
    last_at timestamptz
);
grant select, insert, update, delete on job_schedules to mewayz_app;
