//! An open group as the pages use it: acting, reading, and names for people and things.

use std::collections::BTreeMap;

use kring_model::card::Card;
use kring_model::derive;
use kring_model::entities;
use kring_model::inert;
use kring_model::page::Page;
use kring_model::read::Record;
use kring_model::schema::{Entity, PageKind};
use kring_node::acts::records::Records as _;
use kring_node::listed::in_line;
use kring_node::people;
use kring_node::quotes::{self, Quote};
use kring_node::replica::{Act, Replica, ReplicaError};
use kring_trust::{PageId, PersonId};

use crate::labels;
use crate::lists;
use crate::trouble::Trouble;
use crate::words::Words;

/// An open group during one request.
pub(crate) struct Desk<'r> {
    /// The group.
    pub(crate) replica: &'r mut Replica,
    names: BTreeMap<PersonId, String>,
    titles: Option<BTreeMap<String, String>>,
    quotes: Option<BTreeMap<String, String>>,
    takes_notes: Option<bool>,
}

impl<'r> Desk<'r> {
    /// For one request.
    pub(crate) const fn new(replica: &'r mut Replica) -> Self {
        Self { replica, names: BTreeMap::new(), titles: None, quotes: None, takes_notes: None }
    }

    /// Does something in one transaction; when it answers, all of it is on disk.
    ///
    /// # Errors
    /// Why not; nothing was changed then.
    pub(crate) fn act<T>(
        &mut self,
        f: impl FnOnce(&mut Act<'_, '_>) -> Result<T, ReplicaError>,
    ) -> Result<T, Trouble> {
        (self.titles, self.quotes, self.names) = (None, None, BTreeMap::new());
        Ok(self.replica.act(f)?)
    }

    /// Reads a page.
    ///
    /// # Errors
    /// When it is not here.
    pub(crate) fn read<T>(
        &mut self,
        page: &PageId,
        f: impl FnOnce(&Page) -> T,
    ) -> Result<T, Trouble> {
        Ok(self.replica.read(page, f)?)
    }

    /// The group document.
    pub(crate) fn group_page(&self) -> PageId {
        self.replica.group_page()
    }

