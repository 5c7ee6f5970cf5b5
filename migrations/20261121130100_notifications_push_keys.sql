-- The key with which this installation signs what it sends to push services (VAPID, RFC 8292). One for all processes: browsers
-- subscribe to it, so it lasts as long as their subscriptions.
create table push_keys (
    -- there is one row
    id uuid primary key,
    -- P-256, uncompressed; browsers are told it
    public_key bytea not null,
    sealed_private_key bytea not null,
    created_at timestamptz not null default now(),
    constraint push_keys_one check (id = '00000000-0000-0000-0000-000000000001'),
    constraint push_keys_public check (octet_length(public_key) = 65)
);
grant select, insert, update on push_keys to mewayz_app;
