//! The slim form of a change that was made here.

use super::bytes::Reader;
use super::rebuild::{CHANGE_CHUNK, MAGIC};
use super::{ByteRule, Dep, Entry, Slim};
use crate::id::Actor;

/// What a dependency of one of our changes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DepOf {
    /// The constant first change of the page.
    Base,
    /// The change before it in its own log.
    Own,
    /// An entry of another log.
    Other(Dep),
}

/// Why a change has no slim form. Nothing of it may be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSlim {
    /// Not one whole uncompressed change chunk.
    #[error("the bytes are not one uncompressed change")]
    Form,
    /// A dependency that is not in the page.
    #[error("the change depends on an unknown change")]
    UnknownDependency,
    /// The own predecessor is missing or should not be there, or the first change of the page is
    /// one dependency of several.
    #[error("the change's dependencies are not those of a change made in its log")]
    Dependencies,
    /// An author or other bytes after the columns.
    #[error("the change carries an author")]
    Author,
    /// What was made breaks a byte rule: too many operations, none, a time out of range.
    #[error(transparent)]
    Rule(#[from] ByteRule),
}

impl Slim {
    /// Takes the slim form of a change of our own from `raw`, Automerge's `Change::raw_bytes`.
    ///
    /// `dep` says what the change with a hash is. Actor, sequence, start-op and checksum are left
    /// out without a look: whoever signs the entry rebuilds it first and compares with `raw`.
    ///
    /// # Errors
    /// [`NotSlim`] if the chunk says what the slim form cannot express, or breaks a byte rule.
    pub fn from_change(
        raw: &[u8],
        dep: impl Fn(&[u8; 32]) -> Option<DepOf>,
    ) -> Result<Self, NotSlim> {
        let mut reader = Reader::new(raw);
        let hashes = header(&mut reader).map_err(|_| NotSlim::Form)?;
        let fields = fields(&mut reader).map_err(|_| NotSlim::Form)?;
        let mut deps = deps(&hashes, fields.seq, dep)?;
        let in_columns = |dep: &Dep| fields.column_actors.binary_search(&dep.actor).is_ok();
        deps.sort_unstable_by_key(|dep| (!in_columns(dep), *dep));
        let slim = Self {
            column_actors: fields.column_actors,
            deps,
            time: fields.time,
            message: fields.message,
            columns: reader.rest().to_vec(),
            operations: 0,
        };
        match Entry::parse(&slim.encode()) {
            Ok(Entry::Slim(slim)) => Ok(slim),
            Ok(Entry::Unknown { .. }) => Err(NotSlim::Form),
            Err(ByteRule::Trailing) => Err(NotSlim::Author),
            Err(rule) => Err(rule.into()),
        }
    }
}

/// Reads up to the dependencies' hashes, which come first.
fn header(reader: &mut Reader<'_>) -> Result<Vec<[u8; 32]>, ByteRule> {
    let magic: [u8; 4] = reader.array()?;
    let _checksum: [u8; 4] = reader.array()?;
    let kind = reader.byte()?;
    let length = reader.number()?;
    if magic != MAGIC || kind != CHANGE_CHUNK || length != reader.rest().len() as u64 {
        return Err(ByteRule::Truncated);
    }
    let count = reader.number()?;
    let mut bytes = Reader::new(reader.take(count.saturating_mul(32))?);
    let mut hashes = Vec::new();
    while !bytes.is_empty() {
        hashes.push(bytes.array()?);
    }
    Ok(hashes)
}

struct Fields {
    seq: u64,
    time: i64,
    message: Option<String>,
    column_actors: Vec<Actor>,
}

/// Reads from the actor up to the columns.
fn fields(reader: &mut Reader<'_>) -> Result<Fields, ByteRule> {
    actor(reader)?;
    let seq = reader.number()?;
    let _start_op = reader.number()?;
    let time = reader.signed()?;
    let length = reader.number()?;
    let message = std::str::from_utf8(reader.take(length)?).map_err(|_| ByteRule::Message)?;
    let message = (!message.is_empty()).then(|| message.to_owned());
    let mut column_actors = Vec::new();
    for _ in 0..reader.number()? {
        column_actors.push(actor(reader)?);
    }
    Ok(Fields { seq, time, message, column_actors })
}

fn actor(reader: &mut Reader<'_>) -> Result<Actor, ByteRule> {
    if reader.number()? != 16 {
        return Err(ByteRule::Truncated);
    }
    reader.array().map(Actor)
}

/// The dependencies on other logs; the own predecessor and the first change are never written.
fn deps(
    hashes: &[[u8; 32]],
    seq: u64,
    dep: impl Fn(&[u8; 32]) -> Option<DepOf>,
) -> Result<Vec<Dep>, NotSlim> {
    let (mut base, mut own, mut others) = (0, 0, Vec::new());
    for hash in hashes {
        match dep(hash).ok_or(NotSlim::UnknownDependency)? {
            DepOf::Base => base += 1,
            DepOf::Own => own += 1,
            DepOf::Other(dep) => others.push(dep),
        }
    }
    let lone = own == 0 && others.is_empty();
    if own != u64::from(seq > 1) || base != u64::from(lone) {
        return Err(NotSlim::Dependencies);
    }
    Ok(others)
}
