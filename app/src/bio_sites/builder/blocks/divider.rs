use leptos::prelude::*;
use mewayz::bio_sites::{Block, Body};
use ui::{Choice, Segmented};

use crate::bio_sites::builder::bind::At;
use crate::words::builder as t;

pub(super) fn fields(at: At) -> AnyView {
    let get = |block: &Block| matches!(block.body, Body::Divider { space: true }).then_some("gap").or(Some("line")).map(str::to_owned);
    let set = |block: &mut Block, chosen: String| block.body = Body::Divider { space: chosen == "gap" };
    let bind = at.bind_with("space", get, set);
    view! { <Segmented label=t::kind() name="space" show_label=true options=Choice::list(&[("line", t::line()), ("gap", t::gap())]) bind=bind/> }
        .into_any()
}
