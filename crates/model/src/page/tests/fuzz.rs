//! Honest entries with bytes of their columns changed, and operations that a grammar makes up.

use automerge::ObjType;
use automerge::legacy::{ElementId, MarkData};
use kring_trust::entry::Entry;
use proptest::prelude::*;

use super::forged::Circle;
use super::*;

/// Entries of many shapes, made honestly by Mallory.
fn shapes(circle: &Circle, shape: usize) -> Slim {
    let mut mallory = Laptop::new(3);
    mallory.page = circle.mallory.page.clone();
    mallory.entries = circle.mallory.entries.clone();
    let (text, more) = (text_of(&mallory.page), more(&mallory.page));
    let item = mallory.page.doc().get(&more, "item").unwrap().unwrap().1;
    let list = mallory.page.doc().get(&item, "list").unwrap().unwrap().1;
    mallory.write(|tx| match shape {
        0 => tx.splice_text(&text, 3, 4, "een ander woord"),
        1 => tx.put(&more, "kleur", "paars"),
        2 => {
            let made = tx.put_object(&more, "nog een", automerge::ObjType::Map)?;
            let body = tx.put_object(&made, "text", automerge::ObjType::Text)?;
            tx.put(&made, "by", "Mallory")?;
            tx.splice_text(&body, 0, 0, "tekst")
        }
        3 => {
            tx.insert(&list, 1, 7)?;
            tx.insert_object(&list, 0, automerge::ObjType::Map)?;
            tx.delete(&list, 1)
        }
        4 => {
            tx.put(&item, "tally", 3.5)?;
            tx.put(&item, "bytes", vec![1, 2, 3])?;
            tx.delete(&item, "by")
        }
        _ => {
            tx.splice_text(&text, 0, 2, "")?;
            tx.splice_text(&text, 4, 1, "xyz")?;
            tx.put(&more, "kleur", 3)
        }
    });
    match Entry::parse(&mallory.entries.last().unwrap().bytes) {
        Ok(Entry::Slim(slim)) => slim,
        other => panic!("{other:?}"),
    }
}

/// An operation that names others by chance; mostly ones that exist.
#[derive(Clone, Debug)]
struct Wild {
    /// One of those that exist, or a chance number.
    object: Result<usize, (usize, u64)>,
    key: Result<u8, (usize, u64)>,
    action: usize,
    preds: Vec<(usize, u64)>,
    insert: bool,
}

fn wild() -> impl Strategy<Value = Wild> {
    let id = || (0..5_usize, 0..48_u64);
    let key = prop_oneof![(0..3_u8).prop_map(Ok), id().prop_map(Err)];
    let object = prop_oneof![9 => (0..7_usize).prop_map(Ok), 1 => id().prop_map(Err)];
    (object, key, 0..9_usize, prop::collection::vec(id(), 0..3), any::<bool>()).prop_map(
        |(object, key, action, preds, insert)| Wild { object, key, action, preds, insert },
    )
}

/// Maps first, then what is in a row.
fn objects(circle: &Circle) -> [ObjId; 7] {
    let page = &circle.mallory.page;
    let at = |object: &ObjId, key: &str| page.doc().get(object, key).unwrap().unwrap().1;
    let (own, more) = (at(&ROOT, "self"), more(page));
    let item = at(&more, "item");
    let (text, list) = (at(&own, "text"), at(&item, "list"));
    [ROOT, more, item, own, text.clone(), list, text]
}

impl Wild {
    fn op(&self, circle: &Circle) -> Op {
        let id = |(who, counter): &(usize, u64)| {
            let base = ActorId::from(first_change::actor(PageKind::Note));
            let laptop = |laptop: &Laptop| laptop.actor();
            let (noor, wim) = (laptop(&circle.noor), laptop(&circle.wim));
            let mallory = laptop(&circle.mallory);
            OpId(*counter, [base, noor, wim, mallory.clone(), mallory][*who].clone())
        };
        let (object, sequence) = match &self.object {
            Ok(at) => (object(&objects(circle)[*at]), *at > 3),
            Err(other) => (ObjectId::Id(id(other)), self.key.is_err()),
        };
        let key = match &self.key {
            Err((_, 0)) if sequence => Key::Seq(ElementId::Head),
            Err(other) if sequence => Key::Seq(ElementId::Id(id(other))),
            Ok(_) if sequence => Key::Seq(ElementId::Head),
            key => {
                let at = key.as_ref().map_or(0, |key| usize::from(*key));
                Key::Map(["kleur", "by", "nieuw"][at].into())
            }
        };
        let mark = MarkData { name: "dik".into(), value: ScalarValue::Boolean(true), expand: true };
        let action = match self.action {
            0 => OpType::Make(ObjType::Map),
            1 => OpType::Make(ObjType::List),
            2 => OpType::Make(ObjType::Text),
            3 => OpType::Delete,
            4 => OpType::Increment(1),
            5 => OpType::Put(ScalarValue::counter(1)),
            6 => OpType::MarkBegin(mark),
            7 => OpType::MarkEnd(false),
            _ => OpType::Put(ScalarValue::Str("x".into())),
        };
        let pred = self.preds.iter().map(id).collect();
        Op { action, obj: object, key, pred, insert: self.insert }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 500, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn wild_operations_harm_nobody(wild in prop::collection::vec(wild(), 1..6)) {
        let mut circle = Circle::new();
        let operations = wild.iter().map(|wild| wild.op(&circle)).collect();
        let slim = circle.mallory.slim(operations);
        circle.mallory.forge(&slim);
        circle.live_through();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..ProptestConfig::with_cases(120) })]

    #[test]
    fn mutated_entries_harm_nobody(
        shape in 0..6_usize,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut circle = Circle::new();
        let mut slim = shapes(&circle, shape);
        for (at, byte) in &flips {
            let at = at.index(slim.columns.len());
            slim.columns[at] = *byte;
        }
        if let Ok(Entry::Slim(_)) = Entry::parse(&slim.encode()) {
            circle.mallory.forge(&slim);
            circle.live_through();
        }
    }
}
