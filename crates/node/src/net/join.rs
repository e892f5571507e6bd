//! The joiner's side of joining: from a ticket to a group of one's own.
//!
//! The keys of the new device derive from the laptop's seed and the ticket, so that joining again
//! with the same ticket after a crash or a lost connection is the same joining.

use std::net::SocketAddr;
use std::time::Duration;

use iroh::endpoint::{ConnectError, ConnectingError, Connection};
use iroh::{Endpoint, EndpointAddr, EndpointId};
use iroh_mdns_address_lookup::MdnsAddressLookup;
use kring_trust::hash::hash;
use kring_trust::keys::{DeviceKeys, Seed};
use kring_trust::roster::Roster;
use kring_trust::statement::{Body, Statement};
use kring_trust::{DeviceId, GroupId};
use tokio::time::timeout;

use super::addresses::on_own_network;
use super::close::CloseCode;
use super::door::Addresses;
use super::endpoint::{Bind, EndpointError, SERVICE, addresses, open};
use super::hooks::{Gate, JOIN_ALPN};
use super::networks::Networks;
use super::proof::clean_name;
use super::talk::{Talk, lost};
use crate::env::{Env, random_array};
use crate::ticket::{Ticket, TicketError};

/// How long the inviter's laptop is looked for, at the addresses of the ticket and by mDNS.
const FIND: Duration = Duration::from_secs(15);

/// The same for a ticket that is over by this laptop's clock, which may be wrong.
const FIND_EXPIRED: Duration = Duration::from_secs(3);

/// Before a shut door is tried again.
const AGAIN: Duration = Duration::from_millis(500);

/// What a person needs to know while they wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinStep {
    /// The inviter's laptop is being looked for.
    Looking,
    /// It was found and the ticket is right; somebody there must say yes.
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
    /// This laptop could not open the network.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
}

/// What a joiner has in the end: enough to make its store.
#[derive(Debug)]
pub struct Joined {
    /// The group.
    pub group: GroupId,
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
}

/// Asks the inviter to be let in and fetches what a new member needs.
///
/// # Errors
/// [`JoinError`]; nothing was written on this laptop.
pub async fn ask_in(
    joiner: &Joiner<'_>,
    ticket: &Ticket,
    env: &mut dyn Env,
    step: &mut (dyn FnMut(JoinStep) + Send),
) -> Result<Joined, JoinError> {
    let name = clean_name(joiner.name).ok_or(JoinError::Name)?;
    let device_name = clean_name(joiner.device_name).ok_or(JoinError::Name)?;
    let names = (name.as_str(), device_name.as_str());
    let nonce = device_nonce(joiner.seed, ticket);
    let keys = DeviceKeys::derive(joiner.seed, nonce);
    let gate = Gate::default();
    gate.set_inviter(ticket.endpoint);
    let networks = Networks::now(joiner.bind).await;
    let endpoint = open(keys.endpoint_secret(), gate, &networks, 0).await?;
    step(JoinStep::Looking);
    let asking = async {
        let (mut talk, group) = knock(&endpoint, joiner.bind, ticket, &keys, names, env).await?;
        let (addresses, statements) = talk.come_in(&keys, group, joiner.groups, step).await?;
        check(group, &keys, &statements)?;
        Ok((talk.connection, group.0, addresses, statements))
    };
    match asking.await {
        Ok((connection, group, addresses, statements)) => {
            let addresses = ours(addresses, &self::addresses(&endpoint, joiner.bind));
            let done = Done { endpoint, connection };
            Ok(Joined { group, nonce, statements, addresses, done })
        }
        Err(error) => {
            // The inviter learns at once that nobody waits any more.
            endpoint.close().await;
            Err(error)
        }
    }
}

/// The nonce of the device that this laptop becomes with this ticket.
fn device_nonce(seed: &Seed, ticket: &Ticket) -> [u8; 16] {
    let parts: [&[u8]; 3] = [seed.as_bytes(), &ticket.endpoint, &ticket.secret.0];
    let mut nonce = [0; 16];
    let drawn = hash("kring 1 joining nonce", &parts);
    nonce.iter_mut().zip(drawn).for_each(|(to, from)| *to = from);
    nonce
}

/// Finds the inviter and proves to hold the ticket. An invitation that was made this very moment
/// may not be known yet to the process that has the network, so a shut door is tried twice.
async fn knock(
    endpoint: &Endpoint,
    bind: Bind,
    ticket: &Ticket,
    keys: &DeviceKeys,
    names: (&str, &str),
    env: &mut dyn Env,
) -> Result<(Talk, (GroupId, DeviceId)), JoinError> {
    let expired = env.now_ms() >= ticket.expires_ms;
    let mut again = true;
    loop {
        let connection = find(endpoint, ticket, bind, expired).await?;
        let proven = prove(connection, expired, ticket, keys, names, random_array(env)).await;
        match proven {
            Err(JoinError::Used | JoinError::Unknown) if std::mem::take(&mut again) => {
                tokio::time::sleep(AGAIN).await;
            }
            proven => return proven,
        }
    }
}

async fn prove(
    connection: Connection,
    expired: bool,
    ticket: &Ticket,
    keys: &DeviceKeys,
    names: (&str, &str),
    nonce: [u8; 16],
) -> Result<(Talk, (GroupId, DeviceId)), JoinError> {
    let mut talk = Talk::open(connection, expired).await?;
    let group = talk.prove(ticket, keys, names, nonce).await?;
    Ok((talk, group))
}

async fn find(
    endpoint: &Endpoint,
    ticket: &Ticket,
    bind: Bind,
    expired: bool,
) -> Result<Connection, JoinError> {
    if !bind.is_loopback() {
        listen_for(endpoint);
    }
    let id = EndpointId::from_bytes(&ticket.endpoint).map_err(|_| TicketError::Damaged)?;
    let own = addresses(endpoint, bind);
    let here = ticket.addresses.iter().filter(|at| on_own_network(at, &own));
    let target = here.fold(EndpointAddr::new(id), |target, at| target.with_ip_addr(*at));
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

/// The statements begin this very group, and bring this very device in by that very inviter.
fn check(
    (group, inviter): (GroupId, DeviceId),
    keys: &DeviceKeys,
    statements: &[Vec<u8>],
) -> Result<(), JoinError> {
    let me = keys.record(None).id();
    let mut roster = Roster::new(group);
    let mut brought = false;
    for bytes in statements {
        let statement = Statement::decode(bytes).map_err(|_| JoinError::Invalid)?;
        let mine = matches!(&statement.body, Body::Joined { record, .. } if record.id() == me);
        brought |= mine && statement.device == inviter;
        roster.insert(statement).map_err(|_| JoinError::Invalid)?;
    }
    if brought && roster.may_connect(&me) { Ok(()) } else { Err(JoinError::Invalid) }
}

fn ours(addresses: Addresses, own: &[SocketAddr]) -> Addresses {
    let here = |at: &SocketAddr| on_own_network(at, own);
    addresses
        .into_iter()
        .map(|(endpoint, at)| (endpoint, at.into_iter().filter(here).collect()))
        .collect()
}
