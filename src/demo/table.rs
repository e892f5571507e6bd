//! The live table: each laptop, and what it has.

use std::io::Write;

use anstream::stream::IsTerminal;
use serde_json::Value;

use super::laptop::Laptop;
use crate::context::Context;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::words::Sentence;

/// How one laptop stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// How many others have everything of it, and it of them.
    pub(super) level: usize,
    /// Of how many.
    pub(super) of: usize,
    /// It knows that Bram left, or whoever did.
    pub(super) gone: usize,
}

impl Standing {
    /// Reads what `kring status` answered.
    pub(super) fn of(status: &Value) -> Self {
        let mut standing = Self::default();
        let persons = status.get("persons").and_then(Value::as_array);
        for person in persons.into_iter().flatten() {
            if person.get("left").and_then(Value::as_bool) == Some(true) {
                standing.gone += 1;
                continue;
            }
            let devices = person.get("devices").and_then(Value::as_array);
            for device in devices.into_iter().flatten() {
                if device.get("this").and_then(Value::as_bool) == Some(true) {
                    continue;
                }
                standing.of += 1;
                standing.level +=
                    usize::from(device.get("standing").and_then(Value::as_str) == Some("level"));
            }
        }
        standing
    }

    /// Whether all others are level.
    pub(super) fn is_level(self) -> bool {
        self.level == self.of
    }
}

/// The table on the screen.
pub(super) struct Table<'c> {
    context: &'c Context,
    drawn: usize,
    live: bool,
}

impl<'c> Table<'c> {
    /// An empty table. It is drawn over itself on a terminal, and not at all with `--json`.
    pub(super) fn new(context: &'c Context) -> Self {
        let live = !context.output().json && std::io::stdout().is_terminal();
        Self { context, drawn: 0, live }
    }

    /// A line above the table, at once.
    pub(super) fn tell(&mut self, sentence: &Sentence) {
        self.drawn = 0;
        let mut sheet = Sheet::new();
        sheet.line(self.context.words().say(sentence));
        self.put(&sheet);
    }

    /// The table as it is now; on no terminal only when `settled`.
    pub(super) fn draw(&mut self, laptops: &[Laptop], standings: &[Standing], settled: bool) {
        if !self.live && !settled {
            return;
        }
        let mut sheet = Sheet::new();
        for (laptop, standing) in laptops.iter().zip(standings) {
            let state = match (laptop.left, standing.is_level()) {
                (true, _) => say!("demo-left"),
                (false, true) => say!("demo-level", count = standing.of),
                (false, false) => {
                    say!("demo-behind", count = standing.level, of = standing.of)
                }
            };
            let line = format!("{:<20} {}", laptop.name, self.context.words().say(&state));
            sheet.toned(2, Tone::Plain, line);
        }
        self.up();
        self.drawn = sheet.lines.len();
        self.put(&sheet);
    }

    fn up(&self) {
        if self.live && self.drawn > 0 {
            let moved = write!(std::io::stdout().lock(), "\x1b[{}A\x1b[J", self.drawn);
            if let Err(error) = moved {
                tracing::debug!(%error, "nobody reads what is said");
            }
        }
    }

    fn put(&self, sheet: &Sheet) {
        if let Err(error) = self.context.output().live(sheet) {
            tracing::debug!(%error, "nobody reads what is said");
        }
    }
}
