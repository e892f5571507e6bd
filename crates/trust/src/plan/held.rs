//! More logs of one device in one page than an honest laptop begins.
#![expect(clippy::indexing_slicing, reason = "every index is a log or a node of this very graph")]

use std::collections::HashMap;

use super::graph::Graph;
use super::{HeldLog, Why};

/// Lets the logs beyond the first `most` of one device rest, unless an accepted entry of another
/// person, in a log that is not itself beyond, has one of their entries in its past.
///
/// The logs that count first are those of the smallest actors: the order of arrival is nobody's.
pub(super) fn hold_surplus_logs(graph: &mut Graph, logs: &[HeldLog], most: usize) {
    let mut held = surplus_logs(graph, logs, most);
    if !held.contains(&true) {
        return;
    }
    let builders = graph.builders(logs, |id| !held[graph.nodes[id].spot.log]);
    for (id, node) in graph.nodes.iter().enumerate() {
        let log = node.spot.log;
        if held[log] && builders.has_other(id, log) {
            held[log] = false;
        }
    }
    for id in 0..graph.nodes.len() {
        if held[graph.nodes[id].spot.log] {
            graph.rest(id, Why::TooManyLogs);
        }
    }
    graph.rest_what_depends();
}

/// Which logs are beyond the first ones of their device.
fn surplus_logs(graph: &Graph, logs: &[HeldLog], most: usize) -> Vec<bool> {
    let mut surplus = vec![false; logs.len()];
    let mut seen = vec![false; logs.len()];
    let mut counts = HashMap::new();
    for node in &graph.nodes {
        let log = node.spot.log;
        if !seen[log] {
            seen[log] = true;
            let count: &mut usize = counts.entry(logs[log].opening.device).or_default();
            *count += 1;
            surplus[log] = *count > most;
        }
    }
    surplus
}
