//! Who is where, told live to those one is connected with, so that laptops learn addresses through
//! each other, and their persons' carets. Nothing of it is in any document; last addresses are kept
//! in the table of peers.

use std::net::SocketAddr;

use kring_sync::Presence;
use kring_sync::message::{ADDRESSES_CAP, Blob, CONNECTED_CAP, PRESENCE_CAP};
use kring_trust::{DeviceId, PageId};
use serde::{Deserialize, Serialize};

use super::addresses::ADDRESS_CAP;

/// Devices whose addresses are told; more do not fit in a presence.
const WHEREABOUTS_CAP: usize = 32;

/// The longest name of a place in a page, in bytes: a kind of thing, an id and a field fit twice.
const PLACE_CAP: usize = 256;

/// The payload of a presence; an `Option<Writing>` follows it. What later versions append is left
/// unread.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Payload {
    whereabouts: Vec<(DeviceId, Vec<SocketAddr>)>,
}

/// Where somebody's caret stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writing {
    /// On which page.
    pub page: PageId,
    /// In which text: kind of thing, id and field, with a slash between; at most 256 bytes.
    pub place: String,
    /// Where the selection begins, in code points of the text as its writer has it.
    pub anchor: u32,
    /// Where the caret is.
    pub head: u32,
}

/// A presence that says where this laptop listens, where those are that it is connected with, and
/// where its person writes.
pub(super) fn make(
    own: &[SocketAddr],
    connected: &[(DeviceId, Vec<SocketAddr>)],
    writing: Option<&Writing>,
) -> Presence {
    let text = |at: &SocketAddr| Blob(at.to_string().into_bytes());
    let some = |(device, at): &(DeviceId, Vec<SocketAddr>)| {
        (*device, at.iter().copied().take(ADDRESS_CAP).collect())
    };
    let payload =
        Payload { whereabouts: connected.iter().take(WHEREABOUTS_CAP).map(some).collect() };
    let mut payload = super::proof::encode(&payload);
    payload.extend(super::proof::encode(&writing));
    if payload.len() > PRESENCE_CAP {
        payload.clear();
    }
    Presence {
        connected: connected.iter().map(|(device, _)| *device).take(CONNECTED_CAP).collect(),
        addresses: own.iter().take(ADDRESSES_CAP).map(text).collect(),
        payload: Blob(payload),
    }
}

/// Where the sender of `presence` says that it listens.
pub(super) fn own_addresses(presence: &Presence) -> Vec<SocketAddr> {
    let text = |blob: &Blob<_>| std::str::from_utf8(&blob.0).ok()?.parse().ok();
    presence.addresses.iter().filter_map(text).take(ADDRESS_CAP).collect()
}

/// Where the sender says that others are.
pub(super) fn whereabouts(presence: &Presence) -> Vec<(DeviceId, Vec<SocketAddr>)> {
    let payload = postcard::take_from_bytes::<Payload>(&presence.payload.0);
    let mut all = payload.map(|(payload, _)| payload.whereabouts).unwrap_or_default();
    all.truncate(WHEREABOUTS_CAP);
    all
}

/// Where the sender writes, if they say so. Places of a later version are none.
pub(super) fn writing(presence: &Presence) -> Option<Writing> {
    let (_, rest) = postcard::take_from_bytes::<Payload>(&presence.payload.0).ok()?;
    let (writing, _) = postcard::take_from_bytes::<Option<Writing>>(rest).ok()?;
    writing.filter(|writing| writing.place.len() <= PLACE_CAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_where_goes_there_and_back() {
        let own = ["192.168.1.2:7".parse().expect("an address")];
        let bram = (DeviceId::from_bytes([1; 32]), vec!["[fd00::1]:9".parse().expect("one")]);
        let presence = make(&own, std::slice::from_ref(&bram), None);
        assert_eq!(writing(&presence), None);
        assert_eq!(own_addresses(&presence), own);
        assert_eq!(whereabouts(&presence), [bram]);
        assert_eq!(whereabouts(&Presence::default()), []);
    }

    #[test]
    fn a_caret_goes_along() {
        let page = PageId::from_bytes([7; 32]);
        let caret = Writing { page, place: "note//text".into(), anchor: 3, head: 5 };
        assert_eq!(writing(&make(&[], &[], Some(&caret))), Some(caret.clone()));
        let long = Writing { place: "x".repeat(PLACE_CAP + 1), ..caret };
        assert_eq!(writing(&make(&[], &[], Some(&long))), None);
        assert_eq!(writing(&Presence::default()), None);
    }

    #[test]
    fn a_large_group_still_fits() {
        let at: Vec<SocketAddr> =
            (0..20).map(|n| SocketAddr::from(([10, 0, 0, n], 65_000))).collect();
        let many: Vec<_> = (0..200).map(|n| (DeviceId::from_bytes([n; 32]), at.clone())).collect();
        let presence = make(&at, &many, None);
        assert_eq!(presence.connected.iter().count(), 200);
        assert_eq!(whereabouts(&presence).len(), WHEREABOUTS_CAP);
    }
}
