//! The joiner's side of joining: from a ticket or a door to a group of one's own.
//!
//! The keys of the new device derive from the laptop's seed and the ticket or door, so that joining
//! again with the same one after a crash or a lost connection is the same joining.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use iroh::endpoint::{ConnectError, ConnectingError, Connection};
use iroh::{Endpoint, EndpointAddr, EndpointId, RelayConfig};
use iroh_mdns_address_lookup::MdnsAddressLookup;
use kring_trust::hash::hash;
use kring_trust::keys::{DeviceKeys, Seed};
use kring_trust::relay::Relay;
use kring_trust::roster::Roster;
use kring_trust::statement::{Body, Statement, sign_joining};
use kring_trust::{DeviceId, GroupId};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::addresses::on_own_network;
use super::close::CloseCode;
use super::door::Addresses;
use super::endpoint::{Bind, EndpointError, SERVICE, addresses, open};
use super::four::{Arrival, FourWords, Offer, Scene};
use super::hooks::{EndpointKey, Gate, JOIN_ALPN};
use super::internet;
use super::invitations::Whom;
use super::lookout::OpenDoor;
use super::networks::Networks;
use super::proof::{Consent, clean_name};
use super::talk::{Given, Talk, lost};
use crate::env::{Env, random_array};
use crate::ticket::{InvitationId, Secret, Ticket, TicketError};

/// How long the inviter's laptop is looked for, at the addresses of the ticket, by mDNS, and by a relay
/// that was agreed to.
const FIND: Duration = Duration::from_secs(15);

/// The same for a ticket that is over by this laptop's clock, which may be wrong.
const FIND_EXPIRED: Duration = Duration::from_secs(3);

/// Before a shut door is tried again, in milliseconds. Whoever is handed a ticket at once may be
/// quicker than the program that lets in: another process made the ticket, and it looks for that
/// a few times a second.
const AGAIN: [u64; 4] = [50, 100, 150, 200];

/// What a person needs to know while they wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinStep {
    /// The inviter's laptop is being looked for.
    Looking,
    /// It was found and the words are there; somebody there must say yes.
    Waiting,
    /// Somebody said yes.
    Receiving,
}

/// Why joining did not happen. Nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The text is no ticket.
    #[error(transparent)]
    Ticket(#[from] TicketError),
    /// Its time is over.
    #[error("the ticket has expired")]
    Expired,
    /// Somebody came in with it already, or the inviter closed it.
    #[error("the ticket was used or withdrawn")]
    Used,
    /// The inviter's laptop knows no such invitation.
    #[error("the inviter does not know this ticket")]
    Unknown,
    /// The inviter's laptop knows the invitation, but with another secret; such a try counts.
    #[error("the ticket is not the one that the inviter made")]
    WrongSecret,
    /// It was closed after three wrong tries.
    #[error("the ticket was closed after three wrong tries")]
    Burnt,
    /// The person at the inviter's laptop said no.
    #[error("the inviter said no")]
    Declined,
    /// Nobody answered there in time.
    #[error("nobody answered in time")]
    Unanswered,
    /// Somebody else is joining at this moment.
    #[error("somebody else is joining with this ticket")]
    Busy,
    /// The inviter's laptop is not on this network, or not running.
    #[error("the inviter's laptop cannot be found")]
    NotFound,
    /// The inviter's laptop speaks another version.
    #[error("the inviter's laptop has another version")]
    OtherVersion,
    /// This laptop is in the group already.
    #[error("this laptop is in this group already")]
    AlreadyMember(GroupId),
    /// This very device was blocked.
    #[error("this laptop was blocked by the group")]
    Blocked,
    /// A name is empty or longer than 200 bytes.
    #[error("a name is empty or too long")]
    Name,
    /// The connection was lost on the way; joining again with the same ticket goes on.
    #[error("the connection was lost")]
    Lost,
    /// What the inviter sent does not prove what it should.
    #[error("what the inviter sent is not in order")]
    Invalid,
    /// The inviter's laptop could not write it down.
    #[error("the inviter's laptop could not do it")]
    Elsewhere,
    /// The person here said that the words differ.
    #[error("the words differ")]
    WordsDiffer,
    /// The door is for another laptop of its inviter, or for somebody who returns, and the person
    /// here is not that one.
    #[error("the second person must be another one than the first")]
    SamePerson,
    /// The laptops of the two who confirm must share first.
    #[error("the second laptop does not know yet what the first one knows")]
    Behind,
    /// This laptop could not open the network.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
}

