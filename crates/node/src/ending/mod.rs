//! The end of a trajectory: who finished it, until which day case files stay, and on which laptops they
//! are gone.
//!
//! Nobody gets rights over another's case by it, but where the roster gives them: each laptop wipes what
//! its own person brought in, on or after the day, when its screen has said so for a week. The cases of
//! who left are wiped by two laptops together: the first says so, the second signs along.

mod tell;
#[cfg(test)]
mod tests;
mod wiping;

use kring_model::derive::{self, Date, Proposal, Put, Retention};
use kring_model::entities;
use kring_model::page::Page;
use kring_model::read::Record;
use kring_model::schema::PageKind;
use kring_trust::roster::{DeviceState, PageInfo, Roster};
use kring_trust::{DeviceId, PageId, PersonId};

pub use tell::{Teller, remind, tell};
pub use wiping::{NOTICE_MS, note_shown, wipe, wipe_in_time};

use crate::acts::day_text;
use crate::acts::records::Records as _;
use crate::listed;
use crate::people;
use crate::replica::{Replica, ReplicaError};

/// From so many days before the day it is told on the first screen.
pub const NEAR_DAYS: i32 = 14;

/// Milliseconds in a day.
const DAY_MS: u64 = 86_400_000;

/// How far the end has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The trajectory goes on.
    GoesOn,
    /// It is finished, and case files stay for now.
    Kept,
    /// The day is near.
    Near,
    /// The day has come, and not everything is gone.
    Due,
    /// All case files are gone, on every laptop.
    Wiped,
}

/// The end of a trajectory, as this laptop knows it.
#[derive(Clone, Debug)]
pub struct Ending {
    /// Today here.
    pub today: Date,
    /// Who finished it, and when.
    pub finished: Option<(PersonId, u64)>,
    /// Until which day case files stay, as far as anything says so.
    pub retention: Option<Retention>,
    /// Days that were proposed, agreed or not; the newest last.
    pub proposals: Vec<Proposal>,
    /// This person's cases that are not wiped.
    pub own: Vec<PageId>,
    /// Others whose cases are not wiped, once each.
    pub owners: Vec<PersonId>,
    /// Those of them who left.
    pub gone: Vec<PersonId>,
    /// How many cases were wiped.
    pub wiped: usize,
    /// On how many laptops all wiped cases are gone.
    pub done_on: usize,
    /// Laptops on which they are not, as far as they said so.
    pub waiting: Vec<DeviceId>,
}

/// How the end stands.
///
/// # Errors
/// When the store cannot be read.
pub fn look(replica: &mut Replica) -> Result<Ending, ReplicaError> {
    let finished = replica.roster().finished_by();
    let today = date(replica.env().today());
    let group = replica.group_page();
    let agreements = replica.read(&group, put)?;
    let active = members(replica.roster());
    let presentation = presentation(replica)?;
    // The day on the clock of who finished, so that it is the same on every laptop.
    let finished_on = finished.map(|(_, ms)| date(i32::try_from(ms / DAY_MS).unwrap_or(i32::MAX)));
    let retention = derive::retention(&agreements, &active, presentation, finished_on);
    let mut ending = Ending {
        today,
        finished,
        retention,
        proposals: derive::proposals(&agreements, &active),
        own: Vec::new(),
        owners: Vec::new(),
        gone: Vec::new(),
        wiped: 0,
        done_on: 0,
        waiting: Vec::new(),
    };
    ending.count(replica);
    Ok(ending)
}

impl Ending {
    /// How far it has come.
    pub fn stage(&self) -> Stage {
        let (Some(_), Some(days)) = (self.finished, self.days_left()) else { return Stage::GoesOn };
        let gone = self.wiped > 0 && self.own.is_empty() && self.owners.is_empty();
        match days {
            _ if gone && self.waiting.is_empty() => Stage::Wiped,
            ..=0 => Stage::Due,
            1..=NEAR_DAYS => Stage::Near,
            _ => Stage::Kept,
        }
    }

    /// Days until case files go; none while nothing says when.
    pub fn days_left(&self) -> Option<i32> {
        self.retention.as_ref().map(|one| self.today.days_to(one.until))
    }

    /// Whether case files are to go.
    pub fn is_due(&self) -> bool {
        self.finished.is_some() && self.days_left().is_some_and(|days| days <= 0)
    }

    /// Whether nobody ever brought in a case.
    pub const fn is_without_cases(&self) -> bool {
        self.wiped == 0 && self.own.is_empty() && self.owners.is_empty()
    }

    fn count(&mut self, replica: &Replica) {
        let (roster, me) = (replica.roster(), replica.me());
        let case = PageKind::Case.number();
        let cases = roster.pages().filter(|page| page.kind == case && page.standing);
        let (wiped, standing): (Vec<&PageInfo>, Vec<&PageInfo>) =
            cases.partition(|page| page.erased.is_some());
        let own = standing.iter().filter(|page| page.owner == Some(me));
        self.own = own.map(|page| page.id).collect();
        self.owners = standing.iter().filter_map(|page| page.owner).collect();
        self.owners.retain(|owner| *owner != me);
        self.owners.sort_unstable();
        self.owners.dedup();
        let left = |owner: &&PersonId| roster.person(owner).is_some_and(|one| one.left.is_some());
        self.gone = self.owners.iter().filter(left).copied().collect();
        self.wiped = wiped.len();
        let devices = roster.devices().filter(|device| device.state == DeviceState::In);
        let (done, waiting): (Vec<DeviceId>, Vec<DeviceId>) = devices
            .map(|device| device.id)
            .partition(|id| wiped.iter().all(|page| page.receipts.contains_key(id)));
        (self.done_on, self.waiting) = (done.len(), waiting);
    }
}

/// The agreements in the order in which they were made, each with who is asked for a yes: as the entries
/// build on each other, so that no clock moves it.
pub(crate) fn put(page: &Page) -> Vec<Put> {
    let members: Vec<String> = page.all(&entities::MEMBER).into_iter().map(|one| one.id).collect();
    let mut agreements = page.all(&entities::AGREEMENT);
    agreements
        .sort_by_cached_key(|one| (page.made((&entities::AGREEMENT, &one.id)), one.id.clone()));
    let put = |agreement: Record| {
        let made = (&entities::AGREEMENT, agreement.id.as_str());
        let there = |id: &&String| page.was_there((&entities::MEMBER, id), made);
        Put { asked: members.iter().filter(there).cloned().collect(), agreement }
    };
    agreements.into_iter().map(put).collect()
}

/// Who is in the group now.
pub(crate) fn members(roster: &Roster) -> Vec<String> {
    people::present(roster).iter().map(ToString::to_string).collect()
}

/// The newest day of a story for the stage.
fn presentation(replica: &mut Replica) -> Result<Option<Date>, ReplicaError> {
    let stories = listed::listed(replica, PageKind::Story)?;
    let mut newest = None;
    for story in stories.iter().filter(|story| story.here && !story.is_over()) {
        let Some(page) = PageId::from_hex(&story.id) else { continue };
        let own = replica.read(&page, |page| page.own_fields())?;
        let day = own.and_then(|own| Date::parse(own.str("date")));
        newest = newest.max(day);
    }
    Ok(newest)
}

fn date(day: i32) -> Date {
    Date::parse(&day_text(day)).unwrap_or(Date::EPOCH)
}
