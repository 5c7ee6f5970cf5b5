use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::{
    tenancy::{Grants, Permission, Role},
    workspaces::MadeRole,
};
use ui::{Button, Card, Checkbox, Column, Field, Icon, PageHeader, Size, Table, Variant};

use super::{
    CreateRole, DeleteRole, SaveRole,
    forms::{beside, failure, problem, told, typed, workspace_field},
    load_roles, words,
};
use crate::{
    shared::{SettingsTabs, loaded, use_frame, use_workspace},
    words::teams as t,
};

/// `/w/{workspace}/settings/roles`
#[component]
pub fn RolesPage() -> impl IntoView {
    let workspace = use_workspace();
    let acts = (ServerAction::<CreateRole>::new(), ServerAction::<SaveRole>::new(), ServerAction::<DeleteRole>::new());
    told(acts.0.value(), t::saved);
    told(acts.1.value(), t::saved);
    told(acts.2.value(), t::deleted);
    let version = move || acts.0.version().get() + acts.1.version().get() + acts.2.version().get();
    let data = Resource::new(move || (workspace.get(), version()), |(workspace, _)| load_roles(workspace));
    view! {
        <Title text=t::roles()/>
        <PageHeader title=t::roles() description=t::roles_text()/>
        <SettingsTabs/>
        {loaded(data, move |made| view! { <Shown made acts/> }.into_any())}
    }
}

type Acts = (ServerAction<CreateRole>, ServerAction<SaveRole>, ServerAction<DeleteRole>);

#[component]
fn Shown(made: Vec<MadeRole>, acts: Acts) -> impl IntoView {
    let may = use_frame().may(Permission::ManageRoles);
    let cards = made.iter().filter(|_| may).map(|role| edit(role, acts)).collect_view();
    view! {
        <div class="stack">
            {matrix(&made)}
            <div class="stack max-w-4xl">{cards} {may.then(|| create(acts.0))}</div>
        </div>
    }
    .into_any()
}

/// Who may do what: the roles of the product, then those of the workspace.
fn matrix(made: &[MadeRole]) -> AnyView {
    let product = Role::ALL.map(|role| (words::role(role, None), role.rights()));
    let roles: Vec<(String, Grants)> = product.into_iter().chain(made.iter().map(|role| (role.name.clone(), role.rights))).collect();
    let columns =
        std::iter::once(t::may().to_owned()).chain(roles.iter().map(|(name, _)| name.clone())).map(Column::text).collect::<Vec<_>>();
    let rows = Permission::ALL.map(|permission| {
        let cells = roles.iter().map(|(name, rights)| mark(name.clone(), rights.has(permission))).collect_view();
        view! { <tr><th scope="row" class="text-start font-normal">{words::permission(permission)}</th>{cells}</tr> }
    });
    view! { <Table caption=t::roles() columns stacked=true>{rows}</Table> }.into_any()
}

fn mark(role: String, has: bool) -> AnyView {
    let (icon, word, class) = if has { ("check", t::yes(), "text-success") } else { ("minus", t::no(), "text-faint") };
    view! { <td data-label=role><span class=class><Icon name=icon/></span><span class="sr-only">{word}</span></td> }.into_any()
}

fn create(action: ServerAction<CreateRole>) -> AnyView {
    let error = failure(action.value());
    view! {
        <Card title=t::new_role() description=t::new_role_text()>
            <ActionForm action=action>
                {workspace_field()}
                <div class="stack">
                    {problem(error, &["permissions"])}
                    <Field label=t::name() name="name" value=typed(error, "name") required=true maxlength=60_u32 autocomplete="off" error=beside(error, "name")/>
                    {permissions("new", Grants::default())}
                    <div class="actions"><Button kind="submit" variant=Variant::Primary icon="plus" loading=action.pending()>{t::create()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

fn edit(role: &MadeRole, (_, save, delete): Acts) -> AnyView {
    let (error, refused, id) = (failure(save.value()), failure(delete.value()), role.id.to_string());
    let (gone, name, boxes) = (id.clone(), role.name.clone(), permissions(&id, role.rights));
    view! {
        <Card title=role.name.clone()>
            <details>
                <summary class="cursor-pointer text-sm text-muted">{t::edit()}</summary>
                <ActionForm action=save>
                    {workspace_field()}
                    <input type="hidden" name="made" value=id.clone()/>
                    <div class="stack mt-3">
                        {problem(error, &["permissions"])}
                        <Field label=t::name() name="name" id=format!("name-{id}") value=name required=true maxlength=60_u32 error=beside(error, "name")/>
                        {boxes}
                        <div class="actions"><Button kind="submit" loading=save.pending()>{t::save()}</Button></div>
                    </div>
                </ActionForm>
                <ActionForm action=delete>
                    {workspace_field()}
                    <input type="hidden" name="made" value=gone/>
                    {problem(refused, &["permissions"])}
                    <div class="actions mt-3"><Button kind="submit" size=Size::Small variant=Variant::Danger loading=delete.pending()>{t::delete()}</Button></div>
                </ActionForm>
            </details>
        </Card>
    }
    .into_any()
}

/// What can be chosen is what the person has.
fn permissions(prefix: &str, chosen: Grants) -> AnyView {
    let mine = use_frame().workspace.access.rights;
    let boxes = mine.iter().filter(|p| !p.is_for_owners()).map(|permission| {
        let (label, name) = (words::permission(permission), permission.name());
        view! { <Checkbox label=label name="permissions[]" value=name checked=chosen.has(permission) id=format!("{prefix}-{name}")/> }
    });
    let boxes = boxes.collect_view();
    view! { <fieldset class="grid gap-2 sm:grid-cols-2"><legend class="field-label mb-2">{t::may()}</legend>{boxes}</fieldset> }.into_any()
}
