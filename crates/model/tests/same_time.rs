//! Two or three people at the same moment: each row of the table in the domain description, over
//! every order of merging and every order of who wrote, so that nothing depends on luck.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use automerge::transaction::Transaction;
use automerge::{ActorId, Automerge};
use kring_model::derive::{self, Agreed, CaseStatus};
use kring_model::edit::{self, Author, EditError};
use kring_model::entities as e;
use kring_model::first_change::document;
use kring_model::person::PersonId;
use kring_model::read::{self, Record};
use kring_model::schema::{Entity, PageKind};
use kring_model::text;
use kring_model::value::Value;
use proptest::prelude::*;

const NOOR: u8 = 1;
const WIM: u8 = 2;
const LOTTE: u8 = 3;

type Write<'w> = &'w dyn Fn(&mut Transaction<'_>) -> Result<(), EditError>;
type Deed<'w> = (u8, Write<'w>);

fn person(n: u8) -> PersonId {
    PersonId::from_bytes([n; 32])
}

/// Everything here is on pages of Noor's.
fn by(n: u8) -> Author {
    Author::new(person(n), Some(person(NOOR)))
}

/// The last byte of an actor tells the person; the first decides who wins.
fn author(actor: &[u8]) -> Option<PersonId> {
    actor.last().map(|n| person(*n))
}

fn write(doc: &mut Automerge, first: u8, (n, deed): &Deed<'_>) {
    let mut actor = [first; 16];
    actor[15] = *n;
    doc.set_actor(ActorId::from(&actor[..]));
    let mut tx = doc.transaction();
    deed(&mut tx).unwrap();
    tx.commit();
}

/// A page in which these things were done before anybody went apart.
fn page(kind: PageKind, deeds: &[Deed<'_>]) -> Automerge {
    let mut doc = document(kind).unwrap();
    deeds.iter().for_each(|deed| write(&mut doc, 50, deed));
    doc
}

fn orders(n: usize) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    for next in 0..n {
        all = all
            .iter()
            .flat_map(|order: &Vec<usize>| {
                (0..=order.len()).map(move |at| {
                    let mut longer = order.clone();
                    longer.insert(at, next);
                    longer
                })
            })
            .collect();
    }
    all
}

