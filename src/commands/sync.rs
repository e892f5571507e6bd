//! `kring sync`: share and fetch now. With `--wait`, until everybody who is here has everything.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use kring_node::levels::{PersonLevel, Standing};
use kring_node::net::Event;
use kring_trust::DeviceId;
use serde_json::json;

use crate::context::{Context, locked};
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::network::{self, Running};
use crate::output::Answer;
use crate::progress::Progress;
use crate::say;
use crate::trouble;

use super::status;

/// How often the state is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// So long others are looked for, at least, before those who are here count as all who are here:
/// dialling the last addresses takes less, finding somebody by mDNS rarely more.
const SEEK: Duration = Duration::from_secs(3);

/// So long all must have been level before the connections end: the others must still hear that
/// everything of theirs is here.
const LINGER: Duration = Duration::from_millis(300);

/// Where another process has the network, a laptop that was met this long ago is still here.
const HERE_MS: u64 = 45_000;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long)]
    wait: bool,
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    timeout: u64,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// All who are here have everything.
    Level,
    /// Somebody who is here lacks something.
    NotLevel,
    /// Nobody was here.
    Alone,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    context.end_when_locked()?;
    let until = Instant::now() + Duration::from_secs(args.timeout);
    let progress = Progress::start(context, &say!("sync-looking"), None);
    let end = match network::take(context.replica()?)? {
        Some(running) => share(&mut desk, running, until)?,
        None => watch(&mut desk, until)?,
    };
    drop(progress);
    let answer = status::answer(&mut desk)?;
    let end = if has_others(&desk) { end } else { End::Level };
    let data = json!({
        "level": end == End::Level,
        "met": end != End::Alone,
        "status": answer.data,
    });
    let answer = Answer { data, ..answer };
    Ok(match end {
        End::Level => answer.remark(say!("sync-level")),
        End::NotLevel if args.wait => answer.remark(say!("sync-not-level")).exit(Exit::NotLevel),
        End::NotLevel => answer.remark(say!("sync-not-level")),
        End::Alone => answer.remark(say!("sync-alone")).exit(Exit::Network),
    })
}

/// Who was met.
#[derive(Debug, Default)]
struct Met {
    /// Connected laptops, and whether they are level.
    here: BTreeMap<DeviceId, bool>,
    /// Laptops that were level and then went on.
    parted: BTreeSet<DeviceId>,
    /// Somebody was there at all.
    anybody: bool,
}

impl Met {
    fn note(&mut self, event: &Event) {
        match event {
            Event::Connected(device) => {
                self.anybody = true;
                self.parted.remove(device);
                self.here.entry(*device).or_insert(false);
            }
            Event::Disconnected(device, _) => {
                let level = self.here.remove(device) == Some(true);
                self.parted.extend(level.then_some(*device));
            }
            Event::Level(device, level) => {
                self.here.insert(*device, network::is_level(level));
            }
            Event::WrittenHere => self.here.values_mut().for_each(|level| *level = false),
            _ => {}
        }
    }

    fn end(&self) -> End {
        let level = self.here.values().all(|level| *level);
        match (level, self.here.is_empty() && self.parted.is_empty()) {
            (true, false) => End::Level,
            (_, true) if !self.anybody => End::Alone,
            _ => End::NotLevel,
        }
    }
}

/// Runs the network itself until all who are here are level.
fn share(desk: &mut Desk<'_>, running: Running, until: Instant) -> Result<End, Failure> {
    let begun = Instant::now();
    let mut met = Met::default();
    let mut level_since = None;
    let context = desk.context;
    let goes_on = || Instant::now() < until && !context.must_let_go();
    while goes_on() && !running.handle.is_over() && others(desk) > 0 {
        if let Ok(event) = running.events.recv_timeout(LOOK) {
            met.note(&event);
        }
        let all = met.here.len() + met.parted.len() >= others(desk);
        let sought = all || begun.elapsed() >= SEEK;
        if !sought || met.end() != End::Level {
            level_since = None;
        } else if level_since.get_or_insert_with(Instant::now).elapsed() >= LINGER {
            break;
        }
    }
    running.handle.shutdown().map_err(|error| network::refused(&error))?;
    if context.must_let_go() {
        return Err(locked());
    }
    desk.replica.refresh().map_err(|error| trouble::replica(&error))?;
    Ok(met.end())
}

