//! `kring lock remove`: nothing guards the secrets any more but the files' own permissions.

use kring_node::home::Guarding;

use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<Answer, Failure> {
    let home = context.home()?;
    ask::sure(context, &say!("ask-lock-remove"))?;
    home.remove_guard().map_err(|error| trouble::home(&error))?;
    Ok(super::changed(say!("lock-removed"), Guarding::Files))
}
