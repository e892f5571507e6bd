//! `kring file in`: takes in what somebody of the group put in a file.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use kring_node::env::SystemEnv;
use kring_node::file::{self, FILE_CAP, FileError};
use kring_store::Mode;
use serde_json::json;

use super::refused;
use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::network;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    path: PathBuf,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let bytes = read(&args.path)?;
    // The file knows best which group it is of; one that was named with --group must be that one.
    let home = context.home()?;
    let groups = match context.group_name() {
        Some(_) => vec![context.group()?.1],
        None => home.group_ids().map_err(|error| trouble::home(&error))?,
    };
    let group = file::group_of(&bytes, &groups).map_err(|error| refused(None, &error))?;
    let replica = home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv));
    let mut desk = Desk::on(context, replica.map_err(|error| trouble::replica(&error))?);
    let came = file::take(&mut desk.replica, &bytes);
    let came = came.map_err(|error| refused(Some(&mut desk), &error))?;
    if let Err(error) = desk.replica.draw_lists() {
        tracing::warn!(%error, "lists are not drawn");
    }
    let name = network::whose(&mut desk, &came.device);
    let mut sheet = Sheet::new();
    let said = say!("file-came", name = &name, count = came.new);
    sheet.line(context.words().say(&said));
    let data = json!({
        "from": name, "device": came.device.to_string(), "new": came.new,
        "pages": came.pages.len(), "left_out": came.left_out,
        "group": group.to_string(),
    });
    let mut answer = Answer::new(sheet, data);
    if came.new > 0 {
        answer = answer.remark(say!("file-came-honest", name = name));
    }
    Ok(if came.left_out > 0 { answer.remark(say!("file-left-out")) } else { answer })
}

/// The file, if it is not longer than one may be.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: &std::io::Error| {
        let (path, cause) = (path.display().to_string(), trouble::io(error));
        Failure::new(Exit::BadInput, say!("import-unreadable", path = path, cause = cause))
    };
    let opened = fs::File::open(path).map_err(|error| unreadable(&error))?;
    let mut bytes = Vec::new();
    let read = opened.take(FILE_CAP as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(&error))?;
    if bytes.len() > FILE_CAP {
        return Err(refused(None, &FileError::TooLarge));
    }
    Ok(bytes)
}
