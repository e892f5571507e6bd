//! What was tried, what works and what does not yet, side by side; to print.

use askama::Template;
use kring_model::derive::{self, Attempt, Came, Tried};
use kring_model::inert;
use kring_node::trajectory::results;

use crate::app::{Answer, Visit, page};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::labels;
use crate::words::Words;

/// The columns, with what stands in each.
const COLUMNS: [(&str, &[Came]); 3] = [
    ("results-works", &[Came::Works, Came::Partly]),
    ("results-not_yet", &[Came::NotYet]),
    ("results-open", &[Came::Open, Came::NotTried]),
];

#[derive(Template)]
#[template(path = "results.html")]
struct ResultsPage {
    frame: Frame,
    id: String,
    columns: Vec<Column>,
    /// What people do otherwise now, or practise.
    behaviour: Vec<One>,
    /// Nothing was tried yet.
    nothing: bool,
}

/// One column.
struct Column {
    key: &'static str,
    tried: Vec<One>,
}

/// Something that was tried.
struct One {
    page: String,
    what: String,
    about: String,
    /// What was told of it, each with its label.
    told: Vec<(String, String)>,
}

/// The page.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("results");
            let all = results(desk.replica)?;
            let mut columns = Vec::new();
            for (key, came) in COLUMNS {
                let tried = all.iter().filter(|one| one.attempt != Attempt::Behaviour);
                let these = tried.filter(|one| came.contains(&one.came));
                columns
                    .push(Column { key, tried: these.map(|tried| one(desk, w, tried)).collect() });
            }
            let id = desk.replica.group().to_string();
            let behaviour: Vec<One> =
                derive::new_behaviour(&all).map(|tried| one(desk, w, tried)).collect();
            page(&ResultsPage { id, columns, behaviour, nothing: all.is_empty(), frame })
        })
        .await
}

fn one(desk: &mut Desk<'_>, w: &Words, tried: &Tried) -> One {
    let kind = w.word(&format!("attempt-{}", tried.attempt.name()));
    let came = w.word(&format!("came-{}", tried.came.name()));
    let about: Vec<String> =
        kind.into_iter().chain([desk.name_of(&tried.by)]).chain(came).collect();
    One {
        page: tried.page.clone(),
        what: inert::prose(tried.what.trim()),
        about: about.join(" · "),
        told: tried.told.iter().map(|(field, text)| told(w, field, text)).collect(),
    }
}

fn told(w: &Words, field: &str, text: &str) -> (String, String) {
    (labels::capital(&labels::field(w, field)), inert::prose(text))
}
