-- Staff keep a workspace from visitors and programs, and tell its members why.
alter table workspaces
    add column suspended_at timestamptz,
    add column suspended_because text;
-- The table is small: each of these is checked in an instant.
alter table workspaces
    add constraint workspaces_suspended check ((suspended_at is null) = (suspended_because is null)) not valid,
    add constraint workspaces_suspended_because check (char_length(suspended_because) between 1 and 500) not valid;

-- Opens a workspace for a member, in one round trip, and tells what they may do now (see 20261121150000). It tells besides whether
-- staff have suspended it.
drop function enter_workspace(uuid, uuid, boolean);
create function enter_workspace(workspace uuid, person uuid, alone boolean)
    returns table (role text, permissions text[], only_assigned boolean, archived boolean, ends_at timestamptz, suspended boolean)
    language plpgsql as $$
begin
    perform set_config('app.workspace', workspace::text, true);
    if alone then
        perform set_config('lock_timeout', '10s', true);
        perform pg_advisory_xact_lock(hashtextextended(workspace::text, 7));
    else
        perform pg_advisory_xact_lock_shared(hashtextextended(workspace::text, 7));
    end if;
    select m.role, r.permissions, m.only_assigned, w.archived_at is not null, w.ends_at, w.suspended_at is not null
        into enter_workspace.role, enter_workspace.permissions, enter_workspace.only_assigned, enter_workspace.archived,
             enter_workspace.ends_at, enter_workspace.suspended
        from memberships m
        join workspaces w on w.id = m.workspace_id
        left join workspace_roles r on r.workspace_id = m.workspace_id and r.id = m.role_id
        where m.workspace_id = workspace and m.user_id = person;
    if not found then
        return;
    end if;
    if enter_workspace.only_assigned then
        perform set_config('app.guest', person::text, true);
    end if;
    return next;
end
$$;

-- The key of somebody who is suspended, of an account that has ended, or of a workspace that is suspended opens nothing.
create or replace function api_key_by_hash(hash bytea)
    returns table (key uuid, workspace uuid, maker uuid, role text, scopes text[], addresses text[],
                   expires_at timestamptz, revoked_at timestamptz, last_used_at timestamptz)
    language plpgsql as $$
declare
    found_key api_key_hashes;
begin
    select h.* into found_key from api_key_hashes h where h.key_hash = hash;
    if not found then
        return;
    end if;
    perform set_config('app.workspace', found_key.workspace_id::text, true);
    return query
        select k.id, k.workspace_id, k.created_by, m.role, k.scopes, k.addresses::text[], k.expires_at, k.revoked_at, k.last_used_at
        from api_keys k
        join memberships m on m.workspace_id = k.workspace_id and m.user_id = k.created_by
        join users u on u.id = k.created_by and u.suspended_at is null
        join workspaces w on w.id = k.workspace_id and w.suspended_at is null
        where k.workspace_id = found_key.workspace_id and k.id = found_key.key_id;
end
$$;
