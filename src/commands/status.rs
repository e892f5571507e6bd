//! `kring status`: per person and laptop, who has what, when it was met, and if not, why.

use std::collections::BTreeSet;

use kring_node::levels::{DeviceLevel, PersonLevel, Standing};
use kring_node::net::{Internet, Path, Switch, Unreachable};
use kring_node::replica::Standing as Mine;
use kring_node::swept::Swept;
use kring_store::Mode;
use kring_trust::PersonId;
use kring_trust::roster::DeviceState;
use kring_trust::words::{Tongue, four};
use serde_json::{Value, json};

use super::internet;
use crate::context::Context;
use crate::dates;
use crate::desk::Desk;
use crate::ending;
use crate::failure::Failure;
use crate::network;
use crate::output::Answer;
use crate::safe;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::swept;
use crate::trouble;
use crate::wiped::{self, Wiped};
use crate::words::{Language, Sentence};

/// Who was met within this time is taken to be here: a meeting's end, in milliseconds.
const JUST_NOW_MS: u64 = 15 * 60 * 1000;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let answer = answer(&mut desk)?;
    Ok(match safe::warning(context) {
        Some(sentence) => answer.remark(sentence),
        None => answer,
    })
}

/// Who has what now.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn answer(desk: &mut Desk<'_>) -> Result<Answer, Failure> {
    let levels = desk.replica.levels().map_err(|error| trouble::replica(&error))?;
    let mut sheet = Sheet::new();
    sheet.heading(desk.replica.group_name());
    let told = desk.replica.told_blocked().map_err(|error| trouble::replica(&error))?;
    for sentence in own_standing(desk, &told) {
        sheet.toned(0, Tone::Notice, desk.context.words().say(&sentence));
    }
    let swept = swept::all(desk)?;
    add_swept(desk, &swept, &mut sheet);
    let internet = internet::now(desk)?;
    add_internet(desk, &internet, &mut sheet);
    for person in levels.iter().filter(|person| !person.left) {
        sheet.toned(0, Tone::Strong, desk.name(&person.person));
        for device in &person.devices {
            let sentence = standing(desk.context, device);
            let line = format!("{}: {}", device.name, desk.context.words().say(&sentence));
            sheet.toned(2, Tone::Plain, line);
            if has_returned(desk, device) {
                let sentence = say!("status-returned");
                sheet.toned(4, Tone::Notice, desk.context.words().say(&sentence));
            }
            if let Some(why) = why_not(device) {
                sheet.toned(4, Tone::Dim, desk.context.words().say(&why));
            }
            if let Some(path) = internet.path(&device.device) {
                sheet.toned(4, Tone::Dim, desk.context.words().say(&by_path(path)));
            }
        }
    }
    for person in levels.iter().filter(|person| person.left) {
        let name = desk.name(&person.person);
        sheet.toned(0, Tone::Dim, desk.context.words().say(&say!("status-left", name = name)));
    }
    for line in ending::remind(desk)? {
        sheet.toned(0, Tone::Notice, line);
    }
    let ending = ending::look(desk)?;
    let wiped = wiped::all(desk);
    add_unwiped(desk, &wiped, &mut sheet);
    let damaged = desk.replica.damaged().map_err(|error| trouble::replica(&error))?;
    if damaged > 0 {
        let sentence = say!("status-damaged", count = damaged);
        sheet.toned(0, Tone::Notice, desk.context.words().say(&sentence));
    }
    let differing = desk.replica.differing().map_err(|error| trouble::replica(&error))?;
    for one in &differing {
        let (title, name) =
            (desk.label_of(&one.page.to_string()), network::whose(desk, &one.device));
        let sentence = say!("status-differs", title = title, name = name);
        sheet.toned(0, Tone::Notice, desk.context.words().say(&sentence));
    }
    let closing = add_closing_words(desk, &levels, &mut sheet)?;
    let data = json!({
        "closing_words": closing,
        "group": desk.replica.group().to_string(),
        "name": desk.replica.group_name(),
        "this_device": desk.replica.device().to_string(),
        "in": desk.replica.standing() == Mine::In && told.is_empty(),
        "blocked_according_to": told.iter().map(PersonId::to_string).collect::<Vec<_>>(),
        "read_only": is_read_only(desk),
        "damaged": damaged,
        "differing": differing.iter().map(|one| json!({
            "page": one.page.to_string(), "device": one.device.to_string(),
        })).collect::<Vec<_>>(),
        "ending": ending::value(&ending),
        "swept": swept.iter().map(swept::value).collect::<Vec<_>>(),
        "wiped": wiped.iter().map(Wiped::value).collect::<Vec<_>>(),
        "internet": internet::value(desk, &internet),
        "persons": levels.iter().map(|one| person_value(desk, one, &internet)).collect::<Vec<_>>(),
    });
    Ok(Answer::new(sheet, data))
}

/// Who changed much of others at once, and what to do.
fn add_swept(desk: &mut Desk<'_>, all: &[Swept], sheet: &mut Sheet) {
    for one in all {
        sheet.toned(0, Tone::Notice, swept::line(desk, one));
    }
    if !all.is_empty() {
        sheet.toned(2, Tone::Plain, desk.context.words().word("swept-how").unwrap_or_default());
    }
}

fn is_read_only(desk: &Desk<'_>) -> bool {
    desk.replica.store().mode() == Mode::ReadOnly
}

fn own_standing(desk: &mut Desk<'_>, told: &BTreeSet<PersonId>) -> Vec<Sentence> {
    let mut all = Vec::new();
    match desk.replica.standing() {
        Mine::In if told.is_empty() => {}
        Mine::In => {
            let names: Vec<String> = told.iter().map(|person| desk.name(person)).collect();
            all.push(say!("status-told-blocked", names = names.join(", ")));
            all.push(say!("trouble-blocked-hint"));
        }
        Mine::Blocked => all.push(say!("trouble-blocked")),
        Mine::Left => all.push(say!("trouble-left")),
    }
    if is_read_only(desk) {
        all.push(say!("trouble-read-only"));
    }
    all
}

