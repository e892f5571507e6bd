//! The task that owns the endpoint: who comes in, whom to dial, which connection stays.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use iroh::endpoint::{
    ConnectError, ConnectWithOptsError, ConnectingError, Connection, Incoming, IncomingAddr,
};
use iroh::{Endpoint, EndpointAddr, EndpointId, RelayConfig, TransportAddr, Watcher};
use iroh_mdns_address_lookup::DiscoveryEvent;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_stream::{Stream, StreamExt};
use tracing::Instrument;

use super::addresses::Reach;
use super::close::{CloseCode, Unreachable};
use super::connection::{Ended, LinkId, link};
use super::dial::{Attempt, Planner};
use super::door;
use super::endpoint::{Bind, EndpointError, addresses, open, port, start_mdns};
use super::group::Message;
use super::hooks::{EndpointKey, Gate, JOIN_ALPN, SYNC_ALPN, short};
use super::lookout;
use super::networks::Networks;
use super::present::Presenting;
use crate::env::{Env, random_array};
use crate::ticket::InvitationId;

/// Handshakes of others under way at once. A crowd on one Wi-Fi fits; each costs some kilobytes.
const HANDSHAKE_CAP: usize = 256;

/// A handshake, ours or another's, is done within this time or given up.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Joiners served at once: a group that comes in by one door, and some who are in the way.
const JOINER_CAP: usize = 24;

/// How often the group's thread looks for what other processes wrote, and dials are planned.
const TICK: Duration = Duration::from_millis(100);

/// The clock running ahead of the ticks by this much means that the laptop slept.
const SLEPT_MS: u64 = 5_000;

/// After sleeping this long the others have given up our connections.
const FORGOTTEN_MS: u64 = 15_000;

/// Two dials within this time were made at the same moment from both sides: a handshake with one
/// lost packet takes less. A later one means that the other side lost the first.
const SIMULTANEOUS: Duration = Duration::from_secs(2);

/// Saying the last words to all, until they have them, takes at most this long.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// After that the endpoint is closed. The notices leave at once; waiting for their answers, as
/// QUIC would for some seconds on a young connection, helps nobody.
const CLOSING: Duration = Duration::from_millis(50);

/// What the group's thread wants of the network.
#[derive(Debug)]
pub(super) enum Wish {
    /// These devices may be dialled, at the addresses kept of each; no others.
    Peers(Vec<(EndpointKey, Vec<SocketAddr>)>),
    /// These doors stand open; the room is told.
    Doors(Vec<InvitationId>),
    /// A member says that another is to be found there.
    Learned(EndpointKey, Vec<SocketAddr>),
    /// The internet is on by these relays; by none it is off.
    Internet(Vec<RelayConfig>),
}

struct Live {
    id: LinkId,
    connection: Connection,
    dialled: bool,
    since: Instant,
}

type Dialled = (EndpointKey, u64, Result<Connection, Option<Unreachable>>);

/// The task's state.
pub(super) struct Driver {
    endpoint: Endpoint,
    bind: Bind,
    gate: Gate,
    env: Box<dyn Env>,
    inbox: mpsc::Sender<Message>,
    planner: Planner,
    live: BTreeMap<EndpointKey, Live>,
    dialling: BTreeMap<EndpointKey, (u64, AbortHandle)>,
    /// Whether each came by a relay, too.
    handshakes: JoinSet<Option<(Connection, bool)>>,
    dials: JoinSet<Dialled>,
    links: JoinSet<(EndpointKey, LinkId, Ended)>,
    joiners: JoinSet<()>,
    presenting: Presenting,
    reach: Reach,
    relays: Vec<RelayConfig>,
    /// Whether a relay answers, and whether the group's thread knows it.
    online: (bool, bool),
    doors: Vec<InvitationId>,
    /// The group's thread has not been told of `own` yet.
    tell_own: bool,
    count: u64,
    begun: Instant,
    last_tick: (u64, u64),
}

