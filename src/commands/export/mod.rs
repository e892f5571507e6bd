//! `kring export`: everything that is here, as JSON, Markdown or plain Automerge documents.
//!
//! What must not leave the group by accident stays out: experiments under the radar and sensitive
//! notes. `--all` takes them too, for one's own archive. The private page never goes out.

use std::path::{Path, PathBuf};

use kring_model::schema::PageKind;
use kring_trust::PageId;
use serde_json::json;

use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::lists;
use crate::output::Answer;
use crate::progress::Progress;
use crate::say;

mod documents;
mod folder;
mod text;
mod whole;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    dir: PathBuf,
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

/// A page that goes out, and the name of its file.
#[derive(Debug, Clone)]
struct Going {
    page: PageId,
    kind: PageKind,
    name: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let (going, left_out) = choose(&mut desk, args.all)?;
    let progress = Progress::start(context, &say!("export-writing"), Some(going.len() as u64));
    let folder = folder::Folder::begin(&args.dir)?;
    let files = match args.format {
        Format::Json => whole::write(&mut desk, &folder, &going, &progress)?,
        Format::Markdown => text::write(&mut desk, &folder, &going, &progress)?,
        Format::Automerge => documents::write(&mut desk, &folder, &going, &progress)?,
    };
    folder.finish()?;
    drop(progress);
    let dir = args.dir.display().to_string();
    let data = json!({ "dir": dir, "files": files, "left_out": left_out });
    let answer = Answer::done(say!("export-done", path = dir, count = files.len()), data)
        .remark(say!("export-plain"));
    Ok(if left_out > 0 { answer.remark(say!("export-left-out", count = left_out)) } else { answer })
}

/// The pages that go out, and how many stay.
fn choose(desk: &mut Desk<'_>, all: bool) -> Result<(Vec<Going>, usize), Failure> {
    let group = desk.group_page();
    let mut going = vec![Going { page: group, kind: PageKind::Group, name: "group".into() }];
    let mut left_out = 0;
    for kind in PageKind::ALL {
        if matches!(kind, PageKind::Group | PageKind::Private) {
            continue;
        }
        for one in lists::listed(desk, kind)?.into_iter().filter(|one| one.here) {
            if !all && stays(kind, &one) {
                left_out += 1;
                continue;
            }
            let Some(page) = PageId::from_hex(&one.id) else { continue };
            let title = one.titles.last().map(String::as_str).unwrap_or_default();
            going.push(Going { page, kind, name: file_name(kind, one.code, title) });
        }
    }
    Ok((going, left_out))
}

fn stays(kind: PageKind, one: &lists::Listed) -> bool {
    match kind {
        PageKind::Experiment => !one.facts.contains_key("released"),
        PageKind::Note => one.facts.get("kind").is_some_and(|kind| kind == "sensitive"),
        _ => false,
    }
}

/// A name that every file system takes, and in which no title can hide anything.
fn file_name(kind: PageKind, code: usize, title: &str) -> String {
    /// Characters of a title in a file name: a folder stays readable.
    const TITLE: usize = 40;
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let slug: String = title.chars().map(plain).take(TITLE).collect();
    let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let end = if slug.is_empty() { slug } else { format!("-{slug}") };
    format!("{}-{code:03}{end}", kind.name())
}

fn not_written(path: &Path, error: &std::io::Error) -> Failure {
    let (path, cause) = (path.display().to_string(), crate::trouble::io(error));
    Failure::new(Exit::Failed, say!("trouble-not-written", path = path, cause = cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_gets_out_of_the_folder() {
        let name = |title| file_name(PageKind::Note, 7, title);
        assert_eq!(name("Waarom eet ze niet?"), "note-007-waarom-eet-ze-niet");
        assert_eq!(name("../../etc/passwd\0\u{202e}"), "note-007-etc-passwd");
        assert_eq!(name("CON"), "note-007-con");
        assert_eq!(name(""), "note-007");
        assert!(name(&"x".repeat(1 << 20)).len() < 60);
    }
}
