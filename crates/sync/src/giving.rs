//! What this laptop gives: the exchange of an interval, page by page.

use std::collections::{BTreeMap, VecDeque};

use kring_trust::id::PageId;
use kring_trust::log::{Batch, LogOpening};
use kring_trust::position::Position;

use crate::breach::Breach;
use crate::handing::Handing;
use crate::ledger::{Head, Incoming, Ledger, Mark, Sight};
use crate::message::{
    Answer, BATCHES_CAP, Blob, Few, Hello, Lack, Message, PAGES_CAP, PageRows, ROWS_CAP, RowMark,
    STATEMENTS_CAP, Verdict, WireBatch,
};
use crate::names::Naming;
use crate::session::{Event, Scene};

/// Bytes of entries in one message: about 5,000 entries, which is also what a commit takes best.
const BATCHES_BUDGET: usize = 512 * 1024;
/// Bytes of statements in one message.
const STATEMENTS_BUDGET: usize = 128 * 1024;
/// Rows in one message, so that the answer is not long in coming.
const ROWS_BUDGET: usize = 2 * ROWS_CAP;
/// Positions told that an answer may still name; older ones are answered by a `Hello`.
const SENT_CAP: usize = 128;
/// Stretches of arrivals remembered as the peer's own; a forgotten one is only sent back.
const CAME_CAP: usize = 1024;

/// The direction from here to the peer.
#[derive(Debug)]
pub(crate) struct Giving {
    pub(crate) names: Naming,
    pub(crate) state: State,
    /// The end of the last step or exchange: the next step begins here.
    pub(crate) at: u64,
    /// Arrivals up to here were looked at and hold nothing for the peer now.
    pub(crate) seen: u64,
    /// Live messages that no `Have` has answered.
    pub(crate) unanswered: usize,
    pub(crate) handing: Handing,
    sent: VecDeque<Sent>,
    pub(crate) confirmed: Option<Position>,
    shown: BTreeMap<u32, Shown>,
    next_shown: u32,
    jobs: VecDeque<Job>,
}

#[derive(Debug)]
pub(crate) enum State {
    /// The peer has not said where it stands.
    Silent,
    /// What arrives is passed on as it arrives.
    Live,
    /// An interval is under way.
    Exchange(Exchange),
}

/// The interval `(from, to]`. `to` was fixed before any row was read.
#[derive(Debug)]
pub(crate) struct Exchange {
    from: u64,
    to: Position,
    announced: bool,
    /// Statements up to this number were sent.
    statements: u64,
    pages: VecDeque<PageId>,
    rest: Option<(PageId, Vec<Head>)>,
}

/// A position that the peer may name in a `Have`.
#[derive(Clone, Copy, Debug)]
struct Sent {
    position: Position,
    /// It was the end of a live message, which will be answered.
    live: bool,
}

/// Rows that the peer was shown and has not answered.
#[derive(Debug)]
struct Shown {
    page: PageId,
    rows: Vec<(LogOpening, Mark)>,
    offer: bool,
}

/// A branch of a log that the peer lacks.
#[derive(Debug)]
struct Job {
    opening: LogOpening,
    end: Mark,
    have: Vec<Mark>,
}

/// Arrivals that came from the peer in this session: it has them.
#[derive(Debug, Default)]
pub(crate) struct Came {
    ranges: VecDeque<(u64, u64)>,
    /// With one of them some page's audience took another effect.
    pub(crate) compare: bool,
}

impl Giving {
    pub(crate) fn new(confirmed: Option<Position>) -> Self {
        Self {
            names: Naming::default(),
            state: State::Silent,
            at: 0,
            seen: 0,
            unanswered: 0,
            handing: Handing::default(),
            sent: VecDeque::new(),
            confirmed,
            shown: BTreeMap::new(),
            next_shown: 0,
            jobs: VecDeque::new(),
        }
    }

    pub(crate) const fn is_exchanging(&self) -> bool {
        matches!(self.state, State::Exchange(_))
    }

    pub(crate) fn is_confirmed(&self, ours: &Position) -> bool {
        self.confirmed.unwrap_or(Position::START) == *ours
    }

