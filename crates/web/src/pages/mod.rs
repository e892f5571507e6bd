//! The screens, one file each.

mod agreements;
mod around;
mod backup;
mod carried;
mod case;
mod check;
mod conflict;
mod core;
mod edit;
mod evaluation;
mod evidence;
mod example;
mod experiment;
mod export;
mod finding;
mod finish;
mod group;
mod guide;
mod internet;
mod invite;
mod items;
mod join;
mod join_far;
mod journey;
mod leave;
mod level;
mod list;
mod log;
mod meeting;
mod members;
mod method;
mod more;
mod new_group;
mod note;
mod past;
mod preparation;
mod question;
mod quotes;
mod reflections;
mod results;
mod roles;
mod safety;
mod search;
mod session;
mod settings;
mod since;
mod sorts;
mod start;
mod story;
mod swept;
mod thing;
mod trajectory;
mod unlock;
mod wipe;
mod wipe_all;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::app::App;
use crate::locking::{STATE, UNLOCK};

pub(crate) use sorts::Sort;

/// Every address of the page.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().merge(outside()).nest(
        "/g/{group}",
        inside()
            .merge(now_and_then())
            .merge(on_the_way())
            .merge(things())
            .merge(method::routes())
            .merge(past::routes())
            .merge(session::routes()),
    )
}

fn outside() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(start::show))
        .route("/language", post(start::language))
        .route("/new", get(new_group::show).post(new_group::make))
        .route("/join", get(join::show).post(join::begin))
        .route("/join/wait", get(join::wait))
        .route("/join/compared", post(join::compared))
        .route("/example", get(example::show).post(example::make))
        .route("/backup", get(backup::ask))
        .route("/backup/own", post(backup::take_own))
        // The guard has capped the length already.
        .route("/backup", post(backup::take).layer(DefaultBodyLimit::disable()))
        .route("/help", get(guide::show))
        .route("/help/{topic}", get(guide::one))
        .route("/question", post(question::hint))
        .route("/settings", get(settings::show).post(settings::save))
        .route(UNLOCK, get(unlock::show).post(unlock::unlock))
        .route(STATE, get(unlock::state))
        .route("/lock", post(unlock::lock))
        .route("/lock/set", post(safety::set))
        .route("/lock/keyring", post(safety::keyring))
        .route("/lock/remove", post(safety::remove))
        .route("/lock/idle", post(safety::idle))
        .route("/wipe-all", get(wipe_all::ask).post(wipe_all::wipe))
}

/// What a group has as a whole.
fn inside() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(group::show))
        .route("/live", get(crate::live::open))
        .route("/status", get(group::status))
        .route("/seen", post(group::seen))
        .route("/about", get(agreements::about))
        .route("/level", get(level::show))
        .route("/search", get(search::show))
        .route("/log", get(log::show))
        .route("/journey", get(journey::show))
        .route("/swept/{act}", post(swept::answer))
        .route("/invite", get(invite::show).post(invite::make))
        .route("/invite/{id}", post(invite::answer))
        .route("/members", get(members::show))
        .route("/device/{device}/block", get(members::ask_block).post(members::block))
        .route("/device/{device}/unblock", post(members::unblock))
        .route("/member/{person}/share", post(members::share))
        .route("/unblock", get(members::ask_confirm).post(members::confirm))
        .route("/leave", get(members::ask_leave).post(leave::leave))
        .route("/leave/own", get(leave::own))
        .route("/agreements", get(agreements::show).post(agreements::add))
        .route("/agreements/ready", get(agreements::ready).post(agreements::propose))
        .route("/agreements/{id}/{act}", post(agreements::act))
        .route("/actions", get(agreements::actions).post(agreements::add_action))
        .route("/action/{id}/done", post(agreements::done))
}

/// Where one goes now and then.
fn now_and_then() -> Router<Arc<App>> {
    Router::new()
        .route("/more", get(more::show))
        .route("/reflections", get(reflections::show).post(reflections::add))
        .route("/reflection/{id}", get(reflections::edit))
        .route("/reflection/{id}/{act}", post(reflections::save))
        .route("/quotes", get(quotes::show))
        .route("/quotes/{page}/{id}/{reach}", post(quotes::decide))
        .route("/consent/{page}/{answer}", post(quotes::consent))
        .route("/around", get(around::show).post(around::add))
        .route("/ending", get(finish::show))
        .route("/ending/until", post(finish::propose))
        .route("/ending/agree/{id}", post(finish::agree))
        .route("/ending/wipe", get(finish::ask_wipe).post(finish::wipe))
        .route("/finish", get(finish::ask).post(finish::finish))
        .route("/evidence", get(evidence::show))
        .route("/evidence/{word}", get(evidence::look))
        .route("/evidence/{word}/file", get(evidence::file))
        .route("/evidence/sign/{page}", post(evidence::sign))
        // The guard has capped the length already.
        .route("/evidence/overview", post(evidence::overview).layer(DefaultBodyLimit::disable()))
        .route("/export", get(export::show))
        .route("/export/{name}", get(export::file))
        .route("/backup", get(backup::show).post(backup::out))
        .route("/internet", get(internet::show).post(internet::switch))
        .route("/file", get(carried::show))
        .route("/file/out/{what}", get(carried::out))
        // The guard has capped the length already.
        .route("/file/in", post(carried::take).layer(DefaultBodyLimit::disable()))
}

/// Where the group stands, and what belongs there.
fn on_the_way() -> Router<Arc<App>> {
    Router::new()
        .route("/trajectory", get(trajectory::show))
        .route("/trajectory/edit", get(trajectory::edit).post(trajectory::save))
        .route("/phase", post(trajectory::go_to))
        .route("/rounds", post(trajectory::rounds))
        .route("/preparation", get(preparation::show))
        .route("/preparation/task", post(preparation::task))
        .route("/preparation/part/{part}", get(preparation::edit).post(preparation::save))
        .route("/roles", get(roles::show))
        .route("/guide", post(members::hand_over))
        .route("/results", get(results::show))
        .route("/core", get(core::show).post(core::propose))
        .route("/core/{field}", get(core::edit).post(core::save))
        .route("/core/take/{id}", post(core::take))
}

/// Things with a page of their own.
fn things() -> Router<Arc<App>> {
    Router::new()
        .route("/all/{sort}", get(list::show))
        .route("/all/{sort}/new", get(list::new).post(list::add))
        .route("/p/{page}", get(thing::show))
        .route("/p/{page}/check", get(check::show).post(check::save))
        .route("/p/{page}/edit", get(edit::page).post(edit::save_page))
        .route("/p/{page}/wipe", get(wipe::ask).post(wipe::wipe))
        .route("/p/{page}/audience", get(wipe::audience).post(wipe::set_audience))
        .route("/p/{page}/do/{act}", post(thing::act))
        .route("/p/{page}/add/{entity}", post(items::add))
        .route("/p/{page}/i/{entity}/{id}", get(edit::item).post(edit::save_item))
        .route("/p/{page}/i/{entity}/{id}/do/{act}", post(items::act))
}
