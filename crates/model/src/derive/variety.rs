//! Which methods a group played before, and which would be a change.

use crate::method::{DEFAULT_METHOD, Method, Purpose};

/// After so many sessions of a kind a group is no beginner.
const PRACTISED: usize = 3;

/// A method that was played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// Which.
    pub method: String,
    /// How often.
    pub times: usize,
    /// The day of the last time.
    pub last: String,
}

/// Methods that were played, from the day and the method of every session; the newest first.
pub fn used<'s>(sessions: impl IntoIterator<Item = (&'s str, &'s str)>) -> Vec<Used> {
    let mut all: Vec<Used> = Vec::new();
    for (day, method) in sessions.into_iter().filter(|(_, method)| !method.is_empty()) {
        match all.iter_mut().find(|one| one.method == method) {
            Some(one) => {
                one.times += 1;
                if one.last.as_str() < day {
                    day.clone_into(&mut one.last);
                }
            }
            None => {
                all.push(Used { method: method.to_owned(), times: 1, last: day.to_owned() });
            }
        }
    }
    all.sort_by(|a, b| (&b.last, &a.method).cmp(&(&a.last, &b.method)));
    all
}

/// A method for the next case that would be a change, for so many people: one that was played least,
/// and longest ago. None while no case was treated, or when no other fits.
pub fn change<'m>(methods: &'m [Method], used: &[Used], people: usize) -> Option<&'m Method> {
    let people = u32::try_from(people).unwrap_or(u32::MAX);
    let treats = |method: &&Method| method.kind == Purpose::Consultation && method.needs_case;
    let of = |method: &Method| used.iter().find(|one| one.method == method.id);
    let played: Vec<&Method> =
        methods.iter().filter(treats).filter(|one| of(one).is_some()).collect();
    let newest = played.iter().filter_map(|one| of(one)).map(|one| one.last.as_str()).max()?;
    let times: usize = played.iter().filter_map(|one| of(one)).map(|one| one.times).sum();
    let fits = |method: &&Method| {
        let size = method.group_size;
        let last = of(method).is_some_and(|one| one.last == newest);
        let known = method.level == "beginner" || times >= PRACTISED;
        known && !last && (size.min..=size.max).contains(&people)
    };
    let order = |method: &&Method| {
        let before = of(method).map(|one| (one.times, one.last.clone())).unwrap_or_default();
        (before, method.id != DEFAULT_METHOD)
    };
    methods.iter().filter(treats).filter(fits).min_by_key(order)
}
