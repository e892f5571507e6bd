//! Pages: opening, audience, erasing.

use kring_model::edit::EditError;
use kring_model::entities;
use kring_model::schema::{Entity, PageKind};
use kring_model::value::Value;
use kring_trust::roster::Erasing;
use kring_trust::statement::{Audience, Body, Day};
use kring_trust::{PageId, PersonId};

use super::{Acted, Named, writing};
use crate::replica::{Act, ReplicaError};

/// Opens a page with these fields; those of its entry in the group document go there.
///
/// # Errors
/// When a value is wrong or missing.
pub fn open(
    act: &mut Act<'_, '_>,
    kind: PageKind,
    audience: Audience,
    retention: Option<Day>,
    values: &[Named],
) -> Acted<PageId> {
    let page = act.open_page(kind, audience, retention)?;
    let (own, entry) = split(kind, values)?;
    if let Some(entity) = entities::entry(kind) {
        let group = act.group_page();
        writing::add_as(act, &group, (entity, &page.to_string()), &entry, None)?;
    }
    if let Some(entity) = entities::own(kind) {
        writing::set_all(act, &page, (entity, ""), &own, None)?;
    }
    Ok(page)
}

/// As [`open`], for a page whose own fields have a day of their own beside that of its entry: the
/// entry begins with `day`, and all values are the page's.
///
/// # Errors
/// When a value is wrong.
pub fn open_dated(
    act: &mut Act<'_, '_>,
    kind: PageKind,
    audience: Audience,
    entry: &'static Entity,
    day: &str,
    values: &[Named],
) -> Acted<PageId> {
    let page = act.open_page(kind, audience, None)?;
    let group = act.group_page();
    let date = [("date", day.into())];
    writing::add_as(act, &group, (entry, &page.to_string()), &date, None)?;
    if let Some(own) = entities::own(kind) {
        writing::set_all(act, &page, (own, ""), values, None)?;
    }
    Ok(page)
}

/// The day among these values, else `today`.
pub fn day_of(values: &[Named], today: String) -> String {
    let day = values.iter().find(|(name, _)| *name == "date");
    let day = day.and_then(|(_, value)| match value {
        Value::One(day) => day.as_str(),
        _ => None,
    });
    day.map_or(today, str::to_owned)
}

/// Which fields are the page's own, and which belong to its entry.
///
/// # Errors
/// When neither has a field of that name.
pub fn split(kind: PageKind, values: &[Named]) -> Acted<(Vec<Named>, Vec<Named>)> {
    let (mut own, mut entry) = (Vec::new(), Vec::new());
    for (name, value) in values {
        let has = |entity: Option<&'static kring_model::schema::Entity>| {
            entity.is_some_and(|entity| entity.field(name).is_some())
        };
        if has(entities::own(kind)) {
            own.push((*name, value.clone()));
        } else if has(entities::entry(kind)) {
            entry.push((*name, value.clone()));
        } else {
            let unknown = EditError::UnknownField { entity: kind.name(), field: (*name).into() };
            return Err(ReplicaError::Edit(unknown));
        }
    }
    Ok((own, entry))
}

/// Adds persons to a page's audience, or takes them out. Only the owner's laptops may.
///
/// # Errors
/// [`ReplicaError::NotOwner`] for somebody else, unless the owner is gone or the day until which it
/// was kept has passed; then a second person may be needed ([`ReplicaError::NotAllowed`]).
pub fn change_audience(
    act: &mut Act<'_, '_>,
    page: &PageId,
    persons: &[PersonId],
    add: bool,
) -> Acted<()> {
    let (me, device) = (act.me(), act.device());
    let info = act.roster().page(page).ok_or(ReplicaError::NoSuchPage(*page))?;
    if !act.roster().has_owners_rights(&device, page) {
        return Err(ReplicaError::NotOwner);
    }
    // The page's opening is replaced without being named.
    let opening = *page.as_bytes();
    let heads = info.audience_heads.iter().copied();
    let mut replaces: Vec<_> = heads.filter(|head| *head.as_bytes() != opening).collect();
    replaces.sort_unstable();
    let before = match &info.audience {
        Audience::Persons(persons) => persons.clone(),
        Audience::All => present(act),
    };
    let kept = before.into_iter().filter(|person| add || !persons.contains(person));
    let added = persons.iter().copied().filter(|_| add);
    let audience = Audience::of(kept.chain(added).chain([me]));
    act.say(Body::AudienceSet { page: *page, replaces, audience })?;
    Ok(())
}

/// Erases a page for everybody: its logs, keys and caches go on every laptop. Never undone.
///
/// # Errors
/// [`ReplicaError::NotOwner`] for somebody else, unless the owner is gone or the day until which it
/// was kept has passed; then a second person may be needed ([`ReplicaError::NotAllowed`]).
pub fn erase(act: &mut Act<'_, '_>, page: &PageId) -> Acted<()> {
    let (me, device) = (act.me(), act.device());
    let info = act.roster().page(page).ok_or(ReplicaError::NoSuchPage(*page))?;
    let (kind, owner) = (PageKind::from_number(info.kind), info.owner);
    let today = act.today();
    if !act.roster().has_owners_rights(&device, page) {
        match act.roster().may_erase(&me, page, today) {
            Erasing::Alone => {}
            Erasing::WithOne => return Err(ReplicaError::NotAllowed("second-person")),
            Erasing::No => return Err(ReplicaError::NotOwner),
        }
    }
    if kind == Some(PageKind::Case) && owner == Some(me) {
        let day: Value = super::today(act).into();
        writing::set_entry(act, page, &entities::CASE, "purged_at", &day)?;
    }
    act.say(Body::Erased { page: *page, second: None })?;
    Ok(())
}

/// The persons who are in the group now.
pub fn present(act: &Act<'_, '_>) -> Vec<PersonId> {
    act.roster().persons().filter(|person| person.in_).map(|person| person.id).collect()
}
