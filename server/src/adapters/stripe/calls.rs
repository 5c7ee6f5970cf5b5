use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mewayz::{
    Error, Result,
    error::Service,
    gateways::{Billing, Order},
    ids::WorkspaceId,
    plans::{Choice, Feature, Invoice, Preview, PreviewLine, Snapshot, Term, Version},
};
use stripe::{IdempotencyKey, RequestStrategy, StripeRequest};
use stripe_billing::{
    billing_portal_session::CreateBillingPortalSession,
    invoice::{
        CreatePreviewInvoice, CreatePreviewInvoiceSubscriptionDetails, CreatePreviewInvoiceSubscriptionDetailsItems,
        CreatePreviewInvoiceSubscriptionDetailsProrationBehavior, ListInvoice,
    },
    subscription::{
        CancelSubscription, ListSubscription, ListSubscriptionStatus, UpdateSubscription, UpdateSubscriptionItems,
        UpdateSubscriptionPaymentBehavior, UpdateSubscriptionProrationBehavior,
    },
};
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionDiscounts, CreateCheckoutSessionLineItems, CreateCheckoutSessionSubscriptionData,
};
use stripe_core::customer::CreateCustomer;
use stripe_product::{
    price::{CreatePrice, CreatePriceProductData, CreatePriceRecurring, CreatePriceRecurringInterval, ListPrice},
    promotion_code::ListPromotionCode,
};
use stripe_shared::{CheckoutSessionMode, Subscription};
use stripe_types::Currency;

use super::{
    Stripe,
    reading::{self, FEATURE, PLAN, VERSION, failed},
};

/// Invoices that are shown, and subscriptions that are looked through.
const INVOICES: i64 = 24;
const SUBSCRIPTIONS: i64 = 20;

#[async_trait]
impl Billing for Stripe {
    async fn customer(&self, workspace: WorkspaceId, email: &str, name: &str) -> Result<String> {
        let request = CreateCustomer::new().email(email).name(name).metadata(words([("workspace", workspace.to_string())]));
        let customer = request.customize().request_strategy(once(&format!("customer-{workspace}"))?).send(&self.client).await;
        Ok(customer.map_err(failed)?.id.to_string())
    }

    async fn checkout(&self, order: &Order) -> Result<String> {
        let promotion = match &order.coupon {
            Some(code) => Some(self.promotion(code).await?),
            None => None,
        };
        let mut items = Vec::new();
        for feature in &order.choice.features {
            let price = self.price(&order.version, *feature, order.choice.term).await?;
            items.push(CreateCheckoutSessionLineItems { price: Some(price), quantity: Some(1), ..CreateCheckoutSessionLineItems::new() });
        }
        let data = CreateCheckoutSessionSubscriptionData {
            metadata: Some(words([("workspace", order.workspace.to_string())])),
            trial_period_days: u32::try_from(order.trial_days).ok().filter(|days| *days > 0),
            ..CreateCheckoutSessionSubscriptionData::new()
        };
        let mut request = CreateCheckoutSession::new()
            .mode(CheckoutSessionMode::Subscription)
            .customer(order.customer.clone())
            .client_reference_id(order.workspace.to_string())
            .line_items(items)
            .subscription_data(data)
            .success_url(format!("{}?paid=1", order.return_url))
            .cancel_url(order.return_url.clone());
        if let Some(id) = promotion {
            request = request
                .discounts(vec![CreateCheckoutSessionDiscounts { promotion_code: Some(id), ..CreateCheckoutSessionDiscounts::new() }]);
        }
        let session = request.send(&self.client).await.map_err(failed)?;
        session.url.ok_or(Error::Unavailable(Service::Payments))
    }

