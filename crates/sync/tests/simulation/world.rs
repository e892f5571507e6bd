//! The simulated group: its laptops, the connections between them, and everything that was said.

use std::collections::{BTreeMap, BTreeSet};

use kring_node::replica::Replica;
use kring_store::StoreError;
use kring_sync::ledger::Ledger;
use kring_sync::{Breach, Event, Mark, Message, Presence, Session, Side};
use kring_trust::{GroupId, LogId, PageId, PersonId};

use crate::dice::{Clock, Dice};
use crate::laptop::{Laptop, Newcomer};
use crate::link::Link;
use crate::mutant::Mutant;
use crate::operation::Schedule;
use crate::shadow::Written;
use crate::{Failure, claims};

/// More words than this without coming to rest is a failure.
const WORDS_CAP: usize = 200_000;

/// A word that somebody typed and that was acknowledged.
#[derive(Clone, Debug)]
pub(crate) struct Marker {
    pub(crate) word: String,
    pub(crate) page: PageId,
    /// The entries with which it came.
    pub(crate) entries: Vec<(LogId, Mark)>,
}

/// How often what was done: a simulation in which nothing succeeds proves nothing.
pub(crate) type Tally = BTreeMap<&'static str, usize>;

pub(crate) struct World {
    pub(crate) mutant: Mutant,
    pub(crate) dice: Dice,
    pub(crate) clock: Clock,
    pub(crate) group: GroupId,
    pub(crate) laptops: Vec<Laptop>,
    /// By the two laptops, the smaller number first.
    pub(crate) links: BTreeMap<(usize, usize), Link>,
    /// The group document first.
    pub(crate) pages: Vec<PageId>,
    pub(crate) notes: BTreeSet<PageId>,
    pub(crate) persons: Vec<PersonId>,
    pub(crate) markers: Vec<Marker>,
    pub(crate) forged: Vec<String>,
    pub(crate) written: Written,
    pub(crate) serial: usize,
    pub(crate) tally: Tally,
}

impl World {
    /// A group that was just founded, with its first members.
    pub(crate) fn new(schedule: &Schedule, mutant: Mutant) -> Result<Self, Failure> {
        let (mut dice, clock) = (Dice::new(schedule.seed), Clock::start());
        let newcomer = Newcomer::draw(&mut dice);
        let mut env =
            crate::dice::SimulatedEnv { clock: clock.clone(), dice: Dice::new(dice.next()) };
        let founder = Replica::founder(newcomer.keys(), newcomer.nonce, &mut env);
        let group = GroupId::founded_by(founder.statement.id());
        let statements = [founder.statement.encode()];
        let first = Laptop::new(newcomer, group, &statements, &clock, mutant.node)?;
        let mut world = Self {
            mutant,
            dice,
            clock,
            group,
            pages: vec![PageId::group_document(&group)],
            notes: BTreeSet::new(),
            persons: vec![first.person],
            laptops: vec![first],
            links: BTreeMap::new(),
            markers: Vec::new(),
            forged: Vec::new(),
            written: Written::default(),
            serial: 0,
            tally: Tally::new(),
        };
        world.introduce(0)?;
        while world.laptops.len() < schedule.laptops {
            let inviter = world.dice.roll(world.laptops.len());
            let own = world.dice.roll(6) == 0;
            world.join(inviter, own)?;
        }
        Ok(world)
    }

    pub(crate) fn count(&mut self, what: &'static str) {
        *self.tally.entry(what).or_default() += 1;
    }

    /// Two laptops find each other; `a` dials.
    pub(crate) fn connect(&mut self, a: usize, b: usize) -> Result<(), Failure> {
        let (one, two) = (&self.laptops[a], &self.laptops[b]);
        if one.device == two.device || !one.is_on() || !two.is_on() || self.link(a, b).is_some() {
            return Ok(());
        }
        // Whoever knows the other dials.
        let (a, b) = if self.knows(a, b) { (a, b) } else { (b, a) };
        if !self.knows(a, b) || !(self.is_known(a, b) || self.present(a, b)?) {
            return Ok(());
        }
        let (one, two) = (self.laptops[a].device, self.laptops[b].device);
        // Of two machines that are the same device, one at a time is met.
        for (me, device) in [(a, two), (b, one)] {
            let double = |other: &usize| self.laptops[*other].device == device;
            let old: Vec<_> = self.neighbours(me).into_iter().filter(double).collect();
            old.into_iter().for_each(|other| drop(self.links.remove(&key(me, other))));
        }
        let now = self.clock.now_ms();
        let dialled = Session::new(one, two, Side::Dialed, &self.laptops[a].disk(), now)?;
        let accepted = Session::new(two, one, Side::Accepted, &self.laptops[b].disk(), now)?;
        let faults = self.mutant.sync;
        let sessions = [dialled.with_faults(faults), accepted.with_faults(faults)];
        self.links.insert(key(a, b), Link::new([a, b], sessions));
        self.count("connect");
        self.tell_presence();
        Ok(())
    }

