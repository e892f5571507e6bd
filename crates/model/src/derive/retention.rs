//! Until which day the case files of a group stay, once its trajectory is over.
//!
//! A day is agreed by an agreement of kind `retention` that names it. The day of an agreement never
//! changes: another day is another agreement, and the former one counts until everybody confirmed the
//! new one. Without any, case files stay six weeks after the presentation, else after finishing.

use std::collections::BTreeSet;

use super::date::Date;
use crate::read::Record;

/// How long case files stay when nothing else is agreed, in days: six weeks.
pub const DEFAULT_DAYS: i32 = 42;

/// Without an agreement, nothing goes sooner than so many days after finishing: a week to take along
/// what one wants to keep.
pub const LEAST_DAYS: i32 = 7;

/// A later day on which not everybody has answered keeps case files at most so many days longer: no
/// single member keeps them for ever.
pub const WAIT_DAYS: i32 = 14;

/// The kind of agreement that is meant.
pub const RETENTION: &str = "retention";

/// Where the day comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// Everybody confirmed this agreement.
    Agreed(String),
    /// Six weeks after the presentation.
    Presentation(Date),
    /// Six weeks after finishing.
    Finishing(Date),
}

/// An agreement, and who is asked for a yes to it.
#[derive(Debug, Clone)]
pub struct Put {
    /// The agreement.
    pub agreement: Record,
    /// The members who were there when it was made, by id: as its entry builds on theirs, whatever
    /// any clock said. Who came later found it so.
    pub asked: BTreeSet<String>,
}

/// A day that somebody proposed, and who confirmed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The agreement.
    pub id: String,
    /// The day.
    pub until: Date,
    /// Members who confirmed it, by id.
    pub confirmed: Vec<String>,
    /// Members who did not answer yet, by id.
    pub waiting: Vec<String>,
}

/// Until which day case files stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// The day from which they go.
    pub until: Date,
    /// Where it comes from.
    pub basis: Basis,
    /// Proposals that not everybody confirmed yet, newer than what counts; the newest last.
    pub open: Vec<Proposal>,
    /// Whether an open proposal of a later day moves the day, for two weeks at most.
    pub waits: bool,
}

/// The day as these facts give it; `None` while the trajectory goes on and neither an agreement nor a
/// presentation gives one. Agreements come in the order in which they were made; `members` are those
/// in the group now, by id; `presentation` is the newest that has a day.
pub fn retention(
    agreements: &[Put],
    members: &[String],
    presentation: Option<Date>,
    finished: Option<Date>,
) -> Option<Retention> {
    let mut proposals: Vec<(Proposal, bool)> =
        agreements.iter().filter_map(|one| proposal(one, members)).collect();
    let agreed = proposals.iter().rposition(|(one, _)| one.waiting.is_empty());
    let (base, basis) = match agreed.and_then(|at| proposals.get(at)) {
        Some((one, _)) => (one.until, Basis::Agreed(one.id.clone())),
        None => by_default(presentation, finished)?,
    };
    let newer = proposals.drain(agreed.map_or(0, |at| at + 1)..);
    let open: Vec<Proposal> =
        newer.filter(|(_, retired)| !retired).map(|(proposal, _)| proposal).collect();
    let later = open.iter().map(|one| one.until).filter(|until| *until > base).max();
    let until = later.map_or(base, |later| later.min(base.plus_days(WAIT_DAYS)));
    Some(Retention { until, basis, open, waits: until > base })
}

/// Every day that was proposed and not taken back, also while the trajectory goes on; the newest last.
pub fn proposals(agreements: &[Put], members: &[String]) -> Vec<Proposal> {
    let all = agreements.iter().filter_map(|one| proposal(one, members));
    all.filter(|(_, retired)| !retired).map(|(proposal, _)| proposal).collect()
}

fn by_default(presentation: Option<Date>, finished: Option<Date>) -> Option<(Date, Basis)> {
    let least = finished.map(|day| day.plus_days(LEAST_DAYS));
    match (presentation, finished) {
        (Some(day), _) => {
            let until = day.plus_days(DEFAULT_DAYS);
            Some((least.map_or(until, |least| until.max(least)), Basis::Presentation(day)))
        }
        (None, Some(day)) => Some((day.plus_days(DEFAULT_DAYS), Basis::Finishing(day))),
        (None, None) => None,
    }
}

/// An agreement that names a day, and whether it was taken back. Words beside the day may change; a
/// yes is to the day.
fn proposal(put: &Put, members: &[String]) -> Option<(Proposal, bool)> {
    let agreement = &put.agreement;
    if agreement.str("kind") != RETENTION || agreement.is_withdrawn() {
        return None;
    }
    let until = Date::parse(agreement.str("keep_until"))?;
    let said = |member: &str| {
        agreement.mine_of("agreed_by", member).is_some_and(|mine| mine.part("date").is_some())
    };
    let asked = members.iter().filter(|member| said(member) || put.asked.contains(*member));
    let (confirmed, waiting): (Vec<String>, Vec<String>) =
        asked.cloned().partition(|member| said(member));
    let nobody = confirmed.is_empty() && waiting.is_empty();
    (!nobody).then(|| {
        let id = agreement.id.clone();
        (Proposal { id, until, confirmed, waiting }, agreement.is("retired"))
    })
}
