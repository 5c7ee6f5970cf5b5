use leptos::prelude::*;

use super::{row, section};
use crate::{Avatar, Badge, BarChart, Card, Choice, Column, IconButton, LineChart, Segmented, Series, Size, Sparkline, Table, Tone};

const VIEWS: [f64; 14] = [86.0, 92.0, 71.0, 110.0, 134.0, 180.0, 164.0, 98.0, 104.0, 121.0, 119.0, 158.0, 212.0, 204.0];
const CLICKS: [f64; 14] = [31.0, 40.0, 22.0, 44.0, 60.0, 71.0, 66.0, 38.0, 35.0, 52.0, 47.0, 70.0, 96.0, 83.0];

pub(super) fn part() -> AnyView {
    let body = view! {
        {figures()}
        <div class="grid items-start gap-4 lg:grid-cols-2">{charts()}</div>
        {table()}
        {row("Avatars", avatars())}
    };
    section("data", "Data", body.into_any())
}

fn days() -> Vec<String> {
    (8..22).map(|day| format!("{day} Nov")).collect()
}

fn figures() -> AnyView {
    let figure = |label: &'static str, value: &'static str, change: &'static str, tone: Tone, values: Vec<f64>| {
        view! {
            <Card>
                <p class="text-sm text-muted">{label}</p>
                <div class="flex items-end justify-between gap-3">
                    <p class="text-2xl font-semibold tracking-tight tabular-nums">{value}</p>
                    <Sparkline title=label values=values />
                </div>
                <Badge tone=tone class="mt-2">
                    {change}
                </Badge>
            </Card>
        }
    };
    let rate = VIEWS.iter().zip(CLICKS).map(|(views, clicks)| clicks / views).collect();
    view! {
        <div class="grid gap-4 sm:grid-cols-3">
            {figure("Views", "1,753", "+18 % on last week", Tone::Success, VIEWS.to_vec())}
            {figure("Clicks", "755", "+11 % on last week", Tone::Success, CLICKS.to_vec())}
            {figure("Click rate", "43.1 %", "−2 % on last week", Tone::Warning, rate)}
        </div>
    }
    .into_any()
}

fn charts() -> AnyView {
    let ranges = || Choice::list(&[("7d", "7 days"), ("14d", "14 days"), ("90d", "90 days")]);
    view! {
        <Card
            title="Views and clicks"
            actions=move || {
                view! { <Segmented label="Range" name="range" options=ranges() value="14d" /> }
            }
        >
            <LineChart
                title="Views and clicks per day"
                labels=days()
                series=vec![Series::new("Views", VIEWS.to_vec()), Series::new("Clicks", CLICKS.to_vec())]
            />
        </Card>
        <Card title="Views per day">
            <BarChart title="Views per day" labels=days() series=Series::new("Views", VIEWS.to_vec()) />
        </Card>
        <Card title="Nothing yet">
            <LineChart title="Views per day" labels=days() series=vec![Series::new("Views", vec![0.0; 14])] />
        </Card>
        <Card title="Ninety days">
            <BarChart
                title="Views per day"
                labels=(0..90).map(|day| format!("Day {}", day + 1)).collect()
                series=Series::new("Views", (0..90).map(|day| f64::from(day * 37 % 29 * 41)).collect())
            />
        </Card>
    }
    .into_any()
}

fn table() -> AnyView {
    let rows = [
        ("Shop the spring glazes", "Link", "412", "23.5 %", true),
        ("Watch: one vase, start to finish", "Video", "188", "10.7 %", true),
        ("A title so long that it has to wrap somewhere, because people do write titles like this one", "Link", "97", "5.5 %", true),
        ("Workshop in Porto", "Link", "0", "0 %", false),
    ]
    .map(|(title, kind, clicks, rate, on)| {
        let badge = if on {
            view! { <Badge tone=Tone::Success dot=true>"On"</Badge> }
        } else {
            view! { <Badge dot=true>"Off"</Badge> }
        };
        view! {
            <tr>
                <th scope="row">{title}</th>
                <td class="text-muted" data-label="Kind">{kind}</td>
                <td data-label="State">{badge}</td>
                <td class="num" data-label="Clicks">{clicks}</td>
                <td class="num" data-label="Rate">{rate}</td>
                <td class="num">
                    <IconButton icon="ellipsis" label="More" size=Size::Small />
                </td>
            </tr>
        }
    })
    .collect_view();
    view! {
        <Card flush=true>
            <Table
                caption="Blocks by clicks"
                stacked=true
                columns=vec![
                    Column::text("Block"),
                    Column::text("Kind"),
                    Column::text("State"),
                    Column::number("Clicks"),
                    Column::number("Rate"),
                    Column::actions("Actions"),
                ]
            >
                {rows}
            </Table>
        </Card>
    }
    .into_any()
}

fn avatars() -> AnyView {
    view! {
        <Avatar name="Maya Okafor" class="size-12 text-lg" />
        <Avatar name="Jonas Lind" class="size-10 text-base" />
        <Avatar name="Ines" />
        <Avatar name="木村 花" />
        <Avatar name="Studio Berta" />
        <Avatar name="Omar Haddad" />
        <Avatar name="Lea Weiß" />
    }
    .into_any()
}
