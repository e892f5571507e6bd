//! `kring completions`: what a shell needs to finish command lines.

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::help;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    shell: clap_complete::Shell,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut script = Vec::new();
    let mut tree = help::tree(&context.words().with_help());
    clap_complete::generate(args.shell, &mut tree, "kring", &mut script);
    context.output().raw(&script).map_err(|error| {
        Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
    })?;
    Ok(Answer::wrote_itself())
}
