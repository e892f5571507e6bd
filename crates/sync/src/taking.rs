//! What this laptop takes: it stores at once, and moves the peer's number only with everything.

use std::collections::{BTreeSet, VecDeque};

use kring_trust::id::{LogId, PageId};
use kring_trust::log::LogOpening;
use kring_trust::position::Position;
use kring_trust::statement::STATEMENT_CAP;

use crate::breach::Breach;
use crate::ledger::{Advance, Committed, Held, Incoming, Ledger, Mark, Refused, Sight, Why};
use crate::message::{
    Answer, BATCHES_CAP, Blob, ENDS_CAP, Few, Lack, Message, PAGES_CAP, PageRows, STATEMENTS_CAP,
    Step, Verdict, WireBatch,
};
use crate::names::Named;
use crate::session::{Event, Scene};
use crate::unverified::Unverified;

/// Answers owed: what an honest peer can have under way, and an offer.
const ANSWERS_CAP: usize = PAGES_CAP + 1;
/// Rows asked for and not received: 6 MB, far more than an honest window of pages has.
const PENDING_CAP: usize = 65_536;
/// Places that a step waits for; with more, the next `Hello` mends it.
const WAITING_CAP: usize = 1024;

/// The direction from the peer to here.
#[derive(Debug)]
pub(crate) struct Taking {
    names: Named,
    held: Option<Position>,
    /// The newest position that the peer told of itself.
    latest: Option<Position>,
    exchange: Option<Exchange>,
    waiting: Option<Waiting>,
    have_due: bool,
    answers: VecDeque<Answer>,
    shown: u32,
    /// Exchanges in a row that ended without what they had shown.
    gaps: u32,
    wants_hello: bool,
}

#[derive(Debug, Default)]
struct Exchange {
    /// It begins no later than where we are.
    joins: bool,
    /// Something could not be taken: its end moves nothing.
    spoiled: bool,
    pending: Vec<(PageId, LogId, Mark)>,
    compared: Vec<PageId>,
}

