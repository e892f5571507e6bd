//! All texts of one group that are open in tabs: what tabs say, what arrives, and what both must be
//! told. Nothing waits here and nothing is sent: every call answers with what is to be said.

use std::collections::{BTreeMap, BTreeSet};

use automerge::ChangeHash;
use kring_node::acts::live::{self, Handed, Now};
use kring_node::env::random_array;
use kring_node::net::Writing;
use kring_node::replica::{Replica, ReplicaError};
use kring_trust::DeviceId;

use super::authority::{Authority, NotTaken, Planned};
use super::marks;
use super::message::{FromTab, Known, Mark, Place, ToTab, WireSplice};
use super::people::People;
use super::spot::Spot;
use super::units::code_point;
use crate::trouble::Trouble;
use crate::words::Words;

/// Texts that are remembered, open ones included. A person has a handful open.
const TEXTS_CAP: usize = 64;

/// Text boxes of one tab.
const BOXES_CAP: usize = 64;

/// A socket, by its number.
pub(crate) type Tab = u64;

/// Something to be said to a tab.
pub(crate) type Said = (Tab, ToTab);

/// The texts of one group.
#[derive(Default)]
pub(crate) struct Texts {
    texts: BTreeMap<Spot, Text>,
    boxes: BTreeMap<(Tab, u32), Spot>,
    people: People,
    /// What the others were told last of where this person writes.
    writing: Option<((Tab, u32), Writing)>,
}

struct Text {
    authority: Authority,
    /// The name of this row of versions: another start of the program has another.
    epoch: String,
    marks: Vec<Mark>,
    /// Something came from elsewhere since the marks were last looked for.
    unmarked: bool,
    used: u64,
}

impl Texts {
    /// Whether any tab shows a text.
    pub(crate) fn is_idle(&self) -> bool {
        self.boxes.is_empty()
    }

    /// Where this person writes now, for the others.
    pub(crate) fn writing(&self) -> Option<Writing> {
        self.writing.as_ref().map(|(_, writing)| writing.clone())
    }

    /// A tab says something.
    pub(crate) fn hear(
        &mut self,
        replica: &mut Replica,
        w: &Words,
        tab: Tab,
        said: FromTab,
    ) -> Vec<Said> {
        let at = said.at();
        let done = match said {
            FromTab::Open { at, place, known } => self.open(replica, (tab, at), &place, known),
            FromTab::Push { at, version, client, updates } => {
                let push = |spot: &Spot, texts: &mut Self, replica: &mut Replica| {
                    texts.push(replica, (tab, at), spot, version, &client, updates)
                };
                self.in_box(replica, (tab, at), push)
            }
            FromTab::Hand { at, heads, base, tried, text } => {
                let heads = heads.iter().filter_map(|head| head.parse().ok()).collect();
                let handed = Handed { heads, base, tried, text };
                self.in_box(replica, (tab, at), |spot, texts, replica| {
                    texts.hand(replica, (tab, at), spot, &handed)
                })
            }
            FromTab::Here { at, anchor, head } => self.here((tab, at), anchor, head),
            FromTab::Gone { at } => Ok(self.gone((tab, at))),
            FromTab::Good { at, key } => self.in_box(replica, (tab, at), |spot, texts, replica| {
                marks::good(replica, spot, &key)?;
                if let Some(text) = texts.texts.get_mut(spot) {
                    text.unmarked = true;
                }
                texts.look(replica, w)
            }),
            // Keys are the shell's.
            FromTab::Keys { .. } => Ok(Vec::new()),
        };
        done.unwrap_or_else(|error| vec![(tab, trouble(w, error)(at))])
    }

    /// A tab is gone, with all its boxes.
    pub(crate) fn leave(&mut self, tab: Tab) {
        let boxes: Vec<_> = self.boxes.keys().filter(|(one, _)| *one == tab).copied().collect();
        for it in boxes {
            drop(self.gone(it));
        }
    }

