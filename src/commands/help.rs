//! `kring help`: the same as `--help`, and the exit codes.

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::help;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use serde_json::json;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    topic: Vec<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let words = context.words().with_help();
    if args.topic == ["exit-codes"] {
        let rows: Vec<[String; 3]> = Exit::ALL
            .into_iter()
            .map(|exit| {
                let meaning = words.word(&format!("exit-{}", exit.word().replace('_', "-")));
                [exit.code().to_string(), exit.word().to_owned(), meaning.unwrap_or_default()]
            })
            .collect();
        let mut sheet = Sheet::new();
        sheet.table(&rows);
        let codes: Vec<_> = Exit::ALL
            .into_iter()
            .map(|exit| json!({ "code": exit.code(), "kind": exit.word() }))
            .collect();
        return Ok(Answer::new(sheet, json!(codes)));
    }
    let mut tree = help::tree(&words);
    tree.build();
    let mut command = &mut tree;
    for topic in &args.topic {
        command = command.find_subcommand_mut(topic).ok_or_else(|| {
            Failure::new(Exit::NotFound, say!("usage-no-such-command", name = topic))
                .hint(say!("usage-see-help"))
        })?;
    }
    let shown = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let help = command.render_help();
    let text = if shown { help.ansi().to_string() } else { help.to_string() };
    context.output().raw(text.as_bytes()).map_err(|error| {
        Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
    })?;
    Ok(Answer::wrote_itself())
}
