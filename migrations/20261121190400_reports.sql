-- What visitors say about published pages, and pages that staff have taken down. Global: who reports knows a handle and nothing else,
-- and staff read across workspaces.
create table content_reports (
    id uuid primary key,
    workspace_id uuid not null,
    site_id uuid not null,
    reason text not null,
    words text not null,
    -- of who reports, if they want to be asked
    email text,
    state text not null default 'open',
    created_at timestamptz not null,
    decided_at timestamptz,
    decided_by uuid references users (id),
    constraint content_reports_site foreign key (workspace_id, site_id) references bio_sites (workspace_id, id) on delete cascade,
    constraint content_reports_reason check (reason in ('illegal', 'fraud', 'hate', 'sexual', 'copyright', 'personal_data', 'other')),
    constraint content_reports_words check (char_length(words) <= 2000),
    constraint content_reports_email check (char_length(email) between 3 and 254),
    constraint content_reports_state check (state in ('open', 'dismissed', 'upheld')),
    constraint content_reports_decided check ((state = 'open') = (decided_at is null) and (decided_at is null) = (decided_by is null))
);
create index content_reports_of_site on content_reports (workspace_id, site_id, id);
create index content_reports_undecided on content_reports (site_id) where state = 'open';
grant select, insert, update on content_reports to mewayz_app;

-- A row: visitors are told that the page is not available.
create table site_takedowns (
    site_id uuid primary key,
    workspace_id uuid not null,
    because text not null,
    taken_at timestamptz not null,
    taken_by uuid not null references users (id),
    -- what its people say to that; staff answer by restoring the page or by keeping it down
    appeal text,
    appealed_at timestamptz,
    appealed_by uuid references users (id),
    appeal_refused_at timestamptz,
    constraint site_takedowns_site foreign key (workspace_id, site_id) references bio_sites (workspace_id, id) on delete cascade,
    constraint site_takedowns_because check (char_length(because) between 1 and 500),
    constraint site_takedowns_appeal check (char_length(appeal) between 1 and 2000),
    constraint site_takedowns_appealed check ((appeal is null) = (appealed_at is null) and (appeal is null) = (appealed_by is null)),
    constraint site_takedowns_refused check (appeal_refused_at is null or appeal is not null)
);
create index site_takedowns_by_workspace on site_takedowns (workspace_id, site_id);
grant select, insert, update, delete on site_takedowns to mewayz_app;
