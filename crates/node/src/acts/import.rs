//! Bringing in what was written elsewhere: notes from text files, and a member's part of an
//! example group.

use kring_model::edit::EditError;
use kring_model::entities;
use kring_model::exchange::example::{self, ActError, Deed, Names, Place, Planned};
use kring_model::schema::{Class, PageKind};
use kring_model::value::{Scalar, Value};
use kring_trust::statement::{Audience, Body};
use kring_trust::{PageId, PersonId};

use super::records::Records as _;
use super::{Acted, note, page};
use crate::replica::{Act, Replica, ReplicaError};

/// A note that was read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadNote {
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
}

/// Adds all notes in one transaction: all of them are there afterwards, or none.
///
/// # Errors
/// When one of them does not fit.
pub fn notes(act: &mut Act<'_, '_>, notes: &[ReadNote]) -> Acted<Vec<PageId>> {
    let add = |one: &ReadNote| {
        let kind = ("kind", "practical".into());
        let (title, text) = (one.title.as_str().into(), one.text.as_str().into());
        note::add(act, &[("title", title), ("text", text), kind])
    };
    notes.iter().map(add).collect()
}

/// How far playing a part came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// Acts that are done, from the first.
    pub done: usize,
    /// Acts that wait for what others do on their laptops.
    pub waiting: usize,
    /// What the first of them lacks.
    pub lacking: Option<String>,
}

/// Does the acts of one member, in their order, from the `done`th: as far as they need nothing that
/// is not here yet. `names` knows the persons; pages are noted in it as they are opened.
///
/// # Errors
/// When an act is refused for another reason than that something is not here yet. What was done
/// before it, wave by wave, stays.
pub fn play(
    replica: &mut Replica,
    acts: &[example::Act],
    names: &mut Names,
    done: usize,
) -> Result<Played, ReplicaError> {
    let (mut at, mut lacking) = (done, None);
    while let Some(next) = acts.get(at..).filter(|rest| !rest.is_empty()) {
        let wave = together(next);
        let (able, lacks) = perform_all(replica, wave, names)?;
        at += able;
        if able < wave.len() {
            lacking = lacks;
            break;
        }
    }
    Ok(Played { done: at, waiting: acts.len().saturating_sub(at), lacking })
}

/// Does a wave, or as much of its begin as needs nothing that is not here yet, in one transaction.
/// Answers how much, and what the next one lacks.
fn perform_all(
    replica: &mut Replica,
    wave: &[example::Act],
    names: &mut Names,
) -> Result<(usize, Option<String>), ReplicaError> {
    let (mut rest, mut lacking) = (wave, None);
    loop {
        let (mut known, mut able) = (names.clone(), 0);
        match try_all(replica, rest, &mut known, &mut able) {
            Ok(()) => {
                *names = known;
                return Ok((rest.len(), lacking));
            }
            // Nothing of it was kept: what comes before the one that must wait is done again.
            Err(error) if is_not_here_yet(&error) && able < rest.len() => {
                lacking = Some(error.to_string());
                rest = rest.get(..able).unwrap_or_default();
            }
            Err(error) => return Err(error),
        }
    }
}

/// The acts that can be one transaction: of one wave, all private or all not; leaving is one of its
/// own, because nothing is written with it.
fn together(acts: &[example::Act]) -> &[example::Act] {
    let Some(first) = acts.first() else { return &[] };
    let sort = |act: &example::Act| {
        (act.wave, act.place() == Some(&Place::Private), act.deed == Deed::Leave)
    };
    let same = |act: &&example::Act| sort(act) == sort(first);
    let count = acts.iter().take_while(same).count();
    acts.get(..count).unwrap_or_default()
}

/// Does all of them in one transaction; `able` counts those that could be done.
fn try_all(
    replica: &mut Replica,
    wave: &[example::Act],
    names: &mut Names,
    able: &mut usize,
) -> Result<(), ReplicaError> {
    if wave.first().is_some_and(|act| act.place() == Some(&Place::Private)) {
        return wave.iter().try_for_each(|one| {
            perform_private(replica, one, names)?;
            *able += 1;
            Ok(())
        });
    }
    if wave.is_empty() {
        return Ok(());
    }
    replica.act(|act| {
        wave.iter().try_for_each(|one| {
            perform(act, one, names)?;
            *able += 1;
            Ok(())
        })
    })
}

fn perform_private(
    replica: &mut Replica,
    one: &example::Act,
    names: &Names,
) -> Result<(), ReplicaError> {
    let done =
        replica.edit_private(|tx, author| one.perform(tx, names, author.owner).map_err(edit_error));
    match done {
        Err(ReplicaError::Edit(EditError::AlreadyThere { .. })) => Ok(()),
        done => done,
    }
}

