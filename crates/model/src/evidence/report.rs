//! The report of a series of meetings, a joint part and a personal part, and the reflection form.

use std::collections::BTreeSet;

use serde::Serialize;

use super::meetings::{Meeting, meetings};
use super::people::{People, Person, line, method, prose};
use super::{Contents, LeftOut, Period, Why, hours};
use crate::entities;
use crate::read::Record;
use crate::whole::Whole;

/// One meeting of the joint part: what can be said of it without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportMeeting {
    /// Its number.
    pub number: usize,
    /// Its day.
    pub date: String,
    /// When it began.
    pub start: String,
    /// When it ended.
    pub end: String,
    /// Minutes that this person was there; none if they were not.
    pub minutes: Option<i64>,
    /// Who led it.
    pub guide: String,
    /// Who was there.
    pub people: Vec<String>,
    /// Neutral themes of what was treated, from the fixed list.
    pub themes: Vec<String>,
    /// The methods, by their ids.
    pub methods: Vec<String>,
    /// Whether this person's own case was treated.
    pub own_case: bool,
}

/// A reflection that its author shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenReflection {
    /// Its day.
    pub date: String,
    /// The day of the meeting that it is about; empty if it is about none.
    pub meeting: String,
    /// Minutes at that meeting.
    pub minutes: Option<i64>,
    /// Who led that meeting.
    pub guide: Person,
    /// What was written.
    pub text: String,
    /// Technical and instrumental.
    pub technical: String,
    /// Normative.
    pub normative: String,
    /// Personal.
    pub personal: String,
    /// Competences that it is about.
    pub competences: Vec<String>,
}

/// A report over a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The group's name.
    pub group: String,
    /// Whose report.
    pub person: Person,
    /// Over which days.
    pub period: Period,
    /// The joint part: all meetings of the period.
    pub meetings: Vec<ReportMeeting>,
    /// How many different people took part.
    pub members: usize,
    /// This person's minutes.
    pub minutes: i64,
    /// The same as hours.
    pub hours: String,
    /// The personal part: this person's own goal.
    pub goal: String,
    /// And their own reflections.
    pub reflections: Vec<WrittenReflection>,
    /// Who is in it, and what is not.
    pub contents: Contents,
}

/// The reflections of one person, each in three dimensions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReflectionForm {
    /// The group's name.
    pub group: String,
    /// Whose.
    pub person: Person,
    /// Over which days.
    pub period: Period,
    /// The reflections, by date.
    pub reflections: Vec<WrittenReflection>,
    /// Who is in it, and what is not.
    pub contents: Contents,
}

/// A person's report over a period.
pub fn report(whole: &Whole<'_>, person: &str, period: &Period) -> Report {
    let people = People::of(whole);
    let held = meetings(whole, period);
    let listed: Vec<ReportMeeting> =
        held.iter().map(|one| joint(whole, &people, one, person)).collect();
    let minutes = listed.iter().filter_map(|one| one.minutes).fold(0, i64::saturating_add);
    let all: BTreeSet<&String> = listed.iter().flat_map(|one| &one.people).collect();
    let me = people.get(person);
    let named = listed.iter().flat_map(|one| one.people.iter().chain([&one.guide]));
    let named = named.filter(|name| !name.is_empty()).chain([&me.name]).cloned().collect();
    let mut left_out = Vec::new();
    if held.iter().any(|one| !one.page.str("minutes_text").is_empty()) {
        left_out.push(LeftOut::new("", Why::OfTheGroup));
    }
    let goal = whole.in_group(&entities::MEMBER).iter().find(|one| one.id == person).map(goal);
    Report {
        group: group_name(whole),
        members: all.len(),
        reflections: reflections(whole, &people, person, period),
        contents: Contents { named, words_of: Vec::new(), left_out }.settle(),
        goal: goal.unwrap_or_default(),
        hours: hours(minutes),
        period: period.clone(),
        meetings: listed,
        person: me,
        minutes,
    }
}

/// A person's reflections over a period.
pub fn reflection_form(whole: &Whole<'_>, person: &str, period: &Period) -> ReflectionForm {
    let people = People::of(whole);
    let me = people.get(person);
    let written = reflections(whole, &people, person, period);
    let guides = written.iter().map(|one| one.guide.name.clone()).filter(|name| !name.is_empty());
    let named = guides.chain([me.name.clone()]).collect();
    ReflectionForm {
        group: group_name(whole),
        person: me,
        period: period.clone(),
        reflections: written,
        contents: Contents { named, ..Contents::default() }.settle(),
    }
}

fn goal(member: &Record) -> String {
    prose(member, "personal_goal")
}

pub(super) fn group_name(whole: &Whole<'_>) -> String {
    whole.group().map(|group| line(&group, "name")).unwrap_or_default()
}

fn joint(whole: &Whole<'_>, people: &People, held: &Meeting, person: &str) -> ReportMeeting {
    let rounds = whole.in_group(&entities::ROUND);
    let here = |round: &&Record| round.str("meeting") == held.id && !round.is_withdrawn();
    let treated: BTreeSet<&str> = rounds.iter().filter(here).map(|round| round.str("of")).collect();
    let cases = whole.in_group(&entities::CASE);
    let cases: Vec<&Record> =
        cases.iter().filter(|case| treated.contains(case.id.as_str())).collect();
    let themes: BTreeSet<String> = cases.iter().map(|case| line(case, "theme")).collect();
    let sessions = whole.on_page(&held.id, &entities::SESSION);
    let methods: BTreeSet<String> = sessions.iter().map(|one| method(whole, one)).collect();
    let full = |set: BTreeSet<String>| set.into_iter().filter(|one| !one.is_empty()).collect();
    ReportMeeting {
        number: held.number,
        date: held.date.clone(),
        start: held.start.clone(),
        end: held.end.clone(),
        minutes: held.of(person).and_then(|one| one.minutes),
        guide: people.name(&held.guide),
        people: held.present().map(|one| one.name.clone()).collect(),
        themes: full(themes),
        methods: full(methods),
        own_case: cases.iter().any(|case| case.by() == person),
    }
}

pub(super) fn reflections(
    whole: &Whole<'_>,
    people: &People,
    person: &str,
    period: &Period,
) -> Vec<WrittenReflection> {
    let all = meetings(whole, &Period::default());
    let entries = whole.in_group(&entities::REFLECTION);
    let mine = |entry: &&Record| {
        entry.by() == person
            && entry.is("shared")
            && !entry.is_withdrawn()
            && period.holds(entry.str("date"))
    };
    let written = |entry: &Record| {
        let page = whole.own(&entry.id, &entities::NOTE)?;
        let about = all.iter().find(|one| one.id == entry.str("meeting"));
        Some(reflection(people, entry, &page, about, person))
    };
    entries.iter().filter(mine).filter_map(written).collect()
}

fn reflection(
    people: &People,
    entry: &Record,
    page: &Record,
    about: Option<&Meeting>,
    person: &str,
) -> WrittenReflection {
    let guide = about.filter(|one| !one.guide.is_empty()).map(|one| people.get(&one.guide));
    WrittenReflection {
        date: line(entry, "date"),
        meeting: about.map(|one| one.date.clone()).unwrap_or_default(),
        minutes: about.and_then(|one| one.of(person)?.minutes),
        guide: guide.unwrap_or_default(),
        text: prose(page, "text"),
        technical: prose(page, "technical"),
        normative: prose(page, "normative"),
        personal: prose(page, "personal"),
        competences: page.words("competences").into_iter().map(str::to_owned).collect(),
    }
}
