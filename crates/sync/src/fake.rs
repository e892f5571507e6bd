//! A replica in memory, for tests only: unsigned statements, signed logs, no encryption, no disk.

use std::collections::{BTreeMap, BTreeSet};

use kring_trust::hash::hash;
use kring_trust::id::{Chain, DeviceId, GroupId, LogId, PageId};
use kring_trust::keys::{DeviceKeys, PublicKey, Seed};
use kring_trust::log::{Batch, LogOpening, Row, chain_next};
use kring_trust::position::Position;
use serde::{Deserialize, Serialize};

use crate::ledger::{
    Arrival, Committed, Head, Held, Incoming, Ledger, LedgerError, Look, Mark, PeerState, Refused,
    Sight, Why,
};
use crate::showing::size;
use crate::unverified::Unverified;

pub(crate) const GROUP: GroupId = GroupId::from_bytes([9; 32]);

/// A statement of the fake roster. The audience with the highest serial counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Say {
    Opened { page: PageId, audience: Vec<DeviceId> },
    Audience { page: PageId, audience: Vec<DeviceId>, serial: u64 },
    Erased { page: PageId },
    Blocked { device: DeviceId },
    Word { text: u64 },
}

/// What the statements say about a page.
#[derive(Clone, Debug, Default)]
struct Page {
    first: Option<Vec<DeviceId>>,
    newest: Option<(u64, Vec<DeviceId>)>,
    erased: bool,
    /// The number of the last audience statement.
    audience_at: u64,
}

#[derive(Clone, Debug)]
enum Item {
    Statement(Vec<u8>),
    Entry { log: LogId, branch: usize, n: u64 },
    Dropped,
}

#[derive(Clone, Debug)]
struct Log {
    opening: LogOpening,
    branches: Vec<Branch>,
}

#[derive(Clone, Debug, Default)]
struct Branch {
    entries: Vec<(Vec<u8>, Chain)>,
    rows: BTreeMap<u64, Row>,
}

#[derive(Clone, Debug)]
pub(crate) struct Fake {
    pub(crate) me: DeviceId,
    keys: DeviceKeys,
    devices: BTreeMap<DeviceId, PublicKey>,
    items: Vec<Item>,
    positions: Vec<Position>,
    told: BTreeSet<u64>,
    logs: BTreeMap<LogId, Log>,
    touched: BTreeMap<PageId, u64>,
    said: BTreeSet<Vec<u8>>,
    pages: BTreeMap<PageId, Page>,
    blocked: BTreeSet<DeviceId>,
    pub(crate) peers: BTreeMap<DeviceId, PeerState>,
    pub(crate) wanted: BTreeSet<PageId>,
    /// Drawn for each new log; changes when the store is restored.
    pub(crate) salt: u64,
    pub(crate) broken: bool,
    /// What is wanted stays so, as where something is damaged that nobody else has.
    pub(crate) kept_wanting: bool,
    /// The most branches kept of one log.
    pub(crate) branches: usize,
    /// Arrivals up to here are no longer known one by one.
    pub(crate) compacted: u64,
    pub(crate) commits: u64,
}

pub(crate) fn keys(seed: u8) -> DeviceKeys {
    DeviceKeys::derive(&Seed::from_bytes([seed; 32]), [0; 16])
}

pub(crate) fn device(seed: u8) -> DeviceId {
    keys(seed).record(None).id()
}

pub(crate) fn page(number: u8) -> PageId {
    PageId::from_bytes([number; 32])
}

/// Laptops 1 to `count` of one group.
pub(crate) fn group(count: u8) -> Vec<Fake> {
    let record = |seed: u8| (device(seed), keys(seed).record(None).sign_key);
    let devices: BTreeMap<_, _> = (1..=count).map(record).collect();
    let fake = |seed: u8| Fake {
        me: device(seed),
        keys: keys(seed),
        devices: devices.clone(),
        items: Vec::new(),
        positions: vec![Position::START],
        told: BTreeSet::from([0]),
        logs: BTreeMap::new(),
        touched: BTreeMap::new(),
        said: BTreeSet::new(),
        pages: BTreeMap::new(),
        blocked: BTreeSet::new(),
        peers: BTreeMap::new(),
        wanted: BTreeSet::new(),
        salt: u64::from(seed) << 32,
        broken: false,
        kept_wanting: false,
        branches: usize::MAX,
        compacted: 0,
        commits: 0,
    };
    (1..=count).map(fake).collect()
}

