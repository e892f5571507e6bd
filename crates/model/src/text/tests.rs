//! Two people, one text: what domain.md promises of same-time edits.

use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, TextEncoding};
use proptest::prelude::*;

use super::{MergedSentence, Splice, diff, merged, save, splice};

fn actor(name: u8) -> ActorId {
    ActorId::from([name; 16])
}

/// A document with one text, made by its first change.
fn start(text: &str) -> (Automerge, ObjId) {
    let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
    doc.set_actor(actor(0));
    let mut tx = doc.transaction();
    let obj = tx.put_object(ROOT, "text", ObjType::Text).unwrap();
    tx.splice_text(&obj, 0, 0, text).unwrap();
    tx.commit();
    (doc, obj)
}

fn fork(doc: &Automerge, name: u8) -> Automerge {
    doc.clone().with_actor(actor(name))
}

fn write(doc: &mut Automerge, obj: &ObjId, heads: Option<&[ChangeHash]>, base: &str, new: &str) {
    let mut tx = doc.transaction();
    save(&mut tx, obj, heads, base, new).unwrap();
    tx.commit();
}

fn rewrite(doc: &mut Automerge, obj: &ObjId, new: &str) {
    let base = doc.text(obj).unwrap();
    write(doc, obj, None, &base, new);
}

fn meet(one: &mut Automerge, other: &mut Automerge) {
    one.merge(other).unwrap();
    other.merge(one).unwrap();
}

/// Both edits at once, both laptops level again; the text and its marks, alike on both.
fn both(base: &str, one: &str, other: &str, actors: (u8, u8)) -> (String, Vec<MergedSentence>) {
    let (doc, obj) = start(base);
    let (mut first, mut second) = (fork(&doc, actors.0), fork(&doc, actors.1));
    rewrite(&mut first, &obj, one);
    rewrite(&mut second, &obj, other);
    assert_eq!(first.text(&obj).unwrap(), one);
    assert_eq!(second.text(&obj).unwrap(), other);
    meet(&mut first, &mut second);
    let text = first.text(&obj).unwrap();
    assert_eq!(text, second.text(&obj).unwrap());
    let marks = merged(&first, &obj);
    assert_eq!(marks, merged(&second, &obj));
    (text, marks)
}

const ORDERS: [(u8, u8); 2] = [(1, 2), (2, 1)];

/// Both orders of the actors give one of the `expected` texts, and this many marks.
fn check(base: &str, one: &str, other: &str, expected: &[&str], marked: usize) {
    for actors in ORDERS {
        let (text, marks) = both(base, one, other, actors);
        assert!(expected.contains(&text.as_str()), "{text:?}");
        assert_eq!(marks.len(), marked, "{marks:?}");
        for mark in &marks {
            assert_eq!(mark.versions.len(), 2);
            let texts: Vec<_> = mark.versions.iter().map(|v| v.text.as_str()).collect();
            assert!(texts.iter().all(|text| one.contains(text) || other.contains(text)));
        }
    }
}

#[test]
fn both_rewrite_the_core() {
    let base = "Er is veel onrust in de huiskamer rond vier uur.";
    let (one, other) = ("Bewoners missen rust.", "Het drukke uur rond de koffie.");
    let expected = [
        "Bewoners missen rust.Het drukke uur rond de koffie.",
        "Het drukke uur rond de koffie.Bewoners missen rust.",
    ];
    check(base, one, other, &expected, 1);
    let (text, marks) = both(base, one, other, (1, 2));
    assert_eq!((marks[0].before.as_str(), marks[0].text.as_str()), (base, text.as_str()));
    let mut versions: Vec<_> = marks[0].versions.iter().map(|v| (&v.actor, &*v.text)).collect();
    versions.sort();
    assert_eq!(versions, [(&actor(1), one), (&actor(2), other)]);
}

#[test]
fn both_rewrite_the_help_question() {
    let base = "Wat doe ik met de familie van mijn cliënt?";
    let (one, other) =
        ("Hoe vertel ik ouders dat ik grenzen stel?", "Wie mag ’s nachts boos bellen?");
    let expected = [format!("{one}{other}"), format!("{other}{one}")];
    check(base, one, other, &[&expected[0], &expected[1]], 1);
}

