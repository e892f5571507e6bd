//! `kring backup in`: puts a copy back.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use kring_node::backup::{self, BACKUP_CAP, BackupError, PutBack};
use kring_node::env::{Env, SystemEnv};
use serde_json::{Value, json};

use super::{refused, secret};
use crate::ask;
use crate::context::Context;
use crate::dates;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(required_unless_present = "local")]
    path: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    #[arg(long, value_name = "NUMBER", conflicts_with = "path")]
    local: Option<usize>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    match (&args.path, args.local) {
        (_, Some(number)) => of_this_laptop(context, number),
        (Some(path), None) => {
            let bytes = read(path)?;
            let secret = secret::known(context, args.secret_file.as_deref())?;
            let copy = backup::open(&bytes, &secret).map_err(|error| refused(&error))?;
            from_file(context, &copy)
        }
        (None, None) => Err(Failure::new(Exit::Usage, say!("usage-not-understood"))),
    }
}

fn from_file(context: &Context, copy: &backup::Backup) -> Result<Answer, Failure> {
    let home = context.home()?;
    let (mut sheet, mut done) = (Sheet::new(), Vec::new());
    let env = || Box::new(SystemEnv) as Box<dyn Env>;
    for kept in &copy.groups {
        let back = backup::put_back(&home, kept, env).map_err(|error| refused(&error))?;
        let name = &kept.name;
        let said = match back {
            PutBack::Placed => say!("backup-placed", name = name),
            PutBack::Added { new: 0, private: false } => say!("backup-nothing", name = name),
            PutBack::Added { new, private: false } => {
                say!("backup-added", name = name, count = new)
            }
            PutBack::Added { new, private: true } => {
                say!("backup-added-private", name = name, count = new)
            }
        };
        sheet.line(context.words().say(&said));
        done.push(value(name, back));
    }
    Ok(Answer::new(sheet, json!({ "groups": done })).remark(say!("backup-goes-on")))
}

fn value(name: &str, back: PutBack) -> Value {
    match back {
        PutBack::Placed => json!({ "name": name, "placed": true }),
        PutBack::Added { new, private } => {
            json!({ "name": name, "placed": false, "new": new, "private": private })
        }
    }
}

fn of_this_laptop(context: &Context, number: usize) -> Result<Answer, Failure> {
    let (home, group) = context.group()?;
    let all = home.generations(&group).list().map_err(|error| refused(&error))?;
    let one = number.checked_sub(1).and_then(|at| all.get(at));
    let one = one.ok_or_else(|| {
        Failure::new(Exit::NotFound, say!("backup-no-such")).hint(say!("backup-no-such-hint"))
    })?;
    if !home.is_lost(&group).map_err(|error| trouble::replica(&error))? {
        return Err(refused(&BackupError::Works));
    }
    let when = dates::moment(context.words(), one.made_ms);
    ask::sure(context, &say!("ask-backup-in", when = &when))?;
    let back = backup::put_back_generation(&home, &group, one, Box::new(SystemEnv));
    back.map_err(|error| refused(&error))?;
    let answer = Answer::done(say!("backup-back", when = when), json!({ "placed": true }));
    Ok(answer.remark(say!("backup-goes-on")))
}

fn read(path: &std::path::Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read =
        File::open(path).and_then(|file| file.take(2 * BACKUP_CAP as u64).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|error| {
        let (path, cause) = (path.display().to_string(), trouble::io(&error));
        Failure::new(Exit::BadInput, say!("import-unreadable", path = path, cause = cause))
    })
}
