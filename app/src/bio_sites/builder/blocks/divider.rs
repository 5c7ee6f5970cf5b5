use leptos::prelude::*;
use mewayz::bio_sites::{Block, Body};
use ui::{Choice, Segmented};

use crate::bio_sites::builder::bind::At;

pub(super) fn fields(at: At) -> AnyView {
    let get = |block: &Block| matches!(block.body, Body::Divider { space: true }).then_some("gap").or(Some("line")).map(str::to_owned);
    let set = |block: &mut Block, chosen: String| block.body = Body::Divider { space: chosen == "gap" };
    let bind = at.bind_with("space", get, set);
    view! { <Segmented label="Kind" name="space" show_label=true options=Choice::list(&[("line", "Line"), ("gap", "Gap")]) bind=bind/> }
        .into_any()
}
