-- Who came to a bio site: counters by hour and by what is known of a visit. No row describes a person.

create table visit_counts (
    workspace_id uuid not null default current_workspace(),
    site_id uuid not null,
    -- start of the hour, UTC
    hour timestamptz not null,
    -- 'visitor': people who came first on that UTC day in this hour; the other columns are empty then
    kind text not null,
    -- the clicked block; the nil uuid for everything else
    block_id uuid not null,
    traffic text not null,
    -- host the visit came from, never a path; '' when unknown or from the page itself
    referrer text not null,
    -- ISO 3166 code; '' when unknown
    country text not null,
    device text not null,
    count bigint not null,
    primary key (workspace_id, site_id, hour, kind, block_id, traffic, referrer, country, device),
    constraint visit_counts_site foreign key (workspace_id, site_id) references bio_sites (workspace_id, id),
    constraint visit_counts_kind check (kind in ('view', 'click', 'visitor')),
    constraint visit_counts_traffic check (traffic in ('human', 'bot', 'prefetch', 'owner')),
    constraint visit_counts_positive check (count > 0)
);
select tenant_table('visit_counts');

-- Tells a new visitor of a UTC day from a returning one. A visitor is a hash under a salt that is thrown away
-- after its day; so are the rows, for their number is in visit_counts by then.
create table visit_visitors (
    workspace_id uuid not null default current_workspace(),
    site_id uuid not null,
    seen_on date not null,
    visitor bytea not null,
    primary key (workspace_id, site_id, seen_on, visitor),
    constraint visit_visitors_site foreign key (workspace_id, site_id) references bio_sites (workspace_id, id)
);
select tenant_table('visit_visitors');

-- The salt of a UTC day, shared by all processes. Global; deleted when its day is over.
create table visit_salts (
    used_on date primary key,
    salt bytea not null,
    constraint visit_salts_length check (octet_length(salt) = 16)
);
grant select, insert, delete on visit_salts to mewayz_app;