/// How a laptop stands, in words.
fn standing(context: &Context, device: &DeviceLevel) -> Sentence {
    if device.this {
        return say!("status-this");
    }
    let met = device.met_ms.map(|ms| dates::moment(context.words(), ms));
    let lacks = device.lacks;
    match (device.standing, met) {
        (Standing::Blocked, _) => say!("status-blocked"),
        (Standing::Left, _) => say!("status-gone"),
        (Standing::Unmet, None) => say!("status-unmet"),
        (Standing::Unmet, Some(met)) => say!("status-unmet-since", met = met),
        (Standing::Level, met) => say!("status-level", met = met.unwrap_or_default()),
        (Standing::Behind, met) => {
            say!("status-behind", count = lacks, met = met.unwrap_or_default())
        }
        (Standing::Ahead, met) => say!("status-ahead", met = met.unwrap_or_default()),
        (Standing::Apart, met) => {
            say!("status-apart", count = lacks, met = met.unwrap_or_default())
        }
    }
}

/// Whether its person lost every laptop and came back with this one.
fn has_returned(desk: &Desk<'_>, device: &DeviceLevel) -> bool {
    let known = desk.replica.roster().device(&device.device);
    !device.this && known.is_some_and(|known| known.returned && known.state == DeviceState::In)
}

fn why_not(device: &DeviceLevel) -> Option<Sentence> {
    let shown = !device.this && !matches!(device.standing, Standing::Blocked | Standing::Left);
    let trouble = device.trouble.as_deref().filter(|_| shown)?;
    Unreachable::from_word(trouble).map(network::why)
}

/// Whether the internet is on, where that is not as always.
fn add_internet(desk: &Desk<'_>, internet: &Internet, sheet: &mut Sheet) {
    let words = desk.context.words();
    match internet.switch() {
        Switch::Off => {}
        Switch::NotAgreed => sheet.toned(0, Tone::Dim, words.say(&say!("status-internet-waits"))),
        Switch::On => {
            let used: Vec<_> = internet.used().iter().map(internet::relay).collect();
            let used: Vec<_> = used.iter().map(|relay| words.say(relay)).collect();
            let line = say!("status-internet-on", relay = used.join(", "));
            sheet.toned(0, Tone::Dim, words.say(&line));
            if !internet.now.online {
                sheet.toned(0, Tone::Dim, words.say(&say!("internet-offline")));
            }
        }
    }
}

fn by_path(path: Path) -> Sentence {
    match path {
        Path::Direct => say!("status-direct"),
        Path::Relay => say!("status-relayed"),
    }
}

/// Wiped pages of which a laptop did not say yet that they are gone there.
fn add_unwiped(desk: &mut Desk<'_>, wiped: &[Wiped], sheet: &mut Sheet) {
    for page in wiped {
        if let Some(waits) = page.sentence() {
            let title = desk.label_of(&page.page.to_string());
            let sentence = say!("status-not-wiped", title = title, waits = waits);
            sheet.toned(0, Tone::Notice, desk.context.words().say(&sentence));
        }
    }
}

/// The closing words: for people only when all who were met just now are level. A program may compare
/// them at any time.
fn add_closing_words(
    desk: &mut Desk<'_>,
    levels: &[PersonLevel],
    sheet: &mut Sheet,
) -> Result<Value, Failure> {
    let words = desk.replica.closing_words().map_err(|error| trouble::replica(&error))?;
    let now = desk.replica.env().now_ms();
    let just_now = |device: &&DeviceLevel| {
        !device.this && device.met_ms.is_some_and(|met| now.saturating_sub(met) < JUST_NOW_MS)
    };
    let mut met = levels.iter().flat_map(|person| &person.devices).filter(just_now).peekable();
    let level = met.peek().is_some() && met.all(|device| device.standing == Standing::Level);
    let (dutch, english) = (four(words, Tongue::Dutch), four(words, Tongue::English));
    if level {
        let read = match desk.context.words().language() {
            Language::Dutch => dutch,
            Language::English => english,
        };
        let sentence = say!("status-closing", words = read.join(", "));
        sheet.toned(0, Tone::Strong, desk.context.words().say(&sentence));
    }
    Ok(json!({ "nl": dutch, "en": english, "level": level }))
}

fn person_value(desk: &Desk<'_>, person: &PersonLevel, internet: &Internet) -> Value {
    let device_value =
        |device: &DeviceLevel| device_value(desk, device, internet.path(&device.device));
    json!({
        "person": person.person.to_string(),
        "name": person.name,
        "left": person.left,
        "level": person.is_level(),
        "devices": person.devices.iter().map(device_value).collect::<Vec<_>>(),
    })
}

fn device_value(desk: &Desk<'_>, device: &DeviceLevel, path: Option<Path>) -> Value {
    let standing = match device.standing {
        Standing::Level => "level",
        Standing::Behind => "behind",
        Standing::Ahead => "ahead",
        Standing::Apart => "apart",
        Standing::Unmet => "unmet",
        Standing::Blocked => "blocked",
        Standing::Left => "left",
    };
    json!({
        "device": device.device.to_string(),
        "name": device.name,
        "this": device.this,
        "standing": standing,
        "lacks": device.lacks,
        "met_ms": device.met_ms,
        "trouble": device.trouble,
        "returned": has_returned(desk, device),
        "path": path.map(|path| match path {
            Path::Direct => "direct",
            Path::Relay => "relay",
        }),
    })
}
