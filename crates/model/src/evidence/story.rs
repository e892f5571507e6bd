//! The story for the stage: only what was released, and nobody who did not say yes.

use serde::Serialize;

use super::people::{People, line, names, prose};
use super::release::{self, Protected};
use super::report::group_name;
use super::{Contents, LeftOut, Why, evaluation};
use crate::entities;
use crate::read::{Mine, Record};
use crate::whole::Whole;

/// One part of the story: one sheet of paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// departure, path, not_knowing, view or quote.
    pub kind: String,
    /// Its heading.
    pub title: String,
    /// Its text.
    pub text: String,
}

/// Something released that the story can draw on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Material {
    /// experiment, lesson, note, finding or quote.
    pub kind: &'static str,
    /// Its page; empty for a quote.
    pub page: String,
    /// What it is called.
    pub title: String,
    /// What it says.
    pub text: String,
    /// The outcome of an experiment, `works`; else empty.
    pub outcome: String,
}

/// A story as it may be shown to others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Story {
    /// The group's name.
    pub group: String,
    /// What it is called.
    pub title: String,
    /// For whom.
    pub audience: String,
    /// When it is told.
    pub date: String,
    /// Who tell it, as far as they said yes.
    pub presenters: Vec<String>,
    /// Its parts, in their order.
    pub parts: Vec<Part>,
    /// Whether the group ticked that no names are in it.
    pub no_names: bool,
    /// Who is in it, and what is not.
    pub contents: Contents,
    /// What else was released; not part of the file.
    pub material: Vec<Material>,
}

/// A story as it may be shown on a day (`2026-02-26`). `None` when it is not here.
pub fn story(whole: &Whole<'_>, page: &str, today: &str) -> Option<Story> {
    let own = whole.own(page, &entities::STORY)?;
    let people = People::of(whole);
    let check = Check {
        silent: silent(whole, &people, &own),
        protected: Protected::of(whole),
        whole,
        today,
    };
    let mut left_out = Vec::new();
    let (title, audience) = (line(&own, "title"), line(&own, "audience"));
    let title = check.held_title(&title, &mut left_out);
    let audience = check.held_title(&audience, &mut left_out);
    let sections = whole.on_page(page, &entities::SECTION);
    let sections = sections.iter().filter(|one| !one.is_withdrawn());
    let parts: Vec<Part> = sections.filter_map(|one| check.part(one, &mut left_out)).collect();
    let presenters = presenters(&people, &own, &mut left_out);
    let contents = contents(&people, &presenters, &parts, left_out);
    Some(Story {
        group: check.held_title(&group_name(whole), &mut Vec::new()),
        title,
        audience,
        date: line(&own, "date"),
        presenters,
        parts,
        no_names: own.is("checks/no_names"),
        contents,
        material: material(whole, &check),
    })
}

struct Check<'w> {
    whole: &'w Whole<'w>,
    today: &'w str,
    /// People who did not say yes, and those around the group, who were not asked.
    silent: Vec<String>,
    protected: Protected,
}

impl Check<'_> {
    fn part(&self, section: &Record, left_out: &mut Vec<LeftOut>) -> Option<Part> {
        let kind = line(section, "kind");
        let (title, text) = (line(section, "title"), prose(section, "text"));
        let what = if title.is_empty() { kind.clone() } else { title.clone() };
        let mut stays = Vec::new();
        for id in section.words("from_ids") {
            let source = release::source(self.whole, id, self.today);
            if !source.released {
                stays.push(LeftOut::because(&what, Why::NotReleased, &source.title));
            }
        }
        // All wordings of a heading are undecided: none of them may be shown while one may not.
        let titles = section.versions("title").iter().map(|said| said.value.show());
        let whole = titles.chain([text.clone()]).collect::<Vec<_>>().join("\n");
        stays.extend(self.why_not(&what, &whole));
        let free = stays.is_empty();
        left_out.append(&mut stays);
        free.then_some(Part { kind, title, text })
    }

    /// A heading that may be shown; else nothing.
    fn held_title(&self, title: &str, left_out: &mut Vec<LeftOut>) -> String {
        let why = self.why_not(title, title);
        let free = why.is_empty();
        left_out.extend(why);
        if free { title.to_owned() } else { String::new() }
    }

    fn why_not(&self, what: &str, text: &str) -> Vec<LeftOut> {
        let named = self.silent.iter().filter(|name| names(text, name));
        let named = named.map(|name| LeftOut::because(what, Why::Names, name));
        let quoted = self.protected.quoted_in(text);
        named.chain(quoted.map(|of| LeftOut::because(what, Why::Quotes, of))).collect()
    }

    fn may_say(&self, text: &str) -> bool {
        self.why_not("", text).is_empty()
    }
}

