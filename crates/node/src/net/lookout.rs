//! The open doors in this room: how they are told of, and how they are found.
//!
//! What a stranger in the room can read in mDNS while a door is open: the network identity and the
//! addresses of a laptop (told while Kring runs, door or not), and the numbers of its open doors, of
//! which each door's word is the first byte. Nothing of the group, its name or anybody in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use iroh::address_lookup::UserData;
use iroh::{Endpoint, EndpointId};
use iroh_mdns_address_lookup::{DiscoveryEvent, MdnsAddressLookup};
use tokio_stream::{Stream, StreamExt};

use super::addresses::ADDRESS_CAP;
use super::endpoint::{Bind, SERVICE};
use super::hooks::EndpointKey;
use crate::ticket::InvitationId;

/// What stands before the doors in what mDNS tells.
const MARK: &str = "door";

/// Doors of one laptop that are told: their numbers fit in one mDNS attribute.
const TOLD_CAP: usize = 8;

/// Laptops with doors that are remembered: more than there are in any room.
const LAPTOPS_CAP: usize = 64;

/// How often the room is asked; who opened a door answers at once.
const CADENCE: Duration = Duration::from_secs(1);

/// An open door in this room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenDoor {
    /// The inviter's network identity.
    pub endpoint: EndpointKey,
    /// Which of the inviter's doors.
    pub id: InvitationId,
    /// Where the inviter listens.
    pub addresses: Vec<SocketAddr>,
}

/// Who listens for open doors. It tells nothing of itself.
pub struct Lookout {
    // Listening ends when this is dropped.
    _mdns: Option<MdnsAddressLookup>,
    heard: Box<dyn Stream<Item = DiscoveryEvent> + Unpin + Send>,
    laptops: BTreeMap<EndpointKey, (Vec<SocketAddr>, Vec<InvitationId>)>,
}

impl Lookout {
    /// Begins to listen, under a random `name` that nobody is told. Where the network allows no
    /// multicast, or `bind` is this machine only, nothing is ever heard.
    pub async fn new(bind: Bind, name: [u8; 32]) -> Self {
        let mdns = (!bind.is_loopback()).then(|| listen(name)).flatten();
        let heard: Box<dyn Stream<Item = DiscoveryEvent> + Unpin + Send> = match &mdns {
            Some(mdns) => Box::new(mdns.subscribe().await),
            None => Box::new(tokio_stream::pending()),
        };
        Self { _mdns: mdns, heard, laptops: BTreeMap::new() }
    }

    /// Waits until something is heard. It may be cancelled at any point.
    pub async fn next(&mut self) {
        match self.heard.next().await {
            Some(DiscoveryEvent::Discovered { endpoint_info, .. }) => {
                let endpoint = *endpoint_info.endpoint_id.as_bytes();
                let at = endpoint_info.ip_addrs().copied().take(ADDRESS_CAP).collect();
                let told = endpoint_info.data.user_data().map(|data| doors(data.as_ref()));
                self.heard_of(endpoint, at, told.unwrap_or_default());
            }
            Some(DiscoveryEvent::Expired { endpoint_id }) => {
                self.laptops.remove(endpoint_id.as_bytes());
            }
            Some(_) => {}
            None => std::future::pending().await,
        }
    }

    /// The open doors that were heard of, by their words.
    pub fn doors(&self) -> Vec<OpenDoor> {
        let all = self.laptops.iter().flat_map(|(endpoint, (addresses, doors))| {
            let addresses = addresses.clone();
            let door = |id: &InvitationId| OpenDoor {
                endpoint: *endpoint,
                id: *id,
                addresses: addresses.clone(),
            };
            doors.iter().map(door).collect::<Vec<_>>()
        });
        let mut all: Vec<OpenDoor> = all.collect();
        all.sort_by_key(|door| (door.id, door.endpoint));
        all
    }

    fn heard_of(&mut self, endpoint: EndpointKey, at: Vec<SocketAddr>, doors: Vec<InvitationId>) {
        if doors.is_empty() {
            self.laptops.remove(&endpoint);
        } else if self.laptops.len() < LAPTOPS_CAP || self.laptops.contains_key(&endpoint) {
            self.laptops.insert(endpoint, (at, doors));
        }
    }
}

/// Tells the room which doors stand open at this laptop.
pub(super) fn announce(endpoint: &Endpoint, doors: &[InvitationId]) {
    let mut text = MARK.to_owned();
    for door in doors.iter().take(TOLD_CAP) {
        // Writing to a string does not fail.
        let written = write!(text, " {door}");
        debug_assert!(written.is_ok());
    }
    match UserData::try_from(text) {
        Ok(told) => endpoint.set_user_data_for_address_lookup(Some(told)),
        Err(error) => tracing::warn!(%error, "the doors are not told"),
    }
}

fn doors(told: &str) -> Vec<InvitationId> {
    let mut parts = told.split(' ');
    if parts.next() != Some(MARK) {
        return Vec::new();
    }
    parts.take(TOLD_CAP).filter_map(|id| id.parse().ok()).collect()
}

fn listen(name: [u8; 32]) -> Option<MdnsAddressLookup> {
    let nobody = iroh::SecretKey::from_bytes(&name).public();
    let nobody = EndpointId::from_bytes(nobody.as_bytes()).ok()?;
    MdnsAddressLookup::builder()
        .service_name(SERVICE)
        .advertise(false)
        .discovery_cadence(CADENCE)
        .build(nobody)
        .inspect_err(|error| tracing::warn!(%error, "no mDNS here"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet() -> Lookout {
        let heard = Box::new(tokio_stream::pending());
        Lookout { _mdns: None, heard, laptops: BTreeMap::new() }
    }

    #[test]
    fn what_is_told_is_what_is_read_and_nothing_else_is() {
        assert_eq!(
            doors("door 01020304 ff000000"),
            [InvitationId([1, 2, 3, 4]), InvitationId([255, 0, 0, 0])]
        );
        for nothing in ["", "door", "doors 01020304", "door 0102", "door zz", "\u{1b}[31m"] {
            assert_eq!(doors(nothing), [], "{nothing}");
        }
        let many = format!("door{}", " 01020304".repeat(100));
        assert_eq!(doors(&many).len(), TOLD_CAP);
    }

    #[test]
    fn a_door_that_closed_is_not_listed_and_a_flood_is_bounded() {
        let mut lookout = quiet();
        lookout.heard_of([1; 32], Vec::new(), vec![InvitationId([7; 4])]);
        lookout.heard_of([2; 32], Vec::new(), vec![InvitationId([3; 4])]);
        assert_eq!(lookout.doors().iter().map(|one| one.id.word()).collect::<Vec<_>>(), [3, 7]);
        lookout.heard_of([1; 32], Vec::new(), Vec::new());
        assert_eq!(lookout.doors().len(), 1);
        for n in 0..=255 {
            lookout.heard_of([n; 32], Vec::new(), vec![InvitationId([n; 4])]);
        }
        assert_eq!(lookout.doors().len(), LAPTOPS_CAP);
    }
}
