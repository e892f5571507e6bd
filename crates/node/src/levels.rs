//! Who has what: per person and laptop, from what this laptop knows.
//!
//! Green means: on that laptop's disk. A laptop confirms a position of our store only after its own
//! disk has everything up to there; nothing else makes it level.

use std::collections::BTreeSet;

use kring_store::StoreError;
use kring_trust::roster::DeviceState;
use kring_trust::{DeviceId, PageId, PersonId};

use crate::net::Unreachable;
use crate::replica::{Replica, ReplicaError};

/// How a laptop stands to this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Both hold the same, as far as is known.
    Level,
    /// It does not hold everything of ours yet.
    Behind,
    /// It holds something that we do not hold yet.
    Ahead,
    /// Both lack something of the other.
    Apart,
    /// It was never met.
    Unmet,
    /// It was blocked.
    Blocked,
    /// Its person left.
    Left,
}

/// One laptop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceLevel {
    /// Which.
    pub device: DeviceId,
    /// What it is called.
    pub name: String,
    /// Whether it is this very laptop.
    pub this: bool,
    /// How it stands.
    pub standing: Standing,
    /// How many pages of ours it does not have level yet.
    pub lacks: usize,
    /// When it was last met, in milliseconds since 1970.
    pub met_ms: Option<u64>,
    /// Why it was not reached the last time, if it was not.
    pub trouble: Option<String>,
}

/// One person and all their laptops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonLevel {
    /// Who.
    pub person: PersonId,
    /// What they call themselves.
    pub name: String,
    /// Whether they left the group.
    pub left: bool,
    /// Their laptops.
    pub devices: Vec<DeviceLevel>,
}

impl PersonLevel {
    /// Whether one of their laptops holds the same as this one, as far as is known: all of ours is on
    /// its disk, and nothing of its own is missing here.
    pub fn is_level(&self) -> bool {
        self.devices.iter().any(|device| device.this || device.standing == Standing::Level)
    }
}

impl Replica {
    /// Who has what, in the order of the persons' names, this laptop's person first.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn levels(&mut self) -> Result<Vec<PersonLevel>, ReplicaError> {
        self.refresh()?;
        let persons: Vec<_> =
            self.roster().persons().map(|person| (person.id, person.left.is_some())).collect();
        let mut levels = Vec::with_capacity(persons.len());
        for (person, left) in persons {
            let devices = self.roster().devices().filter(|device| device.person == person);
            let devices: Vec<DeviceId> = devices.map(|device| device.id).collect();
            let mut known = Vec::with_capacity(devices.len());
            for device in devices {
                known.push(self.device_level(&device)?);
            }
            let name = self.person_name(&person);
            levels.push(PersonLevel { person, name, left, devices: known });
        }
        let me = self.me();
        levels.sort_by(|a, b| (a.person != me, &a.name).cmp(&(b.person != me, &b.name)));
        Ok(levels)
    }

    /// Whose laptops said that this one is blocked, and were not met as usual since. What they know
    /// comes nowhere near this laptop: they tell it nothing else any more.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn told_blocked(&self) -> Result<BTreeSet<PersonId>, ReplicaError> {
        let mut told = BTreeSet::new();
        for info in self.roster().devices().filter(|info| info.state == DeviceState::In) {
            let trouble = self.store().peer(&info.id)?.trouble;
            if trouble.as_deref() == Some(Unreachable::BlockedUs.word()) {
                told.insert(info.person);
            }
        }
        Ok(told)
    }

    fn device_level(&mut self, device: &DeviceId) -> Result<DeviceLevel, ReplicaError> {
        let this = *device == self.device();
        let peer = self.peer_state(device)?;
        let lacks = if this { 0 } else { self.lacks(device)? };
        let ahead = self.is_ahead(device)?;
        let standing = match self.roster().device(device).map(|info| &info.state) {
            Some(DeviceState::Blocked { .. } | DeviceState::Lapsed) => Standing::Blocked,
            Some(DeviceState::Left) => Standing::Left,
            _ if this => Standing::Level,
            _ if peer.confirmed.is_none() && peer.theirs.is_none() => Standing::Unmet,
            _ => match (lacks > 0, ahead) {
                (false, false) => Standing::Level,
                (true, false) => Standing::Behind,
                (false, true) => Standing::Ahead,
                (true, true) => Standing::Apart,
            },
        };
        let name = self.device_name(device);
        let met_ms = (peer.met_ms > 0).then_some(peer.met_ms);
        Ok(DeviceLevel {
            device: *device,
            name,
            this,
            standing,
            lacks,
            met_ms,
            trouble: peer.trouble,
        })
    }

    /// How many pages (the roster counting as one) `device` has not confirmed to the end.
    fn lacks(&self, device: &DeviceId) -> Result<usize, StoreError> {
        let position = self.store().position()?;
        let confirmed = self.peer_state(device)?.confirmed.map_or(0, |position| position.number);
        if confirmed >= position.number {
            return Ok(0);
        }
        let pages = self.store().pages_touched(confirmed, position.number)?;
        let for_it = |page: &PageId| self.roster().may_be_sent(device, page);
        let statements = self.store().statements_after(confirmed, 1)?.list.len();
        Ok(pages.into_iter().filter(for_it).count() + statements)
    }
}

/// The name under which a store remembers that a laptop holds something that we lack.
fn ahead_name(device: &DeviceId) -> String {
    format!("ahead/{device}")
}

impl Replica {
    /// Remembers whether `device` holds something that this laptop does not hold yet.
    ///
    /// # Errors
    /// [`StoreError`] from the disk.
    pub fn note_ahead(&mut self, device: &DeviceId, ahead: bool) -> Result<(), StoreError> {
        if self.is_ahead(device)? == ahead {
            return Ok(());
        }
        let name = ahead_name(device);
        self.store_mut().transaction(|tx| if ahead { tx.put(&name, b"") } else { tx.remove(&name) })
    }

    fn is_ahead(&self, device: &DeviceId) -> Result<bool, StoreError> {
        Ok(self.store().get(&ahead_name(device))?.is_some())
    }
}
