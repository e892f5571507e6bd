//! What joiner and inviter say to each other, and the proof that the joiner holds the ticket.
//!
//! ```text
//! joiner                                inviter
//!   Knock { invitation, promise }  ->                    by a door or with a ticket
//!                                  <-    Challenge { promise }
//!   Reveal { arrival, mac }        ->                    a mac only with a ticket
//!                                  <-    Heard { offer }   now both have the four words
//!   Consent { record, signature }  ->                    once the joiner's person agrees
//!   or Stop                        ->                    the words differ
//!                                  <-    Waiting ...     until the inviter's person agrees
//!                                  <-    Welcome { addresses }
//!                                  <-    Statements ... End
//!                                  <-    or Half { statement }: somebody else must say it too
//! ```
//!
//! The promises are hashes of what is revealed later; see [`super::four`].
//!
//! Or, where the other lost the statements that made one a member (see [`super::present`]):
//!
//! ```text
//! presenter                             who forgot
//!   Present, Statements ... End    ->                          who let whom in
//!                                  <-    Known { newest }
//!   Statements ... End             ->                          what was lost
//!                                  <-    Taken
//! ```
//!
//! The mac is keyed with the ticket's secret and covers both network identities and both promises,
//! so it is of use to nobody else and never again. Each message is one frame, in postcard.

use std::net::SocketAddr;

use kring_trust::StatementId;
use kring_trust::keys::{DeviceRecord, Signature};
use kring_trust::statement::STATEMENT_CAP;
use serde::{Deserialize, Serialize};

use super::four::{Arrival, Commitment, Offer};
use super::hooks::EndpointKey;
use crate::ticket::{InvitationId, Secret};

/// The longest message that an inviter reads, in bytes: a record and two names fit.
pub(super) const FROM_JOINER_CAP: usize = 2 * 1024;

/// The longest consent that an inviter reads, in bytes: a statement that names 256 others fits.
pub(super) const CONSENT_CAP: usize = 16 * 1024;

/// Bytes of statements in one message; one more statement may go over it.
pub(super) const PAGE: usize = 64 * 1024;

/// The longest message that is read of who presents itself, in bytes.
pub(super) const FROM_PRESENTER_CAP: usize = PAGE + STATEMENT_CAP + 1024;

/// The longest message that a joiner reads, in bytes.
pub(super) const FROM_INVITER_CAP: usize = PAGE + STATEMENT_CAP + 1024;

/// The longest name of a person or laptop, in bytes.
pub(super) const NAME_CAP: usize = 200;

/// A number used once.
pub(super) type Nonce = [u8; 16];

/// The joiner's word that it wants in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Its device, with the person it belongs to where it is not a newcomer's.
    pub record: DeviceRecord,
    /// See [`kring_trust::statement::sign_joining`].
    pub signature: Signature,
    /// Of who returns: what the first person said who let them in.
    pub first: Option<Vec<u8>>,
}

/// What the joiner says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum FromJoiner {
    /// The first message.
    Knock {
        /// From the ticket, or from what the door announces.
        invitation: InvitationId,
        /// What the joiner is bound to; see [`super::four`].
        promise: Commitment,
    },
    /// What the joiner was bound to.
    Reveal {
        /// It.
        arrival: Box<Arrival>,
        /// With a ticket; see [`mac`].
        mac: Option<[u8; 32]>,
    },
    /// The joiner wants to be let into this group by this device.
    Consent(Box<Consent>),
    /// The person there says that the words differ.
    Stop,
    /// The first message of who was a member already, as the other has forgotten.
    Present,
    /// Some statements, each after its past.
    Statements(Vec<Vec<u8>>),
    /// Those were all.
    End,
}

