//! `kring man`: manual pages, one per command, in a folder.

use std::path::PathBuf;

use serde_json::json;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::help;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    dir: PathBuf,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let tree = help::tree(&context.words().with_help());
    let made =
        std::fs::create_dir_all(&args.dir).and_then(|()| clap_mangen::generate_to(tree, &args.dir));
    let dir = args.dir.display().to_string();
    made.map_err(|error| {
        let sentence = say!("trouble-not-written", path = &dir, cause = crate::trouble::io(&error));
        Failure::new(Exit::Failed, sentence)
    })?;
    Ok(Answer::done(say!("done-man", path = &dir), json!({ "dir": dir })))
}
