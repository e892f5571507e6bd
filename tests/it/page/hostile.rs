//! What members write is shown, and never obeyed: a hundred hostile texts in every text field of
//! every sort of thing that the schema has.

use std::time::Instant;

use kring_model::entities;
use kring_model::schema::{Class, Entity, Field, PageKind, Type};
use kring_model::value::Value;
use kring_node::acts::{self, Named};
use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_node::replica::{Act, Replica, ReplicaError};
use kring_store::{Mode, StoreError};
use kring_trust::PageId;
use kring_trust::statement::Audience;
use serde_json::json;

use super::browser::Browser;
use super::hostile_words::{HOSTILE, LONGEST};
use crate::support::{Laptop, PATIENCE};

/// What must be so on every page: nothing ran, nothing was loaded, nothing was made of text.
const INERT: &str = "return [
    window.owned === undefined,
    [...document.scripts].every(s => s.src.startsWith(location.origin + '/') && !s.textContent),
    document.querySelectorAll('iframe,object,embed,style,base,video,audio,math').length === 0,
    // Our own drawings hold shapes and words, and nothing that acts or points elsewhere.
    [...document.querySelectorAll('svg')].every(e => e.matches('figure.drawing > svg')),
    [...document.querySelectorAll('svg *')].every(e => ['path', 'circle', 'text', 'g', 'title'].includes(e.tagName)),
    // The editor places what is its own; nothing else has a picture or a style.
    [...document.querySelectorAll('img,[style]')].every(e => e.closest('.cm-editor') && !e.src),
    document.querySelectorAll('a[href^=\"javascript\"],a[href^=\"http\"],a[ping]').length === 0,
    document.querySelectorAll('meta[http-equiv]').length === 0,
    [...document.links, ...document.querySelectorAll('link')].every(e => new URL(e.href).origin === location.origin),
    [...document.forms].every(f => new URL(f.getAttribute('action') ?? '', location.href).origin === location.origin),
    [...document.querySelectorAll('main *')].every(e => [...e.attributes].every(a => !/^(data-)?(on|hx-on)/.test(a.name))),
    document.querySelectorAll('.card [hx-get],.item [hx-get],.prose [hx-get]').length === 0,
    !/[\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff\\ufff9-\\ufffb\\u0000\\u001b]/.test(document.documentElement.outerHTML),
    performance.getEntriesByType('resource').every(r => r.name.startsWith(location.origin)),
];";

/// Which of these texts the page does not show as they are.
const MISSING: &str = "const all = document.querySelector('main').textContent;
    return arguments[0].filter(text => !all.includes(text));";

/// The sorts that have pages.
const SORTS: [PageKind; 7] = [
    PageKind::Note,
    PageKind::Case,
    PageKind::Experiment,
    PageKind::Finding,
    PageKind::Meeting,
    PageKind::Evaluation,
    PageKind::Story,
];

/// One turn: into every field goes as much as fits, and the next turn goes on where it ended.
struct Turn {
    number: usize,
}

impl Turn {
    /// As many strings as fit in so many characters, beginning where this turn begins.
    fn line(&self, cap: usize) -> String {
        let plain: Vec<&str> =
            HOSTILE.iter().copied().filter(|one| !one.chars().any(char::is_control)).collect();
        let chunks = chunks(&plain, cap);
        chunks.get(self.number % chunks.len()).cloned().unwrap_or_default()
    }

    fn value(&self, field: &Field, own: &str, page: &str) -> Option<Value> {
        let skipped = ["by", "entered_by", "origin", "order", "round", "of", "presenter"];
        if skipped.contains(&field.name) || matches!(field.class, Class::Flag | Class::Marks) {
            return None;
        }
        Some(match field.value {
            Type::Line(cap) if field.class == Class::Words => {
                let plain = HOSTILE.iter().filter(|one| !one.chars().any(char::is_control));
                let fits = plain.filter(|one| one.chars().count() <= cap);
                Value::words(fits.copied())
            }
            Type::Line(cap) => self.line(cap).as_str().into(),
            Type::Prose(cap) => {
                let all = HOSTILE.join("\n");
                if all.chars().count() <= cap { all } else { self.line(cap) }.as_str().into()
            }
            Type::Choice(of) if field.class == Class::Words => Value::words(of.iter().copied()),
            Type::Choice(of) => of.first().copied()?.into(),
            Type::Person if field.class == Class::Words => Value::words([own]),
            Type::Person => own.into(),
            Type::Date => "2026-02-05".into(),
            Type::Time => "15:00".into(),
            Type::Number(from, _) => from.into(),
            Type::Bool => true.into(),
            Type::Word => "intervisie".into(),
            Type::Id if field.class == Class::Words => Value::words([page]),
            Type::Id => page.into(),
            Type::Parts(_) => return None,
        })
    }

