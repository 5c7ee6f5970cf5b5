-- Webhooks in: what outside services told us, each event once, with what became of it.

create table inbound_events (
    source text not null,
    -- as the source calls it
    event_id text not null,
    name text not null,
    -- what it is about, and when it happened there: an event older than the last one taken for it is ignored
    object_id text not null,
    happened_at timestamptz not null,
    body jsonb not null,
    received_at timestamptz not null default now(),
    state text not null,
    last_error text,
    attempts int not null default 1,
    primary key (source, event_id),
    constraint inbound_events_state check (state in ('done', 'stale', 'ignored', 'failed')),
    constraint inbound_events_error check ((state = 'failed') = (last_error is not null)),
    constraint inbound_events_sizes check (char_length(source) <= 60 and char_length(event_id) <= 200 and char_length(object_id) <= 400)
);
create index inbound_events_dead on inbound_events (received_at) where state = 'failed';
create index inbound_events_received on inbound_events (received_at);
grant select, insert, update, delete on inbound_events to mewayz_app;

-- The newest event taken for an object of a source.
create table inbound_seen (
    source text not null,
    object_id text not null,
    happened_at timestamptz not null,
    primary key (source, object_id)
);
create index inbound_seen_age on inbound_seen (happened_at);
grant select, insert, update, delete on inbound_seen to mewayz_app;
