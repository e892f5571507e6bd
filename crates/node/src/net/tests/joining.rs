//! Joining with a ticket.

use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use kring_trust::GroupId;
use kring_trust::keys::DeviceKeys;

use super::fake::{Fake, seed};
use super::{Event, HERE, Laptop, eventually, knows, start};
use crate::env::SystemEnv;
use crate::net::{
    Host, JoinError, JoinStep, Joiner, Stage, answer, ask_in, invitations, invite, withdraw,
};
use crate::ticket::{Secret, Ticket};

const HOUR: Duration = Duration::from_secs(3600);

/// A joiner on a thread of their own; the answer is a laptop ready to start.
fn join(n: u8, ticket: &Ticket, groups: Vec<GroupId>) -> Receiver<Result<Fake, JoinError>> {
    let (sender, receiver) = channel();
    let ticket = ticket.clone();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let joined = runtime.expect("a runtime").block_on(come_in(n, &ticket, &groups));
        sender.send(joined).expect("somebody waits");
    });
    receiver
}

async fn come_in(n: u8, ticket: &Ticket, groups: &[GroupId]) -> Result<Fake, JoinError> {
    let seed = seed(n);
    let joiner =
        Joiner { seed: &seed, name: "Bram", device_name: "old laptop", bind: HERE, groups };
    let mut steps = Vec::new();
    let mut step = |step| steps.push(step);
    let joined = ask_in(&joiner, ticket, &mut SystemEnv, &mut step).await?;
    assert_eq!(steps, [JoinStep::Looking, JoinStep::Waiting, JoinStep::Receiving]);
    let keys = DeviceKeys::derive(&seed, joined.nonce);
    let mut fake = Fake::new(keys, joined.group, &joined.statements);
    for (endpoint, at) in &joined.addresses {
        let device = fake.roster().device_by_endpoint(endpoint).expect("a member").id;
        knows(&mut fake, &device, at);
    }
    joined.done.say().await;
    Ok(fake)
}

fn asked(laptop: &Laptop) -> (crate::ticket::InvitationId, String) {
    match laptop.wait(|event| matches!(event, Event::Asked(..))) {
        Event::Asked(id, request) => (id, request.name),
        other => panic!("{other:?}"),
    }
}

fn refusal(answer: &Receiver<Result<Fake, JoinError>>) -> JoinError {
    match answer.recv().expect("an answer") {
        Ok(_) => panic!("let in"),
        Err(error) => error,
    }
}

#[test]
fn somebody_joins_with_a_ticket_and_a_yes_and_then_syncs() {
    let mut noor = start(Fake::found(1));
    let ticket = invite(&mut noor.other, HOUR, false).expect("an invitation");
    let read: Ticket = ticket.to_string().parse().expect("a ticket");
    assert_eq!(read, ticket);
    let joining = join(2, &read, vec![]);
    let (id, name) = asked(&noor);
    assert_eq!(name, "Bram");
    assert_eq!(noor.other.statements().len(), 1, "nothing before the yes");
    assert!(answer(&mut noor.other, id, true).expect("written"));
    let bram = joining.recv().expect("an answer").expect("let in");
    noor.wait(|event| matches!(event, Event::CameIn(_)));
    let bram = start(bram);
    bram.wait_connected(noor.device());
    noor.wait_connected(bram.device());
    eventually("the same", || noor.other.statements() == bram.other.statements());
    let stage = &invitations(&noor.other).expect("read")[0].stage;
    assert_eq!(*stage, Stage::Used(bram.device()));

    let thief = join(3, &ticket, vec![]);
    assert!(matches!(refusal(&thief), JoinError::Used));
    noor.stop();
    bram.stop();
}

#[test]
fn an_invitation_that_says_yes_by_itself_needs_nobody() {
    let mut noor = start(Fake::found(1));
    let ticket = invite(&mut noor.other, HOUR, true).expect("an invitation");
    let bram = join(2, &ticket, vec![]).recv().expect("an answer").expect("let in");
    assert_eq!(bram.statements(), noor.other.statements());
    // The connection may have broken before everything was stored: the same laptop asks again.
    let again = join(2, &ticket, vec![]).recv().expect("an answer").expect("let in");
    assert_eq!(again.device(), bram.device());
    assert_eq!(noor.other.statements().len(), 2, "brought in once");
    noor.stop();
}

#[test]
fn a_no_and_a_withdrawn_invitation_each_have_their_answer() {
    let mut noor = start(Fake::found(1));
    let ticket = invite(&mut noor.other, HOUR, false).expect("an invitation");
    let joining = join(2, &ticket, vec![]);
    let (id, _) = asked(&noor);
    assert!(answer(&mut noor.other, id, false).expect("written"));
    assert!(matches!(refusal(&joining), JoinError::Declined));

    let ticket = invite(&mut noor.other, HOUR, false).expect("an invitation");
    let joining = join(2, &ticket, vec![]);
    asked(&noor);
    assert!(withdraw(&mut noor.other, ticket.invitation).expect("written"));
    assert!(matches!(refusal(&joining), JoinError::Used));
    assert_eq!(noor.other.statements().len(), 1);
    noor.stop();
}

#[test]
fn three_wrong_tries_burn_an_invitation_and_no_other() {
    let mut noor = start(Fake::found(1));
    let ticket = invite(&mut noor.other, HOUR, true).expect("an invitation");
    let spare = invite(&mut noor.other, HOUR, true).expect("an invitation");
    let wrong = Ticket { secret: Secret([0; 16]), ..ticket.clone() };
    for _ in 0..3 {
        assert!(matches!(refusal(&join(3, &wrong, vec![])), JoinError::WrongSecret));
    }
    noor.wait(|event| *event == Event::Burnt(ticket.invitation));
    assert!(matches!(refusal(&join(2, &ticket, vec![])), JoinError::Burnt));
    assert_eq!(noor.other.statements().len(), 1);
    assert!(join(2, &spare, vec![]).recv().expect("an answer").is_ok());
    noor.stop();
}

#[test]
fn who_is_in_already_is_told_and_nobody_is_asked() {
    let mut noor = start(Fake::found(1));
    let group = noor.other.group();
    let ticket = invite(&mut noor.other, HOUR, false).expect("an invitation");
    let again = refusal(&join(2, &ticket, vec![group]));
    assert!(matches!(again, JoinError::AlreadyMember(known) if known == group));
    let open = &invitations(&noor.other).expect("read")[0];
    assert_eq!(open.stage, Stage::Open);
    noor.stop();
}

#[test]
fn a_ticket_whose_laptop_is_not_there_says_so_and_an_old_one_that_it_is_old() {
    let ticket = Ticket {
        endpoint: *iroh::SecretKey::from_bytes(&[5; 32]).public().as_bytes(),
        invitation: crate::ticket::InvitationId([0; 4]),
        secret: Secret([0; 16]),
        expires_ms: 60_000,
        addresses: vec!["127.0.0.1:9".parse().expect("an address")],
    };
    assert!(matches!(refusal(&join(2, &ticket, vec![])), JoinError::Expired));
    let fresh = Ticket { expires_ms: u64::MAX / 2, ..ticket };
    assert!(matches!(refusal(&join(2, &fresh, vec![])), JoinError::NotFound));
}
