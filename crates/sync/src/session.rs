//! One connection between two laptops.

use std::collections::BTreeSet;

use kring_trust::id::{DeviceId, PageId};
use kring_trust::position::Position;

use crate::breach::Breach;
use crate::came::Came;
use crate::faults::Faults;
use crate::giving::Giving;
use crate::greeting::{Greeting, Versions};
use crate::ledger::{Incoming, Ledger, Mark};
use crate::message::{Few, Hello, Message, Notice, Presence};
use crate::taking::Taking;
use kring_trust::log::LogOpening;

/// Who began the connection. The side that dialled speaks first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// This side dialled.
    Dialed,
    /// This side accepted.
    Accepted,
}

/// What a session reports to its shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The store took what is numbered in `(before, after]`.
    Stored {
        /// The number before.
        before: u64,
        /// The number after.
        after: u64,
    },
    /// We hold theirs up to here now; `None` if it has to begin anew.
    Held(Option<Position>),
    /// They hold ours up to here now, also if that is less than before.
    Confirmed(Option<Position>),
    /// Who is there.
    Presence(Presence),
    /// The peer holds every entry of a page that we left: exactly these rows. If the page still
    /// has no others here, it may be dropped.
    HandedOver {
        /// The page.
        page: PageId,
        /// What the peer said it holds, entry by entry.
        rows: Vec<(LogOpening, Mark)>,
    },
    /// The peer says why it closes.
    Notice(Notice),
    /// No version in common: the newest and oldest that the peer speaks.
    Versions {
        /// The newest.
        version: u16,
        /// The oldest.
        oldest: u16,
    },
}

/// How two laptops stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// Everything of theirs that we know of and may see is on our disk.
    pub we_hold_theirs: bool,
    /// Everything of ours that they may see is on their disk, they say.
    pub they_hold_ours: bool,
    /// An exchange is under way, in either direction.
    pub exchanging: bool,
    /// But for branches of theirs that were shown in this session and are more than is kept here.
    pub left_out: bool,
}

/// One connection: fed with messages, polled for messages. At most one per peer at a time.
///
/// Every message that [`Session::poll`] gives must be sent, in that order: both sides count. After
/// an error the session is over and the connection is closed with [`Breach::code`].
#[derive(Debug)]
pub struct Session {
    me: DeviceId,
    peer: DeviceId,
    greeting: Greeting,
    giving: Giving,
    taking: Taking,
    came: Came,
    connected: BTreeSet<DeviceId>,
    /// Up to which reading of pages the peer was told how they look.
    looked: Option<u64>,
    presence: Option<Presence>,
    farewell: Option<Farewell>,
    events: Vec<Event>,
    faults: Faults,
}

#[derive(Debug)]
struct Farewell {
    breach: Breach,
    unsent: Option<Notice>,
}

/// What the two directions of a session see of their surroundings.
pub(crate) struct Scene<'a, L> {
    pub(crate) ledger: &'a mut L,
    pub(crate) me: DeviceId,
    pub(crate) peer: DeviceId,
    /// With whom the peer says it is connected.
    pub(crate) connected: &'a BTreeSet<DeviceId>,
    pub(crate) came: &'a mut Came,
    pub(crate) events: &'a mut Vec<Event>,
    pub(crate) faults: Faults,
}

impl Session {
    /// Begins with a peer whose device id the handshake has proven.
    ///
    /// # Errors
    /// [`Breach::Store`] if what is remembered of the peer cannot be read.
    pub fn new<L: Ledger>(
        me: DeviceId,
        peer: DeviceId,
        side: Side,
        ledger: &L,
        now_ms: u64,
    ) -> Result<Self, Breach> {
        let known = ledger.peer(&peer)?;
        Ok(Self {
            me,
            peer,
            greeting: Greeting::new(side, now_ms),
            giving: Giving::new(known.confirmed),
            taking: Taking::new(known.held),
            came: Came::default(),
            connected: BTreeSet::new(),
            looked: None,
            presence: None,
            farewell: None,
            events: Vec::new(),
            faults: Faults::default(),
        })
    }

    /// Says that this program speaks other versions than it does, for tests of what people are told.
    #[must_use]
    pub const fn speaking(mut self, versions: Versions) -> Self {
        self.greeting.versions = versions;
        self
    }

    /// Breaks rules on purpose, for simulators.
    #[doc(hidden)]
    #[cfg(any(test, feature = "faults"))]
    pub fn with_faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    #[cfg(test)]
    pub(crate) const fn has_heard(&self) -> bool {
        self.greeting.heard()
    }

