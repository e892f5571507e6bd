//! What somebody waits for who starts a command, and what the program holds when it was started.

use std::path::Path;
use std::process::Command;

use crate::Done;
use crate::figures::Figure;
use crate::laptop::{Laptop, program};
use crate::load::Load;
use crate::rows::Bench;
use crate::rows::edit::per;
use crate::statistics::Sample;

/// How often a command is started.
const TIMES: usize = 30;

/// All rows of starting.
pub(crate) fn rows(bench: &mut Bench, load: &Load) -> Done<()> {
    let laptops = load.restore()?;
    let Some(laptop) = laptops.first() else { return Ok(()) };
    let floor = bench.floors.process_ms;
    let add = |bench: &mut Bench, figure: Figure| bench.add(load, 1, figure);
    let cold = cold(laptop)?;
    let first = laptop.command_seconds(&["case", "list"])?.seconds * 1000.0;
    let list = times(laptop, &["case", "list"])?;
    let version = times(laptop, &["--version"])?;
    add(
        bench,
        Figure::new("`kring case list`, cold process", list.median(), "ms")
            .p99(list.p99())
            .target(10.0)
            .floor(floor)
            .note(format!("`kring --version` {:.1} ms", version.median())),
    );
    add(
        bench,
        Figure::new("`kring case list`, first after a restart", cold, "ms")
            .floor(floor)
            .note(format!("nothing in the page cache; the one after it {first:.1} ms")),
    );
    let notes = times(laptop, &["note", "list"])?;
    add(bench, Figure::new("`kring note list`, cold process", notes.median(), "ms").floor(floor));
    let running = laptop.run()?;
    std::thread::sleep(std::time::Duration::from_millis(500));
    let (memory, peak) = (running.process().memory()?, running.process().memory_peak()?);
    add(
        bench,
        Figure::new("memory just after start", per(memory, 1_000_000), "MB")
            .target(45.0)
            .note(format!("peak {:.1} MB", per(peak, 1_000_000))),
    );
    running.stop()
}

fn times(laptop: &Laptop, args: &[&str]) -> Done<Sample> {
    let mut sample = Sample::default();
    for _ in 0..TIMES {
        sample.0.push(laptop.command_seconds(args)?.seconds * 1000.0);
    }
    Ok(sample)
}

/// The first opening after the laptop was switched on: neither program nor store is in memory.
fn cold(laptop: &Laptop) -> Done<f64> {
    let mut sample = Sample::default();
    for _ in 0..3 {
        forget(&program()?)?;
        forget(&laptop.home)?;
        sample.0.push(laptop.command_seconds(&["case", "list"])?.seconds * 1000.0);
    }
    Ok(sample.median())
}

/// Drops a file, or all files of a folder, from the page cache.
fn forget(path: &Path) -> Done<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            forget(&entry?.path())?;
        }
        return Ok(());
    }
    std::fs::File::open(path)?.sync_all()?;
    let input = format!("if={}", path.display());
    let status =
        Command::new("dd").args([&input, "iflag=nocache", "count=0", "status=none"]).status()?;
    if status.success() {
        Ok(())
    } else {
        Err(crate::failed("`dd` does not drop a file from memory"))
    }
}
