use std::{sync::Arc, time::Duration};

use mewayz::{
    announcements::{self, Tell},
    clock,
    db::Identity,
    gateways::{Push, Sent, Sms},
    jobs::{Failure, Job},
    notifications::{self, Channel, Deliver, SendMail, SendText, push, texts},
};

use super::Work;

/// Writes the mails that are due for a person; written and settled in one transaction with the job.
pub(super) async fn mail(work: Work<SendMail>, base_url: Arc<str>) -> Result<(), Failure> {
    let mut identity = work.db().identity().await?;
    notifications::send_mail(&mut identity, work.job.user, &base_url, clock::now()).await?;
    Ok(work.finish_global(identity).await?)
}

/// Tells one browser. A message may arrive twice, if we die before it is written down; its tag makes it show once.
pub(super) async fn deliver(work: Work<Deliver>, service: Arc<dyn Push>) -> Result<(), Failure> {
    let mut identity = work.db().identity().await?;
    let message = push::prepare(&mut identity, work.job.delivery, clock::now()).await?;
    identity.commit().await?;
    let Some(message) = message else { return Ok(()) };
    let sent = service.send(&message).await;
    metrics::counter!("pushes_total", "outcome" => name(&sent)).increment(1);
    let last = work.attempt() >= Deliver::MAX_ATTEMPTS;
    let mut identity = work.db().identity().await?;
    push::settle(&mut identity, work.job.delivery, &sent, last, clock::now()).await?;
    finish(&work, identity, sent, last).await
}

/// Tells one person by text message. It may arrive twice, if we die before it is written down: gateways have no key against that.
pub(super) async fn text(work: Work<SendText>, base_url: Arc<str>, service: Option<Arc<dyn Sms>>) -> Result<(), Failure> {
    let mut identity = work.db().identity().await?;
    let text = texts::prepare(&mut identity, work.job.delivery, &base_url, clock::now()).await?;
    identity.commit().await?;
    let Some(text) = text else { return Ok(()) };
    let sent = match service {
        Some(service) => service.send(&text.number, &text.text).await,
        // Planned by a process that has a gateway; another worker may have one too.
        None => Sent::Later { reason: "this worker has no gateway for text messages".to_owned(), pause: None },
    };
    metrics::counter!("texts_total", "outcome" => name(&sent)).increment(1);
    let last = work.attempt() >= SendText::MAX_ATTEMPTS;
    let mut identity = work.db().identity().await?;
    texts::settle(&mut identity, work.job.delivery, &text, &sent, last, clock::now()).await?;
    finish(&work, identity, sent, last).await
}

/// Ends the job with what was written down, or lets it be tried again.
async fn finish<J: Job>(work: &Work<J>, identity: Identity, sent: Sent, last: bool) -> Result<(), Failure> {
    match sent {
        Sent::Later { reason, pause } if !last => {
            identity.commit().await?;
            Err(pause.map_or_else(|| Failure::Retry(reason.clone()), |pause| Failure::RetryIn(pause.min(LONGEST_PAUSE), reason.clone())))
        }
        _ => Ok(work.finish_global(identity).await?),
    }
}

/// A service that asks for more is asked again anyway: news gets old.
const LONGEST_PAUSE: Duration = Duration::from_secs(6 * 3600);

fn name(sent: &Sent) -> &'static str {
    match sent {
        Sent::Accepted => "accepted",
        Sent::Gone => "gone",
        Sent::Refused(_) => "refused",
        Sent::Later { .. } => "later",
    }
}

/// Tells people of an announcement. Whoever was told by an earlier try is not told again.
pub(super) async fn announcement(work: Work<Tell>, offered: Arc<[Channel]>) -> Result<(), Failure> {
    Ok(announcements::tell(work.db(), work.job.announcement, &offered, clock::now()).await?)
}
