//! The four words that the people at two laptops read to each other while somebody comes in.
//!
//! Each side first says only the hash of its number and of what it will say of itself; the joiner then
//! shows its own, the inviter last. Whoever sits in between must bind itself to both sides before
//! it knows a number of either, so it cannot steer the words that come out: one chance in four
//! thousand million for each joining that two people compare. The words cover both network
//! identities, so whoever only passes on what others say is not in between.

use kring_trust::hash::hash;
use kring_trust::keys::DeviceRecord;
use serde::{Deserialize, Serialize};

use super::hooks::EndpointKey;
use super::invitations::Whom;
use super::proof::{Nonce, encode};
use crate::ticket::InvitationId;
use kring_trust::{DeviceId, GroupId};

/// The words as numbers; see [`kring_trust::words`].
pub type FourWords = [u8; 4];

/// What one side is bound to.
pub(super) type Commitment = [u8; 32];

/// What the joiner says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Arrival {
    /// The joiner's number.
    pub nonce: Nonce,
    /// Its keys; the record names no person yet.
    pub record: DeviceRecord,
    /// What the person calls themselves.
    pub name: String,
    /// What they call their laptop.
    pub device_name: String,
}

/// What the inviter says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Offer {
    /// The inviter's number.
    pub nonce: Nonce,
    /// Which group it is.
    pub group: GroupId,
    /// The device that lets the joiner in.
    pub inviter: DeviceId,
    /// As whom.
    pub whom: Whom,
}

/// What both sides can see of one joining.
pub(super) struct Scene {
    /// The joiner's network identity, as the connection proves it.
    pub joiner: EndpointKey,
    /// The inviter's.
    pub inviter: EndpointKey,
    /// By which door or ticket.
    pub invitation: InvitationId,
}

/// Binds the joiner to what it will say.
pub(super) fn bind_joiner(arrival: &Arrival) -> Commitment {
    hash("kring 1 joiner's promise", &[&encode(arrival)])
}

/// Binds the inviter to what it will say.
pub(super) fn bind_inviter(offer: &Offer) -> Commitment {
    hash("kring 1 inviter's promise", &[&encode(offer)])
}

/// The words of one joining.
pub(super) fn four(scene: &Scene, arrival: &Arrival, offer: &Offer) -> FourWords {
    let (arrival, offer) = (encode(arrival), encode(offer));
    let parts: [&[u8]; 5] = [&scene.joiner, &scene.inviter, &scene.invitation.0, &arrival, &offer];
    let [a, b, c, d, ..] = hash("kring 1 joining words", &parts);
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use kring_trust::keys::{DeviceKeys, Seed};
    use proptest::prelude::*;

    use super::*;

    fn keys(seed: u8) -> DeviceKeys {
        DeviceKeys::derive(&Seed::from_bytes([seed; 32]), [seed; 16])
    }

    fn arrival(nonce: u64, name: &str) -> Arrival {
        let mut number = [0; 16];
        number[..8].copy_from_slice(&nonce.to_le_bytes());
        let (name, device_name) = (name.to_owned(), "laptop".to_owned());
        Arrival { nonce: number, record: keys(1).record(None), name, device_name }
    }

    fn offer(nonce: u64) -> Offer {
        let mut number = [0; 16];
        number[..8].copy_from_slice(&nonce.to_le_bytes());
        let (group, inviter) = (GroupId::from_bytes([2; 32]), DeviceId::from_bytes([3; 32]));
        Offer { nonce: number, group, inviter, whom: Whom::Newcomer }
    }

    fn scene(joiner: u8, inviter: u8) -> Scene {
        Scene { joiner: [joiner; 32], inviter: [inviter; 32], invitation: InvitationId([9; 4]) }
    }

    proptest! {
        /// Somebody in between speaks with both: with the joiner (1) as inviter (8), with the
        /// inviter (2) as joiner (9). It passes on all that is said, or makes numbers of its own,
        /// bound before the other side's number is known.
        #[test]
        fn who_passes_everything_on_does_not_get_the_same_words(mine: u64, theirs: u64) {
            let (arrival, offer) = (arrival(mine, "Bram"), offer(theirs));
            let direct = four(&scene(1, 2), &arrival, &offer);
            prop_assert_eq!(direct, four(&scene(1, 2), &arrival, &offer));
            prop_assert_ne!(four(&scene(1, 8), &arrival, &offer), four(&scene(9, 2), &arrival, &offer));
        }

        #[test]
        fn a_number_of_ones_own_does_not_get_them_either(
            mine: u64, theirs: u64, forged: u64, also: u64,
        ) {
            let to_joiner = four(&scene(1, 8), &arrival(mine, "Bram"), &offer(forged));
            let to_inviter = four(&scene(9, 2), &arrival(also, "Bram"), &offer(theirs));
            prop_assert_ne!(to_joiner, to_inviter);
        }

        /// Nothing can be said afterwards that the other side was not bound to.
        #[test]
        fn whatever_was_promised_is_what_is_said(mine: u64, other: u64, name in "[a-z]{1,8}") {
            prop_assume!(mine != other);
            let promised = bind_joiner(&arrival(mine, &name));
            prop_assert_ne!(promised, bind_joiner(&arrival(other, &name)));
            prop_assert_ne!(promised, bind_joiner(&arrival(mine, &format!("{name}x"))));
            let offered = bind_inviter(&offer(mine));
            prop_assert_ne!(offered, bind_inviter(&offer(other)));
            let mut as_another = offer(mine);
            as_another.group = GroupId::from_bytes([7; 32]);
            prop_assert_ne!(offered, bind_inviter(&as_another));
        }
    }
}
