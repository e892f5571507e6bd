//! Same entries, same plan: whatever way they came.

use std::collections::{BTreeMap, HashMap, HashSet};

use proptest::prelude::*;

use super::*;
use crate::entry::{ByteRule, Dep, Entry, SLIM_KIND, Slim};
use crate::id::{Actor, Chain, DeviceId, GroupId, PageId, PersonId};
use crate::log::{LogOpening, chain_next};

/// The columns of a change with one operation: `put` of `1` at the key `x`.
const COLUMNS: &[u8] = b"\x06\x15\x03\x34\x01\x42\x02\x56\x02\x57\x01\x70\x02\
                         \x7f\x01x\x01\x7f\x01\x7f\x14\x01\x7f\x00";

/// An entry of the page under test; its chain is its name.
#[derive(Clone, Debug)]
struct Made {
    log: LogOpening,
    person: PersonId,
    n: u64,
    after: Chain,
    bytes: Vec<u8>,
    chain: Chain,
}

impl Made {
    fn dep(&self) -> Dep {
        Dep::new(Actor::from(self.log.id()), self.n, &self.chain)
    }
}

fn opening(device: u8, salt: u16) -> LogOpening {
    let mut bytes = [0; 8];
    bytes[..2].copy_from_slice(&salt.to_be_bytes());
    let (device, page) = (DeviceId::from_bytes([device; 32]), PageId::from_bytes([5; 32]));
    LogOpening { device, page, salt: bytes }
}

fn bytes(deps: &[&Made], time: i64) -> Vec<u8> {
    let mut deps: Vec<Dep> = deps.iter().map(|made| made.dep()).collect();
    deps.sort();
    deps.dedup();
    let columns = COLUMNS.to_vec();
    let slim = Slim { column_actors: vec![], deps, time, message: None, columns, operations: 1 };
    slim.encode()
}

/// The first entry of a log of person (and device) `who`.
fn first(who: u8, salt: u16, bytes: Vec<u8>) -> Made {
    let log = opening(who, salt);
    let after = log.chain_start(&GroupId::from_bytes([9; 32]));
    let chain = chain_next(&after, &bytes);
    Made { log, person: PersonId::from_bytes([who; 32]), n: 1, after, bytes, chain }
}

fn next(made: &Made, bytes: Vec<u8>) -> Made {
    let chain = chain_next(&made.chain, &bytes);
    Made { n: made.n + 1, after: made.chain, bytes, chain, ..made.clone() }
}

/// Files entries as they arrive in this order: what continues a branch is appended to it, all else
/// begins one, with a gap before it if need be.
fn hold(entries: &[&Made]) -> Vec<HeldLog> {
    let mut logs: Vec<HeldLog> = Vec::new();
    for made in entries {
        let index = logs.iter().position(|log| log.opening == made.log).unwrap_or_else(|| {
            logs.push(HeldLog { opening: made.log, person: made.person, branches: vec![] });
            logs.len() - 1
        });
        let branches = &mut logs[index].branches;
        let entry = HeldEntry { bytes: made.bytes.clone(), chain: made.chain };
        let continues = |branch: &&mut HeldBranch| {
            branch.entries.last().is_some_and(|last| last.chain == made.after)
        };
        match branches.iter_mut().find(continues) {
            Some(branch) => branch.entries.push(entry),
            None => branches.push(HeldBranch { after: made.n - 1, entries: vec![entry] }),
        }
    }
    logs
}

fn chain_at(logs: &[HeldLog], spot: Spot) -> Chain {
    let branch = &logs[spot.log].branches[spot.branch];
    branch.entries[(spot.n - branch.after - 1) as usize].chain
}

/// The plan without local numbers: the chains in order, and why each other chain rests.
fn planned(entries: &[&Made]) -> (Vec<Chain>, BTreeMap<Chain, Why>) {
    planned_within(entries, &Bounds::default())
}

