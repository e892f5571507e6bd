//! `kring lock keyring`: the secrets behind the keyring of the operating system.

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
    ask::sure(context, &say!("ask-lock-keyring"))?;
    home.use_keyring().map_err(|error| trouble::home(&error))?;
    Ok(super::changed(say!("lock-in-keyring"), Guarding::Keyring))
}
