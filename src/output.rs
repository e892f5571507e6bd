//! Where words and values go: answers to standard output, remarks to standard error; with `--json`
//! one envelope on standard output.

use std::io::{self, IsTerminal, Write};

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::sheet::{Sheet, Tone};
use crate::terminal;
use crate::words::{Sentence, Words};

/// The version of the envelope. It rises when a script that reads it could break.
const ENVELOPE: u32 = 1;

/// What a command hands back.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// For people.
    pub(crate) sheet: Sheet,
    /// For programs.
    pub(crate) data: Value,
    /// Sentences beside the answer; left out with `--quiet`.
    pub(crate) remarks: Vec<Sentence>,
    /// The exit code, if the command worked but has something to tell a script.
    pub(crate) exit: Option<crate::exit::Exit>,
    /// The command wrote its answer itself: bytes that are for programs only.
    pub(crate) written: bool,
}

impl Answer {
    /// An answer for people and one for programs.
    pub(crate) fn new(sheet: Sheet, data: Value) -> Self {
        Self { sheet, data, ..Self::default() }
    }

    /// A change was made and kept: only a remark and the values.
    pub(crate) fn done(remark: Sentence, data: Value) -> Self {
        Self { data, remarks: vec![remark], ..Self::default() }
    }

    /// The command wrote its answer itself.
    pub(crate) fn wrote_itself() -> Self {
        Self { written: true, ..Self::default() }
    }

    /// Adds a remark.
    pub(crate) fn remark(mut self, remark: Sentence) -> Self {
        self.remarks.push(remark);
        self
    }

    /// Ends the program with this code.
    pub(crate) const fn exit(mut self, exit: crate::exit::Exit) -> Self {
        self.exit = Some(exit);
        self
    }
}

/// How this run writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    /// One JSON envelope instead of words on standard output.
    pub(crate) json: bool,
    /// No remarks.
    pub(crate) quiet: bool,
}

impl Output {
    /// Writes the answer of `command`.
    ///
    /// # Errors
    /// When standard output cannot be written, a closed pipe included.
    pub(crate) fn answer(self, words: &Words, command: &str, answer: &Answer) -> io::Result<()> {
        if answer.written {
            return Ok(());
        }
        if self.json {
            self.values(command, &answer.data)?;
        } else {
            draw(&mut anstream::stdout().lock(), &answer.sheet)?;
        }
        answer.remarks.iter().try_for_each(|remark| self.remark(words, remark))
    }

    /// Writes one envelope of values; a command that goes on for a while writes several.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub(crate) fn values(self, command: &str, data: &Value) -> io::Result<()> {
        self.envelope(&json!({ "kring": ENVELOPE, "command": command, "data": data }))
    }

    /// Writes why `command` did not work.
    ///
    /// # Errors
    /// When the streams cannot be written.
    pub(crate) fn failure(self, words: &Words, command: &str, failure: &Failure) -> io::Result<()> {
        let sentence = words.say(&failure.sentence);
        let hint = failure.hint.as_ref().map(|hint| words.say(hint));
        if self.json {
            let error = json!({
                "kind": failure.exit.word(), "code": failure.exit.code(),
                "message": sentence, "details": failure.details, "hint": hint,
            });
            self.envelope(&json!({ "kring": ENVELOPE, "command": command, "error": error }))?;
        }
        let mut sheet = Sheet::new();
        sheet.toned(0, Tone::Notice, sentence);
        for detail in &failure.details {
            sheet.toned(2, Tone::Plain, detail);
        }
        if let Some(hint) = hint {
            sheet.line(hint);
        }
        draw(&mut anstream::stderr().lock(), &sheet)
    }

    /// Writes one sentence beside the answer, at once; nothing with `--quiet`.
    ///
    /// # Errors
    /// When standard error cannot be written.
    pub(crate) fn remark(self, words: &Words, remark: &Sentence) -> io::Result<()> {
        if self.quiet {
            return Ok(());
        }
        let mut sheet = Sheet::new();
        sheet.line(words.say(remark));
        draw(&mut anstream::stderr().lock(), &sheet)
    }

    /// Writes lines at once, to standard output, or to standard error with `--json`.
    ///
    /// # Errors
    /// When the stream cannot be written.
    pub(crate) fn live(self, sheet: &Sheet) -> io::Result<()> {
        if self.json {
            draw(&mut anstream::stderr().lock(), sheet)
        } else {
            draw(&mut anstream::stdout().lock(), sheet)
        }
    }

    /// Writes lines beside the answer, at once; nothing with `--quiet`.
    ///
    /// # Errors
    /// When standard error cannot be written.
    pub(crate) fn aside(self, sheet: &Sheet) -> io::Result<()> {
        if self.quiet { Ok(()) } else { draw(&mut anstream::stderr().lock(), sheet) }
    }

    /// Writes bytes that are no text for people (a completion script, a man page).
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub(crate) fn raw(self, bytes: &[u8]) -> io::Result<()> {
        io::stdout().lock().write_all(bytes)
    }

    /// Whether progress may be drawn: a person watches standard error.
    pub(crate) fn may_draw_progress(self) -> bool {
        !self.quiet && !self.json && io::stderr().is_terminal()
    }

    fn envelope(self, value: &Value) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(terminal::json(&value.to_string()).as_bytes())?;
        stdout.write_all(b"\n")?;
        stdout.flush()
    }
}

fn draw(stream: &mut dyn Write, sheet: &Sheet) -> io::Result<()> {
    let stream = &mut io::BufWriter::new(stream);
    for line in &sheet.lines {
        write!(stream, "{:indent$}", "", indent = line.indent)?;
        for (tone, piece) in &line.pieces {
            let (on, off) = colours(*tone);
            write!(stream, "{on}{piece}{off}")?;
        }
        writeln!(stream)?;
    }
    stream.flush()
}

const fn colours(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Plain => ("", ""),
        Tone::Strong => ("\u{1b}[1m", "\u{1b}[0m"),
        Tone::Dim => ("\u{1b}[2m", "\u{1b}[0m"),
        Tone::Notice => ("\u{1b}[33m", "\u{1b}[0m"),
    }
}
