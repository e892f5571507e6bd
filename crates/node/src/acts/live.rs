//! Live texts: keystrokes as they come, and what was typed while the program was away.

use automerge::{ChangeHash, ReadDoc};
use kring_model::edit::{Base, EditError};
use kring_model::page::Page;
use kring_model::read;
use kring_model::text::{Splice, TextError};
use kring_trust::PageId;
use kring_trust::hash::hash;

use super::{Acted, writing};
use crate::replica::{Act, ReplicaError};

/// The name of the stored value with what was handed over last.
const HANDED: &str = "live/handed";

/// Hand-overs that are remembered, so that one that comes twice is taken once. More than that many
/// tabs never wait at once.
const HANDED_CAP: usize = 64;

/// Own changes after a base that are looked at for a push that was saved and not answered.
const PUSHES_CAP: usize = 64;

/// A text and the heads of its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Now {
    /// The text.
    pub text: String,
    /// The page's newest changes.
    pub heads: Vec<ChangeHash>,
}

/// What was typed while the program was away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// The page's heads when the program last answered.
    pub heads: Vec<ChangeHash>,
    /// The text at those heads.
    pub base: String,
    /// What a push that was not answered would have made of `base`: it may be saved already.
    pub tried: Option<String>,
    /// What was typed.
    pub text: String,
}

/// A text as it stands in `page`; none if there is no such text.
pub fn now(page: &Page, (entity, id): writing::Place<'_>, field: &str) -> Option<Now> {
    let object = read::text_object(page.doc(), entity, id, field)?;
    Some(Now { text: page.doc().text(&object).ok()?, heads: page.heads() })
}

/// Puts keystrokes into a text as it is now, each edit in the text that the ones before it left.
///
/// # Errors
/// When the writer may not write it, or an edit reaches beyond the text.
pub fn type_in(
    act: &mut Act<'_, '_>,
    page: &PageId,
    place: writing::Place<'_>,
    field: &str,
    splices: &[Splice],
) -> Acted<()> {
    writing::splice(act, page, place, field, splices)
}

/// Saves what was typed while the program was away, together with what others wrote since; once,
/// however often it is handed over. What cannot be placed any more is put at the end: nothing that
/// was typed is lost.
///
/// # Errors
/// When the writer may not write it.
pub fn hand_over(
    act: &mut Act<'_, '_>,
    page: &PageId,
    place: writing::Place<'_>,
    field: &str,
    handed: &Handed,
) -> Acted<()> {
    let name = name_of(page, place, field, handed);
    let mut known = act.value(HANDED)?.unwrap_or_default();
    if known.chunks_exact(name.len()).any(|known| known == name) {
        return Ok(());
    }
    let saved = act.read(page, |page| already_saved(page, place, field, handed))?;
    let (heads, base) = match &saved {
        Some((heads, text)) => (heads, text),
        None => (&handed.heads, &handed.base),
    };
    if *base != handed.text {
        let base = Base { heads, text: base };
        match writing::set_since(act, page, place, field, base, &handed.text, None) {
            Err(ReplicaError::Edit(EditError::Text(why))) if unknown(&why) => {
                put_at_end(act, page, place, field, &handed.text)?;
            }
            done => done?,
        }
    }
    known.extend(name);
    let older = known.len().saturating_sub(HANDED_CAP * name.len());
    act.put_value(HANDED, known.get(older..).unwrap_or_default())
}

fn name_of(page: &PageId, place: writing::Place<'_>, field: &str, handed: &Handed) -> [u8; 32] {
    let (entity, id) = place;
    let heads: Vec<u8> = handed.heads.iter().flat_map(|head| head.0).collect();
    let parts =
        [page.as_bytes().as_slice(), entity.name.as_bytes(), id.as_bytes(), field.as_bytes()];
    let typed = [heads.as_slice(), handed.base.as_bytes(), handed.text.as_bytes()];
    hash("kring 1 handed over", &[parts.as_slice(), typed.as_slice()].concat())
}

/// The push that was not answered, if it was saved: the heads after it, and its text.
fn already_saved(
    page: &Page,
    (entity, id): writing::Place<'_>,
    field: &str,
    handed: &Handed,
) -> Option<(Vec<ChangeHash>, String)> {
    let tried = handed.tried.as_ref()?;
    let doc = page.doc();
    if handed.heads.is_empty() || !doc.get_missing_deps(&handed.heads).is_empty() {
        return None;
    }
    let object = read::text_object(doc, entity, id, field)?;
    let later = doc.get_changes(&handed.heads);
    let mut hashes = later.iter().take(PUSHES_CAP).map(|change| vec![change.hash()]);
    let heads =
        hashes.find(|heads| doc.text_at(&object, heads).is_ok_and(|text| text == *tried))?;
    Some((heads, tried.clone()))
}

fn unknown(why: &TextError) -> bool {
    matches!(why, TextError::UnknownHeads | TextError::OtherBase)
}

fn put_at_end(
    act: &mut Act<'_, '_>,
    page: &PageId,
    place: writing::Place<'_>,
    field: &str,
    text: &str,
) -> Acted<()> {
    let now = act.read(page, |page| now(page, place, field))?;
    let now = now.map(|now| now.text).unwrap_or_default();
    if now.contains(text) {
        return Ok(());
    }
    let gap = if now.is_empty() { "" } else { "\n\n" };
    let insert = format!("{gap}{text}");
    writing::splice(
        act,
        page,
        place,
        field,
        &[Splice { at: now.chars().count(), delete: 0, insert }],
    )
}