    /// All items of a kind in the group document.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn in_group(&mut self, entity: &'static Entity) -> Result<Vec<Record>, Trouble> {
        let group = self.group_page();
        self.read(&group, |page| page.all(entity))
    }

    /// The group's own fields.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn group(&mut self) -> Result<Option<Record>, Trouble> {
        let group = self.group_page();
        self.read(&group, |page| page.own_fields())
    }

    /// Whether this person takes the notes of a meeting that is open, and so may mend the words of
    /// others.
    pub(crate) fn takes_notes(&mut self) -> bool {
        let known = self.takes_notes.unwrap_or_else(|| {
            let meetings = self.in_group(&entities::MEETING).unwrap_or_default();
            derive::takes_notes(&meetings, &self.replica.me().to_string())
        });
        self.takes_notes = Some(known);
        known
    }

    /// The cards of all pages that are here.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn cards(&mut self) -> Result<Vec<Card>, Trouble> {
        Ok(self.replica.cards()?)
    }

    /// What kind of page a page is.
    pub(crate) fn kind(&self, page: &PageId) -> Option<PageKind> {
        PageKind::from_number(self.replica.roster().page(page)?.kind)
    }

    /// What kind of page a page is, the group document's too.
    ///
    /// # Errors
    /// When there is no such page.
    pub(crate) fn kind_here(&self, page: &PageId) -> Result<PageKind, Trouble> {
        if *page == self.group_page() {
            return Ok(PageKind::Group);
        }
        self.kind(page).ok_or_else(Trouble::nothing)
    }

    /// The group's name, inert.
    pub(crate) fn group_name(&mut self) -> String {
        inert::line(&self.replica.group_name())
    }

    /// What a person is called, inert, told apart from others whose name looks the same.
    pub(crate) fn name(&mut self, person: &PersonId) -> String {
        if self.names.is_empty() {
            self.learn_names();
        }
        self.names.get(person).cloned().unwrap_or_else(|| person.short())
    }

    /// The name of a person whose id is text; nothing for anything else.
    pub(crate) fn name_of(&mut self, id: &str) -> String {
        PersonId::from_hex(id).map(|person| self.name(&person)).unwrap_or_default()
    }

    /// What a laptop is called, inert.
    pub(crate) fn device_name(&mut self, device: &kring_trust::DeviceId) -> String {
        inert::line(&self.replica.device_name(device))
    }

    /// The title behind an id: a page's, an item's of the group document, or a person's name.
    pub(crate) fn label_of(&mut self, w: &Words, id: &str) -> String {
        if self.titles.is_none() {
            self.titles = Some(lists::titles(self, w).unwrap_or_default());
        }
        let title = self.titles.as_ref().and_then(|titles| titles.get(id)).cloned();
        let name = title.filter(|title| !title.is_empty()).unwrap_or_else(|| self.name_of(id));
        if name.is_empty() { self.quote_of(w, id) } else { name }
    }

    /// What a quote is called, by its id; nothing for any other.
    fn quote_of(&mut self, w: &Words, id: &str) -> String {
        if self.quotes.is_none() {
            let all = quotes::all(self.replica).unwrap_or_default();
            let labels = all.iter().map(|one| (one.id.clone(), self.quote_label(w, one)));
            let labels = labels.collect();
            self.quotes = Some(labels);
        }
        let label = self.quotes.as_ref().and_then(|quotes| quotes.get(id));
        label.cloned().unwrap_or_default()
    }

    /// What a quote is called where it can be picked, and where it was.
    pub(crate) fn quote_label(&mut self, w: &Words, quote: &Quote) -> String {
        /// The longest piece of it, in characters.
        const PIECE: usize = 80;
        let text = in_line(&inert::line(&quote.text), PIECE);
        let name = self.name_of(&quote.by);
        let key = if quote.reach.is_free() { "quote-of" } else { "quote-of-waits" };
        w.say(key, &[("name", (&name).into()), ("text", (&text).into())])
    }

    /// The persons who are in the group now.
    pub(crate) fn present(&self) -> Vec<PersonId> {
        people::present(self.replica.roster())
    }

    /// Who has a page, as far as they are in the group now.
    pub(crate) fn audience(&self, page: &PageId) -> Vec<PersonId> {
        people::audience(self.replica.roster(), page)
    }

    fn learn_names(&mut self) {
        let names = people::names(self.replica).into_iter();
        self.names = names.map(|(person, name)| (person, inert::line(&name))).collect();
    }

    /// Who said something, and who typed it if that was somebody else.
    pub(crate) fn byline(&mut self, w: &Words, record: &Record) -> String {
        let by = self.name_of(record.by());
        match record.entered_by() {
            Some(typist) => {
                let typist = self.name_of(&typist.to_string());
                w.say("show-entered-by", &[("name", (&by).into()), ("typist", (&typist).into())])
            }
            None => by,
        }
    }

    /// A kind's number and title for its own page and for links.
    pub(crate) fn title(&mut self, w: &Words, kind: PageKind, page: &PageId) -> String {
        let title = self.label_of(w, &page.to_string());
        if title.is_empty() { labels::kind(w, kind) } else { title }
    }
}

/// The page of a kind behind an id in an address.
pub(crate) fn page_id(text: &str) -> Result<PageId, Trouble> {
    PageId::from_hex(text).ok_or_else(Trouble::nothing)
}

/// An item's kind by its name in an address, if it lives on that kind of page.
pub(crate) fn entity_on(kind: PageKind, name: &str) -> Result<&'static Entity, Trouble> {
    entities::named(name).filter(|entity| entity.page == kind).ok_or_else(Trouble::nothing)
}
