//! What this laptop gives: where the peer stands, and what it gets next.

use std::collections::VecDeque;

use kring_trust::id::PageId;
use kring_trust::position::Position;

use crate::breach::Breach;
use crate::exchange::Exchange;
use crate::handing::Handing;
use crate::ledger::{Incoming, Ledger, Sight};
use crate::message::{Hello, Message};
use crate::names::Naming;
use crate::session::{Event, Scene};
use crate::showing::Showing;

/// Positions told that an answer may still name; older ones are answered by a `Hello`.
const SENT_CAP: usize = 128;

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
    pub(crate) showing: Showing,
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

/// A position that the peer may name in a `Have`.
#[derive(Clone, Copy, Debug)]
struct Sent {
    position: Position,
    /// It was the end of a live message, which will be answered.
    live: bool,
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
            showing: Showing::default(),
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
        let mut pages = scene.ledger.pages_touched(from, to.number)?;
        let named: Vec<_> = whole.iter().filter(|page| !pages.contains(page)).copied().collect();
        pages.splice(..0, named);
        self.sent.clear();
        self.unanswered = 0;
        self.state = State::Exchange(Exchange::new(from, to, pages));
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
                if self.showing.all_answered() && exchange.is_told(scene)? {
                    return self.end(&exchange, scene).map(Some);
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
}

impl<L: Ledger> Scene<'_, L> {
    /// May both this device and the peer see the page?
    pub(crate) fn both_see(&self, page: &PageId) -> Result<bool, Breach> {
        Ok(self.ledger.sight(page, &self.peer)? == Sight::Open
            && self.ledger.sight(page, &self.me)? == Sight::Open)
    }
}
