//! What this laptop takes: it stores at once, and moves the peer's number only with everything.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use kring_trust::id::{LogId, PageId};
use kring_trust::position::Position;
use kring_trust::statement::STATEMENT_CAP;

use crate::breach::Breach;
use crate::comparing::Exchange;
use crate::following::Waiting;
use crate::keeping::Keeping;
use crate::ledger::{Advance, Committed, Held, Incoming, Ledger, Refused, Why};
use crate::message::{Answer, BATCH_BYTES_CAP, BATCHES_CAP, Blob, Few, STATEMENTS_CAP, WireBatch};
use crate::names::Named;
use crate::session::{Event, Scene};
use crate::unverified::Unverified;

/// The direction from the peer to here.
#[derive(Debug)]
pub(crate) struct Taking {
    pub(crate) names: Named,
    held: Option<Position>,
    /// The newest position that the peer told of itself.
    latest: Option<Position>,
    pub(crate) exchange: Option<Exchange>,
    pub(crate) waiting: Option<Waiting>,
    /// The number is to be confirmed: set only after the commit that moved it.
    pub(crate) have_due: bool,
    pub(crate) answers: VecDeque<Answer>,
    /// The number of the next page that the peer shows.
    pub(crate) shown: u32,
    /// Exchanges in a row that ended without what they had shown.
    gaps: u32,
    pub(crate) wants_hello: bool,
    pub(crate) keeping: Keeping,
    /// Pages that are in this exchange because they were asked for by name.
    expected: Vec<PageId>,
    /// Such pages that came, with the peer's number then: while it stands there it has no more of
    /// them. At most what is wanted, since what is no longer wanted is forgotten.
    whole: BTreeMap<PageId, u64>,
}

impl Taking {
    pub(crate) fn new(held: Option<Position>) -> Self {
        Self {
            names: Named::default(),
            held,
            latest: None,
            exchange: None,
            waiting: None,
            have_due: false,
            answers: VecDeque::new(),
            shown: 0,
            gaps: 0,
            wants_hello: false,
            keeping: Keeping::default(),
            expected: Vec::new(),
            whole: BTreeMap::new(),
        }
    }

    pub(crate) const fn held(&self) -> Option<Position> {
        self.held
    }

    pub(crate) fn is_level(&self) -> bool {
        let held = self.held.unwrap_or(Position::START);
        self.latest.is_some_and(|latest| latest == held)
    }

    /// The exchange that begins now has these pages whole.
    pub(crate) fn expects_whole(&mut self, pages: Vec<PageId>) {
        self.expected = pages;
    }

    /// What is wanted anew after it came was damaged since, so it is asked for again.
    pub(crate) fn wants_still(&mut self, wanted: &[PageId]) {
        self.whole.retain(|page, _| wanted.contains(page));
    }

    /// Was everything that the peer has of this page given already, as far as it told?
    pub(crate) fn has_all_of(&self, page: &PageId) -> bool {
        let latest = self.latest.map(|latest| latest.number);
        self.whole.get(page).copied().is_some_and(|number| Some(number) == latest)
    }

    pub(crate) fn left_out(&self) -> bool {
        self.keeping.left_out()
    }

    pub(crate) const fn is_exchanging(&self) -> bool {
        self.exchange.is_some()
    }

    /// The peer told its position.
    pub(crate) const fn told(&mut self, latest: Position) {
        self.latest = Some(latest);
    }

    /// Was something missed that a `Hello` mends?
    pub(crate) const fn take_wants_hello(&mut self) -> bool {
        std::mem::replace(&mut self.wants_hello, false)
    }

    /// The number to confirm. It is on disk: the commit that moved it has returned.
    pub(crate) fn take_have(&mut self) -> Option<u64> {
        let due = std::mem::replace(&mut self.have_due, false);
        self.held.filter(|_| due).map(|held| held.number)
    }

    /// An exchange begins.
    pub(crate) fn begin<L: Ledger>(
        &mut self,
        number: u64,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        self.waiting = None;
        if number == 0 && self.held.is_some() && !scene.faults.from_zero_keeps_number {
            scene.ledger.commit(Incoming { held: Held::Zero, ..scene.incoming() })?;
            self.held = None;
            self.have_due = false;
            scene.events.push(Event::Held(None));
        }
        self.exchange = Some(Exchange::new(number <= self.number()));
        Ok(())
    }

    pub(crate) fn statements<L: Ledger>(
        &mut self,
        statements: Few<Blob<STATEMENT_CAP>, STATEMENTS_CAP>,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        if self.exchange.is_none() {
            return Err(Breach::Order);
        }
        let statements = statements.into_iter().map(|blob| blob.0).collect();
        self.store(Incoming { statements, ..scene.incoming() }, false, scene).map(|_| ())
    }

