//! `kring meeting minutes`

use clap::Subcommand;
use kring_model::schema::PageKind;
use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::edit::{self, Place};
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

/// What can be done with minutes.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Append(Append),
    Edit(Meeting),
    Confirm(Meeting),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Append {
    meeting: String,
    text: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Meeting {
    meeting: String,
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    match command {
        Command::Append(args) => append(&mut desk, args),
        Command::Edit(args) => {
            let page = desk.page(PageKind::Meeting, &args.meeting)?;
            let place = Place::page(page, PageKind::Meeting, "minutes_text");
            edit::in_editor(desk, &place, "minutes_text")
        }
        Command::Confirm(args) => {
            let page = desk.page(PageKind::Meeting, &args.meeting)?;
            let signed = desk.act(|act| acts::attest::confirm(act, &page))?;
            Ok(desk.saved(match signed {
                acts::attest::Attested::Signed => say!("done-minutes-signed"),
                _ => say!("done-minutes-confirmed"),
            }))
        }
    }
}

fn append(desk: &mut Desk<'_>, args: &Append) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Meeting, &args.meeting)?;
    let text = ask::argument(&args.text)?;
    desk.act(|act| acts::meeting::append_minutes(act, &page, &text))?;
    Ok(desk.saved(say!("done-minutes-appended")))
}
