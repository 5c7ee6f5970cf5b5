//! What the session of a browser holds. The only code that reads and writes it.

use chrono::{DateTime, Duration, Utc};
use http::Extensions;
use mewayz::{
    Error,
    error::Service,
    identity::{FirstStep, linked::Assertion},
    ids::UserId,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tower_sessions::{Expiry, Session};

use crate::context::Visitor;

/// Under these names the session keeps its data.
pub mod keys {
    pub const USER: &str = "user";
    pub const ADDRESS: &str = "address";
    pub const USER_AGENT: &str = "user_agent";
    /// When and how the person has last proven who they are.
    pub const PROOF: &str = "proof";
    /// Somebody whose password was right and whose code is still to come.
    pub const HALFWAY: &str = "halfway";
    /// What a passkey of the device is asked for.
    pub const CEREMONY: &str = "ceremony";
    /// What a provider was asked for.
    pub const ERRAND: &str = "errand";
    /// Whom a provider vouched for, until an account of ours is proven too.
    pub const TO_LINK: &str = "to_link";
    /// As whom somebody of the staff sees the product.
    pub const IMPERSONATION: &str = "impersonation";
}

/// A device stays signed in this long at most; one that is not used, shorter (`mewayz::identity::sessions::IDLE`).
pub const LASTS: Duration = Duration::days(30);
/// How long a proof stands for risky acts (ASVS 5.0, 7.5.1).
pub const FRESH: Duration = Duration::minutes(10);
/// How long a second factor opens the back office.
const OFFICE: Duration = Duration::hours(12);
/// What is begun has to be finished within this time.
const BEGUN: Duration = Duration::minutes(15);

/// When and how somebody has proven who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    pub at: DateTime<Utc>,
    /// With two factors: a code besides the password, or a device that has verified its owner.
    pub strong: bool,
}

impl Proof {
    /// Whether it stands for risky acts.
    pub fn is_fresh(self, now: DateTime<Utc>) -> bool {
        now - self.at < FRESH
    }

    /// Whether it is enough for those who run the product.
    pub fn opens_back_office(self, now: DateTime<Utc>) -> bool {
        self.strong && now - self.at < OFFICE
    }
}

/// Somebody between the first and the second step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Halfway {
    pub user: UserId,
    /// Where they wanted to go.
    pub next: String,
}

/// As whom somebody of the staff sees the product, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impersonation {
    pub person: UserId,
    pub until: DateTime<Utc>,
}

/// Who is behind a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who {
    /// Who has signed in.
    pub user: UserId,
    pub proof: Option<Proof>,
    pub impersonation: Option<Impersonation>,
}

/// Something begun, and when.
#[derive(Serialize, Deserialize)]
struct Begun<T> {
    what: T,
    at: DateTime<Utc>,
}

/// The session of the browser that asks.
#[derive(Clone)]
pub struct Current(Session);

impl From<Session> for Current {
    fn from(session: Session) -> Self {
        Self(session)
    }
}

impl Current {
    /// # Errors
    /// `Internal` outside the session layer.
    pub fn of(extensions: &Extensions) -> mewayz::Result<Self> {
        extensions.get::<Session>().cloned().map(Self).ok_or_else(|| Error::internal("no session layer"))
    }

    /// Takes the person in under a fresh session id, or halfway if a code is still to come. True if they are in.
    pub async fn enter(&self, step: FirstStep, next: &str, visitor: &Visitor, now: DateTime<Utc>) -> mewayz::Result<bool> {
        if !step.second {
            self.sign_in(step.user, false, visitor, now).await?;
            return Ok(true);
        }
        self.renew().await?;
        self.forget(&[keys::USER, keys::PROOF, keys::IMPERSONATION]).await?;
        self.begin(keys::HALFWAY, Halfway { user: step.user, next: next.to_owned() }, now).await?;
        Ok(false)
    }

    /// Signs a person in on this device, under a fresh session id.
    pub async fn sign_in(&self, user: UserId, strong: bool, visitor: &Visitor, now: DateTime<Utc>) -> mewayz::Result<()> {
        self.renew().await?;
        self.forget(&[keys::HALFWAY, keys::IMPERSONATION]).await?;
        self.set(keys::USER, user).await?;
        self.set(keys::ADDRESS, &visitor.address).await?;
        self.set(keys::USER_AGENT, visitor.user_agent.chars().take(400).collect::<String>()).await?;
        self.set(keys::PROOF, Proof { at: now, strong }).await?;
        self.0.set_expiry(Some(Expiry::OnInactivity(time_of(LASTS))));
        Ok(())
    }

