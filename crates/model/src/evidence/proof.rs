//! A proof of participation: dates, times and names, and nothing of what was said.

use serde::Serialize;

use super::attendance::unknown_times;
use super::meetings::{Meeting, meetings};
use super::people::{People, Person, line};
use super::{Contents, Period, hours};
use crate::derive::Agreed;
use crate::entities;
use crate::whole::Whole;

/// One meeting that somebody took part in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProofMeeting {
    /// Its page.
    pub meeting: String,
    /// Its number.
    pub number: usize,
    /// Its day.
    pub date: String,
    /// When it began.
    pub start: String,
    /// When it ended.
    pub end: String,
    /// From when this person was there.
    pub from: String,
    /// Until when.
    pub to: String,
    /// The minutes between.
    pub minutes: i64,
    /// Who led it.
    pub guide: String,
    /// Who else was there.
    pub others: Vec<String>,
    /// Whether the person said so themselves; else somebody noted it for them.
    pub own: bool,
}

/// What somebody can show of their taking part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The group's name.
    pub group: String,
    /// Whose proof.
    pub person: Person,
    /// Over which days.
    pub period: Period,
    /// What they took part in, by date.
    pub meetings: Vec<ProofMeeting>,
    /// All minutes, exact.
    pub minutes: i64,
    /// The same as hours, two decimals, never rounded up.
    pub hours: String,
    /// Whether this person agreed to the group's agreement about secrecy as it stands.
    pub secrecy: bool,
    /// Who is in it, and what is not.
    pub contents: Contents,
}

/// A person's proof over a period.
pub fn proof(whole: &Whole<'_>, person: &str, period: &Period) -> Proof {
    let people = People::of(whole);
    let held = meetings(whole, period);
    let taken: Vec<ProofMeeting> =
        held.iter().filter_map(|one| taken(&people, one, person)).collect();
    let minutes = taken.iter().map(|one| one.minutes).fold(0, i64::saturating_add);
    let me = people.get(person);
    let others = taken.iter().flat_map(|one| one.others.iter().chain([&one.guide]));
    let named = others.filter(|name| !name.is_empty()).chain([&me.name]).cloned().collect();
    let mine = |one: &&Meeting| one.of(person).is_some_and(|there| there.minutes.is_none());
    let unknown = held.iter().filter(mine).flat_map(unknown_times);
    let left_out = unknown.filter(|one| one.what == me.name).collect();
    Proof {
        group: whole.group().map(|group| line(&group, "name")).unwrap_or_default(),
        period: period.clone(),
        minutes,
        hours: hours(minutes),
        secrecy: secrecy(whole, person),
        contents: Contents { named, words_of: Vec::new(), left_out }.settle(),
        meetings: taken,
        person: me,
    }
}

fn taken(people: &People, held: &Meeting, person: &str) -> Option<ProofMeeting> {
    let mine = held.of(person)?;
    let others = held.present().filter(|one| one.person != person);
    Some(ProofMeeting {
        meeting: held.id.clone(),
        number: held.number,
        date: held.date.clone(),
        start: held.start.clone(),
        end: held.end.clone(),
        from: mine.from.clone(),
        to: mine.to.clone(),
        minutes: mine.minutes?,
        guide: people.name(&held.guide),
        others: others.map(|one| one.name.clone()).collect(),
        own: mine.own,
    })
}

fn secrecy(whole: &Whole<'_>, person: &str) -> bool {
    whole.in_group(&entities::AGREEMENT).iter().any(|agreement| {
        agreement.str("kind") == "safety"
            && !agreement.is("retired")
            && !agreement.is_withdrawn()
            && Agreed::of(agreement, person) == Agreed::Yes
    })
}
