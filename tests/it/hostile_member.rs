//! A member with a modified program. Eva's laptop came in honestly; then what she writes is put into
//! her store past the program's own rules, and her program hands it to the others. Each attempt is
//! refused or shown, `kring doctor` names her, and nobody else notices.

use kring_model::edit;
use kring_model::entities;
use kring_model::page::LogOfMine;
use kring_model::schema::PageKind;
use kring_model::value::Value as Given;
use kring_node::acts::{experiment, writing};
use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_node::replica::Replica;
use kring_store::{Branch, Mode, Place, Store};
use kring_trust::keys::{DeviceKeys, Signature};
use kring_trust::log::{Batch, LogOpening, Row, chain_next};
use kring_trust::{Chain, DeviceId, GroupId, PageId, PersonId};
use serde_json::Value;

use crate::support::Laptop;

/// Noor, who founded the group, Wim, who is honest too, and Eva.
struct Circle {
    noor: Laptop,
    wim: Laptop,
    eva: Laptop,
}

impl Circle {
    fn gather() -> Self {
        let noor = Laptop::founder("Noor");
        let (wim, eva) = (noor.let_in("Wim"), noor.let_in("Eva"));
        noor.ok(&["note", "add", "Van Noor", "--text", "Dit blijft staan."]);
        for laptop in [&wim, &eva] {
            noor.share_with(laptop);
        }
        Self { noor, wim, eva }
    }

    /// What Eva's laptop holds reaches Noor; the two honest ones go on as if nothing was.
    fn meets(&self) {
        let going = self.noor.start(&["run", "--while-input"]);
        let met = self.eva.run(&["sync", "--timeout", "5"]);
        assert_ne!(met.code, 101, "{met:?}");
        going.stop();
        self.wim.ok(&["note", "add", "Van Wim", "--text", "Ook daarna."]);
        self.noor.share_with(&self.wim);
        for laptop in [&self.noor, &self.wim] {
            let titles = titles(laptop);
            assert!(titles.contains(&"Van Noor".to_owned()), "{titles:?}");
            assert!(titles.contains(&"Van Wim".to_owned()), "{titles:?}");
            let note = laptop.json(&["note", "show", "Van Noor"]);
            assert_eq!(note["fields"]["text"], "Dit blijft staan.", "{note}");
        }
    }

    /// What the doctor says on Noor's laptop, of Eva's.
    fn findings(&self, eva: DeviceId) -> Vec<Value> {
        let run = self.noor.run(&["--json", "doctor"]);
        let report: Value = serde_json::from_str(run.out.trim()).unwrap();
        let all = report["data"]["findings"].as_array().unwrap().clone();
        let device = eva.to_string();
        all.into_iter().filter(|one| one["device"] == device.as_str()).collect()
    }
}

fn titles(laptop: &Laptop) -> Vec<String> {
    let notes = laptop.json(&["note", "list"]);
    let title = |note: &Value| note["title"].as_str().unwrap_or_default().to_owned();
    notes.as_array().unwrap().iter().map(title).collect()
}

/// Eva's keys and store, without her program.
struct Eva {
    store: Store,
    keys: DeviceKeys,
    device: DeviceId,
    group: GroupId,
    /// Her copy of Noor's note.
    note: PageId,
    noor: PersonId,
    page: kring_model::page::Page,
}

impl Eva {
    fn of(laptop: &Laptop) -> Self {
        let home = Home::open(laptop.home(), &mut SystemEnv).unwrap();
        let group = home.group_ids().unwrap()[0];
        let mut replica: Replica =
            home.open_group(&group, Mode::ReadOnly, Box::new(SystemEnv)).unwrap();
        let (keys, device) = (replica.keys().clone(), replica.device());
        let note = replica.roster().pages().find(|page| page.kind == PageKind::Note.number());
        let note = note.map(|page| (page.id, page.owner.unwrap())).unwrap();
        let page = replica.read(&note.0, Clone::clone).unwrap();
        drop(replica);
        let place = Place::group(home.group_dir(&group), home.token_path(&group)).expecting(group);
        let store = Store::open(&place, Mode::ReadWrite).unwrap();
        Self { store, keys, device, group, note: note.0, noor: note.1, page }
    }