fn planned_within(entries: &[&Made], bounds: &Bounds) -> (Vec<Chain>, BTreeMap<Chain, Why>) {
    let logs = hold(entries);
    let plan = plan_within(&logs, bounds);
    let order: Vec<Chain> = plan.order.iter().map(|step| chain_at(&logs, step.spot)).collect();
    let resting: BTreeMap<Chain, Why> =
        plan.resting.iter().map(|rest| (chain_at(&logs, rest.spot), rest.why)).collect();
    assert_eq!(plan.order.len() + plan.resting.len(), entries.len(), "every entry has its place");
    for (step, chain) in plan.order.iter().zip(&order) {
        let made = entries.iter().find(|made| made.chain == *chain).expect("given");
        assert_eq!(step.name, made.dep());
        assert_eq!(
            step.previous.map(|previous| previous.n),
            made.n.checked_sub(1).filter(|n| *n > 0)
        );
    }
    (order, resting)
}

fn order_of(entries: &[&Made]) -> Vec<Chain> {
    planned(entries).0
}

fn why(entries: &[&Made], made: &Made) -> Option<Why> {
    planned(entries).1.get(&made.chain).copied()
}

#[test]
fn dependencies_come_first_and_ties_go_by_actor() {
    let a1 = first(1, 0, bytes(&[], 1));
    let b1 = first(2, 0, bytes(&[&a1], 1));
    let a2 = next(&a1, bytes(&[&b1], 2));
    assert_eq!(order_of(&[&a2, &b1, &a1]), [a1.chain, b1.chain, a2.chain]);
    let c1 = first(3, 0, bytes(&[], 1));
    let mut free = [&a1, &c1];
    free.sort_by_key(|made| Actor::from(made.log.id()));
    assert_eq!(order_of(&[&c1, &a1]), [free[0].chain, free[1].chain]);
    assert_eq!(plan(&[]).order.len(), 0);
}

#[test]
fn what_is_not_here_is_waited_for() {
    let a1 = first(1, 0, bytes(&[], 1));
    let a2 = next(&a1, bytes(&[], 2));
    let b1 = first(2, 0, bytes(&[&a2], 1));
    let b2 = next(&b1, bytes(&[], 2));
    let c1 = first(3, 0, bytes(&[&b2], 1));
    let held = [&a1, &b1, &b2, &c1];
    assert_eq!(order_of(&held), [a1.chain]);
    assert!(held[1..].iter().all(|made| why(&held, made) == Some(Why::Waiting)));
    assert_eq!(order_of(&[&a1, &b1, &b2, &c1, &a2]).len(), 5);
    // A branch of the same number that is not the one named does not count as it.
    let other = next(&a1, bytes(&[], 3));
    assert_eq!(why(&[&a1, &other, &b1], &b1), Some(Why::Waiting));
}

#[test]
fn a_gap_in_a_log_is_waited_for() {
    let a1 = first(1, 0, bytes(&[], 1));
    let a2 = next(&a1, bytes(&[], 2));
    let a3 = next(&a2, vec![SLIM_KIND]);
    let a4 = next(&a3, bytes(&[], 4));
    let held = [&a1, &a4];
    assert_eq!(order_of(&held), [a1.chain]);
    assert_eq!(why(&held, &a4), Some(Why::Waiting));
    assert_eq!(why(&[&a1, &a2, &a3, &a4], &a4), Some(Why::AfterRefused));
}

#[test]
fn a_refused_entry_ends_its_log_for_ever() {
    let a1 = first(1, 0, bytes(&[], 1));
    let bad = next(&a1, vec![SLIM_KIND]);
    let after = next(&bad, bytes(&[], 3));
    let bad_too = next(&after, vec![SLIM_KIND]);
    let on_bad = first(2, 0, bytes(&[&after], 1));
    let on_good = first(3, 0, bytes(&[&a1], 1));
    let held = [&a1, &bad, &after, &bad_too, &on_bad, &on_good];
    assert_eq!(order_of(&held), [a1.chain, on_good.chain]);
    assert_eq!(why(&held, &bad), Some(Why::ByteRule(ByteRule::Truncated)));
    assert_eq!(why(&held, &after), Some(Why::AfterRefused));
    // What follows is not even parsed.
    assert_eq!(why(&held, &bad_too), Some(Why::AfterRefused));
    assert_eq!(why(&held, &on_bad), Some(Why::AfterRefused));
}