impl Driver {
    /// Takes over `endpoint`, which listens on the networks of `bind` and uses `relays`.
    pub(super) fn new(
        endpoint: Endpoint,
        bind: Bind,
        relays: Vec<RelayConfig>,
        gate: Gate,
        mut env: Box<dyn Env>,
        inbox: mpsc::Sender<Message>,
    ) -> Self {
        let reach = Reach { own: addresses(&endpoint, bind), far: !relays.is_empty() };
        let wall = env.now_ms();
        Self {
            endpoint,
            bind,
            gate,
            env,
            inbox,
            planner: Planner::default(),
            live: BTreeMap::new(),
            dialling: BTreeMap::new(),
            handshakes: JoinSet::new(),
            dials: JoinSet::new(),
            links: JoinSet::new(),
            joiners: JoinSet::new(),
            presenting: Presenting::default(),
            reach,
            relays,
            online: (false, true),
            doors: Vec::new(),
            tell_own: true,
            count: 0,
            begun: Instant::now(),
            last_tick: (0, wall),
        }
    }

    /// Runs until `stop` changes or the group's thread is gone; then everything is closed.
    pub(super) async fn run(
        mut self,
        mut wishes: mpsc::Receiver<Wish>,
        mut stop: watch::Receiver<bool>,
        mut networks: watch::Receiver<Networks>,
        mdns: bool,
    ) {
        let mut seen = self.look_around(mdns).await;
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                incoming = self.endpoint.accept() => match incoming {
                    Some(incoming) => self.incoming(incoming),
                    // It ends by itself where it loses all its addresses.
                    None => networks.mark_changed(),
                },
                Some(Ok(come)) = self.handshakes.join_next() => self.accepted(come),
                Some(Ok(dialled)) = self.dials.join_next() => self.dialled(dialled),
                Some(Ok((endpoint, id, ended))) = self.links.join_next() => {
                    self.ended(endpoint, id, &ended);
                }
                Some(_) = self.joiners.join_next() => {}
                Some(taken) = self.presenting.ended() => self.presented(taken),
                wish = wishes.recv() => match wish {
                    Some(wish) => if self.wish(wish) {
                        self.last_words().await;
                        networks.mark_changed();
                    },
                    None => break,
                },
                Some(event) = seen.next() => self.seen(&event),
                Ok(()) = networks.changed() => {
                    let here = networks.borrow_and_update().clone();
                    if !self.begin_anew(&here).await {
                        break;
                    }
                    seen = self.look_around(mdns).await;
                }
                _ = tick.tick() => if self.tick() {
                    networks.mark_changed();
                },
                _ = stop.changed() => break,
            }
        }
        // From here on nobody looks at wishes; who makes one must not wait.
        drop(wishes);
        self.close().await;
    }

    fn incoming(&mut self, incoming: Incoming) {
        let is_relayed = match incoming.remote_addr() {
            IncomingAddr::Ip(from) if self.reach.covers(&from) => false,
            // The relay proved whose it is: a stranger there gets no answer at all, but while a
            // ticket is open that names a relay.
            IncomingAddr::Relay { endpoint_id, .. }
                if self.gate.answers_by_relay(endpoint_id.as_bytes()) =>
            {
                true
            }
            _ => return incoming.ignore(),
        };
        if !is_relayed && !incoming.remote_addr_validated() {
            // A forged source costs us one packet and no memory.
            if incoming.retry().is_err() {
                tracing::debug!("validated meanwhile");
            }
            return;
        }
        if self.handshakes.len() >= HANDSHAKE_CAP {
            return incoming.refuse();
        }
        self.handshakes.spawn(async move {
            let accepting = incoming.accept().ok()?;
            let connection = timeout(HANDSHAKE, accepting).await.ok()?.ok()?;
            Some((connection, is_relayed))
        });
    }

    fn accepted(&mut self, come: Option<(Connection, bool)>) {
        let Some((connection, is_relayed)) = come else { return };
        if connection.alpn() == SYNC_ALPN {
            self.admit(connection, false);
        } else if connection.alpn() == JOIN_ALPN {
            self.serve_joiner(connection, is_relayed);
        }
    }

    fn serve_joiner(&mut self, connection: Connection, is_relayed: bool) {
        if self.joiners.len() >= JOINER_CAP {
            return CloseCode::TooMany.close(&connection);
        }
        let peer = short(connection.remote_id().as_bytes());
        let me = *self.endpoint.id().as_bytes();
        let (gate, inbox) = (self.gate.clone(), self.inbox.clone());
        let serving = door::serve(connection, is_relayed, me, gate, inbox);
        self.joiners.spawn(serving.instrument(tracing::info_span!("joiner", %peer)));
    }

    /// Keeps one connection per device. Both sides decide alike: of two dials made at one moment
    /// that of the smaller network identity stays, otherwise the newer connection.
    fn admit(&mut self, connection: Connection, dialled: bool) {
        let endpoint = *connection.remote_id().as_bytes();
        let Some(device) = self.gate.member(&endpoint) else {
            return CloseCode::Stranger.close(&connection);
        };
        if let Some(old) = self.live.get(&endpoint) {
            let ours_stays = *self.endpoint.id().as_bytes() < endpoint;
            let replaces = old.connection.close_reason().is_some()
                || old.since.elapsed() >= SIMULTANEOUS
                || old.dialled == dialled
                || dialled == ours_stays;
            let loser = if replaces { &old.connection } else { &connection };
            CloseCode::Duplicate.close(loser);
            if !replaces {
                return;
            }
        }
        self.planner.connected(&endpoint, remote_address(&connection));
        self.count += 1;
        let id = LinkId(self.count);
        let since = Instant::now();
        self.live.insert(endpoint, Live { id, connection: connection.clone(), dialled, since });
        let at = remote_address(&connection);
        let (link, task) = link(id, device, connection, dialled);
        let inbox = self.inbox.clone();
        let span = tracing::info_span!("peer", id = %device.short(), link = id.0, dialled);
        let running = async move {
            if inbox.send(Message::Connected { link, at }).await.is_err() {
                tracing::debug!("the group is closed already");
            }
            (endpoint, id, task.run(inbox).await)
        };
        self.links.spawn(running.instrument(span));
    }

    fn ended(&mut self, endpoint: EndpointKey, id: LinkId, ended: &Ended) {
        if self.live.get(&endpoint).is_none_or(|live| live.id != id) {
            return;
        }
        self.live.remove(&endpoint);
        let (now, chance) = (self.now(), self.chance());
        self.planner.ended(now, &endpoint, ended.well, chance);
        if let Some(why) = ended.why {
            self.unreachable(endpoint, why);
        }
    }

    fn dialled(&mut self, (endpoint, attempt, result): Dialled) {
        if self.dialling.get(&endpoint).is_some_and(|(current, _)| *current == attempt) {
            self.dialling.remove(&endpoint);
        }
        match result {
            Ok(connection) => self.admit(connection, true),
            Err(_) if self.live.contains_key(&endpoint) => {}
            Err(why) => {
                let (now, chance) = (self.now(), self.chance());
                self.planner.failed(now, &endpoint, chance);
                if let Some(why) = why {
                    self.unreachable(endpoint, why);
                }
            }
        }
    }

    /// Who has forgotten this laptop is shown the statements that made it a member.
    fn present_to(&mut self, endpoint: EndpointKey) {
        let addresses = self.planner.whereabouts(&endpoint, &self.reach);
        if let Some(target) = self.target(&endpoint, &addresses) {
            self.presenting.begin(&self.endpoint, target, &self.inbox);
        }
    }

    /// Who knows this laptop again is dialled at once.
    fn presented(&mut self, taken: Option<EndpointKey>) {
        if let Some(endpoint) = taken {
            let addresses = self.planner.whereabouts(&endpoint, &self.reach);
            self.learned(endpoint, &addresses);
            self.dial_due();
        }
    }

    /// Only for show, so it may be lost when the group's thread is busy.
    fn unreachable(&mut self, endpoint: EndpointKey, why: Unreachable) {
        if why == Unreachable::NotKnownThere {
            self.present_to(endpoint);
        }
        if self.inbox.try_send(Message::Unreachable { endpoint, why }).is_err() {
            tracing::debug!(?why, "not written down");
        }
    }

    /// Answers whether everything must begin anew, with other relays or without.
    fn wish(&mut self, wish: Wish) -> bool {
        let now = self.now();
        match wish {
            Wish::Peers(peers) => {
                for gone in self.planner.set_peers(now, &peers) {
                    self.drop_peer(&gone);
                }
            }
            Wish::Learned(endpoint, at) => self.learned(endpoint, &at),
            Wish::Doors(doors) => {
                self.doors = doors;
                lookout::announce(&self.endpoint, &self.doors);
            }
            Wish::Internet(relays) => {
                let new = relays != self.relays;
                self.relays = relays;
                return new;
            }
        }
        self.dial_due();
        false
    }

    /// Who is out of the group is disconnected at once, and told.
    fn drop_peer(&mut self, endpoint: &EndpointKey) {
        if let Some((_, dial)) = self.dialling.remove(endpoint) {
            dial.abort();
        }
        if let Some(live) = self.live.remove(endpoint) {
            CloseCode::Blocked.close(&live.connection);
        }
    }

    fn seen(&mut self, event: &DiscoveryEvent) {
        if let DiscoveryEvent::Discovered { endpoint_info, .. } = event {
            let endpoint = *endpoint_info.endpoint_id.as_bytes();
            let at: Vec<_> = endpoint_info.ip_addrs().copied().collect();
            self.learned(endpoint, &at);
            self.dial_due();
        }
    }

    fn learned(&mut self, endpoint: EndpointKey, at: &[SocketAddr]) {
        let here: Vec<_> = at.iter().copied().filter(|at| self.reach.covers(at)).collect();
        if self.planner.learned(self.now(), &endpoint, &here)
            && let Some((_, stale)) = self.dialling.remove(&endpoint)
        {
            stale.abort();
        }
    }

    fn dial_due(&mut self) {
        for attempt in self.planner.due(self.now(), &self.reach) {
            self.dial(attempt);
        }
    }

    fn dial(&mut self, attempt: Attempt) {
        let Some(target) = self.target(&attempt.endpoint, &attempt.addresses) else { return };
        self.count += 1;
        let (endpoint, number) = (self.endpoint.clone(), self.count);
        let handle = self.dials.spawn(async move {
            let result = timeout(HANDSHAKE, endpoint.connect(target, SYNC_ALPN)).await;
            let result = match result {
                Ok(result) => result.map_err(|error| why_not(&error)),
                Err(_) => Err(Some(Unreachable::NoAnswer)),
            };
            (attempt.endpoint, number, result)
        });
        self.dialling.insert(attempt.endpoint, (number, handle));
    }

    /// What is heard by mDNS from now on.
    async fn look_around(
        &self,
        mdns: bool,
    ) -> Box<dyn Stream<Item = DiscoveryEvent> + Unpin + Send> {
        match mdns.then(|| start_mdns(&self.endpoint)).flatten() {
            Some(mdns) => Box::new(mdns.subscribe().await),
            None => Box::new(tokio_stream::pending()),
        }
    }

    /// Another network: nothing of the old endpoint can be used there, and what it knows of paths
    /// would only delay. So everything begins anew, as if the laptop had been opened here. `false`
    /// if the system gives no endpoint at all.
    async fn begin_anew(&mut self, networks: &Networks) -> bool {
        self.reach.far = !self.relays.is_empty();
        self.dials = JoinSet::new();
        self.dialling.clear();
        self.handshakes = JoinSet::new();
        self.joiners = JoinSet::new();
        for live in std::mem::take(&mut self.live).into_values() {
            CloseCode::Done.close(&live.connection);
        }
        if timeout(CLOSING, self.endpoint.close()).await.is_err() {
            tracing::debug!("nobody answers there any more");
        }
        match self.reopened(networks).await {
            Ok(endpoint) => self.endpoint = endpoint,
            Err(error) => {
                tracing::error!(%error, "cannot listen at all");
                return false;
            }
        }
        tracing::info!(at = ?self.endpoint.bound_sockets(), "listening");
        lookout::announce(&self.endpoint, &self.doors);
        self.reach.own = addresses(&self.endpoint, self.bind);
        self.tell_own = true;
        let (now, env) = (self.now(), &mut self.env);
        self.planner.begin_anew(now, || u64::from_le_bytes(random_array(env.as_mut())));
        true
    }

    /// An endpoint on these networks, or, where an address has gone meanwhile, on none until the
    /// system tells of the next change.
    async fn reopened(&self, networks: &Networks) -> Result<Endpoint, EndpointError> {
        let secret = self.endpoint.secret_key().to_bytes();
        let port = port(&self.endpoint).unwrap_or_default();
        match open(secret, self.gate.clone(), networks, port, &self.relays).await {
            Ok(endpoint) => Ok(endpoint),
            Err(error) => {
                tracing::warn!(%error, "cannot listen here");
                open(secret, self.gate.clone(), &Networks::default(), port, &self.relays).await
            }
        }
    }

    /// Answers whether everything must begin anew, because the laptop slept for long.
    fn tick(&mut self) -> bool {
        let (mono, wall) = (self.now(), self.env.now_ms());
        let (last_mono, last_wall) = self.last_tick;
        self.last_tick = (mono, wall);
        // Some clocks stand still while the laptop sleeps and some do not: one of the two jumps.
        let (mono, wall) = (mono.saturating_sub(last_mono), wall.saturating_sub(last_wall));
        let slept_ms = mono.max(wall);
        if slept_ms > SLEPT_MS {
            tracing::info!(slept_ms, "woke");
            self.hurry();
        }
        if self.tell_own {
            let told = self.inbox.try_send(Message::Addresses(self.reach.own.clone()));
            self.tell_own = told.is_err();
        }
        self.look_online();
        self.dial_due();
        if self.inbox.try_send(Message::Tick).is_err() {
            tracing::trace!("the group's thread is busy");
        }
        slept_ms >= FORGOTTEN_MS
    }

    /// The group's thread hears when the relay begins to answer, and when it no longer does.
    fn look_online(&mut self) {
        let (was, told) = self.online;
        let status = self.endpoint.home_relay_status().get();
        let online = status.iter().any(iroh::endpoint::RelayStatus::is_connected);
        if online != was || !told {
            let told = self.inbox.try_send(Message::Online(online)).is_ok();
            self.online = (online, told);
        }
    }

    fn hurry(&mut self) {
        let (now, env) = (self.now(), &mut self.env);
        self.planner.hurry(now, || u64::from_le_bytes(random_array(env.as_mut())));
    }

    fn target(&self, endpoint: &EndpointKey, addresses: &[SocketAddr]) -> Option<EndpointAddr> {
        let target = EndpointAddr::new(EndpointId::from_bytes(endpoint).ok()?);
        let target = addresses.iter().fold(target, |target, at| target.with_ip_addr(*at));
        let relays = self.relays.iter();
        Some(relays.fold(target, |target, relay| target.with_relay_url(relay.url.clone())))
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn chance(&mut self) -> u64 {
        u64::from_le_bytes(random_array(self.env.as_mut()))
    }

    /// Waits until all connections that the group's thread parted with have said what was queued.
    async fn last_words(&mut self) {
        let all = async { while self.links.join_next().await.is_some() {} };
        if timeout(LAST_WORDS, all).await.is_err() {
            tracing::debug!("somebody does not listen");
        }
    }

    /// The group's thread says what is to be said and parts with everybody.
    async fn close(mut self) {
        self.dials.abort_all();
        self.handshakes.abort_all();
        self.joiners.abort_all();
        self.presenting.abort();
        if self.inbox.send(Message::Stop).await.is_ok() {
            self.last_words().await;
        }
        for live in self.live.values() {
            CloseCode::Done.close(&live.connection);
        }
        if timeout(CLOSING, self.endpoint.close()).await.is_err() {
            tracing::debug!("closed without an answer");
        }
    }
}

/// Where the other side of a connection is. Each laptop has one socket for coming and going, so
/// this is also where it can be dialled.
pub(super) fn remote_address(connection: &Connection) -> Option<SocketAddr> {
    let paths = connection.paths();
    let path = paths.iter().find(|path| path.is_selected()).or_else(|| paths.iter().next())?;
    match path.remote_addr() {
        TransportAddr::Ip(at) => Some(*at),
        _ => None,
    }
}

fn why_not(error: &ConnectError) -> Option<Unreachable> {
    match error {
        ConnectError::Connection { source, .. } => Unreachable::from_close(source),
        ConnectError::Connecting {
            source: ConnectingError::ConnectionError { source, .. },
            ..
        } => Unreachable::from_close(source),
        ConnectError::Connecting { source: ConnectingError::LocallyRejected { .. }, .. }
        | ConnectError::Connect { source: ConnectWithOptsError::LocallyRejected { .. }, .. } => {
            None
        }
        _ => Some(Unreachable::NoAnswer),
    }
}
