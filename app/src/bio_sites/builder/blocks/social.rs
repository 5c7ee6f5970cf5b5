use leptos::prelude::*;
use mewayz::bio_sites::{Body, Network, Social, links::SafeUrl, rules::MOST_ACCOUNTS};
use ui::{Choice, Field, Select};

use super::items::{Items, Words};
use crate::bio_sites::{
    builder::bind::{At, lens},
    public::icons::{Icon, network_name},
};
use crate::words::{self, builder as t};

const NETWORKS: [Network; 18] = [
    Network::Website,
    Network::Instagram,
    Network::Tiktok,
    Network::Youtube,
    Network::X,
    Network::Facebook,
    Network::Linkedin,
    Network::Threads,
    Network::Bluesky,
    Network::Mastodon,
    Network::Github,
    Network::Twitch,
    Network::Discord,
    Network::Telegram,
    Network::Whatsapp,
    Network::Pinterest,
    Network::Spotify,
    Network::Soundcloud,
];

/// What rows are called.
const ACCOUNT: Words = Words {
    row: |number| t::account_numbered(number),
    add: t::add_account,
    up: |number| t::move_account_up(number),
    down: |number| t::move_account_down(number),
    remove: |number| t::remove_account(number),
};

pub(super) fn fields(at: At) -> AnyView {
    let items: Items<Social> =
        Items { at, field: "accounts", list: lens!(Body::Social { accounts } => accounts), words: ACCOUNT, most: MOST_ACCOUNTS };
    items.view(move |index| account(items, index))
}

fn account(items: Items<Social>, index: usize) -> AnyView {
    let network = items.bind(index, "network", |item| &item.network, |item| &mut item.network);
    let url = items.bind(index, "url", |item| &item.url, |item| &mut item.url);
    let chosen = RwSignal::new(network_name(network.get_untracked()).to_owned());
    Effect::new(move |_| chosen.set(network_name(network.get()).to_owned()));
    let choose = move |event: leptos::ev::Event| {
        let name = event_target_value(&event);
        if let Some(known) = NETWORKS.into_iter().find(|known| network_name(*known) == name) {
            network.set(known);
        }
    };
    // Most people paste the address and leave the network alone.
    let guess = move |_: leptos::ev::Event| {
        let found = SafeUrl::parse(&url.read_untracked()).ok().and_then(|url| Icon::of_link(&url));
        if let (Some(Icon::Network(found)), Network::Website) = (found, network.get_untracked()) {
            network.set(found);
        }
    };
    let options = NETWORKS.iter().map(|network| Choice::new(network_name(*network), words::said(network_name(*network)))).collect();
    view! {
        <Select label=t::network() name="network" id=format!("f-network-{index}") options=options bind=chosen on:change=choose/>
        <Field
            label=t::address()
            name="account"
            id=format!("f-account-{index}")
            bind=url
            inputmode="url"
            placeholder="https://instagram.com/you"
            autocomplete="off"
            on:change=guess
        />
    }
    .into_any()
}
