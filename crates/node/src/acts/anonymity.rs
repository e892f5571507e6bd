//! Looking at what is written before others read it: whom a text makes recognisable, and mending
//! that. Nothing of it is stored but that somebody looked, and nothing leaves the laptop.

use automerge::ChangeHash;
use kring_model::anonymity::{self, Known, Mark, Mend};
use kring_model::entities;
use kring_model::page::Page;
use kring_model::read::Record;
use kring_model::schema::{Class, Entity, Field, PageKind, Type};
use kring_model::value::Value;
use kring_trust::{PageId, PersonId};

use super::text::{self, Base, Change};
use super::{Acted, day_text, today, writing};
use crate::acts::records::Records as _;
use crate::replica::{Act, Replica};

#[cfg(test)]
mod tests;

/// One text of a page in which something is recognised.
#[derive(Debug, Clone)]
pub struct Looked {
    /// What kind of thing it belongs to.
    pub entity: &'static Entity,
    /// The thing's id; empty for the page's own fields.
    pub id: String,
    /// The field.
    pub field: &'static Field,
    /// The text as it stands.
    pub text: String,
    /// What is recognised in it.
    pub marks: Vec<Mark>,
    /// Whether this person may mend it.
    pub mine: bool,
}

/// Everybody whom the group knows by name.
///
/// # Errors
/// When the store cannot be read.
pub fn known(replica: &mut Replica) -> Acted<Known> {
    let day = replica.env().today();
    let group = replica.group_page();
    replica.read(&group, |page| in_group(page, &day_text(day)))
}

/// Everything on a page in which something is recognised.
///
/// # Errors
/// When the page is not here.
pub fn look(replica: &mut Replica, page: &PageId) -> Acted<Vec<Looked>> {
    let known = known(replica)?;
    let who = Writer { me: replica.me(), owner: owner(replica.roster().page(page)) };
    replica.read(page, |page| who.look(page, &known))
}

/// Mends what this person may mend of `which` texts of a page, as `choose` says of each marked word.
/// How many texts were changed. A case file learns that somebody looked.
///
/// # Errors
/// When the page is not here, or a text becomes too long; then nothing is changed.
pub fn mend(
    act: &mut Act<'_, '_>,
    page: &PageId,
    which: &dyn Fn(&Looked) -> bool,
    choose: &dyn Fn(&str) -> Mend,
) -> Acted<usize> {
    let (group, day) = (act.group_page(), today(act));
    let known = act.read(&group, |page| in_group(page, &day))?;
    let who = Writer { me: act.me(), owner: owner(act.roster().page(page)) };
    let (heads, looked) = act.read(page, |page| (page.heads(), who.look(page, &known)))?;
    let changes: Vec<Change> = looked
        .into_iter()
        .filter(|one| one.mine && which(one))
        .filter_map(|one| change(page, one, &heads, &known, choose))
        .collect();
    // A former wording, with the name in it, is not put beside the new one.
    changes.iter().try_for_each(|change| text::save(act, change, None))?;
    let kind = act.roster().page(page).and_then(|info| PageKind::from_number(info.kind));
    if kind == Some(PageKind::Case) {
        writing::set_own(act, page, &entities::CASE_FILE, "anonymised_check", &day.into())?;
    }
    Ok(changes.len())
}

fn change(
    page: &PageId,
    one: Looked,
    heads: &[ChangeHash],
    known: &Known,
    choose: &dyn Fn(&str) -> Mend,
) -> Option<Change> {
    let mended = anonymity::mend(&one.text, known, |mark| choose(mark.text(&one.text)));
    if mended == one.text {
        return None;
    }
    let base = (one.field.class == Class::Text)
        .then(|| Base { heads: heads.to_vec(), text: one.text.clone() });
    let (entity, id, field) = (one.entity, one.id, one.field.name);
    Some(Change { page: *page, entity, id, field, value: Value::from(mended.as_str()), base })
}

fn in_group(page: &Page, day: &str) -> Known {
    let year = day.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default();
    let mut known = Known::in_year(year);
    known.people(&page.all(&entities::MEMBER));
    known.people(&page.all(&entities::STAKEHOLDER));
    known
}

fn owner(info: Option<&kring_trust::roster::PageInfo>) -> Option<PersonId> {
    info.and_then(|info| info.owner)
}

/// Who looks, and whose page it is.
struct Writer {
    me: PersonId,
    owner: Option<PersonId>,
}

impl Writer {
    fn look(&self, page: &Page, known: &Known) -> Vec<Looked> {
        let mut all = Vec::new();
        for entity in entities::on(page.about().kind) {
            let records = if entity.is_self() {
                page.own_fields().into_iter().collect()
            } else {
                page.all(entity)
            };
            for record in records.iter().filter(|record| !record.is_withdrawn()) {
                all.extend(self.look_at(record, known));
            }
        }
        all
    }

    fn look_at(&self, record: &Record, known: &Known) -> Vec<Looked> {
        let written = record.entity.fields.iter().filter(|field| is_text(field));
        let looked = written.filter_map(|field| {
            let text = record.str(field.name);
            let marks = anonymity::find(text, known);
            (!marks.is_empty()).then(|| Looked {
                entity: record.entity,
                id: if record.entity.is_self() { String::new() } else { record.id.clone() },
                field,
                text: text.to_owned(),
                marks,
                // Two wordings are chosen from first.
                mine: record.is_writable_by(field, self.me, self.owner)
                    && !record.is_undecided(field.name),
            })
        });
        looked.collect()
    }
}

/// Whether people type words into it that others read.
fn is_text(field: &Field) -> bool {
    let typed = matches!(field.value, Type::Line(_) | Type::Prose(_));
    let read = matches!(field.class, Class::Wording | Class::Text | Class::One | Class::Own);
    typed && read && !entities::only_binds(field.name)
}