#[test]
fn different_words_in_one_sentence() {
    let (one, other) = ("Bel elke werkdag om zeven.", "Bel elke dag om kwart over zeven.");
    check("Bel elke dag om zeven.", one, other, &["Bel elke werkdag om kwart over zeven."], 1);
}

#[test]
fn the_same_word() {
    let base = "De gespreksleider opent de ronde.";
    let (one, other) = ("De voorzitter opent de ronde.", "De gids opent de ronde.");
    let expected = ["De voorzitter gids opent de ronde.", "De gids voorzitter opent de ronde."];
    check(base, one, other, &expected, 1);
}

#[test]
fn a_small_edit_against_a_rewrite() {
    let base = "We maken elke dag een verslag voor elkaar.";
    let (one, other) =
        ("We sturen een foto van het bord.", "We maken elke werkdag een verslag voor elkaar.");
    check(base, one, other, &["We sturen een foto van het bord. werkdag"], 1);
}

#[test]
fn different_sentences_of_one_paragraph() {
    let base = "Tjeerd opent de ronde. Noor schrijft mee. Wim let op de tijd.";
    let one = "Tjeerd opent rustig de ronde. Noor schrijft mee. Wim let op de tijd.";
    let other = "Tjeerd opent de ronde. Noor schrijft mee. Wim let goed op de tijd.";
    let both = "Tjeerd opent rustig de ronde. Noor schrijft mee. Wim let goed op de tijd.";
    check(base, one, other, &[both], 0);
}

#[test]
fn the_nurse_on_the_train() {
    let base = "Tjeerd is nieuw en tekent de afspraken.";
    let (noor, wim) = (" Noor hangt de roosterkaart op.", " Wim mailt de data.");
    let expected = [format!("{base}{noor}{wim}"), format!("{base}{wim}{noor}")];
    let (one, other) = (format!("{base}{noor}"), format!("{base}{wim}"));
    check(base, &one, &other, &[&expected[0], &expected[1]], 0);
}

#[test]
fn two_people_edit_the_same_tip() {
    let base =
        "Laat zien hoeveel minuten rust een activiteit oplevert; mensen luisteren naar een getal.";
    let tjeerd = base.replace("zien", "in de overdracht zien");
    let bram = base.replace("naar een getal", "naar een getal en een verhaal");
    let expected = "Laat in de overdracht zien hoeveel minuten rust een activiteit oplevert; \
                    mensen luisteren naar een getal en een verhaal.";
    check(base, &tjeerd, &bram, &[expected], 1);
    let (_, marks) = both(base, &tjeerd, &bram, (1, 2));
    let versions: Vec<_> = marks[0].versions.iter().map(|v| v.text.clone()).collect();
    assert!(versions.contains(&tjeerd) && versions.contains(&bram));
}

#[test]
fn a_first_word_gets_a_neighbour_while_it_is_replaced() {
    for actors in ORDERS {
        let base = "Bel elke dag om zeven.";
        let (text, _) = both(base, "Mail elke dag om zeven.", "Nu Bel elke dag om zeven.", actors);
        assert_eq!(text, "Nu Mail elke dag om zeven.");
        let (text, _) = both(base, "Mail elke dag om zeven.", "Bel nu elke dag om zeven.", actors);
        assert_eq!(text, "Mail nu elke dag om zeven.");
        let (text, _) = both(base, "elke dag om zeven.", "Bel nu elke dag om zeven.", actors);
        assert_eq!(text, "elke nu dag om zeven.");
    }
}

