//! Rows that the peer shows, compared with our own.

use std::collections::BTreeSet;

use kring_trust::id::{LogId, PageId};
use kring_trust::log::LogOpening;

use crate::breach::Breach;
use crate::ledger::{Ledger, Mark, Sight};
use crate::message::{Answer, ENDS_CAP, Few, Lack, Message, PAGES_CAP, PageRows, Verdict};
use crate::session::Scene;
use crate::taking::Taking;

/// Answers owed: what an honest peer can have under way, and an offer.
const ANSWERS_CAP: usize = PAGES_CAP + 1;
/// Rows asked for and not received: 6 MB, far more than an honest window of pages has.
const PENDING_CAP: usize = 65_536;

/// An interval that the peer is giving.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// It begins no later than where we are.
    pub(crate) joins: bool,
    /// Something could not be taken: its end moves nothing.
    pub(crate) spoiled: bool,
    /// Pages that we may see and that were compared.
    pub(crate) compared: BTreeSet<PageId>,
    /// What was asked for and has not come.
    pending: Vec<(PageId, LogId, Mark)>,
}

impl Taking {
    /// A page touched in the interval.
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
        if verdict != Verdict::Declined {
            exchange.compared.insert(page);
        }
        exchange.pending.extend(asked.into_iter().map(|(log, mark)| (page, log, mark)));
        if exchange.pending.len() > PENDING_CAP {
            return Err(Breach::Flood);
        }
        self.answer(verdict)
    }

    /// A page that the peer would drop.
    pub(crate) fn offer<L: Ledger>(
        &mut self,
        rows: PageRows,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let (verdict, _) = self.compare(rows, scene)?;
        self.answer(verdict)
    }

    /// What is owed for the pages that were shown.
    pub(crate) fn answers(&mut self) -> Option<Message> {
        let count = self.answers.len().min(PAGES_CAP);
        let answers: Few<_, PAGES_CAP> = self.answers.drain(..count).collect();
        (!answers.is_empty()).then_some(Message::Answers { answers })
    }

    /// Compares the rows of a page with our own: the verdict, and what is asked for.
    fn compare<L: Ledger>(
        &mut self,
        rows: PageRows,
        scene: &Scene<'_, L>,
    ) -> Result<(Verdict, Vec<(LogId, Mark)>), Breach> {
        let page = rows.page;
        let marks = self.marks(rows)?;
        if scene.ledger.sight(&page, &scene.me)? != Sight::Open {
            return Ok((Verdict::Declined, Vec::new()));
        }
        let (mut lacks, mut asked, mut holds) = (Vec::new(), Vec::new(), true);
        for (row, (opening, mark)) in (0..).zip(marks) {
            let log = opening.id();
            if scene.ledger.holds(&log, &mark)? {
                continue;
            }
            holds = false;
            if !self.keeping.leaves_out(&log, &mark) {
                let ends = scene.ledger.ends(&log)?.into_iter().take(ENDS_CAP).collect();
                lacks.push(Lack { row, ends });
                asked.push((log, mark));
            }
        }
        Ok((if holds { Verdict::Holds } else { Verdict::Lacks(Few(lacks)) }, asked))
    }

    /// The rows with their logs' full names; each log must belong to the page.
    fn marks(&mut self, rows: PageRows) -> Result<Vec<(LogOpening, Mark)>, Breach> {
        let page = rows.page;
        let mut marks = Vec::with_capacity(rows.rows.len());
        for row in rows.rows {
            let opening = self.names.resolve(row.log, Some(page))?;
            if opening.page != page || row.mark.n == 0 {
                return Err(Breach::Malformed);
            }
            marks.push((opening, row.mark));
        }
        Ok(marks)
    }

    fn answer(&mut self, verdict: Verdict) -> Result<(), Breach> {
        self.answers.push_back(Answer { shown: self.shown, verdict });
        self.shown = self.shown.wrapping_add(1);
        if self.answers.len() > ANSWERS_CAP { Err(Breach::Flood) } else { Ok(()) }
    }
}

impl Exchange {
    pub(crate) const fn new(joins: bool) -> Self {
        Self { joins, spoiled: false, compared: BTreeSet::new(), pending: Vec::new() }
    }

    /// Forgets what has come of these logs.
    pub(crate) fn settle<L: Ledger>(
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
    pub(crate) fn needs<L: Ledger>(
        &self,
        scene: &Scene<'_, L>,
    ) -> Result<Vec<(LogId, Mark)>, Breach> {
        let mut needs = Vec::new();
        for (page, log, mark) in &self.pending {
            if scene.ledger.sight(page, &scene.me)? != Sight::Shut {
                needs.push((*log, *mark));
            }
        }
        Ok(needs)
    }
}