/// What the inviter says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum FromInviter {
    /// The invitation is open.
    Challenge {
        /// What the inviter is bound to.
        promise: Commitment,
    },
    /// What the inviter was bound to.
    Heard {
        /// It.
        offer: Offer,
    },
    /// Nobody has answered yet.
    Waiting,
    /// It ends here.
    Refused(Refusal),
    /// Somebody said yes; the statements follow.
    Welcome {
        /// Where members were last, by network identity.
        addresses: Vec<(EndpointKey, Vec<SocketAddr>)>,
    },
    /// Who returns is believed here, and must be by one person more: this is to be shown there.
    Half {
        /// The statement, signed here.
        statement: Vec<u8>,
    },
    /// Some of the statements, in the inviter's order of arrival.
    Statements(Vec<Vec<u8>>),
    /// Those were all.
    End,
    /// The introductions are believed; this is what is known here.
    Known {
        /// The newest statements.
        newest: Vec<StatementId>,
    },
    /// What was lost is here again, on disk: members speak with each other.
    Taken,
}

/// Why an inviter refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Refusal {
    /// There is no such invitation here.
    Unknown,
    /// Somebody came in with it already.
    Used,
    /// Its time is over.
    Expired,
    /// Three wrong tries, and it was closed.
    Burnt,
    /// The inviter closed it.
    Withdrawn,
    /// The proof does not fit.
    WrongSecret,
    /// The person at the other laptop said no.
    No,
    /// Somebody else is asking with the same ticket, or too many ask at once.
    Busy,
    /// Nobody answered in time.
    Unanswered,
    /// The record, the names or the consent are not in order.
    BadRecord,
    /// The inviter's laptop could not write it down.
    Internal,
    /// The person who confirms is the same as the first one, or the one who returns.
    SamePerson,
    /// The first one to confirm knows what is not known here yet.
    Behind,
}

/// Proof of the secret, for one connection between two network identities.
pub(super) fn mac(
    secret: &Secret,
    joiner: &EndpointKey,
    inviter: &EndpointKey,
    joiner_promise: &Commitment,
    inviter_promise: &Commitment,
) -> blake3::Hash {
    let key = kring_trust::hash::hash("kring 1 ticket proof", &[&secret.0]);
    let mut hasher = blake3::Hasher::new_keyed(&key);
    hasher.update(joiner).update(inviter).update(joiner_promise).update(inviter_promise);
    hasher.finalize()
}

/// One message as bytes.
pub(super) fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // postcard into a growing vector fails only for types that cannot be encoded at all.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// Reads one message; `None` unless it is exactly one.
pub(super) fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Some(message),
        _ => None,
    }
}

/// A name as it may be kept and shown: not empty, not too long, without control characters.
pub(super) fn clean_name(name: &str) -> Option<String> {
    let name: String = name.trim().chars().filter(|letter| !letter.is_control()).collect();
    (!name.is_empty() && name.len() <= NAME_CAP).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_of_use_to_nobody_else_and_never_again() {
        let proof = |secret: u8, joiner: u8, inviter: u8, mine: u8, theirs: u8| {
            let secret = Secret([secret; 16]);
            mac(&secret, &[joiner; 32], &[inviter; 32], &[mine; 32], &[theirs; 32])
        };
        let right = proof(1, 2, 3, 4, 5);
        assert_eq!(right, proof(1, 2, 3, 4, 5));
        for wrong in [
            proof(9, 2, 3, 4, 5),
            proof(1, 9, 3, 4, 5),
            proof(1, 2, 9, 4, 5),
            proof(1, 2, 3, 9, 5),
            proof(1, 2, 3, 4, 9),
            proof(1, 3, 2, 5, 4),
        ] {
            assert_ne!(right, wrong);
        }
    }

    #[test]
    fn what_is_not_exactly_one_message_is_none() {
        let mut bytes = encode(&FromInviter::Waiting);
        assert!(matches!(decode(&bytes), Some(FromInviter::Waiting)));
        bytes.push(0);
        assert!(decode::<FromInviter>(&bytes).is_none());
        assert!(decode::<FromInviter>(&[99]).is_none());
        assert!(decode::<FromJoiner>(&[]).is_none());
    }

    #[test]
    fn names_are_cleaned() {
        assert_eq!(clean_name("  Noor \u{1b}[31m"), Some("Noor [31m".to_owned()));
        assert_eq!(clean_name("\n"), None);
        assert_eq!(clean_name(&"x".repeat(NAME_CAP + 1)), None);
    }
}
