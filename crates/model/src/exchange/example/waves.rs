//! Which act needs which, so that every member can play their own part on their own laptop.

use std::collections::BTreeMap;

use super::{Act, Deed, Place, Planned};

/// The acts of each member, in the order in which that member does them: wave by wave, and within
/// a wave as they come.
pub fn partition(acts: Vec<Act>) -> BTreeMap<String, Vec<Act>> {
    let mut parts: BTreeMap<String, Vec<Act>> = BTreeMap::new();
    for act in acts {
        parts.entry(act.by.clone()).or_default().push(act);
    }
    for part in parts.values_mut() {
        // Stable: what is equal stays as it came.
        part.sort_by_key(|act| act.wave);
    }
    parts
}

/// Numbers the waves. An act needs the page it writes to and the pages it names, the item it sets,
/// and being in the page's audience; leaving comes after all that the member does, erasing after
/// all that anybody does there.
pub(super) fn number(acts: &mut [Act]) {
    let mut made: BTreeMap<String, (String, u32)> = BTreeMap::new();
    let mut last: BTreeMap<String, u32> = BTreeMap::new();
    let mut touched: BTreeMap<String, Vec<(String, u32)>> = BTreeMap::new();
    for act in acts.iter_mut() {
        let mut wave = 0;
        let mut after = |(by, made): &(String, u32)| {
            wave = wave.max(if *by == act.by { *made } else { made + 1 });
        };
        for need in needs(act) {
            made.get(&need).iter().for_each(|need| after(need));
        }
        match &act.deed {
            Deed::Erase { page } => touched.get(page).into_iter().flatten().for_each(after),
            Deed::Leave => wave = wave.max(last.get(&act.by).copied().unwrap_or(0)),
            _ => {}
        }
        act.wave = wave;
        let done = (act.by.clone(), wave);
        if let Some(Place::Page(page)) = act.place() {
            touched.entry(page.clone()).or_default().push(done.clone());
        }
        made.extend(makes(act).into_iter().map(|made| (made, done.clone())));
        let last = last.entry(act.by.clone()).or_default();
        *last = (*last).max(wave);
    }
}

/// What an act must find there, by name.
fn needs(act: &Act) -> Vec<String> {
    let mut needs = Vec::new();
    if let Some(Place::Page(page)) = act.place() {
        needs.push(format!("page {page}"));
        needs.push(format!("audience {page} {}", act.by));
    }
    match &act.deed {
        Deed::Add { id, values, .. } => {
            labels(id, &mut needs);
            values.iter().for_each(|(_, value)| labels(value, &mut needs));
        }
        Deed::Set { place, entity, id, value, .. } => {
            labels(id, &mut needs);
            labels(value, &mut needs);
            needs.push(item(place, entity, id));
        }
        Deed::Audience { page, .. } | Deed::Erase { page } => needs.push(format!("page {page}")),
        Deed::OpenPage { .. } | Deed::Leave => {}
    }
    needs
}

fn labels(planned: &Planned, needs: &mut Vec<String>) {
    match planned {
        Planned::Label(label) => needs.push(format!("page {label}")),
        Planned::Words(words) => words.iter().for_each(|word| labels(word, needs)),
        Planned::Plain(_) => {}
    }
}

/// What is there after an act, by name.
fn makes(act: &Act) -> Vec<String> {
    match &act.deed {
        Deed::OpenPage { page, .. } => vec![format!("page {page}")],
        Deed::Audience { page, audience } => {
            audience.iter().map(|person| format!("audience {page} {person}")).collect()
        }
        Deed::Add { place, entity, id, .. } => vec![item(place, entity, id)],
        _ => Vec::new(),
    }
}

fn item(place: &Place, entity: &str, id: &Planned) -> String {
    format!("item {place:?} {entity} {id:?}")
}
