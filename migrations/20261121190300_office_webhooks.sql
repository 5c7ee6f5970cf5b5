-- Directory: how every endpoint of every workspace stands, so that staff find those in trouble without a walk through all
-- workspaces. Kept by triggers; holds the host and nothing else of an address, whose path and query often hold a secret.
create table webhook_endpoint_states (
    endpoint_id uuid primary key,
    workspace_id uuid not null,
    host text not null,
    disabled_because text,
    failing_since timestamptz,
    constraint webhook_endpoint_states_endpoint foreign key (workspace_id, endpoint_id)
        references webhook_endpoints (workspace_id, id) on delete cascade
);
create index webhook_endpoint_states_by_workspace on webhook_endpoint_states (workspace_id, endpoint_id);
create index webhook_endpoint_states_trouble on webhook_endpoint_states (endpoint_id)
    where disabled_because is not null or failing_since is not null;
grant select, insert, update on webhook_endpoint_states to mewayz_app;

-- Without scheme, user, port and path.
create function webhook_host(url text) returns text
    language sql immutable parallel safe
    return lower(coalesce(substring(url from '^[a-zA-Z]+://(?:[^/@?#]*@)?([^/:?#]+)'), ''));

create function webhook_endpoint_state() returns trigger
    language plpgsql as $$
begin
    insert into webhook_endpoint_states (endpoint_id, workspace_id, host, disabled_because, failing_since)
        values (new.id, new.workspace_id, webhook_host(new.url), new.disabled_because, new.failing_since)
        on conflict (endpoint_id) do update
        set host = excluded.host, disabled_because = excluded.disabled_because, failing_since = excluded.failing_since;
    return null;
end
$$;
create trigger webhook_endpoints_state after insert or update of url, disabled_because, failing_since on webhook_endpoints
    for each row execute function webhook_endpoint_state();

-- Those there are already: the owner is bound by row level security too, so one workspace at a time.
do $$
declare
    workspace uuid;
begin
    for workspace in select id from workspaces loop
        perform set_config('app.workspace', workspace::text, true);
        insert into webhook_endpoint_states (endpoint_id, workspace_id, host, disabled_because, failing_since)
            select e.id, e.workspace_id, webhook_host(e.url), e.disabled_because, e.failing_since from webhook_endpoints e;
    end loop;
    perform set_config('app.workspace', '', true);
end
$$;

-- How many deliveries of every workspace with endpoints stand how, by the day they were written. It enters one workspace after
-- another, as every reader of their rows must.
create function webhook_days(since timestamptz) returns table (day date, state text, deliveries bigint)
    language plpgsql as $$
declare
    workspace uuid;
begin
    for workspace in select distinct s.workspace_id from webhook_endpoint_states s loop
        perform set_config('app.workspace', workspace::text, true);
        return query
            select (d.created_at at time zone 'utc')::date, d.state, count(*) from webhook_deliveries d
            where d.created_at >= since group by 1, 2;
    end loop;
    perform set_config('app.workspace', '', true);
end
$$;