/// What a joiner has in the end: enough to make its store.
#[derive(Debug)]
pub struct Joined {
    /// The group.
    pub group: GroupId,
    /// As whom this laptop came in.
    pub whom: Whom,
    /// The nonce of this device's keys.
    pub nonce: [u8; 16],
    /// All statements, in the inviter's order of arrival; checked.
    pub statements: Vec<Vec<u8>>,
    /// Where members are, on our own networks.
    pub addresses: Addresses,
    /// To be told that everything is stored.
    pub done: Done,
}

/// The inviter waits until this is used or dropped.
#[derive(Debug)]
pub struct Done {
    endpoint: Endpoint,
    connection: Connection,
}

impl Done {
    /// Everything is on this laptop's disk.
    pub async fn say(self) {
        CloseCode::Done.close(&self.connection);
        self.endpoint.close().await;
    }
}

/// Who wants to join, and from where.
pub struct Joiner<'a> {
    /// The laptop's seed.
    pub seed: &'a Seed,
    /// What the person calls themselves.
    pub name: &'a str,
    /// What they call their laptop.
    pub device_name: &'a str,
    /// Where to listen.
    pub bind: Bind,
    /// Groups that this laptop is in already.
    pub groups: &'a [GroupId],
    /// The relays that the person agreed to come in by, with a ticket that names them; without any,
    /// nothing leaves the laptop's own networks.
    pub relays: &'a BTreeSet<Relay>,
}

/// By what one comes in.
#[derive(Clone, Debug)]
pub enum Way<'a> {
    /// A ticket.
    Ticket(&'a Ticket),
    /// A door in this room.
    Door(&'a OpenDoor),
    /// A second person's door, for who returns and was confirmed by a first one.
    Second(&'a OpenDoor, &'a Half),
}

/// What a first person said of who returns.
#[derive(Clone, Debug)]
pub struct Half {
    nonce: [u8; 16],
    statement: Vec<u8>,
}

/// What joining came to.
#[derive(Debug)]
pub enum Came {
    /// The device is in.
    In(Box<Joined>),
    /// One more person must confirm: go to their door with it.
    Half(Half),
}

/// What the two people compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What both screens show.
    pub words: FourWords,
    /// As whom this laptop comes in.
    pub whom: Whom,
    /// Whether a ticket proves already that it is the right inviter.
    pub by_ticket: bool,
}

/// Asks the person whether the words are the same; the answer comes when they have compared.
pub type Agree<'a> = dyn FnMut(Compared) -> oneshot::Receiver<bool> + Send + 'a;

/// Asks the inviter to be let in and fetches what a new member needs.
///
/// # Errors
/// [`JoinError`]; nothing was written on this laptop.
pub async fn ask_in(
    joiner: &Joiner<'_>,
    way: &Way<'_>,
    env: &mut dyn Env,
    step: &mut (dyn FnMut(JoinStep) + Send),
    agree: &mut Agree<'_>,
) -> Result<Came, JoinError> {
    let name = clean_name(joiner.name).ok_or(JoinError::Name)?;
    let device_name = clean_name(joiner.device_name).ok_or(JoinError::Name)?;
    let nonce = way.device_nonce(joiner.seed);
    let keys = DeviceKeys::derive(joiner.seed, nonce);
    let gate = Gate::default();
    gate.set_inviter(way.endpoint());
    let networks = Networks::now(joiner.bind).await;
    let relays = way.relays(joiner);
    let endpoint = open(keys.endpoint_secret(), gate, &networks, 0, &relays).await?;
    step(JoinStep::Looking);
    let arrival =
        Arrival { nonce: random_array(env), record: keys.record(None), name, device_name };
    let asking = async {
        let (mut talk, offer, words) = knock(&endpoint, joiner, way, &arrival, env).await?;
        if joiner.groups.contains(&offer.group) {
            return Err(JoinError::AlreadyMember(offer.group));
        }
        let by_ticket = matches!(way, Way::Ticket(_));
        let compared = Compared { words, whom: offer.whom, by_ticket };
        if !agree(compared).await.unwrap_or(false) {
            talk.stop().await?;
            return Err(JoinError::WordsDiffer);
        }
        let given = talk.come_in(way.consent(&keys, &offer), step).await?;
        if let Given::All(_, statements) = &given {
            check(&offer, &keys, statements)?;
        }
        Ok((talk.connection, offer, given))
    };
    match asking.await {
        Ok((connection, offer, Given::All(addresses, statements))) => {
            let addresses = ours(addresses, &self::addresses(&endpoint, joiner.bind));
            let done = Done { endpoint, connection };
            let (group, whom) = (offer.group, offer.whom);
            Ok(Came::In(Box::new(Joined { group, whom, nonce, statements, addresses, done })))
        }
        Ok((connection, _, Given::Half(statement))) => {
            Done { endpoint, connection }.say().await;
            Ok(Came::Half(Half { nonce, statement }))
        }
        Err(error) => {
            // The inviter learns at once that nobody waits any more.
            endpoint.close().await;
            Err(error)
        }
    }
}

