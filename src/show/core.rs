//! The question of the group beside its core, each with its earlier wordings, and what the core is for
//! each who proposed something.

use kring_model::derive;
use kring_model::entities::{CORE_PROPOSAL, CORE_VERSION};
use kring_model::read::Record;
use kring_node::acts::records::Records as _;
use serde_json::{Map, Value, json};

use super::{Shown, all_of, fields, with_marks};
use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::{Sheet, Tone};

/// Question and core side by side.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn core(desk: &mut Desk<'_>) -> Result<Answer, Failure> {
    let group = desk.group_page();
    let (own, kept, proposals) = desk.read(&group, |page| {
        let own = page.own_fields().map(|record| with_marks(page, record));
        (own, page.all(&CORE_VERSION), all_of(page, &CORE_PROPOSAL))
    })?;
    let (mut sheet, mut data) = (Sheet::new(), Map::new());
    let Some(own) = own else { return Ok(Answer::new(sheet, Value::Object(data))) };
    for (field, heading) in [("question", say!("core-question")), ("core", say!("core-core"))] {
        sheet.heading(desk.context.words().say(&heading));
        let former = derive::former(&own.record, field, &kept);
        wordings(desk, &mut sheet, &own, field, &former);
        data.insert(field.to_owned(), own.record.str(field).into());
        let former: Vec<Value> = former.into_iter().map(Record::plain).collect();
        data.insert(format!("former_{field}"), former.into());
    }
    let undecided = fields::plain(&own);
    if let Some(versions) = undecided.pointer("/undecided/core") {
        data.insert("undecided_core".into(), versions.clone());
    }
    sheet.heading(desk.context.words().say(&say!("core-urgency")));
    match own.record.str("urgency") {
        "" => sheet.toned(0, Tone::Dim, desk.context.words().say(&say!("core-open"))),
        text => sheet.text(0, text),
    }
    data.insert("urgency".into(), own.record.str("urgency").into());
    data.insert("proposals".into(), list(desk, &mut sheet, &own.record, &proposals));
    Ok(Answer::new(sheet, Value::Object(data)))
}

/// What a field says now, and what it said before.
fn wordings(desk: &mut Desk<'_>, sheet: &mut Sheet, own: &Shown, field: &str, former: &[&Record]) {
    match own.record.versions(field) {
        [] => sheet.toned(0, Tone::Dim, desk.context.words().say(&say!("core-open"))),
        [only] => sheet.text(0, &only.value.show()),
        _ => fields::named(desk, sheet, 0, own, field),
    }
    for one in former {
        let day = dates::stored(desk.context.words(), one.str("date"));
        let until = desk.context.words().say(&say!("core-former", day = day));
        sheet.toned(2, Tone::Dim, format!("{}  [{until}]", one.str("text")));
    }
}

fn list(desk: &mut Desk<'_>, sheet: &mut Sheet, group: &Record, all: &[Shown]) -> Value {
    sheet.heading(desk.context.words().say(&say!("core-each")));
    let mut proposals = all.iter().filter(|one| !one.record.is_withdrawn()).peekable();
    if proposals.peek().is_none() {
        sheet.toned(0, Tone::Dim, desk.context.words().say(&say!("core-none")));
    }
    let one = |one: &Shown| {
        fields::item(desk, sheet, one);
        let mut data = fields::plain(one);
        let is_core = derive::is_core(group, &one.record);
        if is_core {
            sheet.toned(4, Tone::Plain, desk.context.words().say(&say!("core-is")));
        }
        if let Value::Object(data) = &mut data {
            data.insert("name".into(), json!(desk.name_of(one.record.by())));
            data.insert("is_core".into(), json!(is_core));
        }
        data
    };
    proposals.map(one).collect()
}
