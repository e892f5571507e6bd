//! What becomes of invitations, doors and guests.

use kring_trust::keys::{DeviceKeys, Seed, Signature};

use super::*;

const ID: InvitationId = InvitationId([1; 4]);
const NOW: u64 = 1000;

fn opening(id: InvitationId, secret: Option<Secret>, expires_ms: u64, yes: bool) -> Opening {
    Opening { id, secret, whom: Whom::Newcomer, expires_ms, yes, far: false }
}

fn open(yes: bool) -> Invitations {
    let mut all = Invitations::default();
    assert!(all.open(opening(ID, Some(Secret([7; 16])), 2000, yes), NOW));
    all
}

fn door() -> Invitations {
    let mut all = Invitations::default();
    assert!(all.open(opening(ID, None, 2000, false), NOW));
    all
}

fn guest(n: u8) -> InvitationId {
    InvitationId([100 + n; 4])
}

fn request(seed: u8) -> Request {
    let keys = DeviceKeys::derive(&Seed::from_bytes([seed; 32]), [seed; 16]);
    Request {
        record: keys.record(None),
        words: [seed; 4],
        consent: None,
        name: "Noor".into(),
        device_name: "laptop".into(),
        asked_ms: NOW,
        from: None,
    }
}

fn ask(all: &mut Invitations, seed: u8) -> Result<InvitationId, Refusal> {
    all.ask(ID, guest(seed), request(seed), NOW)
}

fn open_far() -> Invitations {
    let mut all = Invitations::default();
    let far = Opening { far: true, ..opening(ID, Some(Secret([7; 16])), 2000, false) };
    assert!(all.open(far, NOW));
    all
}

#[test]
fn who_comes_by_a_relay_finds_only_an_open_ticket_that_names_one() {
    for all in [open(false), door()] {
        assert!(all.look(ID, false, NOW).is_ok() && !all.any_far(NOW));
        assert_eq!(all.look(ID, true, NOW), Err(Refusal::Unknown));
    }
    // A door is for the room, whatever is asked for it.
    let mut room = Invitations::default();
    assert!(room.open(Opening { far: true, ..opening(ID, None, 2000, false) }, NOW));
    assert!(!room.any_far(NOW) && room.look(ID, true, NOW).is_err());

    let far = open_far();
    assert!(far.any_far(NOW) && far.look(ID, true, NOW).is_ok());
    assert!(!far.any_far(2000), "its time is over");
    let ends: [fn(&mut Invitations); 4] = [
        |all| assert!(all.withdraw(ID)),
        |all| (0..TRIES).for_each(|_| all.wrong(ID)),
        |all| {
            assert_eq!(ask(all, 1), Ok(ID));
            assert!(all.answer(ID, false));
        },
        |all| {
            assert_eq!(ask(all, 1), Ok(ID));
            all.used(ID, kring_trust::DeviceId::from_bytes([1; 32]));
        },
    ];
    for end in ends {
        let mut all = open_far();
        end(&mut all);
        assert!(!all.any_far(NOW), "{:?}", all.find(ID).map(|one| &one.stage));
    }
    // Between the yes and coming in, no longer than its time.
    let mut granted = open_far();
    assert_eq!(ask(&mut granted, 1), Ok(ID));
    assert!(granted.answer(ID, true) && granted.any_far(NOW) && !granted.any_far(2000));
}

#[test]
fn three_wrong_tries_burn_it() {
    let mut all = open(false);
    for _ in 0..TRIES {
        assert!(all.look(ID, false, NOW).is_ok());
        all.wrong(ID);
    }
    assert_eq!(all.look(ID, false, NOW), Err(Refusal::Burnt));
    assert_eq!(all.find(ID).expect("kept").secret, None);
    assert!(!all.any_open(NOW));
}

#[test]
fn each_end_has_its_own_answer() {
    let mut all = open(false);
    assert_eq!(all.look(InvitationId([9; 4]), false, NOW), Err(Refusal::Unknown));
    assert_eq!(all.look(ID, false, 2000), Err(Refusal::Expired));
    assert_eq!(ask(&mut all, 1), Ok(ID));
    assert_eq!(ask(&mut all, 1), Ok(ID), "asking again");
    assert_eq!(ask(&mut all, 2), Err(Refusal::Busy));
    assert!(all.answer(ID, true));
    assert!(!all.answer(ID, false), "answered already");
    all.used(ID, request(1).record.id());
    assert_eq!(all.ask(ID, ID, request(1), 9000), Ok(ID), "fetching what was missed");
    assert!(!all.withdraw(ID));

    let mut all = open(false);
    assert_eq!(ask(&mut all, 1), Ok(ID));
    assert!(all.answer(ID, false));
    assert_eq!(all.look(ID, false, NOW), Err(Refusal::No));

    let mut all = open(false);
    assert!(all.withdraw(ID));
    assert_eq!(all.look(ID, false, NOW), Err(Refusal::Withdrawn));
}

#[test]
fn one_that_says_yes_by_itself_is_granted_at_once() {
    let mut all = open(true);
    assert_eq!(ask(&mut all, 1), Ok(ID));
    assert!(matches!(all.find(ID).expect("kept").stage, Stage::Granted(_)));
}

#[test]
fn who_goes_away_leaves_it_open() {
    let mut all = open(false);
    assert_eq!(ask(&mut all, 1), Ok(ID));
    all.gone(ID, &request(2).record);
    assert_eq!(ask(&mut all, 2), Err(Refusal::Busy));
    all.gone(ID, &request(1).record);
    assert_eq!(ask(&mut all, 2), Ok(ID));
}