#[test]
fn an_unknown_kind_rests_with_what_builds_on_it() {
    let a1 = first(1, 0, bytes(&[], 1));
    let unknown = next(&a1, vec![77, 1, 2]);
    let after = next(&unknown, bytes(&[], 3));
    let on = first(2, 0, bytes(&[&unknown], 1));
    let held = [&a1, &unknown, &after, &on];
    assert_eq!(order_of(&held), [a1.chain]);
    assert!(held[1..].iter().all(|made| why(&held, made) == Some(Why::UnknownKind)));
}

#[test]
fn nothing_waits_for_itself() {
    let a1 = first(1, 0, bytes(&[], 1));
    let mut itself = first(2, 0, vec![]);
    itself.bytes = bytes(&[&itself], 1);
    // No hash contains itself; a store that lies about chains changes nothing.
    assert_eq!(why(&[&a1, &itself], &itself), Some(Why::Waiting));
    let own = next(&a1, bytes(&[&a1], 2));
    assert_eq!(order_of(&[&own, &a1]), [a1.chain, own.chain]);
}

/// A fork at the second entry: the common first, then two branches, that of the smaller chain first.
fn fork(who: u8) -> (Made, Made, Made) {
    let a1 = first(who, 0, bytes(&[], 1));
    let mut heads = [next(&a1, bytes(&[], 2)), next(&a1, bytes(&[], 3))];
    heads.sort_by_key(|made| made.chain);
    let [small, large] = heads;
    (a1, small, large)
}

#[test]
fn of_a_fork_the_smaller_chain_wins() {
    let (a1, small, large) = fork(1);
    let more = next(&large, bytes(&[], 4));
    let (held, other) = ([&a1, &small, &large, &more], [&a1, &large, &more, &small]);
    assert_eq!(order_of(&held), [a1.chain, small.chain]);
    assert_eq!(why(&held, &large), Some(Why::LosingBranch));
    assert_eq!(why(&held, &more), Some(Why::LosingBranch));
    assert_eq!(planned(&held), planned(&other));
}

#[test]
fn a_fork_at_the_first_entry_is_one_too() {
    let one = first(1, 0, bytes(&[], 1));
    let two = first(1, 0, bytes(&[], 2));
    let winner = one.chain.min(two.chain);
    assert_eq!(order_of(&[&one, &two]), [winner]);
    assert_eq!(order_of(&[&two, &one]), [winner]);
}

#[test]
fn the_branch_on_which_more_persons_built_wins() {
    let (a1, small, large) = fork(1);
    let b1 = first(2, 0, bytes(&[&large], 1));
    let held = [&a1, &small, &large, &b1];
    assert_eq!(why(&held, &small), Some(Why::LosingBranch));
    assert!(order_of(&held).ends_with(&[large.chain, b1.chain]));
    // One person with much to say is one person.
    let c1 = first(3, 0, bytes(&[&small], 1));
    let c2 = next(&c1, bytes(&[], 2));
    let c3 = first(3, 1, bytes(&[&c2], 1));
    let held = [&a1, &small, &large, &b1, &c1, &c2, &c3];
    assert_eq!(why(&held, &large), Some(Why::LosingBranch));
    let d1 = first(4, 0, bytes(&[&b1], 1));
    let held = [&d1, &c3, &a1, &small, &large, &b1, &c1, &c2];
    assert_eq!(why(&held, &c3), Some(Why::LosingBranch));
    assert_eq!(why(&held, &d1), None);
}

#[test]
fn a_branch_may_be_replaced_unless_somebody_else_built_on_it() {
    let (a1, small, large) = fork(1);
    let longer = next(&large, bytes(&[], 7));
    let unbuilt = |held: &[&Made]| unbuilt_branches(&hold(held), 0);
    // The branch that came first stays, whichever it is.
    assert_eq!(unbuilt(&[&a1, &small, &large]), [(1, large.chain)]);
    assert_eq!(unbuilt(&[&a1, &large, &longer, &small]), [(1, small.chain)]);
    assert_eq!(
        unbuilt(&[&a1, &small, &large, &longer]),
        [(1, large.chain)],
        "its own goes with it"
    );
    let b1 = first(2, 0, bytes(&[&longer], 1));
    assert_eq!(unbuilt(&[&a1, &small, &large, &longer, &b1]), []);
    let b1 = first(2, 0, bytes(&[&small], 1));
    assert_eq!(unbuilt(&[&a1, &small, &large, &longer, &b1]), [(1, large.chain)]);
}

