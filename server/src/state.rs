//! What handlers share.

use std::{ops::Deref, sync::Arc};

use app::context::Context;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use mewayz::{db::Db, gateways::Storage, mail::SigningKey, secrets::Keyring};

use crate::{
    adapters::outbound::Outbound, live::Hub, middleware::hosts::Hosts, platform::Latest, public::Pages, visits::Visits, webhooks::Inlets,
};

/// One handle for all: it is cloned several times a request.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

pub struct Shared {
    pub context: Context,
    pub leptos: LeptosOptions,
    pub pages: Pages,
    pub visits: Visits,
    /// Names of people's own.
    pub hosts: Hosts,
    /// Who has a page open.
    pub live: Hub,
    pub platform: Latest,
    pub trust: Trust,
    /// The way out for requests that people cause.
    pub outbound: Outbound,
    pub api: Arc<crate::api::Api>,
    /// Signs links that stop mails.
    pub unsubscribe: SigningKey,
    /// Outside services that may tell us something.
    pub inlets: Inlets,
    pub config: Arc<crate::config::Config>,
}

/// How many proxies in front of the server add to X-Forwarded-For.
#[derive(Debug, Clone, Copy)]
pub struct Trust(pub usize);

impl From<Shared> for AppState {
    fn from(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

impl FromRef<AppState> for Inlets {
    fn from_ref(state: &AppState) -> Self {
        state.inlets.clone()
    }
}

impl FromRef<AppState> for Db {
    fn from_ref(state: &AppState) -> Self {
        state.context.db.clone()
    }
}

impl FromRef<AppState> for Arc<dyn Storage> {
    fn from_ref(state: &AppState) -> Self {
        state.context.storage.clone()
    }
}

impl FromRef<AppState> for Keyring {
    fn from_ref(state: &AppState) -> Self {
        state.context.keyring.clone()
    }
}
