//! `kring-bench`: measures the figures that Kring should reach, over the real path.
//!
//! Real `kring` processes with homes of their own, real stores on a real disk, real iroh on
//! loopback. Beside each figure stand its target and its ratio to what this machine can do at
//! best, measured in the same run. See `README.md` of this crate.

mod count;
mod dice;
mod elsewhere;
mod figures;
mod floor;
mod growth;
mod laptop;
mod large;
mod load;
mod process;
mod prose;
mod room;
mod rows;
mod statistics;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;
use serde_json::json;

use figures::heading;
use growth::Along;
use load::{Load, Spec};
use rows::Bench;

/// Anything that ends a measurement.
pub(crate) type Failed = Box<dyn std::error::Error + Send + Sync>;

/// What may fail here.
pub(crate) type Done<T> = Result<T, Failed>;

/// Measures Kring's figures.
#[derive(Debug, Parser)]
struct Args {
    #[command(subcommand)]
    command: Option<Part>,
    /// The load of 2,000 changes only, few repetitions: under two minutes once it is made.
    #[arg(long)]
    quick: bool,
    /// Also the very large case, which takes long.
    #[arg(long)]
    large: bool,
    /// Only these sizes of load, in changes.
    #[arg(long, value_delimiter = ',')]
    sizes: Vec<usize>,
    /// Ends with 1 when a figure falls short of its target.
    #[arg(long)]
    check: bool,
    /// Only rows of this name: edit, all, join, meeting, start, elsewhere, laptops.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Does not build the program first.
    #[arg(long)]
    no_build: bool,
    /// Where the figures are written, beside loads and plots.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Parts that are not measured in time.
#[derive(Debug, clap::Subcommand)]
enum Part {
    /// Counts the instructions of the hot paths with callgrind, against the kept baseline.
    Count {
        /// Keeps the counts as the new baseline.
        #[arg(long)]
        write: bool,
        /// Ends with 1 when a path became more than 5 % dearer.
        #[arg(long)]
        check: bool,
    },
    /// One of these paths, for callgrind.
    #[command(hide = true)]
    CountOne { name: String },
}

fn main() -> ExitCode {
    let args = Args::parse();
    let check = args.check || matches!(args.command, Some(Part::Count { check: true, .. }));
    let done = match &args.command {
        None => measure(&args),
        Some(Part::Count { write, .. }) => out(&args).and_then(|out| count::all(&out, *write)),
        Some(Part::CountOne { name }) => count::run_one(name).map(|()| false),
    };
    match done {
        Ok(short) if check && short => ExitCode::from(1),
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("kring-bench: {error}"));
            ExitCode::from(2)
        }
    }
}

/// Measures all that was asked for; answers whether anything falls short.
fn measure(args: &Args) -> Done<bool> {
    let out = out(args)?;
    floor::refuse_memory(&out)?;
    if !args.no_build {
        build()?;
    }
    let floors = floor::measure(&out)?;
    say(&format!(
        "this machine: load {}; fdatasync {:.3} ms (p99 {:.3}); round trip {:.3} ms; process {:.2} ms",
        process::load_average(),
        floors.fdatasync_ms,
        floors.fdatasync_p99_ms,
        floors.round_trip_ms,
        floors.process_ms
    ));
    let edits = if args.quick { 40 } else { 200 };
    let mut bench = Bench { floors, edits, figures: Vec::new() };
    let wants = |row: &str| args.only.is_empty() || args.only.iter().any(|only| only == row);
    let loads = out.join("loads");
    let empty = if wants("edit") { Some(empty_group(&mut bench, &loads)?) } else { None };
    for changes in sizes(args) {
        let load = Load::get(&loads, Spec::of(changes, 7))?;
        say(&format!(
            "\n{} changes, {} pages, load {}",
            changes,
            load.pages.len(),
            process::load_average()
        ));
        say(&heading());
        if wants("edit") {
            bench.try_row(&load, "edit", |bench| rows::edit::rows(bench, &load, empty).map(drop));
        }
        if wants("all") {
            bench.try_row(&load, "all", |bench| rows::all::row(bench, &load, 7, Some(10.0)));
        }
        if wants("join") {
            bench.try_row(&load, "join", |bench| rows::join::rows(bench, &load));
        }
        if wants("meeting") {
            bench.try_row(&load, "meeting", |bench| rows::meeting::rows(bench, &load));
        }
        if wants("elsewhere") {
            bench.try_row(&load, "samod", |bench| elsewhere::rows(bench, &load));
        }
        if wants("start") {
            bench.try_row(&load, "start", |bench| rows::start::rows(bench, &load));
        }
    }
    if wants("laptops") && !args.quick {
        laptops(&mut bench, &loads)?;
    }
    if args.large {
        say("\nthe very large case");
        say(&heading());
        large::rows(&mut bench, &loads, &out)?;
    }
    growth::show(&bench.figures, Along::Changes, &out.join("growth-changes.svg"))?;
    growth::show(&bench.figures, Along::Laptops, &out.join("growth-laptops.svg"))?;
    let json = json!({ "floors": bench.floors, "load": process::load_average(), "figures": bench.figures });
    let path = out.join("figures.json");
    std::fs::write(&path, serde_json::to_vec_pretty(&json)?)?;
    let short = bench.figures.iter().filter(|figure| figure.falls_short()).count();
    say(&format!("\n{short} of {} figures fall short; {}", bench.figures.len(), path.display()));
    Ok(short > 0)
}

/// The folder for loads, figures and plots.
fn out(args: &Args) -> Done<PathBuf> {
    let out = match &args.out {
        Some(out) => out.clone(),
        None => target()?.join("bench"),
    };
    std::fs::create_dir_all(&out)?;
    Ok(out)
}

fn sizes(args: &Args) -> Vec<usize> {
    match (args.sizes.is_empty(), args.quick) {
        (false, _) => args.sizes.clone(),
        (true, true) => vec![2_000],
        (true, false) => vec![2_000, 20_000, 200_000],
    }
}

/// Edits in a group in which nothing happened yet but one meeting.
fn empty_group(bench: &mut Bench, loads: &Path) -> Done<f64> {
    let load = Load::get(loads, Spec { seed: 7, changes: 0, pages: 1, laptops: 2 })?;
    say("\nempty group");
    say(&heading());
    rows::edit::rows(bench, &load, None)
}

/// How one edit for all grows with the laptops of a group.
fn laptops(bench: &mut Bench, loads: &Path) -> Done<()> {
    let load = Load::get(loads, Spec::of(2_000, 12))?;
    say(&format!("\n{} laptops", load.spec.laptops));
    say(&heading());
    for count in [2, 3, 5, 7, 9, 12] {
        bench.try_row(&load, "laptops", |bench| rows::all::row(bench, &load, count, None));
    }
    Ok(())
}

/// Builds the program that is measured, as it is released.
fn build() -> Done<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).args(["build", "--release", "--package", "kring"]).status()?;
    if status.success() { Ok(()) } else { Err(failed("the program does not build")) }
}

/// The folder with what cargo builds.
fn target() -> Done<PathBuf> {
    let own = std::env::current_exe()?;
    let folder = own.ancestors().nth(2).ok_or_else(|| failed("no target folder"))?;
    Ok(folder.to_path_buf())
}

/// A failure in words.
pub(crate) fn failed(why: &str) -> Failed {
    why.to_owned().into()
}

/// One line for whoever looks on.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever closed their side does not want to know.
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}
