//! Showing one thing whole: its fields by their merge class, what stands undecided, and everything
//! that belongs to it.

use kring_model::derive::{self, agreement, member_status};
use kring_model::entities;
use kring_model::page::Page;
use kring_model::read::Record;
use kring_model::schema::{Entity, IdRule, PageKind};
use kring_model::text::MergedSentence;
use kring_node::acts::records::Records as _;
use kring_trust::PageId;
use serde_json::{Map, Value, json};

use crate::dates;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::find;
use crate::labels;
use crate::lists::{self, Listed};
use crate::output::Answer;
use crate::say;
use crate::sheet::{Sheet, Tone};

mod core;
mod fields;
mod session;

pub(crate) use core::core;
pub(crate) use session::session;

/// A record with the marks "samengevoegd" of its texts.
pub(crate) struct Shown {
    /// The record.
    pub(crate) record: Record,
    /// Marks by field.
    pub(crate) merged: Vec<(&'static str, Vec<MergedSentence>)>,
}

/// A page with its entry in the group document and all that is on it.
///
/// # Errors
/// When the page is not here: then what the list may know is said.
pub(crate) fn page(desk: &mut Desk<'_>, page: &PageId) -> Result<Answer, Failure> {
    let kind = desk.kind(page).unwrap_or(PageKind::Note);
    let id = page.to_string();
    let all = lists::listed(desk, kind)?;
    let listed = all.into_iter().find(|one| one.id == id);
    if let Some(listed) = listed.as_ref().filter(|listed| !listed.here) {
        return Ok(only_listed(desk, kind, listed));
    }
    let entry = match entities::entry(kind) {
        Some(entity) => {
            let group = desk.group_page();
            desk.read(&group, |page| page.read(entity, &id))?
        }
        None => None,
    };
    let (own, lists) = desk.read(page, |page| content(page, kind))?;
    let mut sheet = Sheet::new();
    let mut data =
        Map::from_iter([("id".to_owned(), json!(id)), ("kind".to_owned(), json!(kind.name()))]);
    if let Some(listed) = &listed {
        head(desk, kind, listed, &mut sheet);
        data.insert("code".into(), json!(listed.code));
        data.insert("status".into(), json!(listed.status));
    }
    if let Some(entry) = &entry {
        fields::entry(desk, &mut sheet, entry);
        data.insert("entry".into(), entry.plain());
    }
    if let Some(own) = &own {
        fields::record(desk, &mut sheet, 0, own);
        data.insert("fields".into(), fields::plain(own));
    }
    if kind == PageKind::Case {
        add_rounds(desk, &id, &mut sheet, &mut data)?;
    }
    if kind == PageKind::Meeting {
        add_open_follow_ups(desk, listed.as_ref(), &mut sheet, &mut data)?;
    }
    for (entity, items) in &lists {
        let values = list(desk, &mut sheet, entity, items);
        data.insert(list_name(&data, entity), values);
    }
    Ok(Answer::new(sheet, Value::Object(data)))
}

/// A page as it stood: its own fields and all that was on it.
pub(crate) fn past(desk: &mut Desk<'_>, past: &Page) -> Answer {
    let kind = past.about().kind;
    let (own, lists) = content(past, kind);
    let (mut sheet, mut data) = (Sheet::new(), Map::new());
    data.insert("id".into(), json!(past.about().page.to_string()));
    data.insert("kind".into(), json!(kind.name()));
    if let Some(own) = &own {
        let title = own.record.str("title");
        if !title.is_empty() {
            sheet.heading(title);
        }
        fields::record(desk, &mut sheet, 0, own);
        data.insert("fields".into(), fields::plain(own));
    }
    for (entity, items) in &lists {
        let values = list(desk, &mut sheet, entity, items);
        data.insert(list_name(&data, entity), values);
    }
    Answer::new(sheet, Value::Object(data))
}

/// The own fields of a page and everything on it, list by list.
fn content(page: &Page, kind: PageKind) -> (Option<Shown>, Vec<(&'static Entity, Vec<Shown>)>) {
    let own = page.own_fields().map(|record| with_marks(page, record));
    let lists = entities::on(kind)
        .filter(|entity| !entity.is_self() && entity.id != IdRule::Page)
        .map(|entity| (entity, all_of(page, entity)))
        .filter(|(_, items)| !items.is_empty());
    (own, lists.collect())
}

/// An item of the group document.
///
/// # Errors
/// When it is not there.
pub(crate) fn group_item(
    desk: &mut Desk<'_>,
    entity: &'static Entity,
    id: &str,
) -> Result<Answer, Failure> {
    let group = desk.group_page();
    let shown =
        desk.read(&group, |page| page.read(entity, id).map(|record| with_marks(page, record)))?;
    let Some(shown) = shown else {
        return Err(Failure::new(Exit::NotFound, say!("trouble-no-page")));
    };
    let mut sheet = Sheet::new();
    let title = match entity.name {
        "member" => desk.name_of(id),
        _ => shown.record.str("text").to_owned(),
    };
    sheet.heading(title);
    if let Some(status) = item_status(desk, &shown.record)? {
        let words = desk.context.words();
        sheet.field(0, &labels::field(words, "status"), &labels::choice(words, &status));
    }
    fields::record(desk, &mut sheet, 0, &shown);
    Ok(Answer::new(sheet, fields::plain(&shown)))
}

/// The group: its own fields, its phase, proposals for the core and former cores.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn group(desk: &mut Desk<'_>) -> Result<Answer, Failure> {
    let page = desk.group_page();
    let kinds = [
        &entities::CORE_PROPOSAL,
        &entities::CORE_VERSION,
        &entities::SATISFIED_WHEN,
        &entities::PHASE,
        &entities::STAKEHOLDER,
    ];
    let (own, mut lists) = desk.read(&page, |page| {
        let own = page.own_fields().map(|record| with_marks(page, record));
        (own, kinds.map(|entity| (entity, all_of(page, entity))))
    })?;
    // Former wordings of the question stand beside it: "kring group core".
    for (_, kept) in lists.iter_mut().filter(|(entity, _)| entity.name == "core_version") {
        kept.retain(|one| derive::wording_of(&one.record) == "core");
    }
    let mut sheet = Sheet::new();
    let mut data = Map::new();
    let name = desk.replica.group_name();
    sheet.heading(&name);
    data.insert("id".into(), json!(desk.replica.group().to_string()));
    data.insert("name".into(), json!(name));
    if let Some(own) = &own {
        fields::record(desk, &mut sheet, 0, own);
        data.insert("fields".into(), fields::plain(own));
    }
    let phases: Vec<Record> = desk.in_group(&entities::PHASE)?;
    if let Some(phase) = derive::phase(&phases) {
        let words = desk.context.words();
        sheet.field(0, &labels::field(words, "phase"), &labels::choice(words, phase));
        data.insert("phase".into(), json!(phase));
    }
    for (entity, items) in lists.iter().filter(|(_, items)| !items.is_empty()) {
        let values = list(desk, &mut sheet, entity, items);
        data.insert(entity.collection.into(), values);
    }
    Ok(Answer::new(sheet, Value::Object(data)))
}

/// The group's own fields.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn group_own(desk: &mut Desk<'_>) -> Result<Option<Shown>, Failure> {
    let group = desk.group_page();
    desk.read(&group, |page| page.own_fields().map(|record| with_marks(page, record)))
}

