//! Putting back what was damaged: fetched again from a peer, checked against what is still whole.

use std::collections::BTreeSet;

use kring_trust::Chain;
use kring_trust::log::{Batch, chain_next};

use crate::StoreError;
use crate::heads::{HeadRow, Health, N_CAP};
use crate::logs::Branch;
use crate::reader::{blob, number};
use crate::segment::Segment;
use crate::transaction::Tx;

/// A batch that begins before the end of what is here: fills the holes it covers, appends what lies
/// beyond, changes nothing that is whole.
pub(crate) fn put_back(
    tx: &mut Tx<'_>,
    head: &HeadRow,
    batch: &Batch,
    chains: &[Chain],
) -> Result<u64, StoreError> {
    if batch.after < head.after {
        return Err(StoreError::Mismatch);
    }
    let from = start_of(tx, head, batch.after)?;
    let linked = batch.entries.first().map(|entry| chain_next(&from, entry));
    if linked.as_ref() != chains.first() {
        return Err(StoreError::Mismatch);
    }
    let whole = tx.segments(head, batch.after, usize::MAX)?;
    let fetched = Fetched { batch, from, chains };
    fetched.agree(head, &whole)?;
    let mut head = head.clone();
    let holes = fetched.holes(&head, &whole);
    let hurt = !holes.is_empty() || !head.is_good();
    for (first, last) in holes {
        fill(tx, &head, &fetched, &whole, first, last)?;
    }
    if batch.row.n > head.n || head.health == Health::Lost {
        extend(tx, &mut head, &fetched)?;
    } else if !head.is_good() {
        tx.put_identity(&head)?;
        tx.put_head(&head)?;
    }
    if hurt {
        clean(tx, &head)?;
        tx.touch_anew(&head.opening.page)?;
    }
    Ok(tx.position()?.number)
}

/// The chain the batch follows, by what is stored: a lost first branch begins anew.
fn start_of(tx: &Tx<'_>, head: &HeadRow, after: u64) -> Result<Chain, StoreError> {
    match (head.health, head.branch) {
        (Health::Lost, 0) if after == 0 => Ok(head.opening.chain_start(&tx.group)),
        (Health::Lost, 0) => Err(StoreError::Gap),
        (Health::Lost, _) => Err(StoreError::NoBranch),
        _ => tx.chain_of(head, after)?.ok_or(StoreError::Gap),
    }
}

struct Fetched<'a> {
    batch: &'a Batch,
    from: Chain,
    chains: &'a [Chain],
}

impl Fetched<'_> {
    fn chain_at(&self, n: u64) -> Option<Chain> {
        let index = n.checked_sub(self.batch.after)?;
        match index.checked_sub(1) {
            None => Some(self.from),
            Some(index) => self.chains.get(usize::try_from(index).ok()?).copied(),
        }
    }

    /// Every whole segment that overlaps must say the same.
    fn agree(&self, head: &HeadRow, whole: &[Segment]) -> Result<(), StoreError> {
        let mut known = whole.iter().flat_map(|segment| {
            (segment.first - 1..=segment.last()).map(|n| (n, segment.chain_at(n)))
        });
        let differs = |(n, chain): (u64, Option<Chain>)| {
            let other = self.chain_at(n);
            n >= self.batch.after && other.is_some() && other != chain
        };
        let head_differs = head.health != Health::Lost && differs((head.n, Some(head.chain)));
        if head_differs || known.any(differs) { Err(StoreError::Mismatch) } else { Ok(()) }
    }

    /// The ranges that are not whole here and that the batch covers.
    fn holes(&self, head: &HeadRow, whole: &[Segment]) -> Vec<(u64, u64)> {
        let end = self.batch.row.n.min(head.n);
        let (mut holes, mut expected) = (Vec::new(), self.batch.after + 1);
        for segment in whole {
            if segment.first > expected && expected <= end {
                holes.push((expected, end.min(segment.first - 1)));
            }
            expected = expected.max(segment.last() + 1);
        }
        if expected <= end {
            holes.push((expected, end));
        }
        holes
    }

    /// Entries `first` to `last`, under the batch's own row if they end there.
    fn part(&self, first: u64, last: u64) -> Option<Segment> {
        let from = self.chain_at(first.checked_sub(1)?)?;
        let skip = usize::try_from(first.checked_sub(self.batch.after + 1)?).ok()?;
        let count = usize::try_from((last + 1).checked_sub(first)?).ok()?;
        let entries = self.batch.entries.get(skip..skip + count)?.to_vec();
        let chains = self.chains.get(skip..skip + count)?.to_vec();
        Some(Segment { first, from, entries, chains, signature: self.batch.row.signature })
    }
}