    /// The peer says which position of ours it holds; that counts as `Have`, also if it is less.
    pub(crate) fn heard<L: Ledger>(
        &mut self,
        hello: &Hello,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let held = match hello.held {
            Some(held) if scene.ledger.told(&held)? || scene.faults.unknown_position_accepted => {
                Some(held)
            }
            _ => None,
        };
        if !scene.faults.hello_keeps_confirmation {
            self.confirm(held, scene)?;
        }
        self.handing.begin(scene.ledger.leaving(&scene.peer)?);
        if self.is_exchanging() {
            return Ok(());
        }
        let from = held.map_or(0, |held| held.number);
        let unknown = held.is_none() && hello.held.is_some();
        if unknown || from < scene.ledger.position()?.number || !hello.whole.is_empty() {
            return self.begin(from, &hello.whole, scene);
        }
        (self.state, self.at, self.unanswered) = (State::Live, from, 0);
        scene.came.forget(from);
        scene.came.compare = false;
        Ok(())
    }

    /// The peer has a position of ours on its disk.
    pub(crate) fn had<L: Ledger>(
        &mut self,
        number: u64,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let named = |sent: &Sent| sent.position.number == number;
        let Some(index) = self.sent.iter().position(named) else { return Ok(()) };
        let Some(sent) = self.sent.drain(..=index).next_back() else { return Ok(()) };
        self.unanswered = self.sent.iter().filter(|sent| sent.live).count();
        if self.confirmed.is_some_and(|it| it.number > number) {
            return Ok(());
        }
        self.confirm(Some(sent.position), scene)
    }

    pub(crate) fn confirm<L: Ledger>(
        &mut self,
        position: Option<Position>,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        if self.confirmed != position {
            let confirmed = Some(position);
            scene.ledger.commit(Incoming { confirmed, ..scene.incoming() })?;
            self.confirmed = position;
            scene.events.push(Event::Confirmed(position));
        }
        Ok(())
    }

    /// Begins the exchange of `(from, now]`, and of the pages of `whole`.
    pub(crate) fn begin<L: Ledger>(
        &mut self,
        from: u64,
        whole: &[PageId],
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        scene.came.compare = false;
        let to = scene.ledger.tell()?;
        let mut pages = VecDeque::from(scene.ledger.pages_touched(from, to.number)?);
        for page in whole.iter().rev() {
            if !pages.contains(page) {
                pages.push_front(*page);
            }
        }
        self.sent.clear();
        self.unanswered = 0;
        let statements = from;
        let exchange = Exchange { from, to, announced: false, statements, pages, rest: None };
        self.state = State::Exchange(exchange);
        Ok(())
    }

    /// The peer compared a page.
    pub(crate) fn answered<L: Ledger>(
        &mut self,
        answer: Answer,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let shown = self.shown.remove(&answer.shown).ok_or(Breach::Order)?;
        match answer.verdict {
            Verdict::Declined if shown.offer => self.handing.done(),
            Verdict::Holds if shown.offer => {
                self.handing.done();
                let Shown { page, rows, .. } = shown;
                if scene.hands_over(&page)? {
                    scene.events.push(Event::HandedOver { page, rows });
                }
            }
            Verdict::Holds | Verdict::Declined => {}
            Verdict::Lacks(lacks) => {
                if shown.offer {
                    self.handing.again(shown.page);
                }
                for lack in lacks {
                    self.jobs.push_back(shown.job(lack)?);
                }
            }
        }
        Ok(())
    }

    /// The next message of this direction.
    pub(crate) fn next<L: Ledger>(
        &mut self,
        scene: &mut Scene<'_, L>,
    ) -> Result<Option<Message>, Breach> {
        match std::mem::replace(&mut self.state, State::Silent) {
            State::Silent => Ok(None),
            State::Live => {
                self.state = State::Live;
                if let Some(batches) = self.batches(scene)? {
                    return Ok(Some(batches));
                }
                match self.live(scene)? {
                    None if !self.is_exchanging() => self.hand_over(scene),
                    message => Ok(message),
                }
            }
            State::Exchange(mut exchange) => {
                if let Some(message) = self.step(&mut exchange, scene)? {
                    self.state = State::Exchange(exchange);
                    return Ok(Some(message));
                }
                if self.shown.is_empty() {
                    return self.end(exchange, scene).map(Some);
                }
                self.state = State::Exchange(exchange);
                Ok(None)
            }
        }
    }

