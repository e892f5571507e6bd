use super::*;
use crate::keys::{PublicKey, Signature};
use crate::statement::{CoSignature, sign_joining};

fn refusal(base: &Roster, statement: &Statement) -> Option<Refused> {
    let mut roster = base.clone();
    let refused = roster.insert(statement.clone()).err();
    assert_eq!(refused.is_some(), !roster.contains(&statement.id()));
    assert_eq!(refused.is_some(), roster.view() == base.view());
    refused
}

#[test]
fn a_forged_signature_is_refused_also_before_it_waits() {
    let (base, [noor, mut bram, ..]) = four();
    let mut forged = noor.speaker().block(bram.device);
    forged.signature.0[3] ^= 1;
    assert_eq!(refusal(&base, &forged), Some(Refused::Signature));
    let in_name_of = Statement { device: noor.device, ..bram.speaker().block(bram.device) };
    assert_eq!(refusal(&base, &in_name_of), Some(Refused::Signature));
    bram.say(Body::InternetOn { relay: Relay::Public });
    let unknown_past = Statement { device: noor.device, ..bram.speaker().block(bram.device) };
    assert_eq!(refusal(&base, &unknown_past), Some(Refused::Signature));
}

#[test]
fn a_forged_second_signature_is_refused() {
    let (base, [noor, bram, lotte, _]) = four();
    let page = PageId::from_bytes([1; 32]);
    let good = noor.with(noor.speaker().erase(page), &bram);
    assert_eq!(refusal(&base, &good), None);
    let second = good.body.second().copied().expect("signed by two");
    let taken = CoSignature { device: lotte.device, ..second };
    let forged = Statement { body: Body::Erased { page, second: Some(taken) }, ..good };
    assert_eq!(refusal(&base, &forged), Some(Refused::Signature));
    let stranger = CoSignature { device: DeviceId::from_bytes([7; 32]), ..second };
    let forged = Statement { body: Body::Erased { page, second: Some(stranger) }, ..forged };
    assert_eq!(refusal(&base, &forged), Some(Refused::Stranger));
}

#[test]
fn a_forgery_that_waited_for_its_signer_is_forgotten() {
    let (base, [noor, ..]) = four();
    let joined = noor.inviting(&keys(20));
    let mut new = laptop(20, None, noor.person, &all(&base, &[&joined]));
    let mut forged = new.say(Body::Finished);
    forged.signature.0[3] ^= 1;
    let mut roster = base.clone();
    assert_eq!(roster.insert(forged.clone()).map(|inserted| inserted.accepted), Ok(vec![]));
    assert_eq!(roster.waiting(), 1);
    let inserted = roster.insert(joined.clone()).expect("good");
    assert_eq!(inserted.accepted, [joined.id()]);
    assert_eq!(inserted.refused, [(forged.id(), Refused::Signature)]);
    assert!(!roster.contains(&forged.id()) && !roster.finished());
}

#[test]
fn strangers_are_refused() {
    let (base, [noor, ..]) = four();
    let outside = laptop(30, None, noor.person, &base);
    assert_eq!(refusal(&base, &outside.speaker().leave()), Some(Refused::Stranger));
    // Being in is not enough: the statement itself must know.
    let joined = noor.inviting(&keys(30));
    let roster = all(&base, &[&joined]);
    assert_eq!(refusal(&roster, &outside.speaker().leave()), Some(Refused::Stranger));
}

#[test]
fn other_groups_are_refused() {
    let (base, [noor, bram, ..]) = four();
    assert_eq!(refusal(&base, &speak::found(&keys(0), 1, [8; 16])), Some(Refused::OtherGroup));
    let other = GroupId::from_bytes([4; 32]);
    let draft = noor.speaker().draft(Body::Blocked { device: bram.device });
    assert_eq!(refusal(&base, &draft.sign(&other, &noor.keys)), Some(Refused::Signature));
    let (record, consent) = consent(&keys(20), &other, None, &noor.device);
    let joined = noor.speaker().joined(record, consent);
    assert_eq!(refusal(&base, &joined), Some(Refused::Consent));
    let founded = speak::found(&keys(3), 0, [1; 16]);
    let mut empty = Roster::new(base.group());
    assert_eq!(empty.insert(founded), Err(Refused::OtherGroup));
}