/// Does the deeds apart, merges them in every order, with every order of actors, and shows each
/// result to `check`. All laptops must see the same, whatever the order of merging.
fn apart(base: &Automerge, deeds: &[Deed<'_>], check: impl Fn(&Automerge)) {
    for actors in orders(deeds.len()) {
        let laptops: Vec<Automerge> = deeds
            .iter()
            .zip(&actors)
            .map(|(deed, first)| {
                let mut laptop = base.clone();
                write(&mut laptop, 100 + *first as u8, deed);
                laptop
            })
            .collect();
        let merged = |order: &Vec<usize>| {
            let mut doc = base.clone();
            order.iter().for_each(|n| drop(doc.merge(&mut laptops[*n].clone()).unwrap()));
            doc
        };
        let all: Vec<Automerge> = orders(deeds.len()).iter().map(merged).collect();
        assert!(all.iter().all(|doc| view(doc) == view(&all[0])));
        check(&all[0]);
    }
}

/// All that a page shows.
fn view(doc: &Automerge) -> Vec<Record> {
    let kind = PageKind::ALL.into_iter().find(|kind| {
        let lists = e::on(*kind).map(|entity| entity.collection);
        let mut keys: Vec<&str> = lists.chain(["more"]).collect();
        keys.sort_unstable();
        automerge::ReadDoc::keys(doc, automerge::ROOT).eq(keys)
    });
    let kind = kind.expect("a kind of page");
    let lists = e::on(kind).filter(|entity| !entity.is_self());
    let items = lists.flat_map(|entity| read::all(doc, entity, &author));
    e::own(kind)
        .and_then(|own| read::read(doc, own, "", &author))
        .into_iter()
        .chain(items)
        .collect()
}

fn get(doc: &Automerge, entity: &'static Entity, id: &str) -> Record {
    read::read(doc, entity, id, &author).unwrap()
}

fn all(doc: &Automerge, entity: &'static Entity) -> Vec<Record> {
    read::all(doc, entity, &author)
}

fn add(
    tx: &mut Transaction<'_>,
    n: u8,
    entity: &'static Entity,
    id: &str,
    values: &[(&str, Value)],
) -> Result<(), EditError> {
    edit::add(tx, entity, id, values, &by(n))
}

fn set(
    tx: &mut Transaction<'_>,
    n: u8,
    (entity, id): (&'static Entity, &str),
    field: &str,
    value: impl Into<Value>,
) -> Result<(), EditError> {
    edit::set(tx, entity, id, field, &value.into(), &by(n))
}

fn versions(record: &Record, field: &str) -> Vec<String> {
    let mut all: Vec<_> = record.versions(field).iter().map(|said| said.value.show()).collect();
    all.sort();
    all
}

fn marks(doc: &Automerge, entity: &'static Entity, id: &str, field: &str) -> usize {
    let object = read::text_object(doc, entity, id, field).unwrap();
    text::merged(doc, &object).len()
}

const TIP: (&Entity, &str) = (&e::ADVICE, "tip");
const BEFORE: &str =
    "Laat zien hoeveel minuten rust een activiteit oplevert; mensen luisteren naar een getal.";

fn with_tip() -> Automerge {
    page(PageKind::Case, &[(LOTTE, &|tx| add(tx, LOTTE, TIP.0, TIP.1, &[("text", BEFORE.into())]))])
}

#[test]
fn the_same_tip_keeps_both_edits_and_is_marked() {
    let after = "Laat in de overdracht zien hoeveel minuten rust een activiteit oplevert; mensen \
                 luisteren naar een getal en een verhaal.";
    let first = BEFORE.replace("Laat zien", "Laat in de overdracht zien");
    let second = BEFORE.replace("een getal.", "een getal en een verhaal.");
    let author_edits = |tx: &mut Transaction<'_>| set(tx, LOTTE, TIP, "text", first.as_str());
    let notetaker_edits = |tx: &mut Transaction<'_>| {
        edit::set(tx, TIP.0, TIP.1, "text", &second.as_str().into(), &by(WIM).as_notetaker())
    };
    apart(&with_tip(), &[(LOTTE, &author_edits), (WIM, &notetaker_edits)], |doc| {
        assert_eq!(get(doc, TIP.0, TIP.1).str("text"), after);
        assert_eq!(marks(doc, TIP.0, TIP.1, "text"), 1);
    });
}

#[test]
fn a_tip_that_both_rewrote_has_both_sentences_whole() {
    let (one, two) = ("Bel zelf om kwart over zeven.", "Vraag een vrijwilliger op zondag.");
    let rewrite = |tx: &mut Transaction<'_>| set(tx, LOTTE, TIP, "text", one);
    let other = |tx: &mut Transaction<'_>| {
        edit::set(tx, TIP.0, TIP.1, "text", &two.into(), &by(WIM).as_notetaker())
    };
    apart(&with_tip(), &[(LOTTE, &rewrite), (WIM, &other)], |doc| {
        let text = get(doc, TIP.0, TIP.1).str("text").to_owned();
        assert!(text.contains(one) && text.contains(two) && !text.contains("minuten"), "{text}");
        assert_eq!(marks(doc, TIP.0, TIP.1, "text"), 1);
    });
}

