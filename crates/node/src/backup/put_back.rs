//! Putting a copy back on a laptop.
//!
//! A group that works is never replaced: it only takes what it lacks. One that is broken is kept beside
//! what takes its place.

use std::fs;

use kring_store::{Mode, Place, Store, StoreError};
use kring_sync::{Incoming, Unverified};
use kring_trust::GroupId;

use super::BackupError;
use super::file::Kept;
use super::local::{Generation, PRIVATE, SHARED, io};
use crate::env::Env;
use crate::home::Home;

/// What putting one group back came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutBack {
    /// It was not on this laptop, or broken, and is here now.
    Placed,
    /// It was here and took what it lacked.
    Added {
        /// Changes and statements that were not here.
        new: u64,
        /// Something of the private page was among it.
        private: bool,
    },
}

/// Puts one group of a copy back.
///
/// # Errors
/// [`BackupError::OtherLaptop`] if the group is not here, and the copy is of another laptop than this;
/// other [`BackupError`]s. The group is as it was then.
pub fn put_back(
    home: &Home,
    kept: &Kept,
    env: impl Fn() -> Box<dyn Env>,
) -> Result<PutBack, BackupError> {
    let dir = home.group_dir(&kept.group);
    if dir.exists() && !home.is_lost(&kept.group)? {
        return add(home, kept, env);
    }
    let making = home.making_dir(&kept.group);
    home.remove_making(&making)?;
    let (shared, private) = home.places(&kept.group, &making)?;
    fill(&shared, kept.group, &kept.shared)?;
    fill(&private, kept.group, &kept.private)?;
    if !home.is_mine(&making, &kept.group)? {
        home.remove_making(&making)?;
        return Err(BackupError::OtherLaptop(kept.group));
    }
    home.keep_aside(&kept.group, env().now_ms())?;
    home.name_group(&kept.group)?;
    // The token that lies outside may be of the very moment of the copy: without it nothing goes on
    // under old logs.
    for token in [home.token_path(&kept.group), private_token(home, &kept.group)] {
        if token.exists() {
            fs::remove_file(&token).map_err(|error| io(&token, error))?;
        }
    }
    home.open_group(&kept.group, Mode::ReadWrite, env())?;
    Ok(PutBack::Placed)
}

/// Puts one of the laptop's own copies in the place of a group that is broken.
///
/// # Errors
/// [`BackupError::Works`] if it is not; other [`BackupError`]s.
pub fn put_back_generation(
    home: &Home,
    group: &GroupId,
    generation: &Generation,
    mut env: Box<dyn Env>,
) -> Result<(), BackupError> {
    if !home.is_lost(group)? {
        return Err(BackupError::Works);
    }
    let kept = format!("kept-{}", env.now_ms());
    let (shared, private) = home.places(group, &home.group_dir(group))?;
    for (place, name) in [(&shared, SHARED), (&private, PRIVATE)] {
        place.put_copy(&generation.path.join(name), &kept)?;
        // Pages whose key was destroyed since are not to be asked for again.
        let mut store = Store::open(place, Mode::ReadWrite)?;
        store.drop_without_key()?;
        store.close()?;
    }
    home.open_group(group, Mode::ReadWrite, env)?;
    Ok(())
}

fn fill(place: &Place, group: GroupId, parcel: &super::file::Parcel) -> Result<(), BackupError> {
    place.put_back(group, &parcel.database, &parcel.keys).map_err(|error| match error {
        StoreError::Damaged(_) | StoreError::Foreign(_) | StoreError::OtherGroup => {
            BackupError::Damaged
        }
        StoreError::Newer { .. } => BackupError::Newer,
        error => error.into(),
    })
}

fn private_token(home: &Home, group: &GroupId) -> std::path::PathBuf {
    home.token_path(group).with_extension("private")
}

/// Gives a group that works what it lacks of a copy.
fn add(home: &Home, kept: &Kept, env: impl Fn() -> Box<dyn Env>) -> Result<PutBack, BackupError> {
    let looking = home.making_dir(&kept.group);
    home.remove_making(&looking)?;
    let (shared, private) = home.places(&kept.group, &looking)?;
    fill(&shared, kept.group, &kept.shared)?;
    fill(&private, kept.group, &kept.private)?;
    let mut incoming = Incoming::new(kept.device);
    let store = Store::open(&shared, Mode::ReadOnly)?;
    (incoming.statements, incoming.batches) = (statements(&store)?, batches(&store)?);
    let own = batches(&Store::open(&private, Mode::ReadOnly)?)?;
    drop(store);
    let mut replica = home.open_group(&kept.group, Mode::ReadWrite, env())?;
    let new = replica.take_file(incoming)?.new;
    let private = replica.me() == kept.person && replica.take_private(own)?;
    replica.close()?;
    home.remove_making(&looking)?;
    Ok(PutBack::Added { new, private })
}

/// All statements of a store, in their order.
fn statements(store: &Store) -> Result<Vec<Vec<u8>>, BackupError> {
    /// Statements read at once: some megabytes.
    const LIMIT: usize = 10_000;
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let some = store.statements_after(after, LIMIT)?.list;
        let Some((last, _)) = some.last() else { return Ok(all) };
        after = *last;
        all.extend(some.into_iter().map(|(_, bytes)| bytes));
    }
}

/// All entries of a store that are whole, as they would come from a peer.
fn batches(store: &Store) -> Result<Vec<Unverified>, BackupError> {
    let mut all = Vec::new();
    for page in store.pages()? {
        for head in store.heads(&page)? {
            let (log, branch) = (head.row.log, head.branch);
            let until = store.whole_until(&log, branch)?;
            let some = store.batches_between(&log, branch, 0, until, usize::MAX)?;
            all.extend(some.into_iter().map(|batch| Unverified {
                opening: batch.opening,
                after: batch.after,
                entries: batch.entries,
                signature: batch.row.signature,
            }));
        }
    }
    Ok(all)
}
