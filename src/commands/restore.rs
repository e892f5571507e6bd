//! `kring restore`: puts a field back as it stood at a moment of `kring log`; a new edit.

use kring_model::entities;
use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::past;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    item: String,
    field: String,
    #[arg(long, value_name = "MOMENT")]
    at: String,
    #[arg(long, value_name = "PART")]
    part: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.anything(&args.item)?;
    let heads = past::moment(&mut desk, &page, &args.at)?;
    let (entity, id) = match &args.part {
        Some(part) => desk.any_item(&page, part)?,
        None => {
            let own = desk.kind(&page).and_then(entities::own);
            (own.ok_or_else(|| no_field(&args.field))?, String::new())
        }
    };
    if entity.field(&args.field).is_none() {
        return Err(no_field(&args.field));
    }
    desk.act(|act| acts::history::put_back(act, &page, &heads, (entity, &id), &args.field))?;
    Ok(desk.saved(say!("done-put-back")))
}

fn no_field(field: &str) -> Failure {
    Failure::new(Exit::Usage, say!("usage-no-such-field", name = field))
}
