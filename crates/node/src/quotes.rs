//! What people said that may go outside: every quote of the evaluations that are here, whether its
//! author released it, and which stories would like to use it. Only the author decides.

use std::collections::BTreeMap;

use kring_model::derive::{Reach, reach};
use kring_model::entities;
use kring_model::read::Mine;
use kring_model::schema::PageKind;
use kring_trust::PageId;

use crate::acts::records::Records as _;
use crate::listed;
use crate::replica::{Replica, ReplicaError};

/// One quote.
#[derive(Clone, Debug)]
pub struct Quote {
    /// Its id.
    pub id: String,
    /// The evaluation it was written in.
    pub page: PageId,
    /// Who decides about it.
    pub by: String,
    /// What was said.
    pub text: String,
    /// Who said it, if its author wrote it down for somebody around the group; their id.
    pub stakeholder: String,
    /// How far it may go.
    pub reach: Reach,
    /// The stories with a part that would draw on it.
    pub wanted: Vec<String>,
}

/// A story, and whether this person's name may be in it.
#[derive(Clone, Debug)]
pub struct Told {
    /// The story's page.
    pub page: String,
    /// What this person said; none if they said nothing.
    pub consents: Option<bool>,
}

/// All quotes on this laptop, by the day of their evaluation; taken back ones are not there.
///
/// # Errors
/// When the store cannot be read.
pub fn all(replica: &mut Replica) -> Result<Vec<Quote>, ReplicaError> {
    let wanted = wanted(replica)?;
    let mut all = Vec::new();
    for page in here(replica, PageKind::Evaluation)? {
        let quotes = replica.read(&page, |page| page.all(&entities::QUOTE))?;
        let held = quotes.iter().filter(|one| !one.is_withdrawn());
        all.extend(held.map(|one| Quote {
            id: one.id.clone(),
            page,
            by: one.by().to_owned(),
            text: one.str("text").trim().to_owned(),
            stakeholder: one.str("stakeholder").to_owned(),
            reach: reach(one),
            wanted: wanted.get(&one.id).cloned().unwrap_or_default(),
        }));
    }
    Ok(all)
}

/// The quotes about which this person decides: what a story waits for first.
///
/// # Errors
/// When the store cannot be read.
pub fn own(replica: &mut Replica) -> Result<Vec<Quote>, ReplicaError> {
    let me = replica.me().to_string();
    let mut own = all(replica)?;
    own.retain(|one| one.by == me);
    own.sort_by_key(|one| one.wanted.is_empty() || one.reach.is_free());
    Ok(own)
}

/// The stories that are here, and what this person said of each.
///
/// # Errors
/// When the store cannot be read.
pub fn stories(replica: &mut Replica) -> Result<Vec<Told>, ReplicaError> {
    let me = replica.me().to_string();
    let mut all = Vec::new();
    for page in here(replica, PageKind::Story)? {
        let own = replica.read(&page, |page| page.own_fields())?;
        let said = own.as_ref().and_then(|own| own.mine_of("consent", &me));
        let said = said.filter(|mine| !mine.is_entered()).and_then(Mine::value);
        all.push(Told { page: page.to_string(), consents: said.map(|said| said.value.is_yes()) });
    }
    Ok(all)
}

/// The stories that would draw on something, by its id.
fn wanted(replica: &mut Replica) -> Result<BTreeMap<String, Vec<String>>, ReplicaError> {
    let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for page in here(replica, PageKind::Story)? {
        let sections = replica.read(&page, |page| page.all(&entities::SECTION))?;
        let held = sections.iter().filter(|one| !one.is_withdrawn());
        for id in held.flat_map(|one| one.words("from_ids")) {
            let stories = wanted.entry(id.to_owned()).or_default();
            if !stories.contains(&page.to_string()) {
                stories.push(page.to_string());
            }
        }
    }
    Ok(wanted)
}

fn here(replica: &mut Replica, kind: PageKind) -> Result<Vec<PageId>, ReplicaError> {
    let all = listed::listed(replica, kind)?.into_iter().filter(|one| one.here && !one.is_over());
    Ok(all.filter_map(|one| PageId::from_hex(&one.id)).collect())
}
