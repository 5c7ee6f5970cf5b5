//! A site to look at, put in and taken out with one click.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::{Sample, SampleState, TakenOut, Trade, store};
use crate::{
    Error, Result,
    bio_sites::{self, Block, Body, Content, Network, Profile, Question, SCHEMA, Social, Theme, handles::Handle, theme::Preset},
    ids::SiteId,
    locale::{Locale, words_of},
    tenancy::{Permission, Scope},
};

/// The words of a sample.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    name: String,
    bio: String,
    heading: String,
    /// Titles of links.
    links: [String; 2],
    question: String,
    answer: String,
    write: String,
}

/// Letters that are like no other.
const LETTERS: &[u8; 16] = b"abcdefghkpqtuxyz";

/// The sample that is in the workspace.
pub async fn sample(scope: &mut Scope) -> Result<Option<Sample>> {
    scope.require(Permission::ManageWorkspace)?;
    let row = sqlx::query!(
        r#"select s.id, s.handle, coalesce(s.draft #>> '{profile,name}', '') as "name!", s.draft_version <> p.draft_version as "changed!",
             exists (select from bio_site_versions v where v.workspace_id = s.workspace_id and v.site_id = s.id) as "published!"
         from onboarding_samples p join bio_sites s on s.workspace_id = p.workspace_id and s.id = p.site_id
         where p.lifted_at is null"#
    )
    .fetch_optional(scope.conn())
    .await?;
    Ok(row.map(|row| Sample {
        site: SiteId(row.id),
        handle: row.handle,
        name: row.name,
        state: match (row.published, row.changed) {
            (true, _) => SampleState::Published,
            (false, true) => SampleState::Changed,
            (false, false) => SampleState::Untouched,
        },
    }))
}

/// Puts a sample in that fits what the workspace does, in a language, and answers with its site. One that is there already stays the one.
///
/// # Errors
/// `Invalid` on `form` before anybody has said what the workspace does, or when its plan has no room for another site.
pub async fn put_sample(scope: &mut Scope, locale: Locale, now: DateTime<Utc>) -> Result<SiteId> {
    let user = scope.require_everywhere(Permission::ManageWorkspace)?;
    let trade = store::lock(scope.conn()).await?.ok_or_else(|| Error::field("form", "Choose first what you do."))?;
    if let Some(there) = sample(scope).await? {
        return Ok(there.site);
    }
    let content = content(trade, locale)?;
    let site = bio_sites::create(scope, &handle()?, &content.profile.name).await?;
    let version = bio_sites::save(scope, site, 1, content).await?;
    sqlx::query!(
        "insert into onboarding_samples (site_id, draft_version, put_by, put_at) values ($1, $2, $3, $4)",
        site.0,
        version,
        user.0,
        now
    )
    .execute(scope.conn())
    .await?;
    Ok(site)
}

/// Takes the sample out. What somebody has changed is removed only `with_changes`, what was ever published never: both become ordinary
/// sites of the workspace otherwise.
pub async fn take_out_sample(scope: &mut Scope, with_changes: bool, now: DateTime<Utc>) -> Result<TakenOut> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    store::lock(scope.conn()).await?;
    let lifted = sqlx::query!("update onboarding_samples set lifted_at = $1 where lifted_at is null returning site_id, draft_version", now)
        .fetch_optional(scope.conn())
        .await?;
    let Some(lifted) = lifted else { return Ok(TakenOut::Nothing) };
    let untouched = (!with_changes).then_some(lifted.draft_version);
    let removed = bio_sites::discard(scope, SiteId(lifted.site_id), untouched).await?;
    Ok(if removed { TakenOut::Removed } else { TakenOut::Kept })
}

/// A handle that nobody would choose.
fn handle() -> Result<Handle> {
    let letters: String = rand::random::<[u8; 10]>().iter().map(|byte| char::from(LETTERS[usize::from(byte % 16)])).collect();
    Handle::parse(&format!("sample-{letters}")).map_err(|message| Error::internal(message.as_str()))
}

/// A page that could be published as it is.
pub(super) fn content(trade: Trade, locale: Locale) -> Result<Content> {
    let words = words(trade, locale)?.clone();
    let [first, second] = words.links;
    let link = |title, path: &str| Body::Link { title, url: format!("https://example.com/{path}") };
    let mut bodies = vec![Body::Heading { text: words.heading }, link(first, "first"), link(second, "second")];
    bodies.push(Body::Faq { items: vec![Question { question: words.question, answer: words.answer }] });
    bodies.push(match trade {
        Trade::Creator => Body::Social { accounts: vec![Social { network: Network::Website, url: "https://example.com/".to_owned() }] },
        _ => Body::Email { label: words.write, address: "hello@example.com".to_owned() },
    });
    let blocks = bodies.into_iter().map(|body| Block { id: Uuid::now_v7(), enabled: true, schedule: None, body }).collect();
    let profile = Profile { name: words.name, bio: words.bio, ..Profile::default() };
    Ok(Content { schema: SCHEMA, profile, theme: Theme { preset: preset(trade), ..Theme::default() }, blocks })
}

fn preset(trade: Trade) -> Preset {
    match trade {
        Trade::Creator => Preset::Sorbet,
        Trade::Shop => Preset::Daylight,
        Trade::Coach => Preset::Paper,
        Trade::Agency => Preset::Midnight,
        Trade::Firm => Preset::Editorial,
    }
}

fn words(trade: Trade, locale: Locale) -> Result<&'static Words> {
    static ALL: LazyLock<HashMap<Locale, BTreeMap<Trade, Words>>> = LazyLock::new(|| {
        let texts = Locale::ALL.map(|locale| (locale, words_of!(locale)));
        texts.into_iter().filter_map(|(locale, text)| Some((locale, serde_json::from_str(text).ok()?))).collect()
    });
    let found = ALL.get(&locale).and_then(|words| words.get(&trade));
    found.ok_or_else(|| Error::internal(format!("no sample for {} in {}", trade.name(), locale.tag())))
}
