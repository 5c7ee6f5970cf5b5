-- Ways to sign in besides the password, and changes of an account that take their time.

-- Somebody who came through another provider may have no password.
-- squawk-ignore ban-drop-not-null
alter table users alter column password_hash drop not null;
-- Suspended by staff: signs in nowhere until they lift it.
alter table users add column suspended_at timestamptz null;
-- Asked for by the person: erased then, unless they come back.
alter table users add column deletion_due_at timestamptz null;

-- Time-based one-time passwords (RFC 6238).
create table totp_factors (
    user_id uuid primary key references users (id) on delete cascade,
    sealed_secret bytea not null,
    -- null: nobody has shown yet that their device has it
    confirmed_at timestamptz,
    -- the step of the last code that was taken: no code works twice
    last_step bigint not null default 0,
    created_at timestamptz not null default now()
);
grant select, insert, update, delete on totp_factors to mewayz_app;

-- For the day the device is lost. 125 random bits each, so SHA-256 is enough; each works once.
create table recovery_codes (
    user_id uuid not null references users (id) on delete cascade,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (user_id, code_hash)
);
grant select, insert, update, delete on recovery_codes to mewayz_app;

-- WebAuthn credentials, bound to this host and verified by the device.
create table passkeys (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    name text not null,
    credential_id bytea not null,
    -- public key, counter and flags, as the library keeps them
    credential jsonb not null,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    constraint passkeys_credential_known unique (credential_id),
    constraint passkeys_name_length check (char_length(name) between 1 and 60)
);
create index passkeys_user on passkeys (user_id, created_at);
grant select, insert, update, delete on passkeys to mewayz_app;

-- Accounts at other providers that sign somebody in.
create table linked_accounts (
    provider text not null,
    -- the provider's own name for the person, which never changes
    subject text not null,
    user_id uuid not null references users (id) on delete cascade,
    -- as the provider told it when they were linked; empty if it did not
    email text not null,
    created_at timestamptz not null default now(),
    primary key (provider, subject),
    constraint linked_accounts_provider check (provider in ('google', 'apple', 'facebook')),
    constraint linked_accounts_one_each unique (user_id, provider)
);
grant select, insert, delete on linked_accounts to mewayz_app;

-- A new address, until both the old and the new one have agreed.
create table email_changes (
    user_id uuid primary key references users (id) on delete cascade,
    email text not null,
    old_agreed_at timestamptz,
    new_agreed_at timestamptz,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    constraint email_changes_shape check (email = lower(email) and char_length(email) between 3 and 254)
);
grant select, insert, update, delete on email_changes to mewayz_app;

alter table mail_tokens drop constraint mail_tokens_purpose;
alter table mail_tokens add constraint mail_tokens_purpose
    check (purpose in ('verify_email', 'reset_password', 'change_email_old', 'change_email_new')) not valid;