impl Way<'_> {
    /// The nonce of the device that this laptop becomes.
    fn device_nonce(&self, seed: &Seed) -> [u8; 16] {
        let drawn = match self {
            Self::Second(_, half) => return half.nonce,
            Self::Ticket(ticket) => {
                let parts: [&[u8]; 3] = [seed.as_bytes(), &ticket.endpoint, &ticket.secret.0];
                hash("kring 1 joining nonce", &parts)
            }
            Self::Door(door) => {
                let parts: [&[u8]; 3] = [seed.as_bytes(), &door.endpoint, &door.id.0];
                hash("kring 1 door nonce", &parts)
            }
        };
        let mut nonce = [0; 16];
        nonce.iter_mut().zip(drawn).for_each(|(to, from)| *to = from);
        nonce
    }

    const fn endpoint(&self) -> EndpointKey {
        match self {
            Self::Ticket(ticket) => ticket.endpoint,
            Self::Door(door) | Self::Second(door, _) => door.endpoint,
        }
    }

    const fn invitation(&self) -> InvitationId {
        match self {
            Self::Ticket(ticket) => ticket.invitation,
            Self::Door(door) | Self::Second(door, _) => door.id,
        }
    }

    fn addresses(&self) -> &[SocketAddr] {
        match self {
            Self::Ticket(ticket) => &ticket.addresses,
            Self::Door(door) | Self::Second(door, _) => &door.addresses,
        }
    }

    /// By which relays this joiner may come that way.
    fn relays(&self, joiner: &Joiner<'_>) -> Vec<RelayConfig> {
        match self {
            Self::Ticket(ticket) => internet::configs(&(&ticket.relays & joiner.relays)),
            Self::Door(_) | Self::Second(..) => Vec::new(),
        }
    }

    fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Ticket(ticket) => Some(&ticket.secret),
            Self::Door(_) | Self::Second(..) => None,
        }
    }

    fn is_over(&self, now_ms: u64) -> bool {
        matches!(self, Self::Ticket(ticket) if now_ms >= ticket.expires_ms)
    }

    fn consent(&self, keys: &DeviceKeys, offer: &Offer) -> Consent {
        let record = keys.record(offer.whom.person());
        let signature = sign_joining(keys, &offer.group, &record, &offer.inviter);
        let first = match self {
            Self::Second(_, half) => Some(half.statement.clone()),
            Self::Ticket(_) | Self::Door(_) => None,
        };
        Consent { record, signature, first }
    }
}

