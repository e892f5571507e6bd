//! Whom a text makes recognisable, before others read it: every such word marked, and for each the
//! choice between a first letter, another word, or as it is. It asks once and never blocks.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kring_model::anonymity::{Known, Mark, Mend, find, mend, short};
use kring_model::inert;
use kring_model::schema::{Field, Type};
use kring_node::acts::anonymity::{self, Looked};
use kring_trust::PageId;

use crate::app::{Answer, Visit, go, page as rendered};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::Choice;
use crate::labels;
use crate::trouble::Trouble;
use crate::words::Words;

/// Different words on one screen: each has two fields of the form.
const WORDS_CAP: usize = 60;

/// Who somebody is, in place of a name; `check-role-…` has the words.
const ROLES: [&str; 8] =
    ["client", "colleague", "family", "pupil", "parent", "manager", "organisation", "place"];

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    frame: Frame,
    line: String,
    /// Where the form goes, and what it takes along.
    action: String,
    fields: Vec<(String, String)>,
    back: String,
    go: String,
    texts: Vec<Text>,
    words: Vec<Word>,
    /// Whether something of it is somebody else's, who alone can mend it.
    of_others: bool,
}

/// A text with its marks.
struct Text {
    label: String,
    pieces: Vec<Piece>,
}

struct Piece {
    marked: bool,
    text: String,
}

/// A word that is recognised, however often.
struct Word {
    word: String,
    shown: String,
    /// What it is, and how often.
    kind: String,
    options: Vec<Choice>,
}

/// A text that is looked at.
struct Seen {
    label: String,
    text: String,
    marks: Vec<Mark>,
    mine: bool,
}

/// Which texts of a page are meant.
pub(crate) type Which<'a> = &'a dyn Fn(&Looked) -> bool;

/// Something that is about to be shared.
pub(crate) struct Before<'a> {
    /// Where its form goes, and where one goes instead.
    pub(crate) action: String,
    pub(crate) back: String,
    pub(crate) form: &'a Form,
    /// The fields of the form with words that others will read.
    pub(crate) typed: Vec<&'static Field>,
    /// Words that are written already, with their labels.
    pub(crate) written: Vec<(String, String)>,
    /// What is on a page already, and which of it.
    pub(crate) stored: Option<(PageId, Which<'a>)>,
}

/// The page of what is written already.
pub(crate) async fn show(visit: Visit, Path((_, page)): Path<(String, String)>) -> Answer {
    visit
        .show_at(page, move |desk, mut frame, at| {
            at.sort()?;
            let w = frame.w;
            frame.title = w.t("check-title");
            let seen: Vec<Seen> = anonymity::look(desk.replica, &at.page)?
                .into_iter()
                .map(|one| stored(w, one))
                .collect();
            let line = w.t(if seen.is_empty() { "check-nothing" } else { "check-line" });
            let (action, back) = (format!("{}/check", at.shown()), at.shown());
            let go = w.t("check-save");
            rendered(&CheckPage {
                action,
                back,
                go,
                line,
                ..CheckPage::of(frame, &seen, Vec::new())
            })
        })
        .await
}

/// Mends what was chosen.
pub(crate) async fn save(
    visit: Visit,
    Path((_, page)): Path<(String, String)>,
    form: Form,
) -> Answer {
    visit
        .ask_at(page, move |desk, _, at| {
            at.sort()?;
            let chosen = chosen(&form);
            let choose = |word: &str| chosen.get(word).cloned().unwrap_or(Mend::Leave);
            let count = desk.act(|act| anonymity::mend(act, &at.page, &|_| true, &choose))?;
            go(&at.shown(), if count > 0 { "done-mended" } else { "done-unchanged" })
        })
        .await
}

impl Before<'_> {
    /// The page that asks, if there is something to ask and nobody was asked yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn ask(
        self,
        desk: &mut Desk<'_>,
        frame: &Frame,
    ) -> Result<Option<Response>, Trouble> {
        if was_asked(self.form) {
            return Ok(None);
        }
        let w = frame.w;
        let mut seen = self.stored(desk, w)?;
        let known = anonymity::known(desk.replica)?;
        let typed = self.typed.iter().filter(|field| is_text(field)).filter_map(|field| {
            let text = self.form.get(&format!("f:{}", field.name))?.to_owned();
            Some((labels::capital(&labels::field(w, field.name)), text))
        });
        for (label, text) in typed.chain(self.written) {
            seen.push(Seen { marks: find(&text, &known), label, text, mine: true });
        }
        seen.retain(|one| !one.marks.is_empty());
        if seen.is_empty() {
            return Ok(None);
        }
        let frame = Frame::inside(desk, w, frame.tab, w.t("check-title"))?;
        let mut fields: Vec<(String, String)> =
            self.form.fields().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        fields.push((ASKED.to_owned(), "yes".to_owned()));
        let (action, back) = (self.action, self.back);
        let (line, go) = (w.t("check-before-line"), w.t("check-go-on"));
        rendered(&CheckPage { action, back, line, go, ..CheckPage::of(frame, &seen, fields) })
            .map(Some)
    }

    fn stored(&self, desk: &mut Desk<'_>, w: &Words) -> Result<Vec<Seen>, Trouble> {
        let Some((page, which)) = self.stored else { return Ok(Vec::new()) };
        let in_form = |one: &Looked| self.form.get(&format!("f:{}", one.field.name)).is_some();
        let looked = anonymity::look(desk.replica, &page)?.into_iter();
        let looked = looked.filter(|one| which(one) && !in_form(one));
        Ok(looked.map(|one| stored(w, one)).collect())
    }
}

/// The name of the field that says that the person was asked.
const ASKED: &str = "looked";