    /// Looks whether pages changed, and tells every tab that shows them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn look(
        &mut self,
        replica: &mut Replica,
        w: &Words,
    ) -> Result<Vec<Said>, ReplicaError> {
        let open: BTreeSet<Spot> = self.boxes.values().cloned().collect();
        let mut said = Vec::new();
        for spot in open {
            match self.look_at(replica, &spot) {
                Ok(more) => said.extend(more),
                Err(error @ ReplicaError::Store(_)) => return Err(error),
                Err(error) => said.extend(self.close(&spot, trouble(w, error))),
            }
        }
        Ok(said)
    }

    /// Looks for sentences in which work met, in texts that changed from elsewhere.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn look_for_marks(
        &mut self,
        replica: &mut Replica,
        w: &Words,
    ) -> Result<Vec<Said>, ReplicaError> {
        let due: Vec<Spot> =
            self.shown().filter(|(_, text)| text.unmarked).map(|(spot, _)| spot.clone()).collect();
        let mut said = Vec::new();
        for spot in due {
            let marks = marks::marks(replica, &spot, w)?;
            let Some(text) = self.texts.get_mut(&spot) else { continue };
            text.unmarked = false;
            if text.marks != marks {
                text.marks.clone_from(&marks);
                said.extend(self.tell(&spot, |at| ToTab::Marks { at, marks: marks.clone() }));
            }
        }
        Ok(said)
    }

    /// Another laptop's person moved their caret.
    pub(crate) fn caret(
        &mut self,
        replica: &mut Replica,
        device: DeviceId,
        writing: Option<Writing>,
    ) -> Vec<Said> {
        self.people.hear(device, writing);
        let spots: BTreeSet<Spot> = self.boxes.values().cloned().collect();
        spots.iter().flat_map(|spot| self.people_in(replica, spot)).collect()
    }

    fn open(
        &mut self,
        replica: &mut Replica,
        it: (Tab, u32),
        place: &Place,
        known: Option<Known>,
    ) -> Result<Vec<Said>, ReplicaError> {
        let spot = Spot::of(place).ok_or(ReplicaError::NotAllowed("no-text"))?;
        let boxes = self.boxes.keys().filter(|(tab, _)| *tab == it.0).count();
        if boxes >= BOXES_CAP {
            return Err(ReplicaError::TooLarge);
        }
        let now = read(replica, &spot)?;
        if !self.texts.contains_key(&spot) {
            self.make_room();
            let epoch: [u8; 16] = random_array(replica.env());
            let epoch = epoch.iter().map(|byte| format!("{byte:02x}")).collect();
            let authority = Authority::new(now.clone());
            let text = Text { authority, epoch, marks: Vec::new(), unmarked: true, used: 0 };
            self.texts.insert(spot.clone(), text);
        }
        let mut said = self.note_change(replica, &spot, now);
        self.boxes.insert(it, spot.clone());
        let used = replica.env().now_ms();
        let write = may_write(replica, &spot)?;
        let Some(text) = self.texts.get_mut(&spot) else { return Ok(said) };
        text.used = used;
        let (tab, at) = it;
        let since = known.filter(|known| known.epoch == text.epoch);
        let since =
            since.and_then(|known| Some((known.version, text.authority.since(known.version)?)));
        said.push((
            tab,
            match since {
                Some((version, updates)) => {
                    ToTab::Updates { at, version, heads: text.authority.heads(), updates }
                }
                None => text.whole(at, write, false),
            },
        ));
        said.push((tab, ToTab::Marks { at, marks: text.marks.clone() }));
        said.extend(self.people_in(replica, &spot).into_iter().filter(|(one, _)| *one == tab));
        Ok(said)
    }

    fn push(
        &mut self,
        replica: &mut Replica,
        (tab, at): (Tab, u32),
        spot: &Spot,
        version: u64,
        client: &str,
        updates: Vec<Vec<WireSplice>>,
    ) -> Result<Vec<Said>, ReplicaError> {
        let mut said = self.look_at(replica, spot)?;
        let now_ms = replica.env().now_ms();
        let Some(text) = self.texts.get_mut(spot) else { return Ok(said) };
        let planned = match text.authority.plan(client, version, updates, now_ms) {
            Ok(planned) => planned,
            Err(NotTaken::Stale) => {
                said.push((tab, ToTab::Stale { at }));
                return Ok(said);
            }
            Err(NotTaken::Wrong) => {
                said.push((tab, text.whole(at, true, false)));
                return Ok(said);
            }
        };
        let Some(place) = spot.place() else { return Ok(said) };
        let before = text.authority.heads();
        let heads = replica.act(|act| {
            let (page, field) = (&spot.page, spot.field);
            // Another process may have been before us, between the look and this transaction.
            let now = act.read(page, |page| page.heads())?;
            if now.iter().map(ToString::to_string).ne(before.iter().cloned()) {
                return Ok(None);
            }
            live::type_in(act, page, place, field, &planned.splices)?;
            act.read(page, |page| Some(page.heads()))
        })?;
        match heads {
            Some(heads) => said.extend(self.taken(replica, spot, planned, heads)),
            None => {
                said.extend(self.look_at(replica, spot)?);
                said.push((tab, ToTab::Stale { at }));
            }
        }
        Ok(said)
    }

    fn taken(
        &mut self,
        replica: &mut Replica,
        spot: &Spot,
        planned: Planned,
        heads: Vec<ChangeHash>,
    ) -> Vec<Said> {
        let Some(text) = self.texts.get_mut(spot) else { return Vec::new() };
        let before = text.authority.version();
        text.authority.take(planned, heads);
        // A mark goes when its sentence does.
        text.unmarked |= !text.marks.is_empty();
        let mut said = self.tell_since(spot, before);
        said.extend(self.people_in(replica, spot));
        said
    }

    fn hand(
        &mut self,
        replica: &mut Replica,
        (tab, at): (Tab, u32),
        spot: &Spot,
        handed: &Handed,
    ) -> Result<Vec<Said>, ReplicaError> {
        let mut said = Vec::new();
        if let Some(place) = spot.place() {
            replica.act(|act| live::hand_over(act, &spot.page, place, spot.field, handed))?;
        }
        // The one who handed it over gets the whole text; it must not hear the difference as well.
        said.extend(self.look_at(replica, spot)?);
        said.retain(|(one, message)| {
            !(*one == tab && matches!(message, ToTab::Updates { at: other, .. } if *other == at))
        });
        if let Some(text) = self.texts.get_mut(spot) {
            text.unmarked = true;
            said.push((tab, text.whole(at, true, true)));
        }
        Ok(said)
    }

    fn here(&mut self, it: (Tab, u32), anchor: i64, head: i64) -> Result<Vec<Said>, ReplicaError> {
        let Some(spot) = self.boxes.get(&it) else { return Ok(Vec::new()) };
        let Some(text) = self.texts.get(spot) else { return Ok(Vec::new()) };
        let place = |at: i64| {
            let at = usize::try_from(at).ok()?;
            u32::try_from(code_point(text.authority.text(), at)).ok()
        };
        match place(anchor).zip(place(head)) {
            Some((anchor, head)) => {
                let (page, place) = (spot.page, spot.name());
                self.writing = Some((it, Writing { page, place, anchor, head }));
            }
            None => self.forget_caret(it),
        }
        Ok(Vec::new())
    }

    fn forget_caret(&mut self, it: (Tab, u32)) {
        if self.writing.as_ref().is_some_and(|(one, _)| *one == it) {
            self.writing = None;
        }
    }

    fn gone(&mut self, it: (Tab, u32)) -> Vec<Said> {
        self.boxes.remove(&it);
        self.forget_caret(it);
        Vec::new()
    }

    fn in_box(
        &mut self,
        replica: &mut Replica,
        it: (Tab, u32),
        f: impl FnOnce(&Spot, &mut Self, &mut Replica) -> Result<Vec<Said>, ReplicaError>,
    ) -> Result<Vec<Said>, ReplicaError> {
        match self.boxes.get(&it).cloned() {
            Some(spot) => f(&spot, self, replica),
            None => Ok(Vec::new()),
        }
    }

    fn look_at(&mut self, replica: &mut Replica, spot: &Spot) -> Result<Vec<Said>, ReplicaError> {
        let heads = replica.read(&spot.page, |page| page.heads())?;
        if self.texts.get(spot).is_none_or(|text| text.authority.is_at(&heads)) {
            return Ok(Vec::new());
        }
        let now = read(replica, spot)?;
        Ok(self.note_change(replica, spot, now))
    }

    fn note_change(&mut self, replica: &mut Replica, spot: &Spot, now: Now) -> Vec<Said> {
        let Some(text) = self.texts.get_mut(spot) else { return Vec::new() };
        if text.authority.is_at(&now.heads) {
            return Vec::new();
        }
        let before = text.authority.version();
        text.authority.look(now);
        text.unmarked = true;
        let mut said = self.tell_since(spot, before);
        said.extend(self.people_in(replica, spot));
        said
    }

    fn tell_since(&self, spot: &Spot, version: u64) -> Vec<Said> {
        let Some(text) = self.texts.get(spot) else { return Vec::new() };
        let Some(updates) = text.authority.since(version) else { return Vec::new() };
        let heads = text.authority.heads();
        let told =
            |at| ToTab::Updates { at, version, heads: heads.clone(), updates: updates.clone() };
        self.tell(spot, told)
    }

    fn tell(&self, spot: &Spot, message: impl Fn(u32) -> ToTab) -> Vec<Said> {
        let readers = self.boxes.iter().filter(|(_, shown)| *shown == spot);
        readers.map(|((tab, at), _)| (*tab, message(*at))).collect()
    }

    fn people_in(&self, replica: &mut Replica, spot: &Spot) -> Vec<Said> {
        let Some(text) = self.texts.get(spot) else { return Vec::new() };
        let people = self.people.within(replica, spot, text.authority.text());
        self.tell(spot, |at| ToTab::People { at, people: people.clone() })
    }

    fn shown(&self) -> impl Iterator<Item = (&Spot, &Text)> {
        self.texts.iter().filter(|(spot, _)| self.boxes.values().any(|shown| shown == *spot))
    }

    /// A page that is gone: its boxes are told and closed.
    fn close(&mut self, spot: &Spot, trouble: impl Fn(u32) -> ToTab) -> Vec<Said> {
        let said = self.tell(spot, trouble);
        self.boxes.retain(|_, shown| shown != spot);
        self.texts.remove(spot);
        said
    }

    /// Forgets the text that was opened longest ago, if there are too many.
    fn make_room(&mut self) {
        if self.texts.len() < TEXTS_CAP {
            return;
        }
        let closed = self.texts.iter().filter(|(spot, _)| !self.boxes.values().any(|b| b == *spot));
        let oldest = closed.min_by_key(|(_, text)| text.used).map(|(spot, _)| spot.clone());
        if let Some(oldest) = oldest {
            self.texts.remove(&oldest);
        }
    }
}

