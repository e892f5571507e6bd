//! A group whose database is broken: its stores are made anew from all that still opens. Where that is
//! not enough, a copy takes its place, or this laptop is let in once more.

use std::fs;

use kring_store::{Mode, Place, Rescued, Store, StoreError};
use kring_trust::GroupId;

use super::ReplicaError;
use crate::env::SystemEnv;
use crate::home::{Home, HomeError};

impl Home {
    /// Whether the structure of a group's shared or private database is broken: then it opens no
    /// more, or only in part.
    ///
    /// # Errors
    /// [`ReplicaError::NoSuchGroup`]; [`ReplicaError::Store`] where it is something else.
    pub fn is_broken(&self, group: &GroupId) -> Result<bool, ReplicaError> {
        Ok(!self.broken(group)?.is_empty())
    }

    /// Whether nothing in a group's store tells any more that this laptop is in the group: its disk
    /// lost the statements that say so. Every other trouble is none of this.
    pub fn is_forgotten(&self, group: &GroupId) -> bool {
        let opened = self.open_group(group, Mode::ReadOnly, Box::new(SystemEnv));
        matches!(opened, Err(ReplicaError::NotMember))
    }

    /// Whether a group does not work on this laptop any more, so that a copy may take its place.
    ///
    /// # Errors
    /// As [`Home::is_broken`].
    pub fn is_lost(&self, group: &GroupId) -> Result<bool, ReplicaError> {
        Ok(self.is_broken(group)? || self.is_forgotten(group))
    }

    /// The groups that this laptop is in, as far as it knows: not those that it was forgotten in, so
    /// that it can be let in there once more.
    ///
    /// # Errors
    /// As [`Home::group_ids`].
    pub fn groups_of_mine(&self) -> Result<Vec<GroupId>, HomeError> {
        let mut groups = self.group_ids()?;
        groups.retain(|group| !self.is_forgotten(group));
        Ok(groups)
    }

    /// Makes the broken databases of a group anew, from all that opens in them. The broken files are
    /// kept. Nobody may have the group open. This laptop goes on under new logs.
    ///
    /// # Errors
    /// As [`Store::rescue`]; what was broken is as it was then.
    pub fn rescue(&self, group: &GroupId) -> Result<Vec<Rescued>, ReplicaError> {
        let rescued = self.broken(group)?.iter().map(Store::rescue).collect::<Result<_, _>>();
        Ok(rescued?)
    }

    /// Gives the files of a group another name, which is no group's: something else takes its place.
    pub(crate) fn keep_aside(&self, group: &GroupId, now_ms: u64) -> Result<(), HomeError> {
        let path = self.group_dir(group);
        if !path.exists() {
            return Ok(());
        }
        let aside = path.with_extension(format!("kept-{now_ms}"));
        fs::rename(&path, &aside).map_err(|source| HomeError::Io { path, source })
    }

    fn broken(&self, group: &GroupId) -> Result<Vec<Place>, ReplicaError> {
        let dir = self.group_dir(group);
        if !dir.exists() {
            return Err(ReplicaError::NoSuchGroup(*group));
        }
        let (shared, own) = self.places(group, &dir)?;
        let mut broken = Vec::new();
        for place in [shared, own] {
            if is_broken(&place)? {
                broken.push(place);
            }
        }
        Ok(broken)
    }
}

fn is_broken(place: &Place) -> Result<bool, StoreError> {
    let checked = Store::open(place, Mode::ReadOnly).and_then(|store| store.check());
    match checked {
        Ok(report) => Ok(!report.structure.is_empty()),
        Err(StoreError::Damaged(_)) => Ok(true),
        // A rescue that was cut short: the broken file has its other name already.
        Err(StoreError::Missing(path)) if path.with_extension("db.damaged").exists() => Ok(true),
        Err(error) => Err(error),
    }
}
