//! `kring quote`: what of this person may go outside. Only the person decides, and may come back on it.

use clap::Subcommand;
use kring_model::schema::PageKind;
use kring_node::acts;
use kring_node::listed::in_line;
use kring_node::quotes::{self, Quote};
use serde_json::{Value, json};

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::find::{self, Candidate};
use crate::output::Answer;
use crate::recognise::Recognised;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::trouble;

/// The longest quote in a list, in characters.
const PIECE: usize = 100;

/// What can be done with quotes.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    List,
    Share(Share),
    Consent(Consent),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Share {
    item: String,
    #[arg(long)]
    with_name: bool,
    #[arg(long, conflicts_with = "with_name")]
    stop: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Consent {
    story: String,
    #[arg(long)]
    stop: bool,
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    match command {
        Command::List => list(&mut desk),
        Command::Share(args) => share(&mut desk, args),
        Command::Consent(args) => consent(&mut desk, args),
    }
}

fn share(desk: &mut Desk<'_>, args: &Share) -> Result<Answer, Failure> {
    let own = own(desk)?;
    let candidate = |(one, code): (&Quote, usize)| Candidate {
        id: one.id.clone(),
        title: one.text.clone(),
        origin: String::new(),
        code: Some(code),
    };
    let candidates: Vec<Candidate> = own.iter().zip(1..).map(candidate).collect();
    let id = find::one(&candidates, &args.item)?.id.clone();
    let Some(quote) = own.iter().find(|one| one.id == id) else { return list(desk) };
    let free = !args.stop;
    let looked = [("text", quote.text.as_str().into())];
    let found = if free { Some(Recognised::in_values(desk, &looked)?) } else { None };
    if let Some(found) = &found {
        found.ask(desk.context)?;
    }
    let (page, named) = (quote.page, args.with_name);
    desk.act(|act| acts::evaluation::release(act, &page, &id, free, named))?;
    Ok(match (found, named) {
        (None, _) => desk.saved(say!("done-quote-stays")).remark(say!("quote-gone")),
        (Some(found), false) => {
            found.beside(desk.saved(say!("done-quote-free")), &page.to_string())
        }
        (Some(found), true) => {
            found.beside(desk.saved(say!("done-quote-named")), &page.to_string())
        }
    })
}

fn consent(desk: &mut Desk<'_>, args: &Consent) -> Result<Answer, Failure> {
    let story = desk.page(PageKind::Story, &args.story)?;
    desk.act(|act| acts::story::consent(act, &story, !args.stop))?;
    let said = if args.stop { say!("done-consent-no") } else { say!("done-consent-yes") };
    Ok(desk.saved(said))
}

fn list(desk: &mut Desk<'_>) -> Result<Answer, Failure> {
    let own = own(desk)?;
    let (mut sheet, mut data) = (Sheet::new(), Vec::new());
    sheet.heading(desk.context.words().say(&say!("quotes")));
    for (one, code) in own.iter().zip(1..) {
        data.push(quote(desk, &mut sheet, code, one));
    }
    if own.is_empty() {
        sheet.toned(0, Tone::Dim, desk.context.words().say(&say!("quotes-none")));
    }
    let told = quotes::stories(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    sheet.heading(desk.context.words().say(&say!("quotes-stories")));
    let mut stories = Vec::new();
    for one in &told {
        let title = desk.label_of(&one.page);
        let words = desk.context.words();
        let says = words.say(&match one.consents {
            Some(true) => say!("quotes-story-yes"),
            Some(false) => say!("quotes-story-no"),
            None => say!("quotes-story-open"),
        });
        sheet.line(format!("- {title}  [{}]  {says}", find::short(&one.page)));
        stories.push(json!({ "id": one.page, "title": title, "consent": one.consents }));
    }
    if told.is_empty() {
        sheet.toned(0, Tone::Dim, desk.context.words().say(&say!("quotes-story-none")));
    }
    Ok(Answer::new(sheet, json!({ "quotes": data, "stories": stories })))
}

fn quote(desk: &mut Desk<'_>, sheet: &mut Sheet, code: usize, one: &Quote) -> Value {
    let evaluation = desk.label_of(&one.page.to_string());
    let wanted: Vec<String> = one.wanted.iter().map(|id| desk.label_of(id)).collect();
    let said_by = match one.stakeholder.as_str() {
        "" => String::new(),
        id => stakeholder(desk, id),
    };
    let words = desk.context.words();
    let reach = words.word(&format!("quote-{}", one.reach.name())).unwrap_or_default();
    let text = in_line(&one.text, PIECE);
    sheet.line(format!("{code}. {text}  [{evaluation}, {}]", find::short(&one.id)));
    sheet.toned(4, Tone::Strong, reach);
    if !said_by.is_empty() {
        let line = words.say(&say!("quote-of-other", name = &said_by));
        sheet.toned(4, Tone::Notice, line);
    }
    if !wanted.is_empty() {
        let line = words.say(&say!("quote-wanted", stories = wanted.join(", ")));
        sheet.toned(4, Tone::Notice, line);
    }
    json!({
        "id": one.id, "evaluation": one.page.to_string(), "text": one.text,
        "reach": one.reach.name(), "wanted_by": one.wanted, "said_by": said_by,
    })
}

fn stakeholder(desk: &mut Desk<'_>, id: &str) -> String {
    let all = desk.in_group(&kring_model::entities::STAKEHOLDER).unwrap_or_default();
    let one = all.iter().find(|one| one.id == id || one.str("origin") == id);
    one.map(|one| one.str("name").to_owned()).unwrap_or_default()
}

fn own(desk: &mut Desk<'_>) -> Result<Vec<Quote>, Failure> {
    quotes::own(&mut desk.replica).map_err(|error| trouble::replica(&error))
}