#[test]
fn minutes_to_which_both_append_hold_every_sentence_once() {
    let minutes = (&e::MEETING_PAGE, "");
    let begin = "Tjeerd is nieuw en tekent de afspraken.";
    let base =
        page(PageKind::Meeting, &[(NOOR, &|tx| set(tx, NOOR, minutes, "minutes_text", begin))]);
    let append = |n: u8, more: &'static str| {
        move |tx: &mut Transaction<'_>| {
            set(tx, n, minutes, "minutes_text", format!("{begin} {more}"))
        }
    };
    let sentences = ["Noor hangt de roosterkaart op.", "Wim mailt de data.", "Lotte belt."];
    let (a, b, c) =
        (append(NOOR, sentences[0]), append(WIM, sentences[1]), append(LOTTE, sentences[2]));
    apart(&base, &[(NOOR, &a), (WIM, &b), (LOTTE, &c)], |doc| {
        let text = get(doc, minutes.0, "").str("minutes_text").to_owned();
        for sentence in sentences.iter().chain([&begin]) {
            assert_eq!(text.matches(sentence).count(), 1, "{text}");
        }
    });
}

#[test]
fn reworded_sentences_stand_side_by_side_until_one_is_chosen() {
    let agreement = (&e::AGREEMENT, "a");
    let values = [("kind", "practical".into()), ("text", "Telefoons op stil.".into())];
    let base = page(
        PageKind::Group,
        &[
            (NOOR, &|tx| add(tx, NOOR, agreement.0, "a", &values)),
            (NOOR, &|tx| {
                let hash = edit::text_hash("Telefoons op stil.");
                let agreed = Value::parts([("date", "2025-10-30"), ("text_hash", hash.as_str())]);
                set(tx, NOOR, agreement, "agreed_by", agreed)
            }),
        ],
    );
    let noor = person(NOOR).to_string();
    assert_eq!(Agreed::of(&get(&base, agreement.0, "a"), &noor), Agreed::Yes);
    let a = |tx: &mut Transaction<'_>| set(tx, NOOR, agreement, "text", "Telefoons uit.");
    let b = |tx: &mut Transaction<'_>| set(tx, WIM, agreement, "text", "Telefoons in de mand.");
    apart(&base, &[(NOOR, &a), (WIM, &b)], |doc| {
        let record = get(doc, agreement.0, "a");
        assert_eq!(versions(&record, "text"), ["Telefoons in de mand.", "Telefoons uit."]);
        let mut signers: Vec<_> =
            record.versions("text").iter().filter_map(|said| said.by).collect();
        signers.sort_unstable();
        assert_eq!(signers, [person(NOOR), person(WIM)]);
        assert_eq!(Agreed::of(&record, &noor), Agreed::ToEarlierText);
        let mut chosen = doc.clone();
        write(&mut chosen, 9, &(LOTTE, &|tx| set(tx, LOTTE, agreement, "text", "Telefoons uit.")));
        assert_eq!(versions(&get(&chosen, agreement.0, "a"), "text"), ["Telefoons uit."]);
    });
}

#[test]
fn titles_and_help_questions_too() {
    for (kind, entity, field) in [
        (PageKind::Case, &e::CASE_FILE, "help_question"),
        (PageKind::Note, &e::NOTE, "title"),
        (PageKind::Experiment, &e::EXPERIMENT, "title"),
        (PageKind::Group, &e::GROUP, "question"),
        (PageKind::Group, &e::GROUP, "core"),
    ] {
        let base = page(kind, &[(NOOR, &|tx| set(tx, NOOR, (entity, ""), field, "Eerst."))]);
        let a = |tx: &mut Transaction<'_>| set(tx, NOOR, (entity, ""), field, "Zus.");
        let b = |tx: &mut Transaction<'_>| {
            edit::set(tx, entity, "", field, &"Zo.".into(), &by(WIM).as_notetaker())
        };
        apart(&base, &[(NOOR, &a), (WIM, &b)], |doc| {
            assert_eq!(versions(&get(doc, entity, ""), field), ["Zo.", "Zus."]);
        });
    }
}

