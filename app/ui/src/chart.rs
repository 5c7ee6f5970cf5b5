//! Charts as SVG drawn on the server. Shapes stretch with the box, words are HTML beside them, so nothing blurs.
//! A chart is one picture to a screen reader (`role="img"`, a label that says the gist); the page gives the table.

use leptos::prelude::*;

use crate::labels::labels;
use crate::scale::{Scale, compact, spoken};

/// One named row of values, as many as there are labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub name: String,
    pub values: Vec<f64>,
}

impl Series {
    pub fn new(name: impl Into<String>, values: Vec<f64>) -> Self {
        Self { name: name.into(), values }
    }
}

/// Height of the drawing in its own units; the width is the number of labels.
const HEIGHT: f64 = 100.0;

/// Columns over time or categories.
#[component]
pub fn BarChart(
    /// What is drawn: "Views per day". Read, not shown.
    #[prop(into)]
    title: String,
    labels: Vec<String>,
    series: Series,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let all = [series];
    let scale = Scale::over(&all[0].values);
    let bars = all[0]
        .values
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let height = scale.share(*value) * HEIGHT;
            view! {
                <rect
                    x=index as f64 + 0.16
                    y=HEIGHT - height
                    width="0.68"
                    height=height
                    class="fill-chart-1"
                />
            }
        })
        .collect_view();
    frame(&title, &labels, &all, &scale, bars.into_any(), class)
}

/// Lines over time; the first one is filled underneath. Up to six, coloured in order.
#[component]
pub fn LineChart(
    /// What is drawn: "Views and clicks". Read, not shown.
    #[prop(into)]
    title: String,
    labels: Vec<String>,
    series: Vec<Series>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let every: Vec<f64> = series.iter().flat_map(|series| series.values.iter().copied()).collect();
    let scale = Scale::over(&every);
    let lines = series
        .iter()
        .enumerate()
        .map(|(index, series)| {
            let path = line(&series.values, &scale);
            let area = (index == 0 && series.values.len() > 1).then(|| {
                let end = series.values.len() as f64 - 0.5;
                view! { <path class="chart-area" d=format!("{path} L{end} {HEIGHT} L0.5 {HEIGHT} Z") /> }
            });
            view! {
                {area}
                <path class=format!("chart-line stroke-chart-{}", index % 6 + 1) d=path />
            }
        })
        .collect_view();
    frame(&title, &labels, &series, &scale, lines.into_any(), class)
}

/// A line without words, for rows and cards; give it a size in `class`.
#[component]
pub fn Sparkline(
    /// What is drawn, e.g. "Views, last 14 days".
    #[prop(into)]
    title: String,
    values: Vec<f64>,
    #[prop(default = "h-8 w-24")] class: &'static str,
) -> impl IntoView {
    let scale = Scale::over(&values);
    let width = values.len().max(1);
    let label = format!("{title}: {}", spoken(&values, &labels()));
    view! {
        <svg
            class=format!("sparkline {class}")
            role="img"
            aria-label=label
            viewBox=format!("0 -6 {width} 112")
            preserveAspectRatio="none"
        >
            <path class="chart-line stroke-chart-1" d=line(&values, &scale) />
        </svg>
    }
    .into_any()
}

/// Path through the middles of the columns; one value draws a dot.
fn line(values: &[f64], scale: &Scale) -> String {
    let mut path = String::new();
    for (index, value) in values.iter().enumerate() {
        let command = if index == 0 { 'M' } else { 'L' };
        let (x, y) = (index as f64 + 0.5, HEIGHT - scale.share(*value) * HEIGHT);
        path.push_str(&format!("{command}{x} {y:.2}"));
    }
    if values.len() == 1 {
        path.push_str("h0");
    }
    path
}

/// Grid, words and the hover notes around a drawing.
fn frame(title: &str, labels: &[String], series: &[Series], scale: &Scale, drawing: AnyView, class: &str) -> AnyView {
    let words = crate::labels::labels();
    let gist: Vec<String> = series.iter().map(|series| format!("{} {}", series.name, spoken(&series.values, &words))).collect();
    let ticks = scale.ticks().into_iter().rev().map(|tick| view! { <span>{compact(tick)}</span> }).collect_view();
    let lines = scale
        .ticks()
        .into_iter()
        .map(|tick| {
            let y = HEIGHT - scale.share(tick) * HEIGHT;
            view! { <path class="chart-grid" d=format!("M0 {y}H{}", labels.len().max(1)) /> }
        })
        .collect_view();
    let legend = (series.len() > 1).then(|| legend(series));
    view! {
        <figure class=format!("chart {class}") role="img" aria-label=format!("{title}. {}", gist.join(". "))>
            {legend}
            <div class="chart-body" aria-hidden="true">
                <div class="chart-ticks">{ticks}</div>
                <div class="chart-plot">
                    <svg viewBox=format!("0 0 {} {HEIGHT}", labels.len().max(1)) preserveAspectRatio="none">
                        {lines}
                        {drawing}
                    </svg>
                    <div class="chart-columns">{columns(labels, series)}</div>
                </div>
                <div class="chart-labels">{axis(labels)}</div>
            </div>
        </figure>
    }
    .into_any()
}

fn legend(series: &[Series]) -> AnyView {
    let names = series
        .iter()
        .enumerate()
        .map(|(index, series)| {
            view! {
                <span class="chart-name">
                    <span class=format!("chart-key bg-chart-{}", index % 6 + 1)></span>
                    {series.name.clone()}
                </span>
            }
        })
        .collect_view();
    view! { <div class="chart-legend" aria-hidden="true">{names}</div> }.into_any()
}

/// One invisible column a label: pointing at it shows the exact values.
fn columns(labels: &[String], series: &[Series]) -> AnyView {
    labels
        .iter()
        .enumerate()
        .map(|(index, label)| {
            let rows = series
                .iter()
                .filter_map(|series| series.values.get(index).map(|value| (series.name.clone(), *value)))
                .map(|(name, value)| {
                    view! { <span class="chart-note-row"><span>{name}</span><b>{crate::scale::exact(value)}</b></span> }
                })
                .collect_view();
            // In the second half the note stands before its column, so that it stays inside the card.
            let class = if index * 2 > labels.len() { "chart-column chart-late" } else { "chart-column" };
            view! {
                <div class=class>
                    <div class="chart-note">
                        <span class="text-muted">{label.clone()}</span>
                        {rows}
                    </div>
                </div>
            }
        })
        .collect_view()
        .into_any()
}

/// About six labels, evenly spread, so that they do not touch on a phone.
fn axis(labels: &[String]) -> AnyView {
    let every = labels.len().div_ceil(6).max(1);
    labels
        .iter()
        .enumerate()
        .map(|(index, label)| {
            let shown = (index % every == 0).then(|| label.clone());
            view! { <span class="chart-label"><span>{shown}</span></span> }
        })
        .collect_view()
        .into_any()
}
