//! What lasts longer than one request and is on no disk: joining a group, which waits for
//! somebody's yes, and the tickets that were made since the start.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kring_trust::GroupId;

use crate::trouble::Trouble;

/// Tickets that are shown again: more than can be open in a few groups.
const TICKETS_CAP: usize = 64;

/// All of it.
#[derive(Clone, Default)]
pub(crate) struct Jobs(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    joining: Option<Joining>,
    tickets: BTreeMap<String, String>,
}

/// How far joining is.
#[derive(Clone, Debug)]
pub(crate) enum Joining {
    /// It goes on: the key of the sentence that says how far it is.
    Going(&'static str),
    /// It is done.
    Done(GroupId),
    /// It did not happen.
    Failed(Trouble),
}

impl Jobs {
    /// Begins joining, unless somebody is. Whether it may.
    pub(crate) fn begin(&self, key: &'static str) -> bool {
        let mut held = self.held();
        if matches!(held.joining, Some(Joining::Going(_))) {
            return false;
        }
        held.joining = Some(Joining::Going(key));
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
