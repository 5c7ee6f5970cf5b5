-- What staff can turn on, off and set while the product runs. Global: it is about the product, not about a workspace.

create table platform_flags (
    name text primary key,
    -- 'off' is the kill switch: nobody, whatever else the row says
    state text not null,
    -- share of workspaces (or of people, where there is no workspace) in a roll-out
    percent smallint not null default 0,
    workspaces uuid[] not null default '{}',
    users uuid[] not null default '{}',
    changed_at timestamptz not null default now(),
    constraint platform_flags_state check (state in ('off', 'rollout', 'on')),
    constraint platform_flags_percent check (percent between 0 and 100),
    constraint platform_flags_lists check (cardinality(workspaces) <= 1000 and cardinality(users) <= 1000)
);
grant select, insert, update, delete on platform_flags to mewayz_app;

create table platform_settings (
    name text primary key,
    value text not null,
    changed_at timestamptz not null default now(),
    constraint platform_settings_value_length check (char_length(value) <= 2000)
);
grant select, insert, update, delete on platform_settings to mewayz_app;

-- Tells every process to read again.
create function platform_changed() returns trigger
    language plpgsql as $$
begin
    perform pg_notify('platform_changed', '');
    return null;
end
$$;
create trigger platform_flags_changed after insert or update or delete on platform_flags
    for each statement execute function platform_changed();
create trigger platform_settings_changed after insert or update or delete on platform_settings
    for each statement execute function platform_changed();
