//! Progress of long work, drawn on standard error while a person watches it.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::context::Context;
use crate::terminal;
use crate::words::Sentence;

/// How often the picture moves.
const TICK: Duration = Duration::from_millis(120);

/// A line that shows that something goes on; nothing if nobody watches.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Begins with `sentence`. `total` if it is known how much there is to do.
    pub(crate) fn start(context: &Context, sentence: &Sentence, total: Option<u64>) -> Self {
        if !context.output().may_draw_progress() {
            return Self(ProgressBar::hidden());
        }
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let template =
            if total.is_some() { "{bar:24} {pos}/{len} {msg}" } else { "{spinner} {msg}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(terminal::line(&context.words().say(sentence)));
        bar.enable_steady_tick(TICK);
        Self(bar)
    }

    /// Changes the words.
    pub(crate) fn say(&self, context: &Context, sentence: &Sentence) {
        self.0.set_message(terminal::line(&context.words().say(sentence)));
    }

    /// One more is done.
    pub(crate) fn step(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