    fn values(&self, entity: &'static Entity, own: &str, page: &str) -> Vec<Named> {
        let fields = entity.fields.iter();
        fields.filter_map(|field| Some((field.name, self.value(field, own, page)?))).collect()
    }
}

/// The strings in order, put together until no more fit.
fn chunks(all: &[&str], cap: usize) -> Vec<String> {
    let mut chunks = vec![String::new()];
    for one in all {
        let last = chunks.last_mut().unwrap();
        if last.chars().count() + one.chars().count() < cap {
            last.push_str(one);
            last.push(' ');
        } else {
            chunks.push((*one).to_owned() + " ");
        }
    }
    chunks
}

/// Turns until every string was in every field: as many as the shortest line needs.
fn turns() -> usize {
    chunks(&HOSTILE, kring_model::schema::NAME_CAP).len()
}

fn open(laptop: &Laptop) -> Replica {
    let home = Home::open(laptop.home(), &mut SystemEnv).unwrap();
    let group = home.group_ids().unwrap()[0];
    home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap()
}

/// Does something on the store that the page has open as well; on a busy machine it waits its turn.
fn write<T>(replica: &mut Replica, f: impl Fn(&mut Act<'_, '_>) -> Result<T, ReplicaError>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        match replica.act(&f) {
            Err(ReplicaError::Store(StoreError::Busy)) if Instant::now() < until => {}
            done => return done.unwrap(),
        }
    }
}

/// A page of a kind with every text field filled.
fn make(act: &mut Act<'_, '_>, turn: &Turn, kind: PageKind) -> PageId {
    let me = act.me().to_string();
    let somewhere = act.group_page().to_string();
    let own = entities::own(kind).into_iter().chain(entities::entry(kind));
    let values: Vec<Named> = own.flat_map(|one| turn.values(one, &me, &somewhere)).collect();
    match kind {
        PageKind::Case => acts::case::offer(act, &values, None, None).unwrap(),
        _ => acts::page::open(act, kind, Audience::All, None, &values).unwrap(),
    }
}

/// Items of every sort on a page, as many as it takes for every string to be in each of their
/// fields; where the first of each sort is edited.
fn add_items(act: &mut Act<'_, '_>, page: &PageId, kind: PageKind) -> Vec<String> {
    let me = act.me().to_string();
    let items = entities::on(kind).filter(|entity| !entity.is_self());
    let items = items.map(|entity| {
        let lines = entity.fields.iter().any(|field| matches!(field.value, Type::Line(_)));
        let ids = (0..if lines { turns() } else { 1 }).map(|number| {
            let mut values = Turn { number }.values(entity, &me, &page.to_string());
            if entity.field("of").is_some() {
                values.push(("of", page.to_string().as_str().into()));
            }
            acts::writing::add(act, page, entity, &values, None).unwrap()
        });
        let ids: Vec<String> = ids.collect();
        format!("p/{page}/i/{}/{}", entity.name, ids[0])
    });
    items.collect()
}

