//! Joining with a ticket, and what doors do beyond it.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use kring_trust::GroupId;
use kring_trust::keys::DeviceKeys;
use kring_trust::relay::Relay;
use kring_trust::statement::Body;
use tokio::sync::oneshot;

use super::fake::{Fake, seed};
use super::{Event, HERE, Laptop, eventually, knows, start};
use crate::env::SystemEnv;
use crate::net::{
    Came, Compared, Half, Host, InviteError, JoinError, Joined, Joiner, Stage, Way, Whom, agree_by,
    answer, ask_in, invitations, own_relay, refuse, withdraw,
};
use crate::ticket::{Secret, Ticket};

const HOUR: Duration = Duration::from_secs(3600);

/// What a joiner's laptop is let in as: ready to start.
pub(super) type Answer = Receiver<Result<Fake, JoinError>>;

/// A joiner on a thread of their own; the answer is a laptop ready to start.
fn join(n: u8, ticket: &Ticket, groups: Vec<GroupId>) -> Answer {
    let ticket = ticket.clone();
    on_a_thread(move |runtime| {
        let agree = Agreeing { yes: true, words: None };
        match runtime.block_on(come(n, &Way::Ticket(&ticket), &groups, agree))? {
            Ended::In(laptop) => Ok(*laptop),
            Ended::Half(_) => panic!("only half"),
        }
    })
}

/// What a joiner does when they see the words.
pub(super) struct Agreeing {
    pub yes: bool,
    pub words: Option<Sender<Compared>>,
}

pub(super) fn on_a_thread<T: Send + 'static>(
    f: impl FnOnce(&tokio::runtime::Runtime) -> T + Send + 'static,
) -> Receiver<T> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let answer = f(&runtime.expect("a runtime"));
        sender.send(answer).expect("somebody waits");
    });
    receiver
}

pub(super) async fn come(
    n: u8,
    way: &Way<'_>,
    groups: &[GroupId],
    agree: Agreeing,
) -> Result<Ended, JoinError> {
    let (seed, relays) = (seed(n), &BTreeSet::new());
    let joiner =
        Joiner { seed: &seed, name: "Bram", device_name: "old laptop", bind: HERE, groups, relays };
    let mut agree = |compared| {
        if let Some(words) = &agree.words {
            words.send(compared).expect("somebody looks");
        }
        let (say, answer) = oneshot::channel();
        say.send(agree.yes).expect("somebody waits");
        answer
    };
    match ask_in(&joiner, way, &mut SystemEnv, &mut |_| {}, &mut agree).await? {
        Came::In(joined) => Ok(Ended::In(Box::new(settled(n, *joined).await))),
        Came::Half(half) => Ok(Ended::Half(half)),
    }
}

/// What joining came to.
pub(super) enum Ended {
    In(Box<Fake>),
    Half(Half),
}

/// A laptop from what it was given.
async fn settled(n: u8, joined: Joined) -> Fake {
    let keys = DeviceKeys::derive(&seed(n), joined.nonce);
    let person = joined.whom.person();
    let mut fake = Fake::of_person(keys, person, joined.group, &joined.statements);
    for (endpoint, at) in &joined.addresses {
        let device = fake.roster().device_by_endpoint(endpoint).expect("a member").id;
        knows(&mut fake, &device, at);
    }
    joined.done.say().await;
    fake
}

fn asked(laptop: &Laptop) -> (crate::ticket::InvitationId, String) {
    match laptop.wait(|event| matches!(event, Event::Asked(..))) {
        Event::Asked(id, request) => (id, request.name),
        other => panic!("{other:?}"),
    }
}

fn invite(host: &mut Fake, valid: Duration, yes: bool) -> Result<Ticket, InviteError> {
    crate::net::invite(host, Whom::Newcomer, valid, yes)
}

fn refusal(answer: &Answer) -> JoinError {
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
fn a_ticket_names_the_relays_that_this_laptop_agreed_to_and_no_others() {
    let mut noor = start(Fake::found(1));
    let here = own_relay("http://127.0.0.1:9").expect("an address");
    let made = |noor: &mut Laptop| {
        let ticket = invite(&mut noor.other, HOUR, false).expect("an invitation");
        let all = invitations(&noor.other).expect("read");
        let one = all.iter().find(|one| one.id == ticket.invitation).expect("kept");
        assert_eq!(one.far, !ticket.relays.is_empty());
        ticket.relays
    };
    assert!(made(&mut noor).is_empty(), "nobody switched it on");
    noor.other.say(Body::InternetOn { relay: here.clone() });
    assert!(made(&mut noor).is_empty(), "no yes of this laptop");
    // Another relay than the one that was agreed to counts for nothing.
    agree_by(&mut noor.other, &[Relay::Public].into()).expect("written");
    assert!(made(&mut noor).is_empty(), "no yes to this one");
    agree_by(&mut noor.other, &[here.clone()].into()).expect("written");
    assert_eq!(made(&mut noor), [here].into());
    refuse(&mut noor.other).expect("written");
    assert!(made(&mut noor).is_empty(), "no yes any more");
    noor.stop();
}

#[test]
fn who_is_in_already_is_told_and_the_ticket_stays_good() {
    let mut noor = start(Fake::found(1));
    let group = noor.other.group();
    let ticket = invite(&mut noor.other, HOUR, false).expect("an invitation");
    let again = refusal(&join(2, &ticket, vec![group]));
    assert!(matches!(again, JoinError::AlreadyMember(known) if known == group));
    let open = || invitations(&noor.other).expect("read")[0].stage == Stage::Open;
    eventually("it is open for somebody else", open);
    noor.stop();
}

#[test]
fn a_ticket_whose_laptop_is_not_there_says_so_and_an_old_one_that_it_is_old() {
    let ticket = Ticket {
        endpoint: *iroh::SecretKey::from_bytes(&[5; 32]).public().as_bytes(),
        invitation: crate::ticket::InvitationId([0; 4]),
        secret: Secret([0; 16]),
        expires_ms: 60_000,
        relays: BTreeSet::new(),
        addresses: vec!["127.0.0.1:9".parse().expect("an address")],
    };
    assert!(matches!(refusal(&join(2, &ticket, vec![])), JoinError::Expired));
    let fresh = Ticket { expires_ms: u64::MAX / 2, ..ticket };
    assert!(matches!(refusal(&join(2, &fresh, vec![])), JoinError::NotFound));
}