/// Another process has the network: what it writes down is watched.
fn watch(desk: &mut Desk<'_>, until: Instant) -> Result<End, Failure> {
    loop {
        let levels = desk.replica.levels().map_err(|error| trouble::replica(&error))?;
        let now = kring_node::env::Env::now_ms(desk.replica.env());
        let end = end_of(&levels, now);
        if end == End::Level || Instant::now() >= until {
            return Ok(end);
        }
        if desk.context.must_let_go() {
            return Err(locked());
        }
        std::thread::sleep(LOOK);
    }
}

fn end_of(levels: &[PersonLevel], now_ms: u64) -> End {
    let devices = levels.iter().flat_map(|person| &person.devices);
    let here: Vec<Standing> = devices
        .filter(|device| !device.this && device.trouble.is_none())
        .filter(|device| device.met_ms.is_some_and(|met| met + HERE_MS >= now_ms))
        .map(|device| device.standing)
        .filter(|standing| !matches!(standing, Standing::Blocked | Standing::Left))
        .collect();
    match here.as_slice() {
        [] => End::Alone,
        here if here.iter().all(|standing| *standing == Standing::Level) => End::Level,
        _ => End::NotLevel,
    }
}

fn has_others(desk: &Desk<'_>) -> bool {
    others(desk) > 0
}

/// Other laptops that are in the group.
fn others(desk: &Desk<'_>) -> usize {
    let me = desk.replica.device();
    let roster = desk.replica.roster();
    roster.devices().filter(|one| one.id != me && roster.may_connect(&one.id)).count()
}

#[cfg(test)]
mod tests {
    use kring_node::levels::DeviceLevel;
    use kring_trust::PersonId;

    use super::*;

    fn person(standing: Standing, met_ms: Option<u64>) -> PersonLevel {
        let device = DeviceLevel {
            device: DeviceId::from_bytes([1; 32]),
            name: "laptop".into(),
            this: false,
            standing,
            lacks: 0,
            met_ms,
            trouble: None,
        };
        let person = PersonId::from_bytes([2; 32]);
        PersonLevel { person, name: "Noor".into(), left: false, devices: vec![device] }
    }

    #[test]
    fn who_went_on_when_level_counts_as_level() {
        let (one, other) = (DeviceId::from_bytes([1; 32]), DeviceId::from_bytes([2; 32]));
        let level =
            kring_sync::Level { we_hold_theirs: true, they_hold_ours: true, ..Default::default() };
        let behind = kring_sync::Level { they_hold_ours: false, ..level };
        let mut met = Met::default();
        assert_eq!(met.end(), End::Alone);
        met.note(&Event::Connected(one));
        assert_eq!(met.end(), End::NotLevel);
        met.note(&Event::Level(one, level));
        met.note(&Event::Disconnected(one, None));
        assert_eq!(met.end(), End::Level);
        met.note(&Event::Connected(other));
        met.note(&Event::Level(other, behind));
        assert_eq!(met.end(), End::NotLevel);
        met.note(&Event::Disconnected(other, None));
        assert_eq!(met.end(), End::Level, "who is not here is not waited for");
    }

    #[test]
    fn only_who_is_here_counts() {
        let now = 1_000_000;
        let level = person(Standing::Level, Some(now - 1_000));
        let behind = person(Standing::Behind, Some(now - 1_000));
        let away = person(Standing::Behind, Some(now - 900_000));
        let unmet = person(Standing::Unmet, None);
        assert_eq!(end_of(std::slice::from_ref(&unmet), now), End::Alone);
        assert_eq!(end_of(&[level.clone(), away, unmet], now), End::Level);
        assert_eq!(end_of(&[level, behind], now), End::NotLevel);
    }
}
