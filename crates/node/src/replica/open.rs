//! How a group comes to be on this laptop: founded, joined, or opened again.

use std::collections::BTreeSet;
use std::path::Path;

use kring_store::{Mode, Store, StoreError};
use kring_trust::keys::DeviceKeys;
use kring_trust::roster::{Roster, speak};
use kring_trust::statement::Statement;
use kring_trust::{DeviceId, GroupId, PersonId};

use super::deaths::Deaths;
use super::level::Steps;
use super::looks::Looks;
use super::pages::OpenPages;
use super::stored::Stored;
use super::upkeep::Upkeep;
use super::{Core, Faults, Replica, ReplicaError};
use crate::env::{Env, SystemEnv, random_array};
use crate::home::Home;

/// The name under which a store keeps the nonce of this laptop's device record.
const NONCE: &str = "device-nonce";

/// The name under which a store keeps where it was opened last.
const PLACE: &str = "place";

/// What a founder says of the new group.
#[derive(Clone, Debug)]
pub struct Founding {
    /// The group's name.
    pub group_name: String,
    /// `interventure`, `intervision` or `action_learning`.
    pub form: String,
    /// The founder's name.
    pub my_name: String,
    /// What the founder's laptop is called.
    pub device_name: String,
    /// `nl` or `en`.
    pub language: String,
}

/// The keys and founded statement of a group that does not exist yet.
pub struct Founder {
    /// This laptop's keys in the new group.
    pub keys: DeviceKeys,
    /// The nonce they were derived with.
    pub nonce: [u8; 16],
    /// The first statement.
    pub statement: Statement,
}

/// Whether this laptop is (still) part of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    In,
    /// It was blocked, as lost or stolen.
    Blocked,
    /// Its person left.
    Left,
}

impl Home {
    /// Founds a group: its store, its first statement, its first page.
    ///
    /// # Errors
    /// [`ReplicaError::Home`] and [`ReplicaError::Store`] if the disk refuses.
    pub fn found(
        &self,
        founding: &Founding,
        mut env: Box<dyn Env>,
    ) -> Result<Replica, ReplicaError> {
        let nonce = random_array(env.as_mut());
        let keys = DeviceKeys::derive(&self.seed()?, nonce);
        let salt = random_array(env.as_mut());
        let statement = speak::found(&keys, env.now_ms(), salt);
        let group = GroupId::founded_by(statement.id());
        let founded = [statement.encode()];
        let mut replica = self.begin_group(group, keys, nonce, &founded, env)?;
        replica.introduce_group(founding)?;
        self.finish_group(replica)
    }

    /// Makes the store of a group that this laptop was let into. `statements` bring it in. A store of
    /// the group that does not say any more that this laptop is in it keeps its files under another
    /// name.
    ///
    /// # Errors
    /// [`ReplicaError::NotMember`] if they do not; nothing is left behind then.
    pub fn create(
        &self,
        group: GroupId,
        keys: DeviceKeys,
        nonce: [u8; 16],
        statements: &[Vec<u8>],
        mut env: Box<dyn Env>,
    ) -> Result<Replica, ReplicaError> {
        check_membership(group, &keys, statements)?;
        if self.is_forgotten(&group) {
            self.keep_aside(&group, env.now_ms())?;
        }
        let replica = self.begin_group(group, keys, nonce, statements, env)?;
        self.finish_group(replica)
    }

    /// Opens a group that is on this laptop.
    ///
    /// # Errors
    /// [`ReplicaError::NoSuchGroup`]; [`ReplicaError::Store`] if the store is damaged, of another
    /// group or of a newer version; it is then left as it is.
    pub fn open_group(
        &self,
        group: &GroupId,
        mode: Mode,
        env: Box<dyn Env>,
    ) -> Result<Replica, ReplicaError> {
        if !self.group_dir(group).exists() {
            return Err(ReplicaError::NoSuchGroup(*group));
        }
        let (shared, own) = self.places(group, &self.group_dir(group))?;
        let store = Store::open(&shared, mode)?;
        let private = Store::open(&own, mode)?;
        let seed = self.seed()?;
        let nonce = stored_nonce(&store).or_else(|_| stored_nonce(&private))?;
        let keys = DeviceKeys::derive(&seed, nonce);
        let mut replica = Replica::resume(store, private, keys, env)?;
        if mode == Mode::ReadWrite {
            replica.core.deaths = Deaths::open(&self.group_dir(group));
            replica.notice_place(self.place())?;
            replica.drafts = Some(self.drafts());
            replica.carry_out()?;
            replica.keeps_generations(self.generations(group));
        }
        Ok(replica)
    }

