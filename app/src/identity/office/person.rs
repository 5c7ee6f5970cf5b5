use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::{
    identity::{PersonDetails, SessionSummary},
    ids::UserId,
};
use ui::{Callout, Card, PageHeader, Tone};

use super::{
    acts::{Act, Acts},
    index::badges,
    load_person,
};
use crate::{
    error::AppError,
    shared::{When, loaded, param},
    words::{self, SLOT, people as t, rich},
};

/// `/admin/people/{person}`, loaded when staff goes there.
pub struct PersonRoute {
    acts: Acts,
    person: Resource<Result<PersonDetails, AppError>>,
}

#[lazy_route]
impl LazyRoute for PersonRoute {
    fn data() -> Self {
        let (acts, id) = (Acts::new(), param("person"));
        let person = Resource::new(
            move || (id.get(), acts.turn()),
            |(id, _)| async move {
                match id.parse::<UserId>() {
                    Ok(id) => load_person(id).await,
                    Err(_) => Err(mewayz::Error::NotFound.into()),
                }
            },
        );
        Self { acts, person }
    }

    fn view(this: Self) -> AnyView {
        let acts = this.acts;
        view! {
            <Title text=t::title()/>
            <p class="mb-2"><a class="text-accent underline" href="/admin/people">{t::title()}</a></p>
            {loaded(this.person, move |details| show(details, acts))}
        }
        .into_any()
    }
}

fn show(details: PersonDetails, acts: Acts) -> AnyView {
    let person = details.person.clone();
    let (acting, account) = (offered(&details), facts(&details));
    let badges = badges(&person);
    view! {
        <PageHeader title=person.full_name.clone() description=person.email.clone()/>
        <div class="stack max-w-3xl">
            <p class="actions">{badges}</p>
            {details.deletion_due_at.map(|at| view! { <Callout tone=Tone::Warning>{rich(t::ends_on(SLOT), view! { <When at=at/> }.into_any())}</Callout> })}
            <Card title=t::account()>{account}</Card>
            {workspaces(details.workspaces)}
            {devices(details.sessions)}
            <Card title=t::acts() description=t::acts_text()>{acts.forms(person.id, acting)}</Card>
        </div>
    }
    .into_any()
}

/// What can be done about this person now.
fn offered(details: &PersonDetails) -> Vec<Act> {
    let mut acts = vec![if details.person.suspended_at.is_some() { Act::Lift } else { Act::Suspend }];
    if !details.sessions.is_empty() || details.programs > 0 {
        acts.push(Act::SignOut);
    }
    if details.codes.app_since.is_some() || details.passkeys > 0 {
        acts.push(Act::ResetSecondFactor);
    }
    if !details.person.staff {
        acts.push(Act::Impersonate);
    }
    acts
}

fn facts(details: &PersonDetails) -> AnyView {
    let yes_no = |is: bool| if is { t::yes() } else { t::no() };
    let links: Vec<&str> = details.links.iter().map(|link| link.provider.title()).collect();
    let app = match details.codes.app_since {
        Some(at) => rich(t::since(SLOT), view! { <When at=at/> }.into_any()),
        None => t::no().into_any(),
    };
    view! {
        <dl class="grid gap-x-6 gap-y-3 sm:grid-cols-[14rem_1fr]">
            <dt class="text-muted">{t::member_since()}</dt><dd><When at=details.person.created_at/></dd>
            <dt class="text-muted">{t::password()}</dt><dd>{yes_no(details.has_password)}</dd>
            <dt class="text-muted">{t::app()}</dt><dd>{app}</dd>
            <dt class="text-muted">{t::recovery_codes()}</dt><dd>{words::number(details.codes.recovery_left)}</dd>
            <dt class="text-muted">{t::passkeys()}</dt><dd>{words::number(details.passkeys)}</dd>
            <dt class="text-muted">{t::other_accounts()}</dt><dd>{if links.is_empty() { t::no().to_owned() } else { links.join(", ") }}</dd>
            <dt class="text-muted">{t::programs()}</dt><dd>{words::number(details.programs)}</dd>
        </dl>
    }
    .into_any()
}

fn workspaces(workspaces: Vec<(String, String)>) -> AnyView {
    let none = workspaces.is_empty().then(|| view! { <p class="text-muted">{t::none()}</p> });
    let rows = workspaces.into_iter();
    view! {
        <Card title=t::their_workspaces()>
            {none}
            <ul class="stack">{rows.map(|(slug, name)| view! { <li class="min-w-0"><span dir="auto">{name}</span> " " <a class="text-sm text-accent underline" href=format!("/admin/workspaces?text={slug}")>{format!("/w/{slug}")}</a></li> }).collect_view()}</ul>
        </Card>
    }
    .into_any()
}

fn devices(sessions: Vec<SessionSummary>) -> AnyView {
    let none = sessions.is_empty().then(|| view! { <p class="text-muted">{t::none()}</p> });
    let rows = sessions.into_iter().map(|session| {
        let last = view! { <When at=session.last_used_at/> }.into_any();
        view! { <li><p class="font-medium">{words::message(&session.device.into())}</p><p class="text-sm text-muted">{rich(t::last_used(SLOT), last)} " · " {session.address}</p></li> }
    });
    view! {
        <Card title=t::devices()>
            {none}
            <ul class="stack">{rows.collect_view()}</ul>
        </Card>
    }
    .into_any()
}
