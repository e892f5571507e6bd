//! Random honest groups: whoever got what in whichever order, the same entries are the same page.

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Act {
    Type {
        who: usize,
        at: usize,
        delete: usize,
        text: String,
    },
    Put {
        who: usize,
        key: u8,
        value: u8,
    },
    Item {
        who: usize,
    },
    /// One takes all that another wrote and holds the logs of.
    Take {
        who: usize,
        from: usize,
    },
    /// Closes the page and opens it from a snapshot.
    Reopen {
        who: usize,
    },
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0..3_usize;
    prop_oneof![
        4 => (who.clone(), any::<usize>(), 0..6_usize, "[a-zé👍 .]{0,12}")
            .prop_map(|(who, at, delete, text)| Act::Type { who, at, delete, text }),
        2 => (who.clone(), 0..4_u8, 0..3_u8).prop_map(|(who, key, value)| Act::Put { who, key, value }),
        1 => who.clone().prop_map(|who| Act::Item { who }),
        4 => (who.clone(), who.clone()).prop_map(|(who, from)| Act::Take { who, from }),
        1 => who.prop_map(|who| Act::Reopen { who }),
    ]
}

/// What each laptop has stored: how many entries of each log.
type Stored = [[usize; 3]; 3];

fn logs_of(laptops: &[Laptop], stored: &[usize; 3]) -> Vec<HeldLog> {
    let log = |(laptop, n): (&Laptop, &usize)| held(&laptop.log, &laptop.entries[..*n]);
    laptops.iter().zip(stored).filter(|(_, n)| **n > 0).map(log).collect()
}

fn run(laptops: &mut [Laptop], stored: &mut Stored, act: &Act) {
    match act {
        Act::Type { who, at, delete, text } => {
            let length = laptops[*who].page.doc().length(text_of(&laptops[*who].page));
            let at = at % (length + 1);
            let delete = (*delete).min(length - at);
            laptops[*who].type_at(at, delete as isize, text);
        }
        Act::Put { who, key, value } => laptops[*who].put(&key.to_string(), &value.to_string()),
        Act::Item { who } => {
            let more = more(&laptops[*who].page);
            let key = format!("{who} {}", laptops[*who].entries.len());
            laptops[*who].write(|tx| {
                let item = tx.put_object(&more, &key, automerge::ObjType::Map)?;
                tx.put(&item, "by", "iemand")
            });
        }
        Act::Take { who, from } => {
            let wanted = stored[*from];
            let before = stored[*who];
            let arrived: Vec<Arrived<'_>> = (0..3)
                .filter(|log| wanted[*log] > before[*log])
                .map(|log| Arrived {
                    opening: laptops[log].log.opening,
                    person: laptops[log].log.person,
                    after: before[log] as u64,
                    entries: &laptops[log].entries[before[log]..wanted[log]],
                })
                .collect();
            let mut page = laptops[*who].page.clone();
            // What another holds is whole: it always follows on.
            page.append(&arrived).unwrap();
            laptops[*who].page = page;
            for (mine, theirs) in stored[*who].iter_mut().zip(wanted) {
                *mine = theirs.max(*mine);
            }
        }
        Act::Reopen { who } => {
            let bytes = laptops[*who].page.snapshot().unwrap();
            laptops[*who].page = Page::from_snapshot(about(PageKind::Note), &bytes).unwrap();
        }
    }
    for (who, laptop) in laptops.iter().enumerate() {
        stored[who][who] = laptop.entries.len();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_same_entries_are_the_same_page(acts in prop::collection::vec(act(), 1..60)) {
        let mut laptops = [Laptop::new(1), Laptop::new(2), Laptop::new(3)];
        let mut stored: Stored = [[0; 3]; 3];
        for act in &acts {
            run(&mut laptops, &mut stored, act);
        }
        for (laptop, stored) in laptops.iter().zip(&stored) {
            let mut logs = logs_of(&laptops, stored);
            let again = materialise(PageKind::Note, &logs);
            prop_assert_eq!(again.digest(), laptop.page.digest());
            logs.reverse();
            let none = BTreeSet::new();
            let quick = Page::materialise(about(PageKind::Note), &logs, Scrutiny::Apply, &none);
            prop_assert_eq!(quick.unwrap().digest(), laptop.page.digest());
            prop_assert_eq!(again.history(), laptop.page.history());
            prop_assert_eq!(laptop.page.check(), Ok(()));
            prop_assert_eq!(again.resting(), []);
        }
    }
}
