//! `kring` alone: the page in the browser, and the sharing of every group for as long as it is
//! open.

use kring_web::{Begun, Page, WebError};
use serde_json::json;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;
use crate::words::Sentence;

/// How the page is opened.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Args {
    /// Prints the path of the file that opens the page, and leaves opening it to somebody else.
    #[arg(long)]
    no_browser: bool,
}

/// Serves the page until a signal comes; opens one more tab if it is served already.
///
/// # Errors
/// When the home folder or this computer refuses.
pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let home = context.closed_home()?;
    match kring_web::begin(&home).map_err(|error| refused(&error))? {
        Begun::Elsewhere(file) => {
            show(context, args, &file)?;
            Ok(Answer::done(say!("open-again"), json!({ "running": true })))
        }
        Begun::Here(page) => serve(context, args, page),
    }
}

fn serve(context: &Context, args: &Args, page: Page) -> Result<Answer, Failure> {
    show(context, args, page.redirect())?;
    tell(context, &say!("open-begun"))?;
    page.serve().map_err(|error| refused(&error))?;
    Ok(Answer::done(say!("run-ended"), json!({ "ended": true })))
}

/// Opens the browser, or says where the file is.
fn show(context: &Context, args: &Args, file: &std::path::Path) -> Result<(), Failure> {
    if !args.no_browser {
        match kring_web::open_browser(file) {
            Ok(()) => return Ok(()),
            Err(error) => tracing::debug!(%error, "no browser was found"),
        }
        tell(context, &say!("open-by-hand"))?;
    }
    let mut sheet = Sheet::new();
    sheet.line(file.display().to_string());
    context.output().live(&sheet).map_err(unwritten)
}

fn tell(context: &Context, sentence: &Sentence) -> Result<(), Failure> {
    context.output().remark(context.words(), sentence).map_err(unwritten)
}

fn unwritten(error: std::io::Error) -> Failure {
    Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
}

fn refused(error: &WebError) -> Failure {
    match error {
        WebError::Home(error) => trouble::home(error),
        WebError::Elsewhere => {
            Failure::new(Exit::Failed, say!("open-elsewhere")).hint(say!("trouble-busy-hint"))
        }
        other => Failure::new(Exit::Failed, say!("trouble-other", cause = other.to_string())),
    }
}
