//! Sessions and learning signals.

use std::collections::BTreeMap;

use crate::entities::LEARNING_SIGNALS;
use crate::read::Record;

/// People who must have answered before the group's signals are shown.
pub const SIGNALS_MIN: usize = 3;

/// The step a session is in: the first whose end is not marked. `None` when all are. Two who
/// press "next" end the same step, so none is ever left out.
pub fn current_step<'s>(session: &Record, steps: &[&'s str]) -> Option<&'s str> {
    let ended = session.marks("ended");
    steps.iter().copied().find(|step| !ended.contains_key(step))
}

/// When a step began: the earliest that any laptop wrote.
pub fn started<'r>(session: &'r Record, step: &str) -> Option<&'r str> {
    session.marks("started").get(step)?.as_str()
}

/// The minutes that were added to a step of a session, by all.
pub fn extra_minutes(session: &str, step: &str, extra: &[Record]) -> i64 {
    let of = |item: &&Record| {
        item.str("of") == session && item.str("step") == step && !item.is_withdrawn()
    };
    extra.iter().filter(of).filter_map(|item| item.number("minutes")).fold(0, i64::saturating_add)
}

/// One learning signal of the group: never of one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signal {
    /// The average, 1 to 5.
    pub average: f64,
    /// The lowest that was given.
    pub lowest: i64,
    /// The highest that was given.
    pub highest: i64,
}

/// The four signals of a meeting, by name; `None` until [`SIGNALS_MIN`] people answered.
pub fn learning_signals(meeting: &Record) -> Option<BTreeMap<&'static str, Signal>> {
    let mut given: BTreeMap<&'static str, Vec<i64>> = BTreeMap::new();
    let mut people = 0;
    for (_, mine) in meeting.mine("learning_signals") {
        let before = given.values().map(Vec::len).sum::<usize>();
        for (name, _) in LEARNING_SIGNALS {
            let number = mine.part(name).and_then(|said| said.value.as_number());
            given.entry(name).or_default().extend(number.filter(|n| (1..=5).contains(n)));
        }
        people += usize::from(given.values().map(Vec::len).sum::<usize>() > before);
    }
    if people < SIGNALS_MIN {
        return None;
    }
    Some(given.iter().filter_map(|(name, all)| Some((*name, signal(all)?))).collect())
}

fn signal(given: &[i64]) -> Option<Signal> {
    let sum: f64 = given.iter().filter_map(|n| i32::try_from(*n).ok()).map(f64::from).sum();
    let count = f64::from(u32::try_from(given.len()).ok()?);
    let (lowest, highest) = (*given.iter().min()?, *given.iter().max()?);
    Some(Signal { average: sum / count, lowest, highest })
}
