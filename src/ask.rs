//! Questions to the person at the terminal.

use std::io::{self, BufRead, IsTerminal, Read, Write};

use crate::context::Context;
use crate::draft::TEXT_CAP;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;
use crate::terminal;
use crate::words::Sentence;

/// Whether somebody can be asked.
pub(crate) fn has_terminal() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks a question that is answered with yes or no. `--yes` answers it.
///
/// # Errors
/// [`Exit::NeedsAnswer`] if nobody can be asked.
pub(crate) fn yes(context: &Context, question: &Sentence) -> Result<bool, Failure> {
    if context.says_yes() {
        return Ok(true);
    }
    let choice = context.words().say(&say!("ask-yes-or-no"));
    let answer = line(context, &format!("{} {choice} ", context.words().say(question)))?;
    let answer = answer.trim().to_lowercase();
    Ok(matches!(answer.as_str(), "j" | "ja" | "y" | "yes"))
}

/// Asks a question and refuses to go on unless the answer is yes.
///
/// # Errors
/// [`Exit::Failed`] after a no; [`Exit::NeedsAnswer`] if nobody can be asked.
pub(crate) fn sure(context: &Context, question: &Sentence) -> Result<(), Failure> {
    if yes(context, question)? {
        Ok(())
    } else {
        Err(Failure::new(Exit::Failed, say!("ask-not-done")))
    }
}

/// Asks for one line of text.
///
/// # Errors
/// [`Exit::NeedsAnswer`] if nobody can be asked.
pub(crate) fn text(context: &Context, question: &Sentence) -> Result<String, Failure> {
    let answer = line(context, &format!("{} ", context.words().say(question)))?;
    Ok(answer.trim().to_owned())
}

/// Text from an argument: itself, or all of standard input for `-`.
///
/// # Errors
/// [`Exit::BadInput`] if standard input is not text or longer than [`TEXT_CAP`] bytes.
pub(crate) fn argument(text: &str) -> Result<String, Failure> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(TEXT_CAP + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        Failure::new(Exit::Failed, say!("trouble-stdin", cause = error.to_string()))
    })?;
    if bytes.len() as u64 > TEXT_CAP {
        return Err(Failure::new(Exit::BadInput, say!("trouble-text-too-long")));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::new(Exit::BadInput, say!("trouble-stdin-not-utf8")))?;
    Ok(text.strip_suffix('\n').unwrap_or(&text).replace("\r\n", "\n"))
}

fn line(context: &Context, question: &str) -> Result<String, Failure> {
    let unanswered = || {
        Failure::new(Exit::NeedsAnswer, say!("ask-nobody", question = question.trim()))
            .hint(say!("ask-nobody-hint"))
    };
    if !context.has_terminal() {
        return Err(unanswered());
    }
    let mut stderr = io::stderr().lock();
    let asked = write!(stderr, "{}", terminal::line(question)).and_then(|()| stderr.flush());
    asked.map_err(|_| unanswered())?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(|_| unanswered())?;
    Ok(answer)
}
