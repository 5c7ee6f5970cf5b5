-- The way into the product: what a workspace does, which first steps it has done or left out, and the sample that was put in for it.

create table onboarding_journeys (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    -- null: put away before anything was chosen
    trade text,
    goals text[] not null default '{}',
    started_at timestamptz,
    -- when every step that is shown was done or left out for the first time
    finished_at timestamptz,
    put_away_at timestamptz,
    primary key (workspace_id),
    constraint onboarding_journeys_trade check (trade in ('creator', 'shop', 'coach', 'agency', 'firm')),
    constraint onboarding_journeys_goals check (cardinality(goals) <= 20),
    constraint onboarding_journeys_started check ((trade is null) = (started_at is null)),
    constraint onboarding_journeys_finished check (finished_at is null or started_at is not null)
);
select tenant_table('onboarding_journeys', 'select, insert, update');

-- Kept whether or not anybody has begun: whoever begins later finds done what is done.
create table onboarding_steps (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    step text not null,
    done_at timestamptz,
    -- what did it; null for what was so before anything could tell
    event_id uuid,
    skipped_at timestamptz,
    primary key (workspace_id, step),
    constraint onboarding_steps_step check (step ~ '^[a-z_]{1,40}$'),
    constraint onboarding_steps_event check (event_id is null or done_at is not null)
);
select tenant_table('onboarding_steps', 'select, insert, update');

-- Sites that the product put in. Stays when the sample is gone or somebody's own: what made it does not count as theirs.
create table onboarding_samples (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    site_id uuid not null,
    -- the draft as it was put in; a later one was changed by somebody
    draft_version int not null,
    put_by uuid not null references users (id),
    put_at timestamptz not null,
    -- since when it is no sample any more
    lifted_at timestamptz,
    primary key (workspace_id, site_id)
);
-- One at a time.
create unique index onboarding_samples_one on onboarding_samples (workspace_id) where lifted_at is null;
select tenant_table('onboarding_samples', 'select, insert, update');

-- Which steps staff show to whom, in order. Global: it is about the product. No row: what the product does by itself.
create table onboarding_outlines (
    trade text primary key,
    steps text[] not null,
    -- those of them that are shown whatever somebody's goals are
    always text[] not null,
    changed_at timestamptz not null default now(),
    constraint onboarding_outlines_trade check (trade in ('creator', 'shop', 'coach', 'agency', 'firm')),
    constraint onboarding_outlines_steps check (cardinality(steps) between 1 and 40 and always <@ steps)
);
grant select, insert, update, delete on onboarding_outlines to mewayz_app;

-- What staff measure across workspaces: how far each has come. Global, and says nothing of what is in a workspace.
create table onboarding_measures (
    workspace_id uuid primary key references workspaces (id),
    trade text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    put_away_at timestamptz,
    -- those that are shown, and of these the ones that are done and the ones that were left out
    steps text[] not null,
    done text[] not null,
    skipped text[] not null
);
create index onboarding_measures_started on onboarding_measures (started_at);
grant select, insert, update on onboarding_measures to mewayz_app;

-- From an account to its first page: two moments a person, told by events.
create table onboarding_people (
    user_id uuid primary key references users (id) on delete cascade,
    signed_up_at timestamptz not null,
    published_at timestamptz,
    -- what the person said they do, the first time they said so
    trade text
);
create index onboarding_people_signed_up on onboarding_people (signed_up_at);
grant select, insert, update, delete on onboarding_people to mewayz_app;

-- A site that was never published can be taken out, and its handle is free again; nobody has seen either.
grant delete on handles to mewayz_app;
