//! Settings: the language, one's name, and what this laptop is called.

use askama::Template;
use kring_node::acts;
use kring_node::home::Settings;
use kring_node::net;

use super::internet;
use super::safety::Safety;
use crate::app::{Answer, Visitor, go, page};
use crate::form::Form;
use crate::frame::Frame;
use crate::trouble::Trouble;

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    frame: Frame,
    settings: Settings,
    home: String,
    safety: Safety,
    /// Each group that is open, and how its internet switch stands.
    groups: Vec<Switched>,
}

/// The internet switch of one group.
struct Switched {
    id: String,
    name: String,
    state: String,
}

/// The form.
pub(crate) async fn show(visitor: Visitor) -> Answer {
    let frame = Frame::outside(visitor.w, visitor.w.t("nav-settings"));
    let settings = visitor.app.settings();
    let home = visitor.app.home.root().display().to_string();
    let safety = Safety::now(&visitor.app.home, visitor.w)?;
    let groups = switches(&visitor).await;
    page(&SettingsPage { frame: frame.saying(visitor.said), settings, home, safety, groups })
}

/// A group that does not open has a screen of its own for that.
async fn switches(visitor: &Visitor) -> Vec<Switched> {
    let mut all = Vec::new();
    for room in visitor.app.rooms.all() {
        let w = visitor.w;
        let switched = room.ask(move |desk| {
            let state = internet::state(w, &net::internet(desk.replica)?);
            let id = desk.replica.group().to_string();
            Ok(Switched { id, name: desk.replica.group_name(), state })
        });
        all.extend(switched.await.ok());
    }
    all
}

/// Keeps them; the laptop's new name is told to every group.
pub(crate) async fn save(visitor: Visitor, form: Form) -> Answer {
    let app = &visitor.app;
    let mut settings = app.settings();
    let (person, device) = (form.text("me"), form.text("device"));
    if person.chars().count() > 200 || device.chars().count() > 200 {
        return Err(Trouble::bad_form());
    }
    let renamed = device != settings.device_name && !device.is_empty();
    person.clone_into(&mut settings.person_name);
    device.clone_into(&mut settings.device_name);
    app.home.save_settings(&settings)?;
    if renamed {
        for room in app.rooms.all() {
            let name = device.to_owned();
            let told = room.ask(move |desk| desk.act(|act| acts::member::name_device(act, &name)));
            if let Err(trouble) = told.await {
                tracing::debug!(?trouble, "a group does not know the new name");
            }
        }
    }
    go("/settings", "done-saved")
}
