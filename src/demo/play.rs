//! The demonstration from begin to end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kring_model::exchange::example::{Deed, plan};
use serde_json::{Value, json};

use super::EXAMPLE;
use super::laptop::Laptop;
use super::people::{People, broken};
use super::table::{Standing, Table};
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

/// How long one meeting may take until all are level.
const MEETING: Duration = Duration::from_secs(180);

/// How often the laptops are asked how they stand.
const LOOK: Duration = Duration::from_millis(250);

/// Meetings before something must be wrong: each brings at least one wave of the example.
const MEETINGS_CAP: usize = 12;

/// Two wordings of one sentence, written by two members who had not met.
const WORDINGS: [&str; 2] =
    ["Een avond met minstens één rustig uur.", "Een avond waarin niemand hoeft te rennen."];

/// Options of the demonstration.
pub(crate) struct Options {
    /// Keep the homes, and say where they are.
    pub(crate) keep: bool,
    /// Drop one entry from one laptop before the end, which must be noticed.
    pub(crate) drop_entry: bool,
}

/// The six laptops and the folder they are in.
struct Stage<'c> {
    folder: PathBuf,
    people_file: PathBuf,
    laptops: Vec<Laptop>,
    table: Table<'c>,
}

/// Plays all of it.
///
/// # Errors
/// When a laptop does not do what it should.
pub(crate) fn play(context: &Context, options: &Options) -> Result<Answer, Failure> {
    let begun = Instant::now();
    let folder = std::env::temp_dir().join(format!("kring-demo-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(broken)?;
    let done = Stage::set(context, &folder).and_then(|mut stage| {
        stage.play()?;
        stage.finish(options)
    });
    if options.keep {
        let place = folder.display().to_string();
        Table::new(context).tell(&say!("demo-kept", place = place));
    } else {
        std::fs::remove_dir_all(&folder).map_err(broken)?;
    }
    Ok(report(context, &done?, begun.elapsed()))
}

/// What came out.
struct Outcome {
    laptops: usize,
    pages: usize,
    entries: u64,
    mismatches: Vec<Value>,
}

fn report(context: &Context, outcome: &Outcome, took: Duration) -> Answer {
    let level = outcome.mismatches.is_empty();
    let seconds = (took.as_secs_f64() * 10.0).round() / 10.0;
    let data = json!({
        "kring": 1, "command": "demo",
        "laptops": outcome.laptops, "level": level, "seconds": seconds,
        "pages": outcome.pages, "entries": outcome.entries, "mismatches": outcome.mismatches,
    });
    let mut sheet = crate::sheet::Sheet::new();
    let words = context.words();
    if level {
        let (pages, took) = (outcome.pages, format!("{seconds:.1}"));
        sheet.line(words.say(&say!("demo-done", pages = pages, seconds = took)));
    } else {
        let count = outcome.mismatches.len();
        sheet.line(words.say(&say!("demo-mismatch", count = count)));
        outcome.mismatches.iter().for_each(|one| sheet.line(one.to_string()));
    }
    // The last line is the object itself, so that a script need not know the envelope.
    let written = context.output().json;
    if written && let Err(error) = context.output().raw(format!("{data}\n").as_bytes()) {
        tracing::debug!(%error, "nobody reads what is said");
    }
    let answer = Answer { written, ..Answer::new(sheet, data) };
    if level { answer } else { answer.exit(Exit::Failed) }
}

impl<'c> Stage<'c> {
    /// Makes the homes and the group, and lets everybody in.
    fn set(context: &'c Context, folder: &Path) -> Result<Self, Failure> {
        let example: Value = serde_json::from_str(EXAMPLE).map_err(broken)?;
        let language = context.words().language().tag();
        let members = example.get("members").and_then(Value::as_array);
        let laptops = members.into_iter().flatten().filter_map(|member| {
            let text = |key| member.get(key).and_then(Value::as_str);
            Some(Laptop::new(folder, text("id")?, text("name")?, language))
        });
        let mut laptops: Vec<Laptop> = laptops.collect();
        let founder = founder(&example);
        laptops.sort_by_key(|laptop| laptop.label != founder);
        let people_file = folder.join("people.json");
        let table = Table::new(context);
        let mut stage = Self { folder: folder.to_owned(), people_file, laptops, table };
        let name = example.pointer("/group/name").and_then(Value::as_str).unwrap_or("Kring");
        stage.gather(name)?;
        Ok(stage)
    }

    fn gather(&mut self, group: &str) -> Result<(), Failure> {
        let count = self.laptops.len();
        self.table.tell(&say!("demo-begin", count = count));
        let mut people = People::new();
        let Some((founder, others)) = self.laptops.split_first_mut() else {
            return Err(broken("the example has no members"));
        };
        let device = format!("laptop van {}", founder.name);
        let who = ["--unnamed", "--name", &founder.name, "--device", &device];
        let made = founder.ask(&[&["new", group][..], &who].concat())?;
        note(&mut people, &founder.label, &made)?;
        founder.meet()?;
        for laptop in others {
            let invited = founder.ask(&["invite", "--no-wait"])?;
            let ticket = invited.get("ticket").and_then(Value::as_str);
            let ticket = ticket.ok_or_else(|| broken("no ticket"))?.to_owned();
            let device = format!("laptop van {}", laptop.name);
            let who = ["--unnamed", "--no-fetch", "--name", &laptop.name, "--device", &device];
            let joined = laptop.ask(&[&["join", &ticket][..], &who].concat())?;
            note(&mut people, &laptop.label, &joined)?;
        }
        founder.part()?;
        let text = serde_json::to_string(&people).map_err(broken)?;
        std::fs::write(&self.people_file, text).map_err(broken)
    }

    /// Apart and together, until everybody's part is played.
    fn play(&mut self) -> Result<(), Failure> {
        self.meet()?;
        for _ in 0..MEETINGS_CAP {
            self.table.tell(&say!("demo-apart"));
            let waiting = self.apart()?;
            self.meet()?;
            if waiting == 0 {
                self.disagree()?;
                return self.leave();
            }
        }
        Err(broken("the parts do not come to an end"))
    }

    /// Everybody writes, nobody shares. Returns how much must wait for others.
    fn apart(&mut self) -> Result<usize, Failure> {
        let people = self.people_file.display().to_string();
        let mut waiting = 0;
        for laptop in &mut self.laptops {
            let done = laptop.done.to_string();
            let label = laptop.label.clone();
            let args = ["demo", "--part", &label, "--people", &people, "--done", &done];
            let played = laptop.ask(&args)?;
            let number = |key| played.get(key).and_then(Value::as_u64).unwrap_or(0);
            laptop.done = usize::try_from(number("done")).unwrap_or(usize::MAX);
            waiting += usize::try_from(number("waiting")).unwrap_or(usize::MAX);
        }
        Ok(waiting)
    }

    /// Two members reword one sentence while apart: both wordings must stand on every laptop, and
    /// the choice of one afterwards must too.
    fn disagree(&mut self) -> Result<(), Failure> {
        self.table.tell(&say!("demo-disagree"));
        let goal =
            self.laptops.first().ok_or_else(|| broken("no laptop"))?.ask(&["group", "show"])?;
        let before = text_of(&goal, "goal_organisation").ok_or_else(|| broken("no goal"))?;
        for (laptop, wording) in self.laptops.iter().zip(WORDINGS) {
            laptop.ask(&["group", "edit", "--goal", wording])?;
        }
        self.meet()?;
        for laptop in &self.laptops {
            let shown = laptop.ask(&["group", "show"])?.to_string();
            if !WORDINGS.iter().all(|wording| shown.contains(wording)) {
                return Err(broken(format!("{}: a wording is gone", laptop.name)));
            }
        }
        if let Some(laptop) = self.laptops.first() {
            laptop.ask(&["group", "edit", "--goal", &before])?;
        }
        self.meet()
    }

    /// Who leaves in the example leaves, with everybody there.
    fn leave(&mut self) -> Result<(), Failure> {
        let acts = plan(EXAMPLE).map_err(broken)?;
        let leaving = acts.into_iter().filter(|act| act.deed == Deed::Leave);
        let labels: Vec<String> = leaving.map(|act| act.by).collect();
        if labels.is_empty() {
            return Ok(());
        }
        for laptop in &mut self.laptops {
            if !labels.contains(&laptop.label) {
                laptop.meet()?;
            }
        }
        for laptop in self.laptops.iter_mut().filter(|laptop| labels.contains(&laptop.label)) {
            let name = laptop.name.clone();
            self.table.tell(&say!("demo-leaves", name = name));
            laptop.ask(&["leave"])?;
            laptop.left = true;
        }
        let settled = self.until_level();
        self.laptops.iter_mut().try_for_each(Laptop::part)?;
        settled
    }

    /// Everybody shares until all are level; then they part again.
    fn meet(&mut self) -> Result<(), Failure> {
        self.table.tell(&say!("demo-meet"));
        for laptop in self.laptops.iter_mut().filter(|laptop| !laptop.left) {
            laptop.meet()?;
        }
        let settled = self.until_level();
        self.laptops.iter_mut().try_for_each(Laptop::part)?;
        settled
    }

    fn until_level(&mut self) -> Result<(), Failure> {
        let until = Instant::now() + MEETING;
        let left = self.laptops.iter().filter(|laptop| laptop.left).count();
        loop {
            let mut standings = Vec::new();
            for laptop in &self.laptops {
                let standing = if laptop.left {
                    Standing::default()
                } else {
                    Standing::of(&laptop.ask(&["status"])?)
                };
                standings.push(standing);
            }
            let here = self.laptops.iter().zip(&standings).filter(|(laptop, _)| !laptop.left);
            let all = here.clone().all(|(_, one)| one.is_level() && one.gone == left);
            self.table.draw(&self.laptops, &standings, all);
            if all {
                return Ok(());
            }
            if Instant::now() > until {
                return Err(broken("the laptops do not come level"));
            }
            std::thread::sleep(LOOK);
        }
    }

    /// Asks every laptop what it holds, and compares.
    fn finish(&mut self, options: &Options) -> Result<Outcome, Failure> {
        self.table.tell(&say!("demo-look"));
        let people = self.people_file.display().to_string();
        let mut seen: Vec<(String, Value)> = Vec::new();
        for (place, laptop) in self.laptops.iter().filter(|laptop| !laptop.left).enumerate() {
            let mut args = vec!["demo", "--look", "--people", &people];
            // Of the last one an entry is dropped, if that is asked.
            let drop = options.drop_entry && place == 1;
            args.extend(drop.then_some("--drop-one"));
            seen.push((laptop.name.clone(), laptop.ask(&args)?));
        }
        let mut outcome = Outcome {
            laptops: self.laptops.len(),
            pages: 0,
            entries: 0,
            mismatches: between_laptops(&seen),
        };
        for (name, one) in &seen {
            let pages = one.get("pages").and_then(Value::as_object).map_or(0, |pages| pages.len());
            outcome.pages = outcome.pages.max(pages);
            let entries = one.get("entries").and_then(Value::as_u64).unwrap_or(0);
            outcome.entries = outcome.entries.max(entries);
            outcome.mismatches.extend(with_expected(name, one, &seen));
        }
        tracing::debug!(folder = %self.folder.display(), "the laptops were looked at");
        Ok(outcome)
    }
}

/// Pages that two laptops hold and that differ.
fn between_laptops(seen: &[(String, Value)]) -> Vec<Value> {
    let mut versions: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for (name, one) in seen {
        let pages = one.get("pages").and_then(Value::as_object);
        for (page, digest) in pages.into_iter().flatten() {
            let digest = digest.as_str().unwrap_or_default();
            versions.entry(page).or_default().entry(digest).or_default().push(name);
        }
    }
    let differing = versions.into_iter().filter(|(_, versions)| versions.len() > 1);
    differing
        .map(|(page, versions)| {
            // The version that fewest hold is the one to look at.
            let odd =
                versions.values().min_by_key(|names| names.len()).cloned().unwrap_or_default();
            json!({ "page": page, "laptops": odd, "why": "differs" })
        })
        .collect()
}

/// What a laptop shows that the example does not expect. What depends on case files is asked of the
/// laptops that hold as many pages as any.
fn with_expected(name: &str, one: &Value, seen: &[(String, Value)]) -> Vec<Value> {
    let count = |one: &Value| one.get("pages").and_then(Value::as_object).map_or(0, |p| p.len());
    let most = seen.iter().map(|(_, one)| count(one)).max().unwrap_or(0);
    let sees_all = count(one) == most;
    let found = one.get("mismatches").and_then(Value::as_array);
    let found = found.into_iter().flatten().filter(|mismatch| {
        let key = mismatch.get("key").and_then(Value::as_str).unwrap_or_default();
        sees_all || !key.starts_with("advice_")
    });
    found
        .map(|mismatch| json!({ "laptops": [name], "why": "expected", "what": mismatch }))
        .collect()
}

fn founder(example: &Value) -> String {
    let members = example.get("members").and_then(Value::as_array);
    let guide = members
        .into_iter()
        .flatten()
        .find(|member| member.get("role").and_then(Value::as_str) == Some("guide"));
    let label = guide.and_then(|guide| guide.get("id")).and_then(Value::as_str);
    label.unwrap_or_default().to_owned()
}

fn note(people: &mut People, label: &str, made: &Value) -> Result<(), Failure> {
    let person = made.get("person").and_then(Value::as_str).ok_or_else(|| broken("no person"))?;
    people.insert(label.to_owned(), person.to_owned());
    Ok(())
}

/// The first text under `key`, however deep.
fn text_of(value: &Value, key: &str) -> Option<String> {
    match value {
        Value::Object(map) => match map.get(key) {
            Some(found) => first_text(found),
            None => map.values().find_map(|value| text_of(value, key)),
        },
        Value::Array(list) => list.iter().find_map(|value| text_of(value, key)),
        _ => None,
    }
}

fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => list.iter().find_map(first_text),
        Value::Object(map) => map.values().find_map(first_text),
        _ => None,
    }
}
