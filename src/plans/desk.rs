//! What owners do about their plan. Every call to the payment service stands between two transactions.

use chrono::{DateTime, Utc};

use super::{
    Choice, Feature, Invoice, Overview, Plan, Preview, PreviewLine, Source, Subscription, Version,
    store::{self, Held},
};
use crate::{
    Error, Result,
    db::Db,
    error::Service,
    gateways::{Billing, Order},
    tenancy::{Member, Permission},
};

impl Choice {
    /// The choice in order.
    ///
    /// # Errors
    /// `Invalid` on `plan` or `features`.
    pub fn check(&self) -> Result<Self> {
        if self.plan == Plan::Free {
            return Err(Error::field("plan", "Choose a plan that is paid for; without one the free plan holds."));
        }
        let features: Vec<Feature> = Feature::sold().filter(|feature| self.features.contains(feature)).collect();
        if features.is_empty() {
            return Err(Error::field("features", "Choose at least one feature."));
        }
        Ok(Self { features, ..self.clone() })
    }
}

/// The workspace's plan, what else is to be had, and the invoices.
///
/// # Errors
/// `Forbidden`.
pub async fn overview(db: &Db, member: &Member, billing: Option<&dyn Billing>) -> Result<Overview> {
    let mut scope = db.open(member).await?;
    scope.require(Permission::ManageBilling)?;
    let held = store::read(scope.conn()).await?;
    let offers = offers(store::versions_in(scope.conn()).await?);
    scope.commit().await?;
    let invoices = match (billing, known(db, member).await?) {
        (Some(billing), Some(customer)) => billing.invoices(&customer).await,
        _ => Ok(Vec::new()),
    };
    let (version, subscription) = held.map(|held| (held.version, held.subscription)).unzip();
    Ok(Overview {
        payments: billing.is_some(),
        plan: subscription.as_ref().map_or(Plan::Free, Subscription::holds),
        trial: subscription.is_none(),
        version,
        subscription,
        offers,
        out_of_reach: invoices.is_err(),
        invoices: invoices.unwrap_or_else(|_| Vec::<Invoice>::new()),
    })
}

/// The address of a page on which a plan is paid for.
///
/// # Errors
/// `Forbidden`; `Invalid` on `form` if there is a plan already or nothing takes payments, on `coupon`; `Unavailable(Payments)`.
pub async fn checkout(
    db: &Db,
    member: &Member,
    billing: Option<&dyn Billing>,
    choice: &Choice,
    coupon: &str,
    base_url: &str,
) -> Result<String> {
    allowed(db, member).await?;
    let choice = choice.check()?;
    let taker = needed(billing)?;
    // What was paid in another tab may not have been told yet.
    refresh(db, member, billing).await?;
    let held = allowed(db, member).await?;
    let version = wanted(db, held.as_ref(), choice.plan).await?;
    if held.as_ref().is_some_and(|held| held.subscription.source == Source::Stripe && held.subscription.state.is_running()) {
        return Err(Error::field("form", "This workspace has a plan already. Change it instead."));
    }
    let (customer, slug) = acquaint(db, member, taker).await?;
    let coupon = Some(coupon.trim().to_owned()).filter(|code| !code.is_empty());
    let order = Order {
        customer,
        workspace: member.workspace(),
        trial_days: if held.is_none() { version.trial_days } else { 0 },
        version,
        choice,
        coupon,
        return_url: format!("{base_url}/w/{slug}/settings/billing"),
    };
    taker.checkout(&order).await
}

/// What a choice costs: a first period, or the change of what is paid for already.
///
/// # Errors
/// `Forbidden`; `Invalid` on `plan` or `features`; `Unavailable(Payments)`.
pub async fn preview(db: &Db, member: &Member, billing: Option<&dyn Billing>, choice: &Choice, now: DateTime<Utc>) -> Result<Preview> {
    let held = allowed(db, member).await?;
    let choice = choice.check()?;
    let version = wanted(db, held.as_ref(), choice.plan).await?;
    match held.filter(|held| held.subscription.provider_id.is_some() && held.subscription.state.is_running()) {
        Some(held) => needed(billing)?.preview(&running(Some(held))?, &version, &choice, now).await,
        None => Ok(first(&version, &choice, now)),
    }
}

/// What a first period costs.
fn first(version: &Version, choice: &Choice, now: DateTime<Utc>) -> Preview {
    let price = version.price(choice.term);
    let lines = choice.features.iter().map(|feature| PreviewLine { words: feature.name().to_owned(), amount_minor: price });
    let lines: Vec<PreviewLine> = lines.collect();
    let whole = lines.iter().map(|line| line.amount_minor).sum();
    Preview { due_minor: whole, period_minor: whole, currency: version.currency.clone(), lines, as_of: now.timestamp() }
}

/// Changes the plan as of the instant of the preview, and asks what has become of it.
///
/// # Errors
/// As `preview`; `Invalid` on `form` if the preview is older than an hour.
pub async fn change(
    db: &Db,
    member: &Member,
    billing: Option<&dyn Billing>,
    choice: &Choice,
    as_of: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let held = allowed(db, member).await?;
    let choice = choice.check()?;
    let as_of = DateTime::from_timestamp(as_of, 0).filter(|at| *at <= now && (now - *at).num_minutes() < 60);
    let as_of = as_of.ok_or_else(|| Error::field("form", "The price was reckoned some time ago. Look at it again."))?;
    let version = wanted(db, held.as_ref(), choice.plan).await?;
    let needed = needed(billing)?;
    needed.change(&running(held)?, &version, &choice, as_of).await?;
    refresh(db, member, billing).await
}