#[test]
fn each_guest_of_a_door_has_an_answer_of_their_own() {
    let mut all = door();
    assert_eq!(all.doors(NOW), [ID]);
    for n in 1..=5 {
        assert_eq!(ask(&mut all, n), Ok(guest(n)));
    }
    assert!(all.answer(guest(2), true));
    assert!(all.answer(guest(3), false));
    assert!(matches!(all.find(guest(1)).expect("kept").stage, Stage::Asked(_)));
    assert!(matches!(all.find(guest(2)).expect("kept").stage, Stage::Granted(_)));
    assert_eq!(all.find(guest(3)).expect("kept").stage, Stage::Declined);
    assert_eq!(all.look(guest(1), false, NOW), Err(Refusal::Unknown), "nobody knocks at a guest");
    assert_eq!(all.doors(NOW), [ID], "and the door stands open");
    assert_eq!(all.doors(2000), [], "until its time is over");
}

#[test]
fn words_that_are_new_are_compared_anew() {
    let mut all = door();
    assert_eq!(ask(&mut all, 1), Ok(guest(1)));
    assert!(all.answer(guest(1), true));
    let again = Request { words: [9; 4], ..request(1) };
    assert_eq!(all.ask(ID, guest(7), again.clone(), NOW), Ok(guest(1)));
    assert_eq!(all.find(guest(1)).expect("kept").stage, Stage::Asked(Box::new(again)));
}

/// Somebody at this place asks, and the words differ.
fn differs(all: &mut Invitations, seed: u8, at: [u8; 4]) -> Result<(), Refusal> {
    let request = Request { from: Some(at.into()), ..request(seed) };
    let asking = all.ask(ID, guest(seed), request, NOW)?;
    all.stopped(asking);
    Ok(())
}

#[test]
fn who_differs_three_times_is_turned_away_and_the_door_stays_open_for_others() {
    let mut all = door();
    assert_eq!(ask(&mut all, 90), Ok(guest(90)));
    for n in 1..=TRIES {
        assert!(!all.find(ID).expect("kept").is_troubled());
        assert_eq!(differs(&mut all, n, [10, 0, 0, 9]), Ok(()));
    }
    assert!(all.find(ID).expect("kept").is_troubled(), "who opened it is told");
    assert_eq!(differs(&mut all, 40, [10, 0, 0, 9]), Err(Refusal::Burnt));
    assert_eq!(all.doors(NOW), [ID]);
    assert!(matches!(all.find(guest(90)).expect("kept").stage, Stage::Asked(_)));
    let other = Request { from: Some([10, 0, 0, 7].into()), ..request(50) };
    assert_eq!(all.ask(ID, guest(50), other, NOW), Ok(guest(50)));
    assert!(all.answer(guest(50), true));
}

#[test]
fn words_that_differ_thirty_times_close_a_door_wherever_the_callers_are() {
    let mut all = door();
    assert_eq!(ask(&mut all, 90), Ok(guest(90)));
    for n in 0..DOOR_TRIES {
        assert!(all.look(ID, false, NOW).is_ok());
        assert_eq!(differs(&mut all, n, [10, 0, 0, n / TRIES]), Ok(()));
    }
    assert_eq!(all.look(ID, false, NOW), Err(Refusal::Burnt));
    assert_eq!(all.find(guest(90)).expect("kept").stage, Stage::Withdrawn);
    assert_eq!(all.doors(NOW), []);
}

#[test]
fn a_door_for_one_laptop_closes_behind_it() {
    let mut all = Invitations::default();
    let person = PersonId::from_bytes([4; 32]);
    let whom = Whom::OwnDevice(person);
    assert!(all.open(Opening { whom, ..opening(ID, None, 2000, false) }, NOW));
    assert_eq!(ask(&mut all, 1), Ok(guest(1)));
    assert!(all.answer(guest(1), true));
    all.used(guest(1), request(1).record.id());
    assert_eq!(all.look(ID, false, NOW), Err(Refusal::Withdrawn));
}

#[test]
fn a_word_that_is_not_of_the_device_that_asked_is_none() {
    let mut all = door();
    assert_eq!(ask(&mut all, 1), Ok(guest(1)));
    let other = Consent { record: request(2).record, signature: Signature([0; 64]), first: None };
    all.consented(guest(1), &other);
    let Stage::Asked(asked) = &all.find(guest(1)).expect("kept").stage else { panic!("asked") };
    assert_eq!(asked.consent, None);
}

#[test]
fn the_list_stays_short() {
    let mut all = Invitations::default();
    let secret = || Some(Secret([0; 16]));
    let opened =
        (0..40).filter(|n| all.open(opening(InvitationId([*n; 4]), secret(), 2000, false), NOW));
    assert_eq!(opened.count(), OPEN_CAP);
    for n in 0..100 {
        let one = opening(InvitationId([n; 4]), secret(), 4000 + u64::from(n), false);
        assert!(all.open(one, 3000) || n >= 16);
    }
    assert!(all.all().len() <= OPEN_CAP + OVER_CAP);
    assert_eq!(Invitations::decode(Some(&all.encode())), all);
    assert_eq!(Invitations::decode(Some(&[255])), Invitations::default());

    let mut all = door();
    let came = (0..100).filter(|n| ask(&mut all, *n).is_ok()).count();
    assert_eq!(came, GUESTS_CAP);
}
