//! `kring backup out`: everything of this laptop in one file, under a passphrase.

use std::path::PathBuf;

use kring_node::backup::{self, Backup, ENDING, Kept};
use kring_node::env::{Env as _, SystemEnv};
use serde_json::json;

use super::{refused, secret};
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fresh_file;
use crate::output::Answer;
use crate::progress::Progress;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(default_value = ".")]
    path: PathBuf,
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let home = context.home()?;
    let groups = match context.group_name() {
        Some(_) => vec![context.group()?.1],
        None => home.group_ids().map_err(|error| trouble::home(&error))?,
    };
    if groups.is_empty() {
        return Err(Failure::new(Exit::NotFound, say!("trouble-no-group"))
            .hint(say!("trouble-no-group-hint")));
    }
    let secret = secret::new(context, args.secret_file.as_deref())?;
    let progress = Progress::start(context, &say!("backup-making"), None);
    let folder = home.private_dir("backups").map_err(|error| trouble::home(&error))?;
    let mut kept = Vec::with_capacity(groups.len());
    for group in &groups {
        let mut replica = context.open(&home, group)?;
        kept.push(Kept::of(&mut replica, &folder).map_err(|error| refused(&error))?);
    }
    let names: Vec<String> = kept.iter().map(|one| one.name.clone()).collect();
    let whole = Backup { made_ms: SystemEnv.now_ms(), groups: kept };
    let bytes = backup::seal(&whole, &secret).map_err(|error| refused(&error))?;
    drop(progress);
    let path = fresh_file::write(&args.path, &bytes, ENDING)?.display().to_string();
    let mut sheet = Sheet::new();
    sheet.line(context.words().say(&say!("backup-made", path = &path)));
    let data = json!({ "path": path, "bytes": bytes.len(), "groups": names });
    Ok(Answer::new(sheet, data).remark(say!("backup-keep-apart")))
}
