use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::{tenancy::Permission, workspaces::Invitation};
use ui::{Badge, Button, Card, PageHeader, Size, Tone};

use super::{
    LeaveWorkspace, ResendInvitation, RevokeInvitation, Team,
    forms::{failure, problem, told, workspace_field},
    invite::{InviteForm, link},
    load_team,
    people::People,
    words,
};
use crate::{
    shared::{SettingsTabs, loaded, use_frame, use_workspace},
    words::{day, teams as t},
};

/// `/w/{workspace}/settings/members`
#[component]
pub fn MembersPage() -> impl IntoView {
    let workspace = use_workspace();
    let changed = RwSignal::new(0_u32);
    let data = Resource::new(move || (workspace.get(), changed.get()), |(workspace, _)| load_team(workspace));
    view! {
        <Title text=t::members()/>
        <PageHeader title=t::members() description=t::members_text()/>
        <SettingsTabs/>
        {loaded(data, move |team| view! { <Shown team changed/> }.into_any())}
    }
}

#[component]
fn Shown(team: Team, changed: RwSignal<u32>) -> impl IntoView {
    let manages = use_frame().may(Permission::ManageMembers);
    let Team { people, roles, invitations, sites } = team;
    let (roles_of_people, open) = (roles.clone(), invitations.clone());
    view! {
        <div class="stack max-w-4xl">
            {manages.then(|| view! { <InviteForm roles sites changed/> })}
            <People people roles=roles_of_people changed/>
            {manages.then(|| view! { <Invitations invitations=open changed/> })}
            <Leave/>
        </div>
    }
    .into_any()
}

#[component]
fn Invitations(invitations: Vec<Invitation>, changed: RwSignal<u32>) -> impl IntoView {
    let (resend, revoke) = (ServerAction::<ResendInvitation>::new(), ServerAction::<RevokeInvitation>::new());
    let (failed, refused) = (failure(resend.value()), failure(revoke.value()));
    told(revoke.value(), t::taken_back);
    told(resend.value(), t::invited);
    Effect::new(move || {
        if matches!(revoke.value().get(), Some(Ok(()))) {
            changed.update(|n| *n += 1);
        }
    });
    let empty = invitations.is_empty().then(|| view! { <p class="text-muted">{t::no_invitations()}</p> });
    let rows = invitations.into_iter().map(|one| invitation(one, resend, revoke)).collect_view();
    view! {
        <Card title=t::open_invitations()>
            {problem(failed, &["role"])} {problem(refused, &[])}
            {move || resend.value().get().and_then(Result::ok).and_then(|sent| sent.link).map(link)}
            {empty}
            <ul>{rows}</ul>
        </Card>
    }
    .into_any()
}

fn invitation(one: Invitation, resend: ServerAction<ResendInvitation>, revoke: ServerAction<RevokeInvitation>) -> AnyView {
    let to = one.email.unwrap_or_else(|| t::by_link().to_owned());
    let facts = [t::invited_by(one.invited_by), t::until(day(one.expires_at.date_naive()))].join(" · ");
    let role = words::role(one.role, one.role_name.as_deref());
    let (id, again) = (one.id.to_string(), one.id.to_string());
    view! {
        <li class="flex flex-wrap items-center gap-3 border-t border-line py-3 first:border-t-0">
            <div class="min-w-0 grow basis-56">
                <p class="actions font-medium"><bdi class="break-all">{to}</bdi> <Badge>{role}</Badge>
                    {one.only_assigned.then(|| view! { <Badge tone=Tone::Warning>{t::guest()}</Badge> })}
                </p>
                <p class="text-sm text-muted">{facts}</p>
            </div>
            <ActionForm action=resend>
                {workspace_field()}
                <input type="hidden" name="invitation" value=again/>
                <Button kind="submit" size=Size::Small>{t::resend()}</Button>
            </ActionForm>
            <ActionForm action=revoke>
                {workspace_field()}
                <input type="hidden" name="invitation" value=id/>
                <Button kind="submit" size=Size::Small>{t::revoke()}</Button>
            </ActionForm>
        </li>
    }
    .into_any()
}

/// Leaving asks twice: the button stands behind a fold.
#[component]
fn Leave() -> impl IntoView {
    let action = ServerAction::<LeaveWorkspace>::new();
    let failed = failure(action.value());
    view! {
        <details class="text-sm">
            <summary class="cursor-pointer text-muted">{t::leave()}</summary>
            <ActionForm action=action>
                {workspace_field()}
                <div class="stack mt-3">
                    <p>{t::leave_text()}</p>
                    {problem(failed, &[])}
                    <div class="actions"><Button kind="submit" variant=ui::Variant::Danger loading=action.pending()>{t::leave_now()}</Button></div>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}
