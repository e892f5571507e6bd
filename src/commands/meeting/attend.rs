//! `kring meeting attend`: one's own attendance, or that of another as the list-keeper notes it.

use kring_model::schema::PageKind;
use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    meeting: String,
    #[arg(long, default_value = "present", value_parser = ["present", "late", "excused", "absent"])]
    status: String,
    #[arg(long, value_name = "TIME", value_parser = crate::dates::parse_time)]
    from: Option<String>,
    #[arg(long, value_name = "TIME", value_parser = crate::dates::parse_time)]
    to: Option<String>,
    #[arg(long = "for", value_name = "NAME")]
    on_behalf: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Meeting, &args.meeting)?;
    let speaker = desk.speaker(args.on_behalf.as_deref())?;
    let attendance = acts::meeting::Attendance {
        status: &args.status,
        from: args.from.as_deref(),
        to: args.to.as_deref(),
    };
    desk.act(|act| acts::meeting::attend(act, &page, &attendance, speaker))?;
    Ok(desk.saved(say!("done-attended")))
}
