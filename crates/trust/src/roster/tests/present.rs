//! Presenting oneself to a laptop that lost the statements which brought one in.

use super::*;
use crate::roster::present::{GIVEN_BACK_CAP, INTRODUCTIONS_CAP, NotShown};

fn endpoint(laptop: &Laptop) -> [u8; 32] {
    laptop.keys.record(None).endpoint_key
}

/// Bram lets Sanne in, and she lets Daan in; `base` knows neither.
fn newcomers() -> (Roster, [Laptop; 4], Laptop, Laptop) {
    let (base, [noor, mut bram, lotte, yasmina]) = four();
    bram.open(Audience::All);
    let joined = bram.inviting(&keys(20));
    bram.hear(&joined);
    let person = PersonId::brought_by(joined.id());
    let mut sanne = laptop(20, None, person, &bram.knows);
    sanne.open(Audience::All);
    let joined = sanne.inviting(&keys(21));
    sanne.hear(&joined);
    let person = PersonId::brought_by(joined.id());
    let daan = laptop(21, None, person, &sanne.knows);
    (base, [noor, bram, lotte, yasmina], sanne, daan)
}

fn introductions(laptop: &Laptop) -> Vec<Statement> {
    laptop.knows.introductions(&laptop.device).into_iter().cloned().collect()
}

fn given_back(from: &Laptop, to: &Roster) -> Vec<Vec<u8>> {
    from.knows.given_back(&to.newest()).expect("not too many")
}

/// Takes what is given in the order in which it comes, as the program does.
fn taken(base: &Roster, given: &[Vec<u8>]) -> Roster {
    let mut roster = base.clone();
    for bytes in given {
        let inserted = roster.insert(Statement::decode(bytes).expect("good")).expect("good");
        assert!(!inserted.accepted.is_empty(), "each follows its past");
    }
    roster
}

#[test]
fn who_was_forgotten_shows_who_let_them_in_and_is_taken_back() {
    let (base, _, sanne, daan) = newcomers();
    let shown = introductions(&daan);
    assert_eq!(shown.len(), 4, "founded, bram, sanne, daan");
    assert_eq!(base.shown(&shown, &endpoint(&daan)), Ok(daan.device));
    let given = given_back(&daan, &base);
    assert_eq!(base.check_given_back(&given, &daan.device), Ok(()));
    let back = taken(&base, &given);
    assert!(back.may_connect(&daan.device) && back.may_connect(&sanne.device));
    assert_eq!(daan.knows.given_back(&back.newest()), Some(vec![]), "nothing is given twice");
}

#[test]
fn it_does_not_matter_where_the_forgetting_began() {
    let (_, [_, bram, ..], sanne, daan) = newcomers();
    for base in [&bram.knows, &sanne.knows] {
        let device = base.shown(&introductions(&daan), &endpoint(&daan));
        let known = base.device(&daan.device).is_some();
        assert_eq!(device, if known { Err(NotShown::NotFromHere) } else { Ok(daan.device) });
        assert_eq!(base.check_given_back(&given_back(&daan, base), &daan.device), Ok(()));
    }
}

#[test]
fn introductions_are_to_this_very_device_and_group() {
    let (base, _, sanne, daan) = newcomers();
    let shown = introductions(&daan);
    let refused = |shown: &[Statement], endpoint| base.shown(shown, &endpoint).unwrap_err();
    assert_eq!(refused(&shown, endpoint(&sanne)), NotShown::Unconnected);
    assert_eq!(refused(&[], endpoint(&daan)), NotShown::OtherGroup);
    assert_eq!(refused(&shown[1..], endpoint(&daan)), NotShown::OtherGroup);
    let elsewhere = speak::found(&keys(21), 0, [1; 16]);
    assert_eq!(refused(&[elsewhere], endpoint(&daan)), NotShown::OtherGroup);
}

#[test]
fn introductions_that_do_not_connect_are_refused() {
    let (base, _, _, daan) = newcomers();
    let mut shown = introductions(&daan);
    let sanne = shown.remove(2);
    assert_eq!(base.shown(&shown, &endpoint(&daan)), Err(NotShown::NotFromHere));
    // A step between that brings nobody.
    let page = base.newest();
    let draft = Draft {
        device: sanne.device,
        time: 0,
        after: page,
        body: Body::InternetOn { relay: Relay::Public },
    };
    shown.insert(2, draft.sign(&base.group(), &keys(1)));
    assert_eq!(base.shown(&shown, &endpoint(&daan)), Err(NotShown::Unconnected));
    // Two who were both let in here, but not the one by the other.
    let mut shown = introductions(&daan);
    shown.swap(2, 3);
    assert!(base.shown(&shown, &endpoint(&daan)).is_err());
}

