//! Entries that kill the program.
//!
//! A panic is caught; a stack that overflows or memory that runs out is not, and a page with such
//! an entry would end the program at every start. So what is about to be handed to Automerge is
//! noted in a small file, and the note is removed when it went well. Who finds the note of a
//! process that is gone knows what it died on. After the first death a page is made entry by
//! entry; an entry that was there at [`DEATHS`] deaths is set aside unseen, until an update.
//!
//! The notes are about processes, not about power: nothing waits for the disk.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use kring_trust::{LogId, PageId};
use serde::{Deserialize, Serialize};

/// How often an entry must have been there: twice may be a flat battery and a person who ended the
/// program.
const DEATHS: u32 = 3;

/// Notes and counts are never larger: a few pages, each with one entry.
const FILE_CAP: u64 = 64 * 1024;

/// The counts that are kept; above that the oldest pages are innocent again.
const PAGES_CAP: usize = 100;

const NOTE: &str = "opening.";
const COUNTS: &str = "deaths.json";

/// What is being opened, as the note says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Opening {
    page: PageId,
    entry: Option<(LogId, u64)>,
}

/// What was found of one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Count {
    page: PageId,
    /// The entries that were in hand, with how often.
    entries: Vec<(LogId, u64, u32)>,
}

/// The counts, as they are kept in a file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Counts {
    /// The program that counted: another one tries again.
    version: String,
    /// The page that it died on longest ago first.
    pages: Vec<Count>,
}

/// The notes of this process and the counts of those before.
#[derive(Debug, Default)]
pub(super) struct Deaths {
    /// None for a store in memory, and where nothing can be written.
    dir: Option<PathBuf>,
    counts: Counts,
    /// This process's note, made when first needed and locked as long as the process lives.
    note: Option<File>,
}

impl Deaths {
    /// Looks at what processes before this one left in the folder of the group.
    pub(super) fn open(dir: &Path) -> Self {
        let mut deaths = Self::default();
        deaths.dir = Some(dir.to_owned());
        deaths.counts = deaths.read_counts().unwrap_or_default();
        let found = deaths.notes_of_the_dead().unwrap_or_else(|error| {
            tracing::debug!(%error, "notes of earlier processes cannot be read");
            Vec::new()
        });
        if !found.is_empty() {
            found.into_iter().for_each(|opening| deaths.count(opening));
            deaths.keep_counts();
        }
        deaths
    }

    /// Whether the program died on this page: then it is made entry by entry.
    pub(super) fn suspects(&self, page: &PageId) -> bool {
        self.count_of(page).is_some()
    }

    /// The entries of a page that must not be touched.
    pub(super) fn deadly(&self, page: &PageId) -> BTreeSet<(LogId, u64)> {
        let entries = self.count_of(page).into_iter().flat_map(|count| &count.entries);
        entries.filter(|(_, _, deaths)| *deaths >= DEATHS).map(|(log, n, _)| (*log, *n)).collect()
    }

    /// Notes that a page is being opened, or one of its entries.
    pub(super) fn begin(&mut self, page: &PageId, entry: Option<(LogId, u64)>) {
        self.note(&[Opening { page: *page, entry }]);
    }

    /// Notes that all these pages are being opened: any of them may be the one.
    pub(super) fn begin_all(&mut self, pages: &[PageId]) {
        let openings = pages.iter().map(|page| Opening { page: *page, entry: None });
        self.note(&openings.collect::<Vec<_>>());
    }

    fn note(&mut self, openings: &[Opening]) {
        if let Err(error) = self.write_note(openings) {
            tracing::debug!(%error, "a page is opened without a note");
        }
    }

    /// It went well.
    pub(super) fn done(&mut self, page: &PageId) {
        if let Err(error) = self.write_note(&[]) {
            tracing::debug!(%error, "the note of a page could not be removed");
        }
        let innocent = |count: &Count| count.entries.iter().all(|(_, _, deaths)| *deaths < DEATHS);
        if self.count_of(page).is_some_and(innocent) {
            self.counts.pages.retain(|count| count.page != *page);
            self.keep_counts();
        }
    }

    /// Forgets what a page's entries are suspected of: it is tried again.
    pub(super) fn forgive(&mut self, page: &PageId) {
        if self.count_of(page).is_some() {
            self.counts.pages.retain(|count| count.page != *page);
            self.keep_counts();
        }
    }

    fn count_of(&self, page: &PageId) -> Option<&Count> {
        self.counts.pages.iter().find(|count| count.page == *page)
    }

    fn count(&mut self, opening: Opening) {
        let known = self.count_of(&opening.page).cloned();
        let mut count = known.unwrap_or(Count { page: opening.page, entries: Vec::new() });
        if let Some((log, n)) = opening.entry {
            match count.entries.iter_mut().find(|(its, at, _)| (*its, *at) == (log, n)) {
                Some((_, _, deaths)) => *deaths = deaths.saturating_add(1),
                None => count.entries.push((log, n, 1)),
            }
        }
        self.counts.pages.retain(|other| other.page != opening.page);
        self.counts.pages.push(count);
        let surplus = self.counts.pages.len().saturating_sub(PAGES_CAP);
        self.counts.pages.drain(..surplus);
    }

    fn write_note(&mut self, openings: &[Opening]) -> io::Result<()> {
        let Some(dir) = &self.dir else { return Ok(()) };
        if self.note.is_none() {
            if openings.is_empty() {
                return Ok(());
            }
            let path = dir.join(format!("{NOTE}{}", std::process::id()));
            let file = open_file(&path)?;
            file.try_lock().map_err(io::Error::from)?;
            self.note = Some(file);
        }
        let Some(file) = &mut self.note else { return Ok(()) };
        file.set_len(0)?;
        file.seek(SeekFrom::Start(0))?;
        if openings.is_empty() { Ok(()) } else { file.write_all(&serde_json::to_vec(openings)?) }
    }

