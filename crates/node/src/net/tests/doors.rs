//! Coming in by a door: words on both sides, several at once, one's own second laptop, and coming
//! back after every laptop was lost.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use kring_trust::roster::DeviceState;

use super::fake::Fake;
use super::joining::{Agreeing, Ended, come, on_a_thread};
use super::{Event, Laptop, eventually, start};
use crate::net::{
    Compared, Half, Host, JoinError, OpenDoor, Request, Stage, Way, Whom, answer, invitations,
    open_door, withdraw,
};
use crate::ticket::InvitationId;

const MINUTES: Duration = Duration::from_secs(600);

fn door(laptop: &mut Laptop, whom: Whom) -> OpenDoor {
    let id = open_door(&mut laptop.other, whom, MINUTES).expect("a door");
    let (endpoint, addresses) = (laptop.other.keys().record(None).endpoint_key, laptop.at());
    OpenDoor { endpoint, id, addresses }
}

struct Coming {
    words: Receiver<Compared>,
    came: Receiver<Result<Ended, JoinError>>,
}

fn stand_before(n: u8, door: &OpenDoor, yes: bool, half: Option<Half>) -> Coming {
    let (show, words) = channel();
    let door = door.clone();
    let came = on_a_thread(move |runtime| {
        let way = match &half {
            Some(half) => Way::Second(&door, half),
            None => Way::Door(&door),
        };
        runtime.block_on(come(n, &way, &[], Agreeing { yes, words: Some(show) }))
    });
    Coming { words, came }
}

impl Coming {
    fn words(&self) -> Compared {
        self.words.recv_timeout(super::PATIENCE).expect("words")
    }

    fn end(self) -> Result<Ended, JoinError> {
        let answer = self.came.recv_timeout(super::PATIENCE);
        answer.unwrap_or_else(|error| panic!("no answer: {error}"))
    }

    fn came_in(self) -> Fake {
        match self.end() {
            Ok(Ended::In(laptop)) => *laptop,
            Ok(Ended::Half(_)) => panic!("only half"),
            Err(error) => panic!("{error}"),
        }
    }
}

/// Waits until so many guests ask; answers their askings.
fn asking(laptop: &Laptop, count: usize) -> Vec<(InvitationId, Box<Request>)> {
    let all = || {
        let all = invitations(&laptop.other).expect("read").into_iter();
        let asked = all.filter_map(|one| match one.stage {
            Stage::Asked(request) => Some((one.id, request)),
            _ => None,
        });
        asked.collect::<Vec<_>>()
    };
    eventually("they ask", || all().len() == count);
    all()
}

fn only(laptop: &Laptop) -> (InvitationId, Box<Request>) {
    asking(laptop, 1).pop().expect("one")
}

#[test]
fn both_screens_show_the_same_words_and_the_inviter_says_yes() {
    let mut noor = start(Fake::found(1));
    let door = door(&mut noor, Whom::Newcomer);
    let bram = stand_before(2, &door, true, None);
    let shown = bram.words();
    let (id, request) = only(&noor);
    assert_eq!(request.words, shown.words);
    assert_eq!((request.name.as_str(), shown.whom), ("Bram", Whom::Newcomer));
    assert_eq!(noor.other.statements().len(), 1, "nothing before the yes");
    assert!(answer(&mut noor.other, id, true).expect("written"));
    let bram = bram.came_in();
    assert_eq!(bram.statements(), noor.other.statements());
    noor.stop();
}

#[test]
fn five_come_in_by_one_door_each_with_words_of_their_own() {
    let mut noor = start(Fake::found(1));
    let door = door(&mut noor, Whom::Newcomer);
    let all: Vec<_> = (2..=6).map(|n| stand_before(n, &door, true, None)).collect();
    let asked = asking(&noor, 5);
    for coming in all {
        let words = coming.words().words;
        let mine: Vec<_> = asked.iter().filter(|(_, one)| one.words == words).collect();
        let [(id, _)] = mine.as_slice() else { panic!("words of its own: {mine:?}") };
        assert!(answer(&mut noor.other, *id, true).expect("written"));
        coming.came_in();
    }
    assert_eq!(noor.other.statements().len(), 6);
    noor.stop();
}

#[test]
fn a_yes_that_comes_first_waits_for_the_joiners_own_word() {
    let mut noor = start(Fake::found(1));
    let door = door(&mut noor, Whom::Newcomer);
    // Their person sees other words than Noor, and Noor did not look.
    let bram = stand_before(2, &door, false, None);
    bram.words();
    if let Some((id, _)) = invitations(&noor.other)
        .expect("read")
        .into_iter()
        .find_map(|one| matches!(one.stage, Stage::Asked(_)).then_some((one.id, ())))
    {
        answer(&mut noor.other, id, true).expect("written");
    }
    assert!(bram.end().is_err());
    assert_eq!(noor.other.statements().len(), 1, "nobody came in");
    noor.stop();
}