    /// Whether `host` is in, as far as `a` knows.
    fn knows(&self, a: usize, host: usize) -> bool {
        self.laptops[a].replica().may_connect(&self.laptops[host].device)
    }

    /// Whether `host` does not turn `a` away as a stranger. (Who is out is told so in a session.)
    fn is_known(&self, a: usize, host: usize) -> bool {
        let device = self.laptops[a].device;
        self.laptops[host].replica().roster().device(&device).is_some()
    }

    /// Who is turned away as a stranger, because the other's store was put back, shows who let
    /// them in, and gives back what was lost; true if they are believed.
    fn present(&mut self, stranger: usize, host: usize) -> Result<bool, Failure> {
        let laptop = &self.laptops[stranger];
        let (device, shows) = (laptop.device, laptop.replica().roster());
        let endpoint = laptop.replica().keys().record(None).endpoint_key;
        let roster = self.laptops[host].replica().roster();
        let introductions: Vec<_> = shows.introductions(&device).into_iter().cloned().collect();
        let believed = roster.shown(&introductions, &endpoint).is_ok();
        let given = shows.given_back(&roster.newest()).filter(|_| believed);
        let good = given.filter(|given| roster.check_given_back(given, &device).is_ok());
        let Some(statements) = good else {
            self.count("not taken back");
            return Ok(false);
        };
        let incoming = kring_sync::Incoming { statements, ..kring_sync::Incoming::new(device) };
        let taken = self.laptops[host].replica_mut().commit(incoming)?;
        if !taken.refused.is_empty() {
            return Err(Failure(format!(
                "{host} checked what {stranger} gave back, and refused it"
            )));
        }
        self.count("taken back");
        self.follow(host)?;
        Ok(true)
    }

    pub(crate) fn link(&self, a: usize, b: usize) -> Option<&Link> {
        self.links.get(&key(a, b))
    }

    pub(crate) fn cut(&mut self, link: (usize, usize)) {
        self.links.remove(&link);
        self.tell_presence();
    }

    pub(crate) fn cut_all_of(&mut self, laptop: usize) {
        self.links.retain(|ends, _| ends.0 != laptop && ends.1 != laptop);
        self.tell_presence();
    }

    fn neighbours(&self, laptop: usize) -> Vec<usize> {
        let other = |ends: &(usize, usize)| match *ends {
            (a, b) if a == laptop => Some(b),
            (a, b) if b == laptop => Some(a),
            _ => None,
        };
        self.links.keys().filter_map(other).collect()
    }

    fn tell_presence(&mut self) {
        let keys: Vec<_> = self.links.keys().copied().collect();
        for link in keys {
            for end in 0..2 {
                let Some(me) = self.links.get(&link).map(|link| link.ends[end]) else { continue };
                let with = self.neighbours(me);
                let connected = with.into_iter().map(|at| self.laptops[at].device).collect();
                let presence = Presence { connected, ..Presence::default() };
                if let Some(link) = self.links.get_mut(&link) {
                    link.sessions[end].set_presence(presence);
                }
            }
        }
    }

    /// Some words in both directions.
    pub(crate) fn talk(
        &mut self,
        link: (usize, usize),
        turns: usize,
        bytes: usize,
    ) -> Result<(), Failure> {
        for _ in 0..turns {
            for end in 0..2 {
                self.say(link, end)?;
                self.deliver(link, 1 - end, bytes)?;
            }
        }
        Ok(())
    }

    /// All talk until nobody has anything to say.
    pub(crate) fn settle(&mut self, bytes: usize) -> Result<(), Failure> {
        let mut words = 0;
        loop {
            let mut any = false;
            let mut links: Vec<_> = self.links.keys().copied().collect();
            self.dice.shuffle(&mut links);
            for link in links {
                for end in 0..2 {
                    any |= self.say(link, end)?;
                    any |= self.deliver(link, 1 - end, bytes)?;
                }
            }
            words += self.links.len();
            if !any {
                return Ok(());
            }
            if words > WORDS_CAP {
                return Err(Failure("they never stop talking".into()));
            }
        }
    }

    /// Lets one end say one thing; false if it has nothing to say.
    fn say(&mut self, link: (usize, usize), end: usize) -> Result<bool, Failure> {
        let now = self.clock.now_ms();
        let Some(talk) = self.links.get_mut(&link) else { return Ok(false) };
        let (me, peer) = (talk.ends[end], talk.ends[1 - end]);
        let peer_device = self.laptops[peer].device;
        let was_full = self.laptops[me].full;
        let polled = talk.sessions[end].poll(&mut self.laptops[me].disk(), now);
        let message = match polled {
            Ok(message) => message,
            Err(breach) => return self.breached(link, me, was_full, &breach).map(|()| false),
        };
        if let Some(message) = &message {
            let replica = self.laptops[me].replica();
            if !matches!(message, Message::Bye(_)) && !replica.may_connect(&peer_device) {
                return Err(Failure(format!("laptop {peer} is out and was sent {message:?}")));
            }
            for page in talk.note(end, message) {
                if !replica.roster().sees(&peer_device, &page) {
                    let page = page.short();
                    return Err(Failure(format!("{me} sent {peer} page {page}, not for it")));
                }
            }
            talk.wires[1 - end].extend(kring_sync::encode(message)?);
        }
        let over = message.is_none() && talk.sessions[end].closing().is_some();
        self.happened(link, end)?;
        if over && self.links.get(&link).is_some_and(|talk| talk.wires[1 - end].is_empty()) {
            self.cut(link);
        }
        Ok(message.is_some())
    }

