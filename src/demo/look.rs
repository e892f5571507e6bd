//! What one laptop holds at the end: a digest of every page, and how it differs from what is
//! expected.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use automerge::Automerge;
use kring_model::exchange::expected::compare;
use kring_model::schema::PageKind;
use kring_model::whole::{PageDoc, Whole};
use kring_node::replica::Replica;
use kring_node::swept;
use kring_store::StoreError;
use kring_trust::PageId;
use serde_json::{Value, json};

use super::EXAMPLE;
use super::people::{broken, names};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;
use crate::trouble;

/// A page as it is read here, copied out so that all can be looked at together.
struct Held {
    kind: PageKind,
    owner: Option<kring_trust::PersonId>,
    doc: Automerge,
}

/// Looks at this laptop. With `drop`, the newest entry of one page is first dropped from its
/// store: what the demonstration must notice.
///
/// # Errors
/// When the group cannot be read.
pub(crate) fn look(context: &Context, people: &Path, drop: bool) -> Result<Answer, Failure> {
    let mut replica = context.replica()?;
    let dropped = if drop { drop_entry(&mut replica)? } else { None };
    let names = names(&mut replica, people)?;
    let mut digests = BTreeMap::new();
    let mut authors = BTreeMap::new();
    let mut held = BTreeMap::new();
    for page in replica.visible_pages() {
        let one = replica.read(&page, |open| {
            for past in open.history() {
                let log = kring_trust::Actor::from(past.writer.log);
                authors.insert(log.0.to_vec(), past.writer.person);
            }
            let about = open.about();
            let held = Held { kind: about.kind, owner: about.owner, doc: open.doc().clone() };
            (open.digest(), held)
        });
        let (digest, one) = one.map_err(|error| trouble::replica(&error))?;
        let digest = digest.map_err(|error| broken(format!("{error:?}")))?;
        digests.insert(page.to_string(), hex(&digest));
        held.insert(page, one);
    }
    let mismatches = mismatches(&mut replica, &held, &authors, &names)?;
    let entries = entries(&replica).map_err(|error| trouble::replica(&error.into()))?;
    let titles: BTreeMap<String, String> = replica
        .cards()
        .map_err(|error| trouble::replica(&error))?
        .into_iter()
        .map(|card| (card.page.clone(), card.titles.join(" / ")))
        .collect();
    let data = json!({
        "pages": digests, "entries": entries, "mismatches": mismatches, "titles": titles,
        "dropped": dropped.map(|page| page.to_string()),
    });
    Ok(Answer { data, ..Answer::default() })
}

fn mismatches(
    replica: &mut Replica,
    held: &BTreeMap<PageId, Held>,
    authors: &BTreeMap<Vec<u8>, kring_trust::PersonId>,
    names: &kring_model::exchange::example::Names,
) -> Result<Vec<Value>, Failure> {
    let group = held.get(&replica.group_page()).ok_or_else(|| broken("no group document"))?;
    let pages = held.iter().map(|(id, page)| {
        (id.to_string(), PageDoc { kind: page.kind, owner: page.owner, doc: &page.doc })
    });
    let erased: BTreeSet<String> = replica
        .roster()
        .pages()
        .filter(|page| page.erased.is_some())
        .map(|page| page.id.to_string())
        .collect();
    let author = |actor: &[u8]| authors.get(actor).copied();
    let whole = Whole { group: &group.doc, pages: pages.collect(), erased, author: &author };
    let example: Value = serde_json::from_str(EXAMPLE).map_err(broken)?;
    let expected = example.get("expected").unwrap_or(&Value::Null);
    let found = compare(&whole, names, expected);
    let found = found
        .into_iter()
        .map(|one| json!({ "key": one.key, "expected": one.expected, "found": one.found }));
    // Six who play their parts as fast as they can are no program that rewrites everything.
    let swept = swept::all(replica).map_err(|error| trouble::replica(&error))?;
    let swept = swept.iter().map(|one| json!({ "key": "swept", "found": one.places }));
    Ok(found.chain(swept).collect())
}

fn entries(replica: &Replica) -> Result<u64, StoreError> {
    let mut entries = 0;
    for page in replica.visible_pages() {
        let heads = replica.store().heads(&page)?;
        entries += heads.iter().map(|head| head.row.n - head.after).sum::<u64>();
    }
    Ok(entries)
}

/// Takes the last signed stretch of one log of a shared page out of this laptop's store.
fn drop_entry(replica: &mut Replica) -> Result<Option<PageId>, Failure> {
    let group = replica.group_page();
    let pages = replica.visible_pages();
    let Some(page) = pages.into_iter().find(|page| *page != group) else { return Ok(None) };
    let store = |error: StoreError| trouble::replica(&error.into());
    let mut batches = Vec::new();
    for head in replica.store().heads(&page).map_err(store)? {
        let log = head.row.log;
        let found = replica.store().batches_after(&log, head.branch, 0, usize::MAX);
        batches.push(found.map_err(store)?);
    }
    let Some(last) = batches.last_mut().and_then(Vec::pop) else { return Ok(None) };
    batches.last_mut().into_iter().for_each(|log| log.extend(all_but_last(last.clone(), replica)));
    let whole = batches.concat();
    replica.store_mut().drop_page(&page).map_err(store)?;
    replica
        .store_mut()
        .transaction(|tx| {
            tx.want(&page)?;
            whole.iter().try_for_each(|batch| {
                let group = tx.group();
                let start = batch.opening.chain_start(&group);
                let log = batch.opening.id();
                let from =
                    if batch.after == 0 { vec![start] } else { tx.chains_at(&log, batch.after)? };
                let Some(from) = from.first().copied() else { return Ok(()) };
                let mut chain = from;
                let chains: Vec<_> = batch
                    .entries
                    .iter()
                    .map(|entry| {
                        chain = kring_trust::log::chain_next(&chain, entry);
                        chain
                    })
                    .collect();
                tx.accept(batch, &from, &chains).map(|_| ())
            })
        })
        .map_err(store)?;
    Ok(Some(page))
}

/// The stretch without its last entry, signed anew if it is this laptop's own; nothing otherwise:
/// others' stretches end where they signed.
fn all_but_last(
    mut batch: kring_trust::log::Batch,
    replica: &Replica,
) -> Option<kring_trust::log::Batch> {
    if batch.opening.device != replica.device() || batch.entries.len() < 2 {
        return None;
    }
    batch.entries.pop();
    let log = batch.opening.id();
    let from = if batch.after == 0 {
        batch.opening.chain_start(&replica.group())
    } else {
        replica.store().chains_at(&log, batch.after).ok()?.first().copied()?
    };
    let chain =
        batch.entries.iter().fold(from, |chain, entry| kring_trust::log::chain_next(&chain, entry));
    let n = batch.row.n.saturating_sub(1);
    batch.row = kring_trust::log::Row::sign(replica.keys(), log, n, chain);
    Some(batch)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
