//! The thread that owns an open group: it takes in what all connections brought, and asks every
//! session what its peer lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::Instant;

use iroh::RelayConfig;
use kring_sync::{Breach, Level, Notice, Presence, Session, Side};
use kring_trust::{DeviceId, StatementId};
use tokio::sync::mpsc;

use super::addresses::merged;
use super::asking::Asking;
use super::close::{CloseCode, Unreachable};
use super::connection::{Heard, Link, LinkId};
use super::desk;
use super::door::Ask;
use super::driver::Wish;
use super::events::Event;
use super::hand::Palm;
use super::hooks::{EndpointKey, Gate};
use super::host::{Host, HostError};
use super::internet::{self, Now};
use super::porter::Porter;
use super::presence::{self, Writing};
use super::take_back::Reception;
use super::traffic::Traffic;
use super::{present, version};

/// Messages taken in before every session is asked again: an edit of one peer does not wait for
/// the whole backlog of another.
const DRAIN: usize = 64;

/// So long nothing happens before what can wait is done, in milliseconds: an exchange, or a person
/// who types, is over then.
const CALM_MS: u64 = 2_000;

/// So long nothing happens before it is written down how far everybody is, in milliseconds, and so
/// long that may wait while things go on.
const STEPS_CALM_MS: u64 = 100;
const STEPS_MS: u64 = 1_000;

/// What tasks tell the group's thread. One channel per group.
#[derive(Debug)]
pub(super) enum Message {
    /// A connection with a member.
    Connected {
        /// It.
        link: Link,
        /// Where the other is.
        at: Option<SocketAddr>,
    },
    /// Somebody said something.
    Heard {
        /// On which connection.
        link: LinkId,
        /// What.
        heard: Heard,
    },
    /// There is room for a message again.
    Writable {
        /// On which connection.
        link: LinkId,
    },
    /// A connection ended.
    Closed {
        /// Which.
        link: LinkId,
        /// What was wrong, if anything was.
        why: Option<Unreachable>,
        /// The other sent what no honest program sends.
        hostile: bool,
    },
    /// A device could not be reached.
    Unreachable {
        /// Which.
        endpoint: EndpointKey,
        /// Why.
        why: Unreachable,
    },
    /// This laptop listens there now.
    Addresses(Vec<SocketAddr>),
    /// A relay answers now, or none does.
    Online(bool),
    /// A joiner's task asks something.
    Door(Ask),
    /// Somebody in this process has work for this thread.
    Work,
    /// Somebody wants to know what went over the wire.
    Count(SyncSender<Traffic>),
    /// Somebody presents themselves here, or this laptop elsewhere.
    Present(present::Ask),
    /// Another thread of this process wrote something: others need not wait for the next tick.
    Wrote,
    /// This laptop's person writes there now, or nowhere.
    Writing(Option<Writing>),
    /// A tenth of a second has gone by.
    Tick,
    /// The network ends: what is to be said is said now.
    Stop,
}

/// A connection and what is going on over it.
pub(super) struct Peer {
    pub(super) link: Link,
    session: Session,
    pub(super) at: Vec<SocketAddr>,
    pub(super) spoke: bool,
    writing: Option<Writing>,
    level: Level,
    asking: Asking,
    /// There was no room for what it has to say: [`Message::Writable`] follows.
    starved: bool,
}

impl Peer {
    const fn is_level(&self) -> bool {
        self.level.we_hold_theirs && self.level.they_hold_ours
    }
}

/// An open group on its own thread.
pub(super) struct Group<H> {
    pub(super) host: H,
    pub(super) gate: Gate,
    pub(super) porter: Porter,
    pub(super) reception: Reception,
    pub(super) own: Vec<SocketAddr>,
    events: SyncSender<Event>,
    wishes: mpsc::Sender<Wish>,
    palm: Palm<H>,
    /// What went over connections that are over.
    past: Traffic,
    pub(super) peers: BTreeMap<LinkId, Peer>,
    /// Those of `peers` that have something to say or to hear.
    awake: BTreeSet<LinkId>,
    pub(super) newest: Vec<StatementId>,
    /// The relays that the network uses, and how it is going as it was last written down.
    pub(super) relays: Vec<RelayConfig>,
    pub(super) internet: Now,
    /// What was last seen of the other processes' writing.
    version: i64,
    /// Where this laptop's person writes.
    writing: Option<Writing>,
    port: u16,
    stopping: bool,
    begun: Instant,
    /// When something happened last.
    busy: u64,
    /// When it was last written down how far everybody is.
    kept: u64,
}

