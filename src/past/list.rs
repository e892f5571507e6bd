//! `kring log PAGE`: what happened on one page, in sentences, the newest first.

use kring_model::page::{Deed, Done, Stretch};
use kring_model::schema::PageKind;
use kring_node::told;
use kring_trust::PageId;
use serde_json::{Value, json};

use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;

/// What happened since `since_ms`: the newest `most`.
///
/// # Errors
/// When the page is not here.
pub(crate) fn list(
    desk: &mut Desk<'_>,
    page: &PageId,
    since_ms: i64,
    most: usize,
) -> Result<Answer, Failure> {
    let kind = desk.kind(page).unwrap_or(PageKind::Group);
    let all: Vec<(usize, Stretch, Vec<Deed>)> = desk.read(page, |page| {
        let stretches = page.stretches();
        let numbered = stretches.into_iter().enumerate().rev();
        let wanted = numbered.filter(|(_, one)| one.until >= since_ms).take(most);
        wanted.map(|(at, one)| (at, one.clone(), page.deeds(&one.changes))).collect()
    })?;
    let (mut rows, mut data) = (Vec::new(), Vec::new());
    for (at, one, deeds) in all {
        let words = desk.context.words();
        let what = told::sentence(words, &deeds, begin(kind, at));
        let when = dates::moment(words, u64::try_from(one.until).unwrap_or(0));
        let name = desk.name(&one.person);
        let line = say!("told-line", name = name, what = &what, when = when);
        rows.push([(at + 1).to_string(), desk.context.words().say(&line)]);
        let mut told = value(page, &one, &deeds, &what);
        if let Some(told) = told.as_object_mut() {
            told.insert("moment".to_owned(), json!(at + 1));
        }
        data.push(told);
    }
    let mut sheet = Sheet::new();
    sheet.table(&rows);
    Ok(Answer::new(sheet, json!(data)))
}

/// Whether the first stretch of a page is that it was begun.
fn begin(kind: PageKind, at: usize) -> told::Begin {
    let begun = at == 0 && kind != PageKind::Group;
    if begun { told::Begin::Here } else { told::Begin::No }
}

/// What one person did on a page in one go.
pub(crate) fn value(page: &PageId, one: &Stretch, deeds: &[Deed], what: &str) -> Value {
    json!({
        "page": page.to_string(),
        "person": one.person.to_string(),
        "from_ms": one.from,
        "until_ms": one.until,
        "changes": one.changes.len(),
        "heads": one.heads.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
        "what": what,
        "deeds": deeds.iter().map(deed).collect::<Vec<_>>(),
    })
}

fn deed(deed: &Deed) -> Value {
    let (did, field) = match deed.what {
        Done::Added => ("added", None),
        Done::Wrote(field) => ("wrote", Some(field)),
        Done::Set(field) => ("set", Some(field)),
    };
    json!({ "entity": deed.entity, "id": deed.id, "did": did, "field": field })
}
