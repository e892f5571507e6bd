//! The very large case: a text of a million characters, a paste of 10 MB, ten thousand pages, forty
//! laptops. Only told, without targets: nobody should need it, and it must not break.

use std::path::Path;
use std::time::Instant;

use crate::dice::Dice;
use crate::figures::Figure;
use crate::floor::millis;
use crate::laptop::{Running, number, word};
use crate::load::{Load, Spec};
use crate::rows::edit::per;
use crate::rows::{Bench, all, join, start, two_level};
use crate::{Done, prose};

/// Characters of the large text; pasted in two parts, as two acts.
const LETTERS: usize = 1_000_000;

/// Bytes of the paste that is more than one act takes.
const PASTE: usize = 10_000_000;

/// Small edits of the large text.
const EDITS: usize = 10;

/// All of it.
pub(crate) fn rows(bench: &mut Bench, loads: &Path, out: &Path) -> Done<()> {
    let small = Load::get(loads, Spec { seed: 7, changes: 0, pages: 1, laptops: 2 })?;
    bench.try_row(&small, "large text", |bench| text(bench, &small, out));
    bench.try_row(&small, "large paste", |bench| paste(bench, &small, out));
    let spec = Spec { seed: 7, changes: 40_000, pages: 10_000, laptops: 2 };
    let pages = Load::get(loads, spec)?;
    bench.try_row(&pages, "10,000 pages: start", |bench| start::rows(bench, &pages));
    bench.try_row(&pages, "10,000 pages: join", |bench| join::rows(bench, &pages));
    let many = Load::get(loads, Spec { seed: 7, changes: 0, pages: 1, laptops: 40 })?;
    bench.try_row(&many, "40 laptops", |bench| all::row(bench, &many, 40, None));
    Ok(())
}

/// A million characters on one page: pasted, typed in, opened, and held in memory.
fn text(bench: &mut Bench, load: &Load, out: &Path) -> Done<()> {
    let page = load.minutes().into_iter().next().unwrap_or_default();
    let file = written(out, LETTERS / 2)?;
    let (mut here, mut there) = two_level(load)?;
    there.line(&format!("watch {page}"))?;
    there.event("seen")?;
    let (mut saved, mut seen) = (0.0, 0.0);
    for _ in 0..2 {
        let (at, there_at) = put(&mut here, &there, &format!("paste {page} {file}"))?;
        (saved, seen) = (saved + at, seen + there_at);
    }
    let add = |bench: &mut Bench, figure: Figure| bench.add(load, 2, figure);
    add(bench, Figure::new("1,000,000 characters pasted: saved", saved, "ms"));
    add(bench, Figure::new("1,000,000 characters pasted: seen", seen, "ms"));
    let (mut saved, mut seen) = (0.0, 0.0);
    for _ in 0..EDITS {
        let (at, there_at) = put(&mut here, &there, &format!("type {page} woord "))?;
        (saved, seen) = (saved + at, seen + there_at);
    }
    add(
        bench,
        Figure::new("edit of 1,000,000 characters: saved", saved / per(EDITS as u64, 1), "ms"),
    );
    add(
        bench,
        Figure::new("edit of 1,000,000 characters: seen", seen / per(EDITS as u64, 1), "ms"),
    );
    let memory = per(here.process().memory()?, 1_000_000);
    add(bench, Figure::new("memory with 1,000,000 characters open", memory, "MB"));
    here.stop()?;
    there.stop()?;
    let laptops = load.laptops();
    let Some(laptop) = laptops.first() else { return Ok(()) };
    let mut again = laptop.run()?;
    again.event("begun")?;
    let begun = Instant::now();
    again.line(&format!("watch {page}"))?;
    again.event("seen")?;
    add(bench, Figure::new("opening 1,000,000 characters", millis(begun), "ms"));
    again.stop()
}

/// What is more than one act takes is refused with a reason, and everything goes on.
fn paste(bench: &mut Bench, load: &Load, out: &Path) -> Done<()> {
    let page = load.minutes().into_iter().next().unwrap_or_default();
    let file = written(out, PASTE)?;
    let (mut here, there) = two_level(load)?;
    let begun = Instant::now();
    here.line(&format!("paste {page} {file}"))?;
    let ended =
        here.until("an answer", |event| matches!(word(event, "event"), "saved" | "refused"));
    let told =
        |event: &serde_json::Value| format!("{} {}", word(event, "event"), word(event, "why"));
    let outcome = ended.map_or_else(|error| error.to_string(), |event| told(&event));
    let figure = Figure::new("a paste of 10 MB", millis(begun), "ms");
    bench.add(load, 2, figure.note(outcome));
    here.hush();
    here.line(&format!("type {page} daarna "))?;
    here.event("saved")?;
    here.stop()?;
    there.stop()
}

/// Milliseconds until a line is saved, and until it is seen there.
fn put(here: &mut Running, there: &Running, line: &str) -> Done<(f64, f64)> {
    here.hush();
    here.line(line)?;
    let begun = number(&here.event("begun")?, "at");
    let saved = number(&here.event("saved")?, "at");
    let seen = there.event("seen").map_or(saved, |event| number(&event, "at"));
    Ok((per(saved.saturating_sub(begun), 1000), per(seen.saturating_sub(begun), 1000)))
}

fn written(out: &Path, characters: usize) -> Done<String> {
    let file = out.join("paste.txt");
    let (mut text, mut dice) = (String::new(), Dice::new(3));
    while text.len() < characters {
        text.push_str(&prose::sentence(&mut dice));
    }
    text.truncate(text.floor_char_boundary(characters));
    std::fs::write(&file, text)?;
    Ok(file.display().to_string())
}
