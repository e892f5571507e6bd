//! What the operation columns of a change may hold, judged without expanding a single run.
//!
//! A column is run-length encoded, so that a few bytes can stand for any number of values; 133 bytes
//! once took 5.4 GiB. Here every run is a number that is added up; nothing is allocated.

use super::bytes::Reader;
use super::{ByteRule, COLUMNS_CAP};

/// The most operations in one entry. Our own edits are cut at 8,000.
pub const OPERATIONS_CAP: u64 = 10_000;

/// The most predecessors that all operations of one entry may name: sixteen writers of one value at
/// once for each of 10,000 operations, more than a group of seven can reach.
pub const PREDECESSORS_CAP: u64 = 160_000;

/// The most bytes that the keys or the mark names of one entry may take once their runs are
/// expanded: 10,000 operations with keys of 400 bytes, where ours have fewer than 200.
pub const EXPANDED_TEXT_CAP: u64 = 4 * 1024 * 1024;

/// The column that has one value per operation, whatever the operation is.
const ACTION: u64 = 4 << 4 | kind::INTEGER;

const DEFLATE_BIT: u64 = 0b1000;

/// The lowest three bits of a column's specification.
mod kind {
    pub(super) const GROUP: u64 = 0;
    pub(super) const INTEGER: u64 = 2;
    pub(super) const DELTA: u64 = 3;
    pub(super) const BOOLEAN: u64 = 4;
    pub(super) const TEXT: u64 = 5;
    pub(super) const VALUE: u64 = 7;
}

/// Checks the columns, metadata and data, and returns how many operations they hold.
///
/// Runs of the action column are the operations. No other column has more values than that, except
/// the members of a group, which have as many as the group says.
pub(super) fn count_operations(bytes: &[u8]) -> Result<u64, ByteRule> {
    let columns = Columns::read(bytes)?;
    let action = columns.clone().find(|column| column.spec == ACTION);
    let operations = count_actions(action.ok_or(ByteRule::Operations)?.data)?;
    let mut group = None;
    for column in columns {
        let limit = match group {
            Some((id, members)) if id == column.id() => members,
            _ => operations,
        };
        match column.kind() {
            kind::GROUP => group = Some((column.id(), check_group(column.data, limit)?)),
            kind::BOOLEAN => check_booleans(column.data, limit)?,
            kind::TEXT => check_texts(column.data, limit)?,
            kind::VALUE => {}
            kind => check_numbers(column.data, kind == kind::DELTA, limit)?,
        }
    }
    Ok(operations)
}

fn count_actions(data: &[u8]) -> Result<u64, ByteRule> {
    let mut operations = Sum::up_to(OPERATIONS_CAP, ByteRule::Operations);
    runs(data, Reader::number, |count, action| match action {
        Some(_) => operations.add(count),
        None => Err(ByteRule::Runs),
    })?;
    if operations.sum == 0 { Err(ByteRule::Operations) } else { Ok(operations.sum) }
}

/// Returns how many values the members of the group have.
fn check_group(data: &[u8], limit: u64) -> Result<u64, ByteRule> {
    let mut values = Sum::up_to(limit, ByteRule::Runs);
    let mut members = Sum::up_to(PREDECESSORS_CAP, ByteRule::Predecessors);
    runs(data, Reader::number, |count, size| {
        values.add(count)?;
        members.add(count.saturating_mul(size.unwrap_or(0)))
    })?;
    Ok(members.sum)
}

fn check_numbers(data: &[u8], signed: bool, limit: u64) -> Result<(), ByteRule> {
    let mut values = Sum::up_to(limit, ByteRule::Runs);
    if signed {
        runs(data, Reader::signed, |count, _| values.add(count))
    } else {
        runs(data, Reader::number, |count, _| values.add(count))
    }
}

fn check_texts(data: &[u8], limit: u64) -> Result<(), ByteRule> {
    let mut values = Sum::up_to(limit, ByteRule::Runs);
    let mut bytes = Sum::up_to(EXPANDED_TEXT_CAP, ByteRule::ExpandedText);
    runs(data, text_length, |count, length| {
        values.add(count)?;
        bytes.add(count.saturating_mul(length.unwrap_or(0)))
    })
}

