//! `kring member edit`: what a member says about themselves; the name of this laptop too.

use kring_model::entities;
use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::edit::{self, More, Place};
use crate::failure::Failure;
use crate::fields::{EditFields, Member};
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    person: Option<String>,
    #[arg(long, value_name = "TEXT")]
    device: Option<String>,
    #[command(flatten)]
    fields: EditFields<Member>,
    #[command(flatten)]
    more: More,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    if let Some(name) = &args.device {
        desk.act(|act| acts::member::name_device(act, name))?;
        if args.fields.is_empty() && args.more.is_empty() {
            return Ok(desk.saved(say!("done-device-named")));
        }
    }
    let person = match &args.person {
        Some(person) => desk.person(person)?,
        None => desk.replica.me(),
    };
    let place =
        Place::item(desk.group_page(), &entities::MEMBER, person.to_string(), "personal_goal");
    edit::run(desk, place.of_person(person), &args.fields, &args.more)
}
