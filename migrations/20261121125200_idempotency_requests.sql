-- Requests that bear an Idempotency-Key, and what was answered: the same request again gets the same answer, and happens once.

create table idempotent_requests (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    -- the key or the person that asked: nobody meets the keys of somebody else
    caller uuid not null,
    idempotency_key text not null,
    -- sha-256 of method, path, query and body
    request_hash bytea not null,
    started_at timestamptz not null,
    -- null while the first request runs, or for ever if it never told how it ended
    status int,
    headers jsonb,
    body bytea,
    primary key (workspace_id, caller, idempotency_key),
    constraint idempotent_requests_key_length check (char_length(idempotency_key) between 1 and 255),
    constraint idempotent_requests_answered check ((status is null) = (body is null) and (status is null) = (headers is null))
);
create index idempotent_requests_age on idempotent_requests (workspace_id, started_at);
select tenant_table('idempotent_requests');
