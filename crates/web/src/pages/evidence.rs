//! Evidence and stage: everything the group can show to others, what is in it and what is not, to
//! print or to keep as a file.

use askama::Template;
use axum::extract::{Multipart, Path, Query};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use kring_model::evidence::{
    BadProgress, GroupHours, LeftOut, Material, PROGRESS_CAP, Period, Progress, Why, read_progress,
};
use kring_model::schema::PageKind;
use kring_node::acts;
use kring_node::acts::attest::Attested;
use kring_node::evidence::{Asked, Evidence, hours, make};
use serde::Deserialize;

use crate::app::{Answer, Visit, go, page};
use crate::desk::{Desk, page_id};
use crate::frame::Frame;
use crate::labels;
use crate::lists;
use crate::paper;
use crate::trouble::Trouble;
use crate::words::Words;

/// Groups in one overview: more than one organisation has at once.
const GROUPS_CAP: usize = 200;

#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidencePage {
    frame: Frame,
    id: String,
    meetings: Vec<Held>,
    evaluations: Vec<(String, String)>,
    stories: Vec<(String, String)>,
}

/// A meeting that is over.
struct Held {
    id: String,
    title: String,
    /// The list that this person can put their signature under, in words; empty if they cannot.
    list: String,
}

#[derive(Template)]
#[template(path = "evidence_look.html")]
struct LookPage {
    frame: Frame,
    id: String,
    /// What is printed, drawn already.
    body: String,
    who: Vec<String>,
    left_out: Vec<String>,
    /// Words that may make somebody recognisable.
    recognised: Vec<String>,
    /// Nobody ticked that no names are in the story.
    unchecked: bool,
    material: Vec<Piece>,
    /// Where the files are, and what they are called.
    files: Vec<(String, &'static str)>,
    /// The period that can be chosen; none for what has no period.
    period: Option<Period>,
    word: String,
}

/// Something released.
struct Piece {
    kind: String,
    page: String,
    title: String,
    text: String,
}

/// What is asked of a page or a file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Ask {
    page: String,
    from: String,
    until: String,
    r#as: String,
}

/// Everything there is to show.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            frame.title = frame.w.t("evidence");
            let w = frame.w;
            let id = desk.replica.group().to_string();
            let meetings = meetings(desk, w)?;
            let evaluations = titled(desk, w, PageKind::Evaluation)?;
            let stories = titled(desk, w, PageKind::Story)?;
            page(&EvidencePage { id, meetings, evaluations, stories, frame })
        })
        .await
}

fn titled(
    desk: &mut Desk<'_>,
    w: &Words,
    kind: PageKind,
) -> Result<Vec<(String, String)>, Trouble> {
    let all = lists::listed(desk, kind)?.into_iter().filter(|one| one.here && !one.is_over());
    Ok(all.map(|one| (one.id.clone(), lists::title(w, kind, &one))).collect())
}

fn meetings(desk: &mut Desk<'_>, w: &Words) -> Result<Vec<Held>, Trouble> {
    let all = lists::listed(desk, PageKind::Meeting)?;
    let over = |one: &lists::Listed| matches!(one.status.as_str(), "closed" | "confirmed");
    let mut held = Vec::new();
    for one in all.iter().filter(|one| one.here && over(one)) {
        let place = page_id(&one.id)?;
        let list = acts::attest::unsigned(desk.replica, &place)?;
        let list = list.map(|list| list_in_words(w, &list)).unwrap_or_default();
        let title = lists::title(w, PageKind::Meeting, one);
        held.push(Held { id: one.id.clone(), title, list });
    }
    Ok(held)
}

/// What is signed, so that people see it before they sign it.
fn list_in_words(w: &Words, list: &kring_trust::participation::Gathering) -> String {
    let person = |one: &kring_trust::participation::Present| {
        format!("{} ({} – {})", one.name, one.from, one.to)
    };
    let people: Vec<String> = list.present.iter().map(person).collect();
    format!("{}: {}", labels::day(w, &list.date), w.list(&people))
}