#[test]
fn consent_is_to_one_inviter_and_one_record() {
    let (base, [noor, bram, ..]) = four();
    let (record, to_bram) = consent(&keys(20), &base.group(), None, &bram.device);
    let joined = noor.speaker().joined(record.clone(), to_bram);
    assert_eq!(refusal(&base, &joined), Some(Refused::Consent));
    let by_other = sign_joining(&keys(21), &base.group(), &record, &noor.device);
    assert_eq!(
        refusal(&base, &noor.speaker().joined(record.clone(), by_other)),
        Some(Refused::Consent)
    );
    let (mut changed, good) = consent(&keys(20), &base.group(), None, &noor.device);
    changed.files_key = keys(5).record(None).files_key;
    assert_eq!(refusal(&base, &noor.speaker().joined(changed, good)), Some(Refused::Consent));
    assert_eq!(refusal(&base, &noor.speaker().joined(record, good)), None);
}

#[test]
fn small_order_keys_are_refused() {
    let (base, [noor, ..]) = four();
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut trivial = [0; 64];
    trivial[0] = 1;
    let good = keys(20).record(None);
    let record = |change: fn(&mut crate::keys::DeviceRecord, [u8; 32])| {
        let mut record = good.clone();
        change(&mut record, neutral);
        noor.speaker().joined(record, Signature(trivial))
    };
    let weak = [
        record(|record, key| record.sign_key = PublicKey(key)),
        record(|record, key| record.endpoint_key = key),
        record(|record, key| record.files_key = key),
        record(|record, _| record.files_key = [0; 32]),
    ];
    for joined in weak {
        assert_eq!(refusal(&base, &joined), Some(Refused::Keys));
    }
}

#[test]
fn nobody_and_no_network_identity_comes_in_twice() {
    let (base, [noor, bram, ..]) = four();
    assert_eq!(refusal(&base, &noor.inviting(&bram.keys)), Some(Refused::Twice));
    assert_eq!(refusal(&base, &bram.inviting(&noor.keys)), Some(Refused::Twice));
    // The same keys under another record are another device with the same network identity.
    assert_eq!(refusal(&base, &noor.adding(&bram.keys)), Some(Refused::Twice));
}

#[test]
fn records_name_whom_they_may() {
    let (base, [noor, bram, lotte, _]) = four();
    let (record, consent) = consent(&keys(20), &base.group(), Some(noor.person), &bram.device);
    let said = |body| bram.speaker().say(body);
    let taken = said(Body::DeviceAdded { record: record.clone(), consent });
    assert_eq!(refusal(&base, &taken), Some(Refused::Person));
    let joined = said(Body::Joined { record: record.clone(), consent });
    assert_eq!(refusal(&base, &joined), Some(Refused::Person));
    let twice = bram.with(bram.returning(&keys(20), noor.person), &bram);
    assert_eq!(refusal(&base, &twice), Some(Refused::Person));
    let by_oneself = bram.with(bram.returning(&keys(20), bram.person), &lotte);
    assert_eq!(refusal(&base, &by_oneself), Some(Refused::Person));
    let nobody = bram.returning(&keys(20), PersonId::from_bytes([3; 32]));
    assert_eq!(refusal(&base, &bram.with(nobody, &lotte)), Some(Refused::Person));
}