#[test]
fn no_tip_is_ever_there_instead_of_another() {
    let base = page(PageKind::Case, &[]);
    let tip = |n: u8| {
        move |tx: &mut Transaction<'_>| {
            add(tx, n, &e::ADVICE, &format!("tip-{n}"), &[("text", format!("Tip van {n}.").into())])
        }
    };
    let (a, b, c) = (tip(NOOR), tip(WIM), tip(LOTTE));
    apart(&base, &[(NOOR, &a), (WIM, &b), (LOTTE, &c)], |doc| {
        let tips = all(doc, &e::ADVICE);
        let texts: Vec<_> = tips.iter().map(|tip| (tip.str("text"), tip.by().to_owned())).collect();
        let expected = [NOOR, WIM, LOTTE].map(|n| (format!("Tip van {n}."), person(n).to_string()));
        assert_eq!(texts, expected.each_ref().map(|(text, by)| (text.as_str(), by.clone())));
    });
}

#[test]
fn the_text_changes_and_the_choice_stays() {
    let edits = |tx: &mut Transaction<'_>| set(tx, LOTTE, TIP, "text", "Bel zelf.");
    let chooses = |tx: &mut Transaction<'_>| set(tx, NOOR, TIP, "choice", "try");
    apart(&with_tip(), &[(LOTTE, &edits), (NOOR, &chooses)], |doc| {
        let tip = get(doc, TIP.0, TIP.1);
        assert_eq!((tip.str("text"), tip.str("choice")), ("Bel zelf.", "try"));
    });
}

const SESSION: (&Entity, &str) = (&e::SESSION, "s");
const STEPS: [&str; 3] = ["kiezen", "vertellen", "vragen"];

fn with_session() -> Automerge {
    page(
        PageKind::Meeting,
        &[(NOOR, &|tx| add(tx, NOOR, SESSION.0, "s", &[("method", "incident".into())]))],
    )
}

#[test]
fn next_ends_one_step() {
    let next = |n: u8| {
        move |tx: &mut Transaction<'_>| {
            set(tx, n, SESSION, "ended", Value::parts([(STEPS[0], true)]))?;
            set(tx, n, SESSION, "started", Value::parts([(STEPS[1], format!("15:0{n}"))]))
        }
    };
    let base = with_session();
    assert_eq!(derive::current_step(&get(&base, SESSION.0, "s"), &STEPS), Some(STEPS[0]));
    let (a, b, c) = (next(WIM), next(NOOR), next(LOTTE));
    apart(&base, &[(WIM, &a), (NOOR, &b), (LOTTE, &c)], |doc| {
        let session = get(doc, SESSION.0, "s");
        assert_eq!(derive::current_step(&session, &STEPS), Some(STEPS[1]));
        assert_eq!(derive::started(&session, STEPS[1]), Some("15:01"));
    });
}

#[test]
fn twice_two_minutes_are_four() {
    let more = |n: u8| {
        move |tx: &mut Transaction<'_>| {
            let values = [("of", "s".into()), ("step", STEPS[0].into()), ("minutes", 2.into())];
            add(tx, n, &e::SESSION_EXTRA, &format!("extra-{n}"), &values)
        }
    };
    let (a, b) = (more(WIM), more(NOOR));
    apart(&with_session(), &[(WIM, &a), (NOOR, &b)], |doc| {
        let extra = all(doc, &e::SESSION_EXTRA);
        assert_eq!((derive::extra_minutes("s", STEPS[0], &extra), extra.len()), (4, 2));
        assert_eq!(derive::extra_minutes("s", STEPS[1], &extra), 0);
    });
}

const CASE: (&Entity, &str) = (&e::CASE, "case");

fn with_case() -> Automerge {
    let offered = |tx: &mut Transaction<'_>| {
        add(tx, NOOR, CASE.0, CASE.1, &[("offered", "2025-09-03".into())])
    };
    let round = |tx: &mut Transaction<'_>| {
        add(tx, NOOR, &e::ROUND, "round-1", &[("of", CASE.1.into())])?;
        set(tx, NOOR, (&e::ROUND, "round-1"), "advised", true)
    };
    page(PageKind::Group, &[(NOOR, &offered), (NOOR, &round)])
}

