//! The order of changes in one text, for the tabs of this program: which version has what, and what
//! came since. No clock, no disk, no sockets.

use std::collections::{BTreeMap, VecDeque};

use automerge::ChangeHash;
use kring_model::text::{Splice, Typing};
use kring_node::acts::live::Now;

use super::difference::difference;
use super::message::{UPDATES_CAP, Update, WireSplice};
use super::units::in_code_points;

/// Updates that are remembered for tabs that were away for a moment; who lacks more gets the text.
const HISTORY_CAP: usize = 2_000;

/// After a pause of so many milliseconds, what was typed before is as old as any other word.
const PAUSE_MS: u64 = 2_000;

/// Hands that are known at once; beyond it the one that rested longest is forgotten.
const HANDS_CAP: usize = 64;

/// One text as this program's tabs know it.
#[derive(Debug)]
pub(super) struct Authority {
    text: String,
    heads: Vec<ChangeHash>,
    version: u64,
    updates: VecDeque<Update>,
    hands: BTreeMap<String, Hand>,
}

/// Who types in one text box.
#[derive(Debug, Default)]
struct Hand {
    typing: Typing,
    last_ms: u64,
}

/// A push that fits, before it is on the disk.
#[derive(Debug)]
pub(super) struct Planned {
    /// What goes into the document, each in the text that the ones before it left.
    pub(super) splices: Vec<Splice>,
    client: String,
    updates: Vec<Vec<WireSplice>>,
    text: String,
    typing: Typing,
    now_ms: u64,
}

/// Why a push is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotTaken {
    /// Others were before it.
    Stale,
    /// It does not fit the text.
    Wrong,
}

impl Authority {
    /// Begins with a text as it stands in its page.
    pub(super) fn new(now: Now) -> Self {
        let (text, heads) = (now.text, now.heads);
        Self { text, heads, version: 0, updates: VecDeque::new(), hands: BTreeMap::new() }
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// How many updates it has had.
    pub(super) const fn version(&self) -> u64 {
        self.version
    }

    /// The page's heads at this version, as text.
    pub(super) fn heads(&self) -> Vec<String> {
        self.heads.iter().map(ToString::to_string).collect()
    }

    /// Whether the page is as it was last seen.
    pub(super) fn is_at(&self, heads: &[ChangeHash]) -> bool {
        self.heads == heads
    }

    /// What came after a version; none if that is not known any more, or never was.
    pub(super) fn since(&self, version: u64) -> Option<Vec<Update>> {
        let lacks = usize::try_from(self.version.checked_sub(version)?).ok()?;
        let skip = self.updates.len().checked_sub(lacks)?;
        Some(self.updates.iter().skip(skip).cloned().collect())
    }

    /// Looks whether a push can be taken, and what it means for the document.
    ///
    /// # Errors
    /// [`NotTaken`].
    pub(super) fn plan(
        &self,
        client: &str,
        version: u64,
        updates: Vec<Vec<WireSplice>>,
        now_ms: u64,
    ) -> Result<Planned, NotTaken> {
        if version != self.version {
            return Err(NotTaken::Stale);
        }
        if updates.len() > UPDATES_CAP || client.is_empty() || client.len() > 64 {
            return Err(NotTaken::Wrong);
        }
        let hand = self.hands.get(client);
        let rested = |hand: &Hand| now_ms.saturating_sub(hand.last_ms) > PAUSE_MS;
        let mut typing = hand.map(|hand| hand.typing.clone()).unwrap_or_default();
        if hand.is_none_or(rested) {
            typing.stop();
        }
        let mut text = self.text.clone();
        let mut letters: Vec<char> = text.chars().collect();
        let mut splices = Vec::new();
        for update in &updates {
            let (edits, now) = in_code_points(&text, update).ok_or(NotTaken::Wrong)?;
            for edit in edits {
                let edit = typing.take(&letters, &edit);
                letters.splice(edit.at..edit.at + edit.delete, edit.insert.chars());
                splices.push(edit);
            }
            text = now;
        }
        let client = client.to_owned();
        Ok(Planned { splices, client, updates, text, typing, now_ms })
    }

    /// The push is on the disk, and the page at `heads`.
    pub(super) fn take(&mut self, planned: Planned, heads: Vec<ChangeHash>) {
        for splice in &planned.splices {
            self.others_see(&planned.client, splice);
        }
        let Planned { client, updates, text, typing, now_ms, .. } = planned;
        for splices in updates {
            self.note(Update { client: client.clone(), splices });
        }
        self.hands.insert(client, Hand { typing, last_ms: now_ms });
        if self.hands.len() > HANDS_CAP {
            let oldest = self.hands.iter().min_by_key(|(_, hand)| hand.last_ms);
            if let Some(oldest) = oldest.map(|(client, _)| client.clone()) {
                self.hands.remove(&oldest);
            }
        }
        (self.text, self.heads) = (text, heads);
    }

    /// The page is at other heads: what that changed in the text becomes an update from elsewhere.
    pub(super) fn look(&mut self, now: Now) {
        let splices = difference(&self.text, &now.text);
        if !splices.is_empty() {
            let edits = in_code_points(&self.text, &splices);
            for (edit, _) in edits.into_iter().flat_map(|(edits, _)| edits).zip(0..HISTORY_CAP) {
                self.others_see("", &edit);
            }
            self.note(Update { client: String::new(), splices });
        }
        (self.text, self.heads) = (now.text, now.heads);
    }

    fn others_see(&mut self, client: &str, splice: &Splice) {
        for (_, hand) in self.hands.iter_mut().filter(|(other, _)| *other != client) {
            hand.typing.others(splice);
        }
    }

    fn note(&mut self, update: Update) {
        self.version += 1;
        self.updates.push_back(update);
        if self.updates.len() > HISTORY_CAP {
            self.updates.pop_front();
        }
    }
}
