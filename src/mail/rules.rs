use chrono::{DateTime, Duration, Utc};

/// What a mail is for. Decides whether it may be stopped, and whether sending it twice does harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Proves or protects an account. Nobody can unsubscribe; sent again when its fate is unknown, since a second link does
    /// no harm and a missing one locks somebody out. Kept from addresses that do not exist, as every mail.
    Security,
    /// Answers something the reader did: a receipt, an invitation. Cannot be unsubscribed, is never sent twice.
    Transaction,
    /// What somebody asked to hear about and can stop with one click: notifications, digests, newsletters. Never sent twice.
    Notice,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Security, Self::Transaction, Self::Notice];

    /// The name stored in `mails.kind`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Transaction => "transaction",
            Self::Notice => "notice",
        }
    }

    /// The kind stored under a name. A name of a later version counts as a mail that is never repeated.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or(Self::Transaction)
    }

    /// Whether the reader may stop mails like this.
    pub fn can_be_stopped(self) -> bool {
        self == Self::Notice
    }

    /// Lower is sent first.
    pub(super) fn rank(self) -> i32 {
        match self {
            Self::Security => 0,
            Self::Transaction => 1,
            Self::Notice => 2,
        }
    }

    /// Whether a mail whose fate is unknown is sent again.
    pub(super) fn repeats(self) -> bool {
        self == Self::Security
    }
}

/// Where a mail stands. The last five are the end, but for a person who settles `Unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Written, not tried yet.
    Queued,
    /// A sender has it.
    Sending,
    /// Tried in vain; will be tried again.
    Deferred,
    /// The mail server took it over.
    Accepted,
    /// The mail server refused it for good.
    Bounced,
    /// Not sent: the address wants or takes no such mail.
    Suppressed,
    /// It may have been taken or not: the line broke, or the sender died, before the answer.
    Unknown,
    /// Given up: it was too late for it, or it could not be written.
    Failed,
}

impl State {
    /// All states, in the order of a mail's life.
    pub const ALL: [Self; 8] =
        [Self::Queued, Self::Sending, Self::Deferred, Self::Accepted, Self::Bounced, Self::Suppressed, Self::Unknown, Self::Failed];

    /// The name stored in `mails.state`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Deferred => "deferred",
            Self::Accepted => "accepted",
            Self::Bounced => "bounced",
            Self::Suppressed => "suppressed",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
        }
    }
}

/// What came of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server took the mail over; its words.
    Accepted(String),
    /// It refused for good (5yz); its words, beginning with the code.
    Refused(String),
    /// It refused for now (4yz), or the line broke before it could have the whole mail.
    Later(String),
    /// It could not be reached or will not have us: nothing to do with this mail.
    Unreachable(String),
    /// The whole mail was sent and no answer came.
    Unknown(String),
    /// The mail cannot be written, such as to an address that is none.
    Unsendable(String),
}

/// What an outcome makes of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    pub state: State,
    /// Only for mails that will be tried again.
    pub next_attempt_at: DateTime<Utc>,
    pub error: Option<String>,
    pub receipt: Option<String>,
    /// The attempt was none.
    pub uncounted: bool,
    /// No mail at all may go to the address from now on.
    pub suppress: bool,
}

/// A mail whose fate is unknown is sent this often at most, even if sending it again is harmless.
const MOST_UNKNOWN: i32 = 3;
const FIRST_PAUSE: Duration = Duration::seconds(30);
const LONGEST_PAUSE: Duration = Duration::hours(1);

/// The state after an attempt; `attempts` counts it. `dice` (0 to 1) spreads the next attempts.
pub fn settled(kind: Kind, attempts: i32, outcome: Outcome, now: DateTime<Utc>, dice: f64) -> Settled {
    let ended = |state, error, receipt| Settled { state, next_attempt_at: now, error, receipt, uncounted: false, suppress: false };
    let again =
        |pause, error| Settled { state: State::Deferred, next_attempt_at: now + pause, ..ended(State::Deferred, Some(error), None) };
    match outcome {
        Outcome::Accepted(receipt) => ended(State::Accepted, None, Some(receipt)),
        Outcome::Refused(reply) => Settled { suppress: blames_address(&reply), ..ended(State::Bounced, Some(reply), None) },
        Outcome::Later(reply) => again(pause(attempts, dice), reply),
        Outcome::Unreachable(error) => Settled { uncounted: true, ..again(pause(1, dice), error) },
        Outcome::Unknown(error) if kind.repeats() && attempts < MOST_UNKNOWN => again(pause(attempts, dice), error),
        Outcome::Unknown(error) => ended(State::Unknown, Some(error), None),
        Outcome::Unsendable(error) => ended(State::Failed, Some(error), None),
    }
}

