//! What a burst changed on one page, and how each place is put back.

use std::collections::{BTreeMap, BTreeSet};

use kring_model::entities;
use kring_model::page::{Deed, Done, Page, Span};
use kring_model::read::{Read, Record};
use kring_model::schema::{Class, Entity, Field};
use kring_model::text::diff;
use kring_model::value::{Scalar, Value};
use kring_trust::{PageId, PersonId};

use crate::acts::records::Records as _;
use crate::acts::text::{Base, Change, save_all};
use crate::acts::{Acted, away, history};
use crate::replica::Act;

/// The fields that take a thing out of its list and bring it back.
const AWAY: [&str; 2] = ["archived", "back"];

/// One field of one thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    page: PageId,
    entity: &'static str,
    id: String,
    field: &'static str,
}

/// What became of one place.
#[derive(Clone, Debug)]
pub(super) struct Looked {
    pub(super) spot: Spot,
    /// What stood there.
    pub(super) was: String,
    /// What it was changed to.
    pub(super) became: String,
    /// What puts it back; none where it does not stand so any more.
    pub(super) back: Option<Back>,
}

/// See [`Looked`].
#[derive(Clone, Debug)]
pub(super) enum Back {
    /// Writes what stood there.
    Set(Change),
    /// Puts a thing away, or back into its list.
    Away(bool),
}

/// Who would put it back.
pub(super) struct Writer {
    pub(super) me: PersonId,
    /// Whose page it is.
    pub(super) owner: Option<PersonId>,
}

/// Every place that these stretches changed and that the writer may write, the newest first: what
/// was new with them stays.
pub(super) fn look(page: &Page, writer: &Writer, spans: &[Span]) -> Vec<Looked> {
    let mut all = Vec::new();
    // What stands where, once what is newer was put back.
    let mut now: BTreeMap<Spot, String> = BTreeMap::new();
    for span in spans.iter().rev() {
        let (Some(before), Some(after)) = (page.at(&span.before), page.at(&[span.last])) else {
            continue;
        };
        for spot in spots(page, span) {
            let compared = Compared { page, before: &before, after: &after, span, writer };
            let Some(looked) = compared.look(&spot, now.get(&spot)) else { continue };
            if looked.back.is_some() {
                now.insert(spot, looked.was.clone());
            }
            all.push(looked);
        }
    }
    all
}

impl Looked {
    /// Puts the place back.
    pub(super) fn carry_out(&self, act: &mut Act<'_, '_>) -> Acted<()> {
        match &self.back {
            None => Ok(()),
            Some(Back::Set(change)) => save_all(act, std::slice::from_ref(change), None),
            Some(Back::Away(was)) => match PageId::from_hex(&self.spot.id) {
                Some(listed) if *was => away::put_away(act, &listed),
                Some(listed) => away::put_back(act, &listed),
                None => Ok(()),
            },
        }
    }
}

/// The places that were changed and not made.
fn spots(page: &Page, span: &Span) -> BTreeSet<Spot> {
    let spot = |deed: Deed| {
        let field = match deed.what {
            Done::Added => return None,
            Done::Set(field) | Done::Wrote(field) if AWAY.contains(&field) => AWAY[0],
            Done::Set(field) | Done::Wrote(field) => field,
        };
        Some(Spot { page: page.about().page, entity: deed.entity, id: deed.id, field })
    };
    page.deeds(&span.changes).into_iter().filter_map(spot).collect()
}

/// A page now, before and after a stretch.
struct Compared<'a> {
    page: &'a Page,
    before: &'a Page,
    after: &'a Page,
    span: &'a Span,
    writer: &'a Writer,
}

impl Compared<'_> {
    fn look(&self, spot: &Spot, now: Option<&String>) -> Option<Looked> {
        let entity = entities::named(spot.entity)?;
        let field = entity.field(spot.field)?;
        let [was, became, is] =
            [self.before, self.after, self.page].map(|page| page.read(entity, &spot.id));
        let (was, became, is) = (was?, became?, is?);
        let texts = (shows(&was, field)?, shows(&became, field)?, shows(&is, field)?);
        if texts.0.is_empty()
            || texts.0 == texts.1
            || !is.is_writable_by(field, self.writer.me, self.writer.owner)
        {
            return None;
        }
        let now = now.unwrap_or(&texts.2);
        let back = match field.class {
            Class::Text => {
                let stands = is_nearer(now, &texts.1, &texts.0);
                stands.then(|| self.text(entity, spot, &texts)).flatten()
            }
            Class::Words => self.words(entity, spot, [&was, &became, &is]),
            _ if *now != texts.1 => None,
            _ if spot.field == AWAY[0] => Some(Back::Away(was.is_put_away())),
            _ => {
                let value = history::held(&was, field.name, &self.writer.me.to_string())?;
                Some(Back::Set(self.change(entity, spot, value)))
            }
        };
        Some(Looked { spot: spot.clone(), was: texts.0, became: texts.1, back })
    }

    /// What others wrote in it since stays, as when a text box was open meanwhile.
    fn text(
        &self,
        entity: &'static Entity,
        spot: &Spot,
        (was, became, _): &(String, String, String),
    ) -> Option<Back> {
        let value = Value::One(Scalar::Text(was.clone()));
        let base = Base { heads: vec![self.span.last], text: became.clone() };
        Some(Back::Set(Change { base: Some(base), ..self.change(entity, spot, value) }))
    }

    /// Each word by itself: what somebody else switched stays.
    fn words(&self, entity: &'static Entity, spot: &Spot, all: [&Record; 3]) -> Option<Back> {
        let [was, became, is] = all.map(|one| {
            one.words(spot.field).into_iter().map(str::to_owned).collect::<BTreeSet<String>>()
        });
        let changed = was.symmetric_difference(&became);
        let stands = changed.filter(|word| became.contains(*word) == is.contains(*word));
        let parts: BTreeMap<String, Scalar> =
            stands.map(|word| (word.clone(), was.contains(word).into())).collect();
        (!parts.is_empty()).then(|| Back::Set(self.change(entity, spot, Value::Parts(parts))))
    }

    fn change(&self, entity: &'static Entity, spot: &Spot, value: Value) -> Change {
        let (page, id, field) = (spot.page, spot.id.clone(), spot.field);
        Change { page, entity, id, field, value, base: None }
    }
}

/// What a field shows, where it can be put back; none for what held nothing, and for what is for
/// ever or each says for themselves.
fn shows(record: &Record, field: &Field) -> Option<String> {
    if field.name == AWAY[0] {
        return Some(record.is_put_away().to_string());
    }
    match record.field(field.name)? {
        Read::Text(text) => Some(text.clone()),
        Read::Words(_) => Some(record.words(field.name).join("\n")),
        Read::Wording(_) | Read::One(_) | Read::Own(_) => {
            Some(record.value(field.name).map(Scalar::show).unwrap_or_default())
        }
        Read::Mine(_) | Read::Flag(_) | Read::Marks(_) | Read::Fix(_) => None,
    }
}

/// Whether a text is nearer to one than to another: others may have written in it since.
fn is_nearer(text: &str, to: &str, than: &str) -> bool {
    let distance = |other: &str| -> usize {
        diff(text, other).iter().map(|one| one.delete + one.insert.chars().count()).sum()
    };
    text == to || (text != than && distance(to) < distance(than))
}
