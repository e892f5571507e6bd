//! One group on one laptop: what was acted is on disk, whole, and read back alike.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use kring_model::edit;
use kring_model::entities;
use kring_model::page::{Fault, Why};
use kring_model::read;
use kring_model::schema::PageKind;
use kring_model::value::Value;
use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_node::replica::{Finding, Founding, Replica, ReplicaError};
use kring_store::Mode;
use kring_sync::{Incoming, Ledger as _};
use kring_trust::statement::Audience;
use kring_trust::{DeviceId, PageId};

fn home() -> (tempfile::TempDir, Home) {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::open(folder.path().join("home"), &mut SystemEnv).unwrap();
    (folder, home)
}

fn found(home: &Home) -> Replica {
    let founding = Founding {
        group_name: "Rust in de avond".into(),
        form: "interventure".into(),
        my_name: "Noor".into(),
        device_name: "laptop van Noor".into(),
        language: "nl".into(),
    };
    home.found(&founding, Box::new(SystemEnv)).unwrap()
}

fn add_note(replica: &mut Replica, title: &str, text: &str) -> PageId {
    replica
        .act(|act| {
            let page = act.open_page(PageKind::Note, Audience::All, None)?;
            act.edit(&page, |tx, author| {
                edit::set(tx, &entities::NOTE, "", "title", &Value::from(title), author)?;
                edit::set(tx, &entities::NOTE, "", "text", &Value::from(text), author)
            })?;
            Ok(page)
        })
        .unwrap()
}

fn text(replica: &mut Replica, page: &PageId) -> String {
    replica
        .read(page, |page| {
            let note = read::read(page.doc(), &entities::NOTE, "", &|_| None);
            note.map(|note| note.str("text").to_owned()).unwrap_or_default()
        })
        .unwrap()
}

#[test]
fn a_note_is_there_after_opening_again() {
    let (_folder, home) = home();
    let mut replica = found(&home);
    let page = add_note(&mut replica, "Titel", "Bewoners gaan zelf zitten.");
    let group = replica.group();
    assert_eq!(replica.group_name(), "Rust in de avond");
    drop(replica);
    let mut again = home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
    assert_eq!(text(&mut again, &page), "Bewoners gaan zelf zitten.");
    let me = again.me();
    assert_eq!(again.person_name(&me), "Noor");
    let cards = again.cards().unwrap();
    let card = cards.iter().find(|card| card.page == page.to_string()).unwrap();
    assert_eq!(card.titles, ["Titel"]);
    let timeline = again.timeline(0, 0, 10).unwrap();
    assert_eq!(timeline.lines.iter().filter(|line| line.page == page).count(), 1);
}

#[test]
fn an_entry_that_killed_the_program_three_times_is_not_touched_again() {
    let (folder, home) = home();
    let mut replica = found(&home);
    let page = add_note(&mut replica, "Titel", "Deze notitie.");
    let (group, me) = (replica.group(), replica.device());
    let log = replica.store().heads(&page).unwrap().first().unwrap().row.log;
    drop(replica);
    let dir = folder.path().join("home/groups").join(group.to_string());
    let note = serde_json::json!([{ "page": page, "entry": [log, 1] }]).to_string();
    for death in 1..=3 {
        let open = || home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
        drop(open());
        std::fs::write(dir.join("opening.4000000000"), &note).unwrap();
        let mut replica = open();
        let crashed = replica.doctor().unwrap().findings.into_iter().find(|finding| {
            let about = |device: &Option<_>| *device == Some(me);
            matches!(finding, Finding::Resting { device, log: its, n: 1, why, .. }
                if about(device) && *its == log && *why == Why::SetAside(Fault::Crash))
        });
        // In between the page was opened without trouble: only deaths in a row count.
        assert_eq!(crashed, None, "death {death}");
    }
    for _ in 1..=3 {
        std::fs::write(dir.join("opening.4000000000"), &note).unwrap();
        drop(home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap());
    }
    let mut replica = home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
    assert_eq!(text(&mut replica, &page), "");
    let other = add_note(&mut replica, "Andere", "Gaat gewoon door.");
    assert_eq!(text(&mut replica, &other), "Gaat gewoon door.");
    let findings = replica.doctor().unwrap().findings;
    let crash = |finding: &Finding| {
        matches!(finding,
        Finding::Resting { why: Why::SetAside(Fault::Crash), page: its, .. } if *its == page)
    };
    assert!(findings.iter().any(crash), "{findings:?}");
}