/// A step that is complete but for what another laptop is about to bring.
#[derive(Debug)]
struct Waiting {
    advance: Advance,
    /// It brought something, so the peer is told when it is on disk.
    report: bool,
    /// Our own number at the last attempt.
    tried: u64,
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
        }
    }

    pub(crate) const fn held(&self) -> Option<Position> {
        self.held
    }

    pub(crate) fn is_level(&self) -> bool {
        let held = self.held.unwrap_or(Position::START);
        self.latest.is_some_and(|latest| latest == held)
    }

    pub(crate) const fn is_exchanging(&self) -> bool {
        self.exchange.is_some()
    }

    /// The peer told its position.
    pub(crate) const fn told(&mut self, latest: Position) {
        self.latest = Some(latest);
    }

    /// Something was missed that a `Hello` mends.
    pub(crate) const fn wants_hello(&mut self) -> bool {
        std::mem::replace(&mut self.wants_hello, false)
    }

    /// The number to confirm. It is on disk: the commit that moved it has returned.
    pub(crate) fn take_have(&mut self) -> Option<u64> {
        let due = std::mem::replace(&mut self.have_due, false);
        self.held.filter(|_| due).map(|held| held.number)
    }

    pub(crate) fn answers(&mut self) -> Option<Message> {
        let count = self.answers.len().min(PAGES_CAP);
        let answers: Few<_, PAGES_CAP> = self.answers.drain(..count).collect();
        (!answers.is_empty()).then_some(Message::Answers { answers })
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
        let joins = number <= self.number();
        self.exchange = Some(Exchange { joins, ..Exchange::default() });
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

    pub(crate) fn rows<L: Ledger>(
        &mut self,
        rows: PageRows,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let page = rows.page;
        let (verdict, asked) = self.compare(rows, scene)?;
        let unsure = scene.ledger.sight(&page, &scene.me)? == Sight::Unknown;
        let exchange = self.exchange.as_mut().ok_or(Breach::Order)?;
        exchange.spoiled |= unsure;
        exchange.compared.push(page);
        exchange.pending.extend(asked.into_iter().map(|(log, mark)| (page, log, mark)));
        if exchange.pending.len() > PENDING_CAP {
            return Err(Breach::Flood);
        }
        self.answer(verdict)
    }

    pub(crate) fn offer<L: Ledger>(
        &mut self,
        rows: PageRows,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let (verdict, _) = self.compare(rows, scene)?;
        self.answer(verdict)
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
        let needs = exchange.needs(scene)?;
        let held = Held::Advance(Advance { to, needs });
        let compared = exchange.compared;
        let committed =
            self.store(Incoming { held, compared, ..scene.incoming() }, false, scene)?;
        if committed.is_some_and(|committed| !committed.moved) {
            return self.gap();
        }
        (self.gaps, self.have_due) = (0, true);
        Ok(())
    }

    pub(crate) fn live<L: Ledger>(
        &mut self,
        step: Step,
        statements: Few<Blob<STATEMENT_CAP>, STATEMENTS_CAP>,
        batches: Few<WireBatch, BATCHES_CAP>,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let advance = self.advance(step, scene)?;
        let batches = self.unverified(batches)?;
        let statements = statements.into_iter().map(|blob| blob.0).collect();
        let incoming = Incoming { statements, batches, ..scene.incoming() };
        self.stride(incoming, advance, true, scene)
    }

    /// A step of the peer's position with nothing in it.
    pub(crate) fn quiet_step<L: Ledger>(
        &mut self,
        step: Step,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let Some(advance) = self.advance(step, scene)? else { return Ok(()) };
        let incoming = scene.incoming();
        self.stride(incoming, Some(advance), false, scene)
    }

    /// Moves a step that waited, if what it waited for has come from others.
    pub(crate) fn retry<L: Ledger>(&mut self, scene: &mut Scene<'_, L>) -> Result<(), Breach> {
        let number = scene.ledger.position()?.number;
        let Some(waiting) = self.waiting.as_mut().filter(|it| it.tried != number) else {
            return Ok(());
        };
        waiting.tried = number;
        for (log, mark) in &waiting.advance.needs {
            if !scene.ledger.holds(log, mark)? {
                return Ok(());
            }
        }
        let report = waiting.report;
        let held = Held::Advance(waiting.advance.clone());
        let committed = self.store(Incoming { held, ..scene.incoming() }, true, scene)?;
        if committed.is_some_and(|committed| committed.moved) {
            self.waiting = None;
            self.have_due |= report;
        }
        Ok(())
    }

    fn number(&self) -> u64 {
        self.held.map_or(0, |held| held.number)
    }

    /// How the number would move by a step, if the step joins on to where we are or to a step that
    /// waits.
    fn advance<L: Ledger>(
        &mut self,
        step: Step,
        scene: &Scene<'_, L>,
    ) -> Result<Option<Advance>, Breach> {
        let mut needs = Vec::new();
        for skip in step.skipped {
            let opening = self.names.resolve(skip.log, None)?;
            needs.push((opening.id(), skip.mark));
        }
        self.latest = Some(step.to);
        let reached = self.waiting.as_ref().map_or(self.number(), |it| it.advance.to.number);
        let joins = step.from <= reached && step.to.number >= reached && self.exchange.is_none();
        if !joins && !scene.faults.live_need_not_join {
            return Ok(None);
        }
        if let Some(waiting) = &self.waiting {
            needs.extend(waiting.advance.needs.iter().copied());
            needs.sort_unstable();
            needs.dedup();
        }
        if scene.faults.skipped_counted_as_had {
            needs.clear();
        }
        Ok((needs.len() <= WAITING_CAP).then_some(Advance { to: step.to, needs }))
    }

    fn stride<L: Ledger>(
        &mut self,
        mut incoming: Incoming,
        advance: Option<Advance>,
        report: bool,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let report = report || self.waiting.as_ref().is_some_and(|waiting| waiting.report);
        if let Some(advance) = advance.clone() {
            incoming.held = Held::Advance(advance);
        }
        let Some(committed) = self.store(incoming, true, scene)? else { return Ok(()) };
        self.waiting = None;
        match advance {
            Some(_) if committed.moved => self.have_due |= report,
            Some(advance) if committed.refused.is_empty() => {
                let tried = committed.after;
                self.waiting = Some(Waiting { advance, report, tried });
            }
            _ => self.wants_hello = true,
        }
        Ok(())
    }

    /// Compares the rows of a page with our own: the verdict, and what is asked for.
    fn compare<L: Ledger>(
        &mut self,
        rows: PageRows,
        scene: &Scene<'_, L>,
    ) -> Result<(Verdict, Vec<(LogId, Mark)>), Breach> {
        let page = rows.page;
        if page == PageId::ROSTER {
            return Err(Breach::Malformed);
        }
        let mut marks: Vec<(LogOpening, Mark)> = Vec::with_capacity(rows.rows.len());
        for row in rows.rows {
            let opening = self.names.resolve(row.log, Some(page))?;
            if opening.page != page || row.mark.n == 0 {
                return Err(Breach::Malformed);
            }
            marks.push((opening, row.mark));
        }
        if scene.ledger.sight(&page, &scene.me)? != Sight::Open {
            return Ok((Verdict::Declined, Vec::new()));
        }
        let (mut lacks, mut asked) = (Vec::new(), Vec::new());
        for (row, (opening, mark)) in (0..).zip(marks) {
            let log = opening.id();
            if !scene.ledger.holds(&log, &mark)? {
                let ends = scene.ledger.ends(&log)?.into_iter().take(ENDS_CAP).collect();
                lacks.push(Lack { row, ends });
                asked.push((log, mark));
            }
        }
        let holds = lacks.is_empty();
        Ok((if holds { Verdict::Holds } else { Verdict::Lacks(Few(lacks)) }, asked))
    }

    fn answer(&mut self, verdict: Verdict) -> Result<(), Breach> {
        self.answers.push_back(Answer { shown: self.shown, verdict });
        self.shown = self.shown.wrapping_add(1);
        if self.answers.len() > ANSWERS_CAP { Err(Breach::Flood) } else { Ok(()) }
    }

    fn unverified(
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
            found.push(batch);
        }
        Ok(found)
    }

    /// Commits, and judges what was refused. `None` only where a deliberate fault hides a failure.
    fn store<L: Ledger>(
        &mut self,
        incoming: Incoming,
        live: bool,
        scene: &mut Scene<'_, L>,
    ) -> Result<Option<Committed>, Breach> {
        let starts: Vec<u64> = incoming.batches.iter().map(|batch| batch.after).collect();
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

    fn judge(&mut self, refused: &[Refused], starts: &[u64], live: bool) -> Result<(), Breach> {
        for refused in refused {
            match refused {
                Refused::Statement(_) => return Err(Breach::BadStatement),
                Refused::Batch(index, Why::Signature)
                    if !live || starts.get(*index) == Some(&0) =>
                {
                    return Err(Breach::BadSignature);
                }
                Refused::Batch(_, Why::Shut) => {}
                Refused::Batch(_, Why::Signature | Why::Gap | Why::Unknown | Why::Full) => {
                    // In a live step a signature that does not fit may belong to a branch that is
                    // not here: like a gap, it is settled by the next exchange.
                    if let Some(exchange) = &mut self.exchange {
                        exchange.spoiled |= !matches!(refused, Refused::Batch(_, Why::Gap));
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

impl Exchange {
    /// Forgets what has come of these logs.
    fn settle<L: Ledger>(
        &mut self,
        logs: &BTreeSet<LogId>,
        scene: &Scene<'_, L>,
    ) -> Result<(), Breach> {
        let mut left = Vec::with_capacity(self.pending.len());
        for (page, log, mark) in self.pending.drain(..) {
            if !logs.contains(&log) || !scene.ledger.holds(&log, &mark)? {
                left.push((page, log, mark));
            }
        }
        self.pending = left;
        Ok(())
    }

    /// What must be held for the end to count: all that was asked for, but for pages that were
    /// shut for us meanwhile.
    fn needs<L: Ledger>(&self, scene: &Scene<'_, L>) -> Result<Vec<(LogId, Mark)>, Breach> {
        let mut needs = Vec::new();
        for (page, log, mark) in &self.pending {
            if scene.ledger.sight(page, &scene.me)? != Sight::Shut {
                needs.push((*log, *mark));
            }
        }
        Ok(needs)
    }
}
