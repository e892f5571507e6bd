//! `kring group roles`: the role sheet: who has which role, and what it asks.

use kring_node::trajectory::roles;
use serde_json::json;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let all = roles(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    let words = context.words();
    let tag = words.language().tag();
    let (mut sheet, mut data) = (Sheet::new(), Vec::new());
    for one in &all {
        sheet.heading(one.role.name.of(tag));
        if one.holders.is_empty() {
            sheet.toned(0, Tone::Dim, words.say(&say!("roles-nobody")));
        }
        for holder in &one.holders {
            let name = if holder.member { desk.name_of(&holder.id) } else { holder.name.clone() };
            sheet.toned(0, Tone::Plain, name);
            for (key, text) in [("roles-task", &holder.task), ("roles-promise", &holder.promise)] {
                if !text.is_empty() {
                    sheet.field(2, &words.word(key).unwrap_or_default(), text);
                }
            }
        }
        for task in &one.role.tasks {
            sheet.toned(0, Tone::Plain, format!("- {}", task.of(tag)));
        }
        data.push(json!({
            "role": one.role.id, "tasks": one.role.tasks,
            "holders": one.holders.iter().map(|holder| json!({
                "id": holder.id, "member": holder.member, "name": holder.name,
                "task": holder.task, "promise": holder.promise,
            })).collect::<Vec<_>>(),
        }));
    }
    Ok(Answer::new(sheet, data.into()))
}
