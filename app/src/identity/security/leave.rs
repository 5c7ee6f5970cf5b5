use chrono::{DateTime, Utc};
use leptos::prelude::*;
use ui::{Button, Callout, Card, Tone, Variant};

use super::{Leave, Stay, page::Changed};
use crate::{
    identity::{FormError, failure},
    shared::When,
    words::{SLOT, rich, security as t},
};

/// The end of the account: asked for, and taken back while there is time.
#[component]
pub(super) fn Leaving(ends_at: Option<DateTime<Utc>>, fresh: bool) -> impl IntoView {
    let (leave, stay) = (ServerAction::<Leave>::new(), ServerAction::<Stay>::new());
    let changed = expect_context::<Changed>();
    changed.after(leave.into());
    changed.after(stay.into());
    view! {
        <Card title=t::leave() description=t::leave_text()>
            <FormError error=failure(leave.value())/>
            {match ends_at {
                Some(at) => view! {
                    <Callout tone=Tone::Warning>{rich(t::leaves_on(SLOT), view! { <When at=at/> }.into_any())}</Callout>
                    <ActionForm action=stay><div class="mt-3"><Button kind="submit" variant=Variant::Primary loading=stay.pending()>{t::keep_account()}</Button></div></ActionForm>
                }.into_any(),
                None if fresh => view! { <ActionForm action=leave><Button kind="submit" variant=Variant::Danger loading=leave.pending()>{t::leave()}</Button></ActionForm> }.into_any(),
                None => ().into_any(),
            }}
        </Card>
    }
}
