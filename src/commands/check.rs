//! `kring check`: whom something makes recognisable, and three ways to mend it; or whether a help
//! question is one that a group can work with.

use std::collections::BTreeMap;

use kring_model::anonymity::{self as looking, Mark, Mend};
use kring_model::help_question;
use kring_node::acts::anonymity;
use serde_json::{Value, json};

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::labels;
use crate::output::Answer;
use crate::recognise;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(required_unless_present_any = ["text", "question"])]
    item: Option<String>,
    #[arg(long, value_name = "TEXT", conflicts_with = "item")]
    text: Option<String>,
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["item", "text"])]
    question: Option<String>,
    #[arg(long, value_name = "WORD")]
    initial: Vec<String>,
    #[arg(long, value_name = "WORD=WORDS")]
    replace: Vec<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    if let Some(question) = &args.question {
        return Ok(hints(context, &ask::argument(question)?));
    }
    let chosen = chosen(args)?;
    let mut desk = Desk::open(context)?;
    match (&args.item, &args.text) {
        (Some(item), _) => on_page(&mut desk, item, &chosen),
        (None, text) => {
            in_text(&mut desk, &ask::argument(text.as_deref().unwrap_or("-"))?, &chosen)
        }
    }
}

/// Words in small letters, and what becomes of each.
type Chosen = BTreeMap<String, Mend>;

fn chosen(args: &Args) -> Result<Chosen, Failure> {
    let mut chosen = Chosen::new();
    for word in &args.initial {
        chosen.insert(word.to_lowercase(), Mend::Short);
    }
    for pair in &args.replace {
        let split = pair.split_once('=').filter(|(word, by)| !word.is_empty() && !by.is_empty());
        let (word, by) = split.ok_or_else(|| {
            Failure::new(Exit::Usage, say!("check-bad-replace", text = pair))
                .hint(say!("check-bad-replace-hint"))
        })?;
        chosen.insert(word.to_lowercase(), Mend::Word(by.to_owned()));
    }
    Ok(chosen)
}

fn choose(chosen: &Chosen) -> impl Fn(&str) -> Mend + '_ {
    |word| chosen.get(&word.to_lowercase()).cloned().unwrap_or(Mend::Leave)
}

fn on_page(desk: &mut Desk<'_>, item: &str, chosen: &Chosen) -> Result<Answer, Failure> {
    let page = desk.anything(item)?;
    if !chosen.is_empty() {
        let count = desk.act(|act| anonymity::mend(act, &page, &|_| true, &choose(chosen)))?;
        let answer = Answer::done(say!("check-mended", count = count), json!({ "mended": count }));
        return Ok(answer.remark(say!("word-saved-here")));
    }
    let looked = anonymity::look(&mut desk.replica, &page);
    let looked = looked.map_err(|error| trouble::replica(&error))?;
    let words = desk.context.words();
    let (mut sheet, mut data) = (Sheet::new(), Vec::new());
    for one in &looked {
        let field = labels::field(words, one.field.name);
        sheet.heading(words.say(&say!("check-where", field = field)));
        data.push(json!({
            "entity": one.entity.name, "id": one.id, "field": one.field.name, "mine": one.mine,
            "marks": marks(desk.context, &mut sheet, &one.text, &one.marks),
        }));
    }
    let remark = if looked.is_empty() { say!("check-nothing") } else { say!("check-honest") };
    Ok(Answer::new(sheet, json!({ "found": data })).remark(remark))
}

fn in_text(desk: &mut Desk<'_>, text: &str, chosen: &Chosen) -> Result<Answer, Failure> {
    let known = recognise::known(desk)?;
    let mut sheet = Sheet::new();
    if !chosen.is_empty() {
        let choose = choose(chosen);
        let mended = looking::mend(text, &known, |mark| choose(mark.text(text)));
        sheet.text(0, &mended);
        return Ok(Answer::new(sheet, json!({ "text": mended })));
    }
    let found = looking::find(text, &known);
    let data = json!({ "marks": marks(desk.context, &mut sheet, text, &found) });
    let remark = if found.is_empty() { say!("check-nothing") } else { say!("check-honest") };
    Ok(Answer::new(sheet, data).remark(remark))
}

fn marks(context: &Context, sheet: &mut Sheet, text: &str, marks: &[Mark]) -> Vec<Value> {
    let words = context.words();
    let mut data = Vec::new();
    for mark in marks {
        let (name, word) = (mark.kind.name(), mark.text(text));
        let kind = words.word(&format!("check-kind-{name}")).unwrap_or_default();
        sheet.toned(2, Tone::Plain, words.say(&say!("check-found", kind = kind, word = word)));
        data.push(json!({ "from": mark.from, "to": mark.to, "kind": name, "text": word }));
    }
    data
}

/// What could be better about a help question.
fn hints(context: &Context, question: &str) -> Answer {
    let words = context.words();
    let hints = help_question::hints(question);
    let mut sheet = Sheet::new();
    let said = match (hints.is_empty(), question.trim().is_empty()) {
        (_, true) => say!("question-nothing"),
        (true, _) => say!("question-good"),
        (false, _) => say!("question-hints"),
    };
    sheet.line(words.say(&said));
    for hint in &hints {
        let line = words.word(&format!("question-hint-{}", hint.name())).unwrap_or_default();
        sheet.toned(2, Tone::Plain, format!("- {line}"));
    }
    sheet.gap();
    sheet.toned(0, Tone::Dim, words.say(&say!("question-five")));
    Answer::new(sheet, json!({ "hints": hints }))
}
