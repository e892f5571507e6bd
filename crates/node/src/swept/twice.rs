//! What two people put back apart: where it is a text, it stands there twice.

use std::collections::{BTreeMap, BTreeSet};

use automerge::ChangeHash;
use kring_model::entities;
use kring_model::page::{Page, Twice};
use kring_trust::PageId;

use super::bursts::Burst;
use super::undo::Writer;
use super::{Swept, owner};
use crate::acts::Acted;
use crate::acts::records::Records as _;
use crate::replica::{Act, Replica, ReplicaError};

/// A page with such texts, and the changes that made them so.
#[derive(Clone, Debug)]
pub(super) struct Doubled {
    page: PageId,
    changes: Vec<ChangeHash>,
}

/// The bursts that two persons made on the same pages, and left texts twice: to be told as one.
pub(super) fn of(
    replica: &mut Replica,
    bursts: &[Burst],
) -> Result<Option<(Swept, BTreeSet<String>)>, ReplicaError> {
    let mut on: BTreeMap<PageId, Vec<&Burst>> = BTreeMap::new();
    for burst in bursts {
        burst.pages.iter().for_each(|page| on.entry(*page).or_default().push(burst));
    }
    on.retain(|_, all| all.iter().any(|one| Some(one.person) != all.first().map(|one| one.person)));
    let (mut twice, mut places, mut part) = (Vec::new(), 0, BTreeMap::new());
    for (page, all) in on {
        let writer = Writer { me: replica.me(), owner: owner(replica, &page) };
        let looked = replica.read(&page, |page| {
            let spans =
                all.iter().flat_map(|one| page.rewritten_by(&one.person, one.from, one.until));
            let changes: Vec<ChangeHash> = spans.flat_map(|span| span.changes).collect();
            (writable(page, &changes, &writer).len(), changes)
        });
        match looked {
            Ok((0, _)) => {}
            Ok((count, changes)) => {
                places += count;
                twice.push(Doubled { page, changes });
                part.extend(all.iter().map(|one| (one.id(), *one)));
            }
            // Erased since, or not for this laptop any more.
            Err(ReplicaError::Store(error)) => return Err(error.into()),
            Err(_) => {}
        }
    }
    let Some(last) = part.values().max_by_key(|one| (one.from, one.person)) else {
        return Ok(None);
    };
    let id = format!("twice-{places}-{}", last.id());
    let (person, from_ms) = (last.person, last.from);
    let swept = Swept { id, person, from_ms, places, undo: Vec::new(), twice };
    Ok(Some((swept, part.into_keys().collect())))
}

impl Doubled {
    /// Which page.
    pub(super) const fn page(&self) -> PageId {
        self.page
    }

    /// Takes away what stands there too often, as it is now.
    pub(super) fn carry_out(&self, act: &mut Act<'_, '_>, writer: &Writer) -> Acted<()> {
        let all = act.read(&self.page, |page| writable(page, &self.changes, writer))?;
        all.iter().try_for_each(|one| act.edit(&self.page, |tx, _| Ok(one.take_away(tx)?)))
    }
}

fn writable(page: &Page, changes: &[ChangeHash], writer: &Writer) -> Vec<Twice> {
    let mut all = page.twice(changes);
    all.retain(|one| {
        let Some(entity) = entities::named(one.entity) else { return false };
        let (Some(field), Some(is)) = (entity.field(one.field), page.read(entity, &one.id)) else {
            return false;
        };
        is.is_writable_by(field, writer.me, writer.owner)
    });
    all
}
