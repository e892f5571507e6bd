//! `kring verify`: whether a proof of participation was really signed. It needs no group, no home
//! and no network.

use std::path::PathBuf;

use kring_model::inert;
use kring_trust::participation::{BadBlock, Gathering, Present, find};
use serde_json::{Value, json};

use crate::context::Context;
use crate::dates;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::foreign_file;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;

/// A proof of a lifetime is smaller.
const FILE_CAP: usize = 16 << 20;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    file: PathBuf,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let bytes = foreign_file::read(&args.file, FILE_CAP)?;
    let text = String::from_utf8_lossy(&bytes);
    let found = find(&text).map_err(refused)?;
    let (mut sheet, mut data) = (Sheet::new(), Vec::new());
    for one in &found {
        if one.signatures.is_empty() {
            return Err(Failure::new(Exit::BadInput, say!("verify-unsigned")));
        }
        let people = one.check().map_err(refused)?;
        show(context, &mut sheet, &one.gathering, &people);
        data.push(values(&one.gathering, &people));
    }
    let answer = Answer::new(sheet, json!({ "meetings": data }));
    Ok(answer
        .remark(say!("verify-good", count = found.len()))
        .remark(say!("verify-only-this"))
        .remark(say!("verify-whose")))
}

fn refused(bad: BadBlock) -> Failure {
    match bad {
        BadBlock::Nothing => Failure::new(Exit::BadInput, say!("verify-nothing")),
        BadBlock::Form => {
            Failure::new(Exit::BadInput, say!("verify-broken")).hint(say!("verify-broken-hint"))
        }
    }
}

fn show(context: &Context, sheet: &mut Sheet, of: &Gathering, people: &[(&Present, bool)]) {
    let words = context.words();
    let (date, start, end) = (dates::stored(words, &of.date), &of.start, &of.end);
    sheet.heading(words.say(&say!("verify-meeting", date = date, start = start, end = end)));
    let row = |(one, signed): &(&Present, bool)| {
        let said = if *signed { say!("verify-signed") } else { say!("verify-not-signed") };
        [inert::line(&one.name), format!("{} – {}", one.from, one.to), words.say(&said)]
    };
    sheet.table(&people.iter().map(row).collect::<Vec<_>>());
}

fn values(of: &Gathering, people: &[(&Present, bool)]) -> Value {
    let person = |(one, signed): &(&Present, bool)| json!({ "name": one.name, "from": one.from, "to": one.to, "signed": signed });
    json!({
        "group": of.group.to_string(), "meeting": of.meeting.to_string(),
        "date": of.date, "start": of.start, "end": of.end,
        "people": people.iter().map(person).collect::<Vec<_>>(),
    })
}
