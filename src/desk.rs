//! An open group as the commands use it: acts, reading, and finding what a person means.

use std::collections::BTreeMap;

use kring_model::card::Card;
use kring_model::entities;
use kring_model::page::Page;
use kring_model::read::Record;
use kring_model::schema::{Entity, PageKind};
use kring_node::acts::records::Records as _;
use kring_node::people;
use kring_node::replica::{Act, Replica, ReplicaError};
use kring_trust::{DeviceId, PageId, PersonId};
use serde_json::json;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::find::{self, Candidate};
use crate::lists;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;
use crate::words::Sentence;

/// An open group.
pub(crate) struct Desk<'c> {
    /// Words and options.
    pub(crate) context: &'c Context,
    /// The group.
    pub(crate) replica: Replica,
    names: BTreeMap<PersonId, String>,
    titles: Option<BTreeMap<String, String>>,
}

impl<'c> Desk<'c> {
    /// Opens the group that was named, or the only one.
    ///
    /// # Errors
    /// When there is none or more than one, or its store cannot be opened.
    pub(crate) fn open(context: &'c Context) -> Result<Self, Failure> {
        let replica = context.replica()?;
        Ok(Self { context, replica, names: BTreeMap::new(), titles: None })
    }

    /// A group that is open already.
    pub(crate) fn on(context: &'c Context, replica: Replica) -> Self {
        Self { context, replica, names: BTreeMap::new(), titles: None }
    }

    /// The same for a command that only lists: opened for reading, which needs no disk, as long as
    /// all that lists need is drawn.
    ///
    /// # Errors
    /// As [`Desk::open`].
    pub(crate) fn open_for_lists(context: &'c Context) -> Result<Self, Failure> {
        let replica = context.replica_for_lists()?;
        Ok(Self { context, replica, names: BTreeMap::new(), titles: None })
    }

    /// Does something in one transaction; when it answers, all of it is on disk.
    ///
    /// # Errors
    /// Why not, in words; nothing was changed then.
    pub(crate) fn act<T>(
        &mut self,
        f: impl FnOnce(&mut Act<'_, '_>) -> Result<T, ReplicaError>,
    ) -> Result<T, Failure> {
        self.titles = None;
        let value = self.replica.act(f).map_err(|error| trouble::replica(&error))?;
        // What was acted is on disk; that lists are drawn later only makes them slower.
        if let Err(error) = self.replica.draw_lists() {
            tracing::warn!(%error, "lists are not drawn");
        }
        Ok(value)
    }

    /// Reads a page.
    ///
    /// # Errors
    /// When it is not here, in words.
    pub(crate) fn read<T>(
        &mut self,
        page: &PageId,
        f: impl FnOnce(&Page) -> T,
    ) -> Result<T, Failure> {
        self.replica.read(page, f).map_err(|error| trouble::replica(&error))
    }

    /// The group document.
    pub(crate) fn group_page(&self) -> PageId {
        self.replica.group_page()
    }