#[test]
fn an_edit_made_at_older_heads_lands_where_it_was_meant() {
    let base = "👨‍👩‍👧 Noor belt de familie. Wim schrijft het op.";
    let (mut doc, obj) = start(base);
    let heads = doc.get_heads();
    doc.set_actor(actor(1));
    rewrite(&mut doc, &obj, "Vooraf: koffie. 👨‍👩‍👧 Noor belt de hele familie. Wim schrijft het op.");
    let new = "👨‍👩‍👧 Noor mailt de familie. Wim en Lotte schrijven het op.";
    write(&mut doc, &obj, Some(&heads), base, new);
    let expected = "Vooraf: koffie. 👨‍👩‍👧 Noor mailt de hele familie. Wim en Lotte schrijven het op.";
    assert_eq!(doc.text(&obj).unwrap(), expected);
    // One author saw all of it: the edit is a change like any other.
    assert_eq!(merged(&doc, &obj), []);
}

#[test]
fn keystrokes_at_older_heads_do_not_take_what_others_put_between() {
    let (mut doc, obj) = start("abcdef");
    let heads = doc.get_heads();
    doc.set_actor(actor(1));
    let mut tx = doc.transaction();
    tx.splice_text(&obj, 3, 1, "XY").unwrap();
    let key = |at, delete, insert: &str| Splice { at, delete, insert: insert.into() };
    // In the same transaction, so that what is pending counts as well.
    splice(&mut tx, &obj, Some(&heads), &[key(0, 0, "<"), key(1, 4, "-"), key(6, 0, ">")]).unwrap();
    tx.commit();
    assert_eq!(doc.text(&obj).unwrap(), "<a-XYf>");
}

#[test]
fn what_cannot_be_placed_is_refused_and_changes_nothing() {
    let (mut doc, obj) = start("abc");
    let mut tx = doc.transaction();
    let unknown = [ChangeHash([7; 32])];
    assert!(save(&mut tx, &obj, Some(&unknown), "abc", "abd").is_err());
    assert!(save(&mut tx, &obj, Some(&[]), "abc", "abd").is_err());
    assert!(save(&mut tx, &obj, None, "abx", "abd").is_err());
    let beyond = Splice { at: 2, delete: 2, insert: String::new() };
    assert!(splice(&mut tx, &obj, None, &[beyond]).is_err());
    assert!(!save(&mut tx, &obj, None, "abc", "abc").unwrap());
    assert_eq!(tx.pending_ops(), 0);
}

#[test]
fn nothing_is_marked_when_one_saw_the_other() {
    let base = "Bel elke dag om zeven.";
    let (doc, obj) = start(base);
    let (mut one, mut other) = (fork(&doc, 1), fork(&doc, 2));
    rewrite(&mut one, &obj, "Bel elke werkdag om zeven.");
    meet(&mut one, &mut other);
    rewrite(&mut other, &obj, "Bel elke werkdag om acht.");
    meet(&mut one, &mut other);
    assert_eq!(merged(&one, &obj), []);
}

#[test]
fn the_mark_stays_through_later_edits_and_goes_with_the_sentence() {
    let base = "Bel elke dag om zeven. Wim let op de tijd.";
    let (doc, obj) = start(base);
    let (mut one, mut other) = (fork(&doc, 1), fork(&doc, 2));
    rewrite(&mut one, &obj, "Bel elke werkdag om zeven. Wim let op de tijd.");
    rewrite(&mut other, &obj, "Bel elke dag om acht. Wim let op de tijd.");
    meet(&mut one, &mut other);
    let key = merged(&one, &obj)[0].key();
    let text = one.text(&obj).unwrap();
    rewrite(&mut one, &obj, &text.replace("Bel", "Vooraf. Mail"));
    let marks = merged(&one, &obj);
    assert_eq!((marks.len(), marks[0].key()), (1, key));
    assert_eq!(marks[0].text, "Mail elke werkdag om acht.");
    assert_eq!(marks[0].place, 8..34);
    rewrite(&mut one, &obj, "Wim let op de tijd.");
    assert_eq!(merged(&one, &obj), []);
}