fn text_length(reader: &mut Reader<'_>) -> Result<u64, ByteRule> {
    let length = reader.number()?;
    reader.take(length)?;
    Ok(length)
}

/// Lengths of runs of no, yes, no, and so on; only the first may be empty.
fn check_booleans(data: &[u8], limit: u64) -> Result<(), ByteRule> {
    let mut values = Sum::up_to(limit, ByteRule::Runs);
    let mut reader = Reader::new(data);
    let mut first = true;
    while !reader.is_empty() {
        let count = reader.number()?;
        if count == 0 && !first {
            return Err(ByteRule::Runs);
        }
        first = false;
        values.add(count)?;
    }
    Ok(())
}

/// Visits every run: a positive length and one value, a negative length and as many values, or zero
/// and the length of a stretch without values. Each step takes at least one byte, so that the time
/// depends on the bytes and never on what they claim.
fn runs<'a, T>(
    data: &'a [u8],
    value: impl Fn(&mut Reader<'a>) -> Result<T, ByteRule>,
    mut visit: impl FnMut(u64, Option<T>) -> Result<(), ByteRule>,
) -> Result<(), ByteRule> {
    let mut reader = Reader::new(data);
    while !reader.is_empty() {
        match reader.signed()? {
            0 => match reader.number()? {
                0 => return Err(ByteRule::Runs),
                count => visit(count, None)?,
            },
            count @ 1.. => {
                let value = value(&mut reader)?;
                visit(count.unsigned_abs(), Some(value))?;
            }
            count => {
                for _ in 0..count.unsigned_abs() {
                    let value = value(&mut reader)?;
                    visit(1, Some(value))?;
                }
            }
        }
    }
    Ok(())
}

/// Adds up to a limit.
struct Sum {
    sum: u64,
    limit: u64,
    error: ByteRule,
}

impl Sum {
    fn up_to(limit: u64, error: ByteRule) -> Self {
        Self { sum: 0, limit, error }
    }

    fn add(&mut self, count: u64) -> Result<(), ByteRule> {
        self.sum = self.sum.saturating_add(count);
        if self.sum > self.limit { Err(self.error) } else { Ok(()) }
    }
}

struct Column<'a> {
    spec: u64,
    data: &'a [u8],
}

impl Column<'_> {
    fn id(&self) -> u64 {
        self.spec >> 4
    }

    fn kind(&self) -> u64 {
        self.spec & 0b111
    }
}

/// The columns one after the other; they were checked to be there, so that reading cannot fail.
#[derive(Clone)]
struct Columns<'a> {
    metadata: Reader<'a>,
    data: Reader<'a>,
}

impl<'a> Columns<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, ByteRule> {
        let mut reader = Reader::new(bytes);
        let count = reader.number()?;
        if count > COLUMNS_CAP as u64 {
            return Err(ByteRule::TooManyColumns);
        }
        let metadata = reader;
        let mut last = None;
        let mut length = 0_u64;
        for _ in 0..count {
            let spec = column_spec(&mut reader)?;
            if last >= Some(spec) {
                return Err(ByteRule::Order);
            }
            last = Some(spec);
            length = length.checked_add(reader.number()?).ok_or(ByteRule::Number)?;
        }
        let mut data = reader;
        data.take(length)?;
        if !data.is_empty() {
            return Err(ByteRule::Trailing);
        }
        let metadata_length = metadata.rest().len() - reader.rest().len();
        let metadata = Reader::new(metadata.rest().get(..metadata_length).unwrap_or_default());
        Ok(Self { metadata, data: reader })
    }
}

fn column_spec(reader: &mut Reader<'_>) -> Result<u64, ByteRule> {
    let spec = reader.number()?;
    if spec > u64::from(u32::MAX) {
        return Err(ByteRule::Number);
    }
    if spec & DEFLATE_BIT != 0 { Err(ByteRule::Compressed) } else { Ok(spec) }
}

impl<'a> Iterator for Columns<'a> {
    type Item = Column<'a>;

    fn next(&mut self) -> Option<Column<'a>> {
        let spec = self.metadata.number().ok()?;
        let length = self.metadata.number().ok()?;
        Some(Column { spec, data: self.data.take(length).ok()? })
    }
}
