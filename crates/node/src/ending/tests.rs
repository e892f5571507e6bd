use kring_model::schema::PageKind;
use kring_trust::PageId;
use kring_trust::statement::Body;

use super::{Stage, look, note_shown, wipe, wipe_in_time};
use crate::acts::{agreement, case, ending};
use crate::replica::testing::{hand_over, later, three};
use crate::replica::{Drawer, Replica, ReplicaError};

/// Noor, Bram and Lotte, each with a case that all have.
fn group() -> ([Replica; 3], [PageId; 3]) {
    let mut laptops = three();
    for (laptop, name) in laptops.iter_mut().zip(["Noor", "Bram", "Lotte"]) {
        laptop.introduce_myself(name, name, "nl").unwrap();
    }
    meet(&mut laptops);
    let cases = [0, 1, 2].map(|at| {
        let values = [("title", "Telefoon aan tafel".into())];
        laptops[at].act(|act| case::offer(act, &values, None, None)).unwrap()
    });
    meet(&mut laptops);
    (laptops, cases)
}

fn meet(laptops: &mut [Replica; 3]) {
    for _ in 0..2 {
        for (from, to) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
            let [a, b] = laptops.get_disjoint_mut([from, to]).unwrap();
            hand_over(a, b);
        }
    }
}

fn on_day(laptops: &mut [Replica; 3], days: u64) {
    laptops.iter_mut().for_each(|laptop| later(laptop, days));
}

fn stage(laptop: &mut Replica) -> Stage {
    look(laptop).unwrap().stage()
}

fn holds(laptop: &Replica, case: &PageId) -> bool {
    laptop.store().pages().unwrap().contains(case)
}

#[test]
fn each_laptop_wipes_its_own_cases_at_the_day_after_a_week_of_notice() {
    let (mut laptops, cases) = group();
    assert_eq!(stage(&mut laptops[0]), Stage::GoesOn);
    laptops[0].act(ending::finish).unwrap();
    let again = laptops[0].act(ending::finish);
    assert!(matches!(again, Err(ReplicaError::NotAllowed("already-finished"))));
    meet(&mut laptops);
    for (days, expected) in [(0, Stage::Kept), (27, Stage::Kept), (28, Stage::Near)] {
        on_day(&mut laptops, days);
        assert!(laptops.iter_mut().all(|one| stage(one) == expected), "{days}");
        let early = wipe(&mut laptops[1]);
        assert!(matches!(early, Err(ReplicaError::NotAllowed("not-yet-due"))));
    }
    // Bram looks at his screen a week before; Noor only when the day has come; Lotte never.
    on_day(&mut laptops, 35);
    let seen = look(&mut laptops[1]).unwrap();
    note_shown(&mut laptops[1], &seen).unwrap();
    assert!(!wipe_in_time(&mut laptops[1]).unwrap(), "a week too early");
    let about = laptops[0].drawer(Drawer::About(&cases[1]));
    laptops[0].edit_drawer(&about, |_, _| Ok(())).unwrap();
    on_day(&mut laptops, 42);
    let seen = look(&mut laptops[0]).unwrap();
    assert_eq!((seen.stage(), seen.own.len(), seen.owners.len()), (Stage::Due, 1, 2));
    note_shown(&mut laptops[0], &seen).unwrap();
    assert!(wipe_in_time(&mut laptops[1]).unwrap());
    assert!(!wipe_in_time(&mut laptops[0]).unwrap(), "not without notice");
    assert!(!holds(&laptops[1], &cases[1]) && holds(&laptops[1], &cases[0]));
    meet(&mut laptops);
    assert!(laptops.iter().all(|laptop| !holds(laptop, &cases[1])));

    on_day(&mut laptops, 48);
    assert!(!wipe_in_time(&mut laptops[0]).unwrap(), "six days are no week");
    on_day(&mut laptops, 49);
    assert!(wipe_in_time(&mut laptops[0]).unwrap());
    assert!(!wipe_in_time(&mut laptops[2]).unwrap(), "her screen has not said it");
    assert!(wipe(&mut laptops[2]).unwrap(), "by hand she may");
    let one = look(&mut laptops[2]).unwrap();
    assert_eq!((one.stage(), one.done_on, one.waiting.len()), (Stage::Due, 1, 2));
    meet(&mut laptops);
    for laptop in &mut laptops {
        assert_eq!(stage(laptop), Stage::Wiped);
        assert!(cases.iter().all(|case| !holds(laptop, case)));
        assert!(!wipe(laptop).unwrap(), "nothing is left to do");
    }
}

