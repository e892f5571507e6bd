//! A group as one laptop has it: the group document and the pages that are here. What is
//! exported, listed and compared is read through this.

use std::collections::{BTreeMap, BTreeSet};

use automerge::Automerge;

use crate::derive::{
    Agreement, CaseStatus, Codes, ExperimentStatus, agreement, case_status, experiment_status,
    member_status, open_follow_ups, rounds,
};
use crate::entities;
use crate::person::PersonId;
use crate::read::{self, AuthorOf, Record};
use crate::schema::{Entity, PageKind};

/// One page that is here.
#[derive(Debug, Clone, Copy)]
pub struct PageDoc<'a> {
    /// Its kind.
    pub kind: PageKind,
    /// Its owner.
    pub owner: Option<PersonId>,
    /// Its document.
    pub doc: &'a Automerge,
}

/// A group as one laptop has it.
#[derive(Clone)]
pub struct Whole<'a> {
    /// The group document.
    pub group: &'a Automerge,
    /// The other pages that are here, by id.
    pub pages: BTreeMap<String, PageDoc<'a>>,
    /// Pages that were erased, by id, whether or not they were ever here.
    pub erased: BTreeSet<String>,
    /// Whose device an actor's log is.
    pub author: AuthorOf<'a>,
}

impl Whole<'_> {
    /// All items of a kind in the group document.
    pub fn in_group(&self, entity: &'static Entity) -> Vec<Record> {
        read::all(self.group, entity, self.author)
    }

    /// The group's own fields.
    pub fn group(&self) -> Option<Record> {
        read::read(self.group, &entities::GROUP, "", self.author)
    }

    /// All items of a kind on one page; none when the page is not here.
    pub fn on_page(&self, page: &str, entity: &'static Entity) -> Vec<Record> {
        match self.here(page, entity) {
            Some(doc) => read::all(doc, entity, self.author),
            None => Vec::new(),
        }
    }

    /// The own fields of a page, by the entity that is a page's own.
    pub fn own(&self, page: &str, entity: &'static Entity) -> Option<Record> {
        read::read(self.here(page, entity)?, entity, "", self.author)
    }

    fn here(&self, page: &str, entity: &Entity) -> Option<&Automerge> {
        let held = self.pages.get(page).filter(|held| held.kind == entity.page);
        held.filter(|_| !self.erased.contains(page)).map(|held| held.doc)
    }

    /// Whether a page was erased.
    pub fn is_erased(&self, page: &str) -> bool {
        self.erased.contains(page)
    }

    /// The status of a case.
    pub fn case_status(&self, entry: &Record, of_all: &[Record]) -> CaseStatus {
        case_status(entry, &rounds(of_all, &entry.id), self.is_erased(&entry.id))
    }

    /// The codes of all cases.
    pub fn codes(&self) -> Codes {
        Codes::of(&self.in_group(&entities::CASE))
    }

    /// The ids of the cases that still have to be followed up.
    pub fn open_follow_ups(&self) -> Vec<String> {
        let (entries, all) = (self.in_group(&entities::CASE), self.in_group(&entities::ROUND));
        let open = open_follow_ups(&entries, &all, &|page| self.is_erased(page));
        open.into_iter().map(|entry| entry.id.clone()).collect()
    }

    /// The status of an experiment whose page is here.
    pub fn experiment_status(&self, page: &str) -> Option<ExperimentStatus> {
        let own = self.own(page, &entities::EXPERIMENT)?;
        Some(experiment_status(&own, &self.on_page(page, &entities::STEP)))
    }

    /// The status of an agreement on a day, for the members who are active then.
    pub fn agreement_status(&self, of: &Record, members: &[Record], on: &str) -> Agreement {
        let left =
            |member: &&Record| member_status(member, on) != crate::derive::MemberStatus::Left;
        agreement(of, members.iter().filter(left).map(|member| member.id.as_str()))
    }
}
