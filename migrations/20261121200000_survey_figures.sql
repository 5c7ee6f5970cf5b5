-- What the clock counts in every workspace, one after another, for those who run the product. Global: staff see sums over all
-- workspaces, which no transaction in one of them can make. Numbers only.
create table workspace_figures (
    workspace_id uuid primary key references workspaces (id) on delete cascade,
    -- files of the media library, and what they and their former versions take
    files bigint not null,
    bytes bigint not null,
    surveyed_at timestamptz not null,
    constraint workspace_figures_counts check (files >= 0 and bytes >= 0)
);
grant select, insert, update, delete on workspace_figures to mewayz_app;
