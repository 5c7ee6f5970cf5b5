use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::notifications::{Channel, Digest, Quiet, Topic};
use ui::{Button, Callout, Card, Choice, Column, Field, PageHeader, Select, Table, Tone, Variant};

use super::{
    Offer, RemovePush, SaveNotificationSettings, SubscribePush,
    devices::Devices,
    load_notification_settings,
    phone::{PhoneActions, PhoneCard},
    words,
};
use crate::{
    error::AppError,
    shared::{SettingsTabs, browser_zone, loaded},
    words::notifications as t,
};

/// `/w/{workspace}/settings/notifications`
#[component]
pub fn NotificationSettingsPage() -> impl IntoView {
    let save = ServerAction::<SaveNotificationSettings>::new();
    let (remove, subscribe) = (ServerAction::<RemovePush>::new(), ServerAction::<SubscribePush>::new());
    let phone = PhoneActions::new();
    let (sent, confirmed, removed) = phone.done();
    let changes = move || (remove.version().get(), subscribe.version().get(), sent.get(), confirmed.get(), removed.get());
    let offer = Resource::new(changes, |_| load_notification_settings());
    view! {
        <Title text=t::settings_title()/>
        <PageHeader title=t::title() description=t::settings_text()/>
        <SettingsTabs/>
        {loaded(offer, move |offer| {
            let form = form(&offer, save);
            let texts = offer.channels.contains(&Channel::Sms).then(|| view! { <PhoneCard phone=offer.phone.clone() actions=phone/> });
            let pushes = (!offer.push_key.is_empty()).then(|| view! { <Devices offer remove subscribe/> });
            view! { <div class="stack max-w-3xl">{form} {texts} {pushes}</div> }.into_any()
        })}
    }
}

fn form(offer: &Offer, save: ServerAction<SaveNotificationSettings>) -> AnyView {
    let error: Signal<Option<AppError>> = Signal::derive(move || save.value().get().and_then(Result::err));
    let (matrix, times) = (matrix(offer), times(offer, error));
    let saved = move || matches!(save.value().get(), Some(Ok(())));
    view! {
        <ActionForm action=save>
            <div class="stack">
                {move || error.get().and_then(|e| e.form()).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                <Card title=t::what() description=t::what_text()>{matrix}</Card>
                <Card title=t::when() description=t::when_text()>{times}</Card>
                <div class="actions">
                    <Button variant=Variant::Primary kind="submit" loading=save.pending()>{t::save()}</Button>
                    <span role="status">{move || saved().then(t::saved)}</span>
                </div>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// A row for each topic, a column for each channel.
fn matrix(offer: &Offer) -> AnyView {
    let mut columns = vec![Column::text(t::topic())];
    columns.extend(offer.channels.iter().map(|channel| Column::text(words::channel(*channel))));
    let rows = offer.topics.iter().map(|topic| {
        let cells = offer.channels.iter().map(|channel| cell(offer, *topic, *channel)).collect_view();
        view! { <tr><td data-label=t::topic()><span class="font-medium">{words::topic(*topic)}</span></td>{cells}</tr> }
    });
    let rows = rows.collect_view();
    view! { <Table caption=t::table() columns stacked=true>{rows}</Table> }.into_any()
}

fn cell(offer: &Offer, topic: Topic, channel: Channel) -> AnyView {
    let (way, name) = (words::channel(channel), words::topic(topic));
    if !topic.is_choice(channel) {
        return view! { <td data-label=way><span class="text-sm text-muted">{t::always()}</span></td> }.into_any();
    }
    let value = format!("{}.{}", topic.name(), channel.name());
    let (id, checked) = (format!("f-{value}"), offer.settings.wants(topic, channel));
    // The column says it already; here it is for those who hear the page.
    let label = format!("{name}: {way}");
    view! { <td data-label=way><input type="checkbox" class="check" name="choices[]" value=value id=id checked=checked aria-label=label/></td> }.into_any()
}

fn times(offer: &Offer, error: Signal<Option<AppError>>) -> AnyView {
    let message = move |name: &'static str| move || error.get().and_then(|e| e.field(name));
    let digests = Digest::ALL.map(|digest| Choice::new(digest.name(), words::digest(digest))).into();
    let zones = offer.zones.iter().map(|zone| Choice::new(zone.clone(), zone.replace('_', " "))).collect();
    let zone = RwSignal::new(offer.settings.zone.clone());
    if offer.is_new {
        // Nothing was chosen yet: what the browser says is better than UTC.
        Effect::new(move |_| browser_zone().into_iter().for_each(|found| zone.set(found)));
    }
    let (from, until) = offer.settings.quiet.map_or((String::new(), String::new()), |Quiet { from, until }| (clock(from), clock(until)));
    view! {
        <div class="stack">
            <div class="grid gap-4 sm:grid-cols-2">
                <Select label=t::mails() name="digest" options=digests value=offer.settings.digest.name()/>
                <Select label=t::zone() name="zone" options=zones bind=zone error=message("zone")/>
            </div>
            <div class="grid gap-4 sm:grid-cols-2">
                <Field label=t::quiet_from() name="quiet_from" kind="time" value=from optional=true error=message("quiet_from")
                    hint=t::quiet_from_hint()/>
                <Field label=t::quiet_until() name="quiet_until" kind="time" value=until optional=true error=message("quiet_until")
                    hint=t::quiet_until_hint()/>
            </div>
        </div>
    }
    .into_any()
}

/// Minutes after midnight as fields of time have them.
fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
