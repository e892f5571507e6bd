//! Proof that the simulation can fail: each deliberate mistake is noticed by some history.

use kring_node::replica::Faults as Node;
use kring_sync::Faults as Sync;

use crate::mutant::Mutant;
use crate::operation::{Operation, Schedule};
use crate::{SEEDS, play, search};

/// A check that belongs to a mistake is known by what it says.
const FORGED: &str = "which was forged";
const NOT_FOR_IT: &str = "not for it";
const FALSE_GREEN: &str = "is said to hold";
const TWO_ENTRIES: &str = "two entries with number";
const STILL_THERE: &str = "still has something of page";
const DROPPED: &str = "before it was handed over";

/// Plays seeds until the check that belongs to the mistake shows it.
fn caught(name: &str, mutant: Mutant, check: &str) {
    caught_in(name, mutant, check, Schedule::of);
}

fn caught_in(
    name: &str,
    mutant: Mutant,
    check: &str,
    history: impl Fn(u64) -> Schedule + std::marker::Sync,
) {
    let shows = |why: &crate::Failure| why.0.contains(check);
    let found = search(0, SEEDS, |seed| play(&history(seed), mutant).err().filter(shows));
    let (seed, why) = found.unwrap_or_else(|| panic!("{name} was not noticed in {SEEDS} seeds"));
    println!("{name}: seed {seed}: {}", why.0);
}

fn node(node: Node) -> Mutant {
    Mutant { node, ..Mutant::default() }
}

fn sync(sync: Sync) -> Mutant {
    Mutant { sync, ..Mutant::default() }
}

#[test]
fn gate_off() {
    caught("gate off", node(Node { gate_off: true, ..Node::default() }), FORGED);
}

#[test]
fn audience_off() {
    caught("audience off", node(Node { audience_off: true, ..Node::default() }), NOT_FOR_IT);
}

#[test]
fn confirm_before_commit() {
    let faults = Sync { confirm_before_commit: true, ..Sync::default() };
    caught("confirm before commit", sync(faults), FALSE_GREEN);
}

#[test]
fn logs_kept_after_a_restore() {
    let careless = Node { logs_kept: true, ..Node::default() };
    caught("logs kept after a restore", Mutant { careless: true, ..node(careless) }, TWO_ENTRIES);
}

#[test]
fn erase_forgotten() {
    caught("erase forgotten", node(Node { erase_forgotten: true, ..Node::default() }), STILL_THERE);
}

#[test]
fn number_moved_per_batch() {
    let faults = Sync { number_moved_per_batch: true, ..Sync::default() };
    caught("number moved per batch", sync(faults), FALSE_GREEN);
}

#[test]
fn relay_rule_in_the_exchange() {
    let faults = Sync { relay_rule_in_exchange: true, ..Sync::default() };
    caught("relay rule in the exchange", sync(faults), FALSE_GREEN);
}

#[test]
fn page_dropped_at_once_by_who_leaves_the_audience() {
    let faults = Node { dropped_at_once: true, ..Node::default() };
    // Who leaves the group or is blocked is in no audience either: here only audiences change.
    caught_in("page dropped at once", node(faults), DROPPED, |seed| {
        let mut history = Schedule::of(seed);
        let shuts_out = |operation: &Operation| {
            matches!(operation, Operation::Leave { .. } | Operation::Block { .. })
        };
        history.operations.retain(|operation| !shuts_out(operation));
        history
    });
}
