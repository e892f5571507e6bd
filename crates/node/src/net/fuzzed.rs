//! What is read of strangers who join, and of the inviter, for fuzzing. Not a part of the crate's use.

use kring_trust::keys::{DeviceKeys, Seed, Signature};
use kring_trust::statement::{STATEMENT_CAP, Statement};
use kring_trust::{DeviceId, GroupId, PersonId};

use super::door::request;
use super::four::{Arrival, Offer, bind_inviter, bind_joiner};
use super::invitations::{Invitations, Opening, Whom};
use super::proof::{
    Consent, FROM_INVITER_CAP, FROM_PRESENTER_CAP, FromInviter, FromJoiner, Refusal, decode, encode,
};
use crate::ticket::InvitationId;

/// Reads bytes as what a joiner says, as what an inviter says, or as the invitations of a store.
pub fn joining(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    match kind % 3 {
        0 if rest.len() <= FROM_PRESENTER_CAP => {
            decode::<FromJoiner>(rest).into_iter().for_each(of_joiner);
        }
        1 if rest.len() <= FROM_INVITER_CAP => {
            decode::<FromInviter>(rest).into_iter().for_each(of_inviter);
        }
        2 => {
            let all = Invitations::decode(Some(rest));
            let open = all.all().iter().filter(|one| one.is_open(1)).count();
            assert!(all.doors(1).len() <= open);
        }
        _ => {}
    }
}

fn of_joiner(message: FromJoiner) {
    match message {
        FromJoiner::Reveal { arrival, .. } => {
            let _bound = bind_joiner(&arrival);
            let key = arrival.record.endpoint_key;
            if let Ok(request) = request(*arrival, key, [0; 4], 1) {
                assert!(!request.name.chars().any(char::is_control), "a name is clean");
            }
        }
        FromJoiner::Consent(consent) => {
            let _verified = consent.record.verify();
            consent.first.iter().for_each(|first| statement(first));
        }
        FromJoiner::Statements(all) => all.iter().for_each(|one| statement(one)),
        _ => {}
    }
}

fn of_inviter(message: FromInviter) {
    match message {
        FromInviter::Heard { offer } => drop(bind_inviter(&offer)),
        FromInviter::Half { statement: one } => statement(&one),
        FromInviter::Statements(all) => all.iter().for_each(|one| statement(one)),
        _ => {}
    }
}

fn statement(bytes: &[u8]) {
    if let Ok(statement) = Statement::decode(bytes) {
        assert!(bytes.len() <= STATEMENT_CAP && statement.encode() == bytes, "one form");
    }
}

/// Honest messages of both sides, and a store's invitations.
pub fn joinings() -> Vec<Vec<u8>> {
    let keys = DeviceKeys::derive(&Seed::from_bytes([1; 32]), [2; 16]);
    let record = keys.record(None);
    let said = kring_trust::roster::speak::found(&keys, 1, [1; 16]).encode();
    let arrival = Arrival {
        nonce: [3; 16],
        record: record.clone(),
        name: "Tjeerd".to_owned(),
        device_name: "laptop".to_owned(),
    };
    let whom = Whom::Returning(PersonId::from_bytes([4; 32]));
    let (group, inviter) = (GroupId::from_bytes([5; 32]), DeviceId::from_bytes([6; 32]));
    let offer = Offer { nonce: [7; 16], group, inviter, whom };
    let knock =
        FromJoiner::Knock { invitation: InvitationId([8; 4]), promise: bind_joiner(&arrival) };
    let consent = Consent { record, signature: Signature([9; 64]), first: Some(said.clone()) };
    let challenge = FromInviter::Challenge { promise: bind_inviter(&offer) };
    let addresses = vec![([1; 32], vec![([192, 168, 1, 2], 4433).into()])];
    let mut invitations = Invitations::default();
    let opening = Opening {
        id: InvitationId([8; 4]),
        secret: None,
        whom: Whom::Newcomer,
        expires_ms: 100,
        yes: false,
        far: false,
    };
    invitations.open(opening, 1);
    let joiner = [
        knock,
        FromJoiner::Reveal { arrival: Box::new(arrival), mac: Some([1; 32]) },
        FromJoiner::Consent(Box::new(consent)),
        FromJoiner::Statements(vec![said.clone()]),
    ];
    let inviter = [
        challenge,
        FromInviter::Heard { offer },
        FromInviter::Refused(Refusal::Busy),
        FromInviter::Welcome { addresses },
        FromInviter::Statements(vec![said]),
    ];
    let of = |kind: u8, bytes: Vec<u8>| [vec![kind], bytes].concat();
    let joiner = joiner.iter().map(|one| of(0, encode(one)));
    let inviter = inviter.iter().map(|one| of(1, encode(one)));
    joiner.chain(inviter).chain([of(2, invitations.encode())]).collect()
}