/// Writes one hole as a run. A run ends at a signed row: the batch's own, the head's, or that of the
/// whole segment behind the hole, which then becomes part of it.
fn fill(
    tx: &mut Tx<'_>,
    head: &HeadRow,
    fetched: &Fetched<'_>,
    whole: &[Segment],
    first: u64,
    last: u64,
) -> Result<(), StoreError> {
    let mut part = fetched.part(first, last).ok_or(StoreError::Mismatch)?;
    if last == fetched.batch.row.n {
        return tx.write_run(head, &part);
    }
    if let Some(next) = whole.iter().find(|segment| segment.first == last + 1) {
        part.join(next.clone());
        return tx.write_run(head, &part);
    }
    match head.signature {
        Some(signature) if last == head.n => {
            part.signature = signature;
            tx.write_run(head, &part)
        }
        _ => Err(StoreError::Gap),
    }
}

/// Appends what lies beyond the head; only that has not arrived before.
fn extend(tx: &mut Tx<'_>, head: &mut HeadRow, fetched: &Fetched<'_>) -> Result<(), StoreError> {
    let row = &fetched.batch.row;
    let part = fetched.part(head.n + 1, row.n).ok_or(StoreError::Mismatch)?;
    let position = tx.append_segment(head, &part)?;
    head.n = row.n;
    head.chain = row.chain;
    head.signature = Some(row.signature);
    head.arrival = position.number;
    Ok(())
}

/// Once a branch is whole, its records that do not open, or are contained in others, are removed.
fn clean(tx: &mut Tx<'_>, head: &HeadRow) -> Result<(), StoreError> {
    let Some(head) = tx.head_row(&head.log, Branch(head.branch))? else { return Ok(()) };
    if !tx.assemble(&head)?.1.is_empty() {
        return Ok(());
    }
    // The end of the tail may be among them, and the position with it.
    let position = tx.position()?;
    tx.settle_at(position)?;
    let (keep_tail, keep_runs) = kept(records(tx, &head)?, head.after);
    let tail = tx.rows("SELECT number FROM tail WHERE head = ?1", [head.id], |row| row.get(0))?;
    for number in tail.into_iter().filter(|number: &i64| !keep_tail.contains(number)) {
        tx.write("DELETE FROM tail WHERE number = ?1", [number])?;
    }
    let sql = "SELECT id FROM runs WHERE id > ?1 AND id <= ?2";
    let runs = tx.rows(sql, (head.run_id(0), head.run_id(N_CAP)), |row| row.get(0))?;
    for id in runs.into_iter().filter(|id: &i64| !keep_runs.contains(id)) {
        tx.write("DELETE FROM runs WHERE id = ?1", [id])?;
    }
    Ok(())
}

/// A record that opens.
struct Record {
    key: i64,
    in_tail: bool,
    first: u64,
    last: u64,
}

/// All records of a branch that open, sorted, the longer first.
fn records(tx: &Tx<'_>, head: &HeadRow) -> Result<Vec<Record>, StoreError> {
    let sql = "SELECT number, first, last, value FROM tail WHERE head = ?1";
    let columns = |row: &rusqlite::Row<'_>| {
        Ok((row.get::<_, i64>(0)?, number(row, 1)?, number(row, 2)?, blob(row, 3)?))
    };
    let mut records = Vec::new();
    for (key, first, last, value) in tx.rows(sql, [head.id], columns)? {
        let place = (first, last, u64::try_from(key).unwrap_or(u64::MAX));
        if tx.open_tail(head, place, &value).is_some() {
            records.push(Record { key, in_tail: true, first, last });
        }
    }
    let sql = "SELECT id, first, id & 4294967295, value FROM runs WHERE id > ?1 AND id <= ?2";
    for (key, first, last, value) in tx.rows(sql, (head.run_id(0), head.run_id(N_CAP)), columns)? {
        if tx.open_run(head, first, last, &value).is_some() {
            records.push(Record { key, in_tail: false, first, last });
        }
    }
    records.sort_by_key(|record| (record.first, std::cmp::Reverse(record.last)));
    Ok(records)
}

/// The keys in `tail` and in `runs` of the records that are not contained in others.
fn kept(records: Vec<Record>, after: u64) -> (BTreeSet<i64>, BTreeSet<i64>) {
    let (mut tail, mut runs, mut reach) = (BTreeSet::new(), BTreeSet::new(), after);
    for record in records.iter().filter(|record| record.last > after) {
        if record.last > reach {
            reach = record.last;
            if record.in_tail { &mut tail } else { &mut runs }.insert(record.key);
        }
    }
    (tail, runs)
}