#[test]
fn the_mark_stays_on_what_is_left_and_goes_when_all_is_rewritten() {
    for actors in ORDERS {
        let (doc, obj) = start("Er is veel onrust in de huiskamer rond vier uur.");
        let (mut one, mut other) = (fork(&doc, actors.0), fork(&doc, actors.1));
        rewrite(&mut one, &obj, "Bewoners missen rust.");
        rewrite(&mut other, &obj, "Het drukke uur rond de koffie.");
        meet(&mut one, &mut other);
        for left in ["Bewoners missen rust.", "Het drukke uur rond de koffie."] {
            let mut later = fork(&one, 3);
            let text = later.text(&obj).unwrap();
            let at = text.find(left).unwrap();
            let mut tx = later.transaction();
            tx.splice_text(&obj, at + left.len(), (text.len() - at - left.len()) as isize, "")
                .unwrap();
            tx.splice_text(&obj, 0, at as isize, "").unwrap();
            tx.commit();
            assert_eq!(later.text(&obj).unwrap(), left);
            let marks = merged(&later, &obj);
            assert_eq!(
                (marks.len(), marks[0].text.as_str(), marks[0].versions.len()),
                (1, left, 2)
            );
        }
        rewrite(&mut one, &obj, "Niemand weet nog wat er speelt.");
        assert_eq!(merged(&one, &obj), []);
    }
}

#[test]
fn three_people_and_a_sentence_taken_out() {
    let base = "Eerst dit. Bel elke dag om zeven uur. Dan dat.";
    let (doc, obj) = start(base);
    let (mut one, mut two, mut three) = (fork(&doc, 1), fork(&doc, 2), fork(&doc, 3));
    rewrite(&mut one, &obj, "Eerst dit. Bel elke werkdag om zeven uur. Dan dat.");
    rewrite(&mut two, &obj, "Eerst dit. Dan dat.");
    rewrite(&mut three, &obj, "Eerst dit. Bel elke dag om acht uur. Dan dat.");
    meet(&mut one, &mut two);
    meet(&mut two, &mut three);
    meet(&mut one, &mut three);
    let marks = merged(&one, &obj);
    assert_eq!(marks, merged(&two, &obj));
    assert_eq!(marks.len(), 1);
    let mut versions: Vec<_> = marks[0].versions.iter().map(|v| (&v.actor, &*v.text)).collect();
    versions.sort();
    assert_eq!(
        versions,
        [
            (&actor(1), "Bel elke werkdag om zeven uur."),
            (&actor(2), ""),
            (&actor(3), "Bel elke dag om acht uur."),
        ]
    );
}

#[test]
fn typing_offline_is_one_version_however_many_changes_it_took() {
    let base = "Bel elke dag om zeven.";
    let (doc, obj) = start(base);
    let (mut one, mut other) = (fork(&doc, 1), fork(&doc, 2));
    for end in
        ["Bel elke dag om zeven", "Bel elke dag om zeven uur", "Bel elke dag om zeven uur stipt."]
    {
        rewrite(&mut one, &obj, end);
    }
    rewrite(&mut other, &obj, "Bel elke werkdag om zeven.");
    meet(&mut one, &mut other);
    let marks = merged(&one, &obj);
    assert_eq!(marks.len(), 1);
    let texts: Vec<_> = marks[0].versions.iter().map(|v| v.text.as_str()).collect();
    assert!(texts.contains(&"Bel elke dag om zeven uur stipt."), "{texts:?}");
}

const BASE: &str = "Verslag.\nBewoners missen rust rond de koffie. Noor hangt de roosterkaart op! Wie belt de \
                    familie? Wim mailt de data naar iedereen.\nTjeerd is nieuw en tekent de \
                    afspraken. We sturen na afloop een foto van het bord.";

/// One thing an author does to a text: words taken out, put in, put in the place of another.
#[derive(Clone, Debug)]
enum Act {
    Delete(usize),
    Insert(usize, String),
    Replace(usize, String),
    Append(String),
}

fn act() -> impl Strategy<Value = Act> {
    let word = "[a-z]{2,9}";
    prop_oneof![
        any::<usize>().prop_map(Act::Delete),
        (any::<usize>(), word).prop_map(|(at, word)| Act::Insert(at, word)),
        (any::<usize>(), word).prop_map(|(at, word)| Act::Replace(at, word)),
        ("[A-Z][a-z]{2,9}( [a-z]{2,9}){1,5}\\.").prop_map(Act::Append),
    ]
}