fn status(doc: &Automerge) -> CaseStatus {
    let rounds = all(doc, &e::ROUND);
    derive::case_status(&get(doc, CASE.0, CASE.1), &derive::rounds(&rounds, CASE.1), false)
}

#[test]
fn each_has_one_vote() {
    let vote = |n: u8| move |tx: &mut Transaction<'_>| set(tx, n, CASE, "votes", true);
    let (wim, lotte, again) = (vote(WIM), vote(LOTTE), vote(LOTTE));
    apart(&with_case(), &[(WIM, &wim), (LOTTE, &lotte), (LOTTE, &again)], |doc| {
        let case = get(doc, CASE.0, CASE.1);
        let voters: Vec<_> = case.mine("votes").map(|(voter, _)| voter.to_owned()).collect();
        assert_eq!(voters, [person(WIM).to_string(), person(LOTTE).to_string()]);
    });
}

#[test]
fn of_two_dates_one_is_used_the_other_is_shown_and_one_confirms() {
    let meeting = (&e::MEETING, "m");
    let values = [("date", "2025-10-30".into())];
    let base = page(PageKind::Group, &[(WIM, &|tx| add(tx, WIM, meeting.0, "m", &values))]);
    let a = |tx: &mut Transaction<'_>| set(tx, WIM, meeting, "date", "2025-10-29");
    let b = |tx: &mut Transaction<'_>| set(tx, NOOR, meeting, "date", "2025-10-31");
    apart(&base, &[(WIM, &a), (NOOR, &b)], |doc| {
        let record = get(doc, meeting.0, "m");
        assert_eq!(versions(&record, "date"), ["2025-10-29", "2025-10-31"]);
        assert!(record.is_undecided("date"));
        let mut confirmed = doc.clone();
        let used = record.str("date").to_owned();
        write(&mut confirmed, 9, &(LOTTE, &|tx| set(tx, LOTTE, meeting, "date", used.as_str())));
        assert_eq!(versions(&get(&confirmed, meeting.0, "m"), "date"), [used]);
    });
}

#[test]
fn a_tip_that_came_while_the_round_was_closed_stays_and_shows() {
    let close = |tx: &mut Transaction<'_>| {
        set(tx, NOOR, (&e::ROUND, "round-1"), "tips_at_close", 1)?;
        set(tx, NOOR, (&e::ROUND, "round-1"), "closed", "2025-12-11")
    };
    let tip = |n: u8| {
        move |tx: &mut Transaction<'_>| {
            let values = [("round", "round-1".into()), ("text", "Bel zelf.".into())];
            add(tx, n, &e::ADVICE, &format!("tip-{n}"), &values)
        }
    };
    let before = tip(LOTTE);
    let file = page(PageKind::Case, &[(LOTTE, &before)]);
    let late = tip(WIM);
    apart(&with_case(), &[(NOOR, &close)], |group| {
        apart(&file, &[(WIM, &late)], |file| {
            assert_eq!(status(group), CaseStatus::Closed);
            let tips = all(file, &e::ADVICE);
            assert_eq!(tips.len(), 2);
            assert_eq!(derive::new_tips(&get(group, &e::ROUND, "round-1"), &tips), 1);
            // Copying the facts of the late tip changes nothing that was reached.
            let rounds = all(group, &e::ROUND);
            let rounds = derive::rounds(&rounds, CASE.1);
            let case = get(group, CASE.0, CASE.1);
            assert_eq!(derive::missing_facts(&case, &rounds, &tips, &[], &[]), []);
        });
    });
}

