//! `kring method cards`, `export` and `import`: a method on paper, and as a file for another group.

use std::path::PathBuf;

use kring_model::method::{BadMethod, METHOD_CAP, from_file, to_file};
use kring_node::acts::method as methods;
use kring_web::paper;
use serde_json::json;

use super::change::name_in;
use super::named;
use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::foreign_file;
use crate::fresh_file;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Cards {
    method: String,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    method: String,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    file: PathBuf,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

pub(super) fn cards(context: &Context, args: &Cards) -> Result<Answer, Failure> {
    let method = named(context, &args.method)?;
    let page = paper::cards(&method, context.words().language().tag()).map_err(|error| {
        Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
    })?;
    saved(args.out.clone(), page.as_bytes(), "html")
}

pub(super) fn export(context: &Context, args: &Export) -> Result<Answer, Failure> {
    let method = named(context, &args.method)?;
    let text = to_file(&method, &base(context, &method.id)?);
    match &args.out {
        Some(out) => saved(out.clone(), text.as_bytes(), "json"),
        None => {
            let mut sheet = Sheet::new();
            sheet.text(0, &text);
            let data = serde_json::from_str(&text).unwrap_or_default();
            Ok(Answer::new(sheet, data))
        }
    }
}

/// The built-in method that a method began as.
fn base(context: &Context, id: &str) -> Result<String, Failure> {
    if kring_model::method::named(id).is_some() {
        return Ok(id.to_owned());
    }
    let mut desk = Desk::open(context)?;
    let own = methods::own(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    let found = own.iter().find(|one| one.record.id == id);
    Ok(found.map(|one| one.record.str("base").to_owned()).unwrap_or_default())
}

fn saved(out: PathBuf, bytes: &[u8], ending: &str) -> Result<Answer, Failure> {
    let path = fresh_file::write(&out, bytes, ending)?.display().to_string();
    Ok(Answer::done(say!("method-saved-as", path = &path), json!({ "path": path })))
}

pub(super) fn import(context: &Context, args: &Import) -> Result<Answer, Failure> {
    let bytes = foreign_file::read(&args.file, METHOD_CAP)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::new(Exit::BadInput, say!("method-bad-form")))?;
    let (method, from) = from_file(&text).map_err(|error| refused(&error))?;
    let mut desk = Desk::open(context)?;
    let language = context.words().language();
    let values = name_in(language, args.name.as_deref());
    let id = desk.act(|act| methods::make(act, &method, &from, &values))?;
    let name = args.name.as_deref().unwrap_or_else(|| method.name.of(language.tag()));
    Ok(desk.added(say!("method-copied", name = name), &id))
}

fn refused(error: &BadMethod) -> Failure {
    let sentence = match error {
        BadMethod::TooLong => say!("method-bad-long"),
        BadMethod::Form { .. } => say!("method-bad-form"),
        BadMethod::Steps => say!("method-bad-steps"),
        BadMethod::Name(name) => say!("method-bad-name", name = name),
        BadMethod::Minutes(name) => say!("method-bad-minutes", name = name),
        BadMethod::Ask(name) | BadMethod::Target(name) => say!("method-bad-ask", name = name),
    };
    Failure::new(Exit::BadInput, sentence)
}