#[test]
fn a_made_up_introduction_is_refused() {
    let (base, [noor, ..], _, daan) = newcomers();
    let mut shown = introductions(&daan);
    shown[2].signature.0[0] ^= 1;
    assert_eq!(base.shown(&shown, &endpoint(&daan)), Err(NotShown::Signature));
    // In Noor's name, by somebody who has only what was ever sent.
    let stranger = keys(66);
    let (record, consent) = consent(&stranger, &base.group(), None, &noor.device);
    let endpoint = record.endpoint_key;
    let body = Body::Joined { record, consent };
    let draft = Draft { device: noor.device, time: 0, after: base.newest(), body };
    let shown = [shown[0].clone(), draft.sign(&base.group(), &stranger)];
    assert_eq!(base.shown(&shown, &endpoint), Err(NotShown::Signature));
}

#[test]
fn who_is_out_or_was_let_in_by_who_is_out_is_refused() {
    let (base, [noor, mut bram, mut lotte, _], mut sanne, daan) = newcomers();
    let shown = introductions(&daan);
    let block = lotte.block(bram.device);
    let without_bram = all(&base, &[&block]);
    assert_eq!(without_bram.shown(&shown, &endpoint(&daan)), Err(NotShown::NotFromHere));
    // The introductions are believed where nothing else is known; what they rest on decides.
    let block = sanne.block(daan.device);
    let given = given_back(&sanne, &base);
    assert_eq!(base.shown(&shown, &endpoint(&daan)), Ok(daan.device));
    assert_eq!(base.check_given_back(&given, &daan.device), Err(NotShown::NotAMember));
    bram.knows = all(&daan.knows, &[&block]);
    assert_eq!(bram.knows.shown(&shown, &endpoint(&daan)), Err(NotShown::NotFromHere));
    assert_eq!(state(&bram.knows, &noor), DeviceState::In);
}

#[test]
fn what_is_given_back_is_whole_and_good() {
    let (base, _, _, daan) = newcomers();
    let given = given_back(&daan, &base);
    let device = daan.device;
    let check = |given: &[Vec<u8>]| base.check_given_back(given, &device);
    for lacking in 0..given.len() {
        let mut given = given.clone();
        given.remove(lacking);
        assert_eq!(check(&given), Err(NotShown::NotAMember), "{lacking}");
    }
    // A word that rests on another which is not given.
    let (mut later, mut resting) = (daan, given.clone());
    later.say(Body::InternetOn { relay: Relay::Public });
    resting.push(later.say(Body::Finished).encode());
    assert_eq!(base.check_given_back(&resting, &later.device), Err(NotShown::NotAMember));
    let mut forged = given.clone();
    *forged.last_mut().and_then(|last| last.last_mut()).expect("bytes") ^= 1;
    assert_eq!(check(&forged), Err(NotShown::NotAMember));
    assert_eq!(check(&vec![vec![]; GIVEN_BACK_CAP + 1]), Err(NotShown::TooMuch));
}

#[test]
fn a_block_that_was_lifted_comes_along() {
    let (base, [noor, mut bram, lotte, _], ..) = newcomers();
    let mut lotte = Laptop { knows: bram.knows.clone(), ..lotte };
    let block = lotte.block(bram.device);
    bram.hear(&block);
    // Bram's word from then on counts again, and with it whom he lets in.
    let unblock = bram.with(bram.speaker().unblock(bram.device), &noor);
    bram.hear(&unblock);
    let joined = bram.inviting(&keys(30));
    bram.hear(&joined);
    let kim = laptop(30, None, PersonId::brought_by(joined.id()), &bram.knows);
    assert_eq!(base.shown(&introductions(&kim), &endpoint(&kim)), Ok(kim.device));
    assert_eq!(base.check_given_back(&given_back(&kim, &base), &kim.device), Ok(()));
}

#[test]
fn more_than_a_group_has_is_not_looked_at() {
    let (base, _, _, mut last) = newcomers();
    for seed in 0..INTRODUCTIONS_CAP as u8 {
        let joined = last.inviting(&keys(100 + seed));
        last.hear(&joined);
        last = laptop(100 + seed, None, PersonId::brought_by(joined.id()), &last.knows);
    }
    let shown = introductions(&last);
    assert!(shown.len() > INTRODUCTIONS_CAP);
    assert_eq!(base.shown(&shown, &endpoint(&last)), Err(NotShown::TooMuch));
    for _ in 0..GIVEN_BACK_CAP {
        last.say(Body::Finished);
    }
    last.block(base.devices().next().expect("one").id);
    assert_eq!(last.knows.given_back(&base.newest()), None);
}
