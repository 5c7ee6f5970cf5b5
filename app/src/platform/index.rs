use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::{
    plans::Plan,
    platform::{Board, FlagRow, Setting, State},
};
use ui::{Badge, Button, Callout, Card, Checkbox, Choice, Field, PageHeader, Select, TextArea, Tone, Variant};

use super::{ResetFlag, SetFlag, SetSetting, load_platform, words};
use crate::{error::AppError, shared::loaded, words::admin as t};

/// `/admin/platform`, loaded when staff goes there.
#[derive(Clone, Copy)]
pub struct PlatformRoute {
    set: ServerAction<SetFlag>,
    reset: ServerAction<ResetFlag>,
    value: ServerAction<SetSetting>,
    board: Resource<Result<Board, AppError>>,
}

#[lazy_route]
impl LazyRoute for PlatformRoute {
    fn data() -> Self {
        let (set, reset, value) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
        let turn = move || (set.version().get(), reset.version().get(), value.version().get());
        Self { set, reset, value, board: Resource::new(turn, |_| load_platform()) }
    }

    fn view(this: Self) -> AnyView {
        let error = move || {
            let failed = [this.set.value().get(), this.reset.value().get(), this.value.value().get()];
            failed.into_iter().flatten().find_map(Result::err).map(|error| error.in_full())
        };
        view! {
            <Title text=t::switches()/>
            <PageHeader title=t::switches() description=t::switches_text()/>
            <div class="stack max-w-3xl">
                {move || error().map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                {loaded(this.board, move |board| show(board, this.set, this.reset, this.value))}
            </div>
        }
        .into_any()
    }
}

fn show(board: Board, set: ServerAction<SetFlag>, reset: ServerAction<ResetFlag>, value: ServerAction<SetSetting>) -> AnyView {
    view! {
        {board.flags.into_iter().map(|row| flag_card(row, set, reset)).collect_view()}
        {board.settings.into_iter().map(|(setting, text)| setting_card(setting, text, value)).collect_view()}
    }
    .into_any()
}

fn flag_card(row: FlagRow, set: ServerAction<SetFlag>, reset: ServerAction<ResetFlag>) -> AnyView {
    let (name, meaning) = words::flag(row.flag);
    let id = row.flag.name();
    let states = Choice::list(&[("on", t::on_for_everybody()), ("rollout", t::on_for_share()), ("off", t::off())]);
    let tone = if row.state == State::Off { Tone::Danger } else { Tone::Neutral };
    let plans = Plan::ALL.map(|plan| {
        view! { <Checkbox label=plan.title() name="plans[]" value=plan.name() checked=row.plans.contains(&plan) id=format!("{id}-{}", plan.name())/> }
    });
    let plans = plans.into_iter().collect_view();
    let badge = if row.overridden { t::set_by_staff() } else { t::by_default() };
    view! {
        <Card title=name description=meaning actions=move || view! { <Badge tone>{badge}</Badge> }>
            <ActionForm action=set>
                <input type="hidden" name="flag" value=id/>
                <div class="stack">
                    <Select label=t::state() name="switch" id=format!("{id}-switch") options=states value=row.state.name()/>
                    <details open=row.state == State::Rollout>
                        <summary class="font-medium">{t::share_and_lists()}</summary>
                        <div class="stack mt-3">
                            <Field label=t::share_of_workspaces() name="percent" id=format!("{id}-percent") kind="number" min="0" max="100" suffix="%" value=row.percent.to_string()/>
                            <fieldset class="min-w-0"><legend class="field-label">{t::plans()}</legend><div class="stack mt-2">{plans}</div></fieldset>
                            <TextArea label=t::workspaces() name="workspaces" id=format!("{id}-workspaces") hint=t::workspaces_hint() rows=2 value=row.workspaces.join("\n")/>
                            <TextArea label=t::people() name="people" id=format!("{id}-people") hint=t::people_hint() rows=2 value=row.people.join("\n")/>
                        </div>
                    </details>
                    <Field label=t::reason() name="reason" id=format!("{id}-reason") required=true maxlength=500_u32 hint=t::kept_with_name()/>
                    <div class="actions"><Button kind="submit" variant=Variant::Primary>{t::save()}</Button></div>
                </div>
            </ActionForm>
            {row.overridden.then(|| view! {
                <ActionForm action=reset>
                    <input type="hidden" name="flag" value=id/>
                    <input type="hidden" name="reason" value="Back to the default"/>
                    <Button kind="submit" class="mt-3">{t::back_to_default()}</Button>
                </ActionForm>
            })}
        </Card>
    }
    .into_any()
}

fn setting_card(setting: Setting, text: String, action: ServerAction<SetSetting>) -> AnyView {
    let (name, meaning) = words::setting(setting);
    let id = setting.name();
    view! {
        <Card title=name description=meaning>
            <ActionForm action=action>
                <input type="hidden" name="setting" value=id/>
                <div class="stack">
                    <Field label=t::value() name="value" id=format!("{id}-value") value=text/>
                    <Field label=t::reason() name="reason" id=format!("{id}-reason") required=true maxlength=500_u32 hint=t::kept_with_name()/>
                    <div class="actions"><Button kind="submit" variant=Variant::Primary>{t::save()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}
