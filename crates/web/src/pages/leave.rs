//! Leaving the group, as `kring leave` does: what was written here is shared first, then the others are
//! told, and once somebody knows, what the group kept here goes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use kring_node::acts;
use kring_node::leaving;
use kring_node::levels::Standing as Level;
use kring_node::replica::Standing;

use crate::app::{Answer, App, Visit, go};
use crate::desk::Desk;
use crate::rooms::Room;
use crate::trouble::Trouble;

/// How long the others are waited for, each time. Who is here answers sooner; who is not may be away
/// for days.
const WAIT: Duration = Duration::from_secs(10);

/// How often it is looked at what happened.
const LOOK: Duration = Duration::from_millis(200);

/// How often it is looked at later, while the page is open.
const LATER: Duration = Duration::from_secs(5);

/// Leaves.
pub(crate) async fn leave(State(app): State<Arc<App>>, visit: Visit) -> Answer {
    let (base, room) = (visit.base(), Arc::clone(&visit.room));
    let is_in = room.ask(|desk| Ok(desk.replica.standing() == Standing::In)).await?;
    if is_in {
        room.ask(|desk| desk.act(|act| acts::leave::announce(act, None))).await?;
        if !room.here().devices().is_empty() {
            wait_until(&room, somebody_has_all).await?;
        }
        room.ask(|desk| {
            leaving::note_position(desk.replica)?;
            desk.act(acts::leave::leave)
        })
        .await?;
    }
    if !room.here().devices().is_empty() {
        wait_until(&room, is_told).await?;
    }
    if clear_if_told(&app, &room).await? {
        return go("/", "done-left-told");
    }
    tokio::spawn(later(app, room));
    go(&base, "done-left-here")
}

/// What is this person's, as a file to take along first.
pub(crate) async fn own(visit: Visit) -> Answer {
    let text = visit.ask(super::export::own).await?;
    let kind = HeaderValue::from_static("text/markdown; charset=utf-8");
    let name = HeaderValue::from_static("attachment; filename=\"kring-van-mij.md\"");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text).into_response())
}

/// Takes the group from this laptop if its person left, and another laptop knows and has everything.
/// Whether it did.
///
/// # Errors
/// When the store cannot be read, or a file not removed.
pub(crate) async fn clear_if_told(app: &Arc<App>, room: &Arc<Room>) -> Result<bool, Trouble> {
    if !room.ask(is_told).await? {
        return Ok(false);
    }
    let (app, group) = (Arc::clone(app), room.group());
    let cleared = tokio::task::spawn_blocking(move || {
        app.rooms.close_one(&group);
        leaving::forget(&app.home, &group)
    });
    match cleared.await {
        Ok(Ok(())) => Ok(true),
        Ok(Err(error)) => {
            tracing::error!(%error, "a group did not go from this laptop");
            Err(Trouble::crash())
        }
        Err(_) => Err(Trouble::crash()),
    }
}

/// Looks now and then whether it can go, for as long as the page is open.
async fn later(app: Arc<App>, room: Arc<Room>) {
    loop {
        tokio::time::sleep(LATER).await;
        match clear_if_told(&app, &room).await {
            Ok(false) => {}
            Ok(true) | Err(_) => return,
        }
    }
}

async fn wait_until(
    room: &Arc<Room>,
    so: fn(&mut Desk<'_>) -> Result<bool, Trouble>,
) -> Result<(), Trouble> {
    let until = Instant::now() + WAIT;
    while !room.ask(so).await? && Instant::now() < until {
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

fn somebody_has_all(desk: &mut Desk<'_>) -> Result<bool, Trouble> {
    let levels = desk.replica.levels()?;
    let devices = levels.iter().flat_map(|person| &person.devices);
    Ok(devices.filter(|device| !device.this).any(|device| device.standing == Level::Level))
}

fn is_told(desk: &mut Desk<'_>) -> Result<bool, Trouble> {
    let left = desk.replica.standing() == Standing::Left;
    Ok(left && !desk.replica.told_blocked()?.is_empty() && leaving::others_have_all(desk.replica)?)
}
