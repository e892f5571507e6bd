//! The start: the language, once; then "mijn groepen".

use std::sync::Arc;

use askama::Template;
use axum::extract::State;

use super::leave;
use crate::app::{Answer, App, Visitor, go, page};
use crate::form::Form;
use crate::frame::Frame;
use crate::trouble::Trouble;
use crate::words::{Language, Words};

#[derive(Template)]
#[template(path = "language.html")]
struct LanguagePage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    frame: Frame,
    groups: Vec<GroupCard>,
}

/// One group in "mijn groepen".
struct GroupCard {
    id: String,
    name: String,
    /// Who is in it, or why it cannot be opened.
    line: String,
    /// It cannot be opened: a copy may help.
    shut: bool,
}

/// The language if none was chosen yet, else the groups of this laptop.
pub(crate) async fn show(visitor: Visitor) -> Answer {
    let w = visitor.w;
    if Language::from_tag(&visitor.app.settings().language).is_none() {
        return page(&LanguagePage { frame: Frame::outside(w, "Kring".to_owned()) });
    }
    let mut groups = Vec::new();
    for room in visitor.app.rooms.all() {
        // Of a group that was left, what is here goes once another laptop knows.
        if leave::clear_if_told(&visitor.app, &room).await.unwrap_or(false) {
            continue;
        }
        let card = room.ask(move |desk| Ok((desk.group_name(), members(desk, w)))).await;
        let id = room.group().to_string();
        groups.push(match card {
            Ok((name, line)) => GroupCard { id, name, line, shut: false },
            Err(trouble) => {
                GroupCard { name: room.group().short(), id, line: trouble.say(w), shut: true }
            }
        });
    }
    let frame = Frame::outside(w, w.t("start-title")).saying(visitor.said);
    page(&StartPage { frame, groups })
}

/// Keeps the language.
pub(crate) async fn language(State(app): State<Arc<App>>, form: Form) -> Answer {
    let language = Language::from_tag(form.text("language")).ok_or_else(Trouble::bad_form)?;
    let mut settings = app.settings();
    language.tag().clone_into(&mut settings.language);
    app.home.save_settings(&settings)?;
    let to = if form.text("to") == "settings" { "/settings" } else { "/" };
    go(to, "")
}

fn members(desk: &mut crate::desk::Desk<'_>, w: &Words) -> String {
    let names: Vec<String> = desk.present().iter().map(|person| desk.name(person)).collect();
    w.list(&names)
}
