//! Reads a slim entry. Everything is counted against its cap and against the bytes that are there
//! before memory is taken for it.

use super::bytes::Reader;
use super::columns::count_operations;
use super::{ByteRule, Dep, MESSAGE_CAP, NAMED_CAP, Slim, TIME_END};
use crate::id::Actor;

/// Reads what follows the kind byte.
pub(super) fn slim(mut reader: Reader<'_>) -> Result<Slim, ByteRule> {
    let column_actors = actors(&mut reader, NAMED_CAP)?;
    let dep_actors = actors(&mut reader, NAMED_CAP - column_actors.len())?;
    if dep_actors.iter().any(|actor| column_actors.binary_search(actor).is_ok()) {
        return Err(ByteRule::Order);
    }
    let deps = deps(&mut reader, &column_actors, &dep_actors)?;
    let time = time(&mut reader)?;
    let message = message(&mut reader)?;
    let operations = count_operations(reader.rest())?;
    let columns = reader.rest().to_vec();
    Ok(Slim { column_actors, deps, time, message, columns, operations })
}

fn actors(reader: &mut Reader<'_>, cap: usize) -> Result<Vec<Actor>, ByteRule> {
    let count = reader.number()?;
    if count > cap as u64 {
        return Err(ByteRule::TooManyNamed);
    }
    let mut bytes = Reader::new(reader.take(count * 16)?);
    let mut actors = Vec::with_capacity(count as usize);
    while !bytes.is_empty() {
        let actor = Actor(bytes.array()?);
        if actors.last() >= Some(&actor) {
            return Err(ByteRule::Order);
        }
        actors.push(actor);
    }
    Ok(actors)
}

/// The smallest dependency: one byte each for index and number, and the chain.
const LEAST_DEP: usize = 18;

fn deps(
    reader: &mut Reader<'_>,
    column_actors: &[Actor],
    dep_actors: &[Actor],
) -> Result<Vec<Dep>, ByteRule> {
    let count = reader.number()?;
    if count > NAMED_CAP as u64 {
        return Err(ByteRule::TooManyNamed);
    }
    let mut deps = Vec::with_capacity((count as usize).min(reader.rest().len() / LEAST_DEP));
    let mut last = None;
    let mut next_dep_actor = column_actors.len() as u64;
    for _ in 0..count {
        let place = (reader.number()?, reader.number()?, reader.array()?);
        if last >= Some(place) {
            return Err(ByteRule::Order);
        }
        last = Some(place);
        let (index, n, chain) = place;
        if index > next_dep_actor || n == 0 {
            return Err(ByteRule::Dependency);
        }
        next_dep_actor += u64::from(index == next_dep_actor);
        let actor = column_actors.iter().chain(dep_actors).nth(index as usize);
        deps.push(Dep { actor: *actor.ok_or(ByteRule::Dependency)?, n, chain });
    }
    // Each actor of the second list is there because of a dependency.
    if next_dep_actor != (column_actors.len() + dep_actors.len()) as u64 {
        return Err(ByteRule::Dependency);
    }
    Ok(deps)
}

fn time(reader: &mut Reader<'_>) -> Result<i64, ByteRule> {
    let time = i64::try_from(reader.number()?).map_err(|_| ByteRule::Time)?;
    if time >= TIME_END {
        return Err(ByteRule::Time);
    }
    Ok(time)
}

fn message(reader: &mut Reader<'_>) -> Result<Option<String>, ByteRule> {
    let length = reader.number()?;
    if length > MESSAGE_CAP as u64 {
        return Err(ByteRule::Message);
    }
    let text = std::str::from_utf8(reader.take(length)?).map_err(|_| ByteRule::Message)?;
    Ok((!text.is_empty()).then(|| text.to_owned()))
}
