-- What people are told. Rows belong to a person, not to a workspace: somebody sees what concerns them across all their
-- workspaces, and some of it (their account) concerns none. So these tables are global, and every statement names the person;
-- what came from a workspace is shown only to those who are still members of it.

create table notifications (
    id uuid primary key,
    user_id uuid not null references users (id),
    -- what caused it: an event, or a stand-in for work without events
    event_id uuid not null,
    topic text not null,
    -- null: about the account, or about the product itself
    workspace_id uuid references workspaces (id),
    -- what the words are filled in with
    params jsonb not null default '{}',
    -- where it leads; `~` stands for the workspace in which it is read
    path text not null,
    -- whether the person wants to see it in the list; other channels have deliveries
    in_app boolean not null,
    created_at timestamptz not null,
    read_at timestamptz,
    -- told twice, written once
    constraint notifications_once unique (user_id, event_id, topic),
    constraint notifications_params_size check (octet_length(params::text) <= 4096)
);
create index notifications_by_user on notifications (user_id, id desc) where in_app;
create index notifications_unread on notifications (user_id) where in_app and read_at is null;
create index notifications_by_age on notifications (created_at);
grant select, insert, update, delete on notifications to mewayz_app;

-- Where a person departs from the defaults of a topic.
create table notification_preferences (
    user_id uuid not null references users (id),
    topic text not null,
    channel text not null,
    wanted boolean not null,
    primary key (user_id, topic, channel),
    constraint notification_preferences_channel check (channel in ('in_app', 'email', 'push', 'sms'))
);
grant select, insert, update, delete on notification_preferences to mewayz_app;

-- When a person wants to be told. No row: at once, at any hour.
create table notification_settings (
    user_id uuid primary key references users (id),
    -- how mails are gathered
    digest text not null default 'at_once',
    -- IANA name
    zone text not null default 'UTC',
    -- minutes after midnight in the zone; both null: no quiet hours
    quiet_from smallint,
    quiet_until smallint,
    constraint notification_settings_digest check (digest in ('at_once', 'hourly', 'daily')),
    constraint notification_settings_quiet check (
        (quiet_from is null) = (quiet_until is null) and quiet_from between 0 and 1439 and quiet_until between 0 and 1439
    )
);
grant select, insert, update, delete on notification_settings to mewayz_app;

-- Browsers that asked to be told.
create table push_subscriptions (
    id uuid primary key,
    user_id uuid not null references users (id),
    endpoint text not null,
    -- the browser's public key (P-256, uncompressed) and its shared secret (RFC 8291)
    p256dh bytea not null,
    auth bytea not null,
    device text not null,
    created_at timestamptz not null default now(),
    -- one browser tells one person, whoever signed in last
    constraint push_subscriptions_endpoint unique (endpoint),
    constraint push_subscriptions_keys check (octet_length(p256dh) = 65 and octet_length(auth) = 16),
    constraint push_subscriptions_size check (octet_length(endpoint) <= 2048 and octet_length(device) <= 200)
);
create index push_subscriptions_by_user on push_subscriptions (user_id);
grant select, insert, update, delete on push_subscriptions to mewayz_app;

-- One way by which a notification reaches a person: pending → sent | suppressed | failed → … → dead.
create table notification_deliveries (
    id uuid primary key,
    notification_id uuid not null references notifications (id) on delete cascade,
    user_id uuid not null references users (id),
    topic text not null,
    channel text not null,
    -- the subscription, for push; else the nil uuid
    target uuid not null default '00000000-0000-0000-0000-000000000000',
    state text not null default 'pending',
    -- security notices are not held back by anything
    urgent boolean not null,
    due_at timestamptz not null,
    attempts int not null default 0,
    -- why it failed or was suppressed
    reason text not null default '',
    created_at timestamptz not null,
    settled_at timestamptz,
    constraint notification_deliveries_once unique (notification_id, channel, target),
    constraint notification_deliveries_channel check (channel in ('email', 'push', 'sms')),
    constraint notification_deliveries_state check (state in ('pending', 'sent', 'failed', 'suppressed', 'dead'))
);
create index notification_deliveries_due on notification_deliveries (user_id, channel, due_at) where state in ('pending', 'failed');
create index notification_deliveries_by_time on notification_deliveries (created_at);
grant select, insert, update, delete on notification_deliveries to mewayz_app;

-- Words that staff wrote in place of the product's own.
create table notification_templates (
    topic text not null,
    locale text not null,
    title text not null,
    body text not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null references users (id),
    primary key (topic, locale),
    constraint notification_templates_size check (char_length(title) between 1 and 120 and char_length(body) between 1 and 400)
);
grant select, insert, update, delete on notification_templates to mewayz_app;

-- Streams that stay open must end with the session that opened them, however it ends.
create function tell_of_ended_session() returns trigger
    language plpgsql as $$
begin
    if old.expires_at > now() then
        perform pg_notify('session_ended', encode(old.id_hash, 'hex'));
    end if;
    return null;
end
$$;
create trigger sessions_ended after delete on sessions for each row execute function tell_of_ended_session();
