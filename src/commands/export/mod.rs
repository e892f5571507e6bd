//! `kring export`: everything that is here, as JSON, Markdown or plain Automerge documents.
//!
//! `kring export WORD`: one thing to show to others, as a page of its own; see [`evidence`].
//!
//! What must not leave the group by accident stays out: experiments under the radar and sensitive
//! notes. `--all` takes them too, for one's own archive. The private page never goes out.

use std::path::{Path, PathBuf};

use kring_node::export;
use serde_json::json;

use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::progress::Progress;
use crate::say;
use crate::trouble;

mod documents;
mod evidence;
mod folder;
mod text;
mod whole;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    word: Option<evidence::Command>,
    #[arg(required = true)]
    dir: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    #[arg(long)]
    all: bool,
}

/// The form of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    Json,
    Markdown,
    Automerge,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    match (&args.word, &args.dir) {
        (Some(word), _) => evidence::run(context, word),
        (None, Some(dir)) => everything(context, args, dir),
        (None, None) => Err(Failure::new(Exit::Usage, say!("evidence-export-what"))),
    }
}

fn everything(context: &Context, args: &Args, dir: &Path) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let (going, left_out) =
        export::choose(&mut desk.replica, args.all).map_err(|error| trouble::replica(&error))?;
    let progress = Progress::start(context, &say!("export-writing"), Some(going.len() as u64));
    let folder = folder::Folder::begin(dir)?;
    let files = match args.format {
        Format::Json => whole::write(&mut desk, &folder, &going, &progress)?,
        Format::Markdown => text::write(&mut desk, &folder, &going, &progress)?,
        Format::Automerge => documents::write(&mut desk, &folder, &going, &progress)?,
    };
    folder.finish()?;
    drop(progress);
    let dir = dir.display().to_string();
    let data = json!({ "dir": dir, "files": files, "left_out": left_out });
    let answer = Answer::done(say!("export-done", path = dir, count = files.len()), data)
        .remark(say!("export-plain"));
    Ok(if left_out > 0 { answer.remark(say!("export-left-out", count = left_out)) } else { answer })
}

/// Writes all that is this person's to a new folder, one text per thing. How many.
///
/// # Errors
/// When the folder is taken or cannot be written; then nothing is there.
pub(crate) fn own(desk: &mut Desk<'_>, dir: &Path) -> Result<usize, Failure> {
    let going = own_pages(desk)?;
    let context = desk.context;
    let progress = Progress::start(context, &say!("export-writing"), Some(going.len() as u64));
    let folder = folder::Folder::begin(dir)?;
    let files = text::write(desk, &folder, &going, &progress)?;
    folder.finish()?;
    Ok(files.len())
}

/// The pages that are this person's.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn own_pages(desk: &mut Desk<'_>) -> Result<Vec<export::Going>, Failure> {
    export::own(&mut desk.replica).map_err(|error| trouble::replica(&error))
}

fn not_written(path: &Path, error: &std::io::Error) -> Failure {
    let (path, cause) = (path.display().to_string(), crate::trouble::io(error));
    Failure::new(Exit::Failed, say!("trouble-not-written", path = path, cause = cause))
}