    /// What processes that are gone were opening; their notes are removed.
    fn notes_of_the_dead(&self) -> io::Result<Vec<Opening>> {
        let Some(dir) = &self.dir else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for item in fs::read_dir(dir)? {
            let path = item?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            if !name.is_some_and(|name| name.starts_with(NOTE)) {
                continue;
            }
            let mut file = open_file(&path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => continue,
                Err(TryLockError::Error(error)) => return Err(error),
            }
            let mut bytes = Vec::new();
            (&mut file).take(FILE_CAP).read_to_end(&mut bytes)?;
            found.extend(serde_json::from_slice::<Vec<Opening>>(&bytes).unwrap_or_default());
            fs::remove_file(&path)?;
        }
        Ok(found)
    }

    fn read_counts(&self) -> Option<Counts> {
        let file = File::open(self.dir.as_ref()?.join(COUNTS)).ok()?;
        let mut bytes = Vec::new();
        file.take(FILE_CAP).read_to_end(&mut bytes).ok()?;
        let counts: Counts = serde_json::from_slice(&bytes).ok()?;
        (counts.version == env!("CARGO_PKG_VERSION")).then_some(counts)
    }

    fn keep_counts(&mut self) {
        let Some(dir) = &self.dir else { return };
        self.counts.version = env!("CARGO_PKG_VERSION").to_owned();
        let bytes = serde_json::to_vec(&self.counts).map_err(io::Error::from);
        let kept = bytes.and_then(|bytes| fs::write(dir.join(COUNTS), bytes));
        if let Err(error) = kept {
            tracing::debug!(%error, "what the program died on could not be kept");
        }
    }
}

impl Drop for Deaths {
    fn drop(&mut self) {
        // A note that says nothing is only a file; one that says something stays for the next.
        let Some(dir) = self.dir.as_ref().filter(|_| self.note.is_some()) else { return };
        let path = dir.join(format!("{NOTE}{}", std::process::id()));
        if fs::metadata(&path).is_ok_and(|data| data.len() == 0)
            && let Err(error) = fs::remove_file(&path)
        {
            tracing::debug!(%error, "a note could not be removed");
        }
    }
}

fn open_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: PageId = PageId::from_bytes([1; 32]);
    const LOG: LogId = LogId::from_bytes([2; 32]);

    fn die(dir: &Path, entry: Option<(LogId, u64)>) {
        Deaths::open(dir).begin(&PAGE, entry);
    }

    #[test]
    fn of_pages_in_hand_together_each_is_suspect_until_it_opens() {
        let dir = tempfile::tempdir().unwrap();
        let other = PageId::from_bytes([3; 32]);
        Deaths::open(dir.path()).begin_all(&[PAGE, other]);
        let mut deaths = Deaths::open(dir.path());
        assert!(deaths.suspects(&PAGE) && deaths.suspects(&other));
        deaths.done(&other);
        let deaths = Deaths::open(dir.path());
        assert!(deaths.suspects(&PAGE) && !deaths.suspects(&other));
    }

    #[test]
    fn an_entry_counts_after_three_deaths_and_until_an_update() {
        let dir = tempfile::tempdir().unwrap();
        die(dir.path(), None);
        assert!(Deaths::open(dir.path()).suspects(&PAGE));
        for _ in 0..2 {
            die(dir.path(), Some((LOG, 7)));
            assert_eq!(Deaths::open(dir.path()).deadly(&PAGE), BTreeSet::new());
        }
        die(dir.path(), Some((LOG, 7)));
        assert_eq!(Deaths::open(dir.path()).deadly(&PAGE), BTreeSet::from([(LOG, 7)]));
        // The page opens now, without it; that is no reason to try it again.
        Deaths::open(dir.path()).done(&PAGE);
        assert_eq!(Deaths::open(dir.path()).deadly(&PAGE).len(), 1);
        let counts = dir.path().join(COUNTS);
        let other = fs::read_to_string(&counts).unwrap().replace(env!("CARGO_PKG_VERSION"), "9.9");
        fs::write(&counts, other).unwrap();
        assert!(!Deaths::open(dir.path()).suspects(&PAGE));
    }

    #[test]
    fn what_went_well_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        die(dir.path(), Some((LOG, 7)));
        let mut deaths = Deaths::open(dir.path());
        deaths.begin(&PAGE, None);
        deaths.done(&PAGE);
        drop(deaths);
        assert!(!Deaths::open(dir.path()).suspects(&PAGE));
        let notes = fs::read_dir(dir.path()).unwrap().map(|item| item.unwrap().file_name());
        let notes: Vec<_> = notes.filter(|name| name.to_string_lossy().starts_with(NOTE)).collect();
        assert!(notes.is_empty(), "{notes:?}");
    }

    #[test]
    fn the_note_of_a_living_process_is_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let mut living = Deaths::open(dir.path());
        living.begin(&PAGE, None);
        assert!(!Deaths::open(dir.path()).suspects(&PAGE));
        living.done(&PAGE);
        assert!(!Deaths::open(dir.path()).suspects(&PAGE));
    }

    #[test]
    fn files_that_say_nothing_useful_are_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("opening.1"), b"{").unwrap();
        fs::write(dir.path().join(COUNTS), b"\xff").unwrap();
        assert!(!Deaths::open(dir.path()).suspects(&PAGE));
        assert!(!dir.path().join("opening.1").exists());
    }
}
