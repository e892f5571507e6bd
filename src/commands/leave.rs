//! `kring leave`: out of the group. What is here goes once others have what was written here, and
//! know that this person left.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kring_node::acts;
use kring_node::leaving;
use kring_node::net::{Event, Unreachable};
use kring_node::replica::Standing;
use kring_trust::GroupId;
use serde_json::json;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::network;
use crate::output::Answer;
use crate::progress::Progress;
use crate::say;
use crate::trouble;

use super::export;

/// How long the others are looked for, each time. Who is here answers sooner; who is not may be
/// away for days.
const LOOK_FOR: Duration = Duration::from_secs(10);

/// How often it is looked at what happened.
const LOOK: Duration = Duration::from_millis(100);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let name = desk.replica.group_name();
    if desk.replica.standing() == Standing::In {
        take_along(&mut desk, args.keep.as_deref())?;
        ask::sure(context, &say!("ask-leave", name = &name))?;
        desk.act(|act| acts::leave::announce(act, args.reason.as_deref()))?;
        let progress = Progress::start(context, &say!("leave-sharing"), None);
        meet(
            context,
            &|event| matches!(event, Event::Level(_, level) if network::is_level(level)),
        )?;
        drop(progress);
        leaving::note_position(&mut desk.replica).map_err(|error| trouble::store(&error))?;
        desk.act(acts::leave::leave)?;
    }
    let group = desk.replica.group();
    let known = meet(context, &is_known)?;
    let all = leaving::others_have_all(&desk.replica).map_err(|error| trouble::store(&error))?;
    let told = known && all;
    drop(desk);
    let data = json!({ "left": true, "told": told });
    let answer = Answer::done(say!("done-left", name = name), data);
    if !told {
        return Ok(answer.remark(say!("done-left-honest")));
    }
    forget(context, &group)?;
    Ok(answer.remark(say!("done-left-told")))
}

/// Writes what is this person's to a folder, or says that it goes with the group.
fn take_along(desk: &mut Desk<'_>, dir: Option<&Path>) -> Result<(), Failure> {
    let said = match dir {
        Some(dir) => {
            let count = export::own(desk, dir)?;
            say!("leave-kept", path = dir.display().to_string(), count = count)
        }
        None => match export::own_pages(desk)?.len() {
            0 => return Ok(()),
            count => say!("leave-own", count = count),
        },
    };
    let context = desk.context;
    if let Err(error) = context.output().remark(context.words(), &said) {
        tracing::debug!(%error, "nobody reads what is said");
    }
    Ok(())
}

/// Shares until `enough` happened; `false` if it did not, or another process has the network.
fn meet(context: &Context, enough: &dyn Fn(&Event) -> bool) -> Result<bool, Failure> {
    let Some(running) = network::take(context.replica()?)? else { return Ok(false) };
    let until = Instant::now() + LOOK_FOR;
    let mut happened = false;
    while !happened && Instant::now() < until && !running.handle.is_over() {
        happened = running.events.recv_timeout(LOOK).is_ok_and(|event| enough(&event));
    }
    running.handle.shutdown().map_err(|error| network::refused(&error))?;
    Ok(happened)
}

/// Another laptop ended the connection because it knows that this person left.
const fn is_known(event: &Event) -> bool {
    matches!(
        event,
        Event::Disconnected(_, Some(Unreachable::BlockedUs))
            | Event::Unreachable(_, Unreachable::BlockedUs)
    )
}

/// Takes the group from this laptop, its keys first.
fn forget(context: &Context, group: &GroupId) -> Result<(), Failure> {
    let home = context.home()?;
    let dir = home.group_dir(group);
    let gone = leaving::forget(&home, group);
    gone.map_err(|error| {
        let (path, cause) = (dir.display().to_string(), crate::trouble::io(&error));
        Failure::new(Exit::Store, say!("trouble-home-io", path = path, cause = cause))
    })
}
