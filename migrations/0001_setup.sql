-- Helpers that every later migration uses. Roles are created by bin/setup, not here.

-- The workspace of the running transaction; null (and so no rows) when none was set.
create function current_workspace() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('app.workspace', true), '')::uuid;

-- Makes a table belong to workspaces: row level security, enabled and forced, and what the app role may do with it.
create function tenant_table(name regclass, rights text default 'select, insert, update, delete') returns void
    language plpgsql as $$
begin
    execute format('alter table %s enable row level security', name);
    execute format('alter table %s force row level security', name);
    execute format(
        'create policy workspace on %s using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())',
        name);
    execute format('grant %s on %s to mewayz_app', rights, name);
end
$$;
