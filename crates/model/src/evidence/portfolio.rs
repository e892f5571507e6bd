//! One's own portfolio: all hours over all groups.

use std::collections::BTreeMap;

use serde::Serialize;

use super::attendance::unknown_times;
use super::meetings::{Meeting, meetings};
use super::people::{People, Register, method};
use super::report::{group_name, reflections};
use super::{Contents, LeftOut, Period, hours};
use crate::entities;
use crate::whole::Whole;

/// One meeting that somebody took part in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evening {
    /// Its day.
    pub date: String,
    /// From when this person was there.
    pub from: String,
    /// Until when.
    pub to: String,
    /// The minutes between.
    pub minutes: i64,
    /// The same as hours, never rounded up.
    pub hours: String,
    /// Whether this person led it.
    pub guided: bool,
    /// The methods, by their ids.
    pub methods: Vec<String>,
    /// How many others were there.
    pub others: usize,
}

/// The hours in one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupHours {
    /// The group's name.
    pub group: String,
    /// What this person is called in it.
    pub name: String,
    /// The registers for which they need proof of it.
    pub registers: Vec<Register>,
    /// What they took part in, by date.
    pub evenings: Vec<Evening>,
    /// All minutes, exact.
    pub minutes: i64,
    /// The same as hours.
    pub hours: String,
    /// The competences that this person's shared reflections are about, and how many of them are.
    pub competences: BTreeMap<String, usize>,
    /// What is not counted.
    #[serde(skip)]
    pub left_out: Vec<LeftOut>,
}

/// All hours over all groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Portfolio {
    /// Over which days.
    pub period: Period,
    /// By group.
    pub groups: Vec<GroupHours>,
    /// All minutes, exact.
    pub minutes: i64,
    /// The same as hours.
    pub hours: String,
    /// Who is in it, and what is not.
    pub contents: Contents,
}

/// A person's hours in one group.
pub fn group_hours(whole: &Whole<'_>, person: &str, period: &Period) -> GroupHours {
    let people = People::of(whole);
    let me = people.get(person);
    let mut competences = BTreeMap::new();
    for one in reflections(whole, &people, person, period).iter().flat_map(|one| &one.competences) {
        *competences.entry(one.clone()).or_default() += 1;
    }
    let held = meetings(whole, period);
    let evenings: Vec<Evening> =
        held.iter().filter_map(|one| evening(whole, one, person)).collect();
    let minutes = evenings.iter().map(|one| one.minutes).fold(0, i64::saturating_add);
    let unknown = held.iter().flat_map(unknown_times);
    GroupHours {
        group: group_name(whole),
        left_out: unknown.filter(|one| one.what == me.name).collect(),
        name: me.name,
        registers: me.registers,
        hours: hours(minutes),
        competences,
        evenings,
        minutes,
    }
}

/// The hours of several groups together. Nobody but the person is in it.
pub fn portfolio(
    groups: Vec<GroupHours>,
    period: &Period,
    mut left_out: Vec<LeftOut>,
) -> Portfolio {
    let minutes = groups.iter().map(|one| one.minutes).fold(0, i64::saturating_add);
    left_out.extend(groups.iter().flat_map(|one| one.left_out.clone()));
    let named = groups.iter().map(|one| one.name.clone()).collect();
    Portfolio {
        period: period.clone(),
        hours: hours(minutes),
        minutes,
        groups,
        contents: Contents { named, words_of: Vec::new(), left_out }.settle(),
    }
}

fn evening(whole: &Whole<'_>, held: &Meeting, person: &str) -> Option<Evening> {
    let mine = held.of(person)?;
    let minutes = mine.minutes?;
    let sessions = whole.on_page(&held.id, &entities::SESSION);
    let mut methods: Vec<String> = sessions.iter().map(|one| method(whole, one)).collect();
    methods.sort_unstable();
    methods.dedup();
    Some(Evening {
        date: held.date.clone(),
        from: mine.from.clone(),
        to: mine.to.clone(),
        hours: hours(minutes),
        guided: held.guide == person,
        others: held.present().filter(|one| one.person != person).count(),
        minutes,
        methods,
    })
}
