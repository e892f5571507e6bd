//! Sessions and learning signals.

use std::collections::{BTreeMap, BTreeSet};

use crate::entities::LEARNING_SIGNALS;
use crate::method::Step;
use crate::person::PersonId;
use crate::read::{Read, Record};
use crate::seal::Seal;

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

/// A moment as sessions hold it: milliseconds since 1970 in 13 digits, so that the smallest text is
/// the earliest.
pub fn moment(ms: u64) -> String {
    format!("{ms:013}")
}

/// Whether nothing is left to play: all steps ended, or it was stopped.
pub fn session_is_over(session: &Record, steps: &[&str]) -> bool {
    session.is("stopped_at") || current_step(session, steps).is_none()
}

/// The planned minutes of a step with so many people there.
pub fn planned_minutes(step: &Step, people: usize) -> u32 {
    let Some(each) = step.minutes_per_participant.as_ref().and_then(serde_json::Number::as_f64)
    else {
        return step.minutes;
    };
    let people = u32::try_from(people).unwrap_or(u32::MAX);
    let minutes = (each * f64::from(people)).ceil().clamp(1.0, f64::from(DAY_MINUTES));
    // Between 1 and a day.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped above")]
    let minutes = minutes as u32;
    minutes
}

/// Minutes of a day.
const DAY_MINUTES: u32 = 1_440;

/// Seconds that are left of a step that takes so many minutes, added ones included; negative when
/// its time is over, and never more than it takes: a step that began later than now began on another
/// clock. `None` before it began. Clocks differ: it is an aid and never a lock.
pub fn seconds_left(session: &Record, step: &str, minutes: i64, now_ms: u64) -> Option<i64> {
    let started: i64 = started(session, step)?.parse().ok()?;
    let ends = started.saturating_add(minutes.saturating_mul(60_000));
    let now = i64::try_from(now_ms).unwrap_or(i64::MAX);
    let left = ends.saturating_sub(now).div_euclid(1_000);
    Some(left.min(minutes.saturating_mul(60).max(0)))
}

/// The sealed answers of a session.
pub fn seals(session: &Record) -> Vec<Seal> {
    let Some(Read::Marks(all)) = session.field("sealed") else { return Vec::new() };
    let seal = |(id, said): (&String, &Vec<crate::read::Said>)| {
        let first = said.first()?;
        Seal::read(id, first.value.as_str()?, first.by)
    };
    all.iter().filter_map(seal).collect()
}

/// Who sealed an answer in a step: they are ready.
pub fn ready(session: &Record, step: &str) -> BTreeSet<PersonId> {
    seals(session).iter().filter(|seal| seal.step == step).filter_map(|seal| seal.by).collect()
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
