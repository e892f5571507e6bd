//! When a page was worked on: what a timeline over many pages needs, without opening them.

use std::collections::VecDeque;

use automerge::Automerge;

use super::past::goes_on;
use crate::read::AuthorOf;

/// Stretches of one page that a timeline over all pages knows, the newest: some kilobytes of a card.
/// The page's own history has them all.
const MOMENTS_CAP: usize = 1_000;

/// The last moment of each [stretch](super::Stretch) of a page, in milliseconds since 1970, in their
/// order: the newest thousand. As [`Page::stretches`](super::Page::stretches) has them.
pub fn moments(doc: &Automerge, author: AuthorOf<'_>) -> Vec<i64> {
    let mut metas = doc.get_changes_meta(&[]);
    metas.sort_by(|a, b| (a.start_op, &a.actor).cmp(&(b.start_op, &b.actor)));
    let mut moments = VecDeque::new();
    let mut last = None;
    for meta in metas {
        let Some(person) = author(meta.actor.to_bytes()) else { continue };
        let time = meta.timestamp;
        last = match last {
            Some((who, from, until)) if who == person && goes_on(from, until, time) => {
                moments.pop_back();
                Some((person, from, time.max(until)))
            }
            _ => Some((person, time, time)),
        };
        moments.extend(last.map(|(_, _, until)| until));
        if moments.len() > MOMENTS_CAP {
            moments.pop_front();
        }
    }
    moments.into()
}
