use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::office::MailDetails;
use ui::{Badge, Card, PageHeader, Variant};
use uuid::Uuid;

use super::{
    NoteMailArrived, SendMailAgain,
    acts::{Deed, body, part},
    fact, facts, load_mail, words,
};
use crate::{
    error::AppError,
    shared::{When, loaded, param, url_encoded},
    words::{number, office as t},
};

type Acts = (ServerAction<SendMailAgain>, ServerAction<NoteMailArrived>);

/// `/admin/mails/{mail}`, loaded when staff goes there.
pub struct MailRoute {
    acts: Acts,
    mail: Resource<Result<MailDetails, AppError>>,
}

#[lazy_route]
impl LazyRoute for MailRoute {
    fn data() -> Self {
        let (id, acts): (_, Acts) = (param("mail"), (ServerAction::new(), ServerAction::new()));
        let mail = Resource::new(
            move || (id.get(), acts.0.version().get() + acts.1.version().get()),
            |(id, _)| async move {
                match id.parse::<Uuid>() {
                    Ok(id) => load_mail(id).await,
                    Err(_) => Err(mewayz::Error::NotFound.into()),
                }
            },
        );
        Self { acts, mail }
    }

    fn view(this: Self) -> AnyView {
        let acts = this.acts;
        view! {
            <Title text=t::mail()/>
            <p class="mb-2"><a class="text-accent underline" href="/admin/mails">{t::mails()}</a></p>
            {loaded(this.mail, move |mail| show(mail, acts))}
        }
        .into_any()
    }
}

fn show(mail: MailDetails, acts: Acts) -> AnyView {
    let (lines, doing) = (lines(&mail), forms(&mail, acts));
    let (state, tone) = words::mail_state(&mail.row.state);
    view! {
        <PageHeader title=mail.row.subject description=t::mail_text()/>
        <div class="stack max-w-3xl">
            <p class="actions"><Badge tone=tone>{state}</Badge> <a class="text-accent underline" href=format!("/admin/log?subject={}", mail.row.id)>{t::what_staff_did()}</a></p>
            <Card title=t::mail()>{lines}</Card>
            <Card title=t::acts() description=t::acts_text()>{doing}</Card>
        </div>
    }
    .into_any()
}

fn lines(mail: &MailDetails) -> AnyView {
    let others = format!("/admin/mails?receiver={}", url_encoded(&mail.row.receiver));
    let words = |text: &Option<String>| view! { <span class="break-words" dir="auto">{text.clone().unwrap_or_else(|| "\u{2013}".to_owned())}</span> };
    let workspace =
        mail.workspace.map(|id| view! { <a class="text-accent underline" href=format!("/admin/workspaces/{id}")>{id.to_string()}</a> });
    let next = mail.next_attempt_at.map(|at| fact(t::next_attempt(), view! { <When at/> }));
    let mut lines = vec![
        fact(t::receiver(), view! { <a class="text-accent underline break-all" dir="auto" href=others>{mail.row.receiver.clone()}</a> }),
        fact(t::letter(), mail.row.topic.clone()),
        fact(t::kind(), words_of_kind(&mail.row.kind)),
        fact(t::language(), mail.locale.clone()),
        fact(t::written_on(), view! { <When at=mail.row.created_at/> }),
        fact(t::state_since(), view! { <When at=mail.row.state_since/> }),
        fact(t::attempts(), number(i64::from(mail.row.attempts))),
        fact(t::useful_until(), view! { <When at=mail.expires_at/> }),
        fact(t::error(), words(&mail.error)),
        fact(t::receipt(), words(&mail.receipt)),
    ];
    lines.extend(next);
    lines.extend(workspace.map(|link| fact(t::workspace(), link)));
    facts(lines)
}

fn words_of_kind(kind: &str) -> &'static str {
    match kind {
        "security" => t::kind_security(),
        "transaction" => t::kind_transaction(),
        _ => t::kind_notice(),
    }
}

fn forms(mail: &MailDetails, (send, arrived): Acts) -> AnyView {
    if !mail.can_be_sent {
        return view! { <p class="text-muted">{t::cannot_be_sent()}</p> }.into_any();
    }
    let id = || vec![("mail", mail.row.id.to_string())];
    let unknown = mail.row.state == "unknown";
    let text = if unknown { t::send_unknown_text() } else { t::send_text() };
    let deed = Deed::new("send", t::send(), text, Variant::Secondary);
    let inside = body(deed, id(), send.into());
    let again = view! { <ActionForm action=send>{inside}</ActionForm> }.into_any();
    let settled = unknown.then(|| {
        let deed = Deed::new("arrived", t::arrived(), t::arrived_text(), Variant::Secondary);
        let inside = body(deed, id(), arrived.into());
        part(view! { <ActionForm action=arrived>{inside}</ActionForm> }.into_any())
    });
    view! { {part(again)} {settled} }.into_any()
}
