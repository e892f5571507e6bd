//! `kring note share`: the note may leave the group, or not any more.

use kring_model::entities;
use kring_model::schema::PageKind;
use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::recognise::Recognised;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    item: String,
    #[arg(long)]
    stop: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Note, &args.item)?;
    let share = !args.stop;
    let recognised = if share { Some(Recognised::on_page(&mut desk, &page)?) } else { None };
    if let Some(recognised) = &recognised {
        recognised.ask(context)?;
    }
    desk.act(|act| {
        acts::writing::set_own(act, &page, &entities::NOTE, "may_share", &share.into())
    })?;
    Ok(match recognised {
        Some(found) => found.beside(desk.saved(say!("done-may-share")), &page.to_string()),
        None => desk.saved(say!("done-may-not-share")),
    })
}
