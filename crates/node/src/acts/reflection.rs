//! Reflections: first on the private page of this laptop, and only what is shared becomes a page of
//! the group.

use kring_model::edit::{self, EditError};
use kring_model::entities;
use kring_model::read::Record;
use kring_model::schema::PageKind;
use kring_trust::PageId;
use kring_trust::statement::Audience;

use super::{Named, page, today, writing};
use crate::acts::records::Records as _;
use crate::env::Env;
use crate::replica::{Replica, ReplicaError};

/// What marks a line of the private page as a reflection.
const KIND: &str = "reflection";

/// The reflections that are on this laptop only, in the order in which they were written.
///
/// # Errors
/// [`ReplicaError::Store`] from the disk.
pub fn private(replica: &mut Replica) -> Result<Vec<Record>, ReplicaError> {
    let all = replica.read_private(|page| page.all(&entities::PRIVATE_ITEM))?;
    let mine = |one: &Record| one.str("kind") == KIND && !one.is("revealed") && !one.is_withdrawn();
    Ok(all.into_iter().filter(mine).collect())
}

/// Keeps a reflection on this laptop: its title and its text.
///
/// # Errors
/// When a value is wrong.
pub fn keep(replica: &mut Replica, title: &str, text: &str) -> Result<String, ReplicaError> {
    let (id, day) = (new_id(replica.env()), super::day_text(replica.env().today()));
    let values = [
        ("kind", KIND.into()),
        ("date", day.into()),
        ("title", title.into()),
        ("text", text.into()),
    ];
    replica
        .edit_private(|tx, author| edit::add(tx, &entities::PRIVATE_ITEM, &id, &values, author))?;
    Ok(id)
}

/// Writes a reflection that is still private anew.
///
/// # Errors
/// When there is no such reflection.
pub fn rewrite(
    replica: &mut Replica,
    id: &str,
    title: &str,
    text: &str,
) -> Result<(), ReplicaError> {
    let values = [("title", title.into()), ("text", text.into())];
    replica.edit_private(|tx, author| {
        values.iter().try_for_each(|(name, value)| {
            edit::set(tx, &entities::PRIVATE_ITEM, id, name, value, author)
        })
    })
}

/// Gives a private reflection to the group, with what it says of the three dimensions. The private
/// one is shown no more once the page is on the disk.
///
/// # Errors
/// When there is no such reflection, or a value is wrong.
pub fn share(
    replica: &mut Replica,
    id: &str,
    dimensions: &[Named],
) -> Result<PageId, ReplicaError> {
    let all = private(replica)?;
    let one = all.into_iter().find(|one| one.id == id);
    let missing = || EditError::NoSuchItem { entity: entities::PRIVATE_ITEM.name, id: id.into() };
    let one = one.ok_or_else(|| ReplicaError::Edit(missing()))?;
    let mut values: Vec<Named> = vec![("kind", KIND.into())];
    values.extend(["title", "text"].map(|name| (name, one.str(name).into())));
    values.extend(dimensions.iter().cloned());
    let date = one.str("date").to_owned();
    let page = replica.act(|act| {
        let day = page::day_of(&[("date", date.as_str().into())], today(act));
        let entry = &entities::REFLECTION;
        let page = page::open_dated(act, PageKind::Note, Audience::All, entry, &day, &values)?;
        let shared = today(act).into();
        writing::set_entry(act, &page, entry, "shared", &shared)?;
        Ok(page)
    })?;
    let day = super::day_text(replica.env().today());
    replica.edit_private(|tx, author| {
        edit::set(tx, &entities::PRIVATE_ITEM, id, "revealed", &day.into(), author)
    })?;
    Ok(page)
}

fn new_id(env: &mut dyn Env) -> String {
    let random: [u8; 16] = crate::env::random_array(env);
    ulid::Ulid::from_parts(env.now_ms(), u128::from_be_bytes(random)).to_string()
}
