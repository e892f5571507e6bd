//! What a page costs, printed: `cargo test --release -p kring-model figures -- --ignored --nocapture`.

use std::time::Instant;

use super::*;

#[expect(clippy::disallowed_methods, reason = "it measures")]
fn timed<R>(name: &str, work: impl FnOnce() -> R) -> R {
    let start = Instant::now();
    let result = work();
    println!("{name}: {:?}", start.elapsed());
    result
}

/// Three laptops that take turns of seven edits: typing, or items with two values.
fn written(edits: usize, items: bool) -> [Laptop; 3] {
    let mut laptops = [Laptop::new(1), Laptop::new(2), Laptop::new(3)];
    for at in 0..edits {
        let who = (at / 7) % 3;
        if at % 7 == 0 {
            let all: Vec<_> = laptops.iter().map(|one| (one.log, one.entries.clone())).collect();
            catch_up(&mut laptops[who].page, &all);
        }
        if items {
            let more = more(&laptops[who].page);
            laptops[who].write(|tx| {
                let item = tx.put_object(&more, format!("{at}"), automerge::ObjType::Map)?;
                tx.put(&item, "by", "iemand")?;
                tx.put(&item, "date", "vandaag")
            });
        } else {
            let length = laptops[who].page.doc().length(text_of(&laptops[who].page));
            let surplus = length.saturating_sub(1500).min(5);
            laptops[who].type_at(length.min(1500), surplus as isize, "woord");
        }
    }
    laptops
}

fn catch_up(page: &mut Page, all: &[(LogOfMine, Vec<HeldEntry>)]) {
    let arrived: Vec<_> = all
        .iter()
        .map(|(log, entries)| {
            let after = page.held(&log.opening.id());
            let entries = &entries[after as usize..];
            Arrived { opening: log.opening, person: log.person, after, entries }
        })
        .collect();
    page.append(&arrived).unwrap();
}

#[test]
#[ignore = "prints figures"]
fn figures() {
    for (edits, items) in [(400, false), (400, true), (5_000, false), (20_000, true)] {
        println!("--- {edits} edits, {}", if items { "items" } else { "typing" });
        let held: Vec<_> = written(edits, items).iter().map(Laptop::held).collect();
        let none = BTreeSet::new();
        let make = |scrutiny| Page::materialise(about(PageKind::Note), &held, scrutiny, &none);
        let mut page = timed("materialise", || make(Scrutiny::Apply)).unwrap();
        timed("materialise, whole", || make(Scrutiny::Whole)).unwrap();
        timed("check", || page.check()).unwrap();
        timed("digest", || page.digest()).unwrap();
        let bytes = timed("snapshot", || page.snapshot()).unwrap();
        println!("snapshot: {} bytes", bytes.len());
        timed("open", || Page::from_snapshot(about(PageKind::Note), &bytes)).unwrap();
        let mut other = Laptop::new(9);
        other.page = page.clone();
        timed("edit", || other.type_at(0, 0, "hoi"));
        timed("append", || page.append(&[other.arrived(0)])).unwrap();
        timed("history", || page.history().len());
        timed("merged", || crate::text::merged(page.doc(), &text_of(&page)).len());
    }
}