/// Grows twofold from half a minute to an hour, give or take a fifth.
fn pause(attempts: i32, dice: f64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 8) - 1).unwrap_or(0);
    let pause = (FIRST_PAUSE * 2_i32.pow(doublings)).min(LONGEST_PAUSE);
    pause.mul_f(0.8 + 0.4 * dice.clamp(0.0, 1.0))
}

trait Stretch {
    fn mul_f(self, factor: f64) -> Self;
}

impl Stretch for Duration {
    fn mul_f(self, factor: f64) -> Self {
        Self::milliseconds((self.num_milliseconds() as f64 * factor) as i64)
    }
}

/// Whether a refusal says that the address takes no mail from anybody, as against: not from us, not this one, not so much.
///
/// By the enhanced code (RFC 3463) where there is one; a bare 550, 551 or 553 only with words that leave no doubt, since a
/// wrong "yes" would keep even a new password from its owner.
fn blames_address(reply: &str) -> bool {
    const CODES: [&str; 7] = ["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];
    const WORDS: [&str; 9] = [
        "user unknown",
        "unknown user",
        "no such user",
        "unrouteable",
        "does not exist",
        "mailbox not found",
        "no mailbox",
        "unknown recipient",
        "no such address",
    ];
    let mut words = reply.split([' ', '-']).filter(|word| !word.is_empty());
    let (code, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if second.starts_with("5.") {
        return CODES.contains(&second);
    }
    let reply = reply.to_lowercase();
    matches!(code, "550" | "551" | "553") && WORDS.iter().any(|words| reply.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(kind: Kind, attempts: i32, outcome: Outcome) -> Settled {
        settled(kind, attempts, outcome, DateTime::UNIX_EPOCH, 0.5)
    }

    #[test]
    fn what_is_unknown_is_repeated_only_where_that_is_harmless() {
        let dropped = || Outcome::Unknown("connection closed".into());
        assert_eq!(after(Kind::Notice, 1, dropped()).state, State::Unknown);
        assert_eq!(after(Kind::Transaction, 1, dropped()).state, State::Unknown);
        assert_eq!(after(Kind::Security, 1, dropped()).state, State::Deferred);
        assert_eq!(after(Kind::Security, 3, dropped()).state, State::Unknown, "not for ever");
    }

    #[test]
    fn a_server_that_is_away_costs_no_attempt() {
        let settled = after(Kind::Notice, 1, Outcome::Unreachable("refused".into()));
        assert!(settled.uncounted && settled.state == State::Deferred && !settled.suppress);
    }

    #[test]
    fn pauses_grow_to_an_hour_and_spread() {
        let seconds = |attempts, dice| pause(attempts, dice).num_seconds();
        assert_eq!([1, 2, 3, 8, 100].map(|n| seconds(n, 0.5)), [30, 60, 120, 3600, 3600]);
        assert_eq!([seconds(1, 0.0), seconds(1, 1.0)], [24, 36]);
    }

    #[test]
    fn only_a_refusal_of_the_address_itself_suppresses() {
        let suppressed = |reply: &str| after(Kind::Security, 1, Outcome::Refused(reply.into())).suppress;
        for reply in
            ["550 5.1.1 <x@y.z>: Recipient address rejected", "550 Unrouteable address", "553 no such user here", "556 5.1.10 null MX"]
        {
            assert!(suppressed(reply), "{reply}");
        }
        for reply in [
            "550 5.7.26 unauthenticated sender",
            "550 5.7.515 access denied",
            "552 5.2.2 mailbox full",
            "554 spam",
            "550 relay not permitted",
            "550 5.7.1 user unknown",
            "550",
            "",
        ] {
            assert!(!suppressed(reply), "{reply}");
        }
    }

    #[test]
    fn kinds_keep_their_names() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), kind);
        }
        assert_eq!(Kind::from_name("from the future"), Kind::Transaction);
    }
}
