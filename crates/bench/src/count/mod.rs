//! Instructions of the hot paths, counted by callgrind: the same on a busy and on a quiet machine.
//!
//! `kring-bench count` starts itself under valgrind once per path and compares with the baseline
//! that is kept in the repository.

mod paths;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Done, failed, say};

pub(crate) use paths::run_one;

/// A change of less than this, in percent, is not told: hashes of random keys differ a little.
const TELL: f64 = 5.0;

/// Counts all paths. Answers whether one of them became more than 5 % dearer; `write` makes the
/// counts the new baseline.
pub(crate) fn all(out: &Path, write: bool) -> Done<bool> {
    let baseline = baseline();
    let known: BTreeMap<String, u64> = match std::fs::read(&baseline) {
        Ok(bytes) => serde_json::from_slice(&bytes)?,
        Err(_) => BTreeMap::new(),
    };
    let mut counts = BTreeMap::new();
    let mut dearer = false;
    say(&format!("{:<40} {:>14} {:>14} {:>8}", "instructions", "now", "baseline", "change"));
    for name in paths::NAMES {
        let now = count(out, name)?;
        let before = known.get(*name).copied();
        let change = before.map(|before| percent(now, before));
        let told = change.map_or_else(String::new, |change| format!("{change:+.1} %"));
        let mark = if change.is_some_and(|change| change.abs() > TELL) { " CHANGED" } else { "" };
        dearer |= change.is_some_and(|change| change > TELL);
        let before = before.map_or_else(String::new, |before| before.to_string());
        say(&format!("{name:<40} {now:>14} {before:>14} {told:>8}{mark}"));
        counts.insert((*name).to_owned(), now);
    }
    if write {
        std::fs::write(&baseline, serde_json::to_string_pretty(&counts)? + "\n")?;
        say(&format!("written to {}", baseline.display()));
    }
    Ok(dearer)
}

/// Where the baseline is kept.
fn baseline() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.json")
}

/// The instructions of one path, in a process of its own.
fn count(out: &Path, name: &str) -> Done<u64> {
    let file = out.join(format!("callgrind.{name}"));
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--collect-atstart=no"])
        .args(["--toggle-collect=*counted_path*", "--main-stacksize=67108864"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(std::env::current_exe()?)
        .args(["count-one", name])
        .stderr(std::process::Stdio::null())
        .status()?;
    if !status.success() {
        return Err(failed(&format!("valgrind and {name} ended with {status}")));
    }
    let text = String::from_utf8_lossy(&std::fs::read(&file)?).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("totals:"));
    let line = line.or_else(|| text.lines().find_map(|line| line.strip_prefix("summary:")));
    let count = line.and_then(|line| line.trim().parse().ok());
    count.ok_or_else(|| failed("callgrind wrote no total"))
}

#[allow(clippy::cast_precision_loss)]
fn percent(now: u64, before: u64) -> f64 {
    (now as f64 / before.max(1) as f64 - 1.0) * 100.0
}
