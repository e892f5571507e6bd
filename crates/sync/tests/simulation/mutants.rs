//! Proof that the simulation can fail: each deliberate mistake is noticed by some history.

use kring_node::replica::Faults as Node;
use kring_sync::Faults as Sync;

use crate::mutant::Mutant;
use crate::operation::Schedule;
use crate::{SEEDS, play, search};

/// Plays seeds until one shows the mistake.
fn caught(name: &str, mutant: Mutant) {
    let found = search(0, SEEDS, |seed| play(&Schedule::of(seed), mutant).err());
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
    caught("gate off", node(Node { gate_off: true, ..Node::default() }));
}

#[test]
fn audience_off() {
    caught("audience off", node(Node { audience_off: true, ..Node::default() }));
}

#[test]
fn confirm_before_commit() {
    let faults = Sync { confirm_before_commit: true, ..Sync::default() };
    caught("confirm before commit", sync(faults));
}

#[test]
fn logs_kept_after_a_restore() {
    let careless = Node { logs_kept: true, ..Node::default() };
    caught("logs kept after a restore", Mutant { careless: true, ..node(careless) });
}

#[test]
fn erase_forgotten() {
    caught("erase forgotten", node(Node { erase_forgotten: true, ..Node::default() }));
}

#[test]
fn number_moved_per_batch() {
    let faults = Sync { number_moved_per_batch: true, ..Sync::default() };
    caught("number moved per batch", sync(faults));
}

#[test]
fn relay_rule_in_the_exchange() {
    let faults = Sync { relay_rule_in_exchange: true, ..Sync::default() };
    caught("relay rule in the exchange", sync(faults));
}

#[test]
fn page_dropped_at_once_by_who_leaves_the_audience() {
    let faults = Node { dropped_at_once: true, ..Node::default() };
    caught("page dropped at once", node(faults));
}
