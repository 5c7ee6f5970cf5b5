-- The key of somebody who is suspended, or whose account has ended, opens nothing.
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
        where k.workspace_id = found_key.workspace_id and k.id = found_key.key_id;
end
$$;
