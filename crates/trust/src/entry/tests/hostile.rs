//! The hand-made changes that hurt Automerge 0.12 (`tests/hostile`), as whole chunks and as slim
//! entries. What a slim entry cannot say, it cannot lie about; the few that still say something
//! wrong in their columns are named here and left to the rules on applying.

use automerge::Change;

use super::super::bytes::{Reader, write_bytes, write_number};
use super::super::rebuild::{CHANGE_CHUNK, MAGIC};
use super::super::*;
use crate::id::Actor;

/// All these changes were made for one page, whose first change ends at operation 691.
const BASE: Ancestor = Ancestor {
    hash: *b"\x25\xc8\x20\x7b\x5f\x7e\xdd\xa2\x6c\xc3\xb6\x92\x23\x69\x2f\x72\
             \x36\x6e\x61\x33\x5d\x75\x42\x07\xb3\x54\x25\x1a\x79\x03\xb7\x33",
    max_op: 691,
};
const WRITER: Actor = Actor([0xee; 16]);
const HONEST: Actor = Actor([0xaa; 16]);

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/hostile/", $name, ".bin")).as_slice()
    };
}

/// A change chunk, read leniently.
#[derive(Debug, Clone)]
struct Chunk<'a> {
    raw: &'a [u8],
    deps: u64,
    actor: &'a [u8],
    seq: u64,
    start_op: u64,
    time: i64,
    message: &'a [u8],
    others: Vec<&'a [u8]>,
    columns: &'a [u8],
    extra: &'a [u8],
}

/// Reads one chunk and leaves what follows it.
fn chunk<'a>(reader: &mut Reader<'a>) -> Result<Chunk<'a>, ByteRule> {
    let whole = reader.rest();
    assert_eq!(reader.array(), Ok(MAGIC));
    reader.take(4)?;
    assert_eq!(reader.byte(), Ok(CHANGE_CHUNK));
    let length = reader.number()?;
    let mut data = Reader::new(reader.take(length)?);
    let raw = &whole[..whole.len() - reader.rest().len()];
    let deps = data.number()?;
    data.take(32 * deps)?;
    let text = |data: &mut Reader<'a>| {
        let length = data.number()?;
        data.take(length)
    };
    let actor = text(&mut data)?;
    let (seq, start_op, time) = (data.number()?, data.number()?, data.signed()?);
    let message = text(&mut data)?;
    let count = data.number()?;
    let others = (0..count).map(|_| text(&mut data)).collect::<Result<_, _>>()?;
    let (columns, extra) = split_columns(data)?;
    Ok(Chunk { raw, deps, actor, seq, start_op, time, message, others, columns, extra })
}

fn split_columns(data: Reader<'_>) -> Result<(&[u8], &[u8]), ByteRule> {
    let mut reader = data;
    let mut length = 0;
    for _ in 0..reader.number()? {
        reader.number()?;
        length += reader.number()?;
    }
    reader.take(length)?;
    Ok(data.rest().split_at(data.rest().len() - reader.rest().len()))
}

fn only_chunk(bytes: &[u8]) -> Chunk<'_> {
    let mut reader = Reader::new(bytes);
    let read = chunk(&mut reader).expect("a chunk");
    assert!(reader.is_empty());
    read
}

impl Chunk<'_> {
    /// The entry that says as much of this as an entry can; its actors must be 16 bytes long.
    fn entry(&self) -> Vec<u8> {
        let mut out = vec![SLIM_KIND];
        write_number(&mut out, self.others.len() as u64);
        self.others.iter().for_each(|actor| out.extend_from_slice(actor));
        out.extend_from_slice(&[0, 0]);
        write_number(&mut out, self.time.cast_unsigned());
        write_bytes(&mut out, self.message);
        out.extend_from_slice(self.columns);
        out
    }

    fn slim(&self) -> Result<Slim, ByteRule> {
        match Entry::parse(&self.entry())? {
            Entry::Slim(slim) => Ok(slim),
            Entry::Unknown { kind } => panic!("kind {kind}"),
        }
    }

    /// Rebuilt as the first entry of its log, in a page that knows `HONEST` only.
    fn rebuilt(&self) -> Result<Vec<u8>, PageRule> {
        let place = Place {
            actor: Actor(*self.actor.first_chunk().unwrap_or(&[0; 16])),
            n: 1,
            base: BASE,
            previous: None,
            dep: &|_| None,
            knows_actor: &|actor| *actor == HONEST,
        };
        let Ok(slim) = self.slim() else { panic!("{self:?} keeps the byte rules") };
        rebuild(&slim, &place).map(|rebuilt| rebuilt.bytes)
    }

    /// Start-op and sequence after rebuilding; all else is as it was.
    fn corrected(&self) -> (u64, u64) {
        let bytes = self.rebuilt().expect("can be rebuilt");
        assert_ne!(bytes, self.raw);
        let again = only_chunk(&bytes);
        assert_eq!((again.deps, again.actor, again.others), (1, self.actor, self.others.clone()));
        assert_eq!((again.time, again.message), (self.time, self.message));
        assert_eq!((again.columns, again.extra.len()), (self.columns, 0));
        (again.start_op, again.seq)
    }
}

