//! A group whose database is broken: its stores are made anew from all that still opens.

use kring_store::{Mode, Place, Rescued, Store, StoreError};
use kring_trust::GroupId;

use super::ReplicaError;
use crate::home::Home;

impl Home {
    /// Whether the structure of a group's shared or private database is broken: then it opens no
    /// more, or only in part.
    ///
    /// # Errors
    /// [`ReplicaError::NoSuchGroup`]; [`ReplicaError::Store`] where it is something else.
    pub fn is_broken(&self, group: &GroupId) -> Result<bool, ReplicaError> {
        Ok(!self.broken(group)?.is_empty())
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
