//! A group that consists of statements only, in memory. Two [`Fake`]s over one disk are two
//! processes of one laptop.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use kring_sync::ledger::Head;
use kring_sync::{
    Arrival, Committed, Held, Incoming, Ledger, LedgerError, Look, Mark, PeerState, Refused, Sight,
};
use kring_trust::keys::{DeviceKeys, Seed};
use kring_trust::log::{Batch, LogOpening};
use kring_trust::position::Position;
use kring_trust::roster::{Roster, speak};
use kring_trust::statement::{Body, Statement};
use kring_trust::{DeviceId, GroupId, LogId, PageId, PersonId};

use crate::env::{Env, SystemEnv};
use crate::net::host::{Change, Host, HostError, Meeting};

#[derive(Default)]
pub(super) struct Disk {
    statements: Vec<Vec<u8>>,
    positions: Vec<Position>,
    told: BTreeSet<u64>,
    peers: BTreeMap<DeviceId, PeerState>,
    meetings: BTreeMap<DeviceId, Meeting>,
    values: BTreeMap<String, Vec<u8>>,
    /// Written, by whomever.
    writes: i64,
}

pub(super) struct Fake {
    disk: Arc<Mutex<Disk>>,
    /// One process writes at a time, from its first look to its last word.
    turn: Arc<Mutex<()>>,
    network: Arc<AtomicBool>,
    keys: DeviceKeys,
    /// Whose, where it is not their first.
    person: Option<PersonId>,
    roster: Roster,
    read: usize,
    /// Writes of this process, which are not news to it.
    mine: i64,
}

struct Guard(Arc<AtomicBool>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

pub(super) fn seed(n: u8) -> Seed {
    Seed::from_bytes([n; 32])
}

impl Fake {
    /// A new group of one.
    pub(super) fn found(n: u8) -> Self {
        let keys = DeviceKeys::derive(&seed(n), [n; 16]);
        let founded = speak::found(&keys, 0, [n; 16]);
        Self::new(keys, GroupId::founded_by(founded.id()), &[founded.encode()])
    }

    /// What a joiner has.
    pub(super) fn new(keys: DeviceKeys, group: GroupId, statements: &[Vec<u8>]) -> Self {
        Self::of_person(keys, None, group, statements)
    }

    /// What a further device of a person has.
    pub(super) fn of_person(
        keys: DeviceKeys,
        person: Option<PersonId>,
        group: GroupId,
        statements: &[Vec<u8>],
    ) -> Self {
        let mut fake = Self {
            person,
            disk: Arc::default(),
            turn: Arc::default(),
            network: Arc::default(),
            keys,
            roster: Roster::new(group),
            read: 0,
            mine: 0,
        };
        for bytes in statements {
            fake.insert(bytes).expect("good statements");
        }
        fake
    }

    /// Another process of the same laptop.
    pub(super) fn another(&self) -> Self {
        let (disk, network) = (Arc::clone(&self.disk), Arc::clone(&self.network));
        let turn = Arc::clone(&self.turn);
        let (keys, roster) = (self.keys.clone(), Roster::new(self.roster.group()));
        let person = self.person;
        let mut other = Self { person, disk, turn, network, keys, roster, read: 0, mine: 0 };
        other.take_in().expect("good statements");
        other
    }

    /// The same laptop with a store as it was after so many statements.
    pub(super) fn put_back(&self, statements: usize) -> Self {
        let first: Vec<_> = self.disk().statements.iter().take(statements).cloned().collect();
        Self::new(self.keys.clone(), self.roster.group(), &first)
    }

    /// A further member, let in without a network.
    pub(super) fn with_member(&mut self, n: u8) -> Self {
        let keys = DeviceKeys::derive(&seed(n), [n; 16]);
        let (record, consent) = speak::consent(&keys, &self.roster.group(), None, &self.device());
        self.say(Body::Joined { record, consent });
        let statements = self.disk().statements.clone();
        Self::new(keys, self.roster.group(), &statements)
    }

    /// Says something, as another process would.
    pub(super) fn say(&mut self, body: Body) {
        let turn = Arc::clone(&self.turn);
        let _turn = turn.lock().expect("not poisoned");
        self.take_in().expect("good statements");
        let speaker = speak::Speaker::new(&self.roster, self.device(), &self.keys, 0);
        let bytes = speaker.say(body).encode();
        self.insert(&bytes).expect("a good statement");
    }

    pub(super) fn statements(&self) -> BTreeSet<Vec<u8>> {
        self.disk().statements.iter().cloned().collect()
    }

    /// The same, in their order of arrival.
    pub(super) fn in_order(&self) -> Vec<Vec<u8>> {
        self.disk().statements.clone()
    }

    pub(super) fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().expect("not poisoned")
    }

    fn insert(&mut self, bytes: &[u8]) -> Result<(), ()> {
        self.take_in().map_err(|_| ())?;
        let statement = Statement::decode(bytes).map_err(|_| ())?;
        let inserted = self.roster.insert(statement).map_err(|_| ())?;
        for id in &inserted.accepted {
            let bytes = self.roster.statement(id).expect("accepted").encode();
            let mut disk = self.disk();
            let last = disk.positions.last().copied().unwrap_or(Position::START);
            disk.positions.push(last.next(id.as_bytes()));
            disk.statements.push(bytes);
            drop(disk);
            self.read += 1;
            self.wrote();
        }
        Ok(())
    }

    fn wrote(&mut self) {
        self.disk().writes += 1;
        self.mine += 1;
    }
}

