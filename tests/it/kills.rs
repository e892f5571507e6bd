//! `kill -9` of the real program: while it adds, while it edits, and while two laptops share.
//!
//! A life is two laptops that are killed again and again. Whatever a command acknowledged, and
//! whatever was seen once after a kill, must be there after every later one.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Laptop, whole_machine};

/// Kills in a usual run; `KRING_KILLS` says another number.
const KILLS: u32 = 300;

/// Kills in one life. Each may cost a laptop its logs, and a group with thousands of them is not
/// what is tested here.
const KILLS_OF_A_LIFE: u32 = 50;

/// Lives at the same time: one waits for its disk while another computes.
const AT_ONCE: usize = 3;

/// Opening again after a kill takes less than this for a small group, on a busy machine.
const AGAIN: Duration = Duration::from_secs(5);

const RUN: [&str; 2] = ["run", "--while-input"];

/// What happened in all lives.
#[derive(Default)]
struct Count {
    kills: AtomicU32,
    acknowledged: AtomicU32,
    cut_off: AtomicU32,
    level: AtomicU32,
    longest_ms: AtomicU32,
}

#[test]
fn killed_again_and_again_nothing_that_was_acknowledged_is_missing() {
    let _turn = whole_machine();
    let kills =
        std::env::var("KRING_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let (lives, next, count) =
        (kills.div_ceil(KILLS_OF_A_LIFE), AtomicU32::new(0), Count::default());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(number) = Some(next.fetch_add(1, Ordering::Relaxed))
                    && number < lives
                {
                    let mut life = Life::begin(number, &count);
                    life.pass(KILLS_OF_A_LIFE.min(kills - number * KILLS_OF_A_LIFE));
                    life.end();
                }
            });
        }
    });
    let of = |number: &AtomicU32| number.load(Ordering::Relaxed);
    let [acknowledged, cut_off, level] =
        [&count.acknowledged, &count.cut_off, &count.level].map(of);
    eprintln!(
        "{} kills: {acknowledged} acknowledged, {cut_off} cut off, {level} times level just before; \
         opened again in {} ms at the longest",
        of(&count.kills),
        of(&count.longest_ms)
    );
    assert!(of(&count.kills) >= kills);
    // A kill that always comes too early or too late shows nothing.
    assert!(acknowledged.min(cut_off) * 10 > kills && level > 0);
}

/// Two laptops of one group.
struct Life<'c> {
    noor: Mortal,
    bram: Mortal,
    dice: u64,
    /// Commands are killed within this time; it follows how long they take.
    span: Duration,
    /// A note with what its text may be.
    edited: (String, String),
    count: &'c Count,
}

/// A laptop, and the notes that were seen on it.
struct Mortal {
    laptop: Laptop,
    kept: BTreeSet<String>,
}

impl<'c> Life<'c> {
    fn begin(number: u32, count: &'c Count) -> Self {
        let noor = Laptop::founder("Noor");
        let note = noor.json(&["note", "add", "Bewerkt", "--text", "Begin"]);
        let begun = Instant::now();
        noor.ok(&["note", "list"]);
        let span = begun.elapsed() * 2;
        let bram = noor.let_in("Bram");
        let [noor, bram] = [noor, bram].map(|laptop| Mortal { laptop, kept: BTreeSet::new() });
        let edited = (id_of(&note), "Begin".to_owned());
        Self { noor, bram, dice: u64::from(number) + 1, span, edited, count }
    }

    fn pass(&mut self, kills: u32) {
        let mut done = 0;
        while done < kills {
            done += match self.roll(4) {
                0 => self.share(),
                1 => self.edit(done),
                _ => self.add(done),
            };
        }
        self.count.kills.fetch_add(done, Ordering::Relaxed);
    }

    /// Adds a note and is killed on the way.
    fn add(&mut self, number: u32) -> u32 {
        let answer = self.killed(&["note", "add", &format!("Notitie {number}")]);
        self.noor.kept.extend(answer.as_ref().map(id_of));
        self.noor.opens_again(self.count);
        1
    }

