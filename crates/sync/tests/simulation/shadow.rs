//! What a store must hold, kept beside it: everything that ever arrived there, and when.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use kring_node::replica::Replica;
use kring_store::{Branch, Reader};
use kring_sync::Mark;
use kring_trust::{DeviceId, LogId, PageId, StatementId};

use crate::Failure;

/// One entry that arrived.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrived {
    /// The store's number when the transaction that brought it was over.
    pub(crate) number: u64,
    pub(crate) page: PageId,
    pub(crate) device: DeviceId,
    pub(crate) log: LogId,
    pub(crate) mark: Mark,
}

/// What a store must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shadow {
    pub(crate) number: u64,
    pub(crate) entries: Vec<Arrived>,
    pub(crate) held: HashSet<(LogId, Mark)>,
    pub(crate) statements: BTreeMap<StatementId, u64>,
    pub(crate) pages: BTreeSet<PageId>,
    heads: HashMap<(LogId, Branch), u64>,
}

/// Every number of every log, as anybody ever wrote it.
#[derive(Debug, Default)]
pub(crate) struct Written {
    chains: HashMap<(LogId, u64), Mark>,
    /// Devices of which there were two: they alone may write a number twice.
    pub(crate) cloned: BTreeSet<DeviceId>,
}

impl Written {
    /// An honest log never has two entries with one number.
    fn note(&mut self, entry: &Arrived) -> Result<(), Failure> {
        let known = self.chains.entry((entry.log, entry.mark.n)).or_insert(entry.mark);
        if *known != entry.mark && !self.cloned.contains(&entry.device) {
            let (log, n) = (entry.log.short(), entry.mark.n);
            return Err(Failure(format!("log {log} has two entries with number {n}")));
        }
        Ok(())
    }
}

impl Shadow {
    /// Takes in what arrived in the store since; answers which pages are gone from it.
    pub(crate) fn follow(
        &mut self,
        replica: &Replica,
        written: &mut Written,
    ) -> Result<Vec<PageId>, Failure> {
        let store = replica.store();
        let pages: BTreeSet<PageId> = store.pages()?.into_iter().collect();
        let gone: Vec<PageId> = self.pages.difference(&pages).copied().collect();
        gone.iter().for_each(|page| self.forget(page));
        let now = store.position()?.number;
        if now > self.number {
            self.statements(store)?;
            let mut touched: BTreeSet<PageId> =
                store.pages_touched(self.number, now)?.into_iter().collect();
            touched.extend(pages.difference(&self.pages));
            for page in touched {
                self.page(store, &page, now, written)?;
            }
            self.number = now;
        }
        self.pages = pages;
        Ok(gone)
    }

    /// Some of it may have gone bad on the disk, or was put back there.
    pub(crate) fn look_again(&mut self, store: &Reader) -> Result<(), Failure> {
        let real = real(store)?;
        let known: HashSet<_> = real.iter().map(|entry| (entry.log, entry.mark)).collect();
        self.entries.retain(|entry| known.contains(&(entry.log, entry.mark)));
        self.held.retain(|held| known.contains(held));
        let back = real.into_iter().filter(|entry| self.held.insert((entry.log, entry.mark)));
        self.entries.extend(back.map(|entry| Arrived { number: self.number, ..entry }));
        Ok(())
    }

    /// Whether the store really holds all this.
    pub(crate) fn compare(&self, store: &Reader) -> Result<(), Failure> {
        let real: HashSet<_> =
            real(store)?.into_iter().map(|entry| (entry.log, entry.mark)).collect();
        if let Some((log, mark)) = self.held.difference(&real).next() {
            return Err(Failure(format!("entry {} of log {} is lost", mark.n, log.short())));
        }
        let statements = store.statements_after(0, usize::MAX)?.list;
        if statements.len() < self.statements.len() {
            return Err(Failure("a statement is lost".into()));
        }
        Ok(())
    }

    fn statements(&mut self, store: &Reader) -> Result<(), Failure> {
        for (number, bytes) in store.statements_after(self.number, usize::MAX)?.list {
            self.statements.insert(kring_trust::statement::Statement::id_of(&bytes), number);
        }
        Ok(())
    }

    fn page(
        &mut self,
        store: &Reader,
        page: &PageId,
        number: u64,
        written: &mut Written,
    ) -> Result<(), Failure> {
        for head in store.heads(page)? {
            let (log, device) = (head.row.log, head.opening.device);
            let known = self.heads.insert((log, head.branch), head.row.n);
            for n in known.unwrap_or(head.after) + 1..=head.row.n {
                let chain = store.chain_at(&log, head.branch, n)?;
                let chain = chain.ok_or_else(|| Failure("a chain is not there".into()))?;
                let mark = Mark::new(n, &chain);
                let entry = Arrived { number, page: *page, device, log, mark };
                written.note(&entry)?;
                self.held.insert((log, mark));
                self.entries.push(entry);
            }
        }
        Ok(())
    }

    fn forget(&mut self, page: &PageId) {
        for entry in self.entries.extract_if(.., |entry| entry.page == *page) {
            self.held.remove(&(entry.log, entry.mark));
            self.heads.retain(|(log, _), _| *log != entry.log);
        }
    }
}

/// Every entry that is whole with all before it.
fn real(store: &Reader) -> Result<Vec<Arrived>, Failure> {
    let mut real = Vec::new();
    for page in store.pages()? {
        for log in store.logs(&page)? {
            for branch in &log.branches {
                let numbered = (branch.after + 1..).zip(&branch.entries);
                real.extend(numbered.map(|(n, (_, chain))| Arrived {
                    number: 0,
                    page,
                    device: log.opening.device,
                    log: log.opening.id(),
                    mark: Mark::new(n, chain),
                }));
            }
        }
    }
    Ok(real)
}
