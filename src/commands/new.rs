//! `kring new`: a new group, with oneself as its first member.

use kring_node::env::SystemEnv;
use kring_node::replica::Founding;
use serde_json::json;

use crate::context::Context;
use crate::failure::Failure;
use crate::names;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    group_name: String,
    #[arg(long, value_name = "CHOICE", default_value = "interventure",
          value_parser = ["interventure", "intervision", "action_learning"])]
    form: String,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
    /// Leaves it to the demonstration to write who this is.
    #[arg(long, hide = true)]
    unnamed: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let home = context.home()?;
    let names = names::of_me(context, &home, args.name.as_deref(), args.device.as_deref())?;
    let founding = Founding {
        group_name: args.group_name.trim().to_owned(),
        form: args.form.clone(),
        my_name: if args.unnamed { String::new() } else { names.person.clone() },
        device_name: names.device.clone(),
        language: context.words().language().tag().to_owned(),
    };
    let replica =
        home.found(&founding, Box::new(SystemEnv)).map_err(|error| trouble::replica(&error))?;
    let mut sheet = Sheet::new();
    sheet.line(context.words().say(&say!("new-made", name = &founding.group_name)));
    let data = json!({
        "group": replica.group().to_string(),
        "person": replica.me().to_string(),
        "device": replica.device().to_string(),
        "name": founding.group_name,
    });
    Ok(Answer::new(sheet, data).remark(say!("new-next")))
}
