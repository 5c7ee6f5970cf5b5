use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::{
    domains::{Domain, Record, State},
    ids::SiteId,
};
use ui::{Badge, Button, Card, Choice, Field, IconButton, PageHeader, Select, Size, Variant, use_toasts};

use super::{AddDomain, CheckDomain, Domains, LeadDomain, RemoveDomain, load_domains, sender::SenderCard, words::state};
use crate::{
    shared::{SettingsTabs, When, copy, loaded, use_workspace},
    words::{SLOT, domains as t, rich, teams},
    workspaces::forms::{beside, failure, problem, told, typed, workspace_field},
};

#[derive(Clone, Copy)]
struct Acts {
    add: ServerAction<AddDomain>,
    lead: ServerAction<LeadDomain>,
    check: ServerAction<CheckDomain>,
    remove: ServerAction<RemoveDomain>,
}

/// `/w/{workspace}/settings/domains`
#[component]
pub fn DomainsPage() -> impl IntoView {
    let workspace = use_workspace();
    let acts = Acts { add: ServerAction::new(), lead: ServerAction::new(), check: ServerAction::new(), remove: ServerAction::new() };
    let of_sender = RwSignal::new(0_usize);
    told(acts.lead.value(), teams::saved);
    let version = move || {
        acts.add.version().get() + acts.lead.version().get() + acts.check.version().get() + acts.remove.version().get() + of_sender.get()
    };
    let data = Resource::new(move || (workspace.get(), version()), |(workspace, _)| load_domains(workspace));
    view! {
        <Title text=t::title()/>
        <PageHeader title=t::title() description=t::text()/>
        <SettingsTabs/>
        {loaded(data, move |shown| view! { <Shown shown acts of_sender/> }.into_any())}
    }
}

#[component]
fn Shown(shown: Domains, acts: Acts, of_sender: RwSignal<usize>) -> impl IntoView {
    let Domains { domains, sender, sites } = shown;
    let proven: Vec<_> =
        domains.iter().filter(|domain| domain.state == State::Active).map(|domain| (domain.id, domain.host.clone())).collect();
    let (checked, choices) = (failure(acts.check.value()), site_choices(&sites));
    let rows = domains.into_iter().map(|domain| one(domain, choices.clone(), acts)).collect_view();
    view! {
        <div class="stack max-w-3xl">
            {problem(checked, &[])}
            {rows}
            {add(choices.clone(), acts.add)}
            <SenderCard sender proven done=of_sender/>
        </div>
    }
    .into_any()
}

fn site_choices(sites: &[(SiteId, String)]) -> Vec<Choice> {
    let none = Choice::new("", t::no_page());
    [none].into_iter().chain(sites.iter().map(|(id, handle)| Choice::new(id.to_string(), format!("@{handle}")))).collect()
}

fn one(domain: Domain, sites: Vec<Choice>, acts: Acts) -> AnyView {
    let (name, tone) = state(domain.state, domain.failing_since.is_some());
    let (id, chosen) = (domain.id.to_string(), domain.site.map(|site| site.to_string()).unwrap_or_default());
    let looked = domain.checked_at.map(|at| rich(t::looked(SLOT), view! { <When at/> }.into_any()));
    let failing = domain.failing_since.filter(|_| domain.state == State::Active);
    let unproven = domain.state != State::Active || failing.is_some();
    view! {
        <Card title=domain.host>
            <div class="stack">
                <p class="actions"><Badge tone>{name}</Badge> <span class="text-sm text-muted">{looked}</span></p>
                {failing.map(|at| view! { <p class="text-sm">{rich(t::missing_since(SLOT), view! { <When at/> }.into_any())}</p> })}
                {unproven.then(|| view! { <p class="text-muted">{t::records_text()}</p> {domain.records.into_iter().map(record).collect_view()} })}
                {lead(id.clone(), chosen, sites, acts.lead)}
                <div class="actions">{look(id.clone(), acts.check)} {remove(id, acts.remove)}</div>
            </div>
        </Card>
    }
    .into_any()
}

fn lead(id: String, chosen: String, sites: Vec<Choice>, action: ServerAction<LeadDomain>) -> AnyView {
    let control = format!("site-{id}");
    view! {
        <ActionForm action=action>
            {workspace_field()}
            <input type="hidden" name="domain" value=id/>
            <div class="flex flex-wrap items-end gap-3">
                <div class="min-w-48 grow"><Select label=t::page() name="site" id=control options=sites value=chosen/></div>
                <Button kind="submit" loading=action.pending()>{teams::save()}</Button>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn look(id: String, action: ServerAction<CheckDomain>) -> AnyView {
    view! {
        <ActionForm action=action>
            {workspace_field()}
            <input type="hidden" name="domain" value=id/>
            <Button kind="submit" size=Size::Small loading=action.pending()>{t::look_now()}</Button>
        </ActionForm>
    }
    .into_any()
}

fn remove(id: String, action: ServerAction<RemoveDomain>) -> AnyView {
    view! {
        <ActionForm action=action>
            {workspace_field()}
            <input type="hidden" name="domain" value=id/>
            <Button kind="submit" size=Size::Small variant=Variant::Danger loading=action.pending()>{t::remove()}</Button>
        </ActionForm>
    }
    .into_any()
}

/// A line to write into the zone, with each part to copy.
pub(super) fn record(record: Record) -> AnyView {
    let part = |label: &'static str, text: String| {
        let (toasts, copied) = (use_toasts(), text.clone());
        view! {
            <div class="min-w-0">
                <dt class="text-sm text-muted">{label}</dt>
                <dd class="flex items-start gap-2">
                    <code class="min-w-0 grow break-all text-sm" dir="ltr">{text}</code>
                    <IconButton icon="copy" label=t::copy_value() on:click=move |_| copy(copied.clone(), toasts)/>
                </dd>
            </div>
        }
    };
    view! {
        <dl class="grid gap-3 rounded-lg border border-line p-3 sm:grid-cols-[5rem_1fr]">
            <div class="sm:row-span-2"><dt class="text-sm text-muted">{t::kind()}</dt><dd><code class="text-sm">{record.kind}</code></dd></div>
            {part(t::name(), record.name)}
            {part(t::value(), record.value)}
        </dl>
    }
    .into_any()
}

fn add(sites: Vec<Choice>, action: ServerAction<AddDomain>) -> AnyView {
    let error = failure(action.value());
    view! {
        <Card title=t::add() description=t::add_text()>
            <ActionForm action=action>
                {workspace_field()}
                <div class="stack">
                    {problem(error, &["site"])}
                    <div class="grid items-start gap-3 sm:grid-cols-2">
                        <Field label=t::domain() name="host" value=typed(error, "host") required=true maxlength=253_u32 autocomplete="off" placeholder="links.example.com" error=beside(error, "host")/>
                        <Select label=t::page() name="site" options=sites/>
                    </div>
                    <div class="actions"><Button kind="submit" variant=Variant::Primary loading=action.pending()>{t::add()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}