impl Ledger for Fake {
    fn may_connect(&self, device: &DeviceId) -> bool {
        self.roster.may_connect(device) && self.roster.may_connect(&self.device())
    }

    fn position(&self) -> Result<Position, LedgerError> {
        Ok(self.disk().positions.last().copied().unwrap_or(Position::START))
    }

    fn tell(&mut self) -> Result<Position, LedgerError> {
        let position = self.position()?;
        self.disk().told.insert(position.number);
        Ok(position)
    }

    fn told(&self, position: &Position) -> Result<bool, LedgerError> {
        let disk = self.disk();
        let ours = disk.positions.contains(position) && disk.told.contains(&position.number);
        Ok(*position == Position::START || ours)
    }

    fn peer(&self, peer: &DeviceId) -> Result<PeerState, LedgerError> {
        Ok(self.disk().peers.get(peer).copied().unwrap_or_default())
    }

    fn sight(&self, _: &PageId, _: &DeviceId) -> Result<Sight, LedgerError> {
        Ok(Sight::Shut)
    }

    fn statements(
        &self,
        after: u64,
        to: u64,
        budget: usize,
    ) -> Result<Vec<(u64, Vec<u8>)>, LedgerError> {
        let (mut page, mut bytes) = (Vec::new(), 0);
        for (number, statement) in (1..).zip(&self.disk().statements) {
            bytes += statement.len();
            if number > to || (bytes > budget && !page.is_empty()) {
                break;
            }
            if number > after {
                page.push((number, statement.clone()));
            } else {
                bytes = 0;
            }
        }
        Ok(page)
    }

    fn pages_touched(&self, _: u64, _: u64) -> Result<Vec<PageId>, LedgerError> {
        Ok(Vec::new())
    }

    fn heads(&self, _: &PageId) -> Result<Vec<Head>, LedgerError> {
        Ok(Vec::new())
    }

    fn holds(&self, _: &LogId, _: &Mark) -> Result<bool, LedgerError> {
        Ok(false)
    }

    fn ends(&self, _: &LogId) -> Result<Vec<Mark>, LedgerError> {
        Ok(Vec::new())
    }

    fn batches(
        &self,
        _: &LogId,
        _: &Mark,
        _: &[Mark],
        _: usize,
    ) -> Result<Vec<Batch>, LedgerError> {
        Ok(Vec::new())
    }

    fn arrivals(&self, after: u64, _: usize) -> Result<Option<Vec<Arrival>>, LedgerError> {
        let all = Ledger::statements(self, after, u64::MAX, usize::MAX)?;
        let one = |(number, bytes)| Arrival::Statement { number, bytes, compare: false };
        Ok(Some(all.into_iter().map(one).collect()))
    }

    fn wanted(&self) -> Result<Vec<PageId>, LedgerError> {
        Ok(Vec::new())
    }

    fn leaving(&self, _: &DeviceId) -> Result<Vec<PageId>, LedgerError> {
        Ok(Vec::new())
    }

