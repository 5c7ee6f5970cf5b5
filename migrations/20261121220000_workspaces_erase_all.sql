-- Erases every row of a workspace whose grace is over and names the folders of its files. It works for the owner role only:
-- the application may delete neither history nor published versions. A test fails for a tenant table that is left out.
create or replace function erase_workspace(workspace uuid) returns text[]
    language plpgsql as $$
declare
    keys text[];
begin
    perform set_config('app.workspace', workspace::text, true);
    select array(select m.key from media m union select f.key from media_former_files f) into keys;
    delete from webhook_queue q where q.workspace_id = workspace;
    delete from event_queue q where q.workspace_id = workspace;
    delete from notifications n where n.workspace_id = workspace;
    delete from invitation_tokens t where t.workspace_id = workspace;
    delete from site_shares s where workspace in (s.workspace_id, s.shared_with);
    delete from api_key_hashes h where h.workspace_id = workspace;
    delete from content_reports r where r.workspace_id = workspace;
    delete from site_takedowns t where t.workspace_id = workspace;
    delete from webhook_endpoint_states e where e.workspace_id = workspace;
    delete from onboarding_measures m where m.workspace_id = workspace;
    delete from onboarding_samples;
    delete from onboarding_steps;
    delete from onboarding_journeys;
    delete from senders;
    delete from domain_hosts h where h.workspace_id = workspace;
    delete from domains;
    delete from handles h where h.workspace_id = workspace;
    delete from entitlements;
    delete from subscriptions;
    delete from billing_customers c where c.workspace_id = workspace;
    delete from webhook_attempts;
    delete from webhook_deliveries;
    delete from webhook_secrets;
    delete from webhook_endpoints;
    delete from idempotent_requests;
    delete from api_keys;
    delete from api_request_counts;
    delete from invitations;
    delete from site_assignments;
    delete from workspace_group_members;
    delete from workspace_groups;
    delete from visit_visitors;
    delete from visit_counts;
    delete from media_uses;
    delete from media_former_files;
    delete from media;
    delete from media_folders;
    update bio_sites set published_number = null;
    delete from bio_site_versions;
    delete from bio_sites;
    delete from audit_log;
    delete from events;
    delete from memberships m where m.workspace_id = workspace;
    delete from workspace_roles r where r.workspace_id = workspace;
    delete from workspaces w where w.id = workspace;
    -- The name and the address are given to nobody else: links to it must not lead to another one.
    return keys;
end
$$;
