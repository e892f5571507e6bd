//! Histories that once ended badly, or that chance rarely draws.

use crate::mutant::Mutant;
use crate::operation::Operation::{self, *};
use crate::operation::Schedule;
use crate::{play, run};

/// Plays a written history, which must end well.
fn history(laptops: usize, seed: u64, operations: &[Operation]) {
    let schedule = Schedule { seed, laptops, operations: operations.to_vec() };
    if let Err(why) = play(&schedule, Mutant::default()) {
        panic!("{}", why.0);
    }
}

/// Who was taken out of an audience, and let in again after the page was handed over, has it again
/// and writes on it.
#[test]
fn out_of_an_audience_and_in_again() {
    let all = TalkAll { bytes: u16::MAX };
    history(
        2,
        1,
        &[
            Open { laptop: 0, note: false, audience: Some(u16::MAX) },
            Connect { a: 0, b: 1 },
            all.clone(),
            Type { laptop: 1, page: 1, at: 0 },
            all.clone(),
            Audience { laptop: 0, page: 0, persons: 1 },
            all.clone(),
            Wait { seconds: 50 },
            all.clone(),
            Audience { laptop: 0, page: 0, persons: u16::MAX },
            all.clone(),
            Type { laptop: 1, page: 1, at: 1 },
            all.clone(),
            Type { laptop: 0, page: 1, at: 1 },
            all,
        ],
    );
}

/// A page that was asked for whole and was erased before it came is not asked for any more.
#[test]
fn wanted_and_erased() {
    let all = TalkAll { bytes: u16::MAX };
    history(
        2,
        1033,
        &[
            Open { laptop: 53, note: false, audience: Some(40571) },
            Open { laptop: 244, note: false, audience: None },
            Connect { a: 12, b: 21 },
            Talk { link: 52, turns: 5, bytes: u16::MAX },
            Type { laptop: 38, page: 214, at: 32 },
            Audience { laptop: 17, page: 79, persons: 30516 },
            TalkAll { bytes: 240 },
            Wait { seconds: 35 },
            all,
            Audience { laptop: 101, page: 154, persons: 37877 },
            Erase { laptop: 9, page: 147 },
        ],
    );
}

/// What went bad on a disk comes again from a peer, also into a page that was opened meanwhile.
#[test]
fn damaged_and_healed() {
    let all = TalkAll { bytes: u16::MAX };
    for chance in 0..8 {
        let damage = Damage { laptop: 1, chance };
        history(2, 17, &[Connect { a: 0, b: 1 }, all.clone(), damage]);
    }
}

/// What went bad between two openings of a page.
#[test]
fn damaged_before_it_was_told() {
    history(
        2,
        211,
        &[
            Connect { a: 83, b: 24 },
            TalkAll { bytes: 39 },
            Open { laptop: 36, note: true, audience: Some(55882) },
            Damage { laptop: 18, chance: 160 },
        ],
    );
}

/// What is damaged is asked for in a greeting after one that crossed the peer's own.
#[test]
fn damaged_and_not_to_be_had() {
    history(
        4,
        153,
        &[
            Block { laptop: 99, target: 81 },
            Open { laptop: 40, note: true, audience: Some(18106) },
            Return { laptop: 134, person: 140 },
            Damage { laptop: 82, chance: 103 },
            Connect { a: 115, b: 158 },
        ],
    );
}

/// An editor was opened at a state that went bad on the disk.
#[test]
fn seed_363() {
    run(363);
}

/// A page that was left and is damaged in part was offered at every greeting, for ever.
#[test]
fn seed_927() {
    run(927);
}

/// Being level was inferred on one side and is told with the next greeting.
#[test]
fn seed_2() {
    run(2);
}