impl Fake {
    pub(crate) fn number(&self) -> u64 {
        self.items.len() as u64
    }

    pub(crate) fn say(&mut self, say: &Say) {
        let bytes = postcard::to_allocvec(say).expect("encodes");
        self.learn(bytes).expect("own");
    }

    /// Opens a page for these devices.
    pub(crate) fn open(&mut self, page: PageId, audience: &[DeviceId]) {
        self.say(&Say::Opened { page, audience: audience.to_vec() });
    }

    /// Writes entries in one signed stretch.
    pub(crate) fn write(&mut self, page: PageId, entries: &[&[u8]]) -> LogOpening {
        let opening = LogOpening { device: self.me, page, salt: self.salt.to_le_bytes() };
        let log = opening.id();
        let (after, from) = match self.logs.get(&log).and_then(|it| it.branches.first()) {
            Some(branch) => branch.end(&opening),
            None => (0, opening.chain_start(&GROUP)),
        };
        let end = entries.iter().fold(from, |chain, entry| chain_next(&chain, entry));
        let row = Row::sign(&self.keys, log, after + entries.len() as u64, end);
        let entries = entries.iter().map(|entry| entry.to_vec()).collect();
        let batch = Unverified { opening, after, entries, signature: row.signature };
        self.take(batch).expect("own");
        opening
    }

    /// Goes back to an earlier copy, as a restored backup does; new logs begin.
    pub(crate) fn restore(&mut self, copy: &Self) {
        let salt = self.salt + 1;
        *self = copy.clone();
        self.salt = salt;
    }

    pub(crate) fn drop_page(&mut self, page: PageId) {
        for item in &mut self.items {
            if matches!(item, Item::Entry { log, .. } if self.logs[log].opening.page == page) {
                *item = Item::Dropped;
            }
        }
        self.logs.retain(|_, log| log.opening.page != page);
        // A page that was dropped and comes back gets a new log.
        self.salt += 1;
    }

    /// The rows at the ends of a page's logs: what must be alike everywhere.
    pub(crate) fn ends_of(&self, page: PageId) -> BTreeSet<(LogId, Mark)> {
        let heads = self.heads(&page).expect("reads");
        heads.iter().map(|head| (head.opening.id(), Mark::from(&head.row))).collect()
    }

    pub(crate) fn statements_said(&self) -> &BTreeSet<Vec<u8>> {
        &self.said
    }