    fn looks(&self, _: &DeviceId, _: Option<u64>) -> Result<(u64, Vec<Look>), LedgerError> {
        Ok((0, Vec::new()))
    }

    fn compare_looks(&mut self, _: &DeviceId, _: &[Look]) -> Result<(), LedgerError> {
        Ok(())
    }

    fn commit(&mut self, incoming: Incoming) -> Result<Committed, LedgerError> {
        let turn = Arc::clone(&self.turn);
        let _turn = turn.lock().map_err(|_| LedgerError("poisoned".into()))?;
        let before = self.position()?.number;
        let mut refused = Vec::new();
        for (place, bytes) in incoming.statements.iter().enumerate() {
            if self.insert(bytes).is_err() {
                refused.push(Refused::Statement(place));
            }
        }
        let mut peer = self.peer(&incoming.peer)?;
        peer.confirmed = incoming.confirmed.unwrap_or(peer.confirmed);
        let mut moved = false;
        match incoming.held {
            Held::Zero => peer.held = None,
            Held::Advance(advance) if refused.is_empty() => {
                (peer.held, moved) = (Some(advance.to), true);
            }
            _ => {}
        }
        self.disk().peers.insert(incoming.peer, peer);
        self.wrote();
        let after = self.position()?.number;
        Ok(Committed { before, after, moved, compare: false, refused })
    }
}

impl Host for Fake {
    fn group(&self) -> GroupId {
        self.roster.group()
    }

    fn device(&self) -> DeviceId {
        self.keys.record(self.person).id()
    }

    fn keys(&self) -> &DeviceKeys {
        &self.keys
    }

    fn roster(&self) -> &Roster {
        &self.roster
    }

    fn now_ms(&mut self) -> u64 {
        SystemEnv.now_ms()
    }

    fn random(&mut self, bytes: &mut [u8]) {
        SystemEnv.random(bytes);
    }

    fn version(&self) -> Result<i64, HostError> {
        Ok(self.disk().writes - self.mine)
    }

    fn take_in(&mut self) -> Result<(), HostError> {
        let fresh = self.disk().statements.get(self.read..).unwrap_or_default().to_vec();
        for bytes in fresh {
            let bad = |_| HostError("a stored statement is bad".into());
            let statement = Statement::decode(&bytes).map_err(|_| bad(()))?;
            self.roster.insert(statement).map_err(|_| bad(()))?;
            self.read += 1;
        }
        Ok(())
    }

    fn value(&self, name: &str) -> Result<Option<Vec<u8>>, HostError> {
        Ok(self.disk().values.get(name).cloned())
    }

    fn change_value(&mut self, name: &str, change: &mut Change<'_>) -> Result<(), HostError> {
        let mut disk = self.disk();
        let new = change(disk.values.get(name).map(Vec::as_slice));
        if let Some(new) = new {
            disk.values.insert(name.to_owned(), new);
            drop(disk);
            self.wrote();
        }
        Ok(())
    }

    fn meeting(&self, device: &DeviceId) -> Result<Meeting, HostError> {
        Ok(self.disk().meetings.get(device).cloned().unwrap_or_default())
    }

    fn remember(&mut self, device: &DeviceId, meeting: &Meeting) -> Result<(), HostError> {
        self.disk().meetings.insert(*device, meeting.clone());
        self.wrote();
        Ok(())
    }

    fn hear(&mut self, statement: Statement) -> Result<(), HostError> {
        let turn = Arc::clone(&self.turn);
        let _turn = turn.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.insert(&statement.encode()).map_err(|()| HostError("a bad statement".into()))
    }

    fn handed_over(&mut self, _: &PageId, _: &[(LogOpening, Mark)]) -> Result<(), HostError> {
        Ok(())
    }

    fn keep_steps(&mut self) -> Result<(), HostError> {
        Ok(())
    }

    fn upkeep(&mut self) -> Result<bool, HostError> {
        Ok(false)
    }

    fn take_network(&mut self) -> Result<Option<Box<dyn Any + Send>>, HostError> {
        let free = !self.network.swap(true, Ordering::SeqCst);
        Ok(free.then(|| Box::new(Guard(Arc::clone(&self.network))) as Box<dyn Any + Send>))
    }
}
