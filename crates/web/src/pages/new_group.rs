//! A new group: its name, its form, and who makes it.

use askama::Template;
use kring_node::env::SystemEnv;
use kring_node::home::Settings;
use kring_node::replica::Founding;
use kring_trust::GroupId;

use crate::app::{Answer, App, Visitor, go, page};
use crate::form::Form;
use crate::frame::Frame;
use crate::trouble::Trouble;
use crate::words::Words;

/// Most characters of a name, as the schema has it.
const NAME_CAP: usize = kring_model::schema::NAME_CAP;

#[derive(Template)]
#[template(path = "new_group.html")]
struct NewGroupPage {
    frame: Frame,
    settings: Settings,
    trouble: String,
    name: String,
    cap: usize,
}

/// The form.
pub(crate) async fn show(visitor: Visitor) -> Answer {
    again(&visitor, &Form::default(), String::new())
}

/// Makes the group.
pub(crate) async fn make(visitor: Visitor, form: Form) -> Answer {
    let (name, me) = (form.text("name"), form.text("me"));
    if name.is_empty() || me.is_empty() {
        return again(&visitor, &form, visitor.w.t("new-group-needs"));
    }
    let shape = match form.text("form") {
        shape @ ("interventure" | "intervision" | "action_learning") => shape,
        _ => "intervision",
    };
    match found(&visitor.app, visitor.w, name, shape, me).await {
        Ok(group) => go(&format!("/g/{group}"), "done-group-made"),
        Err(trouble) => again(&visitor, &form, trouble.say(visitor.w)),
    }
}

/// Founds a group on this laptop and remembers who made it, for the next one.
///
/// # Errors
/// When the disk refuses or a name is too long.
pub(crate) async fn found(
    app: &App,
    w: &'static Words,
    name: &str,
    form: &str,
    me: &str,
) -> Result<GroupId, Trouble> {
    let device_name = remember(app, w, me)?;
    let founding = Founding {
        group_name: name.to_owned(),
        form: form.to_owned(),
        my_name: me.to_owned(),
        device_name,
        language: w.tag().to_owned(),
    };
    let home = app.home.clone();
    let found = tokio::task::spawn_blocking(move || {
        home.found(&founding, Box::new(SystemEnv)).map(|replica| replica.group())
    });
    let group = found.await.map_err(|_| Trouble::crash())??;
    app.rooms.look();
    Ok(group)
}

/// Keeps the person's name; the answer is what this laptop is called.
///
/// # Errors
/// When the settings cannot be written.
pub(crate) fn remember(app: &App, w: &Words, me: &str) -> Result<String, Trouble> {
    let mut settings = app.settings();
    let before = settings.clone();
    me.clone_into(&mut settings.person_name);
    if settings.device_name.is_empty() {
        settings.device_name = w.say("word-laptop-of", &[("name", me.into())]);
    }
    if settings != before {
        app.home.save_settings(&settings)?;
    }
    Ok(settings.device_name)
}

fn again(visitor: &Visitor, form: &Form, trouble: String) -> Answer {
    let mut settings = visitor.app.settings();
    if let Some(me) = form.get("me") {
        me.clone_into(&mut settings.person_name);
    }
    let frame = Frame::outside(visitor.w, visitor.w.t("new-group-title"));
    let name = form.text("name").to_owned();
    page(&NewGroupPage { frame, settings, trouble, name, cap: NAME_CAP })
}