#[test]
fn upkeep_shortens_the_tail_and_then_looks_through_everything() {
    let (_folder, home) = home();
    let mut replica = found(&home);
    let note = add_note(&mut replica, "Titel", "");
    let write_often = |act: &mut kring_node::replica::Act<'_, '_>| {
        (0..300).try_for_each(|number| {
            let value = Value::from(format!("Stand {number}").as_str());
            act.edit(&note, |tx, author| edit::set(tx, &entities::NOTE, "", "text", &value, author))
        })
    };
    replica.act(write_often).unwrap();
    assert!(replica.store().tail_len().unwrap() > 300);
    assert!(!replica.upkeep().unwrap());
    assert_eq!(replica.store().tail_len().unwrap(), 0);
    for _ in 0..100 {
        assert!(!replica.upkeep().unwrap(), "nothing is wrong");
    }
    assert_eq!((replica.damaged().unwrap(), text(&mut replica, &note).as_str()), (0, "Stand 299"));
    assert!(replica.doctor().unwrap().findings.is_empty());
}

#[test]
fn lists_are_drawn_once_and_again_after_a_rebuild() {
    let (_folder, home) = home();
    let mut replica = found(&home);
    add_note(&mut replica, "Titel", "Tekst.");
    assert!(!replica.are_lists_drawn().unwrap());
    replica.upkeep().unwrap();
    assert!(replica.are_lists_drawn().unwrap());
    replica.rebuild(|_, _| {}).unwrap();
    assert!(!replica.are_lists_drawn().unwrap(), "a rebuild keeps no cache");
    let group = replica.group();
    drop(replica);
    let mut reading = home.open_group(&group, Mode::ReadOnly, Box::new(SystemEnv)).unwrap();
    let me = reading.me();
    assert_eq!((reading.cards().unwrap().len(), reading.person_name(&me).as_str()), (2, "Noor"));
}

#[test]
fn many_cards_drawn_at_once_are_those_drawn_one_by_one() {
    let (_folder, home) = home();
    let mut replica = found(&home);
    for number in 0..70 {
        add_note(&mut replica, &format!("Titel {number}"), &format!("Tekst {number}."));
    }
    let group = replica.group();
    drop(replica);
    let mut replica = home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
    replica.draw_lists().unwrap();
    assert!(replica.are_lists_drawn().unwrap());
    let kept = |replica: &Replica| BTreeMap::from_iter(replica.store().cards().unwrap().list);
    let (drawn, stored) = (replica.cards().unwrap(), kept(&replica));
    assert_eq!(stored.len(), drawn.len(), "every one of them is kept");
    replica.rebuild(|_, _| {}).unwrap();
    assert_eq!(replica.cards().unwrap(), drawn);
    assert_eq!(kept(&replica), stored);
}

#[test]
fn a_confirmation_counts_at_once_and_is_written_in_a_quiet_moment() {
    let (_folder, home) = home();
    let mut replica = found(&home);
    let group = replica.group();
    let peer = DeviceId::from_bytes([9; 32]);
    let position = replica.store().position().unwrap();
    let confirms = |to| Incoming { confirmed: Some(to), ..Incoming::new(peer) };
    replica.commit(confirms(Some(position))).unwrap();
    assert_eq!(replica.peer_state(&peer).unwrap().confirmed, Some(position));
    assert_eq!(replica.store().peer(&peer).unwrap().confirmed, None, "not written yet");
    replica.keep_steps().unwrap();
    assert_eq!(replica.store().peer(&peer).unwrap().confirmed, Some(position));
    // What takes green away is written at once, also over a step that is not.
    add_note(&mut replica, "Titel", "Tekst.");
    let further = replica.store().position().unwrap();
    replica.commit(confirms(Some(further))).unwrap();
    replica.commit(confirms(None)).unwrap();
    drop(replica);
    let replica = home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
    assert_eq!(replica.peer_state(&peer).unwrap().confirmed, None);
}

