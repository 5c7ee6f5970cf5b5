-- What became of each mail, and whom no mail may reach.
alter table mails
    add column workspace_id uuid,
    add column kind text not null default 'security',
    -- Lower goes first: nobody waits for a new password behind a newsletter.
    add column rank int not null default 0,
    add column locale text not null default 'en',
    -- sha-256 of the address in lower case: what suppressions are kept under.
    add column recipient_hash bytea not null default '',
    add column state text not null default 'queued',
    add column state_since timestamptz not null default now(),
    -- Not sent later than this: the link in it would be dead.
    add column expires_at timestamptz not null default now() + interval '4 days',
    -- What the mail server said when it took the mail; holds its own number for it.
    add column receipt text;

update mails set recipient_hash = sha256(convert_to(lower(recipient), 'UTF8'));
update mails set state = 'accepted', state_since = sent_at where sent_at is not null;
update mails set state = 'failed', state_since = failed_at where sent_at is null and failed_at is not null;

alter table mails
    add constraint mails_kind check (kind in ('security', 'transaction', 'notice')) not valid,
    add constraint mails_state
        check (state in ('queued', 'sending', 'accepted', 'deferred', 'bounced', 'suppressed', 'unknown', 'failed')) not valid,
    add constraint mails_workspace foreign key (workspace_id) references workspaces (id) on delete set null not valid;

-- squawk-ignore require-concurrent-index-creation
create index mails_waiting on mails (rank, next_attempt_at) where state in ('queued', 'deferred');
-- squawk-ignore require-concurrent-index-creation
create index mails_sending on mails (next_attempt_at) where state = 'sending';
-- squawk-ignore require-concurrent-index-deletion
drop index mails_due;

-- Addresses that get no mail. Only hashes: erasing a person leaves nothing to erase here, and the wish still holds.
create table mail_suppressions (
    id uuid primary key,
    address_hash bytea not null,
    -- For 'unsubscribed': from whose notices; none means the platform's own.
    workspace_id uuid references workspaces (id) on delete cascade,
    reason text not null,
    -- What the mail server said, or the operator.
    detail text not null default '',
    created_at timestamptz not null default now(),
    constraint mail_suppressions_once unique nulls not distinct (address_hash, workspace_id, reason),
    constraint mail_suppressions_reason check (reason in ('hard_bounce', 'complaint', 'operator', 'unsubscribed')),
    constraint mail_suppressions_scope check (reason = 'unsubscribed' or workspace_id is null)
);
grant select, insert, delete on mail_suppressions to mewayz_app;
