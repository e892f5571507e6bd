//! The role sheet: who has which role, and what it asks; to print before the start.

use askama::Template;
use kring_model::inert;
use kring_node::trajectory::{Held, Holder, roles};

use crate::app::{Answer, Visit, page};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::words::Words;

#[derive(Template)]
#[template(path = "roles.html")]
struct RolesPage {
    frame: Frame,
    id: String,
    roles: Vec<Role>,
}

/// One role.
struct Role {
    name: &'static str,
    tasks: Vec<&'static str>,
    holders: Vec<Person>,
}

/// Somebody who has it.
struct Person {
    name: String,
    task: String,
    promise: String,
}

/// The page.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("roles-title");
            let all = roles(desk.replica)?;
            let roles = all.iter().map(|one| role(desk, w, one)).collect();
            page(&RolesPage { id: desk.replica.group().to_string(), roles, frame })
        })
        .await
}

fn role(desk: &mut Desk<'_>, w: &Words, held: &Held) -> Role {
    let person = |one: &Holder| Person {
        name: if one.member { desk.name_of(&one.id) } else { inert::line(&one.name) },
        task: inert::prose(&one.task),
        promise: inert::prose(&one.promise),
    };
    let holders = held.holders.iter().map(person).collect();
    let tasks = held.role.tasks.iter().map(|task| task.of(w.tag())).collect();
    Role { name: held.role.name.of(w.tag()), tasks, holders }
}