    /// Remembers a position that the peer may answer.
    pub(crate) fn tell(&mut self, position: Position, live: bool) {
        if self.sent.len() == SENT_CAP {
            self.sent.pop_front();
        }
        self.sent.push_back(Sent { position, live });
    }

    fn step<L: Ledger>(
        &mut self,
        exchange: &mut Exchange,
        scene: &mut Scene<'_, L>,
    ) -> Result<Option<Message>, Breach> {
        if !exchange.announced {
            exchange.announced = true;
            return Ok(Some(Message::From { number: exchange.from }));
        }
        if let Some(statements) = exchange.statements(scene)? {
            return Ok(Some(statements));
        }
        if let Some(batches) = self.batches(scene)? {
            return Ok(Some(batches));
        }
        self.rows(exchange, scene)
    }

    /// All was given: from here on, what arrives is passed on as it arrives.
    fn end<L: Ledger>(
        &mut self,
        exchange: Exchange,
        scene: &mut Scene<'_, L>,
    ) -> Result<Message, Breach> {
        let late = scene.faults.end_fixed_at_the_end;
        let to = if late { scene.ledger.tell()? } else { exchange.to };
        (self.state, self.at) = (State::Live, to.number);
        self.tell(to, false);
        scene.came.forget(self.at);
        Ok(Message::End { to, then: self.quiet_step(scene)? })
    }

    fn rows<L: Ledger>(
        &mut self,
        exchange: &mut Exchange,
        scene: &mut Scene<'_, L>,
    ) -> Result<Option<Message>, Breach> {
        let (mut pages, mut count) = (Vec::new(), 0);
        while self.shown.len() < PAGES_CAP && count < ROWS_BUDGET {
            let Some((page, heads)) = exchange.next_heads(scene)? else { break };
            count += heads.len();
            pages.push(self.show(page, &heads, false));
        }
        Ok((!pages.is_empty()).then_some(Message::Rows { pages: Few(pages) }))
    }

    /// Shows rows of a page, which the peer will answer.
    pub(crate) fn show(&mut self, page: PageId, heads: &[Head], offer: bool) -> PageRows {
        let named = |head: &Head| {
            let log = self.names.name(&head.opening, Some(page));
            RowMark { log, mark: Mark::from(&head.row) }
        };
        let marks = heads.iter().map(named).collect();
        let rows = heads.iter().map(|head| (head.opening, Mark::from(&head.row))).collect();
        self.shown.insert(self.next_shown, Shown { page, rows, offer });
        self.next_shown = self.next_shown.wrapping_add(1);
        PageRows { page, rows: marks }
    }

    /// Is nothing under way that the peer has to answer or receive?
    pub(crate) fn is_idle(&self) -> bool {
        self.shown.is_empty() && self.jobs.is_empty()
    }

    fn batches<L: Ledger>(&mut self, scene: &mut Scene<'_, L>) -> Result<Option<Message>, Breach> {
        let (mut batches, mut left) = (Vec::new(), BATCHES_BUDGET);
        while let Some(job) = self.jobs.front_mut() {
            let found = job.load(left, scene)?;
            let done = found.last().is_none_or(|batch| batch.row.n >= job.end.n);
            for batch in found {
                left = left.saturating_sub(size(&batch));
                batches.push(self.wire(batch));
            }
            if done {
                self.jobs.pop_front();
            }
            if left == 0 || batches.len() >= BATCHES_CAP / 2 {
                break;
            }
        }
        Ok((!batches.is_empty()).then_some(Message::Batches { batches: Few(batches) }))
    }

    /// The form in which a batch travels.
    pub(crate) fn wire(&mut self, batch: Batch) -> WireBatch {
        let log = self.names.name(&batch.opening, None);
        let entries = batch.entries.into_iter().map(Blob).collect();
        WireBatch { log, after: batch.after, entries, signature: batch.row.signature }
    }
}

