//! Help: what the group does and how, in short texts to read or to print.

use askama::Template;
use axum::extract::Path;

use crate::app::{Answer, Visitor, page};
use crate::frame::Frame;
use crate::guide::{Part, TOPICS, Topic};
use crate::trouble::Trouble;
use crate::words::Words;

#[derive(Template)]
#[template(path = "guide.html")]
struct GuidePage {
    frame: Frame,
    parts: Vec<(String, Vec<Shown>)>,
    /// Whether this is one text alone.
    alone: bool,
}

/// One text.
struct Shown {
    id: &'static str,
    title: String,
    text: String,
}

/// All texts.
pub(crate) async fn show(visitor: Visitor) -> Answer {
    let w = visitor.w;
    let part = |part: Part, name: &str| {
        let of = TOPICS.iter().filter(|topic| topic.part == part);
        (w.t(name), of.map(|topic| shown(w, topic)).collect())
    };
    let parts = vec![
        part(Part::About, "guide-about"),
        part(Part::Doing, "guide-doing"),
        part(Part::Cards, "guide-cards"),
    ];
    page(&GuidePage { frame: Frame::outside(w, w.t("guide-title")), parts, alone: false })
}

/// One of them, to print by itself.
pub(crate) async fn one(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let w = visitor.w;
    let topic = TOPICS.iter().find(|topic| topic.id == id).ok_or_else(Trouble::nothing)?;
    let shown = shown(w, topic);
    let frame = Frame::outside(w, shown.title.clone());
    page(&GuidePage { frame, parts: vec![(String::new(), vec![shown])], alone: true })
}

fn shown(w: &Words, topic: &Topic) -> Shown {
    Shown {
        id: topic.id,
        title: w.t(&format!("guide-{}-title", topic.id)),
        text: w.t(&format!("guide-{}", topic.id)),
    }
}
