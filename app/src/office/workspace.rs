use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::{ids::WorkspaceId, office::WorkspaceDetails, tenancy::Standing};
use ui::{Callout, Card, PageHeader, Tone, Variant};

use super::{
    CloseWorkspace, KeepWorkspace, ReleaseWorkspace, SuspendWorkspace,
    acts::{Deed, body, part},
    fact, facts, inspect_workspace, words,
};
use crate::{
    error::AppError,
    shared::{When, loaded, param},
    words::{SLOT, number, office as t, rich},
};

/// One action for each act.
#[derive(Clone, Copy)]
struct Acts {
    suspend: ServerAction<SuspendWorkspace>,
    release: ServerAction<ReleaseWorkspace>,
    close: ServerAction<CloseWorkspace>,
    keep: ServerAction<KeepWorkspace>,
}

/// `/admin/workspaces/{workspace}`, loaded when staff goes there.
pub struct WorkspaceRoute {
    acts: Acts,
    found: Resource<Result<WorkspaceDetails, AppError>>,
}

#[lazy_route]
impl LazyRoute for WorkspaceRoute {
    fn data() -> Self {
        let (id, acts) = (param("workspace"), Acts::new());
        let found = Resource::new(
            move || (id.get(), acts.turn()),
            |(id, _)| async move {
                match id.parse::<WorkspaceId>() {
                    Ok(id) => inspect_workspace(id).await,
                    Err(_) => Err(mewayz::Error::NotFound.into()),
                }
            },
        );
        Self { acts, found }
    }

    fn view(this: Self) -> AnyView {
        let acts = this.acts;
        view! {
            <Title text=t::workspace()/>
            <p class="mb-2"><a class="text-accent underline" href="/admin/workspaces">{t::workspaces()}</a></p>
            {loaded(this.found, move |found| show(found, acts))}
        }
        .into_any()
    }
}

impl Acts {
    fn new() -> Self {
        Self { suspend: ServerAction::new(), release: ServerAction::new(), close: ServerAction::new(), keep: ServerAction::new() }
    }

    /// Changes whenever something was done.
    fn turn(self) -> usize {
        self.suspend.version().get() + self.release.version().get() + self.close.version().get() + self.keep.version().get()
    }

    /// What can be done about the workspace now.
    fn forms(self, found: &WorkspaceDetails) -> AnyView {
        let id = || vec![("tenant", found.row.id.to_string())];
        let suspension = if found.suspended.is_some() {
            let deed = Deed::new("release", t::release(), t::release_text(), Variant::Secondary);
            let inside = body(deed, id(), self.release.into());
            view! { <ActionForm action=self.release>{inside}</ActionForm> }.into_any()
        } else {
            let deed = Deed::new("suspend", t::suspend(), t::suspend_text(), Variant::Danger);
            let inside = body(deed, id(), self.suspend.into());
            view! { <ActionForm action=self.suspend>{inside}</ActionForm> }.into_any()
        };
        let standing = match found.row.standing {
            Standing::Archived | Standing::Ending(_) => {
                let deed = Deed::new("keep", t::keep(), t::keep_text(), Variant::Secondary);
                let inside = body(deed, id(), self.keep.into());
                Some(view! { <ActionForm action=self.keep>{inside}</ActionForm> }.into_any())
            }
            Standing::Open => {
                let deed = Deed::new("archive", t::archive(), t::archive_text(), Variant::Secondary);
                let inside = body(deed, id(), self.close.into());
                Some(view! { <ActionForm action=self.close>{inside}</ActionForm> }.into_any())
            }
            Standing::Suspended => None,
        };
        view! { {part(suspension)} {standing.map(part)} }.into_any()
    }
}

fn show(found: WorkspaceDetails, acts: Acts) -> AnyView {
    let forms = acts.forms(&found);
    let (account, usage) = (account(&found), usage(&found));
    let suspended = found.suspended.map(|(at, because)| {
        view! {
            <Callout tone=Tone::Danger title=t::suspended()>
                {rich(t::since(SLOT), view! { <When at/> }.into_any())} ": " <span dir="auto">{because}</span>
            </Callout>
        }
    });
    let ending = match found.row.standing {
        Standing::Ending(at) => {
            Some(view! { <Callout tone=Tone::Warning>{rich(t::ends_on(SLOT), view! { <When at/> }.into_any())}</Callout> })
        }
        _ => None,
    };
    view! {
        <PageHeader title=found.row.name.clone() description=format!("/w/{}", found.row.slug)/>
        <div class="stack max-w-3xl">
            <p class="actions">{words::standing(found.row.standing)} <a class="text-accent underline" href=format!("/admin/log?subject={}", found.row.id)>{t::what_staff_did()}</a></p>
            {suspended}
            {ending}
            <Card title=t::workspace()>{account}</Card>
            <Card title=t::usage()>{usage}</Card>
            {last_events(found.events)}
            <Card title=t::acts() description=t::acts_text()>{forms}</Card>
        </div>
    }
    .into_any()
}

fn account(found: &WorkspaceDetails) -> AnyView {
    let owners = found.owners.iter().map(|(id, name, email)| {
        view! { <p><a class="text-accent underline" dir="auto" href=format!("/admin/people/{id}")>{name.clone()}</a> " " <span class="text-muted" dir="auto">{email.clone()}</span></p> }
    });
    let plan = match &found.plan {
        None => t::free_plan().to_owned(),
        Some((plan, state, _)) => t::plan_is(plan, state),
    };
    let until = found.plan.as_ref().and_then(|(_, _, until)| *until);
    let until = until.map(|at| view! { " · " {rich(t::until_then(SLOT), view! { <When at/> }.into_any())} });
    let pages = found
        .handles
        .iter()
        .map(|handle| view! { <a class="text-accent underline" rel="external" href=format!("/@{handle}")>{format!("@{handle}")}</a> " " });
    let plan = view! { {plan} {until} " · " <a class="text-accent underline" href="/admin/plans">{t::plans()}</a> }.into_any();
    facts(vec![
        fact(t::id(), view! { <code class="text-sm break-all">{found.row.id.to_string()}</code> }),
        fact(t::made_on(), view! { <When at=found.row.created_at/> }),
        fact(t::owners(), owners.collect_view()),
        fact(t::members_name(), number(found.row.members)),
        fact(t::plan(), plan),
        fact(t::pages_name(), pages.collect_view()),
    ])
}

fn usage(found: &WorkspaceDetails) -> AnyView {
    let megabytes = found.bytes / 1_000_000;
    facts(vec![
        fact(t::sites(), t::sites_published(found.sites, found.published)),
        fact(t::files(), t::files_of(found.files, megabytes)),
        fact(t::requests(), t::requests_refused(found.requests, found.refused)),
        fact(t::keys(), number(found.keys)),
        fact(t::webhooks(), number(found.webhooks)),
    ])
}

fn last_events(events: Vec<(String, chrono::DateTime<chrono::Utc>)>) -> AnyView {
    let none = events.is_empty().then(|| view! { <p class="text-muted">{t::no_events()}</p> });
    let rows = events.into_iter().map(|(name, at)| {
        view! { <li class="flex flex-wrap justify-between gap-x-6"><code class="text-sm">{name}</code><span class="text-sm text-muted"><When at/></span></li> }
    });
    view! { <Card title=t::last_events() description=t::last_events_text()>{none}<ul class="stack">{rows.collect_view()}</ul></Card> }
        .into_any()
}