impl Exchange {
    /// The next statements, also of after the interval: whatever keeps a page back when its rows
    /// are read must be known to the peer before the end of the interval is. (Else an erase that
    /// is then lost here with a restored store leaves the peer with a number that covers entries
    /// it was never shown.)
    fn statements<L: Ledger>(
        &mut self,
        scene: &mut Scene<'_, L>,
    ) -> Result<Option<Message>, Breach> {
        let late = !scene.faults.late_statements_left_out;
        let until = if late { scene.ledger.position()?.number } else { self.to.number };
        if self.statements >= until {
            return Ok(None);
        }
        let mut found = scene.ledger.statements(self.statements, until, STATEMENTS_BUDGET)?;
        found.truncate(STATEMENTS_CAP);
        self.statements = found.last().map_or(until, |(number, _)| *number);
        let news = found.into_iter().filter(|(number, _)| !scene.came.includes(*number));
        let statements: Few<_, STATEMENTS_CAP> = news.map(|(_, bytes)| Blob(bytes)).collect();
        if statements.is_empty() {
            return self.statements(scene);
        }
        Ok(Some(Message::Statements { statements }))
    }

    /// The next page to show, or the next piece of one with many rows.
    fn next_heads<L: Ledger>(
        &mut self,
        scene: &mut Scene<'_, L>,
    ) -> Result<Option<(PageId, Vec<Head>)>, Breach> {
        loop {
            if let Some((page, mut heads)) = self.rest.take() {
                if heads.len() > ROWS_CAP {
                    self.rest = Some((page, heads.split_off(ROWS_CAP)));
                }
                return Ok(Some((page, heads)));
            }
            let Some(page) = self.pages.pop_front() else { return Ok(None) };
            if scene.both_see(&page)? {
                let mut heads = scene.ledger.heads(&page)?;
                if scene.faults.relay_rule_in_exchange {
                    heads.retain(|head| !scene.connected.contains(&head.opening.device));
                }
                self.rest = (!heads.is_empty()).then_some((page, heads));
            }
        }
    }
}

impl Shown {
    fn job(&self, lack: Lack) -> Result<Job, Breach> {
        let index = usize::try_from(lack.row).map_err(|_| Breach::Malformed)?;
        let (opening, end) = *self.rows.get(index).ok_or(Breach::Malformed)?;
        Ok(Job { opening, end, have: lack.ends.0 })
    }
}

impl Job {
    /// The next batches of the branch, if the peer may still see the page.
    fn load<L: Ledger>(
        &mut self,
        budget: usize,
        scene: &Scene<'_, L>,
    ) -> Result<Vec<Batch>, Breach> {
        if scene.ledger.sight(&self.opening.page, &scene.peer)? != Sight::Open {
            return Ok(Vec::new());
        }
        let log = self.opening.id();
        let mut found = scene.ledger.batches(&log, &self.end, &self.have, budget)?;
        found.truncate(BATCHES_CAP / 2);
        if let Some(batch) = found.last() {
            self.have = vec![Mark::from(&batch.row)];
        }
        Ok(found)
    }
}

impl Came {
    /// The store numbered in `(before, after]` what the peer sent.
    pub(crate) fn note(&mut self, before: u64, after: u64) {
        if before >= after {
            return;
        }
        match self.ranges.back_mut() {
            Some((_, end)) if *end == before => *end = after,
            _ => self.ranges.push_back((before, after)),
        }
        if self.ranges.len() > CAME_CAP {
            self.ranges.pop_front();
        }
    }

    /// Did all arrivals in `(before, after]` come from the peer?
    pub(crate) fn covers(&self, before: u64, after: u64) -> bool {
        self.ranges.iter().any(|(start, end)| *start <= before && after <= *end)
    }

    /// Did this arrival come from the peer?
    pub(crate) fn includes(&self, number: u64) -> bool {
        self.covers(number.saturating_sub(1), number)
    }

    /// The furthest number that is reached from `number` over what came from the peer alone.
    pub(crate) fn beyond(&self, number: u64) -> u64 {
        self.ranges.iter().fold(
            number,
            |at, (start, end)| {
                if *start <= at { at.max(*end) } else { at }
            },
        )
    }

    pub(crate) fn forget(&mut self, until: u64) {
        self.ranges.retain(|(_, end)| *end > until);
    }
}

impl<L: Ledger> Scene<'_, L> {
    /// May both this device and the peer see the page?
    pub(crate) fn both_see(&self, page: &PageId) -> Result<bool, Breach> {
        Ok(self.ledger.sight(page, &self.peer)? == Sight::Open
            && self.ledger.sight(page, &self.me)? == Sight::Open)
    }
}

/// Bytes of a batch's entries.
pub(crate) fn size(batch: &Batch) -> usize {
    batch.entries.iter().map(Vec::len).sum()
}