/// Applies the acts word by word. The heading stays: what two put at the very start of a text has
/// nothing between it that could keep it apart, as [`both_rewrite_the_core`] shows.
fn edited(acts: &[Act]) -> String {
    let mut words: Vec<String> = BASE.split_inclusive([' ', '\n']).map(str::to_owned).collect();
    for act in acts {
        let place = |at: &usize, len: usize| 1 + at % (len - 1).max(1);
        let len = words.len();
        match act {
            Act::Delete(at) if len > 2 => drop(words.remove(place(at, len))),
            Act::Delete(_) => {}
            Act::Insert(at, word) => words.insert(place(at, len), format!("{word} ")),
            Act::Replace(at, word) => {
                if let Some(old) = words.get_mut(place(at, len)) {
                    *old = old.replace(|c: char| c.is_alphabetic(), "").replacen("", word, 1);
                }
            }
            Act::Append(sentence) => words.push(format!(" {sentence}")),
        }
    }
    words.concat()
}

fn whole_words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_word_is_cut_or_glued_and_both_orders_agree(
        one in prop::collection::vec(act(), 1..6),
        other in prop::collection::vec(act(), 1..6),
    ) {
        let (one, other) = (edited(&one), edited(&other));
        let known: Vec<&str> =
            [BASE, &one, &other].into_iter().flat_map(whole_words).collect();
        for actors in ORDERS {
            let (text, marks) = both(BASE, &one, &other, actors);
            for word in whole_words(&text) {
                prop_assert!(known.contains(&word), "{word:?} in {text:?}");
            }
            let chars: Vec<char> = text.chars().collect();
            for mark in marks {
                let there: String = chars[mark.place].iter().collect();
                prop_assert_eq!(whole_words(&there), whole_words(&mark.text));
            }
        }
    }

    #[test]
    fn an_edit_at_older_heads_gives_what_a_merge_gives(
        one in prop::collection::vec(act(), 1..6),
        other in prop::collection::vec(act(), 1..6),
    ) {
        let (one, other) = (edited(&one), edited(&other));
        let (doc, obj) = start(BASE);
        let heads = doc.get_heads();
        let mut here = fork(&doc, 1);
        rewrite(&mut here, &obj, &one);
        write(&mut here, &obj, Some(&heads), BASE, &other);
        let merges = ORDERS.map(|actors| both(BASE, &one, &other, actors).0);
        let sorted = |text: &str| {
            let mut words: Vec<String> = whole_words(text).into_iter().map(str::to_owned).collect();
            words.sort();
            words
        };
        prop_assert_eq!(sorted(&here.text(&obj).unwrap()), sorted(&merges[0]));
    }

    #[test]
    fn three_laptops_agree_in_every_order(
        edits in prop::collection::vec(prop::collection::vec(act(), 1..4), 3),
    ) {
        let (doc, obj) = start(BASE);
        let mut laptops: Vec<Automerge> = edits.iter().zip(1..).map(|(acts, name)| {
            let mut laptop = fork(&doc, name);
            rewrite(&mut laptop, &obj, &edited(acts));
            laptop
        }).collect();
        let mut seen = Vec::new();
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let mut doc = doc.clone();
            for at in order {
                doc.merge(&mut laptops[at]).unwrap();
            }
            seen.push((doc.text(&obj).unwrap(), merged(&doc, &obj)));
        }
        prop_assert_eq!(&seen[0], &seen[1]);
        prop_assert_eq!(&seen[0], &seen[2]);
    }

    #[test]
    fn nothing_that_stays_is_touched(one in prop::collection::vec(act(), 1..6)) {
        let new = edited(&one);
        let deleted: usize = diff(BASE, &new).iter().map(|splice| splice.delete).sum();
        prop_assert!(deleted < BASE.chars().count() || whole_words(&new).len() < 10);
    }
}
