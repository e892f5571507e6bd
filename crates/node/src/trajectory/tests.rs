use kring_model::entities;
use kring_trust::PersonId;

use super::{look, notes, roles};
use crate::acts::{member, today, writing};
use crate::ending::Teller;
use crate::replica::testing::{hand_over, three};
use crate::replica::{Replica, ReplicaError};
use crate::told::Words;

/// Says which sentence is said, and what is filled in.
struct Keys;

impl Words for Keys {
    fn say(&self, key: &str, filled: &[(&'static str, &str)]) -> Option<String> {
        let filled: Vec<&str> = filled.iter().map(|(_, text)| *text).collect();
        Some(format!("{key} {}", filled.join(" ")))
    }

    fn field(&self, name: &str) -> String {
        name.to_owned()
    }

    fn list(&self, all: &[String]) -> String {
        all.join(", ")
    }
}

impl Teller for Keys {
    fn day(&self, day: &str) -> String {
        day.to_owned()
    }

    fn person(&mut self, person: &PersonId) -> String {
        person.to_string()
    }

    fn laptop(&mut self, device: &kring_trust::DeviceId) -> String {
        device.to_string()
    }
}

/// Noor's laptop, on which Bram and Lotte said who they are.
fn noor() -> (Replica, [PersonId; 3]) {
    let mut laptops = three();
    for (laptop, name) in laptops.iter_mut().zip(["Noor", "Bram", "Lotte"]) {
        laptop.introduce_myself(name, name, "nl").unwrap();
    }
    for from in [1, 2] {
        let [noor, other] = laptops.get_disjoint_mut([0, from]).unwrap();
        hand_over(other, noor);
    }
    let persons = [0, 1, 2].map(|at| laptops[at].me());
    let [noor, ..] = laptops;
    (noor, persons)
}

fn guides(noor: &mut Replica) -> Vec<String> {
    look(noor).unwrap().guides.iter().map(|one| one.id.clone()).collect()
}

#[test]
fn the_guidance_is_handed_over_and_ends() {
    let (mut noor, [_, bram, lotte]) = noor();
    assert_eq!(guides(&mut noor), Vec::<String>::new(), "a group runs without a guide");
    noor.act(|act| member::hand_over(act, Some((bram, "2999-01-01")))).unwrap();
    assert_eq!(guides(&mut noor), [bram.to_string()]);
    noor.act(|act| member::hand_over(act, Some((lotte, "2999-01-01")))).unwrap();
    assert_eq!(guides(&mut noor), [lotte.to_string()], "the one before is done today");
    noor.act(|act| member::hand_over(act, Some((bram, "2999-02-01")))).unwrap();
    assert_eq!(guides(&mut noor), [bram.to_string()], "and may come back");
    assert!(noor.act(|act| member::hand_over(act, Some((lotte, "ooit")))).is_err());
    assert_eq!(guides(&mut noor), [bram.to_string()], "what fails changes nothing");
    noor.act(|act| member::hand_over(act, None)).unwrap();
    assert_eq!(guides(&mut noor), Vec::<String>::new());
    let today = noor.act(|act| Ok(today(act))).unwrap();
    let refused = noor.act(|act| member::hand_over(act, Some((lotte, &today))));
    assert!(matches!(refused, Err(ReplicaError::NotAllowed("guide-day"))), "it is over that day");
}

#[test]
fn an_eighth_member_is_a_friendly_word() {
    let (mut noor, _) = noor();
    let large = |noor: &mut Replica| {
        let now = look(noor).unwrap();
        notes(&mut Keys, &now).into_iter().find(|note| note.starts_with("trajectory-large"))
    };
    assert_eq!(large(&mut noor), None, "three of seven");
    let page = noor.group_page();
    let place = (&entities::GROUP, "");
    for (most, said) in [(2, Some("trajectory-large 3 2".to_owned())), (3, None)] {
        noor.act(|act| writing::set(act, &page, place, "max_members", &most.into(), None)).unwrap();
        assert_eq!(large(&mut noor), said);
    }
}

#[test]
fn what_a_leader_promises_stands_on_the_role_sheet() {
    let (mut noor, _) = noor();
    let page = noor.group_page();
    for (name, role) in [("Mevrouw Bedacht", "line_manager"), ("De raad", "client_council")] {
        let promise = "Ieder krijgt er tijd voor.".into();
        let values = [("name", name.into()), ("role", role.into()), ("promise", promise)];
        noor.act(|act| writing::add(act, &page, &entities::STAKEHOLDER, &values, None)).unwrap();
    }
    let all = roles(&mut noor).unwrap();
    let names: Vec<(&str, usize)> =
        all.iter().map(|one| (one.role.id.as_str(), one.holders.len())).collect();
    let expected = [("participant", 3), ("promoter", 0), ("guide", 0), ("line_manager", 1)];
    assert_eq!(names, expected);
    let leader = &all[3].holders[0];
    assert_eq!(
        (leader.name.as_str(), leader.promise.as_str(), leader.member),
        ("Mevrouw Bedacht", "Ieder krijgt er tijd voor.", false)
    );
}