impl<H: Host> Group<H> {
    /// Takes over `host`. `port` is where the endpoint listens.
    pub(super) fn new(
        host: H,
        gate: Gate,
        port: u16,
        events: SyncSender<Event>,
        wishes: mpsc::Sender<Wish>,
        palm: Palm<H>,
    ) -> Self {
        Self {
            host,
            gate,
            porter: Porter::default(),
            reception: Reception::default(),
            own: Vec::new(),
            events,
            wishes,
            palm,
            past: Traffic::default(),
            peers: BTreeMap::new(),
            awake: BTreeSet::new(),
            newest: Vec::new(),
            relays: Vec::new(),
            internet: Now::default(),
            version: 0,
            writing: None,
            port,
            stopping: false,
            begun: Instant::now(),
            busy: 0,
            kept: 0,
        }
    }

    /// With an endpoint that uses these relays already.
    pub(super) fn using(self, relays: Vec<RelayConfig>) -> Self {
        Self { relays, ..self }
    }

    /// Runs until [`Message::Stop`], then gives the group back to be closed.
    ///
    /// # Errors
    /// [`HostError`] when the store fails: nothing more is taken in or sent, and `host` is dropped.
    pub(super) fn run(mut self, mut inbox: mpsc::Receiver<Message>) -> Result<H, HostError> {
        self.members_changed()?;
        self.look_at_door()?;
        // A process that was killed may have left how it was going.
        internet::set_now(&mut self.host, &Now::default())?;
        while let Some(message) = inbox.blocking_recv() {
            let mut worked = matches!(message, Message::Work);
            self.take(message)?;
            for _ in 1..DRAIN {
                // What this laptop's person wrote leaves before they, or anybody, are read to.
                if worked {
                    break;
                }
                let Ok(message) = inbox.try_recv() else { break };
                worked = matches!(message, Message::Work);
                self.take(message)?;
            }
            self.notice_others()?;
            self.notice_roster()?;
            self.serve()?;
            self.notice_internet()?;
            if self.stopping && !self.has_more_to_say() {
                break;
            }
        }
        self.part_with_all(CloseCode::Done);
        self.forget_paths()?;
        self.close_doors()?;
        if let Err(error) = self.host.keep_steps() {
            tracing::debug!(%error, "how far everybody is was not written down");
        }
        Ok(self.host)
    }

    fn take(&mut self, message: Message) -> Result<(), HostError> {
        if !matches!(message, Message::Tick) {
            self.busy = self.now();
        }
        match message {
            Message::Connected { link, at } => self.connected(link, at),
            Message::Heard { link, heard } => self.heard(link, heard),
            Message::Writable { link } => {
                self.awake.insert(link);
                Ok(())
            }
            Message::Closed { link, why, hostile } => self.closed(link, why, hostile),
            Message::Unreachable { endpoint, why } => self.unreachable(&endpoint, why),
            Message::Addresses(own) => self.moved(own),
            Message::Online(online) => self.is_online(online),
            Message::Door(ask) => self.asked(ask),
            Message::Work => {
                self.palm.work(&mut self.host);
                self.wake_all();
                Ok(())
            }
            Message::Count(answer) => {
                self.count(&answer);
                Ok(())
            }
            Message::Present(ask) => self.presented(ask),
            // What was written is looked for after every message.
            Message::Wrote => Ok(()),
            Message::Writing(writing) => {
                self.writing = writing;
                self.show_presence();
                Ok(())
            }
            Message::Tick => self.tick(),
            Message::Stop => {
                self.stopping = true;
                Ok(())
            }
        }
    }

