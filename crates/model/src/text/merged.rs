//! The mark "samengevoegd": sentences that two people changed without seeing each other.
//!
//! The mark is derived, never stored: a function of the document alone. Two stretches of work, each
//! by one writer, of which neither saw the other, are compared with the text that both had seen;
//! what both changed of it in one sentence is marked, with the sentence as each had left it. People
//! who saw each other typing ([`InTouch`]) did not work apart.
//! Somebody's "goed zo" is stored under the mark's [`key`](MergedSentence::key) by whoever shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{ActorId, Automerge, ChangeHash, ObjId};
use kring_trust::hash::hash;

use super::history::{Clock, Element, History};
use super::split::sentences;
use super::touch::InTouch;

/// The newest stretches of work that are compared. Older ones are not marked any more.
const STRETCHES_CAP: usize = 1000;

/// The most work for one text: pairs of stretches times code points that ever stood in it.
const WORK_CAP: usize = 20_000_000;

/// A sentence, or several that run together, in which two people's changes met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedSentence {
    /// Where it stands now, in code points.
    pub place: Range<usize>,
    /// The text there, without the white space around it.
    pub text: String,
    /// The sentence that both had seen.
    pub before: String,
    /// What each made of it, by change hash; two, or more when more people met.
    pub versions: Vec<Version>,
}

/// What one person had made of the sentence before it met the other's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The log that wrote it.
    pub actor: ActorId,
    /// That log's last change of the sentence.
    pub change: ChangeHash,
    /// That change's time, as its writer's clock had it.
    pub time: i64,
    /// The sentence as it stood then; empty if it was taken out.
    pub text: String,
}

impl MergedSentence {
    /// Names the mark for "goed zo": 16 hexadecimal digits, of the changes that met alone.
    pub fn key(&self) -> String {
        let parts: Vec<&[u8]> = self.versions.iter().map(|v| v.change.0.as_slice()).collect();
        let digest = hash("kring 1 merged sentence", &parts);
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The sentences of text `obj` in which changes met, in the order of the text.
///
/// Reads the document's history: do it when the text is shown, and keep the answer with the heads.
/// Bounded: nothing is marked in a document of more than 100,000 changes, nor from work that lies
/// more than 1,000 stretches back.
pub fn merged(doc: &Automerge, obj: &ObjId) -> Vec<MergedSentence> {
    // Automerge can panic on a document that a hostile change spoiled; it is found and taken out in
    // the background, and until then nothing is marked.
    let history = catch_unwind(AssertUnwindSafe(|| History::read(doc, obj))).ok().flatten();
    history.map(|history| marks(&history)).unwrap_or_default()
}

/// Changes of one writer, one after the other, between which nothing new of others was seen.
#[derive(Clone)]
struct Stretch {
    writer: usize,
    touches: Vec<usize>,
    clock: Clock,
    order: (u64, usize),
}

fn marks(history: &History) -> Vec<MergedSentence> {
    let stretches = stretches(history);
    let allowed = WORK_CAP / history.elements.len().max(1);
    let mut marks = Vec::new();
    for (one, other) in meetings(history, &stretches).into_iter().take(allowed) {
        marks.extend(Meeting::new(history, one, other).marks());
    }
    join(history, marks)
}

fn stretches(history: &History) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut latest: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, touch) in history.touches.iter().enumerate() {
        let order = (touch.start_op, touch.writer);
        let same = |stretch: &Stretch| {
            let seen = |clock: &Clock| {
                let others = clock.iter().enumerate().filter(|(writer, _)| *writer != touch.writer);
                others.map(|(_, seq)| *seq).collect::<Vec<_>>()
            };
            seen(&stretch.clock) == seen(&touch.clock)
        };
        let open = latest.get(&touch.writer).and_then(|latest| stretches.get_mut(*latest));
        if let Some(stretch) = open.filter(|stretch| same(stretch)) {
            stretch.touches.push(at);
            stretch.clock.clone_from(&touch.clock);
            stretch.order = order;
            continue;
        }
        latest.insert(touch.writer, stretches.len());
        let clock = touch.clock.clone();
        stretches.push(Stretch { writer: touch.writer, touches: vec![at], clock, order });
    }
    // The documents of two laptops hold the same changes in other orders; this order is theirs both.
    stretches.sort_unstable_by_key(|stretch| std::cmp::Reverse(stretch.order));
    stretches.truncate(STRETCHES_CAP);
    stretches
}

