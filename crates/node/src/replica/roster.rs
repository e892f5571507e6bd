//! The roster in memory, kept level with the statements on disk.

use kring_store::{Reader, Tx};
use kring_trust::roster::Roster;
use kring_trust::statement::{Body, Statement};
use kring_trust::{PageId, StatementId};

use super::{Core, ReplicaError};

/// Statements read from the store at a time: a few megabytes.
const PAGE_OF_STATEMENTS: usize = 10_000;

/// Statements that wait for others are kept under this name: they have no number yet.
const WAITING: &str = "waiting/";

/// What taking in a statement meant.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// It, or one that waited for it, may have changed who sees an existing page.
    pub(super) compare: bool,
}

impl Core {
    /// Reads the roster anew from the store.
    pub(super) fn reload(&mut self, store: &Reader) -> Result<(), ReplicaError> {
        self.roster = Roster::new(self.group);
        self.seen = 0;
        self.read_statements(store)?;
        self.read_waiting(store)?;
        self.seen = store.position()?.number;
        Ok(())
    }

    /// Takes in what was committed since: statements into the roster, entries into open pages.
    ///
    /// Returns whether there was anything.
    pub(super) fn take_in(&mut self, store: &Reader) -> Result<bool, ReplicaError> {
        let now = store.position()?.number;
        if now == self.seen {
            return Ok(false);
        }
        let (from, before) = (self.seen, self.roster.waiting());
        self.read_statements(store)?;
        if before > 0 || from == 0 {
            self.read_waiting(store)?;
        }
        for page in store.pages_touched(from, now)? {
            self.catch_up(store, &page)?;
        }
        self.seen = now;
        Ok(true)
    }

    fn read_statements(&mut self, store: &Reader) -> Result<(), ReplicaError> {
        let mut after = self.seen;
        loop {
            let statements = store.statements_after(after, PAGE_OF_STATEMENTS)?;
            let Some((last, _)) = statements.list.last() else { return Ok(()) };
            after = *last;
            self.heard = true;
            for (_, bytes) in &statements.list {
                // A statement in the store was accepted before; only a damaged neighbour that it
                // names can make it wait now, and then it is asked for again.
                self.roster.insert_kept(bytes)?;
            }
        }
    }

    fn read_waiting(&mut self, store: &Reader) -> Result<(), ReplicaError> {
        for name in store.names(WAITING)? {
            let Some(bytes) = store.get(&name)? else { continue };
            if let Err(refused) = self.roster.insert(Statement::decode(&bytes)?) {
                tracing::warn!(%refused, "a waiting statement is not taken any more");
            }
        }
        Ok(())
    }

    /// Takes in one statement that is not in the store yet, and stores it with all that had waited
    /// for it.
    pub(super) fn hear(
        &mut self,
        tx: &mut Tx<'_>,
        statement: Statement,
    ) -> Result<Said, ReplicaError> {
        self.heard = true;
        let bytes = statement.encode();
        let inserted = self.roster.insert(statement)?;
        let mut said = Said::default();
        for id in &inserted.accepted {
            let late = *id != inserted.id;
            said.compare |= self.keep(tx, id, late)?;
        }
        for (id, refused) in &inserted.refused {
            tracing::warn!(%refused, statement = %id.short(), "a waiting statement was refused");
            tx.remove(&waiting_name(id))?;
        }
        if inserted.new && inserted.accepted.is_empty() {
            tx.put(&waiting_name(&inserted.id), &bytes)?;
        }
        self.seen = tx.position()?.number;
        Ok(said)
    }

    /// Stores an accepted statement; returns whether pages are to be compared because of it.
    fn keep(
        &mut self,
        tx: &mut Tx<'_>,
        id: &StatementId,
        late: bool,
    ) -> Result<bool, ReplicaError> {
        let Some(statement) = self.roster.statement(id) else { return Ok(false) };
        tx.append_statement(id, &statement.encode())?;
        if late {
            tx.remove(&waiting_name(id))?;
        }
        let touched = self.touched_by(id, late);
        for page in &touched {
            tx.touch(page)?;
            // A page that was handed over and dropped may come back only when it is asked for.
            if (late || is_dropped(tx, page)?) && self.roster.sees(&self.me, page) {
                tx.want(page)?;
            }
        }
        Ok(!touched.is_empty())
    }

    /// The existing pages whose audience this statement may have changed.
    fn touched_by(&self, id: &StatementId, late: bool) -> Vec<PageId> {
        let Some(statement) = self.roster.statement(id) else { return Vec::new() };
        match &statement.body {
            Body::AudienceSet { page, .. } => vec![*page],
            Body::Unknown { .. } => statement.body.page().into_iter().collect(),
            Body::PageOpened { .. } if late => vec![PageId::opened_by(*id)],
            // What a blocked laptop said of audiences may lapse, or count again.
            Body::Blocked { device } | Body::Unblocked { device, .. } => self.pages_of(device),
            Body::Returned { record, .. } | Body::DeviceAdded { record, .. } => {
                self.pages_of(&record.id())
            }
            _ => Vec::new(),
        }
    }

    fn pages_of(&self, device: &kring_trust::DeviceId) -> Vec<PageId> {
        let Some(person) = self.roster.person_of(device) else { return Vec::new() };
        let own = self.roster.pages().filter(|page| page.owner == Some(person));
        own.map(|page| page.id).collect()
    }
}

fn is_dropped(tx: &Tx<'_>, page: &PageId) -> Result<bool, ReplicaError> {
    Ok(tx.dropped()?.iter().any(|dropped| dropped.page == *page))
}

fn waiting_name(id: &StatementId) -> String {
    format!("{WAITING}{id}")
}
