-- The library: kinds beyond pictures, folders, tags, words, where files are used, earlier files of a replaced one, and a trash.

create table media_folders (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    id uuid not null,
    parent_id uuid,
    name text not null,
    created_at timestamptz not null default now(),
    primary key (workspace_id, id),
    constraint media_folders_parent foreign key (workspace_id, parent_id) references media_folders (workspace_id, id),
    constraint media_folders_name unique nulls not distinct (workspace_id, parent_id, name),
    constraint media_folders_own_parent check (parent_id <> id)
);
select tenant_table('media_folders');

alter table media
    add column kind text not null default 'picture',
    -- how the file is served; pictures are encoded anew
    add column content_type text not null default 'image/webp',
    -- null: at the top
    add column folder_id uuid,
    add column alt text not null default '',
    add column tags text[] not null default '{}',
    -- percent from the left and the top: what a crop keeps
    add column focus_x int not null default 50,
    add column focus_y int not null default 50,
    -- SHA-256 of what was uploaded; null for pictures from before there was one
    add column digest bytea,
    add column updated_at timestamptz not null default now(),
    -- since when it lies in the trash
    add column trashed_at timestamptz,
    drop constraint media_size;
-- The table is small: each of these is checked in an instant.
alter table media
    add constraint media_size check (
        bytes > 0 and case when kind = 'picture' then width > 0 and height > 0 and cardinality(widths) > 0 else cardinality(widths) = 0 end
    ) not valid,
    add constraint media_kind check (kind in ('picture', 'document', 'audio', 'video', 'other')) not valid,
    add constraint media_focus check (focus_x between 0 and 100 and focus_y between 0 and 100) not valid,
    add constraint media_words check (char_length(alt) <= 1000 and cardinality(tags) <= 20) not valid,
    add constraint media_folder foreign key (workspace_id, folder_id) references media_folders (workspace_id, id) not valid;
-- squawk-ignore require-concurrent-index-creation
create index media_by_folder on media (workspace_id, folder_id);
-- squawk-ignore require-concurrent-index-creation
create index media_by_digest on media (workspace_id, digest) where digest is not null;
grant update on media to mewayz_app;

-- Files that a replaced one had before. Pages keep naming the key they were made with; it leads to what is shown today.
create table media_former_files (
    workspace_id uuid not null default current_workspace(),
    key text not null,
    media_id uuid not null,
    widths int[] not null,
    -- 0 once the files are gone; the row stays, as pages may still name the key
    bytes bigint not null,
    retired_at timestamptz not null,
    primary key (workspace_id, key),
    constraint media_former_files_media foreign key (workspace_id, media_id) references media (workspace_id, id) on delete cascade
);
create index media_former_files_by_media on media_former_files (workspace_id, media_id);
select tenant_table('media_former_files');

-- Where a file is used. Written by the system that uses it, in the transaction of the change.
create table media_uses (
    workspace_id uuid not null default current_workspace(),
    media_id uuid not null,
    -- 'bio_site'
    record_kind text not null,
    record_id uuid not null,
    place text not null,
    primary key (workspace_id, media_id, record_kind, record_id, place),
    -- No cascade: what is used is not lost by accident.
    constraint media_uses_media foreign key (workspace_id, media_id) references media (workspace_id, id),
    constraint media_uses_place check (place in ('draft', 'published'))
);
create index media_uses_by_record on media_uses (workspace_id, record_kind, record_id, place);
select tenant_table('media_uses');

-- Published pages that show a replaced picture are out of date.
create function media_replaced() returns trigger
    language plpgsql as $$
begin
    perform pg_notify('bio_site_published', s.handle)
    from media_uses u
    join bio_sites s on s.workspace_id = u.workspace_id and s.id = u.record_id
    where u.workspace_id = new.workspace_id and u.media_id = new.id and u.record_kind = 'bio_site' and u.place = 'published';
    return null;
end
$$;
create trigger media_replaced_notice
    after update of key on media
    for each row execute function media_replaced();

-- What pages use already. Row level security is forced on the owner too: one workspace after the other.
do $$
declare
    workspace uuid;
begin
    for workspace in select id from workspaces loop
        perform set_config('app.workspace', workspace::text, true);
        insert into media_uses (media_id, record_kind, record_id, place)
        select distinct m.id, 'bio_site', page.site, page.place
        from (
            select id as site, 'draft' as place, draft as content from bio_sites
            union all
            select s.id, 'published', v.content
            from bio_sites s
            join bio_site_versions v on v.workspace_id = s.workspace_id and v.site_id = s.id and v.number = s.published_number
        ) page
        cross join lateral jsonb_path_query(page.content, '$.**.key') as named
        join media m on m.key = named #>> '{}';
    end loop;
    perform set_config('app.workspace', '', true);
end
$$;
