use kring_model::entities;
use kring_trust::PageId;

use super::*;
use crate::acts::records::Records as _;
use crate::acts::{self, Named};
use crate::replica::testing::{hand_over, three};

const PROOFS: usize = 30;

/// Noor's experiments, which all three have.
fn experiments(all: &mut [Replica; 3]) -> Vec<PageId> {
    let [noor, bram, lotte] = all;
    let add = |act: &mut crate::replica::Act<'_, '_>| -> acts::Acted<Vec<PageId>> {
        let add = |n: usize| {
            let values: [Named; 2] = [
                ("title", format!("Proef {n}").into()),
                ("risk", format!("Dit schreef Noor. Zin {n}.").into()),
            ];
            acts::experiment::add(act, &values)
        };
        (0..PROOFS).map(add).collect()
    };
    let pages = noor.act(add).unwrap();
    hand_over(noor, bram);
    hand_over(noor, lotte);
    pages
}

fn write(replica: &mut Replica, page: &PageId, field: &str, value: &str) {
    let write = |act: &mut crate::replica::Act<'_, '_>| {
        acts::writing::set_own(act, page, &entities::EXPERIMENT, field, &value.into())
    };
    replica.act(write).unwrap();
}

fn reads(replica: &mut Replica, page: &PageId, field: &str) -> String {
    replica.read(page, |page| page.own_fields().unwrap().str(field).to_owned()).unwrap()
}

fn places(replica: &mut Replica) -> Vec<usize> {
    all(replica).unwrap().iter().map(|one| one.places).collect()
}

#[test]
fn what_one_program_rewrote_is_told_and_all_of_it_put_back_at_once() {
    let mut group = three();
    let pages = experiments(&mut group);
    let [mut noor, mut bram, mut lotte] = group;
    let title: [Named; 1] = [("title", "Stil kwartier".into())];
    let tried = noor.act(|act| acts::experiment::add(act, &title)).unwrap();
    hand_over(&noor, &mut lotte);
    let before = noor.read(&pages[0], |page| page.history().len()).unwrap();
    for page in &pages {
        write(&mut lotte, page, "title", "Van mij");
        write(&mut lotte, page, "risk", "Alles is weg.");
    }
    lotte.act(|act| acts::away::put_away(act, &tried)).unwrap();
    hand_over(&lotte, &mut bram);
    write(&mut bram, &pages[0], "risk", "Alles is weg. Wat is dit, vraagt Bram.");
    hand_over(&bram, &mut noor);

    let told = all(&mut noor).unwrap();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].person, told[0].places), (lotte.me(), 2 * PROOFS + 1));
    assert_eq!(put_back(&mut noor, &told[0]).unwrap(), 2 * PROOFS + 1);
    assert!(all(&mut noor).unwrap().is_empty());
    for (n, page) in pages.iter().enumerate().skip(1) {
        assert_eq!(reads(&mut noor, page, "title"), format!("Proef {n}"));
        assert_eq!(reads(&mut noor, page, "risk"), format!("Dit schreef Noor. Zin {n}."));
    }
    let mixed = reads(&mut noor, &pages[0], "risk");
    assert!(mixed.contains("Dit schreef Noor. Zin 0."), "{mixed}");
    assert!(mixed.contains("Wat is dit, vraagt Bram."), "what came since stays: {mixed}");
    assert_eq!(noor.card(&tried).unwrap().status, "idea");
    let history = noor.read(&pages[0], |page| page.history()).unwrap();
    assert_eq!(history.len(), before + 2 + 1 + 2, "two of hers, one of his, and two new ones");

    hand_over(&noor, &mut bram);
    assert!(all(&mut bram).unwrap().is_empty(), "nor is what Noor put back told of her");
}

#[test]
fn who_does_it_again_is_told_again() {
    let mut group = three();
    let pages = experiments(&mut group);
    let [mut noor, _, mut lotte] = group;
    for _ in 0..2 {
        pages.iter().for_each(|page| write(&mut lotte, page, "title", "Van mij"));
        hand_over(&lotte, &mut noor);
        let told = all(&mut noor).unwrap();
        assert_eq!(told.len(), 1);
        put_back(&mut noor, &told[0]).unwrap();
        assert_eq!(reads(&mut noor, &pages[7], "title"), "Proef 7");
        hand_over(&noor, &mut lotte);
    }
}

