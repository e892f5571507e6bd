//! Each byte rule refuses, and no bytes make the parser panic or take more than they are worth.

use proptest::prelude::*;

use super::super::bytes::{write_bytes, write_number, write_signed};
use super::super::*;

/// The parts of an entry, to be written with one of them spoiled.
#[derive(Clone)]
struct Parts {
    column_actors: Vec<[u8; 16]>,
    dep_actors: Vec<[u8; 16]>,
    deps: Vec<(u64, u64)>,
    time: u64,
    message: Vec<u8>,
    columns: Vec<(u64, Vec<u8>)>,
}

/// One operation: `put` of `1` at the key `x`.
fn good() -> Parts {
    Parts {
        column_actors: vec![[1; 16], [3; 16]],
        dep_actors: vec![[2; 16]],
        deps: vec![(0, 5), (2, 1)],
        time: 17,
        message: b"hoi".to_vec(),
        columns: vec![
            (0x15, vec![0x7f, 1, b'x']),
            (0x34, vec![1]),
            (0x42, vec![0x7f, 1]),
            (0x56, vec![0x7f, 0x14]),
            (0x57, vec![1]),
            (0x70, vec![0x7f, 0]),
        ],
    }
}

impl Parts {
    fn bytes(&self) -> Vec<u8> {
        let mut out = vec![SLIM_KIND];
        for list in [&self.column_actors, &self.dep_actors] {
            write_number(&mut out, list.len() as u64);
            list.iter().for_each(|actor| out.extend_from_slice(actor));
        }
        write_number(&mut out, self.deps.len() as u64);
        for (index, n) in &self.deps {
            write_number(&mut out, *index);
            write_number(&mut out, *n);
            out.extend_from_slice(&[9; 16]);
        }
        write_number(&mut out, self.time);
        write_bytes(&mut out, &self.message);
        write_number(&mut out, self.columns.len() as u64);
        for (spec, data) in &self.columns {
            write_number(&mut out, *spec);
            write_number(&mut out, data.len() as u64);
        }
        self.columns.iter().for_each(|(_, data)| out.extend_from_slice(data));
        out
    }

    fn column(mut self, spec: u64, data: &[u8]) -> Self {
        self.columns.retain(|(other, _)| *other != spec);
        self.columns.push((spec, data.to_vec()));
        self.columns.sort();
        self
    }
}

fn refused(change: impl FnOnce(&mut Parts)) -> Option<ByteRule> {
    let mut parts = good();
    change(&mut parts);
    Entry::parse(&parts.bytes()).err()
}

fn column(spec: u64, data: &[u8]) -> Option<ByteRule> {
    Entry::parse(&good().column(spec, data).bytes()).err()
}

/// A run of `count` values, the value being `value`.
fn run(count: i64, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    write_signed(&mut out, count);
    out.extend_from_slice(value);
    out
}

#[test]
fn a_good_entry_is_read_and_written_alike() {
    let bytes = good().bytes();
    let Ok(Entry::Slim(slim)) = Entry::parse(&bytes) else { panic!("good") };
    assert_eq!(slim.operations, 1);
    assert_eq!(slim.deps.len(), 2);
    assert_eq!(slim.dep_actors(), [crate::Actor([2; 16])]);
    assert_eq!(slim.message.as_deref(), Some("hoi"));
    assert_eq!(slim.encode(), bytes);
}

#[test]
fn an_unknown_kind_rests_whatever_follows() {
    assert_eq!(Entry::parse(&[1]), Ok(Entry::Unknown { kind: 1 }));
    assert_eq!(Entry::parse(&[255, 1, 2, 3]), Ok(Entry::Unknown { kind: 255 }));
    assert_eq!(Entry::parse(&vec![1; ENTRY_CAP]), Ok(Entry::Unknown { kind: 1 }));
    assert_eq!(Entry::parse(&vec![1; ENTRY_CAP + 1]), Err(ByteRule::TooLong));
    assert_eq!(Entry::parse(&[]), Err(ByteRule::Truncated));
}

#[test]
fn lists_are_sorted_and_fit_each_other() {
    assert_eq!(refused(|_| {}), None);
    assert_eq!(refused(|parts| parts.column_actors.reverse()), Some(ByteRule::Order));
    assert_eq!(refused(|parts| parts.column_actors[1] = [1; 16]), Some(ByteRule::Order));
    assert_eq!(refused(|parts| parts.dep_actors[0] = [3; 16]), Some(ByteRule::Order));
    assert_eq!(refused(|parts| parts.deps.reverse()), Some(ByteRule::Order));
    assert_eq!(refused(|parts| parts.deps[1] = (0, 5)), Some(ByteRule::Order));
    assert_eq!(refused(|parts| parts.deps[1] = (0, 6)), Some(ByteRule::Dependency));
    assert_eq!(refused(|parts| parts.deps[1] = (3, 1)), Some(ByteRule::Dependency));
    assert_eq!(refused(|parts| parts.deps[0] = (0, 0)), Some(ByteRule::Dependency));
    assert_eq!(refused(|parts| parts.deps.push((3, 1))), Some(ByteRule::Dependency));
}

