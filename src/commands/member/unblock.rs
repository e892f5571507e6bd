//! `kring member unblock`: a laptop that was found again. Its owner and one other sign together:
//! the first makes a text, the second confirms it.

use std::fmt::Write as _;

use kring_node::acts;
use kring_node::replica::Standing;
use kring_trust::statement::{Body, STATEMENT_CAP, Statement};
use serde_json::json;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(required_unless_present = "confirm")]
    device: Option<String>,
    #[arg(long, value_name = "TEXT", conflicts_with = "device")]
    confirm: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    match (&args.confirm, &args.device) {
        (Some(text), _) => confirm(&mut desk, &ask::argument(text)?),
        (None, Some(device)) => propose(&mut desk, device),
        (None, None) => Err(Failure::new(Exit::Usage, say!("usage-not-understood"))),
    }
}

fn propose(desk: &mut Desk<'_>, device: &str) -> Result<Answer, Failure> {
    let device = desk.device(device)?;
    if desk.replica.roster().blocks_of(&device).is_empty() {
        let failure = Failure::new(Exit::NotFound, say!("unblock-not-blocked"));
        let own = device == desk.replica.device() && is_out(desk)?;
        // The others do not tell a blocked laptop who blocked it: only they can begin.
        return Err(if own { failure.hint(say!("trouble-blocked-hint")) } else { failure });
    }
    let statement = acts::member::propose_unblock(&mut desk.replica, &device);
    Ok(half(&statement))
}

fn half(statement: &Statement) -> Answer {
    let text = hex(&statement.encode());
    let mut sheet = Sheet::new();
    sheet.line(&text);
    Answer::new(sheet, json!({ "confirm": text })).remark(say!("unblock-give"))
}

fn confirm(desk: &mut Desk<'_>, text: &str) -> Result<Answer, Failure> {
    let statement = unhex(text)
        .and_then(|bytes| Statement::decode(&bytes).ok())
        .ok_or_else(|| Failure::new(Exit::BadInput, say!("unblock-damaged")))?;
    let Body::Unblocked { device, .. } = &statement.body else {
        return Err(Failure::new(Exit::BadInput, say!("unblock-damaged")));
    };
    let name = desk.replica.device_name(device);
    // It may not have been told yet that it is out.
    let own = *device == desk.replica.device();
    let statement = if statement.body.second().is_some() {
        statement
    } else {
        ask::sure(desk.context, &say!("ask-unblock", name = &name))?;
        acts::member::sign_along(&desk.replica, &statement)
            .map_err(|error| trouble::replica(&error))?
    };
    if own || is_out(desk)? {
        // A laptop that is out tells nobody anything: somebody who is in takes the text.
        return Ok(half(&statement));
    }
    desk.act(|act| act.hear(statement))?;
    Ok(desk.saved(say!("done-unblocked", name = name)))
}

/// Whether this laptop is out, as far as it knows itself or was told.
fn is_out(desk: &Desk<'_>) -> Result<bool, Failure> {
    let told = desk.replica.told_blocked().map_err(|error| trouble::replica(&error))?;
    Ok(desk.replica.standing() != Standing::In || !told.is_empty())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string does not fail.
        let written = write!(text, "{byte:02x}");
        debug_assert!(written.is_ok());
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() > STATEMENT_CAP * 2 || !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return None;
    }
    let pairs = digits.as_bytes().chunks_exact(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_there_and_back_however_it_was_broken() {
        let text = hex(&[0, 171, 255]);
        assert_eq!(text, "00abff");
        assert_eq!(unhex(" 00a\nbff "), Some(vec![0, 171, 255]));
        assert_eq!(unhex("0"), None);
        assert_eq!(unhex("zz"), None);
        assert_eq!(unhex("éé"), None);
    }
}