#[test]
fn what_is_left_as_it_is_is_told_again_only_when_there_is_more_of_it() {
    let mut group = three();
    let pages = experiments(&mut group);
    let [mut noor, _, mut lotte] = group;
    pages.iter().for_each(|page| write(&mut lotte, page, "title", "Van mij"));
    hand_over(&lotte, &mut noor);
    let told = all(&mut noor).unwrap();
    leave(&mut noor, &told[0]).unwrap();
    assert!(places(&mut noor).is_empty());
    assert_eq!(reads(&mut noor, &pages[0], "title"), "Van mij");
    write(&mut lotte, &pages[0], "risk", "Meer.");
    hand_over(&lotte, &mut noor);
    assert_eq!(places(&mut noor), [PROOFS + 1]);
}

#[test]
fn what_others_mended_since_is_not_put_back() {
    let mut group = three();
    let pages = experiments(&mut group);
    let [mut noor, _, mut lotte] = group;
    pages.iter().for_each(|page| write(&mut lotte, page, "title", "Van mij"));
    hand_over(&lotte, &mut noor);
    write(&mut noor, &pages[0], "title", "Nieuw");
    let told = all(&mut noor).unwrap();
    assert_eq!(told[0].places, PROOFS - 1);
    put_back(&mut noor, &told[0]).unwrap();
    assert_eq!(reads(&mut noor, &pages[0], "title"), "Nieuw");
    assert_eq!(reads(&mut noor, &pages[1], "title"), "Proef 1");
}

#[test]
fn importing_much_and_a_meeting_in_full_swing_are_not_told() {
    let mut group = three();
    let pages = experiments(&mut group);
    let [mut noor, mut bram, mut lotte] = group;
    let case: [Named; 2] = [("title", "De avond".into()), ("help_question", "Hoe?".into())];
    let case = noor.act(|act| acts::case::offer(act, &case, None, None)).unwrap();
    hand_over(&noor, &mut lotte);
    hand_over(&noor, &mut bram);
    for n in 0..40 {
        for one in [&mut lotte, &mut bram] {
            let text: [Named; 1] = [("text", format!("Tip {n}").into())];
            let add = |act: &mut crate::replica::Act<'_, '_>| {
                acts::writing::add(act, &case, &entities::ADVICE, &text, None)
            };
            one.act(add).unwrap();
        }
        // One of them types on in what another wrote.
        write(&mut lotte, &pages[n % 2], "risk", &format!("Dit schreef Noor. Zin, of {n}."));
    }
    for one in [&lotte, &bram] {
        hand_over(one, &mut noor);
    }
    assert!(places(&mut noor).is_empty());
}

#[test]
fn what_two_put_back_apart_stands_there_once_again_after_one_act_of_anybody() {
    let mut group = three();
    let pages = experiments(&mut group);
    let [mut noor, mut bram, mut lotte] = group;
    pages.iter().for_each(|page| write(&mut lotte, page, "risk", "Alles is weg."));
    for one in [&mut noor, &mut bram] {
        hand_over(&lotte, one);
        let told = all(one).unwrap();
        assert_eq!(put_back(one, &told[0]).unwrap(), PROOFS);
        assert!(all(one).unwrap().is_empty());
    }
    hand_over(&bram, &mut noor);
    hand_over(&noor, &mut bram);
    let right = |n: usize| format!("Dit schreef Noor. Zin {n}.");
    assert_ne!(reads(&mut noor, &pages[3], "risk"), right(3), "there is nothing to mend");
    // Both mend it, apart again.
    for one in [&mut noor, &mut bram] {
        let told = all(one).unwrap();
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!((told[0].is_twice(), told[0].places), (true, PROOFS));
        assert_eq!(all(one).unwrap().len(), 1, "until it is answered");
        put_back(one, &told[0]).unwrap();
        assert!(all(one).unwrap().is_empty());
    }
    hand_over(&bram, &mut noor);
    hand_over(&noor, &mut bram);
    hand_over(&noor, &mut lotte);
    for one in [&mut noor, &mut bram, &mut lotte] {
        for (n, page) in pages.iter().enumerate() {
            assert_eq!(reads(one, page, "risk"), right(n));
        }
        assert!(all(one).unwrap().is_empty());
    }
}

#[test]
fn what_is_left_twice_is_told_no_more() {
    let mut group = three();
    let pages = experiments(&mut group);
    let [mut noor, mut bram, mut lotte] = group;
    pages.iter().for_each(|page| write(&mut lotte, page, "risk", "Alles is weg."));
    for one in [&mut noor, &mut bram] {
        hand_over(&lotte, one);
        let told = all(one).unwrap();
        put_back(one, &told[0]).unwrap();
    }
    hand_over(&bram, &mut noor);
    let told = all(&mut noor).unwrap();
    leave(&mut noor, &told[0]).unwrap();
    assert!(all(&mut noor).unwrap().is_empty());
    write(&mut lotte, &pages[0], "title", "Nog iets");
    hand_over(&lotte, &mut noor);
    assert!(all(&mut noor).unwrap().is_empty(), "after more arrived too");
}
