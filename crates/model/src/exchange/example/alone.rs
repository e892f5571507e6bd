//! A whole example group as what one person can write.

use std::collections::BTreeMap;

use super::{Act, Deed, Place, Planned};
use crate::entities;
use crate::schema::Class;
use crate::value::{Scalar, Value};

/// The acts that one person can do for all: everything but what only each can say of themselves.
/// `me` is that person's label in the file, or empty.
pub fn in_one_name(acts: Vec<Act>, labels: &BTreeMap<String, String>, me: &str) -> Vec<Act> {
    let mut all: Vec<Act> = acts.into_iter().filter(|act| can_be_done(act, me)).collect();
    for act in &mut all {
        let whose = act.entered_for.take().unwrap_or_else(|| act.by.clone());
        // What one person does, that person does in the order of the file.
        act.wave = 0;
        if whose != me
            && let Some(name) = labels.get(&whose)
        {
            put_name_before(&mut act.deed, name);
        }
    }
    all
}

/// The members of a file: label and name.
pub fn member_names(acts: &[Act]) -> BTreeMap<String, String> {
    let named = acts.iter().filter_map(|act| match &act.deed {
        Deed::Add { entity, id: Planned::Label(label), values, .. } if entity == "member" => {
            let name = values.iter().find_map(|(field, value)| match value {
                Planned::Plain(Value::One(Scalar::Text(name))) if field == "name" => Some(name),
                _ => None,
            });
            Some((label.clone(), name.cloned().unwrap_or_else(|| label.clone())))
        }
        _ => None,
    });
    named.collect()
}

fn can_be_done(act: &Act, me: &str) -> bool {
    let whose = act.entered_for.as_deref().unwrap_or(&act.by);
    let own = whose == me;
    match &act.deed {
        Deed::Leave => false,
        Deed::Add { place: Place::Private, .. } | Deed::Set { place: Place::Private, .. } => own,
        Deed::Add { entity, .. } if entity == "member" || entity == "register" => own,
        Deed::Set { entity, .. } if entity == "member" => own,
        Deed::Set { entity, field, .. } => own || !is_each_their_own(entity, field),
        _ => true,
    }
}

/// A vote, a star, an agreement: nobody gives another's.
fn is_each_their_own(entity: &str, field: &str) -> bool {
    entities::field(entity, field).is_some_and(|field| field.class == Class::Mine)
}

fn put_name_before(deed: &mut Deed, name: &str) {
    let texts = match deed {
        Deed::Add { values, .. } => values.iter_mut().find(|(field, _)| field == "text"),
        _ => None,
    };
    if let Some((_, Planned::Plain(Value::One(Scalar::Text(text))))) = texts {
        *text = format!("{name}: {text}");
    }
}
