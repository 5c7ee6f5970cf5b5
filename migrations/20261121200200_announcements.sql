-- What staff say to everybody, or to some: shown on the pages of the studio while it holds. Global: about the product, not about a
-- workspace; the lists hold ids that staff chose.
create table announcements (
    id uuid primary key,
    kind text not null,
    -- {"en": {"title": "…", "body": "…"}}; whoever reads another language gets the one of `fallback`
    words jsonb not null,
    fallback text not null,
    from_at timestamptz not null,
    -- null: until somebody ends it
    until_at timestamptz,
    -- who sees it: whoever all three hold for; an empty list holds for everybody
    plans text[] not null default '{}',
    workspaces uuid[] not null default '{}',
    only_admins boolean not null default false,
    -- told as a notification too, once
    told boolean not null default false,
    created_at timestamptz not null default now(),
    -- null: a draft, which nobody sees
    published_at timestamptz,
    ended_at timestamptz,
    constraint announcements_kind check (kind in ('info', 'warning', 'maintenance')),
    constraint announcements_words check (jsonb_typeof(words) = 'object' and words ? fallback and octet_length(words::text) <= 32768),
    constraint announcements_span check (until_at is null or until_at > from_at),
    constraint announcements_lists check (cardinality(plans) <= 3 and cardinality(workspaces) <= 1000),
    constraint announcements_end check (ended_at is null or published_at is not null)
);
create index announcements_newest on announcements (created_at desc, id);
grant select, insert, update, delete on announcements to mewayz_app;
-- Every process keeps what holds now beside flags and settings (20261121131000).
create trigger announcements_changed after insert or update or delete on announcements
    for each statement execute function platform_changed();

-- Who has put what away. Of people, across their workspaces.
create table announcement_dismissals (
    user_id uuid not null references users (id) on delete cascade,
    announcement_id uuid not null references announcements (id) on delete cascade,
    at timestamptz not null default now(),
    primary key (user_id, announcement_id)
);
create index announcement_dismissals_by_announcement on announcement_dismissals (announcement_id);
grant select, insert on announcement_dismissals to mewayz_app;
