//! The texts of one room with the tabs that show them: what is to be said goes to the sockets, what
//! arrives is looked at at once, and the network hears when something was typed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use kring_node::net::{Line, Writing};
use kring_node::replica::Replica;
use kring_trust::DeviceId;
use tokio::sync::{Notify, mpsc};

use super::message::{FromTab, ToTab};
use super::texts::{Said, Tab, Texts};
use crate::rooms::Room;
use crate::trouble::Trouble;
use crate::words::Words;

/// Messages that wait for one socket; a browser that does not read this many is let go, and asks
/// for what it lacks when it comes back.
const OUTBOX_CAP: usize = 256;

/// Sockets of one room: one per tab.
const TABS_CAP: usize = 64;

/// How often it is looked at whether another process or form wrote something. The network says so
/// itself.
const LOOK: Duration = Duration::from_millis(100);

/// How often sentences are looked for in which work met; that reads a text's history.
const MARKS: Duration = Duration::from_secs(1);

/// Live texts of one room.
#[derive(Default)]
pub(crate) struct Live {
    texts: Mutex<Texts>,
    tabs: Mutex<BTreeMap<Tab, mpsc::Sender<ToTab>>>,
    next: AtomicU64,
    watched: AtomicBool,
    pulse: Arc<Pulse>,
}

/// What the network's thread tells the room's texts.
#[derive(Default)]
pub(crate) struct Pulse {
    notify: Notify,
    carets: Mutex<BTreeMap<DeviceId, Option<Writing>>>,
    line: Mutex<Option<Line>>,
}

impl Pulse {
    /// Something arrived: the texts are looked at now.
    pub(crate) fn beat(&self) {
        self.notify.notify_one();
    }

    /// Another laptop's person moved their caret, or is gone.
    pub(crate) fn caret(&self, device: DeviceId, writing: Option<Writing>) {
        locked(&self.carets).insert(device, writing);
        self.beat();
    }

    /// The network runs, or no longer.
    pub(crate) fn set_line(&self, line: Option<Line>) {
        *locked(&self.line) = line;
    }

    fn tell(&self, f: impl FnOnce(&Line)) {
        if let Some(line) = locked(&self.line).as_ref() {
            f(line);
        }
    }
}

impl Live {
    /// What the network tells.
    pub(crate) fn pulse(&self) -> Arc<Pulse> {
        Arc::clone(&self.pulse)
    }

    /// A new tab: its number, and what is said to it. None if there are too many.
    pub(super) fn join(&self) -> Option<(Tab, mpsc::Receiver<ToTab>)> {
        let mut tabs = locked(&self.tabs);
        if tabs.len() >= TABS_CAP {
            return None;
        }
        let (outbox, inbox) = mpsc::channel(OUTBOX_CAP);
        let tab = self.next.fetch_add(1, Ordering::Relaxed);
        tabs.insert(tab, outbox);
        Some((tab, inbox))
    }

    /// A tab is gone.
    pub(super) fn leave(&self, tab: Tab) {
        locked(&self.tabs).remove(&tab);
        let mut texts = locked(&self.texts);
        texts.leave(tab);
        let writing = texts.writing();
        self.pulse.tell(|line| line.writing(writing));
    }

    /// Lets all tabs go, and forgets their texts: the room is closed.
    pub(crate) fn close(&self) {
        locked(&self.tabs).clear();
        *locked(&self.texts) = Texts::default();
    }

    /// A tab says something; on the room's thread.
    fn hear(&self, replica: &mut Replica, w: &'static Words, tab: Tab, said: FromTab) {
        let (wrote, moved) = (said.writes(), said.moves());
        let mut texts = locked(&self.texts);
        let answers = texts.hear(replica, w, tab, said);
        let writing = texts.writing();
        drop(texts);
        self.deliver(answers);
        self.pulse.tell(|line| {
            if wrote {
                line.wrote();
            }
            if moved {
                line.writing(writing);
            }
        });
    }

    /// Looks at everything that may have changed; on the room's thread.
    fn look(&self, replica: &mut Replica, w: &'static Words, marks: bool) -> Result<(), Trouble> {
        let carets = std::mem::take(&mut *locked(&self.pulse.carets));
        let mut texts = locked(&self.texts);
        let mut said = texts.look(replica, w)?;
        for (device, writing) in carets {
            said.extend(texts.caret(replica, device, writing));
        }
        if marks {
            said.extend(texts.look_for_marks(replica, w)?);
        }
        drop(texts);
        self.deliver(said);
        Ok(())
    }

    /// Never waits: the room's thread is everybody's.
    fn deliver(&self, said: Vec<Said>) {
        let mut tabs = locked(&self.tabs);
        for (tab, message) in said {
            let full = tabs.get(&tab).is_some_and(|outbox| outbox.try_send(message).is_err());
            if full {
                tabs.remove(&tab);
            }
        }
    }
}

impl Room {
    /// A tab says something about a text.
    pub(super) async fn hear(self: &Arc<Self>, w: &'static Words, tab: Tab, said: FromTab) {
        let room = Arc::clone(self);
        let heard = self.ask(move |desk| {
            room.live().hear(desk.replica, w, tab, said);
            Ok(())
        });
        if let Err(trouble) = heard.await {
            tracing::warn!(?trouble, "a tab was not heard");
            locked(&self.live().tabs).remove(&tab);
        }
        self.watch(w);
    }

    /// Looks again and again, for as long as any tab shows a text.
    fn watch(self: &Arc<Self>, w: &'static Words) {
        if !self.live().watched.swap(true, Ordering::AcqRel) {
            tokio::spawn(watch(Arc::downgrade(self), self.live().pulse(), w));
        }
    }
}

async fn watch(room: Weak<Room>, pulse: Arc<Pulse>, w: &'static Words) {
    let mut marked = Instant::now();
    loop {
        tokio::select! {
            () = pulse.notify.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
        let Some(room) = room.upgrade() else { return };
        if locked(&room.live().texts).is_idle() {
            room.live().watched.store(false, Ordering::Release);
            return;
        }
        let marks = marked.elapsed() >= MARKS;
        if marks {
            marked = Instant::now();
        }
        let own = Arc::clone(&room);
        let looked = room.ask(move |desk| own.live().look(desk.replica, w, marks)).await;
        if let Err(trouble) = looked {
            tracing::debug!(?trouble, "the texts were not looked at");
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