/// One field of a record as it is shown, if it was written; whether it was.
pub(crate) fn field(desk: &mut Desk<'_>, sheet: &mut Sheet, shown: &Shown, name: &str) -> bool {
    let before = sheet.lines.len();
    fields::named(desk, sheet, 2, shown, name);
    sheet.lines.len() > before
}

fn with_marks(page: &Page, record: Record) -> Shown {
    let marks = |field: &'static kring_model::schema::Field| {
        let marks = page.merged(record.entity, &record.id, field.name);
        (!marks.is_empty()).then_some((field.name, marks))
    };
    let merged = record.entity.texts().filter_map(marks).collect();
    Shown { record, merged }
}

fn all_of(page: &Page, entity: &'static Entity) -> Vec<Shown> {
    page.all(entity).into_iter().map(|record| with_marks(page, record)).collect()
}

/// What everybody may know of a page whose content is not here.
fn only_listed(desk: &mut Desk<'_>, kind: PageKind, listed: &Listed) -> Answer {
    let mut sheet = Sheet::new();
    head(desk, kind, listed, &mut sheet);
    let data = json!({
        "id": listed.id, "kind": kind.name(), "code": listed.code, "status": listed.status,
        "by": listed.by, "date": listed.date, "here": false, "facts": listed.facts,
    });
    let remark = if listed.status == "purged" { say!("show-wiped") } else { say!("show-not-here") };
    Answer::new(sheet, data).remark(remark)
}

fn head(desk: &mut Desk<'_>, kind: PageKind, listed: &Listed, sheet: &mut Sheet) {
    let words = desk.context.words();
    let title = desk.label_of(&listed.id);
    let name = match kind {
        PageKind::Case => words.say(&say!("name-case", code = listed.code)),
        PageKind::Meeting => String::new(),
        _ => words.word(&format!("name-{}", kind.name())).unwrap_or_default(),
    };
    let heading = if name == title || name.is_empty() { title } else { format!("{name}: {title}") };
    sheet.heading(heading);
    let status = labels::choice(words, &listed.status);
    let date = dates::stored(words, &listed.date);
    let by = desk.name_of(&listed.by);
    let about: Vec<String> =
        [by, date, status].into_iter().filter(|part| !part.is_empty()).collect();
    sheet.toned(0, Tone::Dim, format!("{} [{}]", about.join(", "), find::short(&listed.id)));
}