    /// All items of a kind in the group document.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn in_group(&mut self, entity: &'static Entity) -> Result<Vec<Record>, Failure> {
        let group = self.group_page();
        self.read(&group, |page| page.all(entity))
    }

    /// The cards of all pages that are here.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn cards(&mut self) -> Result<Vec<Card>, Failure> {
        self.replica.cards().map_err(|error| trouble::replica(&error))
    }

    /// Something was added: its short id is the answer.
    pub(crate) fn added(&self, what: Sentence, id: &str) -> Answer {
        let words = self.context.words();
        let mut sheet = Sheet::new();
        sheet.line(format!("{} [{}]", words.say(&what), find::short(id)));
        self.stays_here(Answer::new(sheet, json!({ "id": id })))
    }

    /// Something was changed.
    pub(crate) fn saved(&self, what: Sentence) -> Answer {
        self.stays_here(Answer::done(what, json!({ "saved": true })))
    }

    /// It is on this laptop's disk, and whether it will come any further.
    fn stays_here(&self, answer: Answer) -> Answer {
        let answer = answer.remark(say!("word-saved-here"));
        // It was saved, whatever else of the store cannot be read.
        let told = self.replica.told_blocked().unwrap_or_default();
        if told.is_empty() { answer } else { answer.remark(say!("word-blocked-here")) }
    }

    /// What a kind of page a page is.
    pub(crate) fn kind(&self, page: &PageId) -> Option<PageKind> {
        PageKind::from_number(self.replica.roster().page(page)?.kind)
    }

    /// The page of a kind that is meant.
    ///
    /// # Errors
    /// When there is none, or more than one fits.
    pub(crate) fn page(&mut self, kind: PageKind, text: &str) -> Result<PageId, Failure> {
        let candidates = lists::candidates(self, kind)?;
        page_id(&find::one(&candidates, text)?.id)
    }

    /// The page of any kind that is meant, for links.
    ///
    /// # Errors
    /// When there is none, or more than one fits.
    pub(crate) fn anything(&mut self, text: &str) -> Result<PageId, Failure> {
        let mut candidates = Vec::new();
        for kind in PageKind::ALL {
            if !matches!(kind, PageKind::Group | PageKind::Private) {
                candidates.extend(lists::candidates(self, kind)?);
            }
        }
        // A number alone says nothing here: every list has its own.
        candidates.iter_mut().for_each(|one| one.code = None);
        page_id(&find::one(&candidates, text)?.id)
    }

    /// The item of a kind on a page that is meant.
    ///
    /// # Errors
    /// When there is none, or more than one fits.
    pub(crate) fn item(
        &mut self,
        page: &PageId,
        entity: &'static Entity,
        text: &str,
    ) -> Result<String, Failure> {
        let candidates = self.items(page, entity)?;
        Ok(find::one(&candidates, text)?.id.clone())
    }

    /// As [`Desk::item`], if one was named.
    ///
    /// # Errors
    /// As [`Desk::item`].
    pub(crate) fn item_if(
        &mut self,
        page: &PageId,
        entity: &'static Entity,
        text: Option<&str>,
    ) -> Result<Option<String>, Failure> {
        text.map(|text| self.item(page, entity, text)).transpose()
    }

    /// The item of any kind on a page that is meant.
    ///
    /// # Errors
    /// When there is none, or more than one fits.
    pub(crate) fn any_item(
        &mut self,
        page: &PageId,
        text: &str,
    ) -> Result<(&'static Entity, String), Failure> {
        let kind = self.kind(page).unwrap_or(PageKind::Group);
        let mut all = Vec::new();
        for entity in entities::on(kind).filter(|entity| !entity.is_self()) {
            all.extend(self.items(page, entity)?.into_iter().map(|one| (entity, one)));
        }
        let candidates: Vec<Candidate> =
            all.iter().map(|(_, one)| Candidate { code: None, ..one.clone() }).collect();
        let found = find::one(&candidates, text)?;
        let of = all.iter().find(|(_, one)| one.id == found.id).map(|(entity, _)| *entity);
        of.map(|entity| (entity, found.id.clone())).ok_or_else(|| nothing(text))
    }

    /// The item of the group document that is meant.
    ///
    /// # Errors
    /// When there is none, or more than one fits.
    pub(crate) fn group_item(
        &mut self,
        entity: &'static Entity,
        text: &str,
    ) -> Result<String, Failure> {
        let group = self.group_page();
        self.item(&group, entity, text)
    }

    /// The person who is meant, by name or a piece of their id; `ik` and `me` are oneself.
    ///
    /// # Errors
    /// When there is none, or more than one fits.
    pub(crate) fn person(&mut self, text: &str) -> Result<PersonId, Failure> {
        if matches!(text.trim().to_lowercase().as_str(), "ik" | "me") {
            return Ok(self.replica.me());
        }
        let persons: Vec<PersonId> = self.replica.roster().persons().map(|one| one.id).collect();
        let candidates: Vec<Candidate> = persons
            .iter()
            .map(|person| Candidate {
                id: person.to_string(),
                code: None,
                title: self.plain_name(person),
                origin: String::new(),
            })
            .collect();
        let first_names: Vec<Candidate> = candidates.iter().map(first_name).collect();
        let found = find::one(&first_names, text).or_else(|_| find::one(&candidates, text))?;
        PersonId::from_hex(&found.id).ok_or_else(|| nothing(text))
    }

    /// Several persons.
    ///
    /// # Errors
    /// As [`Desk::person`].
    pub(crate) fn persons(&mut self, texts: &[String]) -> Result<Vec<PersonId>, Failure> {
        texts.iter().map(|text| self.person(text)).collect()
    }

    /// In whose name something is entered, if not in one's own.
    ///
    /// # Errors
    /// As [`Desk::person`].
    pub(crate) fn speaker(&mut self, text: Option<&str>) -> Result<Option<PersonId>, Failure> {
        text.map(|text| self.person(text)).transpose()
    }

    /// The laptop that is meant, by name, by its person's name if they have one laptop, or by a
    /// piece of its id.
    ///
    /// # Errors
    /// When there is none, or more than one fits.
    pub(crate) fn device(&mut self, text: &str) -> Result<DeviceId, Failure> {
        let devices: Vec<(DeviceId, PersonId)> =
            self.replica.roster().devices().map(|one| (one.id, one.person)).collect();
        let mut candidates = Vec::new();
        for (device, person) in &devices {
            let title =
                format!("{} ({})", self.replica.device_name(device), self.plain_name(person));
            let (id, code, origin) = (device.to_string(), None, self.replica.device_name(device));
            candidates.push(Candidate { id, code, title, origin });
        }
        let found = find::one(&candidates, text)?;
        DeviceId::from_hex(&found.id).ok_or_else(|| nothing(text))
    }

    /// What a person is called, told apart from others of the same name.
    pub(crate) fn name(&mut self, person: &PersonId) -> String {
        if !self.names.contains_key(person) {
            self.names = people::names(&mut self.replica);
        }
        self.names.get(person).cloned().unwrap_or_else(|| self.plain_name(person))
    }

    /// The name of a person whose id is text; the text itself for anything else.
    pub(crate) fn name_of(&mut self, id: &str) -> String {
        match PersonId::from_hex(id) {
            Some(person) => self.name(&person),
            None => id.to_owned(),
        }
    }

    /// The title behind an id: a page's, an item's of the group document, or a person's name.
    pub(crate) fn label_of(&mut self, id: &str) -> String {
        if self.titles.is_none() {
            self.titles = Some(lists::titles(self).unwrap_or_default());
        }
        let title = self.titles.as_ref().and_then(|titles| titles.get(id));
        match title.filter(|title| !title.is_empty()) {
            Some(title) => title.clone(),
            None if PersonId::from_hex(id)
                .is_some_and(|p| self.replica.roster().person(&p).is_some()) =>
            {
                self.name_of(id)
            }
            None if PageId::from_hex(id).is_some() => find::short(id),
            None => find::short_item(id),
        }
    }

    /// Who has a page, as far as they are in the group now.
    pub(crate) fn audience(&self, page: &PageId) -> Vec<PersonId> {
        people::audience(self.replica.roster(), page)
    }

    fn plain_name(&mut self, person: &PersonId) -> String {
        self.replica.person_name(person)
    }

    fn items(&mut self, page: &PageId, entity: &'static Entity) -> Result<Vec<Candidate>, Failure> {
        let records = self.read(page, |page| page.all(entity))?;
        let numbered = records.iter().filter(|record| !record.is_withdrawn()).zip(1..);
        Ok(numbered.map(|(record, number)| candidate(record, number)).collect())
    }
}

/// An item as something that can be meant.
fn candidate(record: &Record, number: usize) -> Candidate {
    let fields =
        ["title", "text", "what", "name", "plan", "name_nl", "name_en", "title_nl", "title_en"];
    let title = fields.iter().map(|field| record.str(field));
    Candidate {
        id: record.id.clone(),
        code: Some(number),
        title: title.filter(|title| !title.is_empty()).take(1).collect(),
        origin: record.str("origin").to_owned(),
    }
}

fn first_name(one: &Candidate) -> Candidate {
    let title = one.title.split_whitespace().next().unwrap_or_default().to_owned();
    Candidate { title, ..one.clone() }
}

pub(crate) fn page_id(id: &str) -> Result<PageId, Failure> {
    PageId::from_hex(id).ok_or_else(|| nothing(id))
}

fn nothing(text: &str) -> Failure {
    Failure::new(Exit::NotFound, say!("trouble-not-found", name = text))
        .hint(say!("trouble-not-found-hint"))
}