    /// The device at the other end.
    pub const fn peer(&self) -> DeviceId {
        self.peer
    }

    /// Takes one message.
    ///
    /// # Errors
    /// A [`Breach`]: close the connection with its code; [`Breach::Store`] if this laptop's own
    /// store failed.
    pub fn handle<L: Ledger>(
        &mut self,
        message: Message,
        ledger: &mut L,
        now_ms: u64,
    ) -> Result<Vec<Event>, Breach> {
        if self.farewell.is_none() {
            self.take(message, ledger, now_ms)?;
        }
        Ok(self.events())
    }

    /// What to send next, if anything: asked anew each time, never queued. Call it after
    /// [`Session::handle`], after anything was stored here, and at [`Session::wake_at`], for as
    /// long as it gives something and the transport takes it.
    ///
    /// # Errors
    /// [`Breach::Store`] if this laptop's own store failed.
    pub fn poll<L: Ledger>(
        &mut self,
        ledger: &mut L,
        now_ms: u64,
    ) -> Result<Option<Message>, Breach> {
        if self.farewell.is_none() && !ledger.may_connect(&self.peer) {
            self.part(Breach::Blocked, Some(Notice::Blocked));
        }
        if let Some(farewell) = &mut self.farewell {
            return Ok(farewell.unsent.take().map(Message::Bye));
        }
        let greeting = self.greeting.next(&self.peer, &mut self.taking, ledger, now_ms)?;
        if greeting.is_some() || !self.greeting.heard() {
            return Ok(greeting);
        }
        self.next(ledger)
    }

    /// What was reported since, by [`Session::poll`] too.
    pub fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Tells the peer who is here; the newest replaces what was not sent yet.
    pub fn set_presence(&mut self, presence: Presence) {
        self.presence = Some(presence);
    }

    /// Asks the peer where it stands, as soon as is decent, for a person who waits to see it.
    pub const fn ask(&mut self) {
        self.greeting.ask_soon();
    }

    /// How the two stand.
    ///
    /// # Errors
    /// [`Breach::Store`] if the store cannot be read.
    pub fn level<L: Ledger>(&self, ledger: &L) -> Result<Level, Breach> {
        let ours = ledger.position()?;
        Ok(Level {
            we_hold_theirs: self.taking.is_level(),
            they_hold_ours: self.greeting.heard() && self.giving.is_confirmed(&ours),
            exchanging: self.giving.is_exchanging() || self.taking.is_exchanging(),
            left_out: self.taking.left_out(),
        })
    }

    /// When to poll again even if nothing happens.
    pub fn wake_at(&self) -> u64 {
        self.greeting.wake_at()
    }

    /// Checks that what is expected came in time; also call [`crate::Inbox::check`].
    ///
    /// # Errors
    /// [`Breach::Silent`] without a first message in 10 s, or an answer to a `Hello` in 60 s.
    pub fn check(&self, now_ms: u64) -> Result<(), Breach> {
        self.greeting.check(now_ms)
    }

    /// Why to close, once [`Session::poll`] has nothing more: somebody is blocked, or the versions
    /// do not fit. What was polled before is sent first, so that both sides know.
    pub fn closing(&self) -> Option<&Breach> {
        self.farewell.as_ref().filter(|it| it.unsent.is_none()).map(|it| &it.breach)
    }

    /// Whether the two cannot speak with each other, and only that is still said.
    pub const fn is_parting(&self) -> bool {
        self.farewell.is_some()
    }

