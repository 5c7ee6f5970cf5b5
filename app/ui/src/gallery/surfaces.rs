use leptos::prelude::*;

use super::{row, section};
use crate::{Badge, Button, ButtonLink, Callout, Card, EmptyState, ErrorState, IconButton, ProgressBar, Size, Skeleton, Tone, Variant};

pub(super) fn part() -> AnyView {
    let body = view! {
        {row("Badges", badges())}
        {callouts()}
        <div class="grid items-start gap-4 md:grid-cols-2">{faces()}</div>
    };
    section("surfaces", "Surfaces and states", body.into_any())
}

fn badges() -> AnyView {
    view! {
        <Badge>"Draft"</Badge>
        <Badge tone=Tone::Success dot=true>
            "Published"
        </Badge>
        <Badge tone=Tone::Warning dot=true>
            "Unpublished changes"
        </Badge>
        <Badge tone=Tone::Danger>"Failed"</Badge>
        <Badge tone=Tone::Info>"Scheduled"</Badge>
        <Badge tone=Tone::Accent>"New"</Badge>
    }
    .into_any()
}

fn callouts() -> AnyView {
    view! {
        <div class="grid gap-3">
            <Callout
                title="Confirm your e-mail"
                actions=|| view! { <Button size=Size::Small>"Send again"</Button> }
            >
                "We sent a link to maya@studio.com. It works for one day."
            </Callout>
            <Callout tone=Tone::Success>"Published. Version 14 is live at mewayz.com/@maya."</Callout>
            <Callout tone=Tone::Warning title="This page was changed in another tab">
                "Your changes are kept here. Load the other version or save yours over it."
            </Callout>
            <Callout tone=Tone::Danger>"The e-mail address or the password is not right."</Callout>
        </div>
    }
    .into_any()
}

fn faces() -> AnyView {
    view! {
        <Card>
            <EmptyState
                icon="panels-top-left"
                title="No sites yet"
                text="A bio site gathers your links, pictures and shop under one address."
            >
                <ButtonLink href="#surfaces" variant=Variant::Primary icon="plus">
                    "New site"
                </ButtonLink>
                <Button variant=Variant::Ghost>"Use sample data"</Button>
            </EmptyState>
        </Card>
        <Card>
            <ErrorState
                title="We could not load this page"
                text="The fault is on our side. Try again in a minute; nothing you typed is lost."
                incident="01JD6Q3F8Z"
            >
                <Button icon="rotate-ccw">"Try again"</Button>
            </ErrorState>
        </Card>
        <Card
            title="Card with actions"
            description="A line that says what is in it."
            actions=|| view! { <IconButton icon="ellipsis" label="More" size=Size::Small /> }
        >
            <p class="text-muted">
                "Cards carry one subject. A very long unbroken word such as
                Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft stays inside."
            </p>
        </Card>
        <Card title="Loading">
            <div class="stack">
                <Skeleton class="h-24 w-full" />
                <Skeleton lines=3 />
                <ProgressBar label="Uploading kiln.jpg" percent=Some(64) />
                <ProgressBar label="Reading your links" percent=None />
            </div>
        </Card>
    }
    .into_any()
}
