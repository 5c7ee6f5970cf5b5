use leptos::prelude::*;
use mewayz::onboarding::{Sample, SampleState, TakenOut};
use ui::{Badge, Button, Callout, Card, Checkbox, Tone};

use super::welcome::Acts;
use crate::{
    shared::{use_frame, workspace_field},
    words::{self, onboarding as t},
};

/// The sample: put in, or taken out.
pub(super) fn sample_card(sample: Option<Sample>, acts: Acts) -> AnyView {
    let told = move || match acts.take_out_sample.value().get() {
        Some(Ok(TakenOut::Removed)) => Some(t::sample_removed()),
        Some(Ok(TakenOut::Kept)) => Some(t::sample_kept()),
        _ => None,
    };
    let is_there = sample.is_some();
    view! {
        <Card title=t::sample_title() description=t::sample_text()>
            <div class="stack" data-sample=is_there.to_string()>
                {move || told().filter(|_| !is_there).map(|text| view! { <Callout tone=Tone::Success>{text}</Callout> })}
                {sample.map_or_else(|| put_in(acts), |sample| take_out(sample, acts))}
            </div>
        </Card>
    }
    .into_any()
}

fn put_in(acts: Acts) -> AnyView {
    view! {
        <ActionForm action=acts.put_sample>
            {workspace_field()}
            <input type="hidden" name="locale" value=words::locale().tag()/>
            <Button kind="submit" loading=acts.put_sample.pending()>{t::sample_put()}</Button>
        </ActionForm>
    }
    .into_any()
}

fn take_out(sample: Sample, acts: Acts) -> AnyView {
    let href = format!("/w/{}/sites/{}", use_frame().workspace.slug, sample.site);
    let meaning = match sample.state {
        SampleState::Untouched => t::sample_untouched(),
        SampleState::Changed => t::sample_changed(),
        SampleState::Published => t::sample_published(),
    };
    let asks = sample.state == SampleState::Changed;
    view! {
        <p class="flex flex-wrap items-center gap-2">
            <a href=href class="font-medium text-accent underline" dir="auto">{sample.name}</a>
            <Badge tone=Tone::Info>{t::sample()}</Badge>
            <span class="text-sm text-muted">"@" {sample.handle}</span>
        </p>
        <p class="text-muted">{meaning}</p>
        <ActionForm action=acts.take_out_sample>
            {workspace_field()}
            <div class="stack">
                {asks.then(|| view! { <Checkbox label=t::sample_with_changes() name="with_changes" value="true"/> })}
                <div class="actions"><Button kind="submit" loading=acts.take_out_sample.pending()>{t::sample_take_out()}</Button></div>
            </div>
        </ActionForm>
    }
    .into_any()
}
