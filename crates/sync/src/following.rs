//! Steps of the peer's position as they come: live messages, and steps with nothing in them.

use kring_trust::statement::STATEMENT_CAP;

use crate::breach::Breach;
use crate::ledger::{Advance, Held, Incoming, Ledger};
use crate::message::{BATCHES_CAP, Blob, Few, STATEMENTS_CAP, Step, WireBatch};
use crate::session::Scene;
use crate::taking::Taking;

/// Places that a step waits for; with more, the next `Hello` mends it.
const WAITING_CAP: usize = 1024;

/// A step that is complete but for what another laptop is about to bring.
#[derive(Debug)]
pub(crate) struct Waiting {
    advance: Advance,
    /// It brought something, so the peer is told when it is on disk.
    report: bool,
    /// Our own number at the last attempt.
    tried: u64,
}

impl Taking {
    /// Something arrived there: it is stored, and the number moves if that was all.
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
        self.told(step.to);
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
}
