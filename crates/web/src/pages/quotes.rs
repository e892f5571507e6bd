//! What of this person may go outside: every quote of theirs, and the stories that may name them. A yes
//! is given and taken back here, and nobody gives it for another.

use askama::Template;
use axum::extract::Path;
use kring_model::entities;
use kring_model::inert;
use kring_model::schema::PageKind;
use kring_node::acts;
use kring_node::acts::anonymity::Looked;
use kring_node::quotes::{self, Quote};
use kring_trust::PageId;

use super::check::{self, Before};
use crate::app::{Answer, Visit, go, page};
use crate::desk::{Desk, page_id};
use crate::form::Form;
use crate::frame::Frame;
use crate::lists;
use crate::trouble::Trouble;
use crate::words::Words;

#[derive(Template)]
#[template(path = "quotes.html")]
struct QuotesPage {
    frame: Frame,
    id: String,
    quotes: Vec<One>,
    stories: Vec<Story>,
}

/// A quote.
struct One {
    id: String,
    page: String,
    text: String,
    /// The evaluation in which it was written.
    about: String,
    /// How far it may go: the word for it, and in a sentence.
    reach: &'static str,
    says: String,
    /// Which stories wait for it or have it; empty if none.
    wanted: String,
    /// It was said by somebody around the group.
    of_other: String,
}

/// A story.
struct Story {
    page: String,
    title: String,
    /// `yes`, `no` or `open`.
    answer: &'static str,
    says: String,
}

/// The page.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("quotes");
            let own = quotes::own(desk.replica)?;
            let quotes = own.iter().map(|quote| one(desk, w, quote)).collect();
            let told = quotes::stories(desk.replica)?;
            let stories = told.into_iter().map(|told| {
                let answer = match told.consents {
                    Some(true) => "yes",
                    Some(false) => "no",
                    None => "open",
                };
                let says = w.t(&format!("quotes-story-{answer}"));
                Story { title: desk.label_of(w, &told.page), answer, says, page: told.page }
            });
            let stories = stories.collect();
            page(&QuotesPage { id: desk.replica.group().to_string(), quotes, stories, frame })
        })
        .await
}

fn one(desk: &mut Desk<'_>, w: &Words, quote: &Quote) -> One {
    let wanted: Vec<String> = quote.wanted.iter().map(|id| desk.label_of(w, id)).collect();
    let wanted = match wanted.is_empty() {
        true => String::new(),
        false => w.say("quote-wanted", &[("stories", (&w.list(&wanted)).into())]),
    };
    let said_by = match quote.stakeholder.as_str() {
        "" => String::new(),
        id => desk.label_of(w, id),
    };
    One {
        id: quote.id.clone(),
        page: quote.page.to_string(),
        text: inert::prose(&quote.text),
        about: desk.label_of(w, &quote.page.to_string()),
        reach: quote.reach.name(),
        says: w.t(&format!("quote-{}", quote.reach.name())),
        wanted,
        of_other: match said_by.is_empty() {
            true => String::new(),
            false => w.say("quote-of-other", &[("name", (&said_by).into())]),
        },
    }
}

/// How far a quote may go from now on.
pub(crate) async fn decide(
    visit: Visit,
    Path((_, place, id, reach)): Path<(String, String, String, String)>,
    form: Form,
) -> Answer {
    let base = visit.base();
    visit
        .show("more", move |desk, frame| {
            let place = kind_of(desk, &place, PageKind::Evaluation)?;
            let (free, named, said) = match reach.as_str() {
                "free" => (true, false, "done-quote-free"),
                "named" => (true, true, "done-quote-named"),
                "stays" => (false, false, "done-quote-stays"),
                _ => return Err(Trouble::bad_form()),
            };
            let which: &dyn Fn(&Looked) -> bool =
                &|one| one.entity.name == entities::QUOTE.name && one.id == id;
            if free {
                let action = format!("{base}/quotes/{place}/{id}/{reach}");
                let (back, stored) = (format!("{base}/quotes"), Some((place, which)));
                let (typed, written) = (Vec::new(), Vec::new());
                let before = Before { action, back, form: &form, typed, written, stored };
                if let Some(asks) = before.ask(desk, &frame)? {
                    return Ok(asks);
                }
                check::mended(desk, &form, Some((place, which)))?;
            }
            desk.act(|act| acts::evaluation::release(act, &place, &id, free, named))?;
            go(&format!("{base}/quotes#i-{id}"), said)
        })
        .await
}

/// Whether this person's name may be in a story.
pub(crate) async fn consent(
    visit: Visit,
    Path((_, story, answer)): Path<(String, String, String)>,
) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let story = kind_of(desk, &story, PageKind::Story)?;
            let (yes, said) = match answer.as_str() {
                "yes" => (true, "done-consent-yes"),
                "no" => (false, "done-consent-no"),
                _ => return Err(Trouble::bad_form()),
            };
            desk.act(|act| acts::story::consent(act, &story, yes))?;
            go(&format!("{base}/quotes"), said)
        })
        .await
}

/// A page of that kind.
fn kind_of(desk: &mut Desk<'_>, id: &str, kind: PageKind) -> Result<PageId, Trouble> {
    let listed = lists::find(desk, kind, id)?.filter(|one| one.here);
    page_id(&listed.ok_or_else(Trouble::nothing)?.id)
}