#[test]
fn closing_and_opening_again_leaves_the_case_open() {
    let close =
        |tx: &mut Transaction<'_>| set(tx, NOOR, (&e::ROUND, "round-1"), "closed", "2025-12-11");
    let open = |tx: &mut Transaction<'_>| {
        let author = by(WIM).on_behalf_of(person(NOOR));
        edit::add(tx, &e::ROUND, "round-2", &[("of", CASE.1.into())], &author)
    };
    apart(&with_case(), &[(NOOR, &close), (WIM, &open)], |doc| {
        assert_eq!(status(doc), CaseStatus::InTreatment);
        assert!(get(doc, &e::ROUND, "round-1").is("closed"));
        assert_eq!(all(doc, &e::ROUND).len(), 2);
        let mut closed = doc.clone();
        write(&mut closed, 9, &(NOOR, &|tx| set(tx, NOOR, (&e::ROUND, "round-2"), "closed", true)));
        assert_eq!(status(&closed), CaseStatus::Closed);
    });
}

#[test]
fn an_archived_note_keeps_the_edit() {
    let entry = (&e::NOTE_ENTRY, "note");
    let values = [("date", "2025-09-12".into())];
    let group = page(PageKind::Group, &[(NOOR, &|tx| add(tx, NOOR, entry.0, "note", &values))]);
    let note = page(PageKind::Note, &[(NOOR, &|tx| set(tx, NOOR, (&e::NOTE, ""), "text", "Een."))]);
    let archive = |tx: &mut Transaction<'_>| set(tx, NOOR, entry, "archived", "2026-01-01");
    let edits = |tx: &mut Transaction<'_>| set(tx, NOOR, (&e::NOTE, ""), "text", "Een. Twee.");
    let tags =
        |tx: &mut Transaction<'_>| set(tx, WIM, (&e::NOTE, ""), "tags", Value::words(["rust"]));
    apart(&group, &[(NOOR, &archive)], |group| {
        apart(&note, &[(NOOR, &edits), (WIM, &tags)], |note| {
            assert!(get(group, entry.0, "note").is("archived"));
            let note = get(note, &e::NOTE, "");
            assert_eq!((note.str("text"), note.words("tags")), ("Een. Twee.", vec!["rust"]));
        });
    });
}

#[test]
fn a_wiped_case_is_gone_whatever_is_still_written() {
    let tried = |tx: &mut Transaction<'_>| set(tx, LOTTE, (&e::ROUND, "round-1"), "trying", true);
    let wiped = |tx: &mut Transaction<'_>| set(tx, NOOR, CASE, "purged_at", "2026-01-12");
    apart(&with_case(), &[(NOOR, &wiped), (LOTTE, &tried)], |doc| {
        assert_eq!(status(doc), CaseStatus::Purged);
        let (cases, rounds) = (all(doc, &e::CASE), all(doc, &e::ROUND));
        assert!(derive::open_follow_ups(&cases, &rounds, &|_| false).is_empty());
    });
    let file = with_tip();
    let owner = Some(person(NOOR));
    let held = kring_model::whole::PageDoc { kind: PageKind::Case, owner, doc: &file };
    let group = with_case();
    let mut whole = kring_model::whole::Whole {
        group: &group,
        pages: [(CASE.1.to_owned(), held)].into(),
        erased: Default::default(),
        author: &author,
    };
    assert_eq!(whole.on_page(CASE.1, &e::ADVICE).len(), 1);
    whole.erased.insert(CASE.1.to_owned());
    assert!(whole.on_page(CASE.1, &e::ADVICE).is_empty());
    assert!(
        !kring_model::exchange::json::export(&whole, "2026-01-12").to_string().contains("rust")
    );
}

