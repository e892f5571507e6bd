//! `kring experiment release`: no longer under the radar; it may be in a story or an export.

use kring_model::entities;
use kring_model::schema::PageKind;
use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::recognise::Recognised;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    experiment: String,
    #[arg(long, value_name = "DAY", value_parser = crate::dates::parse_day)]
    day: Option<jiff::civil::Date>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Experiment, &args.experiment)?;
    let recognised = Recognised::on_page(&mut desk, &page)?;
    recognised.ask(context)?;
    ask::sure(context, &say!("ask-release"))?;
    let day = args.day.unwrap_or_else(|| jiff::Zoned::now().date()).to_string();
    let entity = &entities::EXPERIMENT_ENTRY;
    desk.act(|act| acts::writing::set_entry(act, &page, entity, "released", &day.as_str().into()))?;
    Ok(recognised.beside(desk.saved(say!("done-released")), &page.to_string()))
}
