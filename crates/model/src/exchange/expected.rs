//! What an example group says should come out, against what does come out of the documents.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::example::Names;
use super::json;
use crate::derive::{active_on, attendance_minutes, gaps_in_weeks, months_planned, within_cadence};
use crate::entities as e;
use crate::read::Record;
use crate::whole::Whole;

/// Something that came out otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// The key of the `expected` block.
    pub key: String,
    /// What it says.
    pub expected: Json,
    /// What came out; `null` for nothing.
    pub found: Json,
}

/// What only an export for the stage or a proof can answer.
const OF_OTHER_EXPORTS: &[&str] =
    &["must_not_appear_in_story_export", "must_not_appear_in_participation_proof"];

/// Compares with the `expected` block of an example group: lists of texts as sets, numbers to a
/// thousandth. Keys that this module does not know come out as `null`, and so mismatch.
pub fn compare(whole: &Whole<'_>, names: &Names, expected: &Json) -> Vec<Mismatch> {
    let keys = expected.as_object().into_iter().flatten();
    let known = keys.filter(|(key, _)| !OF_OTHER_EXPORTS.contains(&key.as_str()));
    let view = View { whole, names };
    known
        .filter_map(|(key, expected)| {
            let found = view.answer(key, expected);
            let (key, expected) = (key.clone(), expected.clone());
            (!alike(&found, &expected)).then_some(Mismatch { key, expected, found })
        })
        .collect()
}

fn alike(found: &Json, expected: &Json) -> bool {
    match (found, expected) {
        (Json::Number(a), Json::Number(b)) => {
            a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| (a - b).abs() < 0.001)
        }
        (Json::Array(a), Json::Array(b)) if b.iter().any(Json::is_string) => sorted(a) == sorted(b),
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b))
        }
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && b.iter().all(|(key, b)| a.get(key).is_some_and(|a| alike(a, b)))
        }
        _ => found == expected,
    }
}

fn sorted(list: &[Json]) -> Vec<&str> {
    let mut texts: Vec<_> = list.iter().filter_map(Json::as_str).collect();
    texts.sort_unstable();
    texts
}

struct View<'a> {
    whole: &'a Whole<'a>,
    names: &'a Names,
}