/// Pairs of stretches that did not see each other, each without what the other did see; newest
/// first.
fn meetings(history: &History, stretches: &[Stretch]) -> Vec<(Stretch, Stretch)> {
    let mut meetings = Vec::new();
    let in_touch = InTouch::new(history);
    for (at, one) in stretches.iter().enumerate() {
        for other in stretches.iter().skip(at + 1).filter(|other| other.writer != one.writer) {
            let unseen = |stretch: &Stretch, clock: &Clock| {
                let mut touches = stretch.touches.clone();
                touches.retain(|touch| !history.seen(*touch, clock));
                touches
            };
            let (mut ones, mut others) = (unseen(one, &other.clock), unseen(other, &one.clock));
            in_touch.take_out(&mut ones, &mut others);
            if !ones.is_empty() && !others.is_empty() {
                let first = Stretch { touches: ones, ..one.clone() };
                let second = Stretch { touches: others, ..other.clone() };
                meetings.push((first, second));
            }
        }
    }
    meetings
}

/// The text at one clock: which element stands in which sentence.
struct View {
    /// For each element the sentence in which it stands; none for white space and what is not there.
    sentence_of: Vec<Option<usize>>,
    sentences: Vec<String>,
    /// Where each sentence begins and ends, in code points, without the white space before it.
    places: Vec<Range<usize>>,
}

impl View {
    fn at(history: &History, visible: impl Fn(&Element) -> bool) -> Self {
        let shown: Vec<bool> = history.elements.iter().map(visible).collect();
        let elements = || history.elements.iter().zip(&shown);
        let text: String = elements()
            .filter(|(_, shown)| **shown)
            .map(|(element, _)| element.text.as_str())
            .collect();
        let mut view = Self { sentence_of: Vec::new(), sentences: Vec::new(), places: Vec::new() };
        let mut at = 0;
        for piece in sentences(&text) {
            let start = at + piece.space.chars().count();
            at = start + piece.body.chars().count();
            view.sentences.push(piece.body.to_owned());
            view.places.push(start..at);
        }
        view.place_elements(elements());
        view
    }

    fn place_elements<'a>(&mut self, elements: impl Iterator<Item = (&'a Element, &'a bool)>) {
        let (mut at, mut sentence) = (0, 0);
        for (element, shown) in elements {
            if !shown {
                self.sentence_of.push(None);
                continue;
            }
            while self.places.get(sentence).is_some_and(|place| place.end <= at) {
                sentence += 1;
            }
            let here = self.places.get(sentence).is_some_and(|place| place.contains(&at));
            let blank = element.text.chars().all(char::is_whitespace);
            self.sentence_of.push((here && !blank).then_some(sentence));
            at += element.text.chars().count();
        }
    }

    fn sentence_of(&self, element: usize) -> Option<usize> {
        self.sentence_of.get(element).copied().flatten()
    }
}

/// Two stretches that met, and the text that both had seen.
struct Meeting<'a> {
    history: &'a History,
    sides: [Stretch; 2],
    base_clock: Clock,
    base: View,
    versions: [View; 2],
}

impl<'a> Meeting<'a> {
    fn new(history: &'a History, one: Stretch, other: Stretch) -> Self {
        let both = one.clock.iter().zip(&other.clock);
        let base_clock: Clock = both.map(|(a, b)| *a.min(b)).collect();
        let view = |clock: &Clock| View::at(history, |element| history.visible(element, clock));
        let base = view(&base_clock);
        let versions = [view(&one.clock), view(&other.clock)];
        Self { history, sides: [one, other], base_clock, base, versions }
    }

    fn marks(&self) -> Vec<Mark> {
        let [one, other] = &self.sides;
        let [first, second] = &self.versions;
        let (ones, others) = (self.changed(one, first), self.changed(other, second));
        let both = ones
            .iter()
            .filter_map(|(sentence, touch)| Some((*sentence, *touch, *others.get(sentence)?)));
        both.filter_map(|(sentence, touch, other)| self.mark(sentence, touch, other)).collect()
    }

    /// Which sentences of the base a stretch changed, each with its last change of it.
    fn changed(&self, stretch: &Stretch, version: &View) -> BTreeMap<usize, usize> {
        let own: BTreeSet<usize> = stretch.touches.iter().copied().collect();
        let mut changed = BTreeMap::new();
        let mut note = |sentence, touch: usize| {
            let last: &mut usize = changed.entry(sentence).or_insert(touch);
            *last = touch.max(*last);
        };
        let kept = self.base_sentences_in(version);
        for (at, element) in self.history.elements.iter().enumerate() {
            let taken = element.deleted.iter().filter(|touch| own.contains(touch)).max();
            if let (Some(sentence), Some(touch)) = (self.base.sentence_of(at), taken) {
                note(sentence, *touch);
            }
            let put = own.contains(&element.inserted).then(|| version.sentence_of(at)).flatten();
            for sentence in put.and_then(|put| kept.get(&put)).into_iter().flatten() {
                note(*sentence, element.inserted);
            }
        }
        changed
    }

    /// For each sentence of a version the sentences of the base of which something stayed in it.
    fn base_sentences_in(&self, version: &View) -> BTreeMap<usize, BTreeSet<usize>> {
        let mut kept: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (in_version, in_base) in version.sentence_of.iter().zip(&self.base.sentence_of) {
            if let (Some(in_version), Some(in_base)) = (in_version, in_base) {
                kept.entry(*in_version).or_default().insert(*in_base);
            }
        }
        kept
    }

