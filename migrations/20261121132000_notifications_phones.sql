-- The number to which a person is sent text messages. It belongs to the person, as the other tables of notifications do: global,
-- and every statement names the person. Two people may have the same number: families share phones.

create table phones (
    user_id uuid primary key references users (id),
    -- E.164: a plus sign and digits
    number text not null,
    -- null: nobody has proven that it is theirs, so nothing but codes is sent to it
    verified_at timestamptz,
    -- SHA-256 of the code that was sent last, until it is used or too old; never the code
    code_hash bytea,
    code_expires_at timestamptz,
    -- codes typed in since the last one was sent
    attempts smallint not null default 0,
    created_at timestamptz not null default now(),
    constraint phones_number check (number ~ '^\+[1-9][0-9]{7,14}$'),
    constraint phones_code check ((code_hash is null) = (code_expires_at is null) and octet_length(code_hash) = 32),
    constraint phones_code_used check (verified_at is null or code_hash is null),
    constraint phones_attempts check (attempts between 0 and 5)
);
grant select, insert, update, delete on phones to mewayz_app;
