//! What is new for this person: since they last said "gezien", or since the last meeting. Sentences
//! with names, what to look at together, and experiments whose day has passed.
//!
//! Drawn from what the store says of each page's logs and from cards; only to find merged sentences
//! are a few pages opened, the newest.

use std::collections::{BTreeMap, BTreeSet};

use kring_model::entities;
use kring_model::page::Page;
use kring_model::schema::PageKind;
use kring_node::acts::records::Records as _;
use kring_node::replica::ReplicaError;
use kring_store::StoreError;
use kring_trust::statement::{Body, Statement};
use kring_trust::{PageId, PersonId};
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::labels;
use crate::lists::{self, Listed};
use crate::trouble::Trouble;
use crate::words::Words;

/// The name under which a store keeps how far its person has looked.
const LOOKED: &str = "page/looked";

/// The name under which it keeps how far it was on each day that the page was open.
const DAYS: &str = "page/days";

/// Days that are remembered: more than a year of evenings.
const DAYS_CAP: usize = 400;

/// Cases of which it is remembered how many tips they had.
const TIPS_CAP: usize = 2_000;

/// Most lines; the timeline has them all.
const LINES_CAP: usize = 12;

/// Pages that are opened to look for merged sentences: the newest that more than one wrote.
const OPENED_CAP: usize = 4;

/// Statements that are looked through for pages that were begun.
const STATEMENTS_CAP: usize = 2_000;

/// What is new.
pub(crate) struct Since {
    /// What others did, the newest first.
    pub(crate) lines: Vec<Line>,
    /// How many more there are.
    pub(crate) more: usize,
    /// What people look at together: versions that differ, sentences that were merged.
    pub(crate) overlaps: Vec<Line>,
    /// Experiments whose day has passed.
    pub(crate) passed: Vec<Line>,
    /// The position up to which this is.
    pub(crate) to: u64,
    /// Whether it is since the last meeting.
    pub(crate) meeting: bool,
    /// Whether it can be told since the last meeting.
    pub(crate) has_meeting: bool,
}

/// One sentence about one page.
pub(crate) struct Line {
    /// The page.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) title: String,
    /// What is said of it, after its title.
    pub(crate) says: String,
}

/// What was there when this person last looked.
#[derive(Default, Serialize, Deserialize)]
struct Looked {
    position: u64,
    /// Tips by case.
    tips: BTreeMap<String, usize>,
}

/// A page that others wrote on.
struct Touched {
    page: PageId,
    arrival: u64,
    persons: BTreeSet<PersonId>,
    /// How many logs it has.
    logs: usize,
}

/// What is new since this person last looked, or since the last meeting.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn since(desk: &mut Desk<'_>, w: &Words, meeting: bool) -> Result<Since, Trouble> {
    let now = desk.replica.store().position()?.number;
    let looked = looked(desk)?;
    let at_meeting = at_last_meeting(desk)?;
    let from = match at_meeting.filter(|_| meeting) {
        Some(position) => position,
        None => looked.position,
    };
    let touched = touched(desk, from.min(now), now)?;
    let begun = begun(desk, from)?;
    let cards = cards(desk)?;
    let mut lines = Vec::new();
    for one in touched.iter().take(LINES_CAP) {
        let Some((kind, listed)) = cards.get(&one.page.to_string()) else { continue };
        let mut says = wrote(desk, w, one, begun.contains(&one.page));
        let before = looked.tips.get(&listed.id).copied().unwrap_or(0);
        let new = tips(listed).saturating_sub(before);
        if new > 0 && !meeting {
            says.push(w.say("since-tips", &[("count", new.into())]));
        }
        let title = lists::title(w, *kind, listed);
        lines.push(Line { id: listed.id.clone(), title, says: says.join(" ") });
    }
    Ok(Since {
        more: touched.len().saturating_sub(LINES_CAP),
        lines,
        overlaps: overlaps(desk, w, &touched, &cards)?,
        passed: passed(w, &cards),
        to: now,
        meeting: meeting && at_meeting.is_some(),
        has_meeting: at_meeting.is_some(),
    })
}