#[test]
fn a_members_own_time_wins_over_what_was_noted() {
    let at = (&e::MEETING_PAGE, "");
    let parts = |from: &str| Value::parts([("status", "present"), ("from", from), ("to", "17:00")]);
    let note = |n: u8| {
        let parts = parts("15:00");
        move |tx: &mut Transaction<'_>| {
            let author = by(n).on_behalf_of(person(LOTTE));
            edit::set(tx, at.0, "", "attendance", &parts, &author)
        }
    };
    let own = |tx: &mut Transaction<'_>| set(tx, LOTTE, at, "attendance", parts("15:20"));
    let (wim, noor) = (note(WIM), note(NOOR));
    let base = page(PageKind::Meeting, &[]);
    apart(&base, &[(WIM, &wim), (LOTTE, &own), (NOOR, &noor)], |doc| {
        let there = derive::attendance(&get(doc, at.0, ""));
        assert_eq!((there.len(), there[0].minutes, there[0].own), (1, Some(100), true));
    });
}

#[test]
fn two_experiments_of_one_name_are_two() {
    let begin = |n: u8| {
        move |tx: &mut Transaction<'_>| {
            let owner = person(n).to_string();
            add(tx, n, &e::EXPERIMENT_ENTRY, &format!("page-{n}"), &[("owner", owner.into())])
        }
    };
    let (a, b) = (begin(NOOR), begin(WIM));
    apart(&page(PageKind::Group, &[]), &[(NOOR, &a), (WIM, &b)], |doc| {
        assert_eq!(read::list(doc, &e::EXPERIMENT_ENTRY), ["page-1", "page-2"]);
    });
    let step = |n: u8| {
        move |tx: &mut Transaction<'_>| {
            add(tx, n, &e::STEP, &format!("step-{n}"), &[("from", "2025-11-10".into())])
        }
    };
    let (a, b) = (step(NOOR), step(WIM));
    apart(&page(PageKind::Experiment, &[]), &[(NOOR, &a), (WIM, &b)], |doc| {
        assert_eq!(all(doc, &e::STEP).len(), 2, "two steps three both stay");
    });
}

#[test]
fn three_counts_of_one_evening_are_a_sum_that_says_who_counted() {
    let count = |n: u8| {
        move |tx: &mut Transaction<'_>| {
            let values = [("number", i64::from(n).into()), ("date", "2025-11-10".into())];
            add(tx, n, &e::COUNT, &format!("count-{n}"), &values)
        }
    };
    let (a, b, c) = (count(NOOR), count(WIM), count(LOTTE));
    let base = page(PageKind::Experiment, &[]);
    apart(&base, &[(NOOR, &a), (WIM, &b), (LOTTE, &c)], |doc| {
        let counts = all(doc, &e::COUNT);
        assert_eq!(derive::count(&counts), 6);
        let who: Vec<_> = counts.iter().map(|count| count.by().to_owned()).collect();
        assert_eq!(who, [NOOR, WIM, LOTTE].map(|n| person(n).to_string()));
    });
}

#[test]
fn who_types_before_the_first_sharing_loses_nothing() {
    let newcomer = 7;
    let id = person(newcomer).to_string();
    let types = |tx: &mut Transaction<'_>| {
        add(tx, newcomer, &e::MEMBER, &id, &[("name", "Tjeerd".into())])?;
        add(tx, newcomer, &e::ACTION, "action", &[("text", "Ik bel.".into())])?;
        set(tx, newcomer, (&e::GROUP, ""), "core", "Mijn kern.")
    };
    let others = |tx: &mut Transaction<'_>| {
        add(tx, NOOR, &e::MEMBER, &person(NOOR).to_string(), &[("name", "Noor".into())])?;
        set(tx, NOOR, (&e::GROUP, ""), "core", "Onze kern.")
    };
    apart(&page(PageKind::Group, &[]), &[(newcomer, &types), (NOOR, &others)], |doc| {
        assert_eq!(all(doc, &e::MEMBER).len(), 2);
        assert_eq!(get(doc, &e::ACTION, "action").by(), id);
        let core = get(doc, &e::GROUP, "");
        assert_eq!(versions(&core, "core"), ["Mijn kern.", "Onze kern."]);
        assert!(core.versions("core").iter().any(|said| said.by == Some(person(newcomer))));
    });
}

