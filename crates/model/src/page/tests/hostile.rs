//! The hostile changes that were found by hand: as they are they get in by no path, and re-made as
//! slim entries of an honestly signed log they harm nobody.

use kring_trust::entry::Entry;

use super::forged::Circle;
use super::*;

const FILES: [(&str, &[u8]); 18] = [
    ("author-on-seq2", include_bytes!("../../../tests/hostile/author-on-seq2.bin")),
    ("future-pred", include_bytes!("../../../tests/hostile/future-pred.bin")),
    ("huge-actor-id", include_bytes!("../../../tests/hostile/huge-actor-id.bin")),
    (
        "insert-after-missing-elem",
        include_bytes!("../../../tests/hostile/insert-after-missing-elem.bin"),
    ),
    ("low-start-op", include_bytes!("../../../tests/hostile/low-start-op.bin")),
    ("map-key-in-list", include_bytes!("../../../tests/hostile/map-key-in-list.bin")),
    ("missing-actor", include_bytes!("../../../tests/hostile/missing-actor.bin")),
    ("missing-object", include_bytes!("../../../tests/hostile/missing-object.bin")),
    ("nest-400", include_bytes!("../../../tests/hostile/nest-400.bin")),
    ("reused-opid", include_bytes!("../../../tests/hostile/reused-opid.bin")),
    ("rle-bomb-change-10M", include_bytes!("../../../tests/hostile/rle-bomb-change-10M.bin")),
    ("rle-bomb-change-1M", include_bytes!("../../../tests/hostile/rle-bomb-change-1M.bin")),
    ("self-pred", include_bytes!("../../../tests/hostile/self-pred.bin")),
    ("seq-gap", include_bytes!("../../../tests/hostile/seq-gap.bin")),
    ("seq-key-in-map", include_bytes!("../../../tests/hostile/seq-key-in-map.bin")),
    ("start-op-u32max-2ops", include_bytes!("../../../tests/hostile/start-op-u32max-2ops.bin")),
    ("start-op-u32max", include_bytes!("../../../tests/hostile/start-op-u32max.bin")),
    ("timestamp-i64min", include_bytes!("../../../tests/hostile/timestamp-i64min.bin")),
];

/// What of a change chunk an entry can carry.
struct Chunk {
    other_actors: usize,
    time: i64,
    columns: Vec<u8>,
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    fn number(&mut self) -> u64 {
        let (mut value, mut shift) = (0_u64, 0);
        loop {
            let byte = self.take(1)[0];
            value |= u64::from(byte & 0x7f).wrapping_shl(shift);
            shift += 7;
            if byte < 0x80 {
                return value;
            }
        }
    }

    fn bytes(&mut self) -> &'a [u8] {
        let length = self.number() as usize;
        self.take(length)
    }
}

fn chunk(raw: &[u8]) -> Chunk {
    const COMPRESSED: u8 = 2;
    let inflated = || Change::from_bytes(raw.to_vec()).unwrap().raw_bytes().to_vec();
    let raw = if raw[8] == COMPRESSED { inflated() } else { raw.to_vec() };
    let mut reader = Reader(&raw);
    reader.take(9);
    let body = reader.bytes();
    let mut reader = Reader(body);
    let deps = reader.number() as usize;
    reader.take(32 * deps);
    reader.bytes();
    reader.number();
    reader.number();
    let time = reader.number() as i64;
    reader.bytes();
    let other_actors = reader.number() as usize;
    for _ in 0..other_actors {
        reader.bytes();
    }
    Chunk { other_actors, time, columns: reader.0.to_vec() }
}

/// The entry with the chunk's columns, naming actors that the page knows.
fn slim(circle: &Circle, chunk: &Chunk, strangers: bool) -> Slim {
    let mut known: Vec<Actor> = [&circle.noor, &circle.wim].map(|laptop| laptop.id().into()).into();
    known.push(Actor(first_change::actor(PageKind::Note)));
    if strangers {
        known = (0..4).map(|name| Actor([name; 16])).collect();
    }
    known.sort_unstable();
    known.truncate(chunk.other_actors);
    let honest = circle.mallory.slim(vec![put(&more(&circle.mallory.page), "x", "y")]);
    let mut slim =
        Slim { column_actors: known, columns: chunk.columns.clone(), time: chunk.time, ..honest };
    let named = slim.column_actors.clone();
    slim.deps.sort_unstable_by_key(|dep| (named.binary_search(&dep.actor).is_err(), *dep));
    slim
}

#[test]
fn whole_chunks_are_no_entries() {
    for (name, raw) in FILES {
        assert!(!matches!(Entry::parse(raw), Ok(Entry::Slim(_))), "{name}");
    }
}

#[test]
fn re_made_as_entries_they_harm_nobody() {
    let mut through = Vec::new();
    for (name, raw) in FILES {
        for strangers in [false, true] {
            for clamp in [false, true] {
                let mut circle = Circle::new();
                let mut chunk = chunk(raw);
                if clamp {
                    chunk.time = TIME;
                }
                let slim = slim(&circle, &chunk, strangers);
                let parsed = Entry::parse(&slim.encode());
                circle.mallory.forge(&slim);
                match parsed {
                    Ok(_) => through.push((name, circle.live_through())),
                    Err(_) => refused_by_bytes(circle, name),
                }
            }
        }
    }
    // Those whose lie the slim form cannot express are plain edits; the others are set aside.
    let set_aside = through.iter().filter(|(_, fault)| fault.is_some()).count();
    assert!(set_aside > 10, "{through:?}");
    let nested = through.iter().filter(|(name, _)| *name == "nest-400");
    nested.for_each(|(_, fault)| assert!(fault.is_some(), "{fault:?}"));
}

/// A byte rule: that log ends there for everyone, and nothing else happens.
fn refused_by_bytes(mut circle: Circle, name: &str) {
    let logs = circle.logs();
    let refused = circle.mallory.entries.len() as u64;
    assert!(circle.noor.page.append(&[circle.mallory.arrived(0)]).is_err(), "{name}");
    circle.noor.page = materialise(PageKind::Note, &logs);
    let resting = circle.noor.page.resting();
    assert_eq!((resting.len(), resting[0].n), (1, refused), "{name}");
    assert!(matches!(resting[0].why, Why::ByteRule(_)), "{name}: {resting:?}");
    let again = circle.mallory.entries.last().unwrap().clone();
    circle.mallory.entries.push(again);
    let done = circle.noor.page.append(&[circle.mallory.arrived(refused as usize)]).unwrap();
    assert_eq!((done.applied, done.rest), (0, 1), "{name}");
    circle.noor.type_at(0, 0, "Verder. ");
    assert_eq!(circle.noor.page.check(), Ok(()), "{name}");
}
