//! What is wrong, and what is odd: for `kring doctor`.

use kring_model::page::Why;
use kring_store::Damage;
use kring_trust::{DeviceId, LogId, PageId, PersonId};

use super::{Differing, Replica, ReplicaError};

/// A clock this far ahead of ours is worth a word: nothing is ordered by clocks, but people read
/// them.
const ODD_CLOCK_MS: i64 = 24 * 60 * 60 * 1000;

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A record of the store does not open or is missing; it is fetched again from a peer.
    Damaged(Damage),
    /// SQLite finds its file broken: see [`Home::rescue`](crate::home::Home::rescue).
    BrokenFile,
    /// An entry is held and not in its page.
    Resting {
        /// The page.
        page: PageId,
        /// Whose laptop wrote it.
        device: Option<DeviceId>,
        /// The log.
        log: LogId,
        /// Its number.
        n: u64,
        /// What keeps it.
        why: Why,
    },
    /// A log has two histories: the laptop was copied, or somebody says two things.
    Forked {
        /// The page.
        page: PageId,
        /// The laptop.
        device: DeviceId,
        /// The log.
        log: LogId,
    },
    /// Something was written at a time that is far ahead of this laptop's clock.
    OddClock {
        /// The page.
        page: PageId,
        /// The laptop.
        device: DeviceId,
    },
    /// A person opened more pages than are shown; so many are not.
    TooManyPages {
        /// Whose they are.
        person: PersonId,
        /// How many are not shown.
        count: usize,
    },
    /// A person wrote as much into a page as is kept; more is not taken in.
    TooMuchWritten {
        /// The page.
        page: PageId,
        /// Who.
        person: PersonId,
    },
    /// A page looks different on a laptop that holds the same entries.
    Differs(Differing),
    /// Statements wait for others that have not come.
    Waiting(usize),
    /// An erased page could not be dropped to the last byte yet.
    Unfinished(PageId),
    /// A newer version said something that this one does not know.
    Unknown(usize),
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many pages were looked at.
    pub pages: usize,
    /// How many entries they hold.
    pub entries: u64,
    /// What was found.
    pub findings: Vec<Finding>,
}

impl Replica {
    /// Opens every record and every page, and says what is wrong. Damaged pages are asked for
    /// again at the next meeting.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn doctor(&mut self) -> Result<Report, ReplicaError> {
        self.refresh()?;
        let mut report = Report::default();
        let checked = self.store.check()?;
        let damage = checked.damaged;
        self.ask_again(&damage)?;
        self.note_damaged((damage.len() + checked.structure.len()) as u64)?;
        report.findings.extend((!checked.structure.is_empty()).then_some(Finding::BrokenFile));
        report.findings.extend(damage.into_iter().map(Finding::Damaged));
        self.examine_roster(&mut report)?;
        let now = i64::try_from(self.core.env.now_ms()).unwrap_or(i64::MAX);
        for page in self.visible_pages() {
            self.examine(&page, now, &mut report)?;
        }
        Ok(report)
    }

    pub(super) fn ask_again(&mut self, damage: &[Damage]) -> Result<(), ReplicaError> {
        let mut pages: Vec<PageId> = damage.iter().filter_map(|damage| damage.page).collect();
        pages.sort_unstable();
        pages.dedup();
        if pages.is_empty() || self.store.mode() == kring_store::Mode::ReadOnly {
            return Ok(());
        }
        self.store.transaction(|tx| pages.iter().try_for_each(|page| tx.want(page)))?;
        Ok(())
    }

    fn examine_roster(&mut self, report: &mut Report) -> Result<(), ReplicaError> {
        let (waiting, unknown) = (self.core.roster.waiting(), self.core.roster.unknown().count());
        let beyond = self.pages_beyond().into_iter();
        let too_many = |(person, pages): (PersonId, Vec<PageId>)| {
            let count = pages.len();
            Finding::TooManyPages { person, count }
        };
        report.findings.extend(self.differing()?.into_iter().map(Finding::Differs));
        report.findings.extend(beyond.map(too_many));
        report.findings.extend((waiting > 0).then_some(Finding::Waiting(waiting)));
        report.findings.extend((unknown > 0).then_some(Finding::Unknown(unknown)));
        let dropped = self.store.dropped()?.into_iter().filter(|drop| !drop.finished);
        report.findings.extend(dropped.map(|drop| Finding::Unfinished(drop.page)));
        Ok(())
    }

    fn examine(
        &mut self,
        page: &PageId,
        now: i64,
        report: &mut Report,
    ) -> Result<(), ReplicaError> {
        let heads = self.store.heads(page)?;
        report.pages += 1;
        report.entries += heads.iter().map(|head| head.row.n - head.after).sum::<u64>();
        for head in heads.iter().filter(|head| head.branch != kring_store::Branch(0)) {
            let (device, log) = (head.opening.device, head.row.log);
            report.findings.push(Finding::Forked { page: *page, device, log });
        }
        let full = self.core.without_room(&self.store, page)?.into_iter();
        let full = full.map(|person| Finding::TooMuchWritten { page: *page, person });
        report.findings.extend(full);
        let writer = |log: &LogId| {
            heads.iter().find(|head| head.row.log == *log).map(|head| head.opening.device)
        };
        let found = self.read(page, |open| {
            let resting = open.resting().iter().map(|resting| Finding::Resting {
                page: *page,
                device: writer(&resting.log),
                log: resting.log,
                n: resting.n,
                why: resting.why.clone(),
            });
            let mut found: Vec<Finding> = resting.collect();
            let ahead = |time: i64| time > now.saturating_add(ODD_CLOCK_MS);
            let mut odd: Vec<DeviceId> = open
                .history()
                .iter()
                .filter(|past| ahead(past.time))
                .map(|past| past.writer.device)
                .collect();
            odd.sort_unstable();
            odd.dedup();
            found.extend(odd.into_iter().map(|device| Finding::OddClock { page: *page, device }));
            found
        })?;
        report.findings.extend(found);
        Ok(())
    }
}
