-- People who run the product. Only the owner role makes somebody staff: the app cannot.
create table staff (
    user_id uuid primary key references users (id),
    granted_at timestamptz not null default now()
);
grant select on staff to mewayz_app;

-- What staff did and why. The app adds and reads, and changes nothing.
create table staff_actions (
    id uuid primary key,
    user_id uuid not null references users (id),
    happened_at timestamptz not null default now(),
    -- the act, such as "jobs.retry"
    act text not null,
    reason text not null,
    -- what it was done to; ids, no personal data
    details jsonb not null default '{}',
    constraint staff_actions_reason check (char_length(reason) between 1 and 500)
);
create index staff_actions_time on staff_actions (happened_at desc, id);
grant select, insert on staff_actions to mewayz_app;
