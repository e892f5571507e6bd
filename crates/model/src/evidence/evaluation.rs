//! The evaluation report for those involved.

use serde::Serialize;

use super::people::{People, line, names, prose};
use super::report::group_name;
use super::{Contents, LeftOut, Why};
use crate::derive::{self, Reach, SIGNALS_MIN};
use crate::entities;
use crate::read::{Mine, Record};
use crate::schema::Entity;
use crate::whole::Whole;

/// A sentence that its author released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// What was said.
    pub text: String,
    /// Who said it, if they want their name with it; else empty.
    pub name: String,
}

/// What those involved read: what goes well and what does not, without names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvaluationReport {
    /// The group's name.
    pub group: String,
    /// What the evaluation is called.
    pub title: String,
    /// interim or final.
    pub kind: String,
    /// Its day.
    pub date: String,
    /// Who took part, members and others.
    pub with: Vec<String>,
    /// What is strong.
    pub strengths: Vec<String>,
    /// What is weak.
    pub weaknesses: Vec<String>,
    /// In how far the goal is reached, in everybody's own words.
    pub answers: Vec<String>,
    /// The same as a number from 1 to 5, on average, when at least three people gave one.
    pub rating: Option<f64>,
    /// How it goes on.
    pub continuation: String,
    /// What was decided.
    pub decision: String,
    /// What people released of what they said.
    pub quotes: Vec<Quote>,
    /// Who is in it, and what is not.
    pub contents: Contents,
}

/// The report of one evaluation. `None` when it is not here.
pub fn evaluation(whole: &Whole<'_>, page: &str) -> Option<EvaluationReport> {
    let own = whole.own(page, &entities::EVALUATION)?;
    let people = People::of(whole);
    let mut contents = Contents::default();
    let strengths = said(whole, &people, page, &entities::STRENGTH, &mut contents);
    let weaknesses = said(whole, &people, page, &entities::WEAKNESS, &mut contents);
    let answers = answers(&people, &own, &mut contents);
    let rating = rating(&own, &mut contents);
    let quotes = quotes(whole, &people, page, &mut contents);
    let with = with(whole, &people, &own);
    contents.named.extend(with.iter().cloned());
    let continuation = prose(&own, "continuation");
    let texts: Vec<&String> =
        [&continuation].into_iter().chain(&strengths).chain(&weaknesses).chain(&answers).collect();
    let in_text = |name: &&String| texts.iter().any(|text| names(text, name));
    contents.named.extend(people.all().map(|(_, one)| &one.name).filter(in_text).cloned());
    Some(EvaluationReport {
        group: group_name(whole),
        title: line(&own, "title"),
        kind: line(&own, "kind"),
        date: line(&own, "date"),
        decision: line(&own, "decision"),
        contents: contents.settle(),
        with,
        strengths,
        weaknesses,
        answers,
        rating,
        continuation,
        quotes,
    })
}

/// The quotes of one evaluation that their authors released.
pub(super) fn quotes(
    whole: &Whole<'_>,
    people: &People,
    page: &str,
    contents: &mut Contents,
) -> Vec<Quote> {
    let mut all = Vec::new();
    let around = whole.in_group(&entities::STAKEHOLDER);
    for one in whole.on_page(page, &entities::QUOTE).iter().filter(|one| !one.is_withdrawn()) {
        let (text, author) = (prose(one, "text"), whose(one, people, &around));
        if !is_released(one) {
            contents.left_out.push(LeftOut::because("", Why::NotShared, &author));
            continue;
        }
        let with_name = derive::reach(one) == Reach::Named;
        let to = if with_name { &mut contents.named } else { &mut contents.words_of };
        to.push(author.clone());
        let others = people.all().map(|(_, one)| &one.name).filter(|name| names(&text, name));
        contents.named.extend(others.cloned());
        all.push(Quote { text, name: if with_name { author } else { String::new() } });
    }
    all
}

/// Who said it: somebody involved, for whom a member took it over, or the member.
fn whose(quote: &Record, people: &People, around: &[Record]) -> String {
    let id = quote.str("stakeholder");
    let one = around.iter().find(|one| !id.is_empty() && (one.id == id || one.str("origin") == id));
    one.map_or_else(|| people.name(quote.by()), |one| line(one, "name"))
}

/// Whether a quote's author, and nobody else, released it.
pub(super) fn is_released(quote: &Record) -> bool {
    derive::reach(quote).is_free()
}

fn said(
    whole: &Whole<'_>,
    people: &People,
    page: &str,
    entity: &'static Entity,
    contents: &mut Contents,
) -> Vec<String> {
    let all = whole.on_page(page, entity);
    let held: Vec<&Record> = all.iter().filter(|one| !one.is_withdrawn()).collect();
    contents.words_of.extend(held.iter().map(|one| people.name(one.by())));
    held.iter().map(|one| prose(one, "text")).filter(|text| !text.is_empty()).collect()
}

fn answers(people: &People, own: &Record, contents: &mut Contents) -> Vec<String> {
    let mut all = Vec::new();
    for (person, mine) in own.mine("goal_answers") {
        let Some(said) = mine.value() else { continue };
        contents.words_of.push(people.name(person));
        all.push(crate::inert::prose(&said.value.show()));
    }
    // In the order of the alphabet, which says nothing of who said what.
    all.sort_unstable();
    all
}

fn rating(own: &Record, contents: &mut Contents) -> Option<f64> {
    let given =
        own.mine("goal_ratings").filter_map(|(_, mine)| Mine::value(mine)?.value.as_number());
    let given: Vec<i32> = given.filter_map(|one| i32::try_from(one).ok()).collect();
    if given.len() < SIGNALS_MIN {
        if !given.is_empty() {
            contents.left_out.push(LeftOut::new("", Why::TooFew));
        }
        return None;
    }
    let sum: f64 = given.iter().map(|one| f64::from(*one)).sum();
    Some(sum / f64::from(u32::try_from(given.len()).ok()?))
}

fn with(whole: &Whole<'_>, people: &People, own: &Record) -> Vec<String> {
    let around = whole.in_group(&entities::STAKEHOLDER);
    let name = |id: &str| {
        let one = around.iter().find(|one| one.id == id || one.str("origin") == id);
        one.map_or_else(|| people.name(id), |one| line(one, "name"))
    };
    let mut all: Vec<String> = own.words("with").into_iter().map(name).collect();
    all.sort_unstable();
    all
}
