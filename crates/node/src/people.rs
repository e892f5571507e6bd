//! People as every face of the program shows them: names that are told apart, and who may see what.

use std::collections::BTreeMap;

use kring_model::inert;
use kring_trust::roster::Roster;
use kring_trust::statement::Audience;
use kring_trust::{PageId, PersonId};

use crate::replica::Replica;

/// What everybody who is or was in the group is called, as they wrote it; of names that look the
/// same each has a piece of its person's id behind it.
pub fn names(replica: &mut Replica) -> BTreeMap<PersonId, String> {
    let persons: Vec<PersonId> = replica.roster().persons().map(|one| one.id).collect();
    let plain = |person: PersonId| (person, replica.person_name(&person));
    let all: Vec<(PersonId, String)> = persons.into_iter().map(plain).collect();
    let told_apart = |(person, name): &(PersonId, String)| {
        let twin = all.iter().any(|(other, its)| other != person && looks_alike(its, name));
        let name = if twin { format!("{name} ({})", person.short()) } else { name.clone() };
        (*person, name)
    };
    all.iter().map(told_apart).collect()
}

/// The persons who are in the group now.
pub fn present(roster: &Roster) -> Vec<PersonId> {
    roster.persons().filter(|person| person.in_).map(|person| person.id).collect()
}

/// Who has a page, as far as they are in the group now.
pub fn audience(roster: &Roster, page: &PageId) -> Vec<PersonId> {
    let Some(info) = roster.page(page) else { return Vec::new() };
    let mut persons = present(roster);
    if let Audience::Persons(named) = &info.audience {
        persons.retain(|person| named.contains(person));
    }
    persons
}

/// Names that a reader could take for each other.
fn looks_alike(a: &str, b: &str) -> bool {
    let plain = |name: &str| -> String {
        inert::line(name).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
    };
    plain(a) == plain(b)
}