/// Everybody whose name may not be in it.
fn silent(whole: &Whole<'_>, people: &People, own: &Record) -> Vec<String> {
    let members = people.all().filter(|(id, _)| !consents(own, id));
    let members = members.map(|(_, one)| one.name.clone());
    let around = whole.in_group(&entities::STAKEHOLDER);
    let around = around.iter().map(|one| line(one, "name")).filter(|name| !name.is_empty());
    members.chain(around).collect()
}

/// Whether a person said themselves that they agree to be in the story.
fn consents(own: &Record, person: &str) -> bool {
    own.mine_of("consent", person)
        .filter(|mine| !mine.is_entered())
        .and_then(Mine::value)
        .is_some_and(|said| said.value.as_str().is_none() && said.value.is_yes())
}

fn presenters(people: &People, own: &Record, left_out: &mut Vec<LeftOut>) -> Vec<String> {
    let mut named = Vec::new();
    for id in own.words("presenters") {
        if consents(own, id) {
            named.push(people.name(id));
        } else {
            left_out.push(LeftOut::new(&people.name(id), Why::NoConsent));
        }
    }
    named.sort_unstable();
    named
}

fn contents(
    people: &People,
    presenters: &[String],
    parts: &[Part],
    left_out: Vec<LeftOut>,
) -> Contents {
    let named = people.all().map(|(_, one)| &one.name).filter(|name| {
        parts.iter().any(|part| names(&part.text, name) || names(&part.title, name))
    });
    let named = named.chain(presenters).cloned().collect();
    Contents { named, words_of: Vec::new(), left_out }.settle()
}

/// Everything that was released and names nobody who did not say yes.
fn material(whole: &Whole<'_>, check: &Check<'_>) -> Vec<Material> {
    let mut all = Vec::new();
    for entry in whole.in_group(&entities::EXPERIMENT_ENTRY) {
        if release::experiment(&entry, check.today) && !entry.is_put_away() {
            experiment(whole, &entry.id, &mut all);
        }
    }
    for entry in whole.in_group(&entities::NOTE_ENTRY) {
        let Some(own) = whole.own(&entry.id, &entities::NOTE) else { continue };
        if release::note(&own) {
            all.push(piece("note", &entry.id, line(&own, "title"), prose(&own, "text")));
        }
    }
    for entry in whole.in_group(&entities::FINDING_ENTRY) {
        let Some(own) = whole.own(&entry.id, &entities::FINDING) else { continue };
        if release::finding(&own) {
            all.push(piece("finding", &entry.id, line(&own, "organisation"), prose(&own, "text")));
        }
    }
    let people = People::of(whole);
    for entry in whole.in_group(&entities::EVALUATION_ENTRY) {
        let quotes = evaluation::quotes(whole, &people, &entry.id, &mut Contents::default());
        all.extend(quotes.into_iter().map(|one| piece("quote", "", one.name, one.text)));
    }
    all.retain(|one| check.may_say(&one.title) && check.may_say(&one.text));
    all
}

fn experiment(whole: &Whole<'_>, id: &str, all: &mut Vec<Material>) {
    let Some(own) = whole.own(id, &entities::EXPERIMENT) else { return };
    let title = line(&own, "title");
    let mut about = piece("experiment", id, title.clone(), prose(&own, "question"));
    about.outcome = line(&own, "outcome");
    all.push(about);
    for lesson in whole.on_page(id, &entities::LESSON).iter().filter(|one| release::lesson(one)) {
        all.push(piece("lesson", id, title.clone(), prose(lesson, "text")));
    }
}

fn piece(kind: &'static str, page: &str, title: String, text: String) -> Material {
    Material { kind, page: page.to_owned(), title, text, outcome: String::new() }
}
