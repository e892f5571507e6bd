//! `kring reflection`: what one learned. It stays on this laptop until its author shares it, with the
//! three dimensions and the competences that it is about.

use clap::Subcommand;
use kring_model::entities;
use kring_model::read::Record;
use kring_model::value::Value;
use kring_node::acts::reflection;
use kring_node::listed::{self, Listed, in_line};
use serde_json::{Value as Json, json};

use crate::ask;
use crate::context::Context;
use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Named;
use crate::find::{self, Candidate};
use crate::labels;
use crate::output::Answer;
use crate::recognise::Recognised;
use crate::say;
use crate::sheet::Sheet;
use crate::show;
use crate::trouble;

/// The longest title in a list, in characters.
const TITLE: usize = 60;

/// What can be done with reflections.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(Add),
    List,
    Show(Show),
    Edit(Edit),
    Share(Share),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    text: String,
    #[arg(long, default_value = "")]
    title: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    item: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Edit {
    item: String,
    #[command(flatten)]
    about: About,
    #[arg(long, value_name = "CHOICE", value_parser = competences())]
    off: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Share {
    item: String,
    #[command(flatten)]
    about: About,
}

/// What is asked when a reflection is shared.
#[derive(Debug, clap::Args)]
pub(crate) struct About {
    #[arg(long, value_name = "TEXT")]
    technical: Option<String>,
    #[arg(long, value_name = "TEXT")]
    normative: Option<String>,
    #[arg(long, value_name = "TEXT")]
    personal: Option<String>,
    #[arg(long, value_name = "CHOICE", value_parser = competences())]
    competences: Vec<String>,
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    match command {
        Command::Add(args) => add(&mut desk, args),
        Command::List => list(&mut desk),
        Command::Show(args) => {
            let page = shared(&mut desk, &args.item)?;
            show::page(&mut desk, &page)
        }
        Command::Edit(args) => edit(&mut desk, args),
        Command::Share(args) => share(&mut desk, args),
    }
}

fn add(desk: &mut Desk<'_>, args: &Add) -> Result<Answer, Failure> {
    let (title, text) = (ask::argument(&args.title)?, ask::argument(&args.text)?);
    let kept = reflection::keep(&mut desk.replica, &title, &text);
    let id = kept.map_err(|error| trouble::replica(&error))?;
    Ok(desk.added(say!("added-reflection"), &id))
}

fn share(desk: &mut Desk<'_>, args: &Share) -> Result<Answer, Failure> {
    let private = private(desk)?;
    let id = find::one(&private.iter().map(meant).collect::<Vec<_>>(), &args.item)?.id.clone();
    let values = values(&args.about, &[])?;
    let mut looked = values.clone();
    let own = private.iter().find(|one| one.id == id);
    looked.extend(
        own.into_iter()
            .flat_map(|one| ["title", "text"].map(|name| (name, Value::from(one.str(name))))),
    );
    let recognised = Recognised::in_values(desk, &looked)?;
    recognised.ask(desk.context)?;
    let made = reflection::share(&mut desk.replica, &id, &values);
    let page = made.map_err(|error| trouble::replica(&error))?.to_string();
    let answer = desk.added(say!("done-reflection-shared-here"), &page);
    Ok(recognised.beside(answer, &page))
}

fn edit(desk: &mut Desk<'_>, args: &Edit) -> Result<Answer, Failure> {
    let page = shared(desk, &args.item)?;
    let values = values(&args.about, &args.off)?;
    let place = (&entities::NOTE, "");
    desk.act(|act| kring_node::acts::writing::set_all(act, &page, place, &values, None))?;
    Ok(desk.saved(say!("done-edited")))
}

fn list(desk: &mut Desk<'_>) -> Result<Answer, Failure> {
    let (own, shared) = (private(desk)?, listed(desk)?);
    let mut sheet = Sheet::new();
    let words = desk.context.words();
    sheet.heading(words.say(&say!("reflections-own-here")));
    let rows = own.iter().map(|one| {
        let title = [one.str("title"), one.str("text")].join(" ");
        let day = dates::stored(words, one.str("date"));
        [find::short(&one.id), day, in_line(title.trim(), TITLE)]
    });
    sheet.table(&rows.collect::<Vec<_>>());
    sheet.heading(words.say(&say!("reflections-of-the-group")));
    let mut rows = Vec::new();
    for one in &shared {
        let of = |word: &str| labels::choice(desk.context.words(), word);
        let about: Vec<String> = competences_of(one).map(of).collect();
        let day = dates::stored(desk.context.words(), &one.date);
        rows.push([find::short(&one.id), day, desk.name_of(&one.by), title(one), about.join(", ")]);
    }
    sheet.table(&rows);
    let own: Vec<Json> = own.iter().map(Record::plain).collect();
    let shared: Vec<Json> = shared
        .iter()
        .map(|one| {
            json!({
                "id": one.id, "by": one.by, "date": one.date, "title": one.titles.last(),
                "excerpt": one.excerpt, "competences": competences_of(one).collect::<Vec<_>>(),
            })
        })
        .collect();
    Ok(Answer::new(sheet, json!({ "own": own, "shared": shared })))
}

fn private(desk: &mut Desk<'_>) -> Result<Vec<Record>, Failure> {
    reflection::private(&mut desk.replica).map_err(|error| trouble::replica(&error))
}

fn listed(desk: &mut Desk<'_>) -> Result<Vec<Listed>, Failure> {
    listed::reflections(&mut desk.replica).map_err(|error| trouble::replica(&error))
}

/// The shared reflection that is meant.
fn shared(desk: &mut Desk<'_>, text: &str) -> Result<kring_trust::PageId, Failure> {
    let candidates: Vec<Candidate> = listed(desk)?
        .into_iter()
        .map(|one| Candidate {
            title: title(&one),
            origin: one.fact("origin").to_owned(),
            code: Some(one.code),
            id: one.id,
        })
        .collect();
    crate::desk::page_id(&find::one(&candidates, text)?.id)
}

fn meant(one: &Record) -> Candidate {
    let title = if one.str("title").is_empty() { one.str("text") } else { one.str("title") };
    let title = title.to_owned();
    Candidate { id: one.id.clone(), title, origin: String::new(), code: None }
}

fn title(one: &Listed) -> String {
    in_line(one.titles.last().filter(|title| !title.is_empty()).unwrap_or(&one.excerpt), TITLE)
}

fn competences_of(one: &Listed) -> impl Iterator<Item = &str> {
    one.fact("competences").split(", ").filter(|word| !word.is_empty())
}

/// What was given, and what is no longer meant.
fn values(about: &About, off: &[String]) -> Result<Vec<Named>, Failure> {
    let texts = [
        ("technical", &about.technical),
        ("normative", &about.normative),
        ("personal", &about.personal),
    ];
    let mut values: Vec<Named> = Vec::new();
    for (name, text) in texts {
        if let Some(text) = text {
            values.push((name, ask::argument(text)?.as_str().into()));
        }
    }
    let on = about.competences.iter().map(|one| (one.clone(), true));
    let parts: Vec<(String, bool)> = on.chain(off.iter().map(|one| (one.clone(), false))).collect();
    if !parts.is_empty() {
        values.push(("competences", Value::parts(parts)));
    }
    Ok(values)
}

/// The five competences, as the schema has them.
fn competences() -> clap::builder::PossibleValuesParser {
    let field = entities::field("note", "competences").map(|field| field.value);
    match field {
        Some(kring_model::schema::Type::Choice(of)) => of.iter().copied().into(),
        _ => [""; 0].iter().copied().into(),
    }
}