const ALL: [(&str, &[u8]); 18] = [
    ("author-on-seq2", file!("author-on-seq2")),
    ("future-pred", file!("future-pred")),
    ("huge-actor-id", file!("huge-actor-id")),
    ("insert-after-missing-elem", file!("insert-after-missing-elem")),
    ("low-start-op", file!("low-start-op")),
    ("map-key-in-list", file!("map-key-in-list")),
    ("missing-actor", file!("missing-actor")),
    ("missing-object", file!("missing-object")),
    ("nest-400", file!("nest-400")),
    ("reused-opid", file!("reused-opid")),
    ("rle-bomb-change-10M", file!("rle-bomb-change-10M")),
    ("rle-bomb-change-1M", file!("rle-bomb-change-1M")),
    ("self-pred", file!("self-pred")),
    ("seq-gap", file!("seq-gap")),
    ("seq-key-in-map", file!("seq-key-in-map")),
    ("start-op-u32max-2ops", file!("start-op-u32max-2ops")),
    ("start-op-u32max", file!("start-op-u32max")),
    ("timestamp-i64min", file!("timestamp-i64min")),
];

#[test]
fn no_whole_chunk_is_an_entry() {
    for (name, bytes) in ALL {
        // A chunk begins with 0x85: of a kind that nobody knows, never parsed further.
        assert_eq!(Entry::parse(bytes), Ok(Entry::Unknown { kind: 0x85 }), "{name}");
        let behind_the_kind = [&[SLIM_KIND], bytes].concat();
        assert!(Entry::parse(&behind_the_kind).is_err(), "{name}");
    }
}

#[test]
fn a_start_op_too_low_or_too_high_is_put_right() {
    for (bytes, claimed) in [
        (file!("low-start-op"), 1),
        (file!("start-op-u32max"), u64::from(u32::MAX)),
        (file!("start-op-u32max-2ops"), u64::from(u32::MAX)),
    ] {
        assert_eq!(only_chunk(bytes).start_op, claimed);
        assert_eq!(only_chunk(bytes).corrected(), (692, 1));
    }
}

#[test]
fn an_operation_id_is_never_used_twice() {
    let reused = only_chunk(file!("reused-opid"));
    assert_eq!((reused.start_op, reused.seq, reused.actor), (1, 32, HONEST.0.as_slice()));
    assert_eq!(reused.corrected(), (692, 1));
}

#[test]
fn a_sequence_has_no_gap() {
    let gap = only_chunk(file!("seq-gap"));
    assert_eq!(gap.seq, 5);
    assert_eq!(gap.corrected(), (692, 1));
}

#[test]
fn an_unknown_actor_is_a_page_rule() {
    let missing = only_chunk(file!("missing-actor"));
    assert_eq!(missing.rebuilt(), Err(PageRule::UnknownActor(Actor([0x77; 16]))));
}

#[test]
fn a_time_at_the_minimum_cannot_be_said() {
    let minimum = only_chunk(file!("timestamp-i64min"));
    assert_eq!(minimum.time, i64::MIN);
    assert_eq!(minimum.slim(), Err(ByteRule::Time));
    let own = Slim::from_change(minimum.raw, |_| Some(DepOf::Base));
    assert_eq!(own, Err(NotSlim::Rule(ByteRule::Time)));
}

#[test]
fn run_length_bombs_are_refused_by_their_count() {
    for bytes in [file!("rle-bomb-change-1M"), file!("rle-bomb-change-10M")] {
        assert_eq!(only_chunk(bytes).slim(), Err(ByteRule::Operations));
    }
}

#[test]
fn an_author_on_a_second_change_cannot_be_said() {
    let mut reader = Reader::new(file!("author-on-seq2"));
    let first = chunk(&mut reader).expect("a chunk");
    let second = chunk(&mut reader).expect("a chunk");
    assert!(reader.is_empty());
    assert_eq!(first.rebuilt().as_deref(), Ok(first.raw));
    assert!(second.extra.ends_with(b"bob"));
    let with_author = [&second.entry(), second.extra].concat();
    assert_eq!(Entry::parse(&with_author), Err(ByteRule::Trailing));
    let own = Slim::from_change(second.raw, |_| Some(DepOf::Own));
    assert_eq!(own, Err(NotSlim::Author));
    assert_eq!(second.corrected(), (692, 1));
}

#[test]
fn a_huge_actor_cannot_be_said() {
    let change = Change::from_bytes(file!("huge-actor-id").to_vec()).expect("inflates");
    let huge = only_chunk(change.raw_bytes());
    assert_eq!((huge.actor.len(), huge.others.len()), (8 << 20, 0));
    let own = Slim::from_change(huge.raw, |_| Some(DepOf::Base));
    assert_eq!(own, Err(NotSlim::Form));
    // An entry names no writer: in the log of an honest actor it is an honest change.
    let renamed = Chunk { actor: &WRITER.0, ..huge };
    assert_eq!(renamed.corrected(), (692, 1));
}

/// Wrong only in what the columns mean: rebuilt as they were, for the rules on applying to judge.
#[test]
fn what_only_automerge_can_judge_is_left_to_it() {
    for (name, bytes) in [
        ("future-pred", file!("future-pred")),
        ("insert-after-missing-elem", file!("insert-after-missing-elem")),
        ("map-key-in-list", file!("map-key-in-list")),
        ("missing-object", file!("missing-object")),
        ("self-pred", file!("self-pred")),
        ("seq-key-in-map", file!("seq-key-in-map")),
    ] {
        let wrong = only_chunk(bytes);
        assert_eq!(wrong.actor, WRITER.0, "{name}");
        assert_eq!(wrong.rebuilt().as_deref(), Ok(wrong.raw), "{name}");
    }
    let change = Change::from_bytes(file!("nest-400").to_vec()).expect("inflates");
    let nested = only_chunk(change.raw_bytes());
    assert_eq!(nested.slim().map(|slim| slim.operations), Ok(400));
}
