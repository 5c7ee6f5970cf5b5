//! The outside world on loopback, over its real wire format, for tests and demonstrations: nothing here is part of the product.
//!
//! | below | plays |
//! |---|---|
//! | `/oidc/google`, `/oidc/apple` | OpenID Connect issuers |
//! | `/oauth/facebook` | OAuth 2 and the one call of the Graph API that says who somebody is |
//! | `/stripe` | Stripe: customers, prices, checkout, subscriptions under a clock that can be turned, invoices, promotion codes, portal, signed webhooks |
//! | `/push/…`, `/2010-04-01/…` | push services of browsers; a gateway for text messages that speaks as Twilio does |
//! | `/openai` | chat completions, whole or as a stream |
//! | `/names` | what the name service says that listens on UDP at the same port |
//! | `/_faults`, `/_log` | switches for what goes wrong, and what was asked |
//!
//! State lives in memory, is bounded and ends with the process.

mod errors;
mod facebook;
pub mod faults;
mod few;
pub mod log;
mod messages;
mod names;
mod oidc;
mod openai;
mod page;
mod state;
pub mod stripe;

use std::future::IntoFuture;

use axum::{Router, middleware::from_fn_with_state};
use tokio::{
    net::{TcpListener, UdpSocket},
    task::JoinHandle,
};

pub use faults::{Fault, Switch};
pub use state::Outside;

/// The client that every issuer knows.
pub const CLIENT_ID: &str = "mewayz";
/// Its secret. Not one: everybody may know it.
pub const CLIENT_SECRET: &str = "not-a-secret";

/// The outside world while it runs; dropping it ends it.
pub struct Handle {
    outside: Outside,
    task: JoinHandle<std::io::Result<()>>,
}

/// Plays the outside world on a listener.
///
/// # Errors
/// When the listener has no address, or the port is taken on UDP.
pub fn serve(listener: TcpListener) -> std::io::Result<Handle> {
    let address = listener.local_addr()?;
    let outside = Outside::new(format!("http://{address}"));
    let router = router(outside.clone());
    let names = std::net::UdpSocket::bind(address).and_then(|socket| {
        socket.set_nonblocking(true)?;
        UdpSocket::from_std(socket)
    })?;
    let told = outside.clone();
    let task = tokio::spawn(async move {
        tokio::select! {
            ended = axum::serve(listener, router).into_future() => ended,
            ended = names::answer(names, told) => ended,
        }
    });
    Ok(Handle { outside, task })
}

/// Plays the outside world on a free port of loopback.
///
/// # Errors
/// When there is no port.
pub async fn start() -> std::io::Result<Handle> {
    serve(TcpListener::bind("127.0.0.1:0").await?)
}

/// All services.
pub fn router(outside: Outside) -> Router {
    let services = Router::new()
        .nest("/oidc", oidc::router())
        .nest("/oauth/facebook", facebook::router())
        .nest("/stripe", stripe::router())
        .nest("/openai", openai::router())
        .nest("/names", names::router())
        .merge(messages::router())
        .layer(from_fn_with_state(outside.clone(), faults::apply))
        .layer(from_fn_with_state(outside.clone(), log::keep));
    services.merge(faults::router()).merge(log::router()).with_state(outside)
}

impl Handle {
    /// Where it listens, without a slash at the end.
    pub fn url(&self) -> &str {
        self.outside.url()
    }

    /// Where the name service listens, as `host:port`.
    pub fn names(&self) -> String {
        self.url().trim_start_matches("http://").to_owned()
    }

    /// What is set and what was asked, from inside.
    pub fn outside(&self) -> &Outside {
        &self.outside
    }

    /// Runs until it ends by itself.
    ///
    /// # Errors
    /// Why it ended.
    pub async fn ended(mut self) -> std::io::Result<()> {
        (&mut self.task).await.map_err(std::io::Error::other)?
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.task.abort();
    }
}