#[test]
fn nothing_has_both_branches_in_its_past() {
    let (a1, small, large) = fork(1);
    let both = first(2, 0, bytes(&[&small, &large], 1));
    let after = next(&both, bytes(&[], 2));
    let held = [&a1, &small, &large, &both, &after];
    assert_eq!(order_of(&held), [a1.chain, small.chain]);
    assert_eq!(why(&held, &after), Some(Why::LosingBranch));
    // Nor the device itself.
    let own = next(&small, bytes(&[&large], 4));
    assert_eq!(why(&[&a1, &small, &large, &own], &own), Some(Why::LosingBranch));
}

#[test]
fn a_branch_that_waits_or_is_refused_has_lost_already() {
    let (a1, small, large) = fork(1);
    let missing = first(9, 0, bytes(&[], 1));
    let waits = next(&a1, bytes(&[&missing], 2));
    assert_eq!(order_of(&[&a1, &waits, &large]), [a1.chain, large.chain]);
    let refused = next(&a1, vec![SLIM_KIND]);
    assert_eq!(order_of(&[&a1, &refused, &large]), [a1.chain, large.chain]);
    assert_eq!(order_of(&[&small, &large]), []);
}

#[test]
fn what_rests_with_one_fork_does_not_weigh_in_the_next() {
    let (a1, small, large) = fork(1);
    let b1 = first(2, 0, bytes(&[&a1], 1));
    // The second fork's branches lie on both sides of the first; many built on the losing side.
    let on_small = next(&b1, bytes(&[&small], 2));
    let on_large = next(&b1, bytes(&[&large], 3));
    let builders: Vec<Made> = (3..6).map(|who| first(who, 0, bytes(&[&on_large], 1))).collect();
    let others: Vec<Made> = (6..12).map(|who| first(who, 0, bytes(&[&small], 1))).collect();
    let mut held = vec![&a1, &small, &large, &b1, &on_small, &on_large];
    held.extend(builders.iter().chain(&others));
    assert_eq!(why(&held, &large), Some(Why::LosingBranch));
    assert_eq!(why(&held, &on_large), Some(Why::LosingBranch));
    assert_eq!(why(&held, &on_small), None);
}

#[test]
fn a_branch_of_a_branch_is_found_by_its_chain() {
    let (a1, small, large) = fork(1);
    let deep = [next(&small, bytes(&[], 5)), next(&small, bytes(&[], 6))];
    let winner = deep.iter().map(|made| made.chain).min().expect("two");
    let on_large = next(&large, bytes(&[], 7));
    let held = [&a1, &small, &large, &on_large, &deep[0], &deep[1]];
    assert_eq!(order_of(&held), [a1.chain, small.chain, winner]);
}

#[test]
fn many_forks_in_each_others_past_are_settled_and_stay_exclusive() {
    let mut made = vec![first(1, 0, bytes(&[], 1))];
    for depth in 0..100 {
        let last = made.last().expect("one").clone();
        made.push(next(&last, bytes(&[], 2 * depth)));
        made.push(next(&last, bytes(&[], 2 * depth + 1)));
    }
    let held: Vec<&Made> = made.iter().collect();
    let (order, _) = planned(&held);
    let numbers: Vec<u64> = made.iter().filter(|m| order.contains(&m.chain)).map(|m| m.n).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "one entry of each number");
    assert_eq!(order.len(), numbers.len());
}

/// So many logs of a device, in tests of what happens beyond.
const FEW: usize = 64;

fn few(entries: &[&Made]) -> (Vec<Chain>, BTreeMap<Chain, Why>) {
    planned_within(entries, &Bounds { logs: FEW, ..Bounds::default() })
}

fn why_few(entries: &[&Made], made: &Made) -> Option<Why> {
    few(entries).1.get(&made.chain).copied()
}

#[test]
fn every_log_of_a_laptop_that_often_stopped_uncleanly_counts() {
    let logs: Vec<Made> = (0..200).map(|salt| first(1, salt, bytes(&[], 1))).collect();
    let held: Vec<&Made> = logs.iter().collect();
    assert_eq!(order_of(&held).len(), 200);
}

