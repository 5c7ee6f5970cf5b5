-- Uploaded pictures. The bytes lie in file storage under media/{key}/; rows hold what pages need to show them.

create table media (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    -- UUIDv7: the primary key is also the order of the library, newest last
    id uuid not null,
    -- random and unguessable: names the public files of this picture
    key text not null,
    file_name text not null,
    -- px, upright, as uploaded
    width int not null,
    height int not null,
    -- widths in px in which the picture is stored, ascending
    widths int[] not null,
    -- of all stored files together
    bytes bigint not null,
    uploaded_by uuid not null references users (id),
    created_at timestamptz not null default now(),
    primary key (workspace_id, id),
    constraint media_key_taken unique (workspace_id, key),
    constraint media_size check (width > 0 and height > 0 and bytes > 0 and cardinality(widths) > 0)
);
-- Pictures are immutable: a changed one is a new one under a new key.
select tenant_table('media', 'select, insert, delete');
