-- The workspace is asked for once a statement, not once a row: as a subquery it is evaluated before the scan.
create or replace function tenant_table(name regclass, rights text default 'select, insert, update, delete') returns void
    language plpgsql as $$
begin
    execute format('alter table %s enable row level security', name);
    execute format('alter table %s force row level security', name);
    execute format(
        'create policy workspace on %s using (workspace_id = (select current_workspace())) with check (workspace_id = (select current_workspace()))',
        name);
    execute format('grant %s on %s to mewayz_app', rights, name);
end
$$;

do $$
declare
    tenant regclass;
begin
    for tenant in
        select polrelid::regclass from pg_policy
        where polname = 'workspace' and pg_get_expr(polqual, polrelid) = '(workspace_id = current_workspace())'
    loop
        execute format(
            'alter policy workspace on %s using (workspace_id = (select current_workspace())) with check (workspace_id = (select current_workspace()))',
            tenant);
    end loop;
end
$$;
