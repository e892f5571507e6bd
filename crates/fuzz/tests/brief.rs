//! Every target for a moment: its seeds, its seeds altered at random from a fixed number, and every
//! input that ever broke it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use kring_fuzz::{TARGETS, Target};

/// SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>): the same inputs at every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % (end.max(1) as u64)) as usize
    }
}

/// A few changes of the kinds that break decoders: bits, bytes at their ends, cuts, doubles.
fn altered(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len());
        match dice.below(7) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            1 if !bytes.is_empty() => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][dice.below(5)],
            2 => bytes.truncate(at),
            3 => bytes.insert(at.min(bytes.len()), dice.next() as u8),
            4 if !bytes.is_empty() => drop(bytes.remove(at)),
            5 => {
                let end = (at + dice.below(32)).min(bytes.len());
                let piece = bytes[at.min(end)..end].to_vec();
                bytes.splice(at.min(end)..at.min(end), piece);
            }
            _ => {
                let end = (at + 8).min(bytes.len());
                bytes[at.min(end)..end].fill(0xff);
            }
        }
    }
    bytes
}

fn crashers(target: &Target) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crashers").join(target.name);
    fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path()).collect()
}

fn run(name: &str) {
    let target = kring_fuzz::named(name).unwrap();
    let seeds = (target.seeds)();
    assert!(!seeds.is_empty() && seeds.iter().all(|seed| !seed.is_empty()), "there are seeds");
    seeds.iter().for_each(|seed| (target.run)(seed));
    for path in crashers(target) {
        (target.run)(&fs::read(&path).unwrap());
    }
    let mut dice = Dice(1);
    for _ in 0..target.brief {
        let seed = &seeds[dice.below(seeds.len())];
        (target.run)(&altered(seed, &mut dice));
    }
}

#[test]
fn every_target_is_run_here() {
    let here = include_str!("brief.rs");
    for target in TARGETS {
        assert!(here.contains(&format!("run(\"{}\")", target.name)), "{}", target.name);
    }
}

#[test]
fn frames() {
    run("frames");
}

#[test]
fn entries() {
    run("entry");
}

#[test]
fn pages() {
    run("page");
}

#[test]
fn rosters() {
    run("roster");
}

#[test]
fn tickets() {
    run("ticket");
}

#[test]
fn files() {
    run("file");
}

#[test]
fn insides_of_files() {
    run("inside");
}

#[test]
fn insides_of_backups() {
    run("backup");
}

#[test]
fn joining() {
    run("joining");
}

#[test]
fn records_of_stores() {
    run("store");
}

#[test]
fn examples() {
    run("example");
}

#[test]
fn methods() {
    run("method");
}

#[test]
fn proofs() {
    run("proof");
}

#[test]
fn progress() {
    run("progress");
}
