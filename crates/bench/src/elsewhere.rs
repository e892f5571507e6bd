//! The same edits through samod 0.16, in the same run, by a program of its own.

use std::process::Command;

use serde_json::Value;

use crate::Done;
use crate::failed;
use crate::figures::Figure;
use crate::load::Load;
use crate::rows::Bench;
use crate::statistics::Sample;

/// Edits that are timed at most: at a long history each takes long.
const EDITS: usize = 100;

/// All rows of samod for a load of this size.
pub(crate) fn rows(bench: &mut Bench, load: &Load) -> Done<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let spec = &load.spec;
    let mut command = Command::new(cargo);
    command.args(["run", "--release", "--quiet", "--package", "kring-elsewhere", "--"]);
    let numbers = [
        ("--seed", spec.seed.to_string()),
        ("--changes", spec.changes.to_string()),
        ("--pages", spec.pages.to_string()),
        ("--laptops", spec.laptops.to_string()),
        ("--edits", bench.edits.min(EDITS).to_string()),
    ];
    for (name, number) in &numbers {
        command.args([name, number.as_str()]);
    }
    let output = command.output()?;
    if !output.status.success() {
        return Err(failed(&format!("it ended with {}", output.status)));
    }
    let json: Value = serde_json::from_slice(&output.stdout)?;
    let times = json.get("visible_ms").and_then(Value::as_array);
    let visible = Sample(times.into_iter().flatten().filter_map(Value::as_f64).collect());
    let join = json.get("join_s").and_then(Value::as_f64).unwrap_or(f64::NAN);
    let figure = Figure::new("samod: edit to visible on the peer", visible.median(), "ms");
    let note = "one process, nothing forced to disk, nothing verified";
    bench.add(load, 2, figure.p99(visible.p99()).note(note));
    let figure = Figure::new("samod: a new member has everything", join, "s");
    bench.add(load, 2, figure.note(note));
    Ok(())
}