    /// Notes that the person who is signed in has proven it anew, under a fresh session id.
    pub async fn prove(&self, strong: bool, now: DateTime<Utc>) -> mewayz::Result<()> {
        self.renew().await?;
        self.set(keys::PROOF, Proof { at: now, strong }).await
    }

    /// Ends the session of this device.
    pub async fn sign_out(&self) -> mewayz::Result<()> {
        self.0.flush().await.map_err(unavailable)
    }

    /// Lets somebody of the staff see the product as another person, under a fresh session id.
    pub async fn impersonate(&self, impersonation: Impersonation) -> mewayz::Result<()> {
        self.renew().await?;
        self.set(keys::IMPERSONATION, impersonation).await
    }

    /// They are themselves again, under a fresh session id.
    pub async fn stop_impersonating(&self) -> mewayz::Result<()> {
        self.renew().await?;
        self.forget(&[keys::IMPERSONATION]).await
    }

    /// Who is signed in, and how they have proven it.
    pub async fn who(&self) -> mewayz::Result<Option<Who>> {
        let Some(user) = self.0.get::<UserId>(keys::USER).await.map_err(unavailable)? else { return Ok(None) };
        let proof = self.0.get(keys::PROOF).await.map_err(unavailable)?;
        let impersonation = self.0.get(keys::IMPERSONATION).await.map_err(unavailable)?;
        Ok(Some(Who { user, proof, impersonation }))
    }

    pub async fn halfway(&self, now: DateTime<Utc>) -> mewayz::Result<Option<Halfway>> {
        self.begun(keys::HALFWAY, now).await
    }

    /// Whom a provider vouched for and who waits to be linked; once.
    pub async fn take_link(&self, now: DateTime<Utc>) -> mewayz::Result<Option<Assertion>> {
        self.take(keys::TO_LINK, now).await
    }

    /// Whom a provider vouched for and who waits to be linked.
    pub async fn to_link(&self, now: DateTime<Utc>) -> mewayz::Result<Option<Assertion>> {
        self.begun(keys::TO_LINK, now).await
    }

    /// Keeps what was begun. The session of a stranger ends soon.
    pub async fn begin<T: Serialize + Send + Sync>(&self, key: &str, what: T, now: DateTime<Utc>) -> mewayz::Result<()> {
        self.set(key, Begun { what, at: now }).await?;
        if self.who().await?.is_none() {
            self.0.set_expiry(Some(Expiry::OnInactivity(time_of(BEGUN))));
        }
        Ok(())
    }

    /// What was begun lately, and not again.
    pub async fn take<T: DeserializeOwned + Serialize + Send + Sync>(&self, key: &str, now: DateTime<Utc>) -> mewayz::Result<Option<T>> {
        let found = self.begun(key, now).await?;
        self.forget(&[key]).await?;
        Ok(found)
    }

    async fn begun<T: DeserializeOwned>(&self, key: &str, now: DateTime<Utc>) -> mewayz::Result<Option<T>> {
        let found: Option<Begun<T>> = self.0.get(key).await.map_err(unavailable)?;
        Ok(found.filter(|begun| now - begun.at < BEGUN).map(|begun| begun.what))
    }

    async fn set<T: Serialize + Send + Sync>(&self, key: &str, value: T) -> mewayz::Result<()> {
        self.0.insert(key, value).await.map_err(unavailable)
    }

    async fn forget(&self, keys: &[&str]) -> mewayz::Result<()> {
        for key in keys {
            self.0.remove::<serde_json::Value>(key).await.map_err(unavailable)?;
        }
        Ok(())
    }

    /// Against fixation: what an attacker may have planted before is not the session after.
    async fn renew(&self) -> mewayz::Result<()> {
        self.0.cycle_id().await.map_err(unavailable)
    }
}

fn time_of(duration: Duration) -> tower_sessions::cookie::time::Duration {
    tower_sessions::cookie::time::Duration::seconds(duration.num_seconds())
}

fn unavailable(cause: tower_sessions::session::Error) -> Error {
    tracing::warn!(%cause, "session not kept");
    Error::Unavailable(Service::Database)
}