    /// Changes a text and is killed on the way.
    fn edit(&mut self, number: u32) -> u32 {
        let (note, before) = self.edited.clone();
        let after = format!("Stand {number}");
        let answer = self.killed(&["note", "edit", &note, "--text", &after]);
        self.noor.opens_again(self.count);
        let shown = self.noor.laptop.json(&["note", "show", &note])["fields"]["text"].clone();
        assert!(shown == *after || (answer.is_none() && shown == *before), "{answer:?}: {shown}");
        self.edited.1 = shown.as_str().unwrap().to_owned();
        1
    }

    /// Both share, something is written, and both are killed.
    fn share(&mut self) -> u32 {
        let sharing = [&self.noor, &self.bram].map(|mortal| mortal.laptop.start(&RUN));
        let note = self.noor.laptop.json(&["note", "add", "Terwijl we delen"]);
        self.noor.kept.insert(id_of(&note));
        // What is level is on the other's disk: that must survive the kill of the other too.
        let asked = self.roll(3) == 0;
        if asked && self.noor.laptop.run(&["sync", "--wait", "--timeout", "5"]).code == 0 {
            self.bram.kept.extend(self.noor.kept.iter().cloned());
            self.count.level.fetch_add(1, Ordering::Relaxed);
        }
        sleep(Duration::from_millis(self.roll(300)));
        drop(sharing);
        self.noor.opens_again(self.count);
        self.bram.opens_again(self.count);
        2
    }

    /// Runs a command of Noor's and kills it after a while. What it answered before, if it did.
    fn killed(&mut self, args: &[&str]) -> Option<Value> {
        let said = self.noor.laptop.path("said");
        let mut command = self.noor.laptop.command(&[&["--json"], args].concat());
        command.stdout(File::create(&said).unwrap()).stderr(Stdio::null());
        let after = self.span.mul_f64(self.roll(1_000) as f64 / 1_000.0);
        let mut child = command.spawn().unwrap();
        sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
        let answer: Option<Value> = serde_json::from_str(&fs::read_to_string(said).unwrap()).ok();
        let (count, factor) = match answer {
            Some(_) => (&self.count.acknowledged, 0.95),
            None => (&self.count.cut_off, 1.05),
        };
        count.fetch_add(1, Ordering::Relaxed);
        self.span = self.span.mul_f64(factor);
        answer.map(|answer| answer["data"].clone())
    }

    /// Both come level and hold all that was ever seen on either.
    fn end(&mut self) {
        self.noor.laptop.share_with(&self.bram.laptop);
        for mortal in [&mut self.noor, &mut self.bram] {
            mortal.opens_again(self.count);
        }
        assert_eq!(self.noor.kept, self.bram.kept);
        let (note, text) = &self.edited;
        for mortal in [&self.noor, &self.bram] {
            let laptop = &mortal.laptop;
            assert_eq!(laptop.json(&["note", "show", note])["fields"]["text"], **text);
            assert_eq!(laptop.json(&["doctor"])["sound"], true);
        }
    }

    fn roll(&mut self, below: u64) -> u64 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(0x9e37_79b9);
        (self.dice >> 33) % below
    }
}

impl Mortal {
    /// It opens, soon, and everything is there that was there before.
    fn opens_again(&mut self, count: &Count) {
        let begun = Instant::now();
        let list = self.laptop.json(&["note", "list"]);
        let took = begun.elapsed();
        assert!(took < AGAIN, "{took:?}");
        count.longest_ms.fetch_max(u32::try_from(took.as_millis()).unwrap(), Ordering::Relaxed);
        let there: BTreeSet<String> = list.as_array().unwrap().iter().map(id_of).collect();
        let missing: Vec<_> = self.kept.difference(&there).collect();
        assert!(missing.is_empty(), "{missing:?} of {}", self.kept.len());
        self.kept = there;
    }
}

fn id_of(note: &Value) -> String {
    note["id"].as_str().unwrap().to_owned()
}
