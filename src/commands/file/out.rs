//! `kring file out`: what the others lack, as a file that only they can open.

use std::path::PathBuf;

use kring_node::file::{self, ENDING};
use serde_json::json;

use super::refused;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fresh_file;
use crate::network;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(default_value = ".")]
    path: PathBuf,
    #[arg(long)]
    whole: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let made = file::make(&mut desk.replica, args.whole);
    let made = made.map_err(|error| refused(Some(&mut desk), &error))?;
    let path = fresh_file::write(&args.path, &made.bytes, ENDING)?;
    let mut names: Vec<String> =
        made.devices.iter().map(|device| network::whose(&mut desk, device)).collect();
    names.sort();
    names.dedup();
    let list = names.join(", ");
    let path = path.display().to_string();
    let mut sheet = Sheet::new();
    sheet.line(context.words().say(&say!("file-made", path = &path)));
    let data = json!({
        "path": path, "bytes": made.bytes.len(), "whole": made.whole, "pages": made.pages,
        "for": names,
    });
    let reach = if made.whole { say!("file-made-whole") } else { say!("file-made-lacking") };
    let readers = if names.len() == 1 {
        say!("file-made-for", names = list)
    } else {
        say!("file-made-for-them", names = list)
    };
    Ok(Answer::new(sheet, data).remark(reach).remark(readers))
}
