use leptos::prelude::*;
use mewayz::{
    tenancy::Permission,
    workspaces::{MadeRole, Person},
};
use ui::{Avatar, Badge, Button, Card, Checkbox, Select, Size, Tone, Variant};

use super::{
    ChangeMember, RemoveMember,
    forms::{failure, problem, told, workspace_field},
    words,
};
use crate::{
    shared::{When, use_frame},
    words::{SLOT, day, rich, teams as t},
};

/// Everybody in the workspace, with what may be done about them.
#[component]
pub(super) fn People(people: Vec<Person>, roles: Vec<MadeRole>, changed: RwSignal<u32>) -> impl IntoView {
    let (change, remove) = (ServerAction::<ChangeMember>::new(), ServerAction::<RemoveMember>::new());
    let (failed, refused) = (failure(change.value()), failure(remove.value()));
    told(change.value(), t::saved);
    Effect::new(move || {
        if matches!(change.value().get(), Some(Ok(()))) || matches!(remove.value().get(), Some(Ok(()))) {
            changed.update(|n| *n += 1);
        }
    });
    let rows = people.into_iter().map(|person| row(person, &roles, change, remove)).collect_view();
    view! {
        <Card flush=true>
            <div class="px-4 empty:hidden">{problem(failed, &["role"])} {problem(refused, &["role"])}</div>
            <ul>{rows}</ul>
        </Card>
    }
    .into_any()
}

fn row(person: Person, roles: &[MadeRole], change: ServerAction<ChangeMember>, remove: ServerAction<RemoveMember>) -> AnyView {
    let frame = use_frame();
    let (me, mine) = (frame.account.id == person.id, frame.workspace.access);
    let may = frame.may(Permission::ManageMembers) && person.access.rights.is_within(mine.rights);
    let role = words::role(person.access.role, person.role_name.as_deref());
    let active = match person.last_active_at {
        Some(at) => rich(t::last_active(SLOT), view! { <When at/> }.into_any()).into_any(),
        None => t::never_active().into_any(),
    };
    let log = frame.may(Permission::ViewAudit).then(|| {
        let href = format!("/w/{}/settings/audit?actor={}", frame.workspace.slug, person.id);
        view! { " · " <a class="text-accent underline" href=href>{t::activity()}</a> }
    });
    let groups = person.groups.clone().into_iter().map(|group| view! { <Badge><bdi>{group}</bdi></Badge> }).collect_view();
    view! {
        <li class="border-t border-line px-4 py-3 first:border-t-0">
            <div class="flex items-start gap-3">
                <Avatar name=person.full_name.clone() class="size-10 text-base"/>
                <div class="min-w-0 grow">
                    <p class="actions font-medium"><bdi class="break-words">{person.full_name.clone()}</bdi>
                        {me.then(|| view! { <Badge tone=Tone::Accent>{t::you()}</Badge> })}
                        <Badge>{role}</Badge>
                        {person.access.only_assigned.then(|| view! { <Badge tone=Tone::Warning>{t::guest()}</Badge> })}
                        {groups}
                    </p>
                    <p class="break-all text-sm text-muted"><bdi>{person.email.clone()}</bdi> " · " {t::since(day(person.joined_at.date_naive()))}</p>
                    <p class="text-sm text-muted">{active} {log}</p>
                </div>
            </div>
            {may.then(|| edit(&person, roles, change, remove))}
        </li>
    }
    .into_any()
}

fn edit(person: &Person, roles: &[MadeRole], change: ServerAction<ChangeMember>, remove: ServerAction<RemoveMember>) -> AnyView {
    let (id, role) = (person.id.to_string(), person.role_id.map_or_else(|| person.access.role.name().to_owned(), |id| id.to_string()));
    let (guest, choices, gone) = (person.access.only_assigned, words::choices(roles, use_frame().workspace.access.rights), id.clone());
    view! {
        <details class="ms-13 mt-2 text-sm">
            <summary class="cursor-pointer text-muted">{t::change()}</summary>
            <div class="stack mt-3">
                <ActionForm action=change>
                    {workspace_field()}
                    <input type="hidden" name="user" value=id.clone()/>
                    <div class="flex flex-wrap items-end gap-3">
                        <Select label=t::role() name="role" options=choices value=role id=format!("role-{id}")/>
                        <Checkbox label=t::is_guest() name="only_assigned" checked=guest id=format!("guest-{id}")/>
                        <Button kind="submit" size=Size::Small loading=change.pending()>{t::save()}</Button>
                    </div>
                </ActionForm>
                <ActionForm action=remove>
                    {workspace_field()}
                    <input type="hidden" name="user" value=gone/>
                    <p class="text-muted">{t::remove_text()}</p>
                    <div class="actions mt-2"><Button kind="submit" size=Size::Small variant=Variant::Danger loading=remove.pending()>{t::remove()}</Button></div>
                </ActionForm>
            </div>
        </details>
    }
    .into_any()
}
