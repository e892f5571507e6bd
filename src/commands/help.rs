//! `kring help`: the same as `--help`, the exit codes, and short texts about what a group does.

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::help;
use crate::output::Answer;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::words::Words;
use kring_web::guide::{TOPICS, Topic};
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
    if let Some(answer) = guide(context.words(), &args.topic) {
        return Ok(answer);
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

/// The short text of that name, or the list of all; names are those of the user's language, and of
/// the code.
fn guide(words: &Words, asked: &[String]) -> Option<Answer> {
    let [asked] = asked else { return None };
    let of = |topic: &Topic, part: &str| {
        words.word(&format!("guide-{}{part}", topic.id)).unwrap_or_default()
    };
    let value = |topic: &Topic| json!({ "id": topic.id, "word": of(topic, "-word"), "title": of(topic, "-title"), "text": of(topic, "") });
    let mut sheet = Sheet::new();
    if asked == "topics" {
        let row = |topic: &Topic| [of(topic, "-word"), of(topic, "-title")];
        sheet.table(&TOPICS.iter().map(row).collect::<Vec<_>>());
        let all: Vec<_> = TOPICS.iter().map(value).collect();
        return Some(Answer::new(sheet, json!(all)));
    }
    let topic = TOPICS.iter().find(|topic| topic.id == asked || of(topic, "-word") == *asked)?;
    sheet.toned(0, Tone::Strong, of(topic, "-title"));
    sheet.text(0, &of(topic, ""));
    Some(Answer::new(sheet, value(topic)))
}
