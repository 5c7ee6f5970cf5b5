-- Bio sites: a draft that is edited, immutable versions that are published, and the directory of handles.

create table bio_sites (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    id uuid not null,
    handle text not null,
    draft jsonb not null,
    -- grows by one with every save; a save names the version it read
    draft_version int not null default 1,
    published_number int,
    published_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (workspace_id, id),
    constraint bio_sites_draft_size check (octet_length(draft::text) <= 4000000)
);
select tenant_table('bio_sites');

create table bio_site_versions (
    workspace_id uuid not null default current_workspace(),
    site_id uuid not null,
    number int not null,
    content jsonb not null,
    published_by uuid not null references users (id),
    published_at timestamptz not null default now(),
    primary key (workspace_id, site_id, number),
    constraint bio_site_versions_site foreign key (workspace_id, site_id) references bio_sites (workspace_id, id)
);
-- Immutable: the app may add a version, never change or drop one.
select tenant_table('bio_site_versions', 'select, insert');

alter table bio_sites add constraint bio_sites_published
    foreign key (workspace_id, id, published_number) references bio_site_versions (workspace_id, site_id, number);

-- Which workspace answers for a handle. Global: a visitor's request knows the handle and nothing else.
create table handles (
    handle text primary key,
    -- the handle with look-alike characters folded (0 = o, 1 = l, rn = m ...): two handles may not share it
    skeleton text not null,
    workspace_id uuid not null,
    site_id uuid not null,
    claimed_at timestamptz not null default now(),
    -- since when search engines are told of the page (sitemap.xml); null while it is not published or asks to be left out
    listed_at timestamptz,
    constraint handles_look_alike unique (skeleton),
    constraint handles_shape check (handle ~ '^[a-z0-9](-?[a-z0-9])*$' and char_length(handle) between 3 and 30),
    constraint handles_site foreign key (workspace_id, site_id) references bio_sites (workspace_id, id) deferrable initially deferred
);
create index handles_by_site on handles (workspace_id, site_id);
create index handles_listed on handles (handle) where listed_at is not null;
grant select, insert, update (listed_at) on handles to mewayz_app;

-- Tells every process that what it cached of a handle is out of date.
create function bio_site_published() returns trigger
    language plpgsql as $$
begin
    perform pg_notify('bio_site_published', new.handle);
    return null;
end
$$;
create trigger bio_sites_published_notice
    after update of published_number on bio_sites
    for each row execute function bio_site_published();
