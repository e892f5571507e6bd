//! `kring lock`: lock now; and what guards this laptop's secrets.

use clap::Subcommand;
use kring_node::home::Guarding;
use serde_json::json;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::safe;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

mod keyring;
mod remove;
mod set;

/// What can be done beside locking.
#[derive(Debug, Subcommand)]
pub(crate) enum What {
    Show(Show),
    Set(set::Args),
    Keyring(keyring::Args),
    Remove(remove::Args),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    match &args.what {
        None => now(context),
        Some(What::Show(_)) => show(context),
        Some(What::Set(args)) => set::run(context, args),
        Some(What::Keyring(args)) => keyring::run(context, args),
        Some(What::Remove(args)) => remove::run(context, args),
    }
}

/// Every running program of this laptop lets go of what it holds.
fn now(context: &Context) -> Result<Answer, Failure> {
    let home = context.closed_home()?;
    match home.guarding().map_err(|error| trouble::home(&error))? {
        Guarding::Files => {
            return Err(
                Failure::new(Exit::Failed, say!("lock-nothing")).hint(say!("lock-nothing-hint"))
            );
        }
        Guarding::Keyring => {
            return Err(Failure::new(Exit::Failed, say!("lock-keyring-opens"))
                .hint(say!("lock-nothing-hint")));
        }
        Guarding::Passphrase => {}
    }
    home.call_to_let_go().map_err(|error| trouble::home(&error))?;
    Ok(Answer::done(say!("lock-done"), json!({ "locked": true })))
}

fn show(context: &Context) -> Result<Answer, Failure> {
    let guarding = safe::guarding(context)?;
    let mut sheet = Sheet::new();
    sheet.line(context.words().say(&safe::sentence(guarding)));
    Ok(Answer::new(sheet, json!({ "guard": safe::word(guarding) })))
}

/// What was changed, and how safe it is now.
fn changed(what: crate::words::Sentence, guarding: Guarding) -> Answer {
    Answer::done(what, json!({ "guard": safe::word(guarding) })).remark(safe::sentence(guarding))
}