    /// What another process wrote is taken in before anything more is sent: it may have blocked
    /// somebody, or taken a page from them.
    fn notice_others(&mut self) -> Result<(), HostError> {
        let version = self.host.version()?;
        if std::mem::replace(&mut self.version, version) != version {
            self.host.take_in()?;
            self.busy = self.now();
            self.tell(Event::WrittenHere);
            self.wake_all();
            self.look_at_door()?;
        }
        Ok(())
    }

    fn tick(&mut self) -> Result<(), HostError> {
        self.sweep_door()?;
        self.look_at_paths()?;
        let now = self.now();
        let calm = now >= self.busy.saturating_add(STEPS_CALM_MS);
        if calm || now >= self.kept.saturating_add(STEPS_MS) {
            self.kept = now;
            self.host.keep_steps()?;
        }
        let found = now >= self.busy.saturating_add(CALM_MS) && self.host.upkeep()?;
        for (id, peer) in &mut self.peers {
            let level = peer.is_level();
            let ask = peer.spoke && (found || peer.asking.is_due(now, level));
            if ask {
                peer.session.ask();
            }
            if ask || peer.session.wake_at() <= now {
                self.awake.insert(*id);
            }
        }
        Ok(())
    }

    fn connected(&mut self, link: Link, at: Option<SocketAddr>) -> Result<(), HostError> {
        let old = self.peers.iter().find(|(_, peer)| peer.link.device == link.device);
        if let Some(old) = old.map(|(id, _)| *id) {
            self.drop_peer(old, None, CloseCode::Duplicate)?;
        }
        let side = if link.dialled { Side::Dialed } else { Side::Accepted };
        let me = self.host.device();
        match Session::new(me, link.device, side, &self.host, self.now()) {
            Ok(session) => {
                let session = session.speaking(version::ours());
                let (id, at) = (link.id, at.into_iter().collect());
                let level = Level::default();
                let asking = Asking::new(self.now(), link.dialled);
                let (spoke, starved) = (false, false);
                let peer = Peer { link, session, at, spoke, writing: None, level, asking, starved };
                self.peers.insert(id, peer);
                self.awake.insert(id);
                Ok(())
            }
            Err(breach) => {
                link.close(CloseCode::of_breach(&breach));
                store_failed(&breach)
            }
        }
    }

    fn heard(&mut self, id: LinkId, heard: Heard) -> Result<(), HostError> {
        let now = self.now();
        let Some(peer) = self.peers.get_mut(&id) else { return Ok(()) };
        let handled = peer.session.handle(heard.message, &mut self.host, now);
        self.awake.insert(id);
        // Who only says that we cannot speak with each other is not met.
        if !peer.session.is_parting() && !std::mem::replace(&mut peer.spoke, true) {
            self.spoke(id)?;
        }
        match handled {
            Ok(events) => events.into_iter().try_for_each(|event| self.happened(id, event)),
            Err(breach) => self.breached(id, &breach),
        }
    }

    /// The first message of a peer: it is really there.
    fn spoke(&mut self, id: LinkId) -> Result<(), HostError> {
        let Some(peer) = self.peers.get(&id) else { return Ok(()) };
        let (device, at) = (peer.link.device, peer.at.clone());
        tracing::info!(peer = %device.short(), "connected");
        self.met(&device, &at)?;
        self.tell(Event::Connected(device));
        self.show_presence();
        Ok(())
    }

    fn happened(&mut self, id: LinkId, event: kring_sync::Event) -> Result<(), HostError> {
        use kring_sync::Event as Sync;
        match event {
            Sync::Stored { before, after } => {
                if after > before {
                    // What came in on one connection may be lacking on the others.
                    self.wake_all();
                    self.tell(Event::Arrived);
                }
                Ok(())
            }
            Sync::Held(_) | Sync::Confirmed(_) => Ok(()),
            Sync::Presence(presence) => self.present(id, &presence),
            Sync::HandedOver { page, rows } => self.host.handed_over(&page, &rows),
            Sync::Notice(Notice::Blocked) => self.trouble(id, Unreachable::BlockedUs),
            Sync::Notice(Notice::Version { .. }) => Ok(()),
            Sync::Versions { version, .. } => self.trouble(id, version::other(version)),
        }
    }