    fn take<L: Ledger>(
        &mut self,
        message: Message,
        ledger: &mut L,
        now_ms: u64,
    ) -> Result<(), Breach> {
        match message {
            Message::Bye(notice) => self.parted(notice),
            _ if !ledger.may_connect(&self.peer) => {
                self.part(Breach::Blocked, Some(Notice::Blocked));
            }
            Message::Hello(hello) => self.hear(&hello, ledger, now_ms)?,
            Message::Level => self.hear(&self.greeting.mirrored()?, ledger, now_ms)?,
            _ if !self.greeting.heard() => return Err(Breach::Order),
            Message::Presence(presence) => {
                self.connected = presence.connected.iter().copied().collect();
                self.giving.look_again();
                self.events.push(Event::Presence(presence));
            }
            Message::Answers { answers } => {
                let (giving, _, mut scene) = self.parts(ledger);
                answers.into_iter().try_for_each(|answer| giving.answered(answer, &mut scene))?;
            }
            Message::Have { yours, mine } => {
                let (giving, taking, mut scene) = self.parts(ledger);
                giving.had(yours, &mut scene)?;
                mine.map_or(Ok(()), |step| taking.quiet_step(step, &mut scene))?;
            }
            Message::From { number } => {
                let asked = self.greeting.take_asked();
                self.taking.expects_whole(asked);
                let (_, taking, mut scene) = self.parts(ledger);
                taking.begin(number, &mut scene)?;
            }
            Message::Statements { statements } => {
                let (_, taking, mut scene) = self.parts(ledger);
                taking.statements(statements, &mut scene)?;
            }
            Message::Rows { pages } => {
                let (_, taking, mut scene) = self.parts(ledger);
                pages.into_iter().try_for_each(|rows| taking.rows(rows, &mut scene))?;
            }
            Message::Offer { rows } => {
                let (_, taking, mut scene) = self.parts(ledger);
                taking.offer(rows, &mut scene)?;
            }
            Message::Batches { batches } => {
                let (_, taking, mut scene) = self.parts(ledger);
                taking.batches(batches, &mut scene)?;
            }
            Message::End { to, then } => {
                let (_, taking, mut scene) = self.parts(ledger);
                taking.end(to, &mut scene)?;
                then.map_or(Ok(()), |step| taking.quiet_step(step, &mut scene))?;
            }
            Message::Looks { looks } => ledger.compare_looks(&self.peer, &looks)?,
            Message::Live { step, statements, batches } => {
                let (_, taking, mut scene) = self.parts(ledger);
                taking.live(step, statements, batches, &mut scene)?;
            }
        }
        if self.taking.take_wants_hello() {
            self.greeting.ask_soon();
        }
        Ok(())
    }

    fn next<L: Ledger>(&mut self, ledger: &mut L) -> Result<Option<Message>, Breach> {
        if let Some(answers) = self.taking.answers() {
            return Ok(Some(answers));
        }
        let presence = self.presence.take();
        let (giving, taking, mut scene) = self.parts(ledger);
        taking.retry(&mut scene)?;
        if let Some(yours) = taking.take_have() {
            let mine = giving.quiet_step(&mut scene)?;
            self.presence = presence;
            return Ok(Some(Message::Have { yours, mine }));
        }
        if let Some(presence) = presence {
            return Ok(Some(Message::Presence(presence)));
        }
        match giving.next(&mut scene)? {
            Some(message) => Ok(Some(message)),
            None => self.looks(ledger),
        }
    }

    /// How pages look that were read since, once there is nothing else to say.
    fn looks<L: Ledger>(&mut self, ledger: &L) -> Result<Option<Message>, Breach> {
        let (to, looks) = ledger.looks(&self.peer, self.looked)?;
        self.looked = Some(to);
        Ok((!looks.is_empty()).then_some(Message::Looks { looks: Few(looks) }))
    }

    fn hear<L: Ledger>(
        &mut self,
        hello: &Hello,
        ledger: &mut L,
        now_ms: u64,
    ) -> Result<(), Breach> {
        let ours = self.greeting.versions;
        if !ours.fit(Versions { newest: hello.version, oldest: hello.oldest }) {
            let (version, oldest) = (hello.version, hello.oldest);
            self.events.push(Event::Versions { version, oldest });
            let (version, oldest) = (ours.newest, ours.oldest);
            self.part(Breach::Version, Some(Notice::Version { version, oldest }));
            return Ok(());
        }
        self.greeting.hear(hello, now_ms);
        let (giving, taking, mut scene) = self.parts(ledger);
        taking.told(hello.mine);
        giving.heard(hello, &mut scene)
    }

    fn parts<'a, L: Ledger>(
        &'a mut self,
        ledger: &'a mut L,
    ) -> (&'a mut Giving, &'a mut Taking, Scene<'a, L>) {
        let scene = Scene {
            ledger,
            me: self.me,
            peer: self.peer,
            connected: &self.connected,
            came: &mut self.came,
            events: &mut self.events,
            faults: self.faults,
        };
        (&mut self.giving, &mut self.taking, scene)
    }

    fn parted(&mut self, notice: Notice) {
        self.events.push(Event::Notice(notice));
        let breach = match notice {
            Notice::Blocked => Breach::Blocked,
            Notice::Version { version, oldest } => {
                self.events.push(Event::Versions { version, oldest });
                Breach::Version
            }
        };
        self.part(breach, None);
    }

    fn part(&mut self, breach: Breach, unsent: Option<Notice>) {
        self.farewell = Some(Farewell { breach, unsent });
    }
}

impl<L: Ledger> Scene<'_, L> {
    /// An empty [`Incoming`] from the peer.
    pub(crate) const fn incoming(&self) -> Incoming {
        Incoming::new(self.peer)
    }
}