/// Puts this person's signature under who was at a meeting.
pub(crate) async fn sign(visit: Visit, Path((_, place)): Path<(String, String)>) -> Answer {
    let back = format!("{}/evidence", visit.base());
    let signed = visit.ask(move |desk, _| {
        let place = page_id(&place)?;
        desk.act(|act| acts::attest::sign(act, &place))
    });
    match signed.await? {
        Attested::Signed => go(&back, "done-signed"),
        Attested::NotThere => Err(Trouble::wrong("evidence-not-there")),
        Attested::NotOver => Err(Trouble::wrong("evidence-not-over")),
    }
}

/// What is in one of them, before it is printed or kept.
pub(crate) async fn look(
    visit: Visit,
    Path((_, word)): Path<(String, String)>,
    Query(ask): Query<Ask>,
) -> Answer {
    let made = made(&visit, &word, &ask).await?;
    visit
        .show("more", move |desk, mut frame| {
            let w = frame.w;
            let known = acts::anonymity::known(desk.replica)?;
            frame.title = w.t(&format!("evidence-{word}"));
            let id = frame.group.as_ref().map(|group| group.id.clone()).unwrap_or_default();
            let contents = made.contents();
            let (unchecked, material) = match &made {
                Evidence::Story(story) => (!story.no_names, story.material.as_slice()),
                _ => (false, [].as_slice()),
            };
            page(&LookPage {
                body: paper::body(w, &made)?,
                recognised: paper::recognised(&made, &known, w.tag()),
                who: paper::who(w, &contents),
                left_out: contents.left_out.iter().map(|one| paper::left_out(w, one)).collect(),
                material: material.iter().map(|one| piece(w, one)).collect(),
                files: files(&id, &made, &ask),
                period: period(&word, &ask),
                unchecked,
                word,
                id,
                frame,
            })
        })
        .await
}

fn piece(w: &Words, one: &Material) -> Piece {
    let outcome = match one.outcome.as_str() {
        "" => String::new(),
        outcome => format!(" · {}", labels::choice(w, outcome)),
    };
    Piece {
        kind: format!("{}{outcome}", w.t(&format!("evidence-material-{}", one.kind))),
        page: one.page.clone(),
        title: one.title.clone(),
        text: one.text.clone(),
    }
}

/// Where the files are, and how each is called.
fn files(id: &str, made: &Evidence, ask: &Ask) -> Vec<(String, &'static str)> {
    let to = |kind: &str| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("page", &ask.page), ("from", &ask.from), ("until", &ask.until)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.append_pair("as", kind);
        format!("/g/{id}/evidence/{}/file?{}", made.word(), query.finish())
    };
    let mut files = Vec::new();
    if matches!(made, Evidence::Progress(_)) {
        files.push((to("json"), "evidence-keep-progress"));
    }
    files.push((to("html"), "evidence-keep"));
    if matches!(made, Evidence::Portfolio(_) | Evidence::Attendance(_)) {
        files.push((to("csv"), "evidence-keep-csv"));
    }
    files
}

fn period(word: &str, ask: &Ask) -> Option<Period> {
    let day = |day: &str| kring_model::schema::is_date(day).then(|| day.to_owned());
    let has_one = matches!(word, "proof" | "report" | "reflections" | "portfolio");
    has_one.then(|| Period { from: day(&ask.from), until: day(&ask.until) })
}