impl Text {
    fn whole(&self, at: u32, write: bool, taken: bool) -> ToTab {
        ToTab::Text {
            at,
            epoch: self.epoch.clone(),
            version: self.authority.version(),
            heads: self.authority.heads(),
            text: self.authority.text().to_owned(),
            write,
            taken,
        }
    }
}

/// What a tab is told of it. What the disk refused now, it may take later.
fn trouble(w: &Words, error: ReplicaError) -> impl Fn(u32) -> ToTab {
    let again = matches!(error, ReplicaError::Store(_));
    let say = Trouble::from(error).say(w);
    move |at| match again {
        true => ToTab::Unsaved { at, say: say.clone() },
        false => ToTab::Refused { at, say: say.clone() },
    }
}

fn read(replica: &mut Replica, spot: &Spot) -> Result<Now, ReplicaError> {
    let place = spot.place().ok_or(ReplicaError::NotAllowed("no-text"))?;
    let now = replica.read(&spot.page, |page| live::now(page, place, spot.field))?;
    now.ok_or(ReplicaError::NotAllowed("no-text"))
}

/// Whether this person may write it: an edit that changes nothing is tried.
fn may_write(replica: &mut Replica, spot: &Spot) -> Result<bool, ReplicaError> {
    let Some(place) = spot.place() else { return Ok(false) };
    let tried = replica.act(|act| live::type_in(act, &spot.page, place, spot.field, &[]));
    match tried {
        Ok(()) => Ok(true),
        Err(ReplicaError::Edit(_) | ReplicaError::Blocked | ReplicaError::Left) => Ok(false),
        Err(error) => Err(error),
    }
}
