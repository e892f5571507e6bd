//! Wiping the case files when their day has come.

use kring_model::derive::Date;
use kring_model::schema::PageKind;
use kring_trust::PageId;
use kring_trust::roster::{Erasing, speak};
use kring_trust::statement::{Body, Day, Statement};

use super::{Ending, Stage, look};
use crate::acts::page;
use crate::replica::{Replica, ReplicaError, Standing};

/// How long a screen of this laptop has said which day it is before it wipes by itself: a week, in
/// milliseconds. The day rests on what others' clocks and programs said; whoever's case it is has
/// this week, by their own clock, to take it along or to propose another day.
pub const NOTICE_MS: u64 = 7 * 86_400_000;

/// The day that a case may name for itself is not what is looked at here.
const BEFORE_ANY_DAY: Day = Day::MIN;

/// The name under which a store keeps since when its screen has told of which day.
const SHOWN: &str = "ending-shown";

/// Remembers that a person could read on a screen of this laptop that the day is near or has come. Done
/// by whoever shows it.
///
/// # Errors
/// [`ReplicaError::Store`] from the disk.
pub fn note_shown(replica: &mut Replica, ending: &Ending) -> Result<(), ReplicaError> {
    let until = ending.retention.as_ref().map(|one| one.until);
    let Some(until) = until.filter(|_| matches!(ending.stage(), Stage::Near | Stage::Due)) else {
        return Ok(());
    };
    if replica.store().mode() == kring_store::Mode::ReadOnly
        || shown_since(replica, until)?.is_some()
    {
        return Ok(());
    }
    let said = format!("{until} {}", replica.env().now_ms());
    Ok(replica.store_mut().transaction(|tx| tx.put(SHOWN, said.as_bytes()))?)
}

/// Wipes what is to go, if its day has come and this laptop has told so for a week. Whether it did
/// anything.
///
/// # Errors
/// [`ReplicaError::Store`] from the disk.
pub fn wipe_in_time(replica: &mut Replica) -> Result<bool, ReplicaError> {
    if !replica.roster().finished() || replica.standing() != Standing::In {
        return Ok(false);
    }
    let ending = look(replica)?;
    let Some(until) = ending.retention.as_ref().map(|one| one.until) else { return Ok(false) };
    let now = replica.env().now_ms();
    let since = shown_since(replica, until)?;
    if !ending.is_due() || since.is_none_or(|since| now < since.saturating_add(NOTICE_MS)) {
        return Ok(false);
    }
    wipe(replica)
}

/// Wipes what this person brought in, and begins or completes the wiping of what those who left brought
/// in. Whether there was anything to do.
///
/// # Errors
/// [`ReplicaError::NotAllowed`] before the day; [`ReplicaError::Store`] from the disk.
pub fn wipe(replica: &mut Replica) -> Result<bool, ReplicaError> {
    let ending = look(replica)?;
    if !ending.is_due() {
        return Err(ReplicaError::NotAllowed("not-yet-due"));
    }
    let along = to_complete(replica);
    let begin = to_begin(replica, &along);
    let device = replica.device();
    let mine = |case: &&PageId| replica.roster().has_owners_rights(&device, case);
    let own: Vec<PageId> = ending.own.iter().filter(mine).copied().collect();
    if own.is_empty() && along.is_empty() && begin.is_empty() {
        return Ok(false);
    }
    replica.act(|act| {
        own.iter().try_for_each(|case| page::erase(act, case))?;
        for statement in along {
            act.hear(statement)?;
        }
        for page in begin {
            act.say(Body::Erased { page, second: None })?;
        }
        Ok(())
    })?;
    Ok(true)
}

/// What another person's laptop said alone about cases of who left, signed along.
fn to_complete(replica: &Replica) -> Vec<Statement> {
    let (roster, me) = (replica.roster(), replica.me());
    let others = |statement: &&Statement| {
        roster.person_of(&statement.device).is_some_and(|person| person != me)
    };
    let along = |page: PageId| {
        let alone = roster.lone_erases(&page).find(others)?;
        Some(speak::along(alone, &replica.group(), replica.device(), replica.keys()))
    };
    released(replica).into_iter().filter_map(along).collect()
}

/// Cases of who left of which nobody has said yet that they are to go.
fn to_begin(replica: &Replica, along: &[Statement]) -> Vec<PageId> {
    let roster = replica.roster();
    let mine = replica.me();
    let completed = |page: &PageId| along.iter().any(|one| one.body.page() == Some(*page));
    let said = |page: &PageId| {
        let mut lone = roster.lone_erases(page);
        lone.any(|one| roster.person_of(&one.device) == Some(mine))
    };
    let mut pages = released(replica);
    pages.retain(|page| !completed(page) && !said(page));
    pages
}

/// Cases whose owner is gone, or has only come back: two persons may wipe them, or one in a group of two.
fn released(replica: &Replica) -> Vec<PageId> {
    let (roster, me, device) = (replica.roster(), replica.me(), replica.device());
    let case = PageKind::Case.number();
    let standing = roster
        .pages()
        .filter(|page| page.kind == case && page.standing && page.erased.is_none())
        .map(|page| page.id);
    let may = |page: &PageId| {
        !roster.has_owners_rights(&device, page)
            && roster.may_erase(&me, page, BEFORE_ANY_DAY) != Erasing::No
    };
    standing.filter(may).collect()
}

/// Since when the screen of this laptop has told of this day.
fn shown_since(replica: &Replica, until: Date) -> Result<Option<u64>, ReplicaError> {
    let said = replica.store().get(SHOWN)?;
    let said = said.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    Ok(said.and_then(|said| {
        let (day, since) = said.split_once(' ')?;
        (day == until.to_string()).then(|| since.parse().ok())?
    }))
}