    /// Delivers what is under way to one end; false if nothing was.
    fn deliver(&mut self, link: (usize, usize), end: usize, most: usize) -> Result<bool, Failure> {
        let now = self.clock.now_ms();
        let Some(talk) = self.links.get_mut(&link) else { return Ok(false) };
        let (me, count) = (talk.ends[end], talk.wires[end].len().min(most));
        let bytes: Vec<u8> = talk.wires[end].drain(..count).collect();
        talk.inboxes[end].push(&bytes, now);
        loop {
            let Some(talk) = self.links.get_mut(&link) else { return Ok(true) };
            let Some(message) = talk.inboxes[end].next(now)? else { return Ok(count > 0) };
            let was_full = self.laptops[me].full;
            let handled = talk.sessions[end].handle(message, &mut self.laptops[me].disk(), now);
            match handled {
                Ok(events) => self.all_happened(link, end, events)?,
                Err(breach) => return self.breached(link, me, was_full, &breach).map(|()| true),
            }
        }
    }

    /// The checks that a running program makes of each connection.
    pub(crate) fn look_at_clocks(&mut self) {
        let now = self.clock.now_ms();
        let late = |link: &Link| {
            link.sessions.iter().any(|session| session.check(now).is_err())
                || link.inboxes.iter().any(|inbox| inbox.check(now).is_err())
        };
        let late: Vec<_> =
            self.links.iter().filter(|(_, link)| late(link)).map(|(ends, _)| *ends).collect();
        late.into_iter().for_each(|link| self.cut(link));
    }

    fn breached(
        &mut self,
        link: (usize, usize),
        me: usize,
        was_full: bool,
        breach: &Breach,
    ) -> Result<(), Failure> {
        let refused = was_full && !self.laptops[me].full;
        if !refused || !matches!(breach, Breach::Store(_)) {
            return Err(Failure(format!("{me} closed an honest peer of {link:?}: {breach}")));
        }
        self.count("disk refused");
        self.cut(link);
        self.follow(me)
    }

    fn happened(&mut self, link: (usize, usize), end: usize) -> Result<(), Failure> {
        let Some(talk) = self.links.get_mut(&link) else { return Ok(()) };
        let events = talk.sessions[end].events();
        self.all_happened(link, end, events)
    }

    fn all_happened(
        &mut self,
        link: (usize, usize),
        end: usize,
        events: Vec<Event>,
    ) -> Result<(), Failure> {
        let Some(talk) = self.links.get(&link) else { return Ok(()) };
        let (me, peer) = (talk.ends[end], talk.ends[1 - end]);
        self.follow(me)?;
        for event in events {
            match event {
                Event::Confirmed(Some(position)) => {
                    claims::true_green(self, me, peer, position)?;
                }
                Event::Held(Some(position)) => claims::true_green(self, peer, me, position)?,
                Event::HandedOver { page, rows } => {
                    claims::true_hand_over(self, me, peer, &page)?;
                    self.laptops[me].replica_mut().handed_over(&page, &rows)?;
                    self.follow(me)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Notes what arrived in a store, and judges it.
    pub(crate) fn follow(&mut self, at: usize) -> Result<(), Failure> {
        let laptop = &mut self.laptops[at];
        let Some(_) = laptop.is_on().then_some(()) else { return Ok(()) };
        let before = laptop.shadow.number;
        let mut shadow = std::mem::take(&mut laptop.shadow);
        let gone = shadow.follow(laptop.replica(), &mut self.written);
        laptop.shadow = shadow;
        let roster = laptop.replica().roster();
        let gone = gone?;
        for page in &gone {
            if !laptop.handed.contains(page) && !roster.is_erased(page) {
                let page = page.short();
                return Err(Failure(format!("{at} dropped page {page} before it was handed over")));
            }
        }
        let new = laptop.shadow.entries.iter().rev().take_while(|entry| entry.number > before);
        for entry in new {
            if !roster.sees(&laptop.device, &entry.page) {
                let page = entry.page.short();
                return Err(Failure(format!("{at} took entries of page {page}, not for it")));
            }
        }
        laptop.handed.retain(|page| !gone.contains(page));
        Ok(())
    }
}

/// The two laptops of a link in their order.
pub(crate) fn key(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(format!("the store failed: {error}"))
    }
}
