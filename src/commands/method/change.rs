//! `kring method copy`, `edit` and `leave-out`: making a method the group's own.

use kring_model::entities::OWN_METHOD;
use kring_model::read::Record;
use kring_node::acts::Named;
use kring_node::acts::method as methods;

use super::in_group;
use crate::context::Context;
use crate::desk::Desk;
use crate::edit::{self, More, Place};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fields::{EditFields, OwnMethod};
use crate::output::Answer;
use crate::say;
use crate::words::Language;

#[derive(Debug, clap::Args)]
pub(crate) struct Copy {
    method: String,
    name: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Edit {
    method: String,
    #[command(flatten)]
    fields: EditFields<OwnMethod>,
    #[command(flatten)]
    more: More,
}

#[derive(Debug, clap::Args)]
pub(crate) struct LeaveOut {
    method: String,
    #[arg(long)]
    stop: bool,
}

pub(super) fn copy(context: &Context, args: &Copy) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let language = context.words().language();
    let method = in_group(&mut desk, &args.method)?;
    let values: Vec<Named> = name_in(language, args.name.as_deref());
    let id = desk.act(|act| methods::copy(act, &method.id, &values))?;
    let name = args.name.as_deref().unwrap_or_else(|| method.name.of(language.tag()));
    Ok(desk.added(say!("method-copied", name = name), &id))
}

/// The name in the user's language, if one was given.
pub(super) fn name_in(language: Language, name: Option<&str>) -> Vec<Named> {
    let field = if language == Language::Dutch { "name_nl" } else { "name_en" };
    name.map(|name| (field, name.into())).into_iter().collect()
}

pub(super) fn edit(context: &Context, args: &Edit) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let id = own(&mut desk, &args.method)?;
    let place = Place::item(desk.group_page(), &OWN_METHOD, id, "summary_nl");
    edit::run(desk, place, &args.fields, &args.more)
}

pub(super) fn leave_out(context: &Context, args: &LeaveOut) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let id = own(&mut desk, &args.method)?;
    desk.act(|act| methods::leave_out(act, (&OWN_METHOD, &id), !args.stop))?;
    Ok(desk.saved(if args.stop { say!("method-in") } else { say!("method-out") }))
}

/// The method of the group that is meant; a built-in one is told to be copied first.
///
/// # Errors
/// When there is none.
pub(super) fn own(desk: &mut Desk<'_>, name: &str) -> Result<String, Failure> {
    if let Some(one) = kring_model::method::named(name)
        && !desk.in_group(&OWN_METHOD)?.iter().any(|own| is_called(own, name))
    {
        return Err(Failure::new(Exit::NotAllowed, say!("method-not-own", name = &one.id)));
    }
    desk.group_item(&OWN_METHOD, name)
}

fn is_called(own: &Record, name: &str) -> bool {
    let name = name.to_lowercase();
    ["name_nl", "name_en"].iter().any(|field| own.str(field).to_lowercase() == name)
}