#[test]
fn statements_wait_for_their_past_and_a_duplicate_changes_nothing() {
    let (base, [mut noor, bram, ..]) = four();
    let first = noor.say(Body::InternetOn { relay: Relay::Public });
    let second = noor.say(Body::Finished);
    let third = noor.block(bram.device);
    let mut roster = base.clone();
    for early in [&third, &second, &third] {
        roster.insert(early.clone()).expect("waits");
    }
    assert_eq!(roster.waiting(), 2);
    assert!(roster.contains(&third.id()) && !roster.stands(&third.id()));
    assert_eq!(roster.statement(&third.id()), Some(&third));
    assert_eq!(roster.newest(), base.newest());
    let inserted = roster.insert(first.clone()).expect("good");
    assert_eq!(inserted.accepted, [first.id(), second.id(), third.id()]);
    assert_eq!(roster.newest(), [third.id()]);
    assert!(!roster.insert(third).expect("known").new);
    assert_eq!(roster.view(), noor.knows.view());
}

#[test]
fn the_waiting_room_has_an_end() {
    let (base, [noor, ..]) = four();
    let mut roster = base.clone();
    let unknown = |n: u64| {
        let after = vec![StatementId::from_bytes([7; 32])];
        let body = Body::Finished;
        Draft { device: DeviceId::from_bytes([5; 32]), time: n, after, body }
            .sign(&base.group(), &noor.keys)
    };
    for n in 0..WAITING_COUNT_CAP as u64 {
        roster.insert(unknown(n)).expect("waits");
    }
    assert_eq!(roster.insert(unknown(u64::MAX)), Err(Refused::Full));
    assert_eq!(roster.waiting(), WAITING_COUNT_CAP);
    // Whoever need not wait comes in.
    roster.insert(noor.speaker().finish()).expect("good");
}

#[test]
fn bytes_that_wait_have_an_end() {
    let (base, [noor, ..]) = four();
    let mut roster = base.clone();
    let after = vec![StatementId::from_bytes([7; 32])];
    let about = crate::statement::About::Group;
    let big = |n: u64| {
        let body = Body::Unknown { kind: 99, about, rest: vec![0; 32_000], second: None };
        let device = DeviceId::from_bytes([5; 32]);
        Draft { device, time: n, after: after.clone(), body }.sign(&base.group(), &noor.keys)
    };
    let fitting = (0..1_000).take_while(|n| roster.insert(big(*n)).is_ok()).count();
    assert_eq!(fitting, WAITING_BYTES_CAP / big(0).encode().len());
    let mut long = big(0);
    long.body = Body::Unknown { kind: 99, about, rest: vec![0; STATEMENT_CAP], second: None };
    assert_eq!(roster.insert(long), Err(Refused::Form));
}

#[test]
fn newest_is_bounded_and_everybody_finds_themselves_in_it() {
    let (base, [noor, bram, ..]) = four();
    let mut roster = base.clone();
    for time in 0..AFTER_CAP as u64 + 10 {
        let said = Speaker::new(&base, noor.device, &noor.keys, time).finish();
        roster.insert(said).expect("good");
    }
    let last = roster.newest().last().copied().expect("many");
    let own = (0..)
        .map(|time| Speaker::new(&base, bram.device, &bram.keys, time).internet_on(Relay::Public))
        .find(|own| own.id() > last)
        .expect("some hash is larger");
    roster.insert(own.clone()).expect("good");
    assert_eq!(roster.newest().len(), AFTER_CAP);
    assert!(roster.newest().contains(&own.id()));
    assert!(roster.newest().is_sorted());
}

#[test]
fn what_was_verified_before_is_not_verified_again() {
    let (base, [noor, ..]) = four();
    let mut forged = noor.speaker().finish();
    forged.signature.0[3] ^= 1;
    let mut roster = base.clone();
    assert_eq!(roster.insert(forged.clone()), Err(Refused::Signature));
    roster.insert_kept(&forged.encode()).expect("taken at its word");
    // The rules about persons hold all the same.
    let stranger = laptop(30, None, noor.person, &base).speaker().leave();
    assert_eq!(roster.insert_kept(&stranger.encode()), Err(Refused::Stranger));
}
