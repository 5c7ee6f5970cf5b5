-- What members may do: by a role of the product or one that the workspace made; everywhere, or at the sites they are given.

-- Roles that a workspace made. Global, as memberships are: read with the membership, as the workspace is entered.
create table workspace_roles (
    workspace_id uuid not null references workspaces (id),
    id uuid not null,
    name text not null,
    -- names of permissions; one that a version does not know grants nothing
    permissions text[] not null,
    created_at timestamptz not null default now(),
    primary key (workspace_id, id),
    constraint workspace_roles_name unique (workspace_id, name),
    constraint workspace_roles_name_length check (char_length(name) between 1 and 60),
    constraint workspace_roles_permissions_few check (cardinality(permissions) <= 64)
);
grant select, insert, update, delete on workspace_roles to mewayz_app;

alter table memberships
    drop constraint memberships_role,
    add column role_id uuid,
    -- a guest: sees nothing but the sites that are assigned to them
    add column only_assigned boolean not null default false;
-- The table is small: each of these is checked in an instant.
alter table memberships
    add constraint memberships_role check (role in ('owner', 'admin', 'editor', 'viewer', 'custom')) not valid,
    add constraint memberships_custom check ((role = 'custom') = (role_id is not null)) not valid,
    add constraint memberships_owner_everywhere check (role <> 'owner' or not only_assigned) not valid,
    add constraint memberships_made_role foreign key (workspace_id, role_id) references workspace_roles (workspace_id, id) not valid;

-- Read-only since, and gone at.
alter table workspaces
    add column archived_at timestamptz,
    add column ends_at timestamptz;

-- Groups of members, and which sites are whose.
create table workspace_groups (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    id uuid not null,
    name text not null,
    created_at timestamptz not null default now(),
    primary key (workspace_id, id),
    constraint workspace_groups_name unique (workspace_id, name),
    constraint workspace_groups_name_length check (char_length(name) between 1 and 60)
);
select tenant_table('workspace_groups');

create table workspace_group_members (
    workspace_id uuid not null default current_workspace(),
    group_id uuid not null,
    user_id uuid not null,
    primary key (workspace_id, group_id, user_id),
    constraint workspace_group_members_group foreign key (workspace_id, group_id) references workspace_groups (workspace_id, id) on delete cascade,
    -- Who leaves the workspace leaves its groups.
    constraint workspace_group_members_member foreign key (workspace_id, user_id) references memberships (workspace_id, user_id) on delete cascade
);
create index workspace_group_members_by_user on workspace_group_members (workspace_id, user_id);
select tenant_table('workspace_group_members');

create table site_assignments (
    workspace_id uuid not null default current_workspace(),
    id uuid not null,
    site_id uuid not null,
    -- a person or a group
    user_id uuid,
    group_id uuid,
    primary key (workspace_id, id),
    constraint site_assignments_once unique nulls not distinct (workspace_id, site_id, user_id, group_id),
    constraint site_assignments_whose check (num_nonnulls(user_id, group_id) = 1),
    constraint site_assignments_site foreign key (workspace_id, site_id) references bio_sites (workspace_id, id) on delete cascade,
    constraint site_assignments_member foreign key (workspace_id, user_id) references memberships (workspace_id, user_id) on delete cascade,
    constraint site_assignments_group foreign key (workspace_id, group_id) references workspace_groups (workspace_id, id) on delete cascade
);
create index site_assignments_by_user on site_assignments (workspace_id, user_id);
create index site_assignments_by_group on site_assignments (workspace_id, group_id);
select tenant_table('site_assignments');

-- The guest in whose name the transaction runs; null for everybody who may see all sites.
create function current_guest() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('app.guest', true), '')::uuid;

-- The sites that the guest was given.
create function guest_sites() returns uuid[]
    language sql stable parallel safe as $$
    select array(
        select a.site_id from site_assignments a
        where a.workspace_id = current_workspace()
          and (a.user_id = current_guest()
            or a.group_id in (
                select g.group_id from workspace_group_members g
                where g.workspace_id = current_workspace() and g.user_id = current_guest()))
    )
$$;

-- Besides the wall between workspaces: rows of other sites are not there for a guest, whatever a query forgets.
create policy assigned on bio_sites as restrictive
    using ((select current_guest()) is null or id = any ((select guest_sites())::uuid[]));
create policy assigned on bio_site_versions as restrictive
    using ((select current_guest()) is null or site_id = any ((select guest_sites())::uuid[]));
create policy assigned on visit_counts as restrictive
    using ((select current_guest()) is null or site_id = any ((select guest_sites())::uuid[]));

-- Opens a workspace for a member, in one round trip, and tells what they may do now. Whoever changes what members may do
-- holds the workspace alone: until that ends nobody enters, and it does not begin while somebody is inside. So no
-- transaction acts with rights that are gone. No row: not a member (any more).
create function enter_workspace(workspace uuid, person uuid, alone boolean)
    returns table (role text, permissions text[], only_assigned boolean, archived boolean, ends_at timestamptz)
    language plpgsql as $$
begin
    perform set_config('app.workspace', workspace::text, true);
    if alone then
        perform set_config('lock_timeout', '10s', true);
        perform pg_advisory_xact_lock(hashtextextended(workspace::text, 7));
    else
        perform pg_advisory_xact_lock_shared(hashtextextended(workspace::text, 7));
    end if;
    select m.role, r.permissions, m.only_assigned, w.archived_at is not null, w.ends_at
        into enter_workspace.role, enter_workspace.permissions, enter_workspace.only_assigned, enter_workspace.archived, enter_workspace.ends_at
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
