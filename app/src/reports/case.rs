use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::{
    ids::SiteId,
    reports::{Case, Report, Ruling},
};
use ui::{Badge, Button, Callout, Card, Field, PageHeader, Tone, Variant};

use super::{DismissReports, KeepPageDown, RestorePage, TakePageDown, load_case, words};
use crate::{
    error::AppError,
    shared::{When, loaded, param},
    words::{SLOT, reports as t, rich},
};

/// One action for each act.
#[derive(Clone, Copy)]
struct Acts {
    dismiss: ServerAction<DismissReports>,
    take_down: ServerAction<TakePageDown>,
    restore: ServerAction<RestorePage>,
    keep_down: ServerAction<KeepPageDown>,
}

/// `/admin/reports/{site}`, loaded when staff goes there.
pub struct CaseRoute {
    acts: Acts,
    case: Resource<Result<Case, AppError>>,
}

#[lazy_route]
impl LazyRoute for CaseRoute {
    fn data() -> Self {
        let (id, acts) = (param("site"), Acts::new());
        let case = Resource::new(
            move || (id.get(), acts.turn()),
            |(id, _)| async move {
                match id.parse::<SiteId>() {
                    Ok(id) => load_case(id).await,
                    Err(_) => Err(mewayz::Error::NotFound.into()),
                }
            },
        );
        Self { acts, case }
    }

    fn view(this: Self) -> AnyView {
        let acts = this.acts;
        view! {
            <Title text=t::title()/>
            <p class="mb-2"><a class="text-accent underline" href="/admin/reports">{t::title()}</a></p>
            {loaded(this.case, move |case| show(case, acts))}
        }
        .into_any()
    }
}

impl Acts {
    fn new() -> Self {
        Self { dismiss: ServerAction::new(), take_down: ServerAction::new(), restore: ServerAction::new(), keep_down: ServerAction::new() }
    }

    /// Changes whenever something was done.
    fn turn(self) -> usize {
        self.dismiss.version().get() + self.take_down.version().get() + self.restore.version().get() + self.keep_down.version().get()
    }

    /// What can be done about the page now.
    fn forms(self, case: &Case) -> AnyView {
        let site = case.site;
        let undecided = case.reports.iter().any(|report| report.state == "open");
        let objected = case.ruling.as_ref().is_some_and(|ruling| ruling.appeal.is_some() && ruling.refused_at.is_none());
        let dismiss = undecided.then(|| {
            let inside = body(site, "dismiss", t::dismiss(), t::dismiss_text(), Variant::Secondary, self.dismiss.into());
            part(view! { <ActionForm action=self.dismiss>{inside}</ActionForm> }.into_any())
        });
        let take_down = (undecided && case.ruling.is_none()).then(|| {
            let inside = body(site, "take-down", t::take_down(), t::take_down_text(), Variant::Danger, self.take_down.into());
            part(view! { <ActionForm action=self.take_down>{inside}</ActionForm> }.into_any())
        });
        let restore = case.ruling.is_some().then(|| {
            let inside = body(site, "restore", t::restore(), t::restore_text(), Variant::Secondary, self.restore.into());
            part(view! { <ActionForm action=self.restore>{inside}</ActionForm> }.into_any())
        });
        let keep_down = objected.then(|| {
            let inside = body(site, "keep-down", t::keep_down(), t::keep_down_text(), Variant::Danger, self.keep_down.into());
            part(view! { <ActionForm action=self.keep_down>{inside}</ActionForm> }.into_any())
        });
        let none = (!undecided && case.ruling.is_none()).then(|| view! { <p class="text-muted">{t::nothing_to_decide()}</p> });
        view! { {dismiss} {take_down} {restore} {keep_down} {none} }.into_any()
    }
}

fn show(case: Case, acts: Acts) -> AnyView {
    let forms = acts.forms(&case);
    let none = case.says.is_empty().then(|| view! { <p class="text-muted">{t::not_published()}</p> });
    let says = case.says.into_iter().map(|text| view! { <li class="break-words" dir="auto">{text}</li> });
    view! {
        <PageHeader title=format!("@{}", case.handle) description=case.name/>
        <div class="stack max-w-3xl">
            <p class="actions">
                <a class="text-accent underline" href=format!("/@{}", case.handle) rel="external" target="_blank">{t::view_page()}</a>
                <a class="text-accent underline" href=format!("/admin/workspaces/{}", case.workspace)>{t::workspace()}</a>
                <a class="text-accent underline" href=format!("/admin/log?subject={}", case.site)>{t::what_staff_did()}</a>
            </p>
            {case.ruling.map(ruling)}
            <Card title=t::reported()><ul class="stack">{case.reports.into_iter().map(report).collect_view()}</ul></Card>
            <Card title=t::acts() description=t::acts_text()>{forms}</Card>
            <Card title=t::page_says() description=t::page_says_text()>{none}<ul class="stack text-sm">{says.collect_view()}</ul></Card>
        </div>
    }
    .into_any()
}

fn ruling(ruling: Ruling) -> AnyView {
    let appeal = ruling
        .appeal
        .map(|text| view! { <p class="mt-2"><b>{t::objection()}</b> " " <span class="whitespace-pre-line" dir="auto">{text}</span></p> });
    let refused = ruling.refused_at.map(|at| view! { <p class="mt-2">{rich(t::refused_on(SLOT), view! { <When at/> }.into_any())}</p> });
    view! {
        <Callout tone=Tone::Danger title=t::taken_down()>
            {rich(t::since(SLOT), view! { <When at=ruling.taken_at/> }.into_any())} ": " <span dir="auto">{ruling.because}</span>
            {appeal}
            {refused}
        </Callout>
    }
    .into_any()
}

fn report(report: Report) -> AnyView {
    let (state, tone) = words::state(&report.state);
    let decided = report.decided_by.zip(report.decided_at).map(|(name, at)| {
        view! { <p class="text-sm text-muted">{rich(t::decided_on(SLOT), view! { <When at/> }.into_any())} " · " <span dir="auto">{name}</span></p> }
    });
    view! {
        <li>
            <p class="actions"><span class="font-medium">{words::reason(report.reason)}</span> <Badge tone=tone>{state}</Badge> <span class="text-sm text-muted"><When at=report.created_at/></span></p>
            <p class="whitespace-pre-line break-words" dir="auto">{report.words}</p>
            {report.email.map(|email| view! { <p class="text-sm text-muted" dir="auto">{email}</p> })}
            {decided}
        </li>
    }
    .into_any()
}

fn part(form: AnyView) -> AnyView {
    view! { <div class="border-t border-line py-4 first:border-t-0 first:pt-0">{form}</div> }.into_any()
}

/// The inside of the form of an act: what it does, why it is done, and how it went.
fn body<I: Send + Sync + 'static>(
    site: SiteId,
    id: &'static str,
    label: &'static str,
    text: &'static str,
    variant: Variant,
    action: Action<I, Result<(), AppError>>,
) -> AnyView {
    let error = Signal::derive(move || action.value().get().and_then(Result::err));
    view! {
        <div class="stack">
            {move || error.get().and_then(|e| e.form()).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
            <p class="text-muted">{text}</p>
            <input type="hidden" name="site" value=site.to_string()/>
            <Field label=t::why() name="reason" id=format!("reason-{id}") required=true maxlength=500_u32 autocomplete="off" error=move || error.get().and_then(|e| e.field("reason"))/>
            <div><Button kind="submit" variant=variant loading=action.pending()>{label}</Button></div>
        </div>
    }
    .into_any()
}
