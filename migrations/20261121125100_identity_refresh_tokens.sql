-- What a program holds that acts for a person: a family of refresh tokens, each of which works once. All global, as sessions are.

create table token_families (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    address text not null default '',
    user_agent text not null default '',
    created_at timestamptz not null,
    -- whatever is refreshed, the person signs in again by then
    expires_at timestamptz not null,
    ended_at timestamptz,
    ended_because text,
    constraint token_families_ended check ((ended_at is null) = (ended_because is null)),
    constraint token_families_reasons check (ended_because in ('revoked', 'reused', 'password_reset'))
);
create index token_families_user on token_families (user_id);
create index token_families_expiry on token_families (expires_at);
grant select, insert, update, delete on token_families to mewayz_app;

create table refresh_tokens (
    -- sha-256 of the token: a copy of this table refreshes nothing
    token_hash bytea primary key,
    family_id uuid not null references token_families (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint refresh_tokens_length check (octet_length(token_hash) = 32)
);
create index refresh_tokens_family on refresh_tokens (family_id);
grant select, insert, update, delete on refresh_tokens to mewayz_app;