    /// A peer says where it is and where others are.
    fn present(&mut self, id: LinkId, presence: &Presence) -> Result<(), HostError> {
        let Some(peer) = self.peers.get_mut(&id) else { return Ok(()) };
        let device = peer.link.device;
        let writing = presence::writing(presence);
        if writing != peer.writing {
            peer.writing.clone_from(&writing);
            let roster = self.host.roster();
            let writing = writing.filter(|writing| roster.sees(&device, &writing.page));
            self.tell(Event::Writing(device, writing));
        }
        let Some(peer) = self.peers.get_mut(&id) else { return Ok(()) };
        let theirs = merged(&peer.at, &presence::own_addresses(presence));
        if theirs != peer.at {
            peer.at.clone_from(&theirs);
            self.met(&device, &theirs)?;
        }
        for (device, at) in presence::whereabouts(presence) {
            let connected = self.peers.values().any(|peer| peer.link.device == device);
            let endpoint = self.host.roster().device(&device).map(|info| info.record.endpoint_key);
            if let Some(endpoint) = endpoint.filter(|_| !connected && !at.is_empty()) {
                self.wish(Wish::Learned(endpoint, at));
            }
        }
        Ok(())
    }

    /// Everybody is told whom else this laptop is connected with, and where; and where its person
    /// writes, if they may see that page.
    fn show_presence(&mut self) {
        let spoke = self.peers.values().filter(|peer| peer.spoke);
        let here: Vec<_> = spoke.map(|peer| (peer.link.device, peer.at.clone())).collect();
        let roster = self.host.roster();
        for peer in self.peers.values_mut() {
            let writing = self.writing.as_ref();
            let writing = writing.filter(|writing| roster.sees(&peer.link.device, &writing.page));
            let is_other = |(device, _): &&(DeviceId, _)| *device != peer.link.device;
            let others: Vec<_> = here.iter().filter(is_other).cloned().collect();
            peer.session.set_presence(presence::make(&self.own, &others, writing));
        }
        self.wake_all();
    }

    fn breached(&mut self, id: LinkId, breach: &Breach) -> Result<(), HostError> {
        store_failed(breach)?;
        tracing::warn!(%breach, link = id.0, "closing");
        if breach.is_hostile() {
            self.ban(id)?;
        }
        self.drop_peer(id, None, CloseCode::of_breach(breach))
    }

    /// Whoever sends what no honest program sends is left alone until the next start.
    fn ban(&mut self, id: LinkId) -> Result<(), HostError> {
        if let Some(peer) = self.peers.get(&id) {
            self.gate.ban(peer.link.endpoint);
        }
        self.trouble(id, Unreachable::Breach)
    }

    fn closed(
        &mut self,
        id: LinkId,
        why: Option<Unreachable>,
        hostile: bool,
    ) -> Result<(), HostError> {
        if hostile {
            self.ban(id)?;
        }
        if let Some(why) = why {
            self.trouble(id, why)?;
        }
        self.drop_peer(id, why, CloseCode::Done)
    }

    pub(super) fn drop_peer(
        &mut self,
        id: LinkId,
        why: Option<Unreachable>,
        code: CloseCode,
    ) -> Result<(), HostError> {
        self.awake.remove(&id);
        let Some(peer) = self.peers.remove(&id) else { return Ok(()) };
        let (device, spoke) = (peer.link.device, peer.spoke);
        self.past = self.past.and(&peer.link.traffic());
        match code {
            CloseCode::Blocked | CloseCode::Version | CloseCode::Done => peer.link.part(code),
            code => peer.link.close(code),
        }
        if spoke {
            let mut meeting = self.host.meeting(&device)?;
            meeting.met_ms = self.host.now_ms();
            self.host.remember(&device, &meeting)?;
            self.tell(Event::Disconnected(device, why));
            self.show_presence();
        }
        Ok(())
    }

    fn trouble(&mut self, id: LinkId, why: Unreachable) -> Result<(), HostError> {
        match self.peers.get(&id).map(|peer| peer.link.device) {
            Some(device) => self.note_trouble(&device, why),
            None => Ok(()),
        }
    }