    async fn subscription(&self, customer: &str) -> Result<Option<Snapshot>> {
        let request = ListSubscription::new().customer(customer).status(ListSubscriptionStatus::All).limit(SUBSCRIPTIONS);
        let all = request.send(&self.client).await.map_err(failed)?;
        // One that runs wins over those that ended; of several the newest.
        let best = all.data.iter().max_by_key(|one| (one.ended_at.is_none(), one.created));
        Ok(best.and_then(reading::snapshot))
    }

    async fn preview(&self, subscription: &str, version: &Version, choice: &Choice, as_of: DateTime<Utc>) -> Result<Preview> {
        let changes = self.changes(subscription, version, choice).await?.into_iter();
        let details = CreatePreviewInvoiceSubscriptionDetails {
            items: Some(changes.map(Change::preview).collect()),
            proration_behavior: Some(CreatePreviewInvoiceSubscriptionDetailsProrationBehavior::AlwaysInvoice),
            proration_date: Some(as_of.timestamp()),
            ..CreatePreviewInvoiceSubscriptionDetails::new()
        };
        let request = CreatePreviewInvoice::new().subscription(subscription).subscription_details(details);
        let invoice = request.send(&self.client).await.map_err(failed)?;
        let lines = invoice.lines.data.iter();
        let features = i64::try_from(choice.features.len()).unwrap_or(i64::MAX);
        Ok(Preview {
            due_minor: invoice.total,
            period_minor: version.price(choice.term).saturating_mul(features),
            currency: version.currency.clone(),
            lines: lines
                .map(|line| PreviewLine { words: line.description.clone().unwrap_or_default(), amount_minor: line.amount })
                .collect(),
            as_of: as_of.timestamp(),
        })
    }

    async fn change(&self, subscription: &str, version: &Version, choice: &Choice, as_of: DateTime<Utc>) -> Result<()> {
        let changes = self.changes(subscription, version, choice).await?;
        if changes.is_empty() {
            return Ok(());
        }
        let chosen: Vec<&str> = choice.features.iter().map(|feature| feature.name()).collect();
        let key = format!("change-{subscription}-{}-{}-{}-{}", as_of.timestamp(), version.id, choice.term.name(), chosen.join("."));
        let request = UpdateSubscription::new(subscription)
            .items(changes.into_iter().map(Change::update).collect::<Vec<_>>())
            .proration_behavior(UpdateSubscriptionProrationBehavior::AlwaysInvoice)
            .proration_date(as_of.timestamp())
            .payment_behavior(UpdateSubscriptionPaymentBehavior::ErrorIfIncomplete);
        request.customize().request_strategy(once(&key)?).send(&self.client).await.map_err(failed)?;
        Ok(())
    }

