//! `kring run --script`: lets another program type on this laptop and see what comes in. Hidden,
//! for benchmarks: every line goes through the acts, the replica and the thread that the product
//! uses, without starting a program for each.
//!
//! Lines on standard input; `group` is the group document, any other page its id:
//!
//! ```text
//! watch <page>          say when what is on the page changes
//! type <page> <text>    add text at the end, as an editor that is open saves it
//! paste <page> <file>   the same with the text of a file
//! traffic               say what went over the wire since the start
//! ```
//!
//! What is said, one envelope a line, each with `at`: microseconds since 1970 on this machine's
//! clock, taken when it happened. Lengths are in characters of a text, in items of the group document.
//!
//! ```text
//! begun    { page, at }            a line was read and its work begins
//! saved    { page, at }            it is on this disk
//! refused  { page, why, at }
//! seen     { page, length, at }    a watched page was read with what came in
//! level    { device, ours, theirs, at }  what they hold of ours, and we of theirs, changed
//! traffic  { …, at }
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::time::{SystemTime, UNIX_EPOCH};

use kring_model::entities;
use kring_model::page::Page;
use kring_model::read::list;
use kring_model::schema::{Entity, PageKind};
use kring_node::acts::action;
use kring_node::acts::records::Records as _;
use kring_node::acts::text::{Base, Change, save_all};
use kring_node::net::{Event, Hand};
use kring_node::replica::{Replica, ReplicaError};
use kring_trust::PageId;
use serde_json::{Value, json};

use crate::output::Output;

/// One laptop that is written on and looked at through lines.
pub(crate) struct Script {
    output: Output,
    hand: Hand<Replica>,
    /// What each open editor holds.
    editors: BTreeMap<PageId, Base>,
}

/// What is looked at after every arrival.
pub(crate) struct Watch {
    output: Output,
    hand: Hand<Replica>,
    watched: std::sync::Arc<std::sync::Mutex<BTreeMap<PageId, Seen>>>,
}

/// What was seen of a page when it was last looked at.
#[derive(Clone, Default)]
struct Seen {
    length: usize,
    /// Of the group document, what was read already.
    items: BTreeSet<String>,
}

/// Reads lines until the input ends.
pub(crate) fn read(mut script: Script, watch: &Watch) {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        let mut words = line.splitn(3, ' ');
        let (verb, page) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let rest = words.next().unwrap_or_default();
        let done = match verb {
            "watch" => watch.begin(page),
            "type" => script.write(page, rest.to_owned()),
            "paste" => match std::fs::read_to_string(rest) {
                Ok(text) => script.write(page, text),
                Err(error) => Err(error.to_string()),
            },
            "traffic" => script.traffic(),
            _ => Err("no such line".to_owned()),
        };
        if let Err(why) = done {
            say(script.output, "refused", json!({ "page": page, "why": why }));
        }
    }
}

impl Script {
    pub(crate) fn new(output: Output, hand: Hand<Replica>) -> Self {
        Self { output, hand, editors: BTreeMap::new() }
    }

    fn write(&mut self, page: &str, text: String) -> Result<(), String> {
        let group = page == "group";
        let (id, base) = self.editor(page)?;
        say(self.output, "begun", json!({ "page": page }));
        let saved = self.hand.with(move |replica| {
            if group {
                let values = [("text", text.into())];
                return replica.act(|act| action::add(act, &values).map(drop));
            }
            let value = format!("{}{text}", base.text).into();
            let (entity, field) = text_of(replica, &id).ok_or(ReplicaError::NoSuchPage(id))?;
            let base = Some(base);
            let change = Change { page: id, entity, id: String::new(), field, value, base };
            replica.act(|act| save_all(act, &[change], None))
        });
        let at = now();
        let saved = saved.map_err(|ended| ended.to_string())?;
        saved.map_err(|error| error.to_string())?;
        say_at(self.output, "saved", json!({ "page": page }), at);
        if !group {
            self.open(id)?;
        }
        Ok(())
    }

    /// The editor of a page as it was left, or opened now.
    fn editor(&mut self, page: &str) -> Result<(PageId, Base), String> {
        if page == "group" {
            let id = self.hand.with(|replica| replica.group_page()).map_err(|e| e.to_string())?;
            return Ok((id, Base { heads: Vec::new(), text: String::new() }));
        }
        let id = PageId::from_hex(page).ok_or("no such page")?;
        if !self.editors.contains_key(&id) {
            self.open(id)?;
        }
        let base = self.editors.get(&id).cloned().ok_or("no such page")?;
        Ok((id, base))
    }