    fn mark(&self, sentence: usize, touch: usize, other: usize) -> Option<Mark> {
        let span = self.span(sentence)?;
        let belongs =
            |at: &usize| {
                self.base.sentence_of(*at) == Some(sentence)
                    || self.history.elements.get(*at).is_some_and(|element| {
                        !self.history.seen(element.inserted, &self.base_clock)
                    })
            };
        let inside: Vec<usize> = span.filter(belongs).collect();
        let [one, two] = &self.versions;
        let mut versions =
            vec![self.version(touch, one, &inside)?, self.version(other, two, &inside)?];
        versions.sort_unstable_by_key(|version| version.change);
        let [first, second] = &self.sides;
        let known = |at: &usize| {
            self.history.elements.get(*at).is_some_and(|element| {
                element.deleted.is_empty()
                    && (self.history.seen(element.inserted, &first.clock)
                        || self.history.seen(element.inserted, &second.clock))
            })
        };
        let here = inside.iter().copied().filter(known).collect();
        let before = self.base.sentences.get(sentence)?.clone();
        Some(Mark { here, before, versions })
    }

    /// From the first to the last element of a sentence of the base. Where somebody left nothing of
    /// it, what was put at its place beside it belongs to it: keys come after all was taken out.
    fn span(&self, sentence: usize) -> Option<Range<usize>> {
        let is_it = |of: &Option<usize>| *of == Some(sentence);
        let first = self.base.sentence_of.iter().position(is_it)?;
        let last = self.base.sentence_of.iter().rposition(is_it)?;
        let left = |version: &View| {
            let both = self.base.sentence_of.iter().zip(&version.sentence_of);
            both.into_iter().any(|(base, now)| is_it(base) && now.is_some())
        };
        if self.versions.iter().all(left) {
            return Some(first..last + 1);
        }
        let new = |element: &&Element| !self.history.seen(element.inserted, &self.base_clock);
        let before = self.history.elements.iter().take(first).rev().take_while(new).count();
        let behind = self.history.elements.iter().skip(last + 1).take_while(new).count();
        Some(first - before..last + 1 + behind)
    }

    fn version(&self, touch: usize, view: &View, inside: &[usize]) -> Option<Version> {
        let touch = self.history.touches.get(touch)?;
        let sentences: BTreeSet<usize> =
            inside.iter().filter_map(|at| view.sentence_of(*at)).collect();
        let texts: Vec<&str> =
            sentences.iter().filter_map(|at| view.sentences.get(*at)).map(String::as_str).collect();
        Some(Version {
            actor: self.history.writers.get(touch.writer)?.clone(),
            change: touch.hash,
            time: touch.time,
            text: texts.join(" "),
        })
    }
}

struct Mark {
    /// The elements that are left of it now.
    here: Vec<usize>,
    before: String,
    versions: Vec<Version>,
}

/// Finds the marks' places in the text as it is now; those that share a sentence become one, with
/// each writer's newest version.
fn join(history: &History, marks: Vec<Mark>) -> Vec<MergedSentence> {
    let now = View::at(history, |element| element.deleted.is_empty());
    let mut joined: Vec<(Range<usize>, Mark)> = Vec::new();
    for mark in marks {
        let sentences = || mark.here.iter().filter_map(|at| now.sentence_of(*at));
        let (Some(first), Some(last)) = (sentences().min(), sentences().max()) else { continue };
        let mut place = first..last + 1;
        let mut all = mark;
        // Newest first: what was there already is newer.
        let shares = |other: &Range<usize>, place: &Range<usize>| {
            other.start < place.end && place.start < other.end
        };
        while let Some(at) = joined.iter().position(|(other, _)| shares(other, &place)) {
            let (other, newer) = joined.swap_remove(at);
            place = place.start.min(other.start)..place.end.max(other.end);
            all = newer_and_older(newer, all);
        }
        joined.push((place, all));
    }
    joined.sort_unstable_by_key(|(place, _)| place.start);
    joined.into_iter().filter_map(|(place, mark)| merged_sentence(&now, &place, mark)).collect()
}

fn newer_and_older(mut newer: Mark, older: Mark) -> Mark {
    for version in older.versions {
        if !newer.versions.iter().any(|other| other.actor == version.actor) {
            newer.versions.push(version);
        }
    }
    newer.versions.sort_unstable_by_key(|version| version.change);
    newer
}

fn merged_sentence(now: &View, sentences: &Range<usize>, mark: Mark) -> Option<MergedSentence> {
    let first = now.places.get(sentences.start)?;
    let last = now.places.get(sentences.end.checked_sub(1)?)?;
    let text = now.sentences.get(sentences.clone())?.join(" ");
    let place = first.start..last.end;
    Some(MergedSentence { place, text, before: mark.before, versions: mark.versions })
}