#[test]
fn more_logs_than_a_device_needs_are_held_until_somebody_builds_on_them() {
    let mut flood: Vec<Made> = (0..70).map(|salt| first(1, salt, bytes(&[], 1))).collect();
    flood.sort_by_key(|made| Actor::from(made.log.id()));
    let mut held: Vec<&Made> = flood.iter().collect();
    assert_eq!(few(&held).0.len(), FEW);
    assert_eq!(why_few(&held, &flood[64]), Some(Why::TooManyLogs));
    assert_eq!(why_few(&held, &flood[63]), None);
    // Building on it oneself, from a log that counts, does not help; anybody else does.
    let own = next(&flood[0], bytes(&[&flood[69]], 2));
    held.push(&own);
    assert_eq!(why_few(&held, &own), Some(Why::TooManyLogs));
    let other = first(2, 0, bytes(&[&flood[69]], 1));
    held.push(&other);
    assert_eq!(why_few(&held, &flood[69]), None);
    assert_eq!(why_few(&held, &own), None);
    assert_eq!(why_few(&held, &other), None);
    assert_eq!(why_few(&held, &flood[68]), Some(Why::TooManyLogs));
}

#[test]
fn two_floods_do_not_lift_each_other() {
    let ones: Vec<Made> = (0..128).map(|salt| first(1, salt, bytes(&[], 1))).collect();
    let twos: Vec<Made> =
        (0..128).map(|salt| first(2, salt, bytes(&[&ones[usize::from(salt)]], 1))).collect();
    let held: Vec<&Made> = ones.iter().chain(&twos).collect();
    let (order, resting) = few(&held);
    let surplus = |made: &Made, all: &[Made]| {
        let actor = |made: &Made| Actor::from(made.log.id());
        all.iter().filter(|other| actor(other) < actor(made)).count() >= FEW
    };
    for (one, two) in ones.iter().zip(&twos).filter(|(one, _)| surplus(one, &ones)) {
        let lifted = !surplus(two, &twos);
        assert_eq!(order.contains(&one.chain), lifted);
        assert_eq!(resting.contains_key(&two.chain), !lifted);
    }
}

#[test]
fn more_than_a_person_writes_is_held_until_somebody_builds_on_it() {
    let row = |who: u8, salt: u16| {
        let mut row = vec![first(who, salt, bytes(&[], 1))];
        for time in 2..=10 {
            row.push(next(&row[row.len() - 1], bytes(&[], time)));
        }
        row
    };
    let (flood, calm) = (row(1, 0), row(2, 0));
    let mut held: Vec<&Made> = flood.iter().chain(&calm[..5]).collect();
    let bounds = Bounds { operations: 6, ..Bounds::default() };
    let why =
        |held: &[&Made], made: &Made| planned_within(held, &bounds).1.get(&made.chain).copied();
    assert_eq!(why(&held, &flood[5]), None);
    assert!(flood[6..].iter().all(|made| why(&held, made) == Some(Why::TooMuch)));
    assert_eq!(planned_within(&held, &bounds).0.len(), 6 + 5, "nobody else notices");
    // In bytes it is the same rule.
    let size = flood[..6].iter().map(|made| made.bytes.len() as u64).sum();
    let in_bytes = Bounds { bytes: size, ..Bounds::default() };
    assert_eq!(planned_within(&held, &in_bytes), planned_within(&held, &bounds));
    // A second laptop of the person does not give more room, and cannot lift what is beyond.
    let mut second = first(3, 0, bytes(&[&flood[8]], 1));
    second.person = flood[0].person;
    held.push(&second);
    assert_eq!(why(&held, &second), Some(Why::TooMuch));
    assert_eq!(why(&held, &flood[6]), Some(Why::TooMuch));
    held.pop();
    // Who accepted it and went on brings it in for everybody, with all before it and no more.
    let other = next(&calm[4], bytes(&[&flood[7]], 11));
    held.push(&other);
    assert_eq!(why(&held, &flood[7]), None);
    assert_eq!(why(&held, &other), None);
    assert_eq!(why(&held, &flood[8]), Some(Why::TooMuch));
}