    /// Whether the stores in `dir` are those of this very laptop: its seed gives the keys of a device
    /// that they know.
    pub(crate) fn is_mine(&self, dir: &Path, group: &GroupId) -> Result<bool, ReplicaError> {
        let (shared, own) = self.places(group, dir)?;
        let store = Store::open(&shared, Mode::ReadOnly)?;
        let private = Store::open(&own, Mode::ReadOnly)?;
        let nonce = stored_nonce(&store).or_else(|_| stored_nonce(&private))?;
        let keys = DeviceKeys::derive(&self.seed()?, nonce);
        match Replica::resume(store, private, keys, Box::new(SystemEnv)) {
            Ok(_) => Ok(true),
            Err(ReplicaError::NotMember) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl Home {
    /// Makes the stores of a group where they are not taken for a group yet: a crash or a full disk
    /// on the way leaves none behind.
    fn begin_group(
        &self,
        group: GroupId,
        keys: DeviceKeys,
        nonce: [u8; 16],
        statements: &[Vec<u8>],
        env: Box<dyn Env>,
    ) -> Result<Replica, ReplicaError> {
        check_membership(group, &keys, statements)?;
        let dir = self.group_dir(&group);
        if dir.exists() {
            return Err(StoreError::Exists(dir).into());
        }
        let making = self.making_dir(&group);
        self.remove_making(&making)?;
        let (shared, own) = self.places(&group, &making)?;
        let store = Store::create(&shared.being_made(), group)?;
        let private = Store::create(&own.being_made(), group)?;
        Replica::begin(store, private, keys, nonce, statements, env, self.place())
    }

    /// Gives a whole group its name, and opens it there.
    fn finish_group(&self, replica: Replica) -> Result<Replica, ReplicaError> {
        let (group, env) = (replica.group(), replica.close()?);
        let (shared, own) = self.places(&group, &self.making_dir(&group))?;
        shared.make_durable()?;
        own.make_durable()?;
        self.name_group(&group)?;
        self.open_group(&group, Mode::ReadWrite, env)
    }
}

impl Replica {
    /// A replica in fresh stores: for [`Home::create`], and for simulations with stores in memory.
    ///
    /// # Errors
    /// [`ReplicaError::NotMember`] if the statements do not bring this device in.
    pub fn begin(
        mut store: Store,
        mut private: Store,
        keys: DeviceKeys,
        nonce: [u8; 16],
        statements: &[Vec<u8>],
        env: Box<dyn Env>,
        place: [u8; 32],
    ) -> Result<Self, ReplicaError> {
        let group = store.group();
        check_membership(group, &keys, statements)?;
        // Without it the seed gives no keys, and nobody else has it: it is kept twice.
        private.transaction(|tx| tx.put(NONCE, &nonce))?;
        let mut core = Core::new(group, keys, env);
        store.transaction(|tx| {
            tx.put(NONCE, &nonce)?;
            tx.put(PLACE, &place)?;
            for bytes in statements {
                core.hear(tx, Statement::decode(bytes)?)?;
            }
            Ok::<_, ReplicaError>(())
        })?;
        let mut replica = Self {
            store,
            private,
            core,
            upkeep: Upkeep::default(),
            generations: None,
            drafts: None,
        };
        replica.core.find_myself()?;
        Ok(replica)
    }

    /// A replica in stores that were used before.
    ///
    /// # Errors
    /// [`ReplicaError::NotMember`] if the store does not bring this device in.
    pub fn resume(
        store: Store,
        private: Store,
        keys: DeviceKeys,
        env: Box<dyn Env>,
    ) -> Result<Self, ReplicaError> {
        let mut core = Core::new(store.group(), keys, env);
        core.reload(&store)?;
        core.find_myself()?;
        Ok(Self {
            store,
            private,
            core,
            upkeep: Upkeep::default(),
            generations: None,
            drafts: None,
        })
    }

    /// Closes both stores, and gives back the clock and randomness.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] if a store could not mark a clean end.
    pub fn close(self) -> Result<Box<dyn Env>, ReplicaError> {
        self.store.close()?;
        self.private.close()?;
        Ok(self.core.env)
    }

    /// The nonce that [`Replica::begin`] stored: with the seed it gives the keys.
    ///
    /// # Errors
    /// [`ReplicaError::NotMember`] if there is none.
    pub fn nonce_of(store: &Store) -> Result<[u8; 16], ReplicaError> {
        stored_nonce(store)
    }

    /// Founds a group without a home: for simulations.
    pub fn founder(keys: DeviceKeys, nonce: [u8; 16], env: &mut dyn Env) -> Founder {
        let salt = random_array(env);
        let statement = speak::found(&keys, env.now_ms(), salt);
        Founder { keys, nonce, statement }
    }

    /// Whether this laptop is part of the group.
    pub fn standing(&self) -> Standing {
        self.core.standing()
    }

    /// A home that was copied or moved goes on under new logs.
    fn notice_place(&mut self, place: [u8; 32]) -> Result<(), ReplicaError> {
        if self.store.get(PLACE)?.as_deref() == Some(place.as_slice()) {
            return Ok(());
        }
        self.store.transaction::<_, StoreError>(|tx| {
            tx.close_own_logs()?;
            tx.put(PLACE, &place)
        })?;
        self.private.transaction::<_, StoreError>(|tx| tx.close_own_logs())?;
        Ok(())
    }
}

impl Core {
    fn new(group: GroupId, keys: DeviceKeys, env: Box<dyn Env>) -> Self {
        Self {
            group,
            me: DeviceId::from_bytes([0; 32]),
            person: PersonId::from_bytes([0; 32]),
            keys,
            env,
            roster: Roster::new(group),
            seen: 0,
            heard: true,
            open: OpenPages::default(),
            unsaved: BTreeSet::new(),
            own: OpenPages::default(),
            steps: Steps::new(),
            overview: None,
            deaths: Deaths::default(),
            looks: Looks::default(),
            closing: None,
            calm: None,
            stored: Stored::default(),
            faults: Faults::default(),
        }
    }

    fn find_myself(&mut self) -> Result<(), ReplicaError> {
        let key = self.keys.record(None).sign_key;
        let own = self.roster.devices().find(|device| device.record.sign_key == key);
        let own = own.ok_or(ReplicaError::NotMember)?;
        (self.me, self.person) = (own.id, own.person);
        Ok(())
    }

    pub(super) fn standing(&self) -> Standing {
        let person = self.roster.person(&self.person);
        if person.is_some_and(|person| person.left.is_some()) {
            return Standing::Left;
        }
        if self.roster.may_connect(&self.me) { Standing::In } else { Standing::Blocked }
    }
}

fn check_membership(
    group: GroupId,
    keys: &DeviceKeys,
    statements: &[Vec<u8>],
) -> Result<(), ReplicaError> {
    let mut roster = Roster::new(group);
    for bytes in statements {
        roster.insert(Statement::decode(bytes)?)?;
    }
    let key = keys.record(None).sign_key;
    let known = roster.devices().any(|device| device.record.sign_key == key);
    if known { Ok(()) } else { Err(ReplicaError::NotMember) }
}

fn stored_nonce(store: &Store) -> Result<[u8; 16], ReplicaError> {
    let nonce = store.get(NONCE)?.ok_or(ReplicaError::NotMember)?;
    nonce.as_slice().try_into().map_err(|_| ReplicaError::NotMember)
}
