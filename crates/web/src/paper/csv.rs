//! Hours for a spreadsheet. Texts that a spreadsheet would read as a formula get a sign before
//! them that makes them text.

use kring_model::evidence::{AttendanceList, Portfolio, Register};
use kring_node::evidence::Evidence;

/// The rows of what has rows.
pub(super) fn rows(evidence: &Evidence) -> Option<Vec<u8>> {
    let rows = match evidence {
        Evidence::Portfolio(portfolio) => hours(portfolio),
        Evidence::Attendance(list) => attendance(list),
        _ => return None,
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| guarded(cell))).ok()?;
    }
    writer.into_inner().ok()
}

/// The names of columns are the same in every language, so that a sheet goes on working.
fn hours(portfolio: &Portfolio) -> Vec<Vec<String>> {
    let head = ["group", "date", "from", "to", "minutes", "hours", "role", "register", "category"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for group in &portfolio.groups {
        let joined = |of: fn(&Register) -> &String| {
            group.registers.iter().map(of).cloned().collect::<Vec<_>>().join("; ")
        };
        let (register, category) = (joined(|one| &one.register), joined(|one| &one.category));
        for one in &group.evenings {
            let role = if one.guided { "guide" } else { "participant" };
            rows.push(vec![
                group.group.clone(),
                one.date.clone(),
                one.from.clone(),
                one.to.clone(),
                one.minutes.to_string(),
                one.hours.clone(),
                role.to_owned(),
                register.clone(),
                category.clone(),
            ]);
        }
    }
    rows
}

fn attendance(list: &AttendanceList) -> Vec<Vec<String>> {
    let head = ["date", "name", "function", "status", "from", "to", "minutes", "own"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(list.people.iter().map(|one| {
        vec![
            list.date.clone(),
            one.name.clone(),
            one.function.clone(),
            one.status.clone(),
            one.from.clone(),
            one.to.clone(),
            one.minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
            if one.own { "yes" } else { "no" }.to_owned(),
        ]
    }));
    rows
}

fn guarded(cell: &str) -> String {
    if cell.trim_start().starts_with([
        '=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