/// A random page: each step adds an entry to some log, on any of its entries (a fork if it has one
/// already), with a few dependencies, now and then spoiled or of an unknown kind.
fn page(steps: &[(u8, u8, Vec<prop::sample::Index>, u8)]) -> Vec<Made> {
    let mut made: Vec<Made> = Vec::new();
    for (time, (who, back, deps, spoil)) in steps.iter().enumerate() {
        let deps: Vec<&Made> = match made.len() {
            0 => vec![],
            count => deps.iter().map(|dep| &made[dep.index(count)]).collect(),
        };
        let deps: Vec<&Made> = deps
            .into_iter()
            .filter(|dep| dep.log != opening(who % 5, u16::from(who / 5 % 2)))
            .collect();
        let bytes = match spoil {
            0 => vec![SLIM_KIND, time as u8],
            1 => vec![200, time as u8],
            _ => bytes(&deps, time as i64),
        };
        let log = opening(who % 5, u16::from(who / 5 % 2));
        let same: Vec<&Made> = made.iter().filter(|other| other.log == log).collect();
        let back = if *back < 200 { 0 } else { usize::from(*back - 200) };
        let added = match same.len().checked_sub(back + 1) {
            Some(place) => next(same[place], bytes),
            None => first(who % 5, u16::from(who / 5 % 2), bytes),
        };
        made.push(added);
    }
    made
}

fn steps() -> impl Strategy<Value = Vec<(u8, u8, Vec<prop::sample::Index>, u8)>> {
    let deps = prop::collection::vec(any::<prop::sample::Index>(), 0..3);
    prop::collection::vec((any::<u8>(), 0..205_u8, deps, 0..60_u8), 1..60)
}

/// The own predecessor and the dependencies of each entry, by chain.
fn parents(made: &[Made]) -> HashMap<Chain, Vec<Chain>> {
    let by_name: HashMap<Dep, Chain> = made.iter().map(|made| (made.dep(), made.chain)).collect();
    let of = |made: &Made| {
        let deps = match Entry::parse(&made.bytes) {
            Ok(Entry::Slim(slim)) => slim.deps,
            _ => vec![],
        };
        let own = (made.n > 1).then_some(made.after);
        deps.iter().map(|dep| by_name[dep]).chain(own).collect()
    };
    made.iter().map(|made| (made.chain, of(made))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_order_of_arrival_never_matters(
        steps in steps(),
        keep in prop::collection::vec(0..20_u8, 60),
        shuffle in prop::collection::vec(any::<u64>(), 60),
        operations in 1..30_u64,
    ) {
        let bounds = Bounds { operations, ..Bounds::default() };
        let made = page(&steps);
        let mut held: Vec<&Made> = Vec::new();
        for (made, keep) in made.iter().zip(keep) {
            if keep > 0 {
                held.push(made);
            }
        }
        let expected = planned_within(&held, &bounds);
        let mut order: Vec<(u64, &Made)> = shuffle.into_iter().zip(held).collect();
        order.sort_by_key(|(key, _)| *key);
        let shuffled: Vec<&Made> = order.into_iter().map(|(_, made)| made).collect();
        prop_assert_eq!(planned_within(&shuffled, &bounds), expected);
    }

    #[test]
    fn what_is_applied_is_causal_and_of_one_branch(steps in steps()) {
        let made = page(&steps);
        let held: Vec<&Made> = made.iter().collect();
        let (order, resting) = planned(&held);
        let parents = parents(&made);
        let mut seen = HashSet::new();
        for chain in &order {
            prop_assert!(parents[chain].iter().all(|parent| seen.contains(parent)));
            seen.insert(*chain);
        }
        let mut places = HashSet::new();
        for made in made.iter().filter(|made| seen.contains(&made.chain)) {
            prop_assert!(places.insert((made.log, made.n)), "two entries of one number");
        }
        for (chain, why) in resting {
            // All is here: nothing waits, and what rests does so for a reason of its own or of
            // something in its past.
            let inherits = parents[&chain].iter().any(|parent| !seen.contains(parent));
            let own = matches!(why, Why::ByteRule(_) | Why::UnknownKind | Why::LosingBranch);
            prop_assert!(why != Why::Waiting && (inherits || own), "{:?}", why);
        }
    }
}
