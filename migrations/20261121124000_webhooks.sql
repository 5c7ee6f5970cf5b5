-- Webhooks out: where a workspace wants to be told of events, with which secrets, and what was told with what success.

create table webhook_endpoints (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    id uuid not null,
    url text not null,
    description text not null,
    -- names of events, or 'record.*', or '*'
    patterns text[] not null,
    enabled boolean not null default true,
    -- why it is off; null while it is on
    disabled_because text,
    -- first failure since the last success; null while all is well
    failing_since timestamptz,
    created_by uuid not null references users (id),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (workspace_id, id),
    constraint webhook_endpoints_url_length check (char_length(url) between 1 and 2000),
    constraint webhook_endpoints_description_length check (char_length(description) <= 200),
    constraint webhook_endpoints_patterns_count check (cardinality(patterns) between 1 and 50),
    constraint webhook_endpoints_disabled check (enabled = (disabled_because is null)),
    constraint webhook_endpoints_because check (disabled_because in ('person', 'gone', 'failing'))
);
select tenant_table('webhook_endpoints');

-- Signing secrets, sealed. Two of them are valid for a while after a rotation.
create table webhook_secrets (
    workspace_id uuid not null default current_workspace(),
    id uuid not null,
    endpoint_id uuid not null,
    sealed_secret bytea not null,
    created_at timestamptz not null default now(),
    -- null for the newest one
    expires_at timestamptz,
    primary key (workspace_id, id),
    constraint webhook_secrets_endpoint foreign key (workspace_id, endpoint_id)
        references webhook_endpoints (workspace_id, id) on delete cascade
);
create index webhook_secrets_by_endpoint on webhook_secrets (workspace_id, endpoint_id);
select tenant_table('webhook_secrets');

-- What is or was to be told: exactly the bytes that are signed and sent.
create table webhook_deliveries (
    workspace_id uuid not null default current_workspace(),
    id uuid not null,
    endpoint_id uuid not null,
    -- null for a test
    event_id uuid,
    event_name text not null,
    body text not null,
    state text not null default 'waiting',
    -- all that were made, also before a replay
    attempts int not null default 0,
    -- failures in a row: the place in the schedule; a replay begins anew
    failures int not null default 0,
    last_attempt_at timestamptz,
    next_attempt_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (workspace_id, id),
    constraint webhook_deliveries_endpoint foreign key (workspace_id, endpoint_id)
        references webhook_endpoints (workspace_id, id) on delete cascade,
    constraint webhook_deliveries_once unique (workspace_id, endpoint_id, event_id),
    constraint webhook_deliveries_state check (state in ('waiting', 'delivered', 'failed')),
    constraint webhook_deliveries_next check ((state = 'waiting') = (next_attempt_at is not null))
);
create index webhook_deliveries_log on webhook_deliveries (workspace_id, endpoint_id, id desc);
create index webhook_deliveries_age on webhook_deliveries (workspace_id, created_at);
select tenant_table('webhook_deliveries');

create table webhook_attempts (
    workspace_id uuid not null default current_workspace(),
    delivery_id uuid not null,
    number int not null,
    started_at timestamptz not null,
    duration_ms int not null,
    -- null if there was no answer
    status smallint,
    -- in words, what went wrong; '' for success
    failure text not null,
    -- the beginning of the answer, as text
    response text not null,
    primary key (workspace_id, delivery_id, number),
    constraint webhook_attempts_delivery foreign key (workspace_id, delivery_id)
        references webhook_deliveries (workspace_id, id) on delete cascade,
    constraint webhook_attempts_response_length check (char_length(response) <= 2000)
);
select tenant_table('webhook_attempts', 'select, insert, delete');

-- What is due. Global: the dispatcher works for all workspaces; it holds ids only. Narrow, for its rows change often.
create table webhook_queue (
    delivery_id uuid primary key,
    workspace_id uuid not null,
    endpoint_id uuid not null,
    -- while leased: when the lease ends and another dispatcher may try
    due_at timestamptz not null,
    leased boolean not null default false,
    constraint webhook_queue_delivery foreign key (workspace_id, delivery_id)
        references webhook_deliveries (workspace_id, id) on delete cascade
);
create index webhook_queue_lanes on webhook_queue (endpoint_id, due_at);
create index webhook_queue_by_delivery on webhook_queue (workspace_id, delivery_id);
grant select, insert, update, delete on webhook_queue to mewayz_app;
