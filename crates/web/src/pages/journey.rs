//! The way of the group as a picture, the signals of its learning, and the same in words.

use askama::Template;
use kring_model::derive::Date;
use kring_model::entities;
use kring_model::inert;
use kring_model::schema::PageKind;
use kring_node::journey::{Journey, Kind, Stop, journey};
use kring_node::listed::in_line;

use crate::app::{Answer, Visit, page};
use crate::desk::Desk;
use crate::drawing::journey::{Drawn, counts, draw};
use crate::drawing::signals::{self, Plot};
use crate::frame::Frame;
use crate::labels;
use crate::lists;
use crate::trouble::Trouble;
use crate::words::Words;

/// The longest name of a stop, in characters.
const NAME_CAP: usize = 120;

#[derive(Template)]
#[template(path = "journey.html")]
struct JourneyPage {
    frame: Frame,
    id: String,
    drawn: Option<Drawn>,
    plots: Vec<Plot>,
    told: Vec<Line>,
}

/// One stop in words.
struct Line {
    when: String,
    what: String,
    /// What it is called, and its page; both empty where there is none.
    name: String,
    page: String,
}

/// The page.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("journey");
            let today = Date::parse(&labels::today()).unwrap_or(Date::EPOCH);
            let journey = journey(desk.replica, today)?;
            let drawn = journey
                .as_ref()
                .map(|journey| draw(w, journey, sentence(w, journey), |stop| called(w, stop)));
            let told = journey.iter().flat_map(|journey| &journey.stops);
            let shown = JourneyPage {
                id: desk.replica.group().to_string(),
                drawn,
                told: told.map(|stop| line(w, stop)).collect(),
                plots: plots(desk, w)?,
                frame,
            };
            page(&shown)
        })
        .await
}

fn sentence(w: &Words, journey: &Journey) -> String {
    let counts = counts(journey);
    let count = |kind| counts.get(&kind).copied().unwrap_or(0);
    let (from, until) = (day(w, journey.from), day(w, journey.until));
    w.say(
        "drawing-journey",
        &[
            ("from", (&from).into()),
            ("until", (&until).into()),
            ("meetings", count(Kind::Meeting).into()),
            ("cases", count(Kind::Case).into()),
            ("experiments", count(Kind::Experiment).into()),
        ],
    )
}

fn day(w: &Words, day: Date) -> String {
    labels::day(w, &day.to_string())
}

/// What a stop is called in the picture.
fn called(w: &Words, stop: &Stop) -> String {
    let own = in_line(&inert::line(&stop.titles.join(" / ")), NAME_CAP);
    let of = |key| w.say(key, &[("code", stop.code.into()), ("date", (&day(w, stop.day)).into())]);
    match stop.kind {
        Kind::Phase => labels::choice(w, &stop.id),
        Kind::Meeting => of("name-meeting"),
        Kind::Case if own.is_empty() => of("name-case"),
        kind if own.is_empty() => w.t(&format!("journey-{}", kind.name())),
        _ => own,
    }
}

fn line(w: &Words, stop: &Stop) -> Line {
    let first = day(w, stop.day);
    let has_page = stop.kind != Kind::Phase;
    Line {
        when: if stop.last > stop.day {
            format!("{first} – {}", day(w, stop.last))
        } else {
            first
        },
        what: w.t(&format!("journey-{}", stop.kind.name())),
        name: called(w, stop),
        page: if has_page { stop.id.clone() } else { String::new() },
    }
}

fn plots(desk: &mut Desk<'_>, w: &Words) -> Result<Vec<Plot>, Trouble> {
    let records = desk.in_group(&entities::MEETING)?;
    let mut meetings = Vec::new();
    for one in lists::listed(desk, PageKind::Meeting)? {
        if let Some(record) = records.iter().find(|record| record.id == one.id) {
            meetings.push((lists::title(w, PageKind::Meeting, &one), record.clone()));
        }
    }
    Ok(signals::draw(w, &meetings))
}