#[test]
fn words_that_differ_three_times_turn_that_caller_away_and_nothing_was_shared() {
    let mut noor = start(Fake::found(1));
    let door = door(&mut noor, Whom::Newcomer);
    for n in 2..=4 {
        let stranger = stand_before(n, &door, false, None);
        assert!(matches!(stranger.end(), Err(JoinError::WordsDiffer)));
    }
    noor.wait(|event| *event == Event::Differed(door.id));
    assert!(matches!(stand_before(5, &door, true, None).end(), Err(JoinError::Burnt)));
    assert_eq!(noor.other.statements().len(), 1);
    let all = invitations(&noor.other).expect("read");
    let open = all.iter().find(|one| one.id == door.id).expect("kept");
    assert!(open.stage == Stage::Open && open.is_troubled(), "it stands open for others");
    noor.stop();
}

#[test]
fn a_door_that_was_closed_sends_away_who_stands_before_it() {
    let mut noor = start(Fake::found(1));
    let door = door(&mut noor, Whom::Newcomer);
    let bram = stand_before(2, &door, true, None);
    only(&noor);
    assert!(withdraw(&mut noor.other, door.id).expect("written"));
    assert!(matches!(bram.end(), Err(JoinError::Used)));
    let other = noor.other.another();
    noor.stop();
    assert!(invitations(&other).expect("read").iter().all(|one| one.stage == Stage::Withdrawn));
}

#[test]
fn doors_close_with_the_network() {
    let mut noor = start(Fake::found(1));
    let door = door(&mut noor, Whom::Newcomer);
    let other = noor.other.another();
    noor.wait(|event| *event == Event::WrittenHere);
    noor.stop();
    let left = invitations(&other).expect("read");
    assert!(left.iter().all(|one| one.id != door.id || one.stage == Stage::Withdrawn), "{left:?}");
}

#[test]
fn a_second_laptop_is_the_same_person_and_either_may_block_the_other() {
    let mut noor = start(Fake::found(1));
    let me = noor.other.roster().person_of(&noor.device()).expect("a person");
    let door = door(&mut noor, Whom::OwnDevice(me));
    let tablet = stand_before(2, &door, true, None);
    assert_eq!(tablet.words().whom, Whom::OwnDevice(me));
    let (id, _) = only(&noor);
    answer(&mut noor.other, id, true).expect("written");
    let mut tablet = tablet.came_in();
    assert_eq!(tablet.roster().person_of(&tablet.device()), Some(me));
    assert_eq!(tablet.roster().persons().count(), 1);
    let closed = stand_before(3, &door, true, None).end();
    assert!(matches!(closed, Err(JoinError::Used)), "the door closed behind it");
    let device = noor.device();
    tablet.say(kring_trust::statement::Body::Blocked { device });
    assert!(!tablet.roster().may_connect(&device));
    noor.stop();
}

#[test]
fn who_lost_everything_comes_back_when_two_others_say_so() {
    let mut noor = Fake::found(1);
    let bram = noor.with_member(2);
    let lotte = noor.with_member(3);
    let person = noor.roster().person_of(&lotte.device()).expect("a person");
    let news = noor.in_order();
    let (mut noor, mut bram) =
        (start(noor), start(Fake::new(bram.keys().clone(), bram.group(), &news)));

    let first = door(&mut noor, Whom::Returning(person));
    let coming = stand_before(9, &first, true, None);
    let words = coming.words();
    let (id, request) = only(&noor);
    assert_eq!(request.words, words.words);
    answer(&mut noor.other, id, true).expect("written");
    let Ok(Ended::Half(half)) = coming.end() else { panic!("one person is not enough") };
    assert_eq!(noor.other.statements().len(), 3, "nobody is back yet");

    // The same person twice is one person.
    let again = door(&mut noor, Whom::Returning(person));
    let coming = stand_before(9, &again, true, Some(half.clone()));
    let (id, _) = only(&noor);
    answer(&mut noor.other, id, true).expect("written");
    assert!(matches!(coming.end(), Err(JoinError::SamePerson)));

    let second = door(&mut bram, Whom::Returning(person));
    let coming = stand_before(9, &second, true, Some(half));
    let (id, request) = only(&bram);
    assert_eq!(request.words, coming.words().words);
    answer(&mut bram.other, id, true).expect("written");
    let back = coming.came_in();
    let info = back.roster().device(&back.device()).expect("known");
    assert_eq!((info.person, info.returned, &info.state), (person, true, &DeviceState::In));
    noor.stop();
    bram.stop();
}

#[test]
fn in_a_group_of_two_one_other_is_enough() {
    let mut noor = Fake::found(1);
    let lotte = noor.with_member(3);
    let person = noor.roster().person_of(&lotte.device()).expect("a person");
    let mut noor = start(noor);
    let door = door(&mut noor, Whom::Returning(person));
    let coming = stand_before(9, &door, true, None);
    let (id, _) = only(&noor);
    answer(&mut noor.other, id, true).expect("written");
    let back = coming.came_in();
    assert_eq!(back.roster().person_of(&back.device()), Some(person));
    noor.stop();
}