    fn log(&self, salt: u8) -> LogOpening {
        LogOpening { device: self.device, page: self.note, salt: [salt; 8] }
    }

    /// Entries of a log, and the chain after each.
    fn batch(&self, opening: LogOpening, entries: &[Vec<u8>]) -> (Batch, Vec<Chain>) {
        let mut chain = opening.chain_start(&self.group);
        let mut chains = Vec::new();
        for entry in entries {
            chain = chain_next(&chain, entry);
            chains.push(chain);
        }
        let row = Row::sign(&self.keys, opening.id(), entries.len() as u64, chain);
        (Batch { opening, after: 0, entries: entries.to_vec(), row }, chains)
    }

    fn keep(&mut self, (batch, chains): &(Batch, Vec<Chain>)) {
        self.store.transaction(|tx| tx.append_batch(batch, Branch(0), chains)).unwrap();
    }

    /// Her program may run again.
    fn done(self) -> (DeviceId, PageId) {
        self.store.close().unwrap();
        (self.device, self.note)
    }

    /// What Noor alone may say, said as if she were Noor.
    fn as_noor(&mut self, opening: LogOpening, text: &str) -> Vec<Vec<u8>> {
        let mine = LogOfMine { opening, person: self.noor };
        let author = edit::Author::new(
            kring_model::person::PersonId::from_bytes(*self.noor.as_bytes()),
            self.page.about().owner,
        );
        let edited = self.page.edit(&mine, 1_700_000_000_000, None, |tx| {
            edit::set(tx, &entities::NOTE, "", "personal", &Given::from(text), &author)
        });
        edited.unwrap().entries.into_iter().map(|entry| entry.bytes).collect()
    }
}

#[test]
fn what_is_no_change_ends_her_log_and_nobody_elses() {
    let circle = Circle::gather();
    let mut eva = Eva::of(&circle.eva);
    let garbage: [&[u8]; 4] =
        [&[0, 0xff, 0xff], &[0; 4096], &[0x80; 64], b"\x85oJ\x83 whole chunk"];
    for (salt, entry) in (1..).zip(garbage) {
        let log = eva.log(salt);
        let batch = eva.batch(log, &[entry.to_vec(), b"\0more".to_vec()]);
        eva.keep(&batch);
    }
    let (device, _) = eva.done();
    circle.meets();
    let findings = circle.findings(device);
    assert!(findings.iter().filter(|one| one["finding"] == "resting").count() >= 8, "{findings:?}");
}

#[test]
fn what_she_writes_in_anothers_name_is_set_aside_and_named() {
    let circle = Circle::gather();
    let mut eva = Eva::of(&circle.eva);
    let log = eva.log(1);
    let forged = eva.as_noor(log, "Dit raakt mij, zegt Eva.");
    let batch = eva.batch(log, &forged);
    eva.keep(&batch);
    let (device, _) = eva.done();
    circle.meets();
    for laptop in [&circle.noor, &circle.wim] {
        let note = laptop.json(&["note", "show", "Van Noor"]);
        assert!(!note.to_string().contains("zegt Eva"), "{note}");
    }
    let findings = circle.findings(device);
    assert!(findings.iter().any(|one| one["finding"] == "resting"), "{findings:?}");
}

#[test]
fn two_histories_of_one_log_are_both_kept_and_named() {
    let circle = Circle::gather();
    let mut eva = Eva::of(&circle.eva);
    let log = eva.log(1);
    let one = eva.batch(log, &[b"\x07 one history".to_vec()]);
    let other = eva.batch(log, &[b"\x07 another".to_vec()]);
    eva.keep(&one);
    let branch = eva.store.transaction(|tx| {
        let branch = tx.open_branch(&log.id(), Branch(0), 0)?;
        tx.append_batch(&other.0, branch, &other.1)
    });
    branch.unwrap();
    let (device, _) = eva.done();
    circle.meets();
    let findings = circle.findings(device);
    assert!(findings.iter().any(|one| one["finding"] == "forked"), "{findings:?}");
}