/// Finds the inviter and comes to the words. An invitation that was made this very moment may not
/// be known yet to the process that has the network, so a shut door is tried again.
async fn knock(
    endpoint: &Endpoint,
    who: &Joiner<'_>,
    way: &Way<'_>,
    arrival: &Arrival,
    env: &mut dyn Env,
) -> Result<(Talk, Offer, FourWords), JoinError> {
    let expired = way.is_over(env.now_ms());
    let joiner = arrival.record.endpoint_key;
    let scene = Scene { joiner, inviter: way.endpoint(), invitation: way.invitation() };
    let mut again = AGAIN.into_iter();
    loop {
        let connection = find(endpoint, way, who, expired).await?;
        let compared = compare(connection, expired, &scene, way, arrival.clone()).await;
        let is_shut = matches!(compared, Err(JoinError::Used | JoinError::Unknown));
        match again.next().filter(|_| is_shut) {
            Some(pause) => tokio::time::sleep(Duration::from_millis(pause)).await,
            None => return compared,
        }
    }
}

async fn compare(
    connection: Connection,
    expired: bool,
    scene: &Scene,
    way: &Way<'_>,
    arrival: Arrival,
) -> Result<(Talk, Offer, FourWords), JoinError> {
    let mut talk = Talk::open(connection, expired).await?;
    let (offer, words) = talk.compare(scene, way.secret(), arrival).await?;
    Ok((talk, offer, words))
}

async fn find(
    endpoint: &Endpoint,
    way: &Way<'_>,
    who: &Joiner<'_>,
    expired: bool,
) -> Result<Connection, JoinError> {
    if !who.bind.is_loopback() {
        listen_for(endpoint);
    }
    let id = EndpointId::from_bytes(&way.endpoint()).map_err(|_| TicketError::Damaged)?;
    let own = addresses(endpoint, who.bind);
    let here = way.addresses().iter().filter(|at| on_own_network(at, &own));
    let target = here.fold(EndpointAddr::new(id), |target, at| target.with_ip_addr(*at));
    let target = way.relays(who).into_iter().fold(target, |to, relay| to.with_relay_url(relay.url));
    let limit = if expired { FIND_EXPIRED } else { FIND };
    let over = if expired { JoinError::Expired } else { JoinError::NotFound };
    match timeout(limit, endpoint.connect(target, JOIN_ALPN)).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) => Err(not_connected(&error, over)),
        Err(_) => Err(over),
    }
}

/// A joiner listens to mDNS and tells nothing.
fn listen_for(endpoint: &Endpoint) {
    let mdns = MdnsAddressLookup::builder().service_name(SERVICE).advertise(false);
    match (mdns.build(endpoint.id()), endpoint.address_lookup()) {
        (Ok(mdns), Ok(services)) => services.add(mdns),
        _ => tracing::warn!("no mDNS here"),
    }
}

fn not_connected(error: &ConnectError, otherwise: JoinError) -> JoinError {
    match error {
        ConnectError::Connection { source, .. }
        | ConnectError::Connecting {
            source: ConnectingError::ConnectionError { source, .. },
            ..
        } => lost(source, otherwise),
        _ => otherwise,
    }
}

/// The statements begin this very group, and bring this very device in; unless it returned, by that
/// very inviter.
fn check(offer: &Offer, keys: &DeviceKeys, statements: &[Vec<u8>]) -> Result<(), JoinError> {
    let me = keys.record(offer.whom.person()).id();
    let mut roster = Roster::new(offer.group);
    let mut brought = false;
    for bytes in statements {
        let statement = Statement::decode(bytes).map_err(|_| JoinError::Invalid)?;
        brought |= brings(&statement, &me, offer);
        roster.insert(statement).map_err(|_| JoinError::Invalid)?;
    }
    if brought && roster.may_connect(&me) { Ok(()) } else { Err(JoinError::Invalid) }
}

fn brings(statement: &Statement, me: &DeviceId, offer: &Offer) -> bool {
    let by_inviter = statement.device == offer.inviter;
    match &statement.body {
        Body::Joined { record, .. } | Body::DeviceAdded { record, .. } => {
            record.id() == *me && by_inviter
        }
        Body::Returned { record, second, .. } => {
            let along = second.as_ref().is_some_and(|second| second.device == offer.inviter);
            record.id() == *me && (by_inviter || along)
        }
        _ => false,
    }
}

fn ours(addresses: Addresses, own: &[SocketAddr]) -> Addresses {
    let here = |at: &SocketAddr| on_own_network(at, own);
    addresses
        .into_iter()
        .map(|(endpoint, at)| (endpoint, at.into_iter().filter(here).collect()))
        .collect()
}
