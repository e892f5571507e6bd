//! The way a group went, day by day: what a drawing of it and a list of it are made from.

use std::collections::BTreeMap;

use kring_model::derive::Date;
use kring_model::entities;
use kring_model::read::Record;
use kring_model::schema::PageKind;

use crate::acts::records::Records as _;
use crate::listed::{Listed, listed};
use crate::replica::{Replica, ReplicaError};

/// What somebody meets along the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A phase begins.
    Phase,
    /// The group met, or will.
    Meeting,
    /// A case, from its offer to its last treatment.
    Case,
    /// An experiment, from its first step to its last.
    Experiment,
    /// Something was celebrated.
    Celebration,
    /// For a while nobody knew how to go on.
    NotKnowing,
}

impl Kind {
    /// Its name in exports and in the names of words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phase => "phase",
            Self::Meeting => "meeting",
            Self::Case => "case",
            Self::Experiment => "experiment",
            Self::Celebration => "celebration",
            Self::NotKnowing => "not_knowing",
        }
    }
}

/// One thing along the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Its first day.
    pub day: Date,
    /// Its last; the first where it has one day only.
    pub last: Date,
    /// Days in between that stand out: the meetings at which a case was treated.
    pub marks: Vec<Date>,
    /// What it is.
    pub kind: Kind,
    /// The page, or the word of the phase.
    pub id: String,
    /// Its number in its list; 0 for a phase.
    pub code: usize,
    /// Its titles as people wrote them; none for what has none, or is not here.
    pub titles: Vec<String>,
    /// Its derived status, or the outcome of an experiment that has one; empty for what has none.
    pub status: String,
}

/// The way so far, and as far as it is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// The first day of anything in it.
    pub from: Date,
    /// The last, the planned end and today included.
    pub until: Date,
    /// Today.
    pub today: Date,
    /// What there is along it, by day, kind and id.
    pub stops: Vec<Stop>,
}

/// The way of this group; `None` before there is anything with a day.
///
/// # Errors
/// When the store cannot be read.
pub fn journey(replica: &mut Replica, today: Date) -> Result<Option<Journey>, ReplicaError> {
    let group = replica.group_page();
    let (own, phases, rounds) = replica.read(&group, |page| {
        (page.own_fields(), page.all(&entities::PHASE), page.all(&entities::ROUND))
    })?;
    let meetings = shown(replica, PageKind::Meeting)?;
    let held: BTreeMap<String, Date> =
        meetings.iter().filter_map(|one| Some((one.id.clone(), day(&one.date)?))).collect();
    let mut stops: Vec<Stop> = phases.iter().filter_map(phase).collect();
    stops.extend(meetings.iter().filter_map(|one| stop(Kind::Meeting, one, &one.date, "")));
    for case in shown(replica, PageKind::Case)? {
        let of_case = rounds.iter().filter(|round| round.str("of") == case.id);
        let marks = of_case.filter_map(|round| held.get(round.str("meeting")).copied());
        stops.extend(stop(Kind::Case, &case, &case.date, "").map(|stop| marked(stop, marks)));
    }
    for tried in shown(replica, PageKind::Experiment)? {
        let (first, last) = (tried.fact("first_step"), tried.fact("last_step"));
        let first = if first.is_empty() { &tried.date } else { first };
        let made = stop(Kind::Experiment, &tried, first, last);
        stops.extend(made.map(|stop| with_outcome(stop, &tried)));
    }
    stops.extend(shown(replica, PageKind::Note)?.iter().filter_map(moment));
    stops.sort_by(|a, b| (a.day, a.kind, &a.id).cmp(&(b.day, b.kind, &b.id)));
    let edge = |name| own.as_ref().and_then(|own| day(own.str(name)));
    Ok(along(stops, edge("starts"), edge("planned_end"), today))
}

/// `None` where nothing has a day.
fn along(
    stops: Vec<Stop>,
    starts: Option<Date>,
    ends: Option<Date>,
    today: Date,
) -> Option<Journey> {
    let first = stops.first()?.day;
    let last = stops.iter().map(|stop| stop.last).max()?;
    let from = starts.map_or(first, |starts| starts.min(first));
    let until = ends.map_or(last, |ends| ends.max(last)).max(today.min(last.plus_days(30)));
    Some(Journey { from, until, today, stops })
}

fn shown(replica: &mut Replica, kind: PageKind) -> Result<Vec<Listed>, ReplicaError> {
    let mut all = listed(replica, kind)?;
    all.retain(|one| !one.is_over());
    Ok(all)
}

fn day(text: &str) -> Option<Date> {
    Date::parse(text)
}

fn phase(phase: &Record) -> Option<Stop> {
    let begins = day(phase.str("from")).filter(|_| !phase.is_withdrawn())?;
    Some(Stop {
        day: begins,
        last: begins,
        marks: Vec::new(),
        kind: Kind::Phase,
        id: phase.str("phase").to_owned(),
        code: 0,
        titles: Vec::new(),
        status: String::new(),
    })
}

fn stop(kind: Kind, one: &Listed, first: &str, last: &str) -> Option<Stop> {
    let first = day(first)?;
    Some(Stop {
        day: first,
        last: day(last).map_or(first, |last| last.max(first)),
        marks: Vec::new(),
        kind,
        id: one.id.clone(),
        code: one.code,
        titles: one.titles.clone(),
        status: one.status.clone(),
    })
}

fn marked(stop: Stop, marks: impl Iterator<Item = Date>) -> Stop {
    let mut marks: Vec<Date> = marks.filter(|mark| *mark >= stop.day).collect();
    marks.sort_unstable();
    marks.dedup();
    let last = marks.last().map_or(stop.last, |last| (*last).max(stop.last));
    Stop { last, marks, ..stop }
}

fn with_outcome(stop: Stop, tried: &Listed) -> Stop {
    match tried.fact("outcome") {
        "" => stop,
        outcome => Stop { status: outcome.to_owned(), ..stop },
    }
}

fn moment(note: &Listed) -> Option<Stop> {
    let kind = match note.fact("kind") {
        "celebration" => Kind::Celebration,
        "not_knowing" => Kind::NotKnowing,
        _ => return None,
    };
    stop(kind, note, &note.date, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn one(kind: Kind, first: &str, last: &str) -> Stop {
        Stop {
            day: at(first),
            last: at(last),
            marks: Vec::new(),
            kind,
            id: "x".to_owned(),
            code: 1,
            titles: Vec::new(),
            status: String::new(),
        }
    }

    #[test]
    fn the_way_is_as_long_as_what_is_on_it_and_what_is_planned() {
        let today = at("2026-03-01");
        assert_eq!(along(Vec::new(), Some(today), None, today), None);
        let stops = vec![one(Kind::Meeting, "2026-01-10", "2026-01-10")];
        let ends = Some(at("2026-06-30"));
        let way = along(stops.clone(), Some(at("2026-01-01")), ends, today).unwrap();
        assert_eq!((way.from, way.until), (at("2026-01-01"), at("2026-06-30")));
        let way = along(stops, None, None, at("2030-01-01")).unwrap();
        assert_eq!(way.until, at("2026-02-09"), "what is long over is not drawn out");
    }

    #[test]
    fn a_case_lasts_until_it_was_treated_last() {
        let case = one(Kind::Case, "2026-01-10", "2026-01-10");
        let days = ["2026-03-05", "2026-01-01", "2026-02-05", "2026-03-05"].map(at);
        let case = marked(case, days.into_iter());
        assert_eq!(case.marks, ["2026-02-05", "2026-03-05"].map(at));
        assert_eq!(case.last, at("2026-03-05"));
    }
}
