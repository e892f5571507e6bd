//! `kring run`: stay, and share with whoever is near.

use std::time::Duration;

use kring_node::net::{Event, RunError, Stopper};
use kring_trust::words::Tongue;
use serde_json::{Value, json};

use crate::context::Context;
use crate::desk::Desk;
use crate::ending;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::network;
use crate::output::Answer;
use crate::say;
use crate::script::{self, Script, Watch};
use crate::sheet::Sheet;
use crate::trouble;

/// How often it is looked at whether the network has ended.
const LOOK: Duration = Duration::from_millis(200);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Ends when standard input ends, for programs that start this one.
    #[arg(long, hide = true)]
    while_input: bool,
    /// Lets a benchmark type and look through standard input; implies `--while-input`.
    #[arg(long, hide = true)]
    script: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let Some(running) = network::take_soon(context)? else {
        return Err(Failure::new(Exit::Network, say!("net-taken")).hint(say!("net-taken-hint")));
    };
    let name = desk.replica.group_name();
    tell(context, &say!("run-begun", name = name), &json!({ "event": "begun" }));
    remind(&mut desk)?;
    let watch = Watch::new(context.output(), running.handle.hand());
    if args.script {
        let script = Script::new(context.output(), running.handle.hand());
        let (stopper, watch) = (running.handle.stopper(), watch.share());
        std::thread::spawn(move || {
            script::read(script, &watch);
            stopper.stop();
        });
    } else if args.while_input {
        let stopper = running.handle.stopper();
        std::thread::spawn(move || end_with_input(&stopper));
    }
    let home = context.home()?;
    let mut locked = false;
    while !running.handle.is_over() {
        if !locked && home.is_called_to_let_go() {
            locked = true;
            running.handle.stopper().stop();
        }
        if let Ok(event) = running.events.recv_timeout(LOOK) {
            if args.script {
                watch.look(&event);
            } else {
                show(&mut desk, &event);
            }
        }
    }
    running.handle.wait().map_err(|error| match (&error, desk.replica.store().disk_trouble()) {
        (RunError::Host(_), Some(cause)) => trouble::store(&cause),
        _ => network::refused(&error),
    })?;
    let ended = if locked { say!("lock-ended") } else { say!("run-ended") };
    Ok(Answer::done(ended, json!({ "event": "ended" })))
}

/// Says what the end of the trajectory asks for now.
fn remind(desk: &mut Desk<'_>) -> Result<(), Failure> {
    let mut sheet = Sheet::new();
    ending::remind(desk)?.into_iter().for_each(|line| sheet.line(line));
    if let Err(error) = desk.context.output().aside(&sheet) {
        tracing::debug!(%error, "nobody reads what is said");
    }
    Ok(())
}

/// Reads until whoever started this program closes its side, then ends the sharing.
fn end_with_input(stopper: &Stopper) {
    let read = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
    tracing::debug!(?read, "the input ended");
    stopper.stop();
}

fn show(desk: &mut Desk<'_>, event: &Event) {
    // The names of who came in are in what arrived with them. Without them there are ids.
    if let Err(error) = desk.replica.refresh() {
        tracing::warn!(%error, "what arrived is not read");
    }
    let Some(sentence) = network::told(desk, event) else { return };
    tell(desk.context, &sentence, &value(event));
    if let Event::Asked(..) = event {
        tell(desk.context, &say!("event-asked-hint"), &Value::Null);
    }
}

/// Says something at once. A terminal that is gone does not end the sharing: the signal does that.
fn tell(context: &Context, sentence: &crate::words::Sentence, data: &Value) {
    let output = context.output();
    let written = if output.json {
        if data.is_null() { Ok(()) } else { output.values("run", data) }
    } else {
        let mut sheet = Sheet::new();
        sheet.line(context.words().say(sentence));
        output.live(&sheet)
    };
    if let Err(error) = written {
        tracing::debug!(%error, "nobody reads what is said");
    }
}

fn value(event: &Event) -> Value {
    match event {
        Event::Connected(device) => json!({ "event": "connected", "device": device.to_string() }),
        Event::Disconnected(device, why) => {
            let why = why.map(kring_node::net::Unreachable::word);
            json!({ "event": "disconnected", "device": device.to_string(), "why": why })
        }
        Event::Unreachable(device, why) => {
            json!({ "event": "unreachable", "device": device.to_string(), "why": why.word() })
        }
        Event::Level(device, _) => json!({ "event": "level", "device": device.to_string() }),
        Event::CameIn(person) => json!({ "event": "came_in", "person": person.to_string() }),
        Event::Asked(invitation, request) => json!({
            "event": "asked", "invitation": invitation.to_string(),
            "name": request.name, "device": request.device_name,
            "words": request.words.map(|word| kring_trust::words::word(word, Tongue::Dutch)),
        }),
        Event::Burnt(invitation) => {
            json!({ "event": "burnt", "invitation": invitation.to_string() })
        }
        Event::Differed(invitation) => {
            json!({ "event": "differed", "invitation": invitation.to_string() })
        }
        _ => Value::Null,
    }
}
