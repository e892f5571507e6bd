//! One's own part of an example group: what this member did, in their own name.

use std::collections::BTreeMap;
use std::path::Path;

use kring_model::entities;
use kring_model::exchange::example::{self, Act, Names};
use kring_model::person::PersonId;
use kring_node::acts;
use kring_trust::hash::hash;
use serde_json::json;

use super::{read_text, wrong};
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::find::{self, Candidate};
use crate::output::Answer;
use crate::progress::Progress;
use crate::say;
use crate::trouble;

/// The longest file that is read, in bytes: a hundred groups of three years.
const FILE_CAP: u64 = 16 * 1024 * 1024;

/// Plays the part as far as it goes now; done again after sharing, it goes on where it was.
pub(super) fn run(
    desk: &mut Desk<'_>,
    path: &Path,
    as_member: Option<&str>,
) -> Result<Answer, Failure> {
    let text = read_text(path, FILE_CAP)?;
    let acts = example::plan(&text).map_err(|error| wrong::failure(path, &error))?;
    let labels = example::member_names(&acts);
    if as_member.is_none() && desk.replica.roster().persons().count() == 1 {
        return alone(desk, &text, acts, &labels);
    }
    let label = label_of_me(desk, &labels, as_member)?;
    let mut names = known(desk, &labels, &label)?;
    let part = example::partition(acts).remove(&label).unwrap_or_default();
    let progress = Progress::start(desk.context, &say!("import-saving"), None);
    let key = progress_key(&text, &label);
    let done = done_before(desk, &key)?;
    let played = acts::import::play(&mut desk.replica, &part, &mut names, done)
        .map_err(|error| trouble::replica(&error))?;
    note_done(desk, &key, played.done)?;
    drop(progress);
    let data =
        json!({ "as": label, "done": played.done, "waiting": played.waiting, "saved": true });
    let answer = Answer::done(say!("import-played", count = played.done - done), data);
    Ok(match played.waiting {
        0 => answer.remark(say!("word-saved-here")),
        waiting => {
            answer.remark(say!("word-saved-here")).remark(say!("import-waiting", count = waiting))
        }
    })
}

/// Who is alone in their group takes in all of it, in their own name; what somebody else said in
/// the file has that name before it.
fn alone(
    desk: &mut Desk<'_>,
    text: &str,
    acts: Vec<Act>,
    labels: &BTreeMap<String, String>,
) -> Result<Answer, Failure> {
    let me = label_of_me(desk, labels, None).unwrap_or_default();
    let acts = example::in_one_name(acts, labels, &me);
    let own = acts::writing::model_person(&desk.replica.me());
    let group = desk.group_page();
    let mut names = desk.read(&group, |page| Names::from_group(page.doc()))?;
    names.persons = labels.keys().map(|label| (label.clone(), own)).collect();
    let progress = Progress::start(desk.context, &say!("import-saving"), None);
    let key = progress_key(text, "");
    let done = done_before(desk, &key)?;
    let played = acts::import::play(&mut desk.replica, &acts, &mut names, done)
        .map_err(|error| trouble::replica(&error))?;
    note_done(desk, &key, played.done)?;
    drop(progress);
    let data = json!({ "as": null, "done": played.done, "waiting": played.waiting, "saved": true });
    Ok(Answer::done(say!("import-alone", count = played.done - done), data)
        .remark(say!("word-saved-here")))
}

/// Which member of the file this person is.
fn label_of_me(
    desk: &mut Desk<'_>,
    labels: &BTreeMap<String, String>,
    given: Option<&str>,
) -> Result<String, Failure> {
    let me = desk.replica.me();
    let own = desk.replica.person_name(&me);
    let candidates: Vec<Candidate> = labels
        .iter()
        .map(|(label, name)| Candidate {
            id: label.clone(),
            code: None,
            title: name.clone(),
            origin: label.clone(),
        })
        .collect();
    let found = find::one(&candidates, given.unwrap_or(&own));
    found.map(|found| found.id.clone()).map_err(|_| {
        let names = labels.iter().map(|(label, name)| format!("{label}  {name}")).collect();
        Failure::new(Exit::NotFound, say!("import-who"))
            .details(names)
            .hint(say!("import-who-hint"))
    })
}

/// The ids behind the labels, as far as these members and pages are here: pages carry their label;
/// members are known by their names.
fn known(
    desk: &mut Desk<'_>,
    labels: &BTreeMap<String, String>,
    me: &str,
) -> Result<Names, Failure> {
    let group = desk.group_page();
    let mut names = desk.read(&group, |page| Names::from_group(page.doc()))?;
    let members = desk.in_group(&entities::MEMBER)?;
    for (label, name) in labels {
        let first = |name: &str| name.split_whitespace().next().unwrap_or_default().to_lowercase();
        let same = members.iter().find(|member| first(member.str("name")) == first(name));
        if let Some(person) = same.and_then(|member| PersonId::from_hex(&member.id)) {
            names.persons.entry(label.clone()).or_insert(person);
        }
    }
    let own = acts::writing::model_person(&desk.replica.me());
    names.persons.insert(me.to_owned(), own);
    Ok(names)
}

fn progress_key(text: &str, label: &str) -> String {
    let digest = hash("kring 1 import", &[text.as_bytes(), label.as_bytes()]);
    let digits: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("import/{digits}")
}

fn done_before(desk: &Desk<'_>, key: &str) -> Result<usize, Failure> {
    let stored = desk.replica.store().get(key).map_err(|error| trouble::store(&error))?;
    let number = stored.and_then(|bytes| bytes.as_slice().try_into().ok()).map(u64::from_le_bytes);
    Ok(number.and_then(|number| usize::try_from(number).ok()).unwrap_or(0))
}

fn note_done(desk: &mut Desk<'_>, key: &str, done: usize) -> Result<(), Failure> {
    let bytes = (done as u64).to_le_bytes();
    let noted = desk.replica.store_mut().transaction(|tx| tx.put(key, &bytes));
    noted.map_err(|error: kring_store::StoreError| trouble::store(&error))
}
