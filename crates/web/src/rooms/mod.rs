//! The groups of this home, each in a room of its own: one thread that owns the group's store and
//! open pages for the web requests, and one that runs its network.
//!
//! The network's thread owns a replica of its own. Both stand on the same store, which is made for
//! several processes and so for two threads: whatever one commits, the other takes in before it
//! reads or writes. That is simpler than handing requests through the network's inbox, keeps a slow
//! page from delaying a peer, and the page works the same when `kring run` has the network.

mod network;
mod room;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_store::Mode;
use kring_trust::GroupId;

pub(crate) use room::Room;

/// All rooms.
pub(crate) struct Rooms {
    home: Home,
    all: Mutex<BTreeMap<GroupId, Arc<Room>>>,
}

impl Rooms {
    /// A room for every group of this home, its network begun.
    pub(crate) fn open(home: Home) -> Self {
        let rooms = Self { home, all: Mutex::default() };
        rooms.look();
        rooms
    }

    /// Takes in groups that another process brought, and closes those that are gone.
    pub(crate) fn look(&self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if self.home.is_locked() {
            return;
        }
        let Ok(groups) = self.home.group_ids() else { return };
        all.retain(|group, _| groups.contains(group));
        for group in groups {
            all.entry(group).or_insert_with(|| Arc::new(self.room(group)));
        }
    }

    /// The room of a group.
    pub(crate) fn get(&self, group: &GroupId) -> Option<Arc<Room>> {
        let find = || self.all.lock().unwrap_or_else(PoisonError::into_inner).get(group).cloned();
        find().or_else(|| {
            self.look();
            find()
        })
    }

    /// Closes the room of a group that goes from this laptop, and waits until its network has ended.
    pub(crate) fn close_one(&self, group: &GroupId) {
        let room = self.all.lock().unwrap_or_else(PoisonError::into_inner).remove(group);
        if let Some(room) = room {
            room.stop();
            room.wait();
        }
    }

    /// All of them, by the group's id.
    pub(crate) fn all(&self) -> Vec<Arc<Room>> {
        self.look();
        self.all.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Closes all rooms, waits until nobody is in the middle of a word, and does `f` before anybody
    /// opens one again.
    pub(crate) fn while_closed<T>(&self, f: impl FnOnce() -> T) -> T {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        for room in all.values() {
            room.stop();
        }
        for room in all.values() {
            room.wait();
        }
        all.clear();
        f()
    }

    fn room(&self, group: GroupId) -> Room {
        let home = self.home.clone();
        Room::new(group, move |mode: Mode| home.open_group(&group, mode, Box::new(SystemEnv)))
    }
}
