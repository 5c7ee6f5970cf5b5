use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::{ids::SiteId, reports::Ruling, tenancy::Permission};
use ui::{Button, Callout, Card, EmptyState, PageHeader, TextArea, Tone, Variant};

use super::{AppealRuling, load_ruling};
use crate::{
    shared::{When, loaded, param, use_frame, use_workspace},
    words::{SLOT, reports as t, rich},
};

/// `/w/{workspace}/sites/{site}/appeal`: why a page is down, and a word against it.
#[component]
pub fn AppealPage() -> impl IntoView {
    let (workspace, site) = (use_workspace(), param("site"));
    let action = ServerAction::<AppealRuling>::new();
    let found = Resource::new(
        move || (workspace.get(), site.get(), action.version().get()),
        |(workspace, site, _)| async move {
            match site.parse::<SiteId>() {
                Ok(site) => load_ruling(workspace, site).await,
                Err(_) => Err(mewayz::Error::NotFound.into()),
            }
        },
    );
    view! {
        <Title text=t::objection()/>
        {loaded(found, move |(handle, ruling)| show(&handle, ruling, action))}
    }
    .into_any()
}

fn show(handle: &str, ruling: Option<Ruling>, action: ServerAction<AppealRuling>) -> AnyView {
    let title = format!("@{handle}");
    let Some(ruling) = ruling else {
        return view! {
            <PageHeader title=title/>
            <EmptyState icon="circle-check" title=t::online() text=t::online_text()/>
        }
        .into_any();
    };
    let said = match (&ruling.appeal, ruling.refused_at) {
        (None, _) => form(action),
        (Some(_), None) => view! { <Callout tone=Tone::Info>{t::objection_read()}</Callout> }.into_any(),
        (Some(_), Some(at)) => {
            view! { <Callout tone=Tone::Warning>{rich(t::refused_on(SLOT), view! { <When at/> }.into_any())}</Callout> }.into_any()
        }
    };
    view! {
        <PageHeader title=title description=t::taken_down_text()/>
        <div class="stack max-w-2xl">
            <Callout tone=Tone::Danger title=t::taken_down()>
                {rich(t::since(SLOT), view! { <When at=ruling.taken_at/> }.into_any())} ": " <span dir="auto">{ruling.because}</span>
            </Callout>
            {said}
            {ruling.appeal.map(|text| view! { <Card title=t::objection()><p class="whitespace-pre-line break-words" dir="auto">{text}</p></Card> })}
        </div>
    }
    .into_any()
}

fn form(action: ServerAction<AppealRuling>) -> AnyView {
    // Also in a suspended or archived workspace, where rights are for reading only: the verb asks again.
    if !use_frame().workspace.role.allows(Permission::PublishSites) && !use_frame().may(Permission::PublishSites) {
        return view! { <p class="text-muted">{t::others_object()}</p> }.into_any();
    }
    let (workspace, site) = (use_workspace(), param("site"));
    let error = Signal::derive(move || action.value().get().and_then(Result::err));
    view! {
        <Card title=t::object() description=t::object_text()>
            <ActionForm action=action>
                <input type="hidden" name="workspace" value=workspace.get_untracked()/>
                <input type="hidden" name="site" value=site.get_untracked()/>
                <div class="stack">
                    {move || error.get().and_then(|e| e.form()).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                    <TextArea label=t::your_words() name="text" rows=5 maxlength=2000_u32 required=true error=move || error.get().and_then(|e| e.field("text"))/>
                    <div><Button kind="submit" variant=Variant::Primary loading=action.pending()>{t::send()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}