    /// Something that `theirs` lacks although it is said to hold our `position`: everything of ours
    /// up to there that they may see, if it also reaches the page's last audience statement.
    pub(crate) fn lacking(&self, position: &Position, theirs: &Self) -> Option<String> {
        let number = position.number as usize;
        if self.positions.get(number) != Some(position) {
            return None;
        }
        for (index, item) in self.items.iter().take(number).enumerate() {
            match item {
                Item::Statement(bytes) if !theirs.said.contains(bytes) => {
                    return Some(format!("statement {}", index + 1));
                }
                Item::Entry { log, branch, n } => {
                    let log = &self.logs[log];
                    let page = log.opening.page;
                    let open = |fake: &Self| fake.sight(&page, &theirs.me) == Ok(Sight::Open);
                    let ours = self.sight(&page, &self.me) == Ok(Sight::Open)
                        && self.knows_as_much_of(page, theirs);
                    let settled = self.pages[&page].audience_at <= position.number;
                    let chain = log.branches[*branch].entries[*n as usize - 1].1;
                    let held = theirs.holds(&log.opening.id(), &Mark::new(*n, &chain));
                    let full = theirs.logs.get(&log.opening.id());
                    let full = full.is_some_and(|log| log.branches.len() >= theirs.branches);
                    let due = ours && open(self) && open(theirs) && settled && !full;
                    if due && held != Ok(true) {
                        return Some(format!("entry {} of {page:?}", index + 1));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// A restored store may have lost an audience statement by which it withheld entries; until
    /// it has it again, from the very peer, its greens of that page may be stale.
    fn knows_as_much_of(&self, page: PageId, theirs: &Self) -> bool {
        let newest = |fake: &Self| {
            fake.pages.get(&page).and_then(|it| it.newest.as_ref().map(|(serial, _)| *serial))
        };
        newest(self) >= newest(theirs)
    }

    fn arrive(&mut self, item: Item, hash: &[u8; 32]) {
        let next = self.positions.last().expect("never empty").next(hash);
        self.items.push(item);
        self.positions.push(next);
    }

    fn learn(&mut self, bytes: Vec<u8>) -> Result<bool, ()> {
        let say = said(&bytes).ok_or(())?;
        if !self.said.insert(bytes.clone()) {
            return Ok(false);
        }
        self.arrive(Item::Statement(bytes.clone()), &hash("test statement", &[&bytes]));
        let number = self.number();
        match say {
            Say::Opened { page, audience } => {
                self.pages.entry(page).or_default().first = Some(audience);
            }
            Say::Erased { page } => {
                self.pages.entry(page).or_default().erased = true;
                self.drop_page(page);
            }
            Say::Audience { page, audience, serial } => {
                let about = self.pages.entry(page).or_default();
                about.newest = about.newest.take().max(Some((serial, audience)));
                about.audience_at = number;
                self.touched.insert(page, number);
                return Ok(true);
            }
            Say::Blocked { device } => _ = self.blocked.insert(device),
            Say::Word { .. } => {}
        }
        Ok(false)
    }

    fn take(&mut self, batch: Unverified) -> Result<(), Why> {
        match self.sight(&batch.opening.page, &self.me) {
            Ok(Sight::Open) => {}
            Ok(Sight::Shut) => return Err(Why::Shut),
            _ => return Err(Why::Unknown),
        }
        let key = self.devices.get(&batch.opening.device).ok_or(Why::Unknown)?;
        let log = batch.opening.id();
        let starts = self.chains_at(&batch.opening, batch.after);
        let verified =
            starts.iter().find_map(|from| batch.verify(*from, key).ok().zip(Some(*from)));
        let Some((chains, from)) = verified else {
            return Err(if starts.is_empty() { Why::Gap } else { Why::Signature });
        };
        let last = *chains.last().expect("never empty");
        let row = batch.clone().into_batch(last).expect("verified").row;
        let places: Vec<(u64, Vec<u8>, Chain)> = (batch.after + 1..)
            .zip(batch.entries)
            .zip(chains)
            .map(|((n, entry), chain)| (n, entry, chain))
            .collect();
        self.append(batch.opening, log, (batch.after, from), &places, row)
    }

    fn append(
        &mut self,
        opening: LogOpening,
        log: LogId,
        from: (u64, Chain),
        places: &[(u64, Vec<u8>, Chain)],
        row: Row,
    ) -> Result<(), Why> {
        let most = self.branches;
        let held = self.logs.entry(log).or_insert(Log { opening, branches: Vec::new() });
        let path = |n: u64| {
            if n == from.0 {
                Some(from.1)
            } else {
                places.iter().find(|it| it.0 == n).map(|it| it.2)
            }
        };
        let shared = |branch: &Branch| {
            (from.0..=row.n).rev().find(|n| branch.chain(&opening, *n) == path(*n))
        };
        let best = (0..held.branches.len()).max_by_key(|at| shared(&held.branches[*at]));
        let common = best.and_then(|at| shared(&held.branches[at])).unwrap_or(0);
        let branch = match best {
            Some(at) if held.branches[at].entries.len() as u64 == common || common == row.n => at,
            Some(_) if held.branches.len() >= most => return Err(Why::Full),
            Some(at) => {
                let mut copy = held.branches[at].clone();
                copy.entries.truncate(common as usize);
                copy.rows.retain(|n, _| *n <= common);
                held.branches.push(copy);
                held.branches.len() - 1
            }
            None => {
                held.branches.push(Branch::default());
                0
            }
        };
        held.branches[branch].rows.insert(row.n, row);
        for (n, entry, chain) in places.iter().filter(|it| it.0 > common) {
            let entries = &mut self.logs.get_mut(&log).expect("held").branches[branch].entries;
            entries.push((entry.clone(), *chain));
            self.arrive(Item::Entry { log, branch, n: *n }, chain.as_bytes());
            self.touched.insert(opening.page, self.number());
        }
        Ok(())
    }

    fn chains_at(&self, opening: &LogOpening, n: u64) -> BTreeSet<Chain> {
        if n == 0 {
            return BTreeSet::from([opening.chain_start(&GROUP)]);
        }
        let log = self.logs.get(&opening.id());
        let branches = log.into_iter().flat_map(|log| &log.branches);
        branches.filter_map(|branch| branch.chain(opening, n)).collect()
    }

    fn cut(&self, log: &Log, branch: &Branch, after: u64, end: u64) -> Vec<Batch> {
        let mut batches = Vec::new();
        let mut after = after;
        for (n, row) in branch.rows.range(after + 1..=end) {
            let entries = &branch.entries[after as usize..*n as usize];
            let entries = entries.iter().map(|(bytes, _)| bytes.clone()).collect();
            batches.push(Batch { opening: log.opening, after, entries, row: *row });
            after = *n;
        }
        batches
    }
}

fn said(bytes: &[u8]) -> Option<Say> {
    postcard::from_bytes(bytes).ok()
}

impl Branch {
    fn chain(&self, opening: &LogOpening, n: u64) -> Option<Chain> {
        match n.checked_sub(1) {
            None => Some(opening.chain_start(&GROUP)),
            Some(index) => self.entries.get(index as usize).map(|(_, chain)| *chain),
        }
    }

    fn has(&self, mark: &Mark) -> bool {
        let index = mark.n.checked_sub(1).map(|index| index as usize);
        let chain = index.and_then(|index| self.entries.get(index)).map(|(_, chain)| chain);
        chain.is_some_and(|chain| Mark::new(mark.n, chain) == *mark)
    }

    fn end(&self, opening: &LogOpening) -> (u64, Chain) {
        let n = self.entries.len() as u64;
        (n, self.chain(opening, n).expect("its own end"))
    }
}

impl Ledger for Fake {
    fn may_connect(&self, device: &DeviceId) -> bool {
        self.devices.contains_key(device) && !self.blocked.contains(device)
    }

    fn position(&self) -> Result<Position, LedgerError> {
        Ok(*self.positions.last().expect("never empty"))
    }

    fn tell(&mut self) -> Result<Position, LedgerError> {
        self.told.insert(self.number());
        self.position()
    }

    fn told(&self, position: &Position) -> Result<bool, LedgerError> {
        let here = self.positions.get(position.number as usize) == Some(position);
        Ok(here && self.told.contains(&position.number))
    }

    fn peer(&self, peer: &DeviceId) -> Result<PeerState, LedgerError> {
        Ok(self.peers.get(peer).copied().unwrap_or_default())
    }

    fn sight(&self, page: &PageId, device: &DeviceId) -> Result<Sight, LedgerError> {
        let Some(about) = self.pages.get(page) else { return Ok(Sight::Unknown) };
        let newest = about.newest.as_ref().map(|(_, audience)| audience);
        Ok(match (about.erased, &about.first, newest) {
            (true, ..) => Sight::Shut,
            (_, None, _) => Sight::Unknown,
            (_, Some(first), newest) => {
                let open = newest.unwrap_or(first).contains(device);
                if open { Sight::Open } else { Sight::Shut }
            }
        })
    }

    fn statements(
        &self,
        after: u64,
        to: u64,
        budget: usize,
    ) -> Result<Vec<(u64, Vec<u8>)>, LedgerError> {
        let (mut found, mut left) = (Vec::new(), budget);
        for (number, item) in (1..).zip(&self.items).skip(after as usize) {
            let Item::Statement(bytes) = item else { continue };
            if number > to || (!found.is_empty() && bytes.len() > left) {
                break;
            }
            left = left.saturating_sub(bytes.len());
            found.push((number, bytes.clone()));
        }
        Ok(found)
    }

    fn pages_touched(&self, from: u64, to: u64) -> Result<Vec<PageId>, LedgerError> {
        let mut pages: Vec<_> = self.touched.iter().filter(|(_, at)| **at > from).collect();
        pages.sort_by_key(|(_, at)| std::cmp::Reverse(**at));
        assert!(to <= self.number());
        Ok(pages.into_iter().map(|(page, _)| *page).collect())
    }

    fn heads(&self, page: &PageId) -> Result<Vec<Head>, LedgerError> {
        let logs = self.logs.values().filter(|log| log.opening.page == *page);
        let heads = logs.flat_map(|log| {
            let rows = log.branches.iter().filter_map(|it| it.rows.last_key_value());
            rows.map(|(_, row)| Head { opening: log.opening, row: *row })
        });
        Ok(heads.collect())
    }

    fn holds(&self, log: &LogId, mark: &Mark) -> Result<bool, LedgerError> {
        Ok(self.logs.get(log).is_some_and(|log| log.branches.iter().any(|it| it.has(mark))))
    }

    fn ends(&self, log: &LogId) -> Result<Vec<Mark>, LedgerError> {
        let branches = self.logs.get(log).into_iter().flat_map(|log| &log.branches);
        let ends = branches.filter_map(|branch| {
            let (_, chain) = branch.entries.last()?;
            Some(Mark::new(branch.entries.len() as u64, chain))
        });
        Ok(ends.collect())
    }

    fn batches(
        &self,
        log: &LogId,
        end: &Mark,
        have: &[Mark],
        budget: usize,
    ) -> Result<Vec<Batch>, LedgerError> {
        let Some(log) = self.logs.get(log) else { return Ok(Vec::new()) };
        let Some(branch) = log.branches.iter().find(|it| it.has(end)) else {
            return Ok(Vec::new());
        };
        let after = have.iter().filter(|it| branch.has(it)).map(|it| it.n).max().unwrap_or(0);
        let mut found = self.cut(log, branch, after, end.n);
        let mut sum = 0;
        let fits = |batch: &Batch| {
            sum += size(batch);
            sum <= budget
        };
        let count = found.iter().map(fits).take_while(|fits| *fits).count();
        found.truncate(count.max(1));
        Ok(found)
    }

    fn arrivals(&self, after: u64, budget: usize) -> Result<Option<Vec<Arrival>>, LedgerError> {
        if after < self.compacted {
            return Ok(None);
        }
        let (mut found, mut first, mut sum) = (Vec::new(), 0, 0);
        for (number, item) in (1..).zip(&self.items).skip(after as usize) {
            match item {
                Item::Dropped => {}
                Item::Statement(bytes) => {
                    let compare = matches!(said(bytes), Some(Say::Audience { .. }));
                    sum += bytes.len();
                    found.push(Arrival::Statement { number, bytes: bytes.clone(), compare });
                }
                Item::Entry { log, branch, n } => {
                    let log = &self.logs[log];
                    let branch = &log.branches[*branch];
                    first = if first == 0 { *n } else { first };
                    if branch.rows.contains_key(n) {
                        let batch = self.cut(log, branch, first - 1, *n).pop().expect("a row");
                        sum += size(&batch);
                        found.push(Arrival::Entries { number, batch });
                        first = 0;
                    }
                }
            }
        }
        Ok((sum <= budget).then_some(found))
    }

    fn wanted(&self) -> Result<Vec<PageId>, LedgerError> {
        Ok(self.wanted.iter().copied().collect())
    }

    fn leaving(&self, peer: &DeviceId) -> Result<Vec<PageId>, LedgerError> {
        let pages: BTreeSet<_> = self.logs.values().map(|log| log.opening.page).collect();
        let leaving = |page: &PageId| {
            self.sight(page, &self.me) == Ok(Sight::Shut)
                && self.sight(page, peer) == Ok(Sight::Open)
        };
        Ok(pages.into_iter().filter(leaving).collect())
    }

    fn looks(&self, _: &DeviceId, _: Option<u64>) -> Result<(u64, Vec<Look>), LedgerError> {
        Ok((0, Vec::new()))
    }

    fn compare_looks(&mut self, _: &DeviceId, _: &[Look]) -> Result<(), LedgerError> {
        Ok(())
    }

    fn commit(&mut self, incoming: Incoming) -> Result<Committed, LedgerError> {
        if self.broken {
            return Err(LedgerError("disk full".into()));
        }
        self.commits += 1;
        let mut committed = Committed { before: self.number(), ..Committed::default() };
        if incoming.held == Held::Zero {
            self.peers.entry(incoming.peer).or_default().held = None;
        }
        for (index, bytes) in incoming.statements.into_iter().enumerate() {
            match self.learn(bytes) {
                Ok(compare) => committed.compare |= compare,
                Err(()) => committed.refused.push(Refused::Statement(index)),
            }
        }
        for (index, batch) in incoming.batches.into_iter().enumerate() {
            if let Err(why) = self.take(batch) {
                committed.refused.push(Refused::Batch(index, why));
            }
        }
        if let Some(confirmed) = incoming.confirmed {
            self.peers.entry(incoming.peer).or_default().confirmed = confirmed;
        }
        if let Held::Advance(advance) = incoming.held {
            let held = |(log, mark): &(LogId, Mark)| self.holds(log, mark) == Ok(true);
            committed.moved = committed.refused.is_empty() && advance.needs.iter().all(held);
            if committed.moved {
                self.peers.entry(incoming.peer).or_default().held = Some(advance.to);
            }
        }
        let found = |page: &&PageId| !self.kept_wanting && incoming.compared.contains(page);
        let found: Vec<PageId> = self.wanted.iter().filter(found).copied().collect();
        found.iter().for_each(|page| _ = self.wanted.remove(page));
        committed.after = self.number();
        Ok(committed)
    }
}
