-- Names of a workspace's own: its pages are reached under them, and its mail comes from them.
create table domains (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    id uuid not null,
    host text not null,
    -- What stands at its root.
    site_id uuid,
    -- Whoever can write this into the name service owns the name.
    token text not null,
    state text not null default 'pending',
    created_at timestamptz not null default now(),
    checked_at timestamptz,
    -- Since when the proof is missing.
    failing_since timestamptz,
    primary key (workspace_id, id),
    constraint domains_once unique (workspace_id, host),
    constraint domains_host_shape check (length(host) <= 253 and host ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$'),
    constraint domains_state check (state in ('pending', 'active', 'lapsed')),
    constraint domains_site foreign key (workspace_id, site_id) references bio_sites (workspace_id, id) on delete set null (site_id)
);
select tenant_table('domains');

-- Whose name it is, once that is proven: of one workspace alone.
create table domain_hosts (
    host text not null,
    workspace_id uuid not null references workspaces (id),
    site_id uuid,
    primary key (host)
);
create index domain_hosts_workspace on domain_hosts (workspace_id);
grant select, insert, update, delete on domain_hosts to mewayz_app;

-- From which address of such a name the workspace's mail comes, and the key that signs it (DKIM, RFC 6376).
create table senders (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    domain_id uuid not null,
    mailbox text not null,
    selector text not null,
    public_key text not null,
    sealed_key bytea not null,
    created_at timestamptz not null default now(),
    checked_at timestamptz,
    -- When the public key was first seen in the name service; none while it was never.
    proven_at timestamptz,
    primary key (workspace_id),
    constraint senders_mailbox_shape check (mailbox ~ '^[a-z0-9]([a-z0-9._+-]{0,62}[a-z0-9])?$'),
    constraint senders_domain foreign key (workspace_id, domain_id) references domains (workspace_id, id) on delete cascade
);
select tenant_table('senders');
