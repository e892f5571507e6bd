//! Three laptops that were at one meeting.

use kring_model::evidence::Period;
use kring_trust::PageId;
use kring_trust::participation::{Signed, find};

use crate::acts::attest::{Attested, confirm, sign};
use crate::acts::meeting::{self, Attendance};
use crate::replica::Replica;
use crate::replica::testing::{hand_over, three};

fn meet(laptops: &mut [Replica; 3]) {
    for from in 0..3 {
        for to in (0..3).filter(|to| *to != from) {
            let (one, other) = if from < to {
                let (left, right) = laptops.split_at_mut(to);
                (&left[from], &mut right[0])
            } else {
                let (left, right) = laptops.split_at_mut(from);
                (&right[0], &mut left[to])
            };
            hand_over(one, other);
        }
    }
}

/// Noor and Bram were there, Lotte was not; nobody signed yet.
fn held() -> ([Replica; 3], PageId) {
    let mut laptops = three();
    for (laptop, name) in laptops.iter_mut().zip(["Noor", "Bram", "Lotte"]) {
        laptop.introduce_myself(name, name, "nl").unwrap();
    }
    let page = laptops[0]
        .act(|act| {
            let times = [("date", "2026-02-05"), ("start", "15:00"), ("end", "17:00")];
            let page = meeting::add(act, &times.map(|(name, value)| (name, value.into())))?;
            meeting::open(act, &page)?;
            Ok(page)
        })
        .unwrap();
    meet(&mut laptops);
    for (laptop, status) in laptops.iter_mut().zip(["present", "late", "excused"]) {
        let from = if status == "late" { "15:20" } else { "15:00" };
        let one = Attendance { status, from: Some(from), to: Some("17:00") };
        laptop.act(|act| meeting::attend(act, &page, &one, None)).unwrap();
    }
    assert_eq!(laptops[0].act(|act| sign(act, &page)).unwrap(), Attested::NotOver);
    laptops[0].act(|act| meeting::close(act, &page)).unwrap();
    meet(&mut laptops);
    (laptops, page)
}

fn signed(of: &mut Replica, page: &PageId) -> Signed {
    let (proof, signed) = super::proof(of, &Period::default()).unwrap();
    assert_eq!(proof.meetings.len(), 1);
    signed[&page.to_string()].clone()
}

fn who(signed: &Signed) -> Vec<(String, bool)> {
    signed.check().unwrap().into_iter().map(|(one, did)| (one.name.clone(), did)).collect()
}

#[test]
fn everybody_who_was_there_signs_the_same_text() {
    let (mut laptops, page) = held();
    let before = signed(&mut laptops[0], &page);
    assert_eq!(who(&before), [("Bram".into(), false), ("Noor".into(), false)]);
    assert_eq!(laptops[1].act(|act| confirm(act, &page)).unwrap(), Attested::Signed);
    assert_eq!(laptops[2].act(|act| confirm(act, &page)).unwrap(), Attested::NotThere);
    meet(&mut laptops);
    assert_eq!(laptops[0].act(|act| sign(act, &page)).unwrap(), Attested::Signed);
    meet(&mut laptops);
    for laptop in &mut laptops[..2] {
        let made = signed(laptop, &page);
        assert_eq!(who(&made), [("Bram".into(), true), ("Noor".into(), true)]);
        assert_eq!(find(&made.block().unwrap()).unwrap(), [made]);
    }
    let (proof, lists) = super::proof(&mut laptops[2], &Period::default()).unwrap();
    assert_eq!((proof.minutes, lists.len()), (0, 0), "Lotte was not there");
}

#[test]
fn apart_two_signatures_come_under_one_text() {
    let (mut laptops, page) = held();
    for laptop in &mut laptops[..2] {
        assert_eq!(laptop.act(|act| sign(act, &page)).unwrap(), Attested::Signed);
    }
    meet(&mut laptops);
    let both = [("Bram".to_owned(), true), ("Noor".to_owned(), true)];
    assert_eq!(who(&signed(&mut laptops[0], &page)), both);
}

#[test]
fn a_list_that_changed_is_signed_anew() {
    let (mut laptops, page) = held();
    laptops[0].act(|act| sign(act, &page)).unwrap();
    let mended = Attendance { status: "late", from: Some("15:30"), to: Some("17:00") };
    laptops[1].act(|act| meeting::attend(act, &page, &mended, None)).unwrap();
    laptops[1].act(|act| sign(act, &page)).unwrap();
    meet(&mut laptops);
    let now = signed(&mut laptops[0], &page);
    assert_eq!(who(&now), [("Bram".into(), true), ("Noor".into(), false)], "hers is of before");
    laptops[0].act(|act| sign(act, &page)).unwrap();
    let both = [("Bram".to_owned(), true), ("Noor".to_owned(), true)];
    assert_eq!(who(&signed(&mut laptops[0], &page)), both);
}

#[test]
fn what_another_wrote_in_ones_name_is_no_signature() {
    use kring_model::entities;
    use kring_model::value::Value;
    let (mut laptops, page) = held();
    laptops[0].act(|act| sign(act, &page)).unwrap();
    let noor = signed(&mut laptops[0], &page);
    let text = noor.gathering.text().unwrap();
    let (key, signature) = noor.signatures[0];
    meet(&mut laptops);
    // Bram's laptop says, in Bram's own name, that Noor's signature is his.
    let parts = [
        ("list", kring_trust::participation::name_of(&text)),
        ("key", kring_trust::participation::hex(&key.0)),
        ("signature", kring_trust::participation::hex(&signature.0)),
    ];
    laptops[1]
        .act(|act| {
            let own = &entities::MEETING_PAGE;
            crate::acts::writing::set_own(
                act,
                &page,
                own,
                "attendance_signed",
                &Value::parts(parts),
            )
        })
        .unwrap();
    let told = who(&signed(&mut laptops[1], &page));
    assert_eq!(told, [("Bram".into(), false), ("Noor".into(), true)]);
}

#[test]
fn a_laptop_that_came_later_changes_no_text() {
    use kring_trust::keys::{DeviceKeys, Seed};
    use kring_trust::roster::speak::{Speaker, consent};
    let (mut laptops, page) = held();
    laptops[1].act(|act| sign(act, &page)).unwrap();
    meet(&mut laptops);
    let noor = &mut laptops[0];
    let new = DeviceKeys::derive(&Seed::from_bytes([7; 32]), [7; 16]);
    let (record, yes) = consent(&new, &noor.group(), Some(noor.me()), &noor.device());
    let added = {
        let speaker = Speaker::new(noor.roster(), noor.device(), noor.keys(), 0);
        speaker.add_device(record, yes)
    };
    noor.act(|act| act.hear(added).map(|_| ())).unwrap();
    assert_eq!(noor.act(|act| sign(act, &page)).unwrap(), Attested::Signed);
    let made = signed(noor, &page);
    assert_eq!(who(&made), [("Bram".into(), true), ("Noor".into(), true)]);
    assert!(made.gathering.present.iter().all(|one| one.keys.len() == 1), "the text of before");
}
