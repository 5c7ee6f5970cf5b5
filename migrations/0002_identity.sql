-- People, the workspaces they belong to, and what proves who they are. All global: read before a workspace is known.

create table users (
    id uuid primary key,
    full_name text not null,
    email text not null,
    password_hash text not null,
    email_verified_at timestamptz,
    created_at timestamptz not null default now(),
    constraint users_full_name_length check (char_length(full_name) between 1 and 120),
    constraint users_email_shape check (email = lower(email) and char_length(email) between 3 and 254)
);
-- An address belongs to whoever proves it; until then an account is provisional (docs/decisions).
create unique index users_email_verified on users (email) where email_verified_at is not null;
create index users_email on users (email, created_at desc);
grant select, insert, update on users to mewayz_app;

create table workspaces (
    id uuid primary key,
    slug text not null,
    name text not null,
    created_at timestamptz not null default now(),
    constraint workspaces_slug_taken unique (slug),
    constraint workspaces_slug_shape check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and char_length(slug) <= 60),
    constraint workspaces_name_length check (char_length(name) between 1 and 120)
);
grant select, insert, update on workspaces to mewayz_app;

create table memberships (
    workspace_id uuid not null references workspaces (id),
    user_id uuid not null references users (id),
    role text not null,
    created_at timestamptz not null default now(),
    primary key (workspace_id, user_id),
    constraint memberships_role check (role in ('owner', 'editor', 'viewer'))
);
create index memberships_user on memberships (user_id);
grant select, insert, update, delete on memberships to mewayz_app;

create table sessions (
    -- sha-256 of the id in the cookie: a copy of this table opens no session.
    id_hash bytea primary key,
    -- what the settings page names a session by
    reference uuid not null,
    user_id uuid references users (id) on delete cascade,
    data jsonb not null,
    user_agent text not null default '',
    address text not null default '',
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    expires_at timestamptz not null,
    constraint sessions_reference unique (reference)
);
create index sessions_user on sessions (user_id, last_used_at desc);
create index sessions_expiry on sessions (expires_at);
grant select, insert, update, delete on sessions to mewayz_app;

-- Links sent by mail. Only the hash is kept; each works once.
create table mail_tokens (
    token_hash bytea primary key,
    user_id uuid not null references users (id) on delete cascade,
    purpose text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint mail_tokens_purpose check (purpose in ('verify_email', 'reset_password'))
);
create index mail_tokens_user on mail_tokens (user_id, purpose);
grant select, insert, update, delete on mail_tokens to mewayz_app;

-- Allowance left for a key ("login:address:203.0.113.9"), as the instant at which it is whole again (GCRA).
create table throttles (
    key text primary key,
    whole_at timestamptz not null
);
grant select, insert, update, delete on throttles to mewayz_app;

-- Mail to be sent: written in the transaction that causes it, sent by a loop outside any transaction.
create table mails (
    id uuid primary key,
    recipient text not null,
    subject text not null,
    body_text text not null,
    body_html text not null,
    created_at timestamptz not null default now(),
    attempts int not null default 0,
    next_attempt_at timestamptz not null default now(),
    sent_at timestamptz,
    failed_at timestamptz,
    last_error text
);
create index mails_due on mails (next_attempt_at) where sent_at is null and failed_at is null;
grant select, insert, update, delete on mails to mewayz_app;