fn list(desk: &mut Desk<'_>, sheet: &mut Sheet, entity: &'static Entity, items: &[Shown]) -> Value {
    let words = desk.context.words();
    let heading = words.word(&format!("list-{}", entity.collection));
    sheet.heading(heading.unwrap_or_else(|| entity.collection.to_owned()));
    for item in items {
        fields::item(desk, sheet, item);
    }
    items.iter().map(fields::plain).collect()
}

/// A page's own field may bear the name of a list.
fn list_name(data: &Map<String, Value>, entity: &Entity) -> String {
    if data.contains_key(entity.collection) {
        format!("{}_list", entity.collection)
    } else {
        entity.collection.to_owned()
    }
}

fn add_rounds(
    desk: &mut Desk<'_>,
    case: &str,
    sheet: &mut Sheet,
    data: &mut Map<String, Value>,
) -> Result<(), Failure> {
    let group = desk.group_page();
    let mut rounds = desk.read(&group, |page| all_of(page, &entities::ROUND))?;
    rounds.retain(|round| round.record.str("of") == case);
    if rounds.is_empty() {
        return Ok(());
    }
    let values = list(desk, sheet, &entities::ROUND, &rounds);
    data.insert(entities::ROUND.collection.into(), values);
    let page = PageId::from_hex(case);
    let tips = match page {
        Some(page) => desk.read(&page, |page| page.all(&entities::ADVICE))?,
        None => Vec::new(),
    };
    let new: usize = rounds.iter().map(|round| derive::new_tips(&round.record, &tips)).sum();
    if new > 0 {
        sheet.toned(0, Tone::Notice, desk.context.words().say(&say!("show-new-tips", count = new)));
        data.insert("new_tips".into(), json!(new));
    }
    Ok(())
}

/// Open follow-ups stand on top of the agenda of a meeting that is still to come or going on,
/// without anybody having added them.
fn add_open_follow_ups(
    desk: &mut Desk<'_>,
    meeting: Option<&Listed>,
    sheet: &mut Sheet,
    data: &mut Map<String, Value>,
) -> Result<(), Failure> {
    if !meeting.is_some_and(|meeting| matches!(meeting.status.as_str(), "planned" | "open")) {
        return Ok(());
    }
    let (entries, rounds) = (desk.in_group(&entities::CASE)?, desk.in_group(&entities::ROUND)?);
    let meetings = desk.in_group(&entities::MEETING)?;
    let roster = desk.replica.roster();
    let erased = |id: &str| PageId::from_hex(id).is_some_and(|page| roster.is_erased(&page));
    let open: Vec<(String, String, usize)> = derive::open_follow_ups(&entries, &rounds, &erased)
        .into_iter()
        .map(|entry| {
            let own = derive::rounds(&rounds, &entry.id);
            let skipped =
                derive::newest_open(&own).map_or(0, |round| derive::skipped(round, &meetings));
            (entry.id.clone(), entry.by().to_owned(), skipped)
        })
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    sheet.heading(desk.context.words().say(&say!("show-open-follow-ups")));
    for (case, presenter, skipped) in &open {
        let (case, presenter) = (desk.label_of(case), desk.name_of(presenter));
        let words = desk.context.words();
        sheet.line(words.say(&say!("show-follow-up-of", case = case, name = presenter)));
        if *skipped > 0 {
            sheet.toned(2, Tone::Dim, words.say(&say!("show-skipped", count = *skipped)));
        }
    }
    let open: Vec<Value> = open
        .into_iter()
        .map(|(case, presenter, skipped)| json!({ "case": case, "presenter": presenter, "skipped": skipped }))
        .collect();
    data.insert("open_follow_ups".into(), open.into());
    Ok(())
}

fn item_status(desk: &mut Desk<'_>, record: &Record) -> Result<Option<String>, Failure> {
    let today = jiff::Zoned::now().date().to_string();
    Ok(match record.entity.name {
        "member" => Some(member_status(record, &today).name().to_owned()),
        "agreement" => {
            let members = desk.in_group(&entities::MEMBER)?;
            let active = derive::active_on(&members, &today);
            let ids = active.iter().map(|member| member.id.as_str());
            Some(agreement(record, ids).name().to_owned())
        }
        _ => None,
    })
}
