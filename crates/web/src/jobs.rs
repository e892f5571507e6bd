//! What lasts longer than one request and is on no disk: joining a group, which waits for people on
//! two sides, the doors that were heard of, and the tickets that were made since the start.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use kring_node::net::{Compared, FourWords, Half, OpenDoor};
use kring_trust::GroupId;
use tokio::sync::oneshot;

use crate::trouble::Trouble;

/// Tickets that are shown again: more than can be open in a few groups.
const TICKETS_CAP: usize = 64;

/// All of it.
#[derive(Clone, Default)]
pub(crate) struct Jobs(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    joining: Option<Joining>,
    /// The words of the joining that goes on, once they are known.
    words: Option<FourWords>,
    /// For the answer of the person who compares words.
    answer: Option<oneshot::Sender<bool>>,
    /// What a first person said of who returns.
    half: Option<Half>,
    doors: Vec<OpenDoor>,
    /// When the doors were looked at last, while somebody listens.
    looked: Option<Instant>,
    tickets: BTreeMap<String, String>,
}

/// How far joining is.
#[derive(Clone, Debug)]
pub(crate) enum Joining {
    /// It goes on: the key of the sentence that says how far it is.
    Going(&'static str),
    /// These words are to be compared.
    Compare(Compared),
    /// One person said that this one is back; another must as well.
    Second,
    /// It is done.
    Done(GroupId),
    /// It did not happen.
    Failed(Trouble),
}

impl Jobs {
    /// Begins joining, unless somebody is. Whether it may.
    pub(crate) fn begin(&self, key: &'static str) -> bool {
        let mut held = self.held();
        if matches!(held.joining, Some(Joining::Going(_) | Joining::Compare(_))) {
            return false;
        }
        held.joining = Some(Joining::Going(key));
        held.words = None;
        true
    }

    /// Says how far joining is.
    pub(crate) fn set(&self, joining: Joining) {
        self.held().joining = Some(joining);
    }

    /// How far joining is.
    pub(crate) fn joining(&self) -> Option<Joining> {
        self.held().joining.clone()
    }

    /// Shows words; the person's answer comes later. Where a ticket proved already whose laptop it
    /// is, the words are only for who asks after them.
    pub(crate) fn compare(&self, compared: Compared) -> oneshot::Receiver<bool> {
        let (say, answer) = oneshot::channel();
        let mut held = self.held();
        held.words = Some(compared.words);
        if !compared.by_ticket {
            held.joining = Some(Joining::Compare(compared));
            held.answer = Some(say);
        } else if say.send(true).is_err() {
            tracing::debug!("nobody waits for the answer");
        }
        answer
    }

    /// The words of the joining that goes on.
    pub(crate) fn words(&self) -> Option<FourWords> {
        self.held().words
    }

    /// The person compared. Nothing happens if there was nothing to compare.
    pub(crate) fn compared(&self, same: bool, key: &'static str) {
        let mut held = self.held();
        let Some(say) = held.answer.take() else { return };
        if say.send(same).is_ok() {
            held.joining = Some(Joining::Going(key));
        }
    }

    /// Keeps the half of a return until a second door is picked.
    pub(crate) fn keep_half(&self, half: Half) {
        let mut held = self.held();
        held.half = Some(half);
        held.joining = Some(Joining::Second);
    }

    /// The half of a return, if that is what goes on.
    pub(crate) fn half(&self) -> Option<Half> {
        let held = self.held();
        held.half.clone().filter(|_| matches!(held.joining, Some(Joining::Second)))
    }

    /// The doors that were heard of last. `true` if nobody listens: then the asker begins to.
    pub(crate) fn look_at_doors(&self) -> (Vec<OpenDoor>, bool) {
        let mut held = self.held();
        let begin = held.looked.replace(Instant::now()).is_none();
        (held.doors.clone(), begin)
    }

    /// What was heard. `false` once nobody has looked since then: listening ends.
    pub(crate) fn heard(&self, doors: Vec<OpenDoor>, since: Instant) -> bool {
        let mut held = self.held();
        held.doors = doors;
        let goes_on = held.looked.is_some_and(|looked| looked >= since);
        if !goes_on {
            held.looked = None;
            held.doors.clear();
        }
        goes_on
    }

    /// Remembers the ticket of an invitation, to show it again.
    pub(crate) fn keep_ticket(&self, invitation: String, ticket: String) {
        let mut held = self.held();
        if held.tickets.len() < TICKETS_CAP {
            held.tickets.insert(invitation, ticket);
        }
    }

    /// The ticket of an invitation, if it was made since the start.
    pub(crate) fn ticket(&self, invitation: &str) -> Option<String> {
        self.held().tickets.get(invitation).cloned()
    }

    /// Forgets all of it.
    pub(crate) fn forget(&self) {
        *self.held() = Held::default();
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