    pub(crate) fn batches<L: Ledger>(
        &mut self,
        batches: Few<WireBatch, BATCHES_CAP>,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let batches = self.unverified(batches)?;
        let logs: BTreeSet<LogId> = batches.iter().map(|batch| batch.opening.id()).collect();
        let mut incoming = Incoming { batches, ..scene.incoming() };
        if let Some(to) = self.latest.filter(|_| scene.faults.number_moved_per_batch) {
            incoming.held = Held::Advance(Advance { to, needs: Vec::new() });
        }
        self.store(incoming, false, scene)?;
        if let Some(exchange) = &mut self.exchange {
            exchange.settle(&logs, scene)?;
        }
        Ok(())
    }

    /// The exchange is over: the number moves, if nothing is pending.
    pub(crate) fn end<L: Ledger>(
        &mut self,
        to: Position,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let exchange = self.exchange.take().ok_or(Breach::Order)?;
        self.latest = Some(to);
        if !exchange.joins {
            self.wants_hello = true;
            return Ok(());
        }
        if exchange.spoiled {
            return Ok(());
        }
        let needs = self.keeping.without_full(exchange.needs(scene)?);
        let held = Held::Advance(Advance { to, needs });
        let compared = exchange.compared.into_iter().collect();
        let committed =
            self.store(Incoming { held, compared, ..scene.incoming() }, false, scene)?;
        if committed.is_some_and(|committed| !committed.moved) {
            return self.gap();
        }
        (self.gaps, self.have_due) = (0, true);
        self.whole.retain(|_, number| *number == to.number);
        self.whole.extend(self.expected.drain(..).map(|page| (page, to.number)));
        Ok(())
    }

    pub(crate) fn number(&self) -> u64 {
        self.held.map_or(0, |held| held.number)
    }

    pub(crate) fn unverified(
        &mut self,
        batches: Few<WireBatch, BATCHES_CAP>,
    ) -> Result<Vec<Unverified>, Breach> {
        let mut found = Vec::with_capacity(batches.len());
        for batch in batches {
            let opening = self.names.resolve(batch.log, None)?;
            let entries = batch.entries.into_iter().map(|blob| blob.0).collect::<Vec<_>>();
            let (after, signature) = (batch.after, batch.signature);
            let batch = Unverified { opening, after, entries, signature };
            if batch.entries.is_empty() || batch.end().is_none() {
                return Err(Breach::Malformed);
            }
            if batch.entries.iter().map(Vec::len).sum::<usize>() > BATCH_BYTES_CAP {
                return Err(Breach::TooLong);
            }
            found.push(batch);
        }
        Ok(found)
    }

    /// Commits, and judges what was refused. `None` only where a deliberate fault hides a failure.
    pub(crate) fn store<L: Ledger>(
        &mut self,
        incoming: Incoming,
        live: bool,
        scene: &mut Scene<'_, L>,
    ) -> Result<Option<Committed>, Breach> {
        let starts: Vec<(LogId, u64)> =
            incoming.batches.iter().map(|batch| (batch.opening.id(), batch.after)).collect();
        let to = match &incoming.held {
            Held::Advance(advance) => Some(advance.to),
            _ => None,
        };
        let committed = match scene.ledger.commit(incoming) {
            Err(_) if scene.faults.confirm_before_commit => {
                self.held = to.or(self.held);
                self.have_due |= to.is_some();
                return Ok(None);
            }
            committed => committed?,
        };
        scene.came.note(committed.before, committed.after);
        scene.came.compare |= committed.compare;
        if committed.before < committed.after {
            let (before, after) = (committed.before, committed.after);
            scene.events.push(Event::Stored { before, after });
        }
        if let Some(to) = to.filter(|_| committed.moved) {
            self.held = Some(to);
            scene.events.push(Event::Held(Some(to)));
        }
        self.judge(&committed.refused, &starts, live)?;
        Ok(Some(committed))
    }

    fn judge(
        &mut self,
        refused: &[Refused],
        starts: &[(LogId, u64)],
        live: bool,
    ) -> Result<(), Breach> {
        for refused in refused {
            let Refused::Batch(index, why) = *refused else { return Err(Breach::BadStatement) };
            let Some((log, after)) = starts.get(index) else { continue };
            match why {
                Why::Shut => {}
                Why::Full => self.keeping.is_full(*log),
                // What follows on a branch that is not kept joins on to nothing here.
                Why::Signature | Why::Gap if self.keeping.knows_full(log) && *after > 0 => {}
                Why::Signature if !live || *after == 0 => return Err(Breach::BadSignature),
                Why::Signature | Why::Gap | Why::Unknown => {
                    // In a live step a signature that does not fit may belong to a branch that is
                    // not here: like a gap, it is settled by the next exchange.
                    if let Some(exchange) = &mut self.exchange {
                        exchange.spoiled |= why != Why::Gap;
                    }
                }
            }
        }
        Ok(())
    }

    /// What was shown and asked for did not come: asked for once more, then closed.
    const fn gap(&mut self) -> Result<(), Breach> {
        self.gaps += 1;
        self.wants_hello = true;
        if self.gaps > 1 { Err(Breach::Gap) } else { Ok(()) }
    }
}
