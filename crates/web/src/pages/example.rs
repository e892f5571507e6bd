//! Looking around: the invented group of the demonstration, taken into a group of one's own.

use askama::Template;
use kring_model::entities;
use kring_model::exchange::example::{self, Names};
use kring_node::acts;

use super::new_group::found;
use crate::app::{Answer, Visitor, go, page};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::trouble::Trouble;

/// The example, as the demonstration plays it.
const EXAMPLE: &str = include_str!("../../../../data/example-group.json");

#[derive(Template)]
#[template(path = "example.html")]
struct ExamplePage {
    frame: Frame,
}

/// Says what it is.
pub(crate) async fn show(visitor: Visitor) -> Answer {
    page(&ExamplePage { frame: Frame::outside(visitor.w, visitor.w.t("start-example")) })
}

/// Makes the group and fills it.
pub(crate) async fn make(visitor: Visitor) -> Answer {
    let (app, w) = (&visitor.app, visitor.w);
    let name = app.settings().person_name;
    let name = if name.is_empty() { w.t("example-me") } else { name };
    let title = w.t("example-name");
    let group = found(app, w, &title, "interventure", &name).await?;
    let room = app.rooms.get(&group).ok_or_else(Trouble::nothing)?;
    room.ask(move |desk| fill(desk, &title)).await?;
    go(&format!("/g/{group}"), "done-example")
}

fn fill(desk: &mut Desk<'_>, title: &str) -> Result<(), Trouble> {
    let plan = example::plan(EXAMPLE).map_err(|error| {
        tracing::error!(%error, "the example does not read");
        Trouble::crash()
    })?;
    let labels = example::member_names(&plan);
    let plan = example::in_one_name(plan, &labels, "");
    let me = acts::writing::model_person(&desk.replica.me());
    let group = desk.group_page();
    let mut names = desk.read(&group, |page| Names::from_group(page.doc()))?;
    names.persons = labels.keys().map(|label| (label.clone(), me)).collect();
    acts::import::play(desk.replica, &plan, &mut names, 0)?;
    let name = title.into();
    desk.act(|act| acts::writing::set_own(act, &group, &entities::GROUP, "name", &name))
}