fn was_asked(form: &Form) -> bool {
    form.text(ASKED) == "yes"
}

/// What a person who was asked chose, put into the form, and into what is on a page already.
///
/// # Errors
/// When it cannot be saved.
pub(crate) fn mended(
    desk: &mut Desk<'_>,
    form: &Form,
    stored: Option<(PageId, Which<'_>)>,
) -> Result<Form, Trouble> {
    let chosen = chosen(form);
    if !was_asked(form) || chosen.is_empty() {
        return Ok(form.clone());
    }
    let choose = |word: &str| chosen.get(word).cloned().unwrap_or(Mend::Leave);
    let in_form = |one: &Looked| form.get(&format!("f:{}", one.field.name)).is_some();
    if let Some((page, which)) = stored {
        let which = |one: &Looked| which(one) && !in_form(one);
        desk.act(|act| anonymity::mend(act, &page, &which, &choose))?;
    }
    let known = anonymity::known(desk.replica)?;
    Ok(form
        .changed(|name, value| name.starts_with("f:").then(|| mend_text(value, &known, &choose))))
}

/// A text with what was chosen.
pub(crate) fn mended_text(desk: &mut Desk<'_>, form: &Form, text: &str) -> Result<String, Trouble> {
    let chosen = chosen(form);
    let known = anonymity::known(desk.replica)?;
    Ok(mend_text(text, &known, &|word| chosen.get(word).cloned().unwrap_or(Mend::Leave)))
}

fn mend_text(text: &str, known: &Known, choose: &dyn Fn(&str) -> Mend) -> String {
    mend(text, known, |mark| choose(mark.text(text)))
}

/// Words, and what becomes of each.
fn chosen(form: &Form) -> BTreeMap<String, Mend> {
    let mut chosen = BTreeMap::new();
    for number in 0..WORDS_CAP {
        let Some(word) = form.get(&format!("w:{number}")) else { break };
        let mend = match form.text(&format!("m:{number}")) {
            "short" => Mend::Short,
            other => match other.strip_prefix("word:") {
                Some(word) if !word.is_empty() => Mend::Word(word.to_owned()),
                _ => continue,
            },
        };
        chosen.insert(word.to_owned(), mend);
    }
    chosen
}

impl CheckPage {
    fn of(frame: Frame, seen: &[Seen], fields: Vec<(String, String)>) -> Self {
        let w = frame.w;
        Self {
            texts: seen.iter().map(text).collect(),
            words: words(w, seen),
            of_others: seen.iter().any(|one| !one.mine),
            line: String::new(),
            action: String::new(),
            back: String::new(),
            go: String::new(),
            fields,
            frame,
        }
    }
}

fn stored(w: &Words, one: Looked) -> Seen {
    let field = labels::field(w, one.field.name);
    let list = w.word(&format!("list-{}", one.entity.collection));
    let label = list.filter(|_| !one.entity.is_self()).unwrap_or(field);
    Seen { label: labels::capital(&label), text: one.text, marks: one.marks, mine: one.mine }
}

/// The lines of a text in which something is marked.
fn text(seen: &Seen) -> Text {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut begin = 0;
    for line in seen.text.split_inclusive('\n') {
        let end = begin + line.len();
        let marks = seen.marks.iter().filter(|mark| (begin..end).contains(&mark.from));
        let mut at = begin;
        for mark in marks {
            pieces.push(Piece::of(&seen.text, at, mark.from, false));
            pieces.push(Piece::of(&seen.text, mark.from, mark.to, true));
            at = mark.to;
        }
        if at > begin {
            pieces.push(Piece::of(&seen.text, at, end, false));
        }
        begin = end;
    }
    Text { label: seen.label.clone(), pieces }
}

impl Piece {
    fn of(text: &str, from: usize, to: usize, marked: bool) -> Self {
        Self { marked, text: inert::prose(text.get(from..to).unwrap_or_default()) }
    }
}

/// Every word once, in the order in which they stand.
fn words(w: &Words, seen: &[Seen]) -> Vec<Word> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let mut order: Vec<(&str, &Mark)> = Vec::new();
    let mine = seen.iter().filter(|one| one.mine);
    for (text, mark) in mine.flat_map(|one| one.marks.iter().map(|mark| (one.text.as_str(), mark)))
    {
        let word = mark.text(text);
        let count = times.entry(word).or_default();
        *count += 1;
        if *count == 1 && order.len() < WORDS_CAP {
            order.push((text, mark));
        }
    }
    let word = |(text, mark): (&str, &Mark)| {
        let word = mark.text(text);
        let count = times.get(word).copied().unwrap_or_default();
        let kind = w.t(&format!("check-kind-{}", mark.kind.name()));
        Word {
            word: word.to_owned(),
            shown: inert::line(word),
            kind: w.say("check-times", &[("kind", (&kind).into()), ("count", count.into())]),
            options: options(w, text, mark),
        }
    };
    order.into_iter().map(word).collect()
}

fn options(w: &Words, text: &str, mark: &Mark) -> Vec<Choice> {
    let choice = |value: String, label: String| Choice { on: value.is_empty(), value, label };
    let mut all = vec![choice(String::new(), w.t("check-leave"))];
    all.push(choice("short".into(), inert::line(&short(text, mark))));
    let instead = |key: &str| {
        let word = w.t(key);
        choice(format!("word:{word}"), word)
    };
    if mark.kind.is_name() {
        all.extend(ROLES.iter().map(|role| instead(&format!("check-role-{role}"))));
    } else {
        all.push(instead(&format!("check-instead-{}", mark.kind.name())));
    }
    all
}

fn is_text(field: &Field) -> bool {
    matches!(field.value, Type::Line(_) | Type::Prose(_))
}