#[test]
fn an_agreed_day_counts_once_everybody_said_yes() {
    let (mut laptops, _) = group();
    laptops[0].act(ending::finish).unwrap();
    let until = look(&mut laptops[0]).unwrap().today.plus_days(3);
    let past = until.plus_days(-4);
    let refused = laptops[1].act(|act| ending::propose(act, past, "Gisteren."));
    assert!(matches!(refused, Err(ReplicaError::NotAllowed("day-passed"))));
    let id = laptops[1].act(|act| ending::propose(act, until, "Over drie dagen.")).unwrap();
    meet(&mut laptops);
    for at in [0, 2] {
        assert_eq!(stage(&mut laptops[1]), Stage::Kept, "not everybody agreed");
        laptops[at].act(|act| agreement::agree(act, &id)).unwrap();
        meet(&mut laptops);
    }
    for laptop in &mut laptops {
        let ending = look(laptop).unwrap();
        assert_eq!((ending.stage(), ending.days_left()), (Stage::Near, Some(3)));
    }
    let refused = laptops[2].act(|act| agreement::retire(act, &id));
    assert!(matches!(refused, Err(ReplicaError::NotAllowed("agreed-day"))));

    // Another day begins another notice.
    let seen = look(&mut laptops[0]).unwrap();
    note_shown(&mut laptops[0], &seen).unwrap();
    let tomorrow = until.plus_days(-2);
    let id = laptops[0].act(|act| ending::propose(act, tomorrow, "Morgen al.")).unwrap();
    meet(&mut laptops);
    for at in [1, 2] {
        laptops[at].act(|act| agreement::agree(act, &id)).unwrap();
    }
    meet(&mut laptops);
    on_day(&mut laptops, 2);
    assert!(look(&mut laptops[0]).unwrap().is_due());
    assert!(!wipe_in_time(&mut laptops[0]).unwrap());
}

#[test]
fn who_is_asked_for_a_yes_hangs_on_nobodys_clock() {
    let mut laptops = three();
    // Noor's laptop is a year ahead, and Bram proposes by a clock that is right; Lotte comes later,
    // when Bram's own is ahead as well.
    later(&mut laptops[0], 400);
    for at in [0, 1] {
        laptops[at].introduce_myself("Lid", "laptop", "nl").unwrap();
    }
    meet(&mut laptops);
    let until = look(&mut laptops[1]).unwrap().today.plus_days(500);
    let first = laptops[1].act(|act| ending::propose(act, until, "Tot dan.")).unwrap();
    laptops[2].introduce_myself("Lotte", "laptop", "nl").unwrap();
    meet(&mut laptops);
    let noor = laptops[0].me().to_string();
    for laptop in &mut laptops {
        let seen = look(laptop).unwrap();
        assert_eq!(
            seen.proposals[0].waiting,
            std::slice::from_ref(&noor),
            "she was there, Lotte was not"
        );
    }
    laptops[0].act(|act| agreement::agree(act, &first)).unwrap();
    meet(&mut laptops);
    // What is made later is the newer one, also by a clock that is behind.
    let second = laptops[2].act(|act| ending::propose(act, until, "Toch zo.")).unwrap();
    meet(&mut laptops);
    let ids = |laptop: &mut Replica| -> Vec<String> {
        look(laptop).unwrap().proposals.into_iter().map(|one| one.id).collect()
    };
    assert!(laptops.iter_mut().all(|laptop| ids(laptop) == [first.clone(), second.clone()]));
    let third = laptops[0].act(|act| ending::propose(act, until, "En nu.")).unwrap();
    meet(&mut laptops);
    let fourth = laptops[1].act(|act| ending::propose(act, until, "Goed.")).unwrap();
    assert!(fourth < third, "Noor's clock is ahead");
    meet(&mut laptops);
    assert_eq!(ids(&mut laptops[2])[2..], [third, fourth]);
}

#[test]
fn whose_clock_is_wrong_takes_no_week_from_anybody() {
    let (mut laptops, cases) = group();
    // Bram's clock is right; Noor finishes on a laptop that has fallen a year behind it.
    later(&mut laptops[1], 365);
    laptops[0].act(ending::finish).unwrap();
    meet(&mut laptops);
    let seen = look(&mut laptops[1]).unwrap();
    assert_eq!(seen.stage(), Stage::Due);
    note_shown(&mut laptops[1], &seen).unwrap();
    later(&mut laptops[1], 371);
    assert!(!wipe_in_time(&mut laptops[1]).unwrap() && holds(&laptops[1], &cases[1]));
    later(&mut laptops[1], 372);
    assert!(wipe_in_time(&mut laptops[1]).unwrap());
}

#[test]
fn the_case_of_who_left_is_wiped_by_two_together() {
    let (mut laptops, cases) = group();
    laptops[2].act(|act| act.say(Body::Left).map(|_| ())).unwrap();
    meet(&mut laptops);
    laptops[0].act(ending::finish).unwrap();
    meet(&mut laptops);
    on_day(&mut laptops, 42);
    assert_eq!(look(&mut laptops[0]).unwrap().gone, [laptops[2].me()]);
    assert!(wipe(&mut laptops[0]).unwrap());
    assert!(!laptops[0].roster().is_erased(&cases[2]), "not by one alone");
    let [noor, bram, _] = &mut laptops;
    hand_over(noor, bram);
    assert!(wipe(bram).unwrap());
    assert!(bram.roster().is_erased(&cases[2]) && !holds(bram, &cases[2]));
    hand_over(bram, noor);
    assert!(noor.roster().is_erased(&cases[2]) && !holds(noor, &cases[2]));
    let cases_left = noor.roster().pages().filter(|page| page.kind == PageKind::Case.number());
    assert_eq!(cases_left.filter(|page| page.erased.is_none()).count(), 0);
}
