-- What a workspace is called, looks like and goes to; invitations; what it shows to another one.

alter table workspaces
    -- how its mails look: a colour, a picture of its library, and who sends
    add column accent text,
    add column logo_key text,
    add column logo_width int,
    add column imprint text,
    -- whom an owner wants to hand it over to, and until when that can be accepted
    add column heir uuid,
    add column heir_until timestamptz,
    -- in whose name the offer stands
    add column heir_from uuid;
-- The table is small: each of these is checked in an instant.
alter table workspaces
    add constraint workspaces_accent_shape check (accent ~ '^#[0-9a-f]{6}$') not valid,
    add constraint workspaces_imprint_length check (char_length(imprint) <= 300) not valid,
    add constraint workspaces_logo check ((logo_key is null) = (logo_width is null)) not valid,
    add constraint workspaces_heir check ((heir is null) = (heir_until is null) and (heir is null) = (heir_from is null)) not valid;

-- Every address a workspace has or had: the old ones go on leading to it, and are given to nobody else. Global: a request
-- knows the address and nothing else.
create table workspace_slugs (
    slug text primary key,
    workspace_id uuid not null
);
grant select, insert on workspace_slugs to mewayz_app;
insert into workspace_slugs (slug, workspace_id) select slug, id from workspaces;

-- An address that is or was somebody else's cannot be taken: a new workspace is then not made, a change is refused.
create function workspace_slug_taken() returns trigger
    language plpgsql as $$
declare
    owner uuid;
begin
    insert into workspace_slugs (slug, workspace_id) values (new.slug, new.id) on conflict do nothing;
    select s.workspace_id into owner from workspace_slugs s where s.slug = new.slug;
    if owner = new.id then
        return new;
    end if;
    if tg_op = 'INSERT' then
        return null;
    end if;
    raise exception 'the address % is taken', new.slug using errcode = 'unique_violation', constraint = 'workspaces_slug_taken';
end
$$;
create trigger workspaces_slug_taken before insert or update of slug on workspaces
    for each row execute function workspace_slug_taken();

create table invitations (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    id uuid not null,
    -- null: a link for whoever has it
    email text,
    role text not null,
    role_id uuid,
    only_assigned boolean not null,
    -- what a guest is given
    site_ids uuid[] not null default '{}',
    created_by uuid not null references users (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    accepted_by uuid references users (id),
    revoked_at timestamptz,
    primary key (workspace_id, id),
    constraint invitations_email_shape check (email = lower(email) and char_length(email) between 3 and 254),
    constraint invitations_role check (role in ('owner', 'admin', 'editor', 'viewer', 'custom')),
    constraint invitations_custom check ((role = 'custom') = (role_id is not null)),
    constraint invitations_made_role foreign key (workspace_id, role_id) references workspace_roles (workspace_id, id),
    constraint invitations_few_sites check (cardinality(site_ids) <= 50)
);
create unique index invitations_once on invitations (workspace_id, email) where accepted_at is null and revoked_at is null;
select tenant_table('invitations', 'select, insert, update');

-- Which workspace a link opens. Global: whoever follows it brings the link and nothing else.
create table invitation_tokens (
    -- sha-256: a copy of this table invites nobody
    token_hash bytea primary key,
    workspace_id uuid not null,
    invitation_id uuid not null,
    constraint invitation_tokens_length check (octet_length(token_hash) = 32),
    constraint invitation_tokens_invitation foreign key (workspace_id, invitation_id) references invitations (workspace_id, id)
);
create index invitation_tokens_by_invitation on invitation_tokens (workspace_id, invitation_id);
grant select, insert, delete on invitation_tokens to mewayz_app;

-- What one workspace shows another: a bio site, to be read and copied there. Global: both sides read it, each by its own id.
create table site_shares (
    workspace_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    shared_with uuid not null references workspaces (id),
    created_by uuid not null references users (id),
    created_at timestamptz not null default now(),
    primary key (workspace_id, id),
    constraint site_shares_once unique (workspace_id, site_id, shared_with),
    constraint site_shares_site foreign key (workspace_id, site_id) references bio_sites (workspace_id, id) on delete cascade,
    constraint site_shares_another check (shared_with <> workspace_id)
);
create index site_shares_with on site_shares (shared_with);
grant select, insert, delete on site_shares to mewayz_app;

-- Requests of programs, by workspace and day.
create table api_request_counts (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    day date not null,
    requests bigint not null,
    refused bigint not null,
    primary key (workspace_id, day)
);
select tenant_table('api_request_counts', 'select, insert, update');
