//! Honest entries with bytes of their columns changed.

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
            tx.put(&item, "tally", ScalarValue::counter(3))?;
            tx.increment(&item, "tally", 4)?;
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