    async fn cancel(&self, subscription: &str, at_once: bool) -> Result<()> {
        if at_once {
            CancelSubscription::new(subscription).send(&self.client).await.map_err(failed)?;
        } else {
            UpdateSubscription::new(subscription).cancel_at_period_end(true).send(&self.client).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn resume(&self, subscription: &str) -> Result<()> {
        UpdateSubscription::new(subscription).cancel_at_period_end(false).send(&self.client).await.map_err(failed)?;
        Ok(())
    }

    async fn portal(&self, customer: &str, return_url: &str) -> Result<String> {
        let session = CreateBillingPortalSession::new().customer(customer).return_url(return_url).send(&self.client).await;
        Ok(session.map_err(failed)?.url)
    }

    async fn invoices(&self, customer: &str) -> Result<Vec<Invoice>> {
        let all = ListInvoice::new().customer(customer).limit(INVOICES).send(&self.client).await.map_err(failed)?;
        Ok(all.data.iter().filter_map(reading::invoice).collect())
    }
}

/// What happens to one item of a subscription.
enum Change {
    Add(String),
    Remove(String),
}

impl Change {
    fn update(self) -> UpdateSubscriptionItems {
        let empty = UpdateSubscriptionItems::new();
        match self {
            Self::Add(price) => UpdateSubscriptionItems { price: Some(price), quantity: Some(1), ..empty },
            Self::Remove(item) => UpdateSubscriptionItems { id: Some(item), deleted: Some(true), ..empty },
        }
    }

    fn preview(self) -> CreatePreviewInvoiceSubscriptionDetailsItems {
        let empty = CreatePreviewInvoiceSubscriptionDetailsItems::new();
        match self {
            Self::Add(price) => CreatePreviewInvoiceSubscriptionDetailsItems { price: Some(price), quantity: Some(1), ..empty },
            Self::Remove(item) => CreatePreviewInvoiceSubscriptionDetailsItems { id: Some(item), deleted: Some(true), ..empty },
        }
    }
}

impl Stripe {
    /// The price of a feature in a version of a plan: made when it is first sold, and the same for ever.
    async fn price(&self, version: &Version, feature: Feature, term: Term) -> Result<String> {
        let key = format!("{}-{}-{}", version.id, feature.name(), term.name());
        let found = ListPrice::new().lookup_keys(vec![key.clone()]).limit(1).send(&self.client).await.map_err(failed)?;
        if let Some(price) = found.data.first() {
            return Ok(price.id.to_string());
        }
        let interval = match term {
            Term::Month => CreatePriceRecurringInterval::Month,
            Term::Year => CreatePriceRecurringInterval::Year,
        };
        let currency: Currency = version.currency.to_lowercase().parse().map_err(|_| Error::internal("a version has no currency"))?;
        let name = format!("Mewayz {}: {}", version.plan.title(), feature.name().replace('_', " "));
        let about = [(VERSION, version.id.to_string()), (PLAN, version.plan.name().to_owned()), (FEATURE, feature.name().to_owned())];
        let request = CreatePrice::new(currency)
            .lookup_key(key.clone())
            .unit_amount(version.price(term))
            .recurring(CreatePriceRecurring::new(interval))
            .product_data(CreatePriceProductData::new(name))
            .metadata(words(about));
        let made = request.customize().request_strategy(once(&format!("price-{key}"))?).send(&self.client).await.map_err(failed)?;
        Ok(made.id.to_string())
    }

    /// What has to happen to a subscription's items for a choice to hold.
    async fn changes(&self, subscription: &str, version: &Version, choice: &Choice) -> Result<Vec<Change>> {
        let current = self.retrieve(subscription).await?;
        let mut wanted = Vec::new();
        for feature in &choice.features {
            wanted.push(self.price(version, *feature, choice.term).await?);
        }
        let items = &current.items.data;
        let gone = items.iter().filter(|item| !wanted.iter().any(|price| item.price.id.as_str() == price));
        let mut changes: Vec<Change> = gone.map(|item| Change::Remove(item.id.to_string())).collect();
        let new = wanted.iter().filter(|price| !items.iter().any(|item| item.price.id.as_str() == price.as_str()));
        changes.extend(new.map(|price| Change::Add(price.clone())));
        Ok(changes)
    }

    async fn retrieve(&self, subscription: &str) -> Result<Subscription> {
        stripe_billing::subscription::RetrieveSubscription::new(subscription).send(&self.client).await.map_err(failed)
    }

    /// The id behind a code that somebody typed.
    async fn promotion(&self, code: &str) -> Result<String> {
        let found = ListPromotionCode::new().code(code).active(true).limit(1).send(&self.client).await.map_err(failed)?;
        let first = found.data.first().map(|code| code.id.to_string());
        first.ok_or_else(|| Error::field("coupon", "This code is not valid, or not any more."))
    }
}

fn once(key: &str) -> Result<RequestStrategy> {
    // Keys may have 255 characters; ours are longer only if everything there is was chosen.
    let key: String = key.chars().take(255).collect();
    Ok(RequestStrategy::Idempotent(IdempotencyKey::new(key).map_err(Error::internal)?))
}

fn words<const N: usize>(pairs: [(&str, String); N]) -> HashMap<String, String> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