/// Cancels: with the end of the period, or at once.
///
/// # Errors
/// `Forbidden`; `Invalid` on `form` without a plan; `Unavailable(Payments)`.
pub async fn cancel(db: &Db, member: &Member, billing: Option<&dyn Billing>, at_once: bool) -> Result<()> {
    let held = allowed(db, member).await?;
    let needed = needed(billing)?;
    needed.cancel(&running(held)?, at_once).await?;
    refresh(db, member, billing).await
}

/// Takes a cancellation back while the period runs.
///
/// # Errors
/// As `cancel`.
pub async fn resume(db: &Db, member: &Member, billing: Option<&dyn Billing>) -> Result<()> {
    let held = allowed(db, member).await?;
    let needed = needed(billing)?;
    needed.resume(&running(held)?).await?;
    refresh(db, member, billing).await
}

/// The address of a page on which cards and invoices are looked after.
///
/// # Errors
/// `Forbidden`; `Invalid` on `form` for who has never paid; `Unavailable(Payments)`.
pub async fn open_portal(db: &Db, member: &Member, billing: Option<&dyn Billing>, base_url: &str) -> Result<String> {
    allowed(db, member).await?;
    let billing = needed(billing)?;
    let customer = known(db, member).await?.ok_or_else(|| Error::field("form", "There are no payments to look after yet."))?;
    let slug = slug(db, member).await?;
    billing.portal(&customer, &format!("{base_url}/w/{slug}/settings/billing")).await
}

/// Asks the payment service what the workspace has, and takes it over.
///
/// # Errors
/// `Forbidden`, `Unavailable(Payments)`.
pub async fn refresh(db: &Db, member: &Member, billing: Option<&dyn Billing>) -> Result<()> {
    allowed(db, member).await?;
    let billing = needed(billing)?;
    let Some(customer) = known(db, member).await? else { return Ok(()) };
    let asked_at = crate::clock::now();
    let Some(says) = billing.subscription(&customer).await? else { return Ok(()) };
    let mut scope = db.open(member).await?;
    store::answered(&mut scope, &says, asked_at, crate::clock::now()).await?;
    scope.commit().await
}

/// The newest version of each paid plan.
pub(super) fn offers(versions: Vec<Version>) -> Vec<Version> {
    let newest = |plan| versions.iter().find(|version| version.plan == plan).cloned();
    Plan::PAID.into_iter().filter_map(newest).collect()
}

async fn allowed(db: &Db, member: &Member) -> Result<Option<Held>> {
    let mut scope = db.open(member).await?;
    scope.require(Permission::ManageBilling)?;
    let held = store::read(scope.conn()).await?;
    scope.commit().await?;
    Ok(held)
}

/// The version that a plan is had in: who has a version of it keeps it.
async fn wanted(db: &Db, held: Option<&Held>, plan: Plan) -> Result<Version> {
    let kept = held.filter(|held| held.subscription.plan == plan && held.subscription.state.is_running());
    if let Some(held) = kept {
        return Ok(held.version.clone());
    }
    let mut identity = db.identity().await?;
    let newest = offers(store::versions(&mut identity).await?).into_iter().find(|version| version.plan == plan);
    newest.ok_or(Error::NotFound)
}

/// The payment service's name of a subscription that it still renews.
fn running(held: Option<Held>) -> Result<String> {
    let subscription = held.map(|held| held.subscription).filter(|subscription| subscription.state.is_running());
    let id = subscription.and_then(|subscription| subscription.provider_id);
    id.ok_or_else(|| Error::field("form", "This workspace pays for no plan. Choose one first."))
}

/// What every paying button says where nothing takes payments.
fn needed(billing: Option<&dyn Billing>) -> Result<&dyn Billing> {
    billing.ok_or_else(|| {
        Error::field(
            "form",
            "Payments are not set up here: MEWAYZ_STRIPE_KEY is missing. Whoever runs the product can assign a plan without them.",
        )
    })
}

async fn known(db: &Db, member: &Member) -> Result<Option<String>> {
    let mut identity = db.identity().await?;
    store::customer(&mut identity, member.workspace()).await
}

/// The workspace's name at the payment service, made if need be, and in our addresses.
async fn acquaint(db: &Db, member: &Member, billing: &dyn Billing) -> Result<(String, String)> {
    let slug = slug(db, member).await?;
    if let Some(customer) = known(db, member).await? {
        return Ok((customer, slug));
    }
    let mut identity = db.identity().await?;
    let row = sqlx::query!(
        r#"select u.email as "email!", w.name as "name!" from users u, workspaces w where u.id = $1 and w.id = $2"#,
        member.user().0,
        member.workspace().0
    )
    .fetch_one(identity.conn())
    .await?;
    identity.commit().await?;
    let customer = billing.customer(member.workspace(), &row.email, &row.name).await?;
    let mut identity = db.identity().await?;
    sqlx::query!(
        "insert into billing_customers (customer_id, workspace_id) values ($1, $2) on conflict do nothing",
        customer,
        member.workspace().0
    )
    .execute(identity.conn())
    .await?;
    identity.commit().await?;
    let customer = known(db, member).await?.ok_or(Error::Unavailable(Service::Payments))?;
    Ok((customer, slug))
}

async fn slug(db: &Db, member: &Member) -> Result<String> {
    let mut identity = db.identity().await?;
    Ok(sqlx::query_scalar!("select slug from workspaces where id = $1", member.workspace().0).fetch_one(identity.conn()).await?)
}