/// The file itself.
pub(crate) async fn file(
    visit: Visit,
    Path((_, word)): Path<(String, String)>,
    Query(ask): Query<Ask>,
) -> Answer {
    let made = made(&visit, &word, &ask).await?;
    let tag = visit.visitor.w.tag();
    let name = paper::name(&made, tag);
    match (ask.r#as.as_str(), &made) {
        ("html", _) => saved(&name, "html", paper::html(&made, tag)?.into_bytes()),
        ("csv", _) => saved(&name, "csv", paper::csv(&made).ok_or_else(Trouble::nothing)?),
        ("json", Evidence::Progress(progress)) => {
            let text = serde_json::to_vec_pretty(progress).map_err(|_| Trouble::crash())?;
            saved(&name, "json", text)
        }
        _ => Err(Trouble::nothing()),
    }
}

/// Several progress files, as one page.
pub(crate) async fn overview(visit: Visit, mut form: Multipart) -> Answer {
    let mut groups: Vec<Progress> = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|_| Trouble::bad_form())? {
        if field.name() != Some("file") {
            continue;
        }
        let bytes = field.bytes().await.map_err(|_| Trouble::bad_form())?;
        if groups.len() == GROUPS_CAP {
            return Err(Trouble::wrong("evidence-too-many"));
        }
        if !bytes.is_empty() && bytes.len() <= PROGRESS_CAP {
            groups.push(read_progress(&bytes)?);
        } else if !bytes.is_empty() {
            return Err(BadProgress::TooLarge.into());
        }
    }
    if groups.is_empty() {
        return Err(Trouble::wrong("evidence-no-file"));
    }
    let made = Evidence::Overview(groups);
    let tag = visit.visitor.w.tag();
    saved(&paper::name(&made, tag), "html", paper::html(&made, tag)?.into_bytes())
}

/// A file for the folder of downloads.
fn saved(name: &str, ending: &str, bytes: Vec<u8>) -> Answer {
    let kind = match ending {
        "html" => "text/html; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        _ => "application/json; charset=utf-8",
    };
    let to = format!("attachment; filename=\"{name}-{}.{ending}\"", labels::today());
    let to = HeaderValue::from_str(&to).map_err(|_| Trouble::crash())?;
    let kind = HeaderValue::from_static(kind);
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, to)], bytes).into_response())
}

/// What an address asks for, made.
async fn made(visit: &Visit, word: &str, ask: &Ask) -> Result<Evidence, Trouble> {
    let period = period(word, ask).unwrap_or_default();
    let asked = match word {
        "attendance" => Asked::Attendance(page_id(&ask.page)?),
        "evaluation" => Asked::Evaluation(page_id(&ask.page)?),
        "form" => Asked::Form(page_id(&ask.page)?),
        "story" => Asked::Story(page_id(&ask.page)?),
        "proof" => Asked::Proof(period),
        "report" => Asked::Report(period),
        "reflections" => Asked::Reflections(period),
        "progress" => Asked::Progress,
        "portfolio" => return portfolio(visit, period).await,
        _ => return Err(Trouble::nothing()),
    };
    let made = visit.ask(move |desk, _| Ok(make(desk.replica, &asked)?)).await?;
    made.ok_or_else(Trouble::nothing)
}

/// This person's hours in all groups of this laptop.
async fn portfolio(visit: &Visit, period: Period) -> Result<Evidence, Trouble> {
    let (mut groups, mut left_out) = (Vec::new(), Vec::new());
    for room in visit.visitor.app.rooms.all() {
        let of = period.clone();
        let made: Result<GroupHours, Trouble> =
            room.ask(move |desk| Ok(hours(desk.replica, &of)?)).await;
        match made {
            Ok(made) => groups.push(made),
            Err(_) => left_out.push(LeftOut::new(&room.group().short(), Why::NotOpened)),
        }
    }
    groups.sort_by(|a, b| a.group.cmp(&b.group));
    Ok(Evidence::Portfolio(kring_model::evidence::portfolio(groups, &period, left_out)))
}

impl From<BadProgress> for Trouble {
    fn from(error: BadProgress) -> Self {
        let key = match error {
            BadProgress::TooLarge | BadProgress::Form => "evidence-bad-file",
            BadProgress::Newer => "evidence-newer-file",
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, key)
    }
}