    fn moved(&mut self, own: Vec<SocketAddr>) -> Result<(), HostError> {
        let bound = own.iter().find(|at| at.is_ipv4()).or_else(|| own.first());
        self.port = bound.map_or(self.port, SocketAddr::port);
        let listening = desk::Listening { port: self.port, addresses: own.clone() };
        desk::set_listening(&mut self.host, &listening)?;
        self.own.clone_from(&own);
        self.tell(Event::Listening(own));
        self.show_presence();
        Ok(())
    }

    fn notice_roster(&mut self) -> Result<(), HostError> {
        if self.host.roster().newest() == self.newest {
            return Ok(());
        }
        self.tell(Event::Roster);
        self.wake_all();
        self.members_changed()
    }

    fn serve(&mut self) -> Result<(), HostError> {
        for id in std::mem::take(&mut self.awake) {
            if let Err(breach) = self.serve_one(id) {
                self.breached(id, &breach)?;
            }
            self.reported(id)?;
            self.take_leave(id)?;
        }
        Ok(())
    }

    fn serve_one(&mut self, id: LinkId) -> Result<(), Breach> {
        let now = self.now();
        let Some(peer) = self.peers.get_mut(&id) else { return Ok(()) };
        peer.session.check(now)?;
        loop {
            peer.starved = !peer.link.has_room();
            if peer.starved {
                break;
            }
            let Some(message) = peer.session.poll(&mut self.host, now)? else { break };
            // There is room and this is the only sender, so it fails only if the connection ended.
            if !peer.link.send(message) {
                break;
            }
        }
        let level = peer.session.level(&self.host)?;
        peer.asking.happened(now, level.we_hold_theirs && level.they_hold_ours);
        if std::mem::replace(&mut peer.level, level) != level {
            let device = peer.link.device;
            self.tell(Event::Level(device, level));
        }
        Ok(())
    }

    fn reported(&mut self, id: LinkId) -> Result<(), HostError> {
        let events = self.peers.get_mut(&id).map(|peer| peer.session.events()).unwrap_or_default();
        events.into_iter().try_for_each(|event| self.happened(id, event))
    }

    /// Closes where one is blocked or the versions do not fit, after the other was told.
    fn take_leave(&mut self, id: LinkId) -> Result<(), HostError> {
        let closing = self.peers.get(&id).and_then(|peer| peer.session.closing());
        let Some(code) = closing.map(CloseCode::of_breach) else { return Ok(()) };
        if !self.host.roster().may_connect(&self.host.device()) {
            self.trouble(id, Unreachable::BlockedUs)?;
        }
        self.drop_peer(id, None, code)
    }

    fn count(&self, answer: &SyncSender<Traffic>) {
        let all = self.peers.values().fold(self.past, |sum, peer| sum.and(&peer.link.traffic()));
        if answer.try_send(all).is_err() {
            tracing::debug!("nobody waits for the answer");
        }
    }

    fn part_with_all(&mut self, code: CloseCode) {
        for (_, peer) in std::mem::take(&mut self.peers) {
            peer.link.part(code);
        }
    }

    /// Ends at the latest when the network gives up those who do not listen.
    fn has_more_to_say(&self) -> bool {
        self.peers.values().any(|peer| peer.starved)
    }

    fn wake_all(&mut self) {
        self.awake.extend(self.peers.keys());
    }

    /// For showing only: a reader that does not keep up misses some.
    pub(super) fn tell(&self, event: Event) {
        match self.events.try_send(event) {
            Ok(()) | Err(TrySendError::Disconnected(_)) => {}
            Err(TrySendError::Full(event)) => tracing::debug!(?event, "nobody looks"),
        }
    }

    pub(super) fn wish(&self, wish: Wish) {
        // The driver never waits for this thread, so it always gets to the wishes.
        if self.wishes.blocking_send(wish).is_err() {
            tracing::debug!("the network is closed already");
        }
    }

    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Our own store failing ends everything, not one connection.
fn store_failed(breach: &Breach) -> Result<(), HostError> {
    match breach {
        Breach::Store(error) => Err(HostError(error.to_string())),
        _ => Ok(()),
    }
}