#[test]
fn a_forged_signature_is_refused_and_she_is_left_alone() {
    let circle = Circle::gather();
    let mut eva = Eva::of(&circle.eva);
    let log = eva.log(1);
    let (mut batch, chains) = eva.batch(log, &[b"\x07 signed by nobody".to_vec()]);
    batch.row.signature = Signature([7; 64]);
    eva.keep(&(batch, chains));
    let (device, page) = eva.done();
    circle.meets();
    let noor = Eva::of(&circle.noor);
    let logs = noor.store.logs(&page).unwrap();
    assert!(logs.iter().all(|held| held.opening.device != device), "nothing of it is kept");
    let devices = circle.noor.json(&["status"]);
    let text = devices.to_string();
    assert!(text.contains("\"trouble\":\"breach\""), "it is shown whose program erred: {text}");
}

#[test]
fn a_flood_is_kept_within_bounds_and_the_others_go_on() {
    let circle = Circle::gather();
    let mut eva = Eva::of(&circle.eva);
    for salt in 1..=80 {
        let log = eva.log(salt);
        let entries: Vec<Vec<u8>> = (0..200).map(|n| format!("\x07 {n}").into_bytes()).collect();
        let batch = eva.batch(log, &entries);
        eva.keep(&batch);
    }
    let (device, _) = eva.done();
    circle.meets();
    let findings = circle.findings(device);
    assert!(!findings.is_empty(), "what rests is named");
}

#[test]
fn what_she_rewrites_all_at_once_is_said_at_the_top_and_put_back_by_one_act() {
    const COUNT: usize = 30;
    let circle = Circle::gather();
    let pages = experiments(&circle.noor, COUNT);
    circle.noor.share_with(&circle.eva);
    circle.noor.share_with(&circle.wim);
    rewrite(&circle.eva, &pages);
    circle.noor.share_with(&circle.eva);
    circle.noor.share_with(&circle.wim);
    for laptop in [&circle.noor, &circle.wim] {
        let status = laptop.ok(&["status"]);
        let line = format!("Eva veranderde in één keer {} plekken van anderen, ", 2 * COUNT);
        assert!(status.out.contains(&line), "{status:?}");
    }
    let done = circle.noor.ok(&["sweep", "back"]);
    assert!(done.err.contains("60 plekken staan weer zoals ze waren."), "{done:?}");
    circle.noor.share_with(&circle.wim);
    for laptop in [&circle.noor, &circle.wim] {
        let shown = laptop.json(&["experiment", "show", "Proef x7x"]);
        assert_eq!(shown["fields"]["risk"], "Wat Noor zag, nummer 7.", "{shown}");
        let all = laptop.ok(&["experiment", "list"]).out;
        assert!(!all.contains("Van Eva"), "{all}");
        assert_eq!(laptop.json(&["status"])["swept"], serde_json::json!([]));
    }
    let then = circle.wim.ok(&["log", "Proef x7x", "--at", "2"]);
    assert!(then.out.contains("Hier stond iets."), "what she wrote can be read back: {then:?}");
    assert_eq!(circle.noor.run(&["sweep", "back"]).code, 4, "there is no more of it");
}

/// Begins so many experiments of this laptop's person.
pub fn experiments(laptop: &Laptop, count: usize) -> Vec<PageId> {
    on(laptop, |replica| {
        let add = |n: usize| {
            let title = ("title", format!("Proef x{n}x").into());
            let risk = ("risk", format!("Wat Noor zag, nummer {n}.").into());
            replica.act(|act| experiment::add(act, &[title, risk])).unwrap()
        };
        (0..count).map(add).collect()
    })
}

/// A program that writes over the title and the text of all these, as fast as it can.
pub fn rewrite(laptop: &Laptop, pages: &[PageId]) {
    on(laptop, |replica| {
        for page in pages {
            let values = [("title", "Van Eva".into()), ("risk", "Hier stond iets.".into())];
            let place = (&entities::EXPERIMENT, "");
            replica.act(|act| writing::set_all(act, page, place, &values, None)).unwrap();
        }
    });
}

/// The laptop's group in the hands of somebody who writes programs.
pub fn on<T>(laptop: &Laptop, work: impl FnOnce(&mut Replica) -> T) -> T {
    let home = Home::open(laptop.home(), &mut SystemEnv).unwrap();
    let group = home.group_ids().unwrap()[0];
    let mut replica = home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
    let done = work(&mut replica);
    replica.close().unwrap();
    done
}
