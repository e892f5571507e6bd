//! `kring member show`

use kring_model::entities;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::show;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    person: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let person = match &args.person {
        Some(person) => desk.person(person)?,
        None => desk.replica.me(),
    };
    show::group_item(&mut desk, &entities::MEMBER, &person.to_string())
}
