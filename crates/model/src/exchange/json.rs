//! The whole group as JSON: the plain view of every page that is here, by entity.

use serde_json::{Map, Value as Json, json};

use crate::derive::{
    attendance, count, learning_signals, meeting_status, member_status, months_planned, new_tips,
    numbers, phase,
};
use crate::entities;
use crate::read::Record;
use crate::schema::{Entity, IdRule, PageKind};
use crate::whole::Whole;

/// The name and version of the form.
pub const SCHEMA: &str = "kring/1";

/// Exports everything that is here, except private pages, which never leave. `on` is today
/// (`2026-02-05`), for statuses that depend on the day.
///
/// Every list of the group document is under its collection's name. What has a page of its own
/// carries it under `page`, with the page's lists inside. What is computed is under `derived`.
pub fn export(whole: &Whole<'_>, on: &str) -> Json {
    let mut out = Map::new();
    out.insert("schema".into(), SCHEMA.into());
    out.insert("date".into(), on.into());
    out.insert("group".into(), group(whole));
    for entity in entities::on(PageKind::Group).filter(|entity| !entity.is_self()) {
        let records = whole.in_group(entity);
        let items = records.iter().map(|record| item(whole, record, &records, on));
        out.insert(entity.collection.into(), items.collect::<Vec<_>>().into());
    }
    Json::Object(out)
}

fn group(whole: &Whole<'_>) -> Json {
    let Some(group) = whole.group() else { return Json::Null };
    let mut view = group.plain();
    let log = whole.in_group(&entities::PHASE);
    derived(&mut view, json!({"phase": phase(&log), "months_planned": months_planned(&group)}));
    view
}

fn item(whole: &Whole<'_>, record: &Record, all: &[Record], on: &str) -> Json {
    let mut view = record.plain();
    if let Some(by) = record.entered_by() {
        derived(&mut view, json!({"signed_by": by.to_string()}));
    }
    derived(&mut view, facts(whole, record, all, on));
    if record.entity.id == IdRule::Page
        && let Some(page) = page(whole, &record.id)
        && let Json::Object(view) = &mut view
    {
        view.insert("page".into(), page);
    }
    view
}

/// One page: its own fields, and every list on it. `None` when it is not here or private.
pub fn page(whole: &Whole<'_>, id: &str) -> Option<Json> {
    let kind = whole.pages.get(id)?.kind;
    if matches!(kind, PageKind::Private | PageKind::Group) {
        return None;
    }
    let mut view = whole.own(id, entities::own(kind)?)?.plain();
    if let Json::Object(view) = &mut view {
        for entity in entities::on(kind).filter(|entity| !entity.is_self()) {
            let items: Vec<Json> = whole.on_page(id, entity).iter().map(list_item).collect();
            if !items.is_empty() {
                // A page's own field may bear the name of a list.
                let taken = view.contains_key(entity.collection);
                let name = if taken {
                    format!("{}_list", entity.collection)
                } else {
                    entity.collection.into()
                };
                view.insert(name, items.into());
            }
        }
    }
    Some(view)
}

fn list_item(record: &Record) -> Json {
    let mut view = record.plain();
    if let Some(by) = record.entered_by() {
        derived(&mut view, json!({"signed_by": by.to_string()}));
    }
    view
}

fn derived(view: &mut Json, facts: Json) {
    let (Json::Object(view), Json::Object(facts)) = (view, facts) else { return };
    let facts = facts.into_iter().filter(|(_, fact)| !fact.is_null());
    match view.get_mut("derived") {
        Some(Json::Object(held)) => held.extend(facts),
        _ => {
            let facts: Map<_, _> = facts.collect();
            if !facts.is_empty() {
                view.insert("derived".into(), facts.into());
            }
        }
    }
}

fn facts(whole: &Whole<'_>, record: &Record, all: &[Record], on: &str) -> Json {
    let is = |entity: &Entity| record.entity.name == entity.name;
    if is(&entities::CASE) {
        case(whole, record)
    } else if is(&entities::MEETING) {
        meeting(whole, record, all)
    } else if is(&entities::EXPERIMENT_ENTRY) {
        let counts = whole.on_page(&record.id, &entities::COUNT);
        let status = whole.experiment_status(&record.id).map(|status| status.name());
        json!({"status": status, "count": (!counts.is_empty()).then(|| count(&counts))})
    } else if is(&entities::MEMBER) {
        json!({"status": member_status(record, on).name()})
    } else if is(&entities::AGREEMENT) {
        let members = whole.in_group(&entities::MEMBER);
        json!({"status": whole.agreement_status(record, &members, on).name()})
    } else {
        Json::Null
    }
}

fn case(whole: &Whole<'_>, record: &Record) -> Json {
    let rounds = whole.in_group(&entities::ROUND);
    let status = whole.case_status(record, &rounds);
    let advice = whole.on_page(&record.id, &entities::ADVICE);
    let own = crate::derive::rounds(&rounds, &record.id);
    let new: usize = own.iter().map(|round| new_tips(round, &advice)).sum();
    json!({
        "status": status.name(),
        "code": whole.codes().code(&record.id),
        "new_tips": (new > 0).then_some(new),
    })
}

fn meeting(whole: &Whole<'_>, record: &Record, all: &[Record]) -> Json {
    let page = whole.own(&record.id, &entities::MEETING_PAGE);
    let minutes: Map<String, Json> = page
        .iter()
        .flat_map(attendance)
        .map(|one| {
            let view = json!({"status": one.status, "minutes": one.minutes, "own": one.own});
            (one.person, view)
        })
        .collect();
    let signals = learning_signals(record).map(|signals| {
        let view = signals.into_iter().map(|(name, s)| {
            let view = json!({"average": s.average, "lowest": s.lowest, "highest": s.highest});
            (name.to_owned(), view)
        });
        view.collect::<Map<_, _>>()
    });
    json!({
        "number": numbers(all).get(&record.id),
        "status": meeting_status(record, page.as_ref()).name(),
        "attendance": (!minutes.is_empty()).then_some(minutes),
        "learning_signals": signals,
    })
}
