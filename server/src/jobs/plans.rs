use std::sync::Arc;

use mewayz::{
    clock,
    gateways::Billing,
    jobs::Failure,
    plans::{self, Reconcile, Refresh, Tick},
};

use super::Work;

/// Asks what a workspace has and what it was billed, and takes both over. Asking twice is harmless.
pub(super) async fn refresh(work: Work<Refresh>, billing: Option<Arc<dyn Billing>>) -> Result<(), Failure> {
    let Some(billing) = billing else {
        return Err(Failure::Retry("this worker has no key for payments (MEWAYZ_STRIPE_KEY)".to_owned()));
    };
    let workspace = work.job.workspace;
    let Some(customer) = plans::customer(&mut work.db().identity().await?, workspace).await? else { return Ok(()) };
    let asked_at = clock::now();
    let Some(says) = billing.subscription(&customer).await? else { return Ok(()) };
    let mut scope = work.db().job(workspace).await?;
    plans::answered(&mut scope, &says, asked_at, clock::now()).await?;
    scope.commit().await?;
    let bills = billing.invoices(&customer).await?;
    let mut scope = work.db().job(workspace).await?;
    plans::billed(&mut scope, &bills).await?;
    Ok(scope.commit().await?)
}

/// Ends, reminders and the last day of grace of a workspace; done in one transaction with the job.
pub(super) async fn tick(work: Work<Tick>) -> Result<(), Failure> {
    let mut scope = work.scope().await?;
    plans::tick(&mut scope, clock::now()).await?;
    Ok(work.finish(scope).await?)
}

/// Asks about everybody, where there is somebody to ask.
pub(super) async fn reconcile(work: Work<Reconcile>, billing: bool) -> Result<(), Failure> {
    if billing { Ok(plans::reconcile(work.db()).await?) } else { Ok(()) }
}
