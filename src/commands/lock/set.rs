//! `kring lock set`: a passphrase, or another one.

use std::path::PathBuf;

use kring_node::home::Guarding;

use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;
use crate::passphrase;
use crate::say;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let home = context.home()?;
    let before = home.guarding().map_err(|error| trouble::home(&error))?;
    ask::sure(context, &say!("ask-lock-set"))?;
    let new = match &args.new_passphrase_file {
        Some(path) => passphrase::from_file(path)?,
        None => passphrase::ask_new(context)?,
    };
    home.set_passphrase(&new).map_err(|error| trouble::home(&error))?;
    let done = if before == Guarding::Passphrase { say!("lock-changed") } else { say!("lock-set") };
    Ok(super::changed(done, Guarding::Passphrase))
}
