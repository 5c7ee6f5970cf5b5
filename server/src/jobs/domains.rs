use std::sync::Arc;

use mewayz::{
    Error, clock,
    domains::{self, Check},
    gateways::Names,
    jobs::Failure,
};

use super::Work;

/// Looks whether a name is still proven, and whether the key of mail from it still stands there. What was given up is done with.
pub(super) async fn check(work: Work<Check>, names: Arc<dyn Names>) -> Result<(), Failure> {
    let mut scope = work.scope().await?;
    let (place, token) = match domains::to_check(&mut scope, work.job.domain).await {
        Ok(found) => found,
        Err(Error::NotFound) => return Ok(work.finish(scope).await?),
        Err(error) => return Err(error.into()),
    };
    let sender = domains::sender_to_check(&mut scope).await.ok();
    scope.commit().await?;
    let proof = domains::looked(&names.texts(&place).await, &token);
    let key = match &sender {
        Some((place, key)) => names.texts(place).await.ok().map(|texts| (key, texts)),
        None => None,
    };
    let mut scope = work.scope().await?;
    match domains::settle(&mut scope, work.job.domain, proof, clock::now()).await {
        // Another workspace has the name: it is looked again when somebody asks.
        Ok(_) | Err(Error::NotFound | Error::Invalid(_)) => {}
        Err(error) => return Err(error.into()),
    }
    if let Some((key, texts)) = key {
        domains::check_sender(&mut scope, key, &texts, clock::now()).await?;
    }
    Ok(work.finish(scope).await?)
}
