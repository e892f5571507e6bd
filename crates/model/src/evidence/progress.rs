//! How a group is doing, for whoever asked for it: numbers, the phase, and what was released.
//!
//! A progress file is small JSON. The files of several groups together give one overview, on any
//! laptop, without a server and without being a member.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::evaluation::{Quote, quotes};
use super::meetings::meetings;
use super::people::People;
use super::report::group_name;
use super::{Contents, Period};
use crate::derive;
use crate::entities;
use crate::inert;
use crate::whole::Whole;

/// The version of the file.
const VERSION: u32 = 1;
/// A progress file is a page or two; what is larger is none.
pub const PROGRESS_CAP: usize = 1 << 20;

/// The four signals of one meeting, each the average of at least three people.
pub type Signals = BTreeMap<String, f64>;

/// How a group is doing. No dates, no names of who was there, no titles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The version of the file.
    pub kring_progress: u32,
    /// The group's name.
    pub group: String,
    /// How many meetings were held.
    pub meetings: usize,
    /// How many people were at each, in the order of the meetings.
    pub attendance: Vec<usize>,
    /// The phase it is in; empty if it is in none.
    pub phase: String,
    /// The learning signals of each meeting where at least three people gave them, by its number.
    pub signals: BTreeMap<usize, Signals>,
    /// What people released of what they said.
    pub quotes: Vec<Quote>,
    /// Who is in it, and what is not; not part of the file.
    #[serde(skip)]
    pub contents: Contents,
}

/// Why bytes are no progress file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadProgress {
    /// Larger than any progress file.
    #[error("larger than {PROGRESS_CAP} bytes")]
    TooLarge,
    /// Something else, or damaged.
    #[error("not a progress file")]
    Form,
    /// Of a newer version.
    #[error("made by a newer version")]
    Newer,
}

/// How a group is doing.
pub fn progress(whole: &Whole<'_>) -> Progress {
    let people = People::of(whole);
    let held = meetings(whole, &Period::default());
    let mut contents = Contents::default();
    let evaluations = whole.in_group(&entities::EVALUATION_ENTRY);
    let released =
        evaluations.iter().flat_map(|one| quotes(whole, &people, &one.id, &mut contents));
    let quotes = released.collect();
    let signals = held.iter().filter_map(|one| {
        let given = derive::learning_signals(&one.entry)?;
        let tenths = |average: f64| (average * 10.0).round() / 10.0;
        let named = given.iter().map(|(name, one)| ((*name).to_owned(), tenths(one.average)));
        Some((one.number, named.collect()))
    });
    Progress {
        kring_progress: VERSION,
        group: group_name(whole),
        meetings: held.len(),
        attendance: held.iter().map(|one| one.present().count()).collect(),
        phase: inert::line(derive::phase(&whole.in_group(&entities::PHASE)).unwrap_or_default()),
        signals: signals.collect(),
        contents: contents.settle(),
        quotes,
    }
}

/// Who is named in progress files that others made.
pub fn named_in(groups: &[Progress]) -> Contents {
    let quotes = groups.iter().flat_map(|one| &one.quotes);
    let named = quotes.map(|one| one.name.clone()).filter(|name| !name.is_empty()).collect();
    Contents { named, ..Contents::default() }.settle()
}

/// Reads a progress file that somebody gave. Its texts come back inert.
///
/// # Errors
/// [`BadProgress`], before anything larger than the cap is looked at.
pub fn read_progress(bytes: &[u8]) -> Result<Progress, BadProgress> {
    #[derive(Deserialize)]
    struct Version {
        kring_progress: u32,
    }
    if bytes.len() > PROGRESS_CAP {
        return Err(BadProgress::TooLarge);
    }
    let version: Version = serde_json::from_slice(bytes).map_err(|_| BadProgress::Form)?;
    match version.kring_progress {
        VERSION => {}
        newer if newer > VERSION => return Err(BadProgress::Newer),
        _ => return Err(BadProgress::Form),
    }
    let mut read: Progress = serde_json::from_slice(bytes).map_err(|_| BadProgress::Form)?;
    read.group = inert::line(&read.group);
    read.phase = inert::line(&read.phase);
    for quote in &mut read.quotes {
        quote.text = inert::prose(&quote.text);
        quote.name = inert::line(&quote.name);
    }
    Ok(read)
}
