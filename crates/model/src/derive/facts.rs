//! What the case list must know of a case file, so that agenda and people outside the audience
//! have the right status. Whoever has the file copies what is missing; doing it twice, or two
//! doing it at once, does nothing more.

use std::collections::BTreeMap;

use crate::entities;
use crate::read::Record;
use crate::schema::Entity;
use crate::value::{Scalar, Value};

/// A fact to be set in the group document with [`edit::set`](crate::edit::set).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The entry or the round.
    pub entity: &'static str,
    /// Its id.
    pub id: String,
    /// The fact.
    pub field: &'static str,
    /// True, or the meetings in which was told what came of it.
    pub value: Value,
}

impl Fact {
    /// The kind of thing it is set in.
    pub fn entity(&self) -> Option<&'static Entity> {
        entities::named(self.entity)
    }
}

/// The facts of a case file that its entry and rounds do not have yet: there are tips, something
/// is being tried, it was followed up.
pub fn missing_facts(
    entry: &Record,
    rounds: &[&Record],
    advice: &[Record],
    chosen: &[Record],
    follow_ups: &[Record],
) -> Vec<Fact> {
    let mut facts = Vec::new();
    let free = advice.iter().any(|tip| tip.str("round").is_empty() && !tip.is_withdrawn());
    if free && !entry.is("advised") {
        facts.push(fact("case", &entry.id, "advised", true.into()));
    }
    for round in rounds {
        let of_round = |item: &&Record| item.str("round") == round.id && !item.is_withdrawn();
        for (field, items) in [("advised", advice), ("trying", chosen)] {
            if items.iter().any(|item| of_round(&item)) && !round.is(field) {
                facts.push(fact("round", &round.id, field, true.into()));
            }
        }
        let told = round.marks("followed_up");
        let meetings = follow_ups.iter().filter(of_round).map(|told| told.str("meeting"));
        let new: BTreeMap<String, Scalar> = meetings
            .filter(|meeting| !meeting.is_empty() && !told.contains_key(meeting))
            .map(|meeting| (meeting.to_owned(), true.into()))
            .collect();
        if !new.is_empty() {
            facts.push(fact("round", &round.id, "followed_up", Value::Parts(new)));
        }
    }
    facts
}

fn fact(entity: &'static str, id: &str, field: &'static str, value: Value) -> Fact {
    Fact { entity, id: id.to_owned(), field, value }
}
