//! What arrives is passed on as it arrives.
//!
//! Nothing is queued. Each poll looks at the arrivals since the last step: what came from the peer
//! it has; what it may not see is not for it; and by the relay rule, entries whose writer the peer
//! is connected with are left to the writer. These ride along as `skipped` with the next message,
//! and are looked at again until then, so that they are passed on after all if that connection
//! goes.

use kring_trust::log::{Batch, LogOpening, Row, chain_next};
use kring_trust::position::Position;

use crate::breach::Breach;
use crate::giving::{Giving, State};
use crate::ledger::{Arrival, Ledger, Mark};
use crate::message::{BATCHES_CAP, Blob, Few, Message, SKIPPED_CAP, STATEMENTS_CAP, Skip, Step};
use crate::session::Scene;

/// Bytes of arrivals in one step; with more, an exchange is the better way.
const LIVE_BUDGET: usize = 256 * 1024;

/// Steps under way without an answer; more would only fill the peer's buffers.
const LIVE_WINDOW: usize = 64;

/// What a look at the arrivals found.
enum Look {
    /// Rows are to be compared.
    Compare,
    /// Nothing for the peer but perhaps places that were left out.
    Nothing(Vec<(LogOpening, Row)>),
    /// Something for the peer.
    Found(Found),
}

#[derive(Default)]
struct Found {
    statements: Vec<Vec<u8>>,
    batches: Vec<Batch>,
    skipped: Vec<(LogOpening, Row)>,
}

impl Giving {
    /// The next live message, or the first of an exchange if that is the better way.
    pub(crate) fn live<L: Ledger>(
        &mut self,
        scene: &mut Scene<'_, L>,
    ) -> Result<Option<Message>, Breach> {
        let to = scene.ledger.position()?;
        let news = to.number > self.seen.max(self.at) || scene.came.compare;
        if !news || self.unanswered >= LIVE_WINDOW {
            return Ok(None);
        }
        match self.look(scene)? {
            Look::Compare => {
                self.begin(self.at, &[], scene)?;
                self.next(scene)
            }
            Look::Nothing(skipped) => {
                self.seen = to.number;
                self.infer(to, &skipped, scene)?;
                Ok(None)
            }
            Look::Found(found) => self.pass_on(to, found, scene),
        }
    }

    /// What was left out may have to be passed on after all.
    pub(crate) const fn look_again(&mut self) {
        self.seen = self.at;
    }

    /// The step over arrivals that hold nothing for the peer, to ride along with a `Have`.
    pub(crate) fn quiet_step<L: Ledger>(
        &mut self,
        scene: &mut Scene<'_, L>,
    ) -> Result<Option<Step>, Breach> {
        let to = scene.ledger.position()?;
        if !matches!(self.state, State::Live) || to.number <= self.at {
            return Ok(None);
        }
        let Look::Nothing(skipped) = self.look(scene)? else { return Ok(None) };
        if scene.ledger.tell()? != to {
            return Ok(None);
        }
        self.infer(to, &skipped, scene)?;
        Ok(Some(self.step_to(to, &skipped, false, scene)))
    }

    fn pass_on<L: Ledger>(
        &mut self,
        to: Position,
        found: Found,
        scene: &mut Scene<'_, L>,
    ) -> Result<Option<Message>, Breach> {
        if scene.ledger.tell()? != to {
            // Another process wrote since the look: look again.
            return Ok(None);
        }
        let step = self.step_to(to, &found.skipped, true, scene);
        self.unanswered += 1;
        let statements = found.statements.into_iter().map(Blob).collect();
        let batches = Few(found.batches.into_iter().map(|batch| self.wire(batch)).collect());
        Ok(Some(Message::Live { step, statements, batches }))
    }

    fn step_to<L: Ledger>(
        &mut self,
        to: Position,
        skipped: &[(LogOpening, Row)],
        live: bool,
        scene: &mut Scene<'_, L>,
    ) -> Step {
        let named = |(opening, row): &(LogOpening, Row)| Skip {
            log: self.names.name(opening, None),
            mark: Mark::from(row),
        };
        let skipped = skipped.iter().map(named).collect();
        let step = Step { from: self.at, to, skipped };
        (self.at, self.seen) = (to.number, to.number);
        self.tell(to, live);
        scene.came.forget(to.number);
        step
    }

    /// A peer that had everything up to the last step, and sent all that came since, or may not
    /// see it, has everything: it need not say so.
    fn infer<L: Ledger>(
        &mut self,
        to: Position,
        skipped: &[(LogOpening, Row)],
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let confirmed = self.confirmed.map_or(0, |it| it.number);
        if skipped.is_empty() && confirmed >= self.at && confirmed < to.number {
            self.confirm(Some(to), scene)?;
        }
        Ok(())
    }

    fn look<L: Ledger>(&self, scene: &Scene<'_, L>) -> Result<Look, Breach> {
        let audiences_count = !scene.faults.audience_not_compared;
        if scene.came.compare && audiences_count {
            return Ok(Look::Compare);
        }
        let from = scene.came.beyond(self.at);
        let Some(arrivals) = scene.ledger.arrivals(from, LIVE_BUDGET)? else {
            return Ok(Look::Compare);
        };
        let mut found = Found::default();
        for arrival in arrivals {
            match arrival {
                Arrival::Statement { number, .. } if scene.came.includes(number) => {}
                Arrival::Statement { compare: true, .. } if audiences_count => {
                    return Ok(Look::Compare);
                }
                Arrival::Statement { bytes, .. } => found.statements.push(bytes),
                Arrival::Entries { number, batch } => found.sort(number, batch, scene)?,
            }
        }
        Ok(found.into_look())
    }
}

impl Found {
    fn sort<L: Ledger>(
        &mut self,
        number: u64,
        batch: Batch,
        scene: &Scene<'_, L>,
    ) -> Result<(), Breach> {
        let first = number.saturating_sub(batch.entries.len() as u64);
        if scene.came.covers(first, number) || !scene.both_see(&batch.opening.page)? {
            return Ok(());
        }
        let writer = batch.opening.device;
        let relayed = writer != scene.me && writer != scene.peer;
        if relayed && scene.connected.contains(&writer) {
            self.skip(&batch);
        } else {
            self.batches.push(batch);
        }
        Ok(())
    }

    /// Holding a later place implies holding the earlier one, if it is on the same branch.
    fn skip(&mut self, batch: &Batch) {
        let leads_on = |row: &Row| {
            let entries = batch.entries.iter();
            row.log == batch.row.log
                && row.n == batch.after
                && entries.fold(row.chain, |chain, entry| chain_next(&chain, entry))
                    == batch.row.chain
        };
        match self.skipped.iter_mut().find(|(_, row)| leads_on(row)) {
            Some((_, earlier)) => *earlier = batch.row,
            None => self.skipped.push((batch.opening, batch.row)),
        }
    }

    fn into_look(self) -> Look {
        let too_many = self.skipped.len() > SKIPPED_CAP
            || self.batches.len() > BATCHES_CAP
            || self.statements.len() > STATEMENTS_CAP;
        if too_many {
            Look::Compare
        } else if self.statements.is_empty() && self.batches.is_empty() {
            Look::Nothing(self.skipped)
        } else {
            Look::Found(self)
        }
    }
}