#[test]
fn two_open_replicas_of_one_store_see_each_other() {
    let (_folder, home) = home();
    let mut one = found(&home);
    let mut two = home.open_group(&one.group(), Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
    let page = add_note(&mut one, "Titel", "Van de een.");
    assert_eq!(text(&mut two, &page), "Van de een.");
    two.act(|act| {
        act.edit(&page, |tx, author| {
            edit::set(tx, &entities::NOTE, "", "text", &"Van de ander.".into(), author)
        })
    })
    .unwrap();
    assert_eq!(text(&mut one, &page), "Van de ander.");
}

#[test]
fn an_act_that_fails_leaves_nothing() {
    let (_folder, home) = home();
    let mut replica = found(&home);
    let page = add_note(&mut replica, "Titel", "Zoals het was.");
    let before = replica.store().position().unwrap();
    let failed = replica.act(|act| {
        act.edit(&page, |tx, author| {
            edit::set(tx, &entities::NOTE, "", "text", &"Half.".into(), author)
        })?;
        Err::<(), _>(ReplicaError::NotAllowed("test"))
    });
    assert!(matches!(failed, Err(ReplicaError::NotAllowed("test"))));
    assert_eq!(replica.store().position().unwrap(), before);
    assert_eq!(text(&mut replica, &page), "Zoals het was.");
}

#[test]
fn an_erased_page_is_gone_and_answered_by_a_receipt() {
    let (_folder, home) = home();
    let mut replica = found(&home);
    let page = add_note(&mut replica, "Titel", "Weg ermee.");
    replica.erase(&page).unwrap();
    assert!(matches!(replica.read(&page, |_| ()), Err(ReplicaError::Erased(_))));
    assert!(!replica.store().pages().unwrap().contains(&page));
    let receipts = &replica.roster().page(&page).unwrap().receipts;
    assert!(receipts.contains_key(&replica.device()));
    assert!(replica.cards().unwrap().iter().all(|card| card.page != page.to_string()));
}

#[test]
fn the_private_page_is_not_in_the_groups_store() {
    let (_folder, home) = home();
    let mut replica = found(&home);
    let before = replica.store().position().unwrap();
    replica
        .edit_private(|tx, author| {
            let values = [("kind", Value::from("draft")), ("text", "Alleen voor mij.".into())];
            edit::add(tx, &entities::PRIVATE_ITEM, "01ARZ3NDEKTSV4RRFFQ69G5FAV", &values, author)
        })
        .unwrap();
    assert_eq!(replica.store().position().unwrap(), before);
    let kept =
        replica.read_private(|page| read::list(page.doc(), &entities::PRIVATE_ITEM)).unwrap();
    assert_eq!(kept.len(), 1);
}

#[test]
fn a_copied_home_begins_new_logs() {
    let (folder, home) = home();
    let mut replica = found(&home);
    let page = add_note(&mut replica, "Titel", "Een.");
    let group = replica.group();
    drop(replica);
    let copy = folder.path().join("copy");
    copy_dir(home.root(), &copy);
    let copy = Home::open(&copy, &mut SystemEnv).unwrap();
    let mut other = copy.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
    other
        .act(|act| {
            act.edit(&page, |tx, author| {
                edit::set(tx, &entities::NOTE, "", "text", &"Twee.".into(), author)
            })
        })
        .unwrap();
    assert_eq!(other.store().heads(&page).unwrap().len(), 2);
    let mut same = home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
    same.act(|act| {
        act.edit(&page, |tx, author| {
            edit::set(tx, &entities::NOTE, "", "text", &"Drie.".into(), author)
        })
    })
    .unwrap();
    assert_eq!(same.store().heads(&page).unwrap().len(), 1);
}

fn copy_dir(from: &std::path::Path, to: &std::path::Path) {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    std::fs::DirBuilder::new().mode(0o700).create(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
            let mode = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(&target, mode).unwrap();
        }
    }
}

#[test]
fn a_long_page_is_opened_from_its_snapshot_and_goes_on() {
    let (_folder, home) = home();
    let mut replica = found(&home);
    let page = add_note(&mut replica, "Titel", "Nul.");
    let group = replica.group();
    for n in 0..300 {
        let text = format!("Zin {n}.");
        replica
            .act(|act| {
                act.edit(&page, |tx, author| {
                    edit::set(tx, &entities::NOTE, "", "text", &text.as_str().into(), author)
                })
            })
            .unwrap();
    }
    assert!(replica.store().snapshot(&page).unwrap().is_none());
    drop(replica);
    for expected in ["Zin 299.", "Zin 300."] {
        let mut again = home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
        assert_eq!(text(&mut again, &page), expected);
        again
            .act(|act| {
                act.edit(&page, |tx, author| {
                    edit::set(tx, &entities::NOTE, "", "text", &"Zin 300.".into(), author)
                })
            })
            .unwrap();
        assert!(again.store().snapshot(&page).unwrap().is_some());
    }
}
