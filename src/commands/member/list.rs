//! `kring member list`: the people and their laptops.

use kring_model::derive::member_status;
use kring_model::entities;
use kring_trust::PersonId;
use kring_trust::roster::DeviceState;
use serde_json::{Value, json};

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::labels;
use crate::output::Answer;
use crate::sheet::Sheet;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let records = desk.in_group(&entities::MEMBER)?;
    let today = jiff::Zoned::now().date().to_string();
    let persons: Vec<(PersonId, bool)> =
        desk.replica.roster().persons().map(|one| (one.id, one.left.is_some())).collect();
    let (mut rows, mut data) = (Vec::new(), Vec::new());
    for (person, left) in persons {
        let record = records.iter().find(|record| record.id == person.to_string());
        let known = record.map_or("active", |record| member_status(record, &today).name());
        let status = if left { "left" } else { known };
        let words = context.words();
        let text =
            |field: &str| record.map(|record| record.str(field).to_owned()).unwrap_or_default();
        let role = labels::choice(words, &text("role"));
        let (laptops, values) = laptops(&mut desk, &person);
        rows.push([
            desk.name(&person),
            role,
            text("function"),
            labels::choice(context.words(), status),
            laptops,
        ]);
        data.push(json!({
            "person": person.to_string(), "name": desk.name(&person), "status": status,
            "devices": values, "fields": record.map(kring_model::read::Record::plain),
        }));
    }
    let mut sheet = Sheet::new();
    sheet.table(&rows);
    Ok(Answer::new(sheet, json!(data)))
}

fn laptops(desk: &mut Desk<'_>, person: &PersonId) -> (String, Vec<Value>) {
    let devices: Vec<_> =
        desk.replica.roster().devices().filter(|one| one.person == *person).cloned().collect();
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for device in devices {
        let name = desk.replica.device_name(&device.id);
        let (state, by) = match &device.state {
            DeviceState::In => ("in", Vec::new()),
            DeviceState::Blocked { by } => ("blocked", by.clone()),
            DeviceState::Left => ("left", Vec::new()),
            DeviceState::Lapsed => ("lapsed", Vec::new()),
        };
        let by: Vec<String> = by.iter().map(|person| desk.name(person)).collect();
        let words = desk.context.words();
        names.push(match state {
            "blocked" => {
                words.say(&crate::say!("member-blocked-by", name = &name, by = by.join(", ")))
            }
            _ if device.returned => words.say(&crate::say!("member-returned-laptop", name = &name)),
            _ => name.clone(),
        });
        values.push(
            json!({ "device": device.id.to_string(), "name": name, "state": state, "by": by, "returned": device.returned }),
        );
    }
    (names.join(", "), values)
}