#[test]
fn numbers_of_things_are_capped() {
    let actors = |count: u64| {
        let actor = |index: u64| {
            let mut actor = [0; 16];
            actor[..8].copy_from_slice(&index.to_be_bytes());
            actor
        };
        (0..count).map(actor).collect::<Vec<_>>()
    };
    let cap = NAMED_CAP as u64;
    let lone = |parts: &mut Parts, count| {
        parts.column_actors = actors(count);
        parts.dep_actors.clear();
        parts.deps.clear();
    };
    assert_eq!(refused(|parts| lone(parts, cap)), None);
    assert_eq!(refused(|parts| lone(parts, cap + 1)), Some(ByteRule::TooManyNamed));
    let both = |parts: &mut Parts| parts.column_actors = actors(cap);
    assert_eq!(refused(both), Some(ByteRule::TooManyNamed));
    let deps = |parts: &mut Parts, count| {
        parts.dep_actors.clear();
        parts.deps = (1..=count).map(|n| (0, n)).collect();
    };
    assert_eq!(refused(|parts| deps(parts, cap)), None);
    assert_eq!(refused(|parts| deps(parts, cap + 1)), Some(ByteRule::TooManyNamed));
    let columns = |parts: &mut Parts, count| {
        parts.columns.truncate(5);
        parts.columns.extend((5..count).map(|id| (((100 + id) << 4) | 7, vec![])));
    };
    assert_eq!(refused(|parts| columns(parts, 32)), None);
    assert_eq!(refused(|parts| columns(parts, 33)), Some(ByteRule::TooManyColumns));
}

#[test]
fn lengths_that_lie_take_no_memory() {
    for prefix in [vec![0], vec![0, 0], vec![0, 0, 0]] {
        let mut bytes = prefix.clone();
        write_number(&mut bytes, NAMED_CAP as u64);
        assert_eq!(Entry::parse(&bytes), Err(ByteRule::Truncated));
        let mut bytes = prefix;
        write_number(&mut bytes, u64::MAX);
        assert_eq!(Entry::parse(&bytes), Err(ByteRule::TooManyNamed));
    }
    let mut bytes = good().bytes();
    bytes.push(0);
    assert_eq!(Entry::parse(&bytes), Err(ByteRule::Trailing));
    for length in 1..bytes.len() - 1 {
        assert!(Entry::parse(&bytes[..length]).is_err(), "cut at {length}");
    }
}

#[test]
fn time_and_message_are_bounded() {
    assert_eq!(refused(|parts| parts.time = (1 << 43) - 1), None);
    assert_eq!(refused(|parts| parts.time = 1 << 43), Some(ByteRule::Time));
    assert_eq!(refused(|parts| parts.time = 1 << 63), Some(ByteRule::Time));
    assert_eq!(refused(|parts| parts.message = vec![b'x'; MESSAGE_CAP]), None);
    let long = refused(|parts| parts.message = vec![b'x'; MESSAGE_CAP + 1]);
    assert_eq!(long, Some(ByteRule::Message));
    assert_eq!(refused(|parts| parts.message = vec![0xff]), Some(ByteRule::Message));
}

#[test]
fn columns_are_in_order_and_plain() {
    assert_eq!(refused(|parts| parts.columns.reverse()), Some(ByteRule::Order));
    assert_eq!(refused(|parts| parts.columns[1].0 = 0x15), Some(ByteRule::Order));
    assert_eq!(refused(|parts| parts.columns[0].0 = 0x1d), Some(ByteRule::Compressed));
    assert_eq!(refused(|parts| parts.columns[5].0 = 1 << 32), Some(ByteRule::Number));
    assert_eq!(refused(|parts| drop(parts.columns.remove(2))), Some(ByteRule::Operations));
    assert_eq!(refused(|parts| parts.columns.clear()), Some(ByteRule::Operations));
}

#[test]
fn operations_are_counted_without_expanding_them() {
    let actions = |data: &[u8]| {
        let mut parts = good();
        parts.columns = vec![(0x42, data.to_vec())];
        Entry::parse(&parts.bytes()).map(|entry| match entry {
            Entry::Slim(slim) => slim.operations,
            Entry::Unknown { .. } => 0,
        })
    };
    assert_eq!(actions(&run(10_000, &[1])), Ok(10_000));
    assert_eq!(actions(&[run(9_998, &[1]), run(-2, &[2, 3])].concat()), Ok(10_000));
    assert_eq!(actions(&[run(9_999, &[1]), run(-2, &[2, 3])].concat()), Err(ByteRule::Operations));
    assert_eq!(actions(&run(10_001, &[1])), Err(ByteRule::Operations));
    assert_eq!(actions(&run(i64::MAX, &[1]).repeat(3)), Err(ByteRule::Operations));
    assert_eq!(actions(&run(i64::MIN, &[1])), Err(ByteRule::Truncated));
    assert_eq!(actions(&[0, 1]), Err(ByteRule::Runs));
    assert_eq!(actions(&[0, 0]), Err(ByteRule::Runs));
    assert_eq!(actions(&[1, 0x80, 0]), Err(ByteRule::Number));
    assert_eq!(actions(&[]), Err(ByteRule::Operations));
}