    /// Takes over what the page holds now, as an editor does between two pieces of typing.
    fn open(&mut self, id: PageId) -> Result<(), String> {
        let read = self.hand.with(move |replica| {
            let (_, field) = text_of(replica, &id).ok_or(ReplicaError::NoSuchPage(id))?;
            replica.read(&id, |page| {
                let own = page.own_fields();
                let text = own.map(|own| own.str(field).to_owned()).unwrap_or_default();
                Base { heads: page.heads(), text }
            })
        });
        let read = read.map_err(|ended| ended.to_string())?;
        self.editors.insert(id, read.map_err(|error| error.to_string())?);
        Ok(())
    }

    fn traffic(&self) -> Result<(), String> {
        let traffic = self.hand.traffic().map_err(|ended| ended.to_string())?;
        say(self.output, "traffic", json!(traffic));
        Ok(())
    }
}

impl Watch {
    pub(crate) fn new(output: Output, hand: Hand<Replica>) -> Self {
        Self { output, hand, watched: std::sync::Arc::default() }
    }

    /// The same watch for another thread.
    pub(crate) fn share(&self) -> Self {
        let watched = std::sync::Arc::clone(&self.watched);
        Self { output: self.output, hand: self.hand.clone(), watched }
    }

    fn begin(&self, page: &str) -> Result<(), String> {
        let id = if page == "group" {
            self.hand.with(|replica| replica.group_page()).map_err(|ended| ended.to_string())?
        } else {
            PageId::from_hex(page).ok_or("no such page")?
        };
        let now = self.seen(id, Seen::default()).ok_or("the page cannot be read")?;
        say(self.output, "seen", json!({ "page": id.to_string(), "length": now.length }));
        self.watched.lock().map_err(|error| error.to_string())?.insert(id, now);
        Ok(())
    }

    /// Says what is new to see, and how the laptops stand.
    pub(crate) fn look(&self, event: &Event) {
        match event {
            Event::Arrived | Event::Roster => self.look_at_pages(),
            Event::Level(device, level) => {
                let (theirs, ours) = (level.we_hold_theirs, level.they_hold_ours);
                let data = json!({ "device": device.to_string(), "ours": ours, "theirs": theirs });
                say(self.output, "level", data);
            }
            _ => {}
        }
    }

    fn look_at_pages(&self) {
        let Ok(mut watched) = self.watched.lock() else { return };
        for (id, before) in watched.iter_mut() {
            let Some(now) = self.seen(*id, before.clone()) else { continue };
            let length = now.length;
            if std::mem::replace(before, now).length != length {
                say(self.output, "seen", json!({ "page": id.to_string(), "length": length }));
            }
        }
    }

    fn seen(&self, id: PageId, before: Seen) -> Option<Seen> {
        let read = self.hand.with(move |replica| {
            let text = text_of(replica, &id);
            replica.read(&id, |page| match text {
                Some((_, field)) => {
                    let text = page.own_fields().map_or(0, |own| own.str(field).chars().count());
                    Seen { length: text, ..before }
                }
                None => with_new_items(page, before),
            })
        });
        read.ok()?.ok()
    }
}

/// Reads the items that were not there before, as who draws what is new does.
fn with_new_items(page: &Page, mut seen: Seen) -> Seen {
    for id in list(page.doc(), &entities::ACTION) {
        if !seen.items.contains(&id) && page.read(&entities::ACTION, &id).is_some() {
            seen.items.insert(id);
        }
    }
    seen.length = seen.items.len();
    seen
}

/// The long text of a page's kind.
fn text_of(replica: &Replica, page: &PageId) -> Option<(&'static Entity, &'static str)> {
    match PageKind::from_number(replica.roster().page(page)?.kind)? {
        PageKind::Note => Some((&entities::NOTE, "text")),
        PageKind::Meeting => Some((&entities::MEETING_PAGE, "minutes_text")),
        PageKind::Case => Some((&entities::CASE_FILE, "situation")),
        _ => None,
    }
}

fn say(output: Output, event: &str, data: Value) {
    say_at(output, event, data, now());
}

fn say_at(output: Output, event: &str, mut data: Value, at: u64) {
    if let Some(data) = data.as_object_mut() {
        data.insert("event".to_owned(), event.into());
        data.insert("at".to_owned(), at.into());
    }
    if let Err(error) = output.values("run", &data) {
        tracing::debug!(%error, "nobody reads what is said");
    }
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}