fn perform(act: &mut Act<'_, '_>, one: &example::Act, names: &mut Names) -> Acted<()> {
    match &one.deed {
        Deed::OpenPage { page, kind, audience } => {
            open(act, names, page, *kind, audience.as_deref())
        }
        Deed::Audience { page, audience } => {
            let page = page_of(names, page)?;
            let persons = persons(names, audience)?;
            page::change_audience(act, &page, &persons, true)
        }
        Deed::Erase { page } => {
            let page = page_of(names, page)?;
            if act.roster().is_erased(&page) { Ok(()) } else { page::erase(act, &page) }
        }
        Deed::Leave => {
            act.say(Body::Left)?;
            Ok(())
        }
        Deed::Add { place, entity, id, values } => {
            if is_there(act, names, place, entity, id)? {
                return complete(act, one, names, values);
            }
            write(act, one, names, place)
        }
        Deed::Set { place, .. } => write(act, one, names, place),
    }
}

fn open(
    act: &mut Act<'_, '_>,
    names: &mut Names,
    label: &str,
    kind: PageKind,
    audience: Option<&[String]>,
) -> Acted<()> {
    if names.pages.contains_key(label) {
        return Ok(());
    }
    let audience = match audience {
        None => Audience::All,
        Some(labels) => Audience::of(persons(names, labels)?),
    };
    let page = act.open_page(kind, audience, None)?;
    names.pages.insert(label.to_owned(), page.to_string());
    Ok(())
}

fn write(act: &mut Act<'_, '_>, one: &example::Act, names: &Names, place: &Place) -> Acted<()> {
    let page = place_of(act, names, place)?;
    act.edit(&page, |tx, author| one.perform(tx, names, author.owner).map_err(edit_error))
}

/// A member introduced themselves before their part is played: what the file says more is set.
fn complete(
    act: &mut Act<'_, '_>,
    one: &example::Act,
    names: &Names,
    values: &[(String, Planned)],
) -> Acted<()> {
    let Deed::Add { place, entity, id, .. } = &one.deed else { return Ok(()) };
    let Some(entity) = entities::named(entity).filter(|entity| entity.name == "member") else {
        return Ok(());
    };
    for (name, value) in values {
        let open = entity.field(name).is_some_and(|field| field.class != Class::Fix);
        if open {
            let deed = Deed::Set {
                place: place.clone(),
                entity: entity.name.to_owned(),
                id: id.clone(),
                field: name.clone(),
                value: value.clone(),
            };
            write(act, &example::Act { deed, ..one.clone() }, names, place)?;
        }
    }
    Ok(())
}

fn is_there(
    act: &mut Act<'_, '_>,
    names: &Names,
    place: &Place,
    entity: &str,
    id: &Planned,
) -> Acted<bool> {
    let (Some(entity), Some(id)) = (entities::named(entity), id_of(names, id)) else {
        return Ok(false);
    };
    let page = place_of(act, names, place)?;
    act.read(&page, |page| page.read(entity, &id).is_some())
}

fn id_of(names: &Names, id: &Planned) -> Option<String> {
    match id {
        Planned::Plain(Value::One(Scalar::Text(id))) => Some(id.clone()),
        Planned::Label(label) => {
            let person = names.persons.get(label).map(ToString::to_string);
            person.or_else(|| names.pages.get(label).cloned())
        }
        _ => None,
    }
}

fn place_of(act: &Act<'_, '_>, names: &Names, place: &Place) -> Acted<PageId> {
    match place {
        Place::Group => Ok(act.group_page()),
        Place::Page(label) => page_of(names, label),
        Place::Private => Err(not_here("private")),
    }
}

fn page_of(names: &Names, label: &str) -> Acted<PageId> {
    let id = names.pages.get(label).and_then(|id| PageId::from_hex(id));
    id.ok_or_else(|| not_here(label))
}

fn persons(names: &Names, labels: &[String]) -> Acted<Vec<PersonId>> {
    labels.iter().map(|label| person(names, label)).collect()
}

fn person(names: &Names, label: &str) -> Acted<PersonId> {
    let person = names.persons.get(label).map(|person| PersonId::from_bytes(*person.as_bytes()));
    person.ok_or_else(|| not_here(label))
}

/// What a label stands for is not here yet.
fn not_here(label: &str) -> ReplicaError {
    ReplicaError::Edit(EditError::NoSuchItem { entity: "label", id: label.to_owned() })
}

fn edit_error(error: ActError) -> EditError {
    match error {
        ActError::Edit(error) => error,
        ActError::Label(label) => EditError::NoSuchItem { entity: "label", id: label },
        ActError::Entity(field) => EditError::UnknownField { entity: "import", field },
        ActError::NotAWriting => EditError::NoSuchItem { entity: "label", id: String::new() },
    }
}

fn is_not_here_yet(error: &ReplicaError) -> bool {
    matches!(error, ReplicaError::Edit(EditError::NoSuchItem { .. }) | ReplicaError::NoSuchPage(_))
}
