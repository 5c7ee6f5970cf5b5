use leptos::prelude::*;

use super::section;
use crate::{Button, Card, Checkbox, Choice, ColorInput, Field, Segmented, Select, Switch, TextArea, Variant, hex6};

pub(super) fn part() -> AnyView {
    let body = view! { <div class="grid items-start gap-4 lg:grid-cols-2">{account()} {appearance()}</div> };
    section("forms", "Forms", body.into_any())
}

fn account() -> AnyView {
    let handle = RwSignal::new("maya".to_owned());
    let taken = move || (handle.get() == "admin").then(|| "This name is reserved. Try another.".to_owned());
    view! {
        <Card title="Profile" description="Shown at the top of your page.">
            <form class="stack">
                <Field label="Full name" name="name" value="Maya Okafor" autocomplete="name" required=true />
                <Field
                    label="Handle"
                    name="handle"
                    prefix="mewayz.com/@"
                    bind=handle
                    hint="Letters, digits and dashes. Type “admin” to see an error."
                    error=taken
                />
                <Field
                    label="Email"
                    name="email"
                    kind="email"
                    value="maya@studio"
                    error=Some("Enter a whole address, such as maya@studio.com.".to_owned())
                />
                <Field label="Phone" name="phone" kind="tel" placeholder="+351 900 000 000" optional=true />
                <TextArea
                    label="About"
                    name="about"
                    value="Ceramicist in Lisbon. Small batches, slow mornings, one kiln called Berta."
                    hint="Up to 160 characters; Markdown works."
                    rows=3
                />
                <Field label="Workspace address" name="slug" value="maya-studio" readonly=true />
                <Select
                    label="Time zone"
                    name="zone"
                    options=Choice::list(
                        &[
                            ("Europe/Lisbon", "Lisbon (UTC+0)"),
                            ("Africa/Lagos", "Lagos (UTC+1)"),
                            ("America/New_York", "New York (UTC−5)"),
                        ],
                    )
                    value="Africa/Lagos"
                />
                <div class="actions justify-end">
                    <Button variant=Variant::Ghost kind="reset">
                        "Reset"
                    </Button>
                    <Button variant=Variant::Primary>"Save"</Button>
                </div>
            </form>
        </Card>
    }
    .into_any()
}

fn appearance() -> AnyView {
    let color = RwSignal::new("#0e6377".to_owned());
    let shape = RwSignal::new("soft".to_owned());
    let wrong = move || hex6(&color.read()).is_none().then(|| "Use a colour such as #0e6377.".to_owned());
    let shapes = Choice::list(&[("square", "Square"), ("soft", "Soft"), ("pill", "Pill")]);
    view! {
        <Card title="Appearance">
            <div class="stack">
                <Segmented label="Buttons" name="shape" options=shapes bind=shape show_label=true />
                <p class="text-sm text-muted">"Chosen: " {move || shape.get()}</p>
                <ColorInput label="Background" name="background" bind=color error=wrong />
                <Field label="Corner radius" name="radius" kind="number" value="12" suffix="px" min="0" max="40" />
                <Checkbox
                    label="Show a “Made with Mewayz” line"
                    name="badge"
                    checked=true
                    hint="Part of the free plan."
                />
                <Checkbox label="Ask before opening links to other sites" name="ask" />
                <Checkbox label="Not in your plan" name="plan" disabled=true />
                <hr />
                <Switch
                    label="Visible to search engines"
                    name="indexed"
                    checked=true
                    hint="Takes up to a week to be noticed."
                />
                <Switch label="Play music without asking" name="autoplay" />
                <Switch label="Locked by an administrator" name="locked" checked=true disabled=true />
            </div>
        </Card>
    }
    .into_any()
}
