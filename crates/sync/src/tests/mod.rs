//! Two and more sessions against stores in memory.

mod exchange;
mod hostile;
mod live;
mod random;

use crate::breach::Breach;
use crate::fake::Fake;
use crate::faults::Faults;
use crate::frame::{Inbox, encode};
use crate::message::{Message, Presence};
use crate::session::{Event, Session, Side};

/// One connection between two of the stores.
struct Link {
    ends: [usize; 2],
    sessions: [Session; 2],
    inboxes: [Inbox; 2],
    /// What was sent and has not been delivered, to each end.
    wires: [Vec<u8>; 2],
    /// Bytes that may still be delivered before the connection is lost.
    left: usize,
    /// What was said, by which end.
    said: Vec<(usize, Message)>,
    events: Vec<(usize, Event)>,
    bytes: usize,
}

impl Link {
    fn new(stores: &[Fake], ends: [usize; 2], now: u64) -> Self {
        Self::faulty(stores, ends, now, Faults::default())
    }

    fn faulty(stores: &[Fake], ends: [usize; 2], now: u64, faults: Faults) -> Self {
        let session = |side: usize| {
            let (me, peer) = (&stores[ends[side]], &stores[ends[1 - side]]);
            let role = if side == 0 { Side::Dialed } else { Side::Accepted };
            Session::new(me.me, peer.me, role, me, now).expect("reads").with_faults(faults)
        };
        Self {
            ends,
            sessions: [session(0), session(1)],
            inboxes: [Inbox::new(), Inbox::new()],
            wires: [Vec::new(), Vec::new()],
            left: usize::MAX,
            said: Vec::new(),
            events: Vec::new(),
            bytes: 0,
        }
    }

    /// Lets one end say one thing. False if it has nothing to say.
    fn say(&mut self, stores: &mut [Fake], end: usize, now: u64) -> Result<bool, Breach> {
        let store = &mut stores[self.ends[end]];
        let message = self.sessions[end].poll(store, now)?;
        self.note(stores, end);
        let Some(message) = message else { return Ok(false) };
        let frame = encode(&message)?;
        self.bytes += frame.len();
        self.said.push((end, message));
        self.wires[1 - end].extend(frame);
        Ok(true)
    }

    /// Delivers what is on the wire to one end. False if nothing was.
    fn deliver(&mut self, stores: &mut [Fake], end: usize, now: u64) -> Result<bool, Breach> {
        let count = self.wires[end].len().min(self.left);
        self.left -= count;
        let bytes: Vec<u8> = self.wires[end].drain(..count).collect();
        self.inboxes[end].push(&bytes, now);
        let mut any = false;
        while let Some(message) = self.inboxes[end].next(now)? {
            let store = &mut stores[self.ends[end]];
            let result = self.sessions[end].handle(message, store, now);
            let events = result?;
            self.events.extend(events.into_iter().map(|event| (end, event)));
            self.drop_handed_over(stores);
            any = true;
        }
        Ok(any)
    }

    fn note(&mut self, stores: &mut [Fake], end: usize) {
        let events = self.sessions[end].events();
        self.events.extend(events.into_iter().map(|event| (end, event)));
        self.drop_handed_over(stores);
    }

    fn drop_handed_over(&mut self, stores: &mut [Fake]) {
        for (end, event) in &self.events {
            let Event::HandedOver { page, rows } = event else { continue };
            let store = &mut stores[self.ends[*end]];
            let here = store.ends_of(*page);
            let handed = rows.iter().map(|(opening, mark)| (opening.id(), *mark)).collect();
            if here == handed {
                store.drop_page(*page);
            }
        }
    }

    /// Both talk until neither has anything to say.
    fn settle(&mut self, stores: &mut [Fake], now: u64) -> Result<(), Breach> {
        for _ in 0..10_000 {
            let mut any = false;
            for end in [0, 1] {
                any |= self.say(stores, end, now)?;
                any |= self.deliver(stores, 1 - end, now)?;
            }
            if !any || self.left == 0 {
                return Ok(());
            }
        }
        panic!("they never stop talking: {:?}", self.said.iter().rev().take(8).collect::<Vec<_>>());
    }

    fn is_level(&self, stores: &[Fake]) -> bool {
        [0, 1].iter().all(|end| {
            let level = self.sessions[*end].level(&stores[self.ends[*end]]).expect("reads");
            level.we_hold_theirs && level.they_hold_ours && !level.exchanging
        })
    }

    fn count(&self, wanted: impl Fn(&Message) -> bool) -> usize {
        self.said.iter().filter(|(_, message)| wanted(message)).count()
    }

    /// `Have` and numbers mean what they say, at both ends.
    fn honest(&self, stores: &[Fake]) -> Result<(), String> {
        for end in [0, 1] {
            let (us, them) = (&stores[self.ends[end]], &stores[self.ends[1 - end]]);
            let ours = us.peers.get(&them.me).copied().unwrap_or_default();
            let theirs = them.peers.get(&us.me).copied().unwrap_or_default();
            if let Some(what) = ours.confirmed.and_then(|it| us.lacking(&it, them)) {
                return Err(format!("false green at {end}: {what}"));
            }
            if let Some(what) = theirs.held.and_then(|it| us.lacking(&it, them)) {
                return Err(format!("false number at {}: {what}", 1 - end));
            }
        }
        Ok(())
    }
}

/// Connects two stores for as long as they have something to say.
fn meet(stores: &mut [Fake], ends: [usize; 2]) -> Link {
    let mut link = Link::new(stores, ends, 0);
    link.settle(stores, 0).expect("honest");
    link.honest(stores).expect("true");
    link
}

fn connected(with: &[&Fake]) -> Presence {
    let connected = with.iter().map(|fake| fake.me).collect();
    Presence { connected, ..Presence::default() }
}