impl View<'_> {
    fn answer(&self, key: &str, expected: &Json) -> Json {
        if let Some(day) = key.strip_prefix("members_active_on_") {
            let members = self.whole.in_group(&e::MEMBER);
            let active = active_on(&members, &day.replace('_', "-"));
            return self.labels(active.into_iter().map(|member| member.id.as_str()));
        }
        if key.starts_with("open_follow_ups_on_") {
            let open = self.whole.open_follow_ups();
            return self.labels(open.iter().map(String::as_str));
        }
        match key {
            "attendance_minutes" => self.minutes(),
            "meeting_gaps_weeks" => json!(self.gaps()),
            "all_gaps_within_cadence" => {
                json!(self.whole.group().and_then(|group| within_cadence(&group, &self.gaps())))
            }
            "months_planned" => json!(self.whole.group().as_ref().and_then(months_planned)),
            "members_total" => self.whole.in_group(&e::MEMBER).len().into(),
            "cases_by_status" => self.cases_by_status(),
            "advice_count_per_case" => self.advice_per_case(),
            "advice_total" => self.advice().map(|(_, tips)| tips).sum::<usize>().into(),
            "experiments_by_status" => self.experiments_by_status(),
            "experiment_steps_total" => self.steps().into(),
            "notes_shareable" => self.shareable(),
            "notes_total" => self.whole.in_group(&e::NOTE_ENTRY).len().into(),
            "methods_used" => self.methods(),
            "must_never_leave_the_device" => self.hidden(expected),
            _ => Json::Null,
        }
    }

    fn labels<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Json {
        ids.map(|id| Json::from(self.names.label_of(id))).collect::<Vec<_>>().into()
    }

    fn minutes(&self) -> Json {
        let meetings = self.whole.in_group(&e::MEETING);
        let pages: Vec<(&Record, Record)> = meetings
            .iter()
            .filter_map(|entry| Some((entry, self.whole.own(&entry.id, &e::MEETING_PAGE)?)))
            .collect();
        let minutes = attendance_minutes(pages.iter().map(|(entry, page)| (*entry, page)));
        let named =
            minutes.into_iter().map(|(person, sum)| (self.names.label_of(&person), sum.into()));
        Json::Object(named.collect())
    }

    fn gaps(&self) -> Vec<f64> {
        gaps_in_weeks(&self.whole.in_group(&e::MEETING))
    }

    fn cases_by_status(&self) -> Json {
        let rounds = self.whole.in_group(&e::ROUND);
        let cases = self.whole.in_group(&e::CASE);
        counted(cases.iter().map(|case| self.whole.case_status(case, &rounds).name()))
    }

    fn advice(&self) -> impl Iterator<Item = (String, usize)> {
        self.whole.in_group(&e::CASE).into_iter().map(|case| {
            let tips = self.whole.on_page(&case.id, &e::ADVICE);
            (case.id, tips.iter().filter(|tip| !tip.is_withdrawn()).count())
        })
    }

    fn advice_per_case(&self) -> Json {
        let named = self.advice().map(|(case, tips)| (self.names.label_of(&case), tips.into()));
        Json::Object(named.collect())
    }

    fn experiments_by_status(&self) -> Json {
        let entries = self.whole.in_group(&e::EXPERIMENT_ENTRY);
        let status = |entry: &Record| Some(self.whole.experiment_status(&entry.id)?.name());
        counted(entries.iter().filter_map(status))
    }

    fn steps(&self) -> usize {
        let entries = self.whole.in_group(&e::EXPERIMENT_ENTRY);
        entries.iter().map(|entry| self.whole.on_page(&entry.id, &e::STEP).len()).sum()
    }

    fn shareable(&self) -> Json {
        let notes = self.whole.in_group(&e::NOTE_ENTRY);
        let may = |entry: &&Record| {
            let page = self.whole.own(&entry.id, &e::NOTE);
            page.is_some_and(|page| page.is("may_share") && !page.is_undecided("may_share"))
        };
        self.labels(notes.iter().filter(may).map(|entry| entry.id.as_str()))
    }

    fn methods(&self) -> Json {
        let meetings = self.whole.in_group(&e::MEETING);
        let sessions = meetings.iter().flat_map(|m| self.whole.on_page(&m.id, &e::SESSION));
        let used: BTreeMap<String, ()> =
            sessions.map(|session| (session.str("method").to_owned(), ())).collect();
        used.into_keys().map(Json::from).collect::<Vec<_>>().into()
    }

    /// The texts that nowhere appear in what everybody has.
    fn hidden(&self, expected: &Json) -> Json {
        let mut all = String::new();
        texts(&json::export(self.whole, "9999-12-31"), &mut all);
        let hidden = |text: &&Json| text.as_str().is_some_and(|text| !all.contains(text));
        expected.as_array().into_iter().flatten().filter(hidden).cloned().collect::<Vec<_>>().into()
    }
}

fn texts(json: &Json, all: &mut String) {
    match json {
        Json::String(text) => {
            all.push_str(text);
            all.push('\n');
        }
        Json::Array(items) => items.iter().for_each(|item| texts(item, all)),
        Json::Object(map) => map.values().for_each(|item| texts(item, all)),
        _ => {}
    }
}

fn counted<'s>(names: impl Iterator<Item = &'s str>) -> Json {
    let mut counts: Map<String, Json> = Map::new();
    for name in names {
        let so_far = counts.get(name).and_then(Json::as_u64).unwrap_or(0);
        counts.insert(name.to_owned(), (so_far + 1).into());
    }
    counts.into()
}
