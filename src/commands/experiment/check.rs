//! `kring experiment check`: the five questions before the first step were asked.

use kring_model::schema::PageKind;
use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    experiment: String,
    #[arg(long, value_name = "TEXT")]
    extra_training: Option<String>,
    #[arg(long, value_name = "TEXT")]
    clashes_with_agreements: Option<String>,
    #[arg(long, value_name = "TEXT")]
    clients_want_it: Option<String>,
    #[arg(long, value_name = "TEXT")]
    ethical_objections: Option<String>,
    #[arg(long, value_name = "TEXT")]
    side_effects: Option<String>,
    #[arg(long, value_name = "TEXT")]
    legal_ok: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Experiment, &args.experiment)?;
    let answers = [
        ("pre_check/extra_training", &args.extra_training),
        ("pre_check/clashes_with_agreements", &args.clashes_with_agreements),
        ("pre_check/clients_want_it", &args.clients_want_it),
        ("pre_check/ethical_objections", &args.ethical_objections),
        ("pre_check/side_effects", &args.side_effects),
        ("pre_check/legal_ok", &args.legal_ok),
    ];
    let given: Vec<_> = answers
        .into_iter()
        .filter_map(|(field, answer)| Some((field, answer.as_deref()?.into())))
        .collect();
    desk.act(|act| acts::experiment::check(act, &page, &given))?;
    Ok(desk.saved(say!("done-checked")))
}
