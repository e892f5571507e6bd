//! When to say `Hello`, and what is owed in answer.

use kring_trust::id::{DeviceId, PageId};
use kring_trust::position::Position;

use crate::breach::Breach;
use crate::ledger::{Ledger, Sight};
use crate::message::{Few, Hello, Message, WHOLE_CAP};
use crate::session::Side;
use crate::taking::Taking;
use crate::{OLDEST_SUPPORTED, PROTOCOL_VERSION};

/// A `Hello` is repeated after this, in milliseconds; it mends whatever was missed.
pub(crate) const HELLO_MS: u64 = 30_000;
/// The side that accepted asks only if the other has not for this long.
const ACCEPTED_MS: u64 = 45_000;
/// A `Hello` for a gap is not repeated sooner.
const SOON_MS: u64 = 1_000;
/// The first message must come within this.
pub(crate) const FIRST_MS: u64 = 10_000;
/// An answer must come within this: two rounds, since a long frame may stand before it.
const ANSWER_MS: u64 = 60_000;

/// The versions that a program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The newest.
    pub newest: u16,
    /// The oldest.
    pub oldest: u16,
}

impl Versions {
    /// Those of this program.
    pub const OURS: Self = Self { newest: PROTOCOL_VERSION, oldest: OLDEST_SUPPORTED };

    /// Whether there is one that both speak.
    pub(crate) const fn fit(self, theirs: Self) -> bool {
        theirs.oldest <= self.newest && theirs.newest >= self.oldest
    }
}

/// The state of greetings on one connection.
#[derive(Debug)]
pub(crate) struct Greeting {
    /// What is said to be spoken here.
    pub(crate) versions: Versions,
    side: Side,
    started_ms: u64,
    asked_ms: Option<u64>,
    heard_ms: Option<u64>,
    unanswered: Option<Hello>,
    /// Pages that the last `Hello` asked for by name, until the exchange that brings them.
    asked: Vec<PageId>,
    owed: Option<Hello>,
    soon: bool,
}

impl Greeting {
    pub(crate) const fn new(side: Side, now_ms: u64) -> Self {
        Self {
            versions: Versions::OURS,
            side,
            started_ms: now_ms,
            asked_ms: None,
            heard_ms: None,
            unanswered: None,
            asked: Vec::new(),
            owed: None,
            soon: false,
        }
    }

    pub(crate) const fn heard(&self) -> bool {
        self.heard_ms.is_some()
    }

    /// Ask as soon as is decent.
    pub(crate) const fn ask_soon(&mut self) {
        self.soon = true;
    }

    /// Notes a `Hello` that was heard.
    pub(crate) fn hear(&mut self, hello: &Hello, now_ms: u64) {
        self.heard_ms = Some(now_ms);
        if hello.ask {
            self.owed = Some(hello.clone());
        } else {
            self.unanswered = None;
        }
    }

    /// The exchange that begins now has these pages in it. (If the peer began it at that very
    /// moment for a reason of its own, they are asked for again when it has written something, or
    /// at the next meeting.)
    pub(crate) fn take_asked(&mut self) -> Vec<PageId> {
        std::mem::take(&mut self.asked)
    }

    /// What a `Level` says: the mirror of the `Hello` that it answers.
    pub(crate) fn mirrored(&self) -> Result<Hello, Breach> {
        let asked = self.unanswered.as_ref().ok_or(Breach::Order)?;
        let mine = asked.held.ok_or(Breach::Order)?;
        Ok(Hello { mine, held: Some(asked.mine), ask: false, ..self.blank() })
    }

    /// The `Hello` or `Level` that is due, if any.
    pub(crate) fn next<L: Ledger>(
        &mut self,
        peer: &DeviceId,
        taking: &mut Taking,
        ledger: &mut L,
        now_ms: u64,
    ) -> Result<Option<Message>, Breach> {
        if let Some(theirs) = self.owed.take() {
            let answer = self.greet(false, peer, taking, ledger)?;
            self.asked = answer.whole.0.clone();
            let level = mirrors(&theirs, &answer);
            return Ok(Some(if level { Message::Level } else { Message::Hello(answer) }));
        }
        if self.unanswered.is_some() || now_ms < self.due_ms() {
            return Ok(None);
        }
        let hello = self.greet(true, peer, taking, ledger)?;
        (self.soon, self.asked_ms) = (false, Some(now_ms));
        self.asked = hello.whole.0.clone();
        self.unanswered = Some(hello.clone());
        Ok(Some(Message::Hello(hello)))
    }

    /// When to ask next.
    pub(crate) fn due_ms(&self) -> u64 {
        let last = self.asked_ms.max(self.heard_ms);
        match (self.side, self.asked_ms, last) {
            (Side::Dialed, None, _) => self.started_ms,
            (Side::Accepted, _, None) => u64::MAX,
            (_, asked, _) if self.soon => asked.map_or(self.started_ms, |at| at + SOON_MS),
            (Side::Dialed, Some(asked), _) => asked + HELLO_MS,
            (Side::Accepted, _, Some(last)) => last + ACCEPTED_MS,
        }
    }

    /// When to poll or check next, if nothing happens before.
    pub(crate) fn wake_at(&self) -> u64 {
        match self.asked_ms.filter(|_| self.unanswered.is_some()) {
            Some(asked) => asked + ANSWER_MS + 1,
            None => self.due_ms().min(self.first_ms()),
        }
    }

    const fn first_ms(&self) -> u64 {
        if self.heard() { u64::MAX } else { self.started_ms + FIRST_MS + 1 }
    }

    /// Checks that what is expected came in time.
    pub(crate) fn check(&self, now_ms: u64) -> Result<(), Breach> {
        let first = !self.heard() && now_ms.saturating_sub(self.started_ms) > FIRST_MS;
        let asked = self.asked_ms.filter(|_| self.unanswered.is_some());
        let answer = asked.is_some_and(|at| now_ms.saturating_sub(at) > ANSWER_MS);
        if first || answer { Err(Breach::Silent) } else { Ok(()) }
    }

    fn greet<L: Ledger>(
        &self,
        ask: bool,
        peer: &DeviceId,
        taking: &mut Taking,
        ledger: &mut L,
    ) -> Result<Hello, Breach> {
        let (mut whole, wanted) = (Vec::new(), ledger.wanted()?);
        taking.wants_still(&wanted);
        for page in wanted {
            // Whoever may not see a page has nothing of it to give, and who gave all has no more.
            let may_give = ledger.sight(&page, peer)? != Sight::Shut && !taking.has_all_of(&page);
            if whole.len() < WHOLE_CAP && may_give {
                whole.push(page);
            }
        }
        let held = taking.held();
        Ok(Hello { ask, mine: ledger.tell()?, held, whole: Few(whole), ..self.blank() })
    }

    fn blank(&self) -> Hello {
        Hello {
            version: self.versions.newest,
            oldest: self.versions.oldest,
            ask: false,
            mine: Position::START,
            held: None,
            whole: Default::default(),
        }
    }
}

fn mirrors(theirs: &Hello, answer: &Hello) -> bool {
    theirs.held == Some(answer.mine)
        && answer.held == Some(theirs.mine)
        && answer.whole.is_empty()
        && theirs.version == answer.version
}