/// Sentences as people and their keyboards make them.
fn sentence() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][a-z]{0,8}( [a-z]{1,9}){0,6}[.?!]",
        "\\PC{1,40}".prop_filter("one line that says something", |text| !text.trim().is_empty()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_the_words_all_wordings_stand_whole(a in sentence(), b in sentence(), c in sentence()) {
        let put = |n: u8, text: &str| {
            let text = text.to_owned();
            move |tx: &mut Transaction<'_>| set(tx, n, (&e::GROUP, ""), "question", text.as_str())
        };
        let mut expected = vec![a.clone(), b.clone(), c.clone()];
        expected.sort();
        let (x, y, z) = (put(NOOR, &a), put(WIM, &b), put(LOTTE, &c));
        apart(&page(PageKind::Group, &[]), &[(NOOR, &x), (WIM, &y), (LOTTE, &z)], |doc| {
            assert_eq!(versions(&get(doc, &e::GROUP, ""), "question"), expected);
        });
    }

    #[test]
    fn whatever_was_added_to_a_text_is_in_it(
        begin in prop::collection::vec("[A-Z][a-z]{1,8}( [a-z]{2,8}){1,4}\\.", 1..5),
        a in "[A-Z][a-z]{3,8}( [a-z]{2,8}){2,5}\\.",
        b in "[A-Z][a-z]{3,8}( [a-z]{2,8}){2,5}\\.",
        (at, bt) in (0..5usize, 0..5usize),
    ) {
        let minutes = (&e::MEETING_PAGE, "");
        let base = begin.join(" ");
        let base = page(PageKind::Meeting, &[(NOOR, &|tx| set(tx, NOOR, minutes, "minutes_text", base.as_str()))]);
        let with = |at: usize, more: &str| {
            let mut all = begin.clone();
            all.insert(at.min(begin.len()), more.to_owned());
            all.join(" ")
        };
        let (one, two) = (with(at, &a), with(bt, &b));
        let x = |tx: &mut Transaction<'_>| set(tx, NOOR, minutes, "minutes_text", one.as_str());
        let y = |tx: &mut Transaction<'_>| set(tx, WIM, minutes, "minutes_text", two.as_str());
        apart(&base, &[(NOOR, &x), (WIM, &y)], |doc| {
            let text = get(doc, minutes.0, "").str("minutes_text").to_owned();
            for sentence in begin.iter().chain([&a, &b]) {
                assert!(text.contains(sentence), "{sentence:?} is not in {text:?}");
            }
        });
    }

    #[test]
    fn whatever_three_people_do_to_words_all_see_the_same(
        sets in prop::collection::vec(prop::collection::btree_set("[a-d]", 0..4), 3),
    ) {
        let tags = |n: u8, words: &std::collections::BTreeSet<String>| {
            let words = Value::Words(words.clone());
            move |tx: &mut Transaction<'_>| set(tx, n, (&e::NOTE, ""), "tags", words.clone())
        };
        let base = page(PageKind::Note, &[(NOOR, &|tx| set(tx, NOOR, (&e::NOTE, ""), "tags", Value::words(["a", "b"])))]);
        let deeds = (tags(NOOR, &sets[0]), tags(WIM, &sets[1]), tags(LOTTE, &sets[2]));
        apart(&base, &[(NOOR, &deeds.0), (WIM, &deeds.1), (LOTTE, &deeds.2)], |doc| {
            let shown = get(doc, &e::NOTE, "").words("tags").join("");
            // A new word that anybody added is there.
            for word in sets.iter().flatten().filter(|word| ["c", "d"].contains(&word.as_str())) {
                assert!(shown.contains(word.as_str()), "{shown}");
            }
        });
    }
}