/// Fills what the group document has: the group, its members, and one of every item.
fn fill_group(act: &mut Act<'_, '_>, turn: &Turn) -> Result<(), ReplicaError> {
    let (group, me) = (act.group_page(), act.me().to_string());
    let page = group.to_string();
    let mut method = String::new();
    for entity in entities::on(PageKind::Group) {
        let mut values = turn.values(entity, &me, &page);
        // A method that is played, with its steps.
        values.retain(|(name, _)| !matches!(*name, "left_out" | "base"));
        values.extend(entity.field("base").map(|base| (base.name, "incident".into())));
        values.extend((entity.name == "method_step").then(|| ("of", method.as_str().into())));
        match entity.id {
            kring_model::schema::IdRule::Itself => {
                acts::writing::set_all(act, &group, (entity, ""), &values, None)?;
            }
            kring_model::schema::IdRule::Unique if entity.name != "round" => {
                let id = acts::writing::add(act, &group, entity, &values, None)?;
                if entity.name == "own_method" {
                    method = id;
                }
            }
            kring_model::schema::IdRule::Person => {
                let later: Vec<Named> = values
                    .into_iter()
                    .filter(|(name, _)| {
                        entity.field(name).is_some_and(|field| field.class != Class::Fix)
                    })
                    .collect();
                acts::writing::set_all(act, &group, (entity, &me), &later, None)?;
            }
            kring_model::schema::IdRule::Device => {
                acts::member::name_device(act, &turn.line(kring_model::schema::NAME_CAP))?;
            }
            _ => {}
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_hundred_hostile_texts_in_every_field_stay_words() {
    assert!(HOSTILE.iter().all(|one| one.chars().count() <= LONGEST));
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    let mut replica = open(&laptop);
    let page = Browser::open(&laptop).await;
    for number in 0..turns() {
        let turn = Turn { number };
        write(&mut replica, |act| fill_group(act, &turn));
        for place in ["members", "about", "methods"] {
            inert(&page, &laptop, place, &turn).await;
        }
        for kind in SORTS {
            let made = write(&mut replica, |act| Ok(make(act, &turn, kind)));
            inert(&page, &laptop, &format!("p/{made}"), &turn).await;
            // A story is told in its parts.
            if kind != PageKind::Story {
                shows_them_as_words(&page).await;
            }
            inert(&page, &laptop, &format!("p/{made}/edit"), &turn).await;
            if number == 0 {
                let items = write(&mut replica, |act| Ok(add_items(act, &made, kind)));
                look_at_items(&page, &laptop, &turn, &made, &items).await;
            }
        }
    }
    let title = Turn { number: 0 }.line(kring_model::schema::LINE_CAP);
    acts::reflection::keep(&mut replica, &title, &HOSTILE.join("\n")).unwrap();
    look_at_the_group(&page, &laptop).await;
    page.go_in_group(&laptop, "").await;
    page.pictures("50-hostile").await;
    page.close().await;
}

async fn look_at_the_group(page: &Browser, laptop: &Laptop) {
    let turn = Turn { number: turns() };
    page.client.goto(page.here("/").await.as_str()).await.unwrap();
    stays_inert(page, "mijn groepen", &turn).await;
    let lists = ["notes", "cases", "experiments", "findings", "meetings", "evaluations", "stories"];
    let lists = lists.map(|list| format!("all/{list}"));
    let places = [
        "",
        "agreements",
        "actions",
        "log",
        "journey",
        "level",
        "invite",
        "around",
        "reflections",
        "trajectory",
        "preparation",
        "roles",
        "results",
        "core",
        "quotes",
    ];
    let places = places.map(str::to_owned);
    for place in places.into_iter().chain(lists) {
        inert(page, laptop, &place, &turn).await;
    }
    page.go_in_group(laptop, "methods").await;
    for link in ["ul.cards a", ".acts a[href$='/cards']"] {
        page.follow(link).await;
        stays_inert(page, link, &turn).await;
    }
    for text in HOSTILE.iter().step_by(10) {
        inert(page, laptop, &format!("search?q={}", encoded(text)), &turn).await;
    }
}

async fn shows_them_as_words(page: &Browser) {
    let plain = HOSTILE.iter().filter(|one| kring_model::inert::line(one) == **one);
    let plain: Vec<&&str> = plain.collect();
    let missing = page.client.execute(MISSING, vec![json!(plain)]).await.unwrap();
    assert_eq!(missing, json!([]), "shown as words: {}", page.text().await);
}

async fn look_at_items(
    page: &Browser,
    laptop: &Laptop,
    turn: &Turn,
    made: &PageId,
    items: &[String],
) {
    inert(page, laptop, &format!("p/{made}"), turn).await;
    shows_them_as_words(page).await;
    let places = ["/wipe", "/audience"].map(|place| format!("p/{made}{place}"));
    for place in places.iter().chain(items) {
        inert(page, laptop, place, turn).await;
    }
}

async fn inert(page: &Browser, laptop: &Laptop, place: &str, turn: &Turn) {
    page.go_in_group(laptop, place).await;
    stays_inert(page, place, turn).await;
}

async fn stays_inert(page: &Browser, place: &str, turn: &Turn) {
    let answers = page.client.execute(INERT, Vec::new()).await.unwrap();
    let good = vec![json!(true); answers.as_array().map_or(0, Vec::len)];
    let source = page.client.source().await.unwrap();
    assert_eq!(answers, json!(good), "{place}, turn {}: {answers} {source}", turn.number);
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}