/// Everything up to a position was looked at.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn note_looked(desk: &mut Desk<'_>, to: u64) -> Result<(), Trouble> {
    let listed = lists::listed(desk, PageKind::Case)?;
    let tips = listed.iter().rev().take(TIPS_CAP).map(|one| (one.id.clone(), tips(one))).collect();
    put(desk, LOOKED, &Looked { position: to, tips })
}

/// The page was open today; how far it was.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn note_day(desk: &mut Desk<'_>) -> Result<(), Trouble> {
    let (now, today) = (desk.replica.store().position()?.number, labels::today());
    let mut days: Vec<(String, u64)> = get(desk, DAYS)?.unwrap_or_default();
    match days.last_mut().filter(|(day, _)| *day == today) {
        Some((_, position)) if *position == now => return Ok(()),
        Some((_, position)) => *position = now,
        None => days.push((today, now)),
    }
    let older = days.len().saturating_sub(DAYS_CAP);
    days.drain(..older);
    put(desk, DAYS, &days)
}

fn looked(desk: &Desk<'_>) -> Result<Looked, Trouble> {
    Ok(get(desk, LOOKED)?.unwrap_or_default())
}

/// How far this laptop was when the page was last open on the day of the last meeting, or before.
fn at_last_meeting(desk: &mut Desk<'_>) -> Result<Option<u64>, Trouble> {
    let days: Vec<(String, u64)> = get(desk, DAYS)?.unwrap_or_default();
    let held = lists::listed(desk, PageKind::Meeting)?;
    let held = held.iter().filter(|one| !one.fact("closed_at").is_empty());
    let Some(last) = held.map(|one| one.date.clone()).max() else { return Ok(None) };
    Ok(days.iter().rev().find(|(day, _)| *day <= last).map(|(_, position)| *position))
}

/// The pages that others wrote on, the newest first.
fn touched(desk: &mut Desk<'_>, from: u64, now: u64) -> Result<Vec<Touched>, Trouble> {
    let (me, group) = (desk.replica.me(), desk.group_page());
    let visible: BTreeSet<PageId> = desk.replica.visible_pages().into_iter().collect();
    let store = desk.replica.store();
    let mut touched = Vec::new();
    for page in store.pages_touched(from, now)? {
        if page == group || !visible.contains(&page) {
            continue;
        }
        let heads = store.heads(&page)?;
        let news = heads.iter().filter(|head| head.arrival > from);
        let (mut persons, mut arrival) = (BTreeSet::new(), 0);
        for head in news {
            let person = desk.replica.roster().person_of(&head.opening.device);
            persons.extend(person.filter(|person| *person != me));
            arrival = arrival.max(head.arrival);
        }
        if !persons.is_empty() {
            touched.push(Touched { page, arrival, persons, logs: heads.len() });
        }
    }
    touched.sort_by_key(|one| std::cmp::Reverse(one.arrival));
    Ok(touched)
}

/// The pages that were begun after a position.
fn begun(desk: &Desk<'_>, from: u64) -> Result<BTreeSet<PageId>, Trouble> {
    let statements = desk.replica.store().statements_after(from, STATEMENTS_CAP)?;
    let read = statements.list.iter().filter_map(|(_, bytes)| Statement::decode(bytes).ok());
    let opened = read.filter(|one| matches!(one.body, Body::PageOpened { .. }));
    Ok(opened.map(|one| PageId::opened_by(one.id())).collect())
}

/// What lists show of every page that is here, by id.
fn cards(desk: &mut Desk<'_>) -> Result<BTreeMap<String, (PageKind, Listed)>, Trouble> {
    let mut cards = BTreeMap::new();
    for kind in PageKind::ALL {
        let listed = lists::listed(desk, kind)?.into_iter().filter(|one| one.here);
        cards.extend(listed.map(|one| (one.id.clone(), (kind, one))));
    }
    Ok(cards)
}

/// Who began it, if that is new, and which others wrote on it.
fn wrote(desk: &mut Desk<'_>, w: &Words, one: &Touched, begun: bool) -> Vec<String> {
    let owner = desk.replica.roster().page(&one.page).and_then(|info| info.owner);
    let owner = owner.filter(|owner| begun && one.persons.contains(owner));
    let mut says = Vec::new();
    if let Some(owner) = owner {
        says.push(w.say("since-begun", &[("names", (&desk.name(&owner)).into())]));
    }
    let others = one.persons.iter().filter(|person| Some(**person) != owner);
    let names: Vec<String> = others.map(|person| desk.name(person)).collect();
    if !names.is_empty() {
        let count = names.len().into();
        says.push(w.say("since-wrote", &[("names", (&w.list(&names)).into()), ("count", count)]));
    }
    says
}

