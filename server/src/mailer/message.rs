use lettre::{
    Message,
    message::{
        DkimConfig, DkimSigningAlgorithm, DkimSigningKey, Mailbox, MultiPart,
        dkim::{DkimCanonicalization, DkimCanonicalizationType},
        header::{HeaderName, HeaderValue},
    },
};
use mewayz::{
    domains::Signing,
    mail::{Due, SigningKey, UNSUBSCRIBE},
};
use secrecy::ExposeSecret;

/// What a mail needs besides what is stored of it.
#[derive(Clone)]
pub struct Stationery {
    pub from: Mailbox,
    pub base_url: String,
    pub key: SigningKey,
}

/// A mail as it goes out, and its parts with the reader's own links.
pub struct Written {
    pub message: Message,
    pub text: String,
    pub html: String,
}

impl Stationery {
    /// A mail as it goes out. Its Message-ID is the same at every attempt: who gets it twice can tell (RFC 5322, 3.6.4).
    ///
    /// # Errors
    /// In words, if the recipient is no address.
    pub fn write(&self, due: &Due, signing: Option<&Signing>) -> Result<Written, String> {
        let from = self.from(due, signing)?;
        let to: Mailbox = due.recipient.parse().map_err(|e| format!("{} is no address: {e}", due.recipient))?;
        let link = self.unsubscribe(due)?;
        let body = |text: &str| link.as_ref().map_or_else(|| text.to_owned(), |link| text.replace(UNSUBSCRIBE, link));
        let mut message = Message::builder()
            .from(from.clone())
            .to(to)
            .subject(&due.subject)
            .message_id(Some(format!("<{}@{}>", due.id, from.email.domain())))
            .raw_header(header("Content-Language", due.locale.clone())?)
            // No answers of holiday programs (RFC 3834).
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned())?);
        if let Some(link) = &link {
            // One-click (RFC 8058): both headers, an https address.
            message = message
                .raw_header(verbatim("List-Unsubscribe", format!("<{link}>"))?)
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned())?);
        }
        let (text, html) = (body(&due.body_text), body(&due.body_html));
        let parts = MultiPart::alternative_plain_html(text.clone(), html.clone());
        let mut message = message.multipart(parts).map_err(|e| e.to_string())?;
        if let Some(signing) = signing {
            sign(&mut message, signing)?;
        }
        Ok(Written { message, text, html })
    }

    /// Who it comes from: the workspace under its own address where it can be signed there, under its own name, or we.
    fn from(&self, due: &Due, signing: Option<&Signing>) -> Result<Mailbox, String> {
        let Some((name, address)) = &due.sender else { return Ok(self.from.clone()) };
        let email = match signing {
            Some(_) => address.parse().map_err(|e| format!("{address} is no address: {e}"))?,
            None => self.from.email.clone(),
        };
        Ok(Mailbox::new(Some(name.clone()), email))
    }

    /// Where the reader stops mails like this; none if it cannot be stopped.
    fn unsubscribe(&self, due: &Due) -> Result<Option<String>, String> {
        let Some(subscription) = due.subscription() else { return Ok(None) };
        let token = subscription.token(&self.key).ok_or("the link to unsubscribe could not be signed")?;
        Ok(Some(format!("{}/unsubscribe/{token}?lang={}", self.base_url, due.locale)))
    }
}

/// DKIM (RFC 6376), over the headers that readers see.
fn sign(message: &mut Message, signing: &Signing) -> Result<(), String> {
    let key =
        DkimSigningKey::new(signing.key.expose_secret(), DkimSigningAlgorithm::Rsa).map_err(|e| format!("the key that signs: {e}"))?;
    let headers = ["From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe"].map(HeaderName::new_from_ascii_str).to_vec();
    let relaxed = DkimCanonicalization { header: DkimCanonicalizationType::Relaxed, body: DkimCanonicalizationType::Relaxed };
    message.sign(&DkimConfig::new(signing.selector.clone(), signing.domain.clone(), key, headers, relaxed));
    Ok(())
}

fn header(name: &'static str, value: String) -> Result<HeaderValue, String> {
    Ok(HeaderValue::new(HeaderName::new_from_ascii(name.to_owned()).map_err(|e| e.to_string())?, value))
}

/// An address stays in one piece, however long: encoded or folded, providers do not find it.
fn verbatim(name: &'static str, value: String) -> Result<HeaderValue, String> {
    if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!("{name} cannot hold {value}"));
    }
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|e| e.to_string())?;
    Ok(HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value))
}
