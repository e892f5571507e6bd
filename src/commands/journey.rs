//! `kring journey`: the way of the group, day by day.

use kring_model::derive::Date;
use kring_node::journey::{Kind, journey};
use serde_json::json;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

pub(crate) fn run(context: &Context) -> Result<Answer, Failure> {
    let mut desk = Desk::open_for_lists(context)?;
    let today = Date::parse(&jiff::Zoned::now().date().to_string()).unwrap_or(Date::EPOCH);
    let way = journey(&mut desk.replica, today).map_err(|error| trouble::replica(&error))?;
    let words = context.words();
    let (mut rows, mut data) = (Vec::new(), Vec::new());
    for stop in way.into_iter().flat_map(|way| way.stops) {
        let what = words.word(&format!("journey-{}", stop.kind.name())).unwrap_or_default();
        let name = match stop.kind {
            Kind::Phase => words.word(&format!("choice-{}", stop.id)).unwrap_or(stop.id.clone()),
            _ => desk.label_of(&stop.id),
        };
        let last = if stop.last > stop.day { stop.last.to_string() } else { String::new() };
        rows.push([stop.day.to_string(), last, what, name]);
        data.push(json!({
            "kind": stop.kind.name(), "id": stop.id, "titles": stop.titles, "status": stop.status,
            "day": stop.day.to_string(), "last": stop.last.to_string(),
            "marks": stop.marks.iter().map(ToString::to_string).collect::<Vec<_>>(),
        }));
    }
    let mut sheet = Sheet::new();
    sheet.table(&rows);
    let answer = Answer::new(sheet, json!(data));
    Ok(if rows.is_empty() { answer.remark(say!("journey-empty")) } else { answer })
}
