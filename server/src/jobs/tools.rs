//! The data tools of staff (`mewayz::office`): each looks first, and changes something only in a run that says so.

use std::{collections::HashSet, sync::Arc};

use mewayz::{
    Error, Result, clock,
    db::Db,
    events::{self, Consumer},
    gateways::Storage,
    identity,
    jobs::Failure,
    media,
    office::{self, EXAMPLES, RunTool, Task, Tool},
    workspaces,
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::Work;

/// Files that were written lately may belong to an upload whose row is not there yet.
const FRESH: chrono::TimeDelta = chrono::TimeDelta::hours(24);
/// Where files of libraries lie.
const PLACES: [&str; 2] = ["media", "files"];

/// How many it found or changed, and the first of them in words.
type Found = (i64, Vec<String>);

/// What tools work with.
#[derive(Clone)]
pub(crate) struct Tools {
    pub(crate) storage: Arc<dyn Storage>,
    /// How the owner of the database connects; `None` where this process may not act as the owner.
    pub(crate) owner: Option<SecretString>,
}

/// Runs a tool. What goes wrong is told to staff and not tried again: a part may have been done.
pub(crate) async fn run(work: Work<RunTool>, tools: Tools) -> std::result::Result<(), Failure> {
    let (db, id) = (work.db(), work.job.run);
    let task = match office::begin_run(db, id).await {
        Err(Error::NotFound) => return Ok(()),
        task => task?,
    };
    let outcome = if task.dry { look(db, id, &task, &tools).await } else { act(db, id, &task, &tools).await };
    Ok(office::end_run(db, id, outcome.map_err(|error| error.to_string()), clock::now()).await?)
}

/// Erases the workspaces whose grace is over, and removes their files. Files go after their rows: what is cut off in between leaves
/// files that nothing names, and no page that shows nothing.
///
/// # Errors
/// As the database and the storage.
pub(crate) async fn erase_workspaces(owner: &SecretString, storage: &dyn Storage) -> Result<Found> {
    let erased = workspaces::erase_ended(owner.expose_secret(), clock::now()).await?;
    for key in erased.iter().flat_map(|(_, keys)| keys) {
        for folder in media::folders_of(key) {
            storage.delete_all(&folder).await?;
        }
    }
    Ok((count(&erased), erased.iter().take(EXAMPLES).map(|(id, keys)| format!("{id} ({} files)", keys.len())).collect()))
}

/// The same by the clock.
pub(crate) async fn erase(tools: Tools) -> std::result::Result<(), Failure> {
    let Some(owner) = &tools.owner else { return Err(Failure::GiveUp("DATABASE_OWNER_URL is not set.".to_owned())) };
    let (erased, _) = erase_workspaces(owner, tools.storage.as_ref()).await?;
    tracing::info!(erased, "workspaces whose grace was over are erased");
    Ok(())
}

async fn look(db: &Db, id: Uuid, task: &Task, tools: &Tools) -> Result<Found> {
    let now = clock::now();
    match task.tool {
        Tool::ReplayEvents => office::replayable(db, task.arguments.workspace, task.arguments.since.unwrap_or(now)).await,
        Tool::EraseWorkspaces => office::workspaces_due(db, now).await,
        Tool::EraseAccounts => office::accounts_due(db, now).await,
        Tool::Orphans => {
            let (files, rows) = orphans(db, id, tools).await?;
            let examples = files.iter().cloned().chain(rows.iter().map(|key| format!("{key}: a row without a file"))).take(EXAMPLES);
            // What can be done about is the files; a file that is gone does not come back.
            Ok((count(&files), examples.collect()))
        }
    }
}

async fn act(db: &Db, id: Uuid, task: &Task, tools: &Tools) -> Result<Found> {
    let now = clock::now();
    match task.tool {
        Tool::ReplayEvents => {
            let consumer = Consumer::from_name(&task.arguments.consumer).ok_or(Error::NotFound)?;
            let told = events::replay(db, consumer, task.arguments.workspace, task.arguments.since.unwrap_or(now)).await?;
            Ok((i64::try_from(told).unwrap_or(i64::MAX), Vec::new()))
        }
        Tool::EraseWorkspaces => match &tools.owner {
            Some(owner) => erase_workspaces(owner, tools.storage.as_ref()).await,
            None => Err(Error::internal("this worker may not act as the owner of the database")),
        },
        Tool::EraseAccounts => accounts(db, id).await,
        Tool::Orphans => {
            let (files, _) = orphans(db, id, tools).await?;
            for (at, folder) in files.iter().enumerate() {
                tools.storage.delete_all(folder).await?;
                if at % 100 == 0 {
                    office::note_progress(db, id, i64::try_from(at).unwrap_or_default(), count(&files)).await?;
                }
            }
            Ok((count(&files), files.into_iter().take(EXAMPLES).collect()))
        }
    }
}

/// Ends accounts in portions; those that wait for their workspaces to be handed over stay.
async fn accounts(db: &Db, id: Uuid) -> Result<Found> {
    let (total, _) = office::accounts_due(db, clock::now()).await?;
    let mut done = 0;
    loop {
        let erased = i64::try_from(identity::leaving::erase_due(db, clock::now()).await?).unwrap_or_default();
        done += erased;
        office::note_progress(db, id, done, total).await?;
        if erased == 0 {
            return Ok((done, Vec::new()));
        }
    }
}

/// Folders of files that no row names, and keys of rows whose file is not there. Files are listed before rows are read, and fresh ones
/// are left out, so that what is uploaded meanwhile is no orphan.
async fn orphans(db: &Db, id: Uuid, tools: &Tools) -> Result<(Vec<String>, Vec<String>)> {
    let started = clock::now();
    let (mut there, mut old) = (HashSet::new(), Vec::new());
    for place in PLACES {
        there.extend(tools.storage.folders(place, started).await?);
        old.extend(tools.storage.folders(place, started - FRESH).await?.into_iter().map(|key| (place, key)));
    }
    let (mut named, mut missing) = (HashSet::new(), Vec::new());
    let all = identity::all_workspaces(db).await?;
    for (at, workspace) in all.iter().enumerate() {
        for (key, since) in media::keys(&mut db.job(*workspace).await?).await? {
            if since.is_some_and(|since| since < started - FRESH) && !there.contains(&key) {
                missing.push(key.clone());
            }
            named.insert(key);
        }
        if at % 100 == 0 {
            office::note_progress(db, id, i64::try_from(at).unwrap_or_default(), count(&all)).await?;
        }
    }
    let files = old.into_iter().filter(|(_, key)| !named.contains(key)).map(|(place, key)| format!("{place}/{key}"));
    Ok((files.collect(), missing))
}

fn count<T>(items: &[T]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}