#[test]
fn no_column_has_more_values_than_operations() {
    for (spec, value) in [(0x01, 1), (0x02, 1), (0x11, 1), (0x13, 1), (0x56, 0x14), (0xa5, 0)] {
        assert_eq!(column(spec, &run(1, &[value])), None, "{spec:x}");
        assert_eq!(column(spec, &run(2, &[value])), Some(ByteRule::Runs), "{spec:x}");
        assert_eq!(column(spec, &run(-2, &[value; 2])), Some(ByteRule::Runs), "{spec:x}");
        assert_eq!(column(spec, &run(i64::MAX, &[value])), Some(ByteRule::Runs), "{spec:x}");
        assert_eq!(column(spec, &[0, 2]), Some(ByteRule::Runs), "{spec:x}");
    }
    assert_eq!(column(0x94, &[0, 1]), None);
    assert_eq!(column(0x94, &[1, 1]), Some(ByteRule::Runs));
    assert_eq!(column(0x94, &[1, 0]), Some(ByteRule::Runs));
    assert_eq!(column(0x15, &[0x7f, 2, b'x']), Some(ByteRule::Truncated));
}

#[test]
fn a_group_says_how_many_members_it_has() {
    let with = |sizes: &[u8], actors: &[u8], counters: &[u8]| {
        let parts = good().column(0x70, sizes).column(0x71, actors).column(0x73, counters);
        Entry::parse(&parts.bytes()).err()
    };
    assert_eq!(with(&run(1, &[3]), &run(3, &[0]), &run(3, &[1])), None);
    assert_eq!(with(&run(1, &[3]), &run(4, &[0]), &run(3, &[1])), Some(ByteRule::Runs));
    assert_eq!(with(&run(1, &[3]), &run(3, &[0]), &run(4, &[1])), Some(ByteRule::Runs));
    assert_eq!(with(&run(2, &[3]), &run(3, &[0]), &run(3, &[1])), Some(ByteRule::Runs));
    let many = |members: u64| {
        let mut sizes = vec![1];
        write_number(&mut sizes, members);
        let members = members.cast_signed();
        with(&sizes, &run(members, &[0]), &run(members, &[0]))
    };
    assert_eq!(many(PREDECESSORS_CAP), None);
    assert_eq!(many(PREDECESSORS_CAP + 1), Some(ByteRule::Predecessors));
    assert_eq!(many(i64::MAX.cast_unsigned()), Some(ByteRule::Predecessors));
}

#[test]
fn one_long_key_does_not_stand_for_thousands() {
    let keys = |length: usize| {
        let mut key = Vec::new();
        write_bytes(&mut key, &vec![b'x'; length]);
        let mut parts = good();
        parts.columns = vec![(0x15, run(10_000, &key)), (0x42, run(10_000, &[1]))];
        Entry::parse(&parts.bytes()).err()
    };
    assert_eq!(keys(419), None);
    assert_eq!(keys(420), Some(ByteRule::ExpandedText));
    assert_eq!(keys(1_000_000), Some(ByteRule::ExpandedText));
}

/// What memory an entry holds besides itself, in bytes.
fn held(slim: &Slim) -> usize {
    let named = slim.column_actors.capacity() * size_of::<crate::Actor>();
    let deps = slim.deps.capacity() * size_of::<Dep>();
    named + deps + slim.columns.capacity() + slim.message.as_ref().map_or(0, String::capacity)
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(Entry::Slim(slim)) = Entry::parse(bytes) {
        prop_assert!(held(&slim) <= 3 * bytes.len());
        prop_assert!((1..=OPERATIONS_CAP).contains(&slim.operations));
        prop_assert_eq!(slim.encode(), bytes);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn random_bytes_do_no_harm(mut bytes in prop::collection::vec(any::<u8>(), 0..400), slim: bool) {
        if let (true, Some(kind)) = (slim, bytes.first_mut()) {
            *kind = SLIM_KIND;
        }
        check(&bytes)?;
    }

    #[test]
    fn mutated_bytes_do_no_harm(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = good().bytes();
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        check(&bytes)?;
    }

    #[test]
    fn random_columns_do_no_harm(data in prop::collection::vec(
        (0_u64..256, prop::collection::vec(any::<u8>(), 0..12)), 0..14,
    )) {
        let mut parts = good();
        for (spec, data) in data {
            parts = parts.column(spec & !8, &data);
        }
        check(&parts.bytes())?;
    }
}
