use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::{
    ids::UserId,
    tenancy::Permission,
    workspaces::{Assignment, Group},
};
use ui::{Badge, Button, Card, Checkbox, Choice, EmptyState, Field, PageHeader, Select, Size, Variant};

use super::{
    AssignSite, CreateGroup, DeleteGroup, Groups, SaveGroup, UnassignSite,
    forms::{beside, failure, problem, told, typed, workspace_field},
    load_groups,
};
use crate::{
    shared::{SettingsTabs, loaded, use_frame, use_workspace},
    words::teams as t,
};

/// `/w/{workspace}/settings/groups`
#[component]
pub fn GroupsPage() -> impl IntoView {
    let workspace = use_workspace();
    let acts = Acts::new();
    let data = Resource::new(move || (workspace.get(), acts.version()), |(workspace, _)| load_groups(workspace));
    view! {
        <Title text=t::groups()/>
        <PageHeader title=t::groups() description=t::groups_text()/>
        <SettingsTabs/>
        {loaded(data, move |groups| view! { <Shown groups acts/> }.into_any())}
    }
}

/// What can be done here.
#[derive(Clone, Copy)]
struct Acts {
    create: ServerAction<CreateGroup>,
    save: ServerAction<SaveGroup>,
    delete: ServerAction<DeleteGroup>,
    assign: ServerAction<AssignSite>,
    unassign: ServerAction<UnassignSite>,
}

impl Acts {
    fn new() -> Self {
        let acts = Self {
            create: ServerAction::new(),
            save: ServerAction::new(),
            delete: ServerAction::new(),
            assign: ServerAction::new(),
            unassign: ServerAction::new(),
        };
        told(acts.create.value(), t::saved);
        told(acts.save.value(), t::saved);
        told(acts.delete.value(), t::deleted);
        told(acts.assign.value(), t::assigned);
        told(acts.unassign.value(), t::saved);
        acts
    }

    /// Grows with everything that was done.
    fn version(self) -> usize {
        self.create.version().get()
            + self.save.version().get()
            + self.delete.version().get()
            + self.assign.version().get()
            + self.unassign.version().get()
    }
}

#[component]
fn Shown(groups: Groups, acts: Acts) -> impl IntoView {
    let may = use_frame().may(Permission::ManageMembers);
    let empty = groups.groups.is_empty().then(|| view! { <EmptyState icon="users" title=t::no_groups() text=t::no_groups_text()/> });
    let cards = groups.groups.iter().map(|group| card(group, &groups.people, acts, may)).collect_view();
    let assigned = assignments(&groups, acts, may);
    view! {
        <div class="stack max-w-4xl">
            {empty} {cards}
            {may.then(|| create(acts.create))}
            {assigned}
        </div>
    }
    .into_any()
}

fn card(group: &Group, people: &[(UserId, String)], acts: Acts, may: bool) -> AnyView {
    let names = group.members.clone().into_iter().map(|(_, name)| view! { <Badge><bdi>{name}</bdi></Badge> }).collect_view();
    let nobody = group.members.is_empty().then(|| view! { <span class="text-muted">{t::nobody()}</span> });
    let form = may.then(|| edit(group, people, acts));
    view! {
        <Card title=group.name.clone()>
            <p class="actions">{names} {nobody}</p>
            {form}
        </Card>
    }
    .into_any()
}

fn edit(group: &Group, people: &[(UserId, String)], acts: Acts) -> AnyView {
    let (error, id) = (failure(acts.save.value()), group.id.to_string());
    let boxes = people.iter().map(|(person, name)| {
        let inside = group.members.iter().any(|(member, _)| member == person);
        view! { <Checkbox label=name.clone() name="members[]" value=person.to_string() checked=inside id=format!("{id}-{person}")/> }
    });
    let boxes = boxes.collect_view();
    let (gone, name) = (id.clone(), group.name.clone());
    view! {
        <details class="mt-3 text-sm">
            <summary class="cursor-pointer text-muted">{t::edit()}</summary>
            <ActionForm action=acts.save>
                {workspace_field()}
                <input type="hidden" name="group" value=id.clone()/>
                <div class="stack mt-3">
                    {problem(error, &["members"])}
                    <Field label=t::name() name="name" id=format!("name-{id}") value=name required=true maxlength=60_u32 error=beside(error, "name")/>
                    <fieldset class="grid gap-2 sm:grid-cols-2"><legend class="field-label mb-2">{t::members()}</legend>{boxes}</fieldset>
                    <div class="actions"><Button kind="submit" loading=acts.save.pending()>{t::save()}</Button></div>
                </div>
            </ActionForm>
            <ActionForm action=acts.delete>
                {workspace_field()}
                <input type="hidden" name="group" value=gone/>
                <div class="actions mt-3"><Button kind="submit" size=Size::Small variant=Variant::Danger loading=acts.delete.pending()>{t::delete()}</Button></div>
            </ActionForm>
        </details>
    }
    .into_any()
}

fn create(action: ServerAction<CreateGroup>) -> AnyView {
    let error = failure(action.value());
    view! {
        <Card title=t::new_group()>
            <ActionForm action=action>
                {workspace_field()}
                <div class="stack">
                    {problem(error, &[])}
                    <Field label=t::name() name="name" value=typed(error, "name") required=true maxlength=60_u32 autocomplete="off" error=beside(error, "name")/>
                    <div class="actions"><Button kind="submit" variant=Variant::Primary icon="plus" loading=action.pending()>{t::create()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

fn assignments(groups: &Groups, acts: Acts, may: bool) -> AnyView {
    let error = failure(acts.assign.value());
    let empty = groups.assignments.is_empty().then(|| view! { <p class="text-muted">{t::no_assignments()}</p> });
    let rows = groups.assignments.iter().map(|one| assignment(one, acts.unassign, may)).collect_view();
    let sites: Vec<Choice> = groups.sites.iter().map(|(id, handle)| Choice::new(id.to_string(), format!("@{handle}"))).collect();
    let people = groups.people.iter().map(|(id, name)| Choice::new(format!("person:{id}"), name.clone()));
    let whom: Vec<Choice> =
        groups.groups.iter().map(|group| Choice::new(format!("group:{}", group.id), group.name.clone())).chain(people).collect();
    let form = (may && !sites.is_empty()).then(|| {
        view! {
            <ActionForm action=acts.assign>
                {workspace_field()}
                {problem(error, &[])}
                <div class="mt-4 flex flex-wrap items-end gap-3">
                    <Select label=t::site() name="site" options=sites/>
                    <Select label=t::person_or_group() name="assignee" options=whom/>
                    <Button kind="submit" loading=acts.assign.pending()>{t::assign()}</Button>
                </div>
            </ActionForm>
        }
    });
    view! { <Card title=t::assignments()>{empty} <ul>{rows}</ul> {form}</Card> }.into_any()
}

fn assignment(one: &Assignment, unassign: ServerAction<UnassignSite>, may: bool) -> AnyView {
    let label = t::unassign_named(format!("@{}", one.handle), &one.name);
    let id = one.id.to_string();
    view! {
        <li class="flex flex-wrap items-center justify-between gap-3 border-t border-line py-2 first:border-t-0">
            <span><span dir="ltr">"@" {one.handle.clone()}</span> " · " <bdi>{one.name.clone()}</bdi></span>
            {may.then(|| view! {
                <ActionForm action=unassign>
                    {workspace_field()}
                    <input type="hidden" name="assignment" value=id/>
                    <Button kind="submit" size=Size::Small attr:aria-label=label>{t::unassign()}</Button>
                </ActionForm>
            })}
        </li>
    }
    .into_any()
}
