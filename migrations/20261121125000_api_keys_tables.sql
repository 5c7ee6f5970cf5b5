-- Keys with which programs act in a workspace. Only the hash of a key is kept; what it may do never changes, so that
-- looking at a key once is enough: to change it, make another one.

create table api_keys (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    id uuid not null,
    name text not null,
    -- how the key begins, so that people can tell which one they hold
    hint text not null,
    scopes text[] not null,
    -- networks the key works from; empty means all
    addresses cidr[] not null default '{}',
    -- the key never does more than this person may, now
    created_by uuid not null references users (id),
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    revoked_by uuid references users (id),
    -- to the minute
    last_used_at timestamptz,
    last_address text,
    primary key (workspace_id, id),
    constraint api_keys_name_length check (char_length(name) between 1 and 80),
    constraint api_keys_scopes_some check (cardinality(scopes) > 0),
    constraint api_keys_addresses_few check (cardinality(addresses) <= 20)
);
select tenant_table('api_keys', 'select, insert, update (revoked_at, revoked_by, last_used_at, last_address)');

-- Which workspace a key opens. Global: a request brings the key and nothing else.
create table api_key_hashes (
    -- sha-256 of the whole key: a copy of this table opens nothing
    key_hash bytea primary key,
    workspace_id uuid not null,
    key_id uuid not null,
    constraint api_key_hashes_length check (octet_length(key_hash) = 32),
    constraint api_key_hashes_key foreign key (workspace_id, key_id) references api_keys (workspace_id, id)
);
grant select, insert on api_key_hashes to mewayz_app;

-- Reads a key inside its own workspace, in one round trip: every request of a program begins with this. As a statement of
-- its own it leaves no workspace behind, for the setting ends with the statement's transaction.
create function api_key_by_hash(hash bytea)
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
        where k.workspace_id = found_key.workspace_id and k.id = found_key.key_id;
end
$$;