fn tips(listed: &Listed) -> usize {
    listed.fact("advice[]").parse().unwrap_or(0)
}

/// Versions that differ, on any page; merged sentences, on the newest pages that more than one wrote.
fn overlaps(
    desk: &mut Desk<'_>,
    w: &Words,
    touched: &[Touched],
    cards: &BTreeMap<String, (PageKind, Listed)>,
) -> Result<Vec<Line>, Trouble> {
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (id, (_, listed)) in cards {
        let undecided: usize = listed.fact("undecided[]").parse().unwrap_or(0);
        if undecided > 0 {
            let says = w.say("since-undecided", &[("count", undecided.into())]);
            found.entry(id).or_default().push(says);
        }
    }
    for one in touched.iter().filter(|one| one.logs > 1).take(OPENED_CAP) {
        let merged = match desk.replica.read(&one.page, merged_sentences) {
            Ok(merged) => merged,
            Err(ReplicaError::Erased(_) | ReplicaError::Paused(_)) => 0,
            Err(error) => return Err(error.into()),
        };
        let id = one.page.to_string();
        if let Some((id, _)) = cards.get_key_value(&id).filter(|_| merged > 0) {
            let says = w.say("since-merged", &[("count", merged.into())]);
            found.entry(id).or_default().push(says);
        }
    }
    let line = |(id, says): (&str, Vec<String>)| {
        let (kind, listed) = cards.get(id)?;
        let title = lists::title(w, *kind, listed);
        Some(Line { id: id.to_owned(), title, says: says.join(" ") })
    };
    Ok(found.into_iter().filter_map(line).take(LINES_CAP).collect())
}

fn merged_sentences(page: &Page) -> usize {
    let kinds = entities::on(page.about().kind);
    let texts = kinds.flat_map(|entity| {
        let ids = match entity.is_self() {
            true => vec![String::new()],
            false => page.all(entity).into_iter().map(|record| record.id).collect(),
        };
        ids.into_iter()
            .flat_map(move |id| entity.texts().map(move |field| (entity, id.clone(), field)))
    });
    texts.map(|(entity, id, field)| page.merged(entity, &id, field.name).len()).sum()
}

/// Experiments that tried something until a day that has passed, and nothing was decided.
fn passed(w: &Words, cards: &BTreeMap<String, (PageKind, Listed)>) -> Vec<Line> {
    let today = labels::today();
    let mut passed: Vec<&Listed> = cards
        .values()
        .filter(|(kind, _)| *kind == PageKind::Experiment)
        .map(|(_, listed)| listed)
        .filter(|one| {
            !one.is_over() && !one.fact("until").is_empty() && one.fact("until") < today.as_str()
        })
        .collect();
    passed.sort_by(|a, b| b.fact("until").cmp(a.fact("until")));
    let line = |one: &Listed| Line {
        id: one.id.clone(),
        title: lists::title(w, PageKind::Experiment, one),
        says: w.say("since-passed", &[("day", (&labels::day(w, one.fact("until"))).into())]),
    };
    passed.into_iter().take(LINES_CAP).map(line).collect()
}

/// A small value that this store keeps; none if it cannot be read.
fn get<T: serde::de::DeserializeOwned>(desk: &Desk<'_>, name: &str) -> Result<Option<T>, Trouble> {
    let bytes = desk.replica.store().get(name)?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

fn put(desk: &mut Desk<'_>, name: &str, value: &impl Serialize) -> Result<(), Trouble> {
    let bytes = serde_json::to_vec(value).map_err(|_| Trouble::crash())?;
    let done = desk.replica.store_mut().transaction(|tx| tx.put(name, &bytes));
    match done {
        // What is only read cannot remember what was looked at, and nobody waits for it.
        Err(StoreError::ReadOnly | StoreError::Busy) => Ok(()),
        done => Ok(done?),
    }
}
