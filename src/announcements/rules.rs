//! What may be said, when it holds, for whom, and in which words.

use chrono::{DateTime, Utc};

use super::{Announcement, Audience, Draft, Stage, Words};
use crate::{
    Result,
    fields::{Fields, single_line},
    ids::WorkspaceId,
    locale::Locale,
    plans::Plan,
    tenancy::Role,
};

/// Who looks at a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    pub workspace: WorkspaceId,
    pub role: Role,
}

/// The draft in order: languages without words are left out.
///
/// # Errors
/// `Invalid` by field: `title` and `body` stand for the words of every language.
pub fn check(draft: &Draft, now: DateTime<Utc>) -> Result<Draft> {
    let words =
        draft.words.iter().map(|(locale, words)| (*locale, Words { title: single_line(&words.title), body: words.body.trim().to_owned() }));
    let words: Vec<(Locale, Words)> = words.filter(|(_, words)| !words.title.is_empty() || !words.body.is_empty()).collect();
    let mut fields = Fields::default();
    fields.require(words.iter().all(|(_, words)| !words.title.is_empty()), "title", "Every language that has a text needs a title.");
    fields.require(words.iter().all(|(_, words)| words.title.chars().count() <= 120), "title", "Use at most 120 characters.");
    fields.require(words.iter().all(|(_, words)| words.body.chars().count() <= 600), "body", "Use at most 600 characters.");
    fields.require(
        words.iter().any(|(locale, _)| *locale == draft.fallback),
        "fallback",
        "Write it in this language, or choose another one.",
    );
    fields.require(draft.until.is_none_or(|until| until > draft.from), "until", "Enter a time after the beginning.");
    fields.require(draft.until.is_none_or(|until| until > now), "until", "Enter a time that is still to come.");
    fields.require(draft.audience.workspaces.len() <= 1_000, "workspaces", "List at most 1,000.");
    fields.into_result()?;
    Ok(Draft { words, ..draft.clone() })
}

/// Where it stands.
pub fn stage(of: &Announcement, now: DateTime<Utc>) -> Stage {
    if of.published_at.is_none() {
        return Stage::Draft;
    }
    if of.ended_at.is_some() || of.draft.until.is_some_and(|until| until <= now) {
        return Stage::Over;
    }
    if of.draft.from > now { Stage::Planned } else { Stage::Live }
}

impl Audience {
    /// Whether somebody belongs to it, as far as that is known without the plan.
    pub fn may_hold(&self, reader: Reader) -> bool {
        (self.workspaces.is_empty() || self.workspaces.contains(&reader.workspace))
            && (!self.only_admins || matches!(reader.role, Role::Owner | Role::Admin))
    }

    /// Whether the plan belongs to it.
    pub fn holds_for(&self, plan: Plan) -> bool {
        self.plans.is_empty() || self.plans.contains(&plan)
    }
}

/// The words for a reader: theirs, else those of the fallback.
pub fn said(words: &[(Locale, Words)], fallback: Locale, reader: Locale) -> Option<(Locale, &Words)> {
    let of = |wanted: Locale| words.iter().find(|(locale, _)| *locale == wanted).map(|(locale, words)| (*locale, words));
    of(reader).or_else(|| of(fallback))
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::{super::Kind, *};
    use crate::ids::AnnouncementId;

    fn words(title: &str) -> Words {
        Words { title: title.to_owned(), body: String::new() }
    }

    fn draft(now: DateTime<Utc>) -> Draft {
        Draft {
            kind: Kind::Info,
            words: vec![(Locale::En, words("Hello")), (Locale::De, words("Hallo")), (Locale::Ja, words(" "))],
            fallback: Locale::En,
            from: now,
            until: None,
            audience: Audience::default(),
            told: false,
        }
    }

    #[test]
    fn what_is_said_has_a_title_in_every_language_it_is_said_in() {
        let now = Utc::now();
        assert_eq!(check(&draft(now), now).unwrap().words.len(), 2);
        let wrong = |change: fn(&mut Draft)| {
            let mut draft = draft(now);
            change(&mut draft);
            let refused = check(&draft, now).unwrap_err();
            refused.fields().unwrap().iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(wrong(|d| d.words.push((Locale::Fr, Words { title: String::new(), body: "Bonjour".to_owned() }))), ["title"]);
        assert_eq!(wrong(|d| d.words[0].1.title = "x".repeat(121)), ["title"]);
        assert_eq!(wrong(|d| d.words[0].1.body = "x".repeat(601)), ["body"]);
        assert_eq!(wrong(|d| d.fallback = Locale::Ja), ["fallback"]);
        assert_eq!(wrong(|d| d.until = Some(d.from)), ["until"]);
    }

    #[test]
    fn it_holds_from_its_beginning_to_its_end() {
        let now = Utc::now();
        let of = |published: bool, from: i64, until: Option<i64>, ended: bool| {
            let draft = Draft { from: now + Duration::hours(from), until: until.map(|h| now + Duration::hours(h)), ..draft(now) };
            let announcement =
                Announcement { id: AnnouncementId::new(), draft, published_at: published.then_some(now), ended_at: ended.then_some(now) };
            stage(&announcement, now)
        };
        assert_eq!(
            (of(false, -1, None, false), of(true, 1, None, false), of(true, 0, None, false)),
            (Stage::Draft, Stage::Planned, Stage::Live)
        );
        assert_eq!(
            (of(true, -2, Some(0), false), of(true, -2, Some(1), false), of(true, -2, None, true)),
            (Stage::Over, Stage::Live, Stage::Over)
        );
    }

    #[test]
    fn everything_that_is_said_of_the_audience_must_hold() {
        let (here, there) = (WorkspaceId::new(), WorkspaceId::new());
        let owner = Reader { workspace: here, role: Role::Owner };
        let editor = Reader { workspace: here, role: Role::Editor };
        let to =
            |workspaces: &[WorkspaceId], only_admins: bool| Audience { workspaces: workspaces.to_vec(), only_admins, plans: Vec::new() };
        assert!(to(&[], false).may_hold(editor) && to(&[here], true).may_hold(owner));
        assert!(!to(&[there], false).may_hold(owner) && !to(&[here], true).may_hold(editor));
        let paid = Audience { plans: vec![Plan::Professional], ..Audience::default() };
        assert!(paid.holds_for(Plan::Professional) && !paid.holds_for(Plan::Free) && Audience::default().holds_for(Plan::Free));
    }

    #[test]
    fn readers_get_their_language_or_the_fallback() {
        let all = draft(Utc::now()).words;
        let title = |reader| said(&all, Locale::En, reader).map(|(locale, words)| (locale, words.title.clone()));
        assert_eq!(title(Locale::De), Some((Locale::De, "Hallo".to_owned())));
        assert_eq!(title(Locale::Ar), Some((Locale::En, "Hello".to_owned())));
        assert_eq!(said(&[], Locale::En, Locale::De), None);
    }
}
