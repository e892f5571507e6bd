//! The exchange of an interval: statements first, then the rows of the pages touched in it.

use std::collections::VecDeque;

use kring_trust::id::PageId;
use kring_trust::position::Position;

use crate::breach::Breach;
use crate::giving::{Giving, State};
use crate::ledger::{Head, Ledger};
use crate::message::{Blob, Few, Message, PAGES_CAP, ROWS_CAP, STATEMENTS_CAP};
use crate::session::Scene;

/// Bytes of statements in one message.
const STATEMENTS_BUDGET: usize = 128 * 1024;
/// Rows in one message, so that the answer is not long in coming.
const ROWS_BUDGET: usize = 2 * ROWS_CAP;

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

impl Giving {
    /// The next message of an exchange; none if all was shown and sent.
    pub(crate) fn step<L: Ledger>(
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
    pub(crate) fn end<L: Ledger>(
        &mut self,
        exchange: &Exchange,
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
        while self.showing.unanswered() < PAGES_CAP && count < ROWS_BUDGET {
            let Some((page, heads)) = exchange.next_heads(scene)? else { break };
            count += heads.len();
            pages.push(self.show(page, &heads, false));
        }
        Ok((!pages.is_empty()).then_some(Message::Rows { pages: Few(pages) }))
    }
}

impl Exchange {
    /// The interval `(from, to]` and the pages touched in it, in the order in which they go.
    pub(crate) fn new(from: u64, to: Position, pages: Vec<PageId>) -> Self {
        let pages = pages.into();
        Self { from, to, announced: false, statements: from, pages, rest: None }
    }

    /// Was every statement sent that may have kept a page back? Another process may have written
    /// one since the last look.
    pub(crate) fn is_told<L: Ledger>(&self, scene: &Scene<'_, L>) -> Result<bool, Breach> {
        let left_out = scene.faults.late_statements_left_out;
        Ok(left_out || self.statements >= scene.ledger.position()?.number)
    }

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
