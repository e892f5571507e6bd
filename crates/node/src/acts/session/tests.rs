//! Every built-in method, played to its end by three laptops.

use std::collections::BTreeSet;

use kring_model::entities;
use kring_model::method::{By, Capture, Form, Home, Method, Privacy, Publish, Step, builtin};
use kring_model::page::Page;
use kring_model::schema::PageKind;
use kring_model::seal::Kept;
use kring_trust::PageId;
use kring_trust::statement::Audience;

use super::{About, Answer, Playing, Seen, Writing, Written, answers, write};
use super::{all, extra, next, notes, reveal, start, stop, waiting};
use crate::acts::records::Records as _;
use crate::acts::{agreement, case, experiment, finding, meeting, member, method as methods, page};
use crate::replica::testing::{hand_over, three, wrong_clock};
use crate::replica::{Replica, ReplicaError};

/// Who brings the case; the others are 0, who takes the notes, and 2.
const PRESENTER: usize = 1;

struct Table {
    laptops: [Replica; 3],
    meeting: PageId,
    case: PageId,
    session: String,
}

impl Table {
    /// Noor, Bram and Lotte with a meeting, a case of Bram's, an experiment with a step, an
    /// agreement and a finding.
    fn laid(method: &Method) -> Self {
        Self::laid_with(method, false)
    }

    /// The same, with a copy of the method that Noor makes for the group.
    fn laid_with(method: &Method, copied: bool) -> Self {
        let mut laptops = three();
        for (laptop, name) in laptops.iter_mut().zip(["Noor", "Bram", "Lotte"]) {
            laptop.introduce_myself(name, name, "nl").unwrap();
            laptop.act(|act| member::name_device(act, name)).unwrap();
        }
        let mut table = Self {
            laptops,
            meeting: PageId::from_bytes([0; 32]),
            case: PageId::from_bytes([0; 32]),
            session: String::new(),
        };
        table.meet();
        let title = [("title", "Telefoon aan tafel".into())];
        table.case =
            table.laptops[PRESENTER].act(|act| case::offer(act, &title, None, None)).unwrap();
        table.meet();
        let noor = &mut table.laptops[0];
        let (meeting, test) = noor
            .act(|act| {
                let me = act.me().to_string();
                let values = [("date", "2026-02-05".into()), ("notetaker", me.into())];
                let meeting = meeting::add(act, &values)?;
                meeting::open(act, &meeting)?;
                let test = experiment::add(act, &[("title", "Zonder telefoon".into())])?;
                experiment::step(act, &test, &[("plan", "Een week proberen.".into())])?;
                agreement::add(act, &[("text", "Telefoons uit.".into())])?;
                finding::add(act, &[("text", "Elders gaat het zo.".into())])?;
                Ok((meeting, test))
            })
            .unwrap();
        table.meeting = meeting;
        let about = About { case: Some(table.case), experiment: Some(test) };
        let id = match copied {
            true => noor.act(|act| methods::copy(act, &method.id, &[])).unwrap(),
            false => method.id.clone(),
        };
        table.session = noor.act(|act| start(act, &meeting, &id, about)).unwrap();
        table.meet();
        table
    }

    /// Everybody hears everything, and shows what may be shown.
    fn meet(&mut self) {
        for _ in 0..2 {
            for from in 0..3 {
                for to in (0..3).filter(|to| *to != from) {
                    let [a, b] = self.laptops.get_disjoint_mut([from, to]).unwrap();
                    hand_over(a, b);
                }
            }
            for laptop in &mut self.laptops {
                reveal(laptop).unwrap();
            }
        }
    }

    fn playing(&mut self, laptop: usize) -> Playing {
        let session = self.session.clone();
        let all = all(&mut self.laptops[laptop], &self.meeting).unwrap();
        all.into_iter().find(|one| one.record.id == session).unwrap()
    }

    fn seen(&mut self, laptop: usize, step: &Step, capture: &str) -> (Vec<Seen>, usize) {
        let playing = self.playing(laptop);
        let all = answers(&mut self.laptops[laptop], &playing, step).unwrap();
        let one = all.into_iter().find(|one| one.capture.id == capture).unwrap();
        (one.seen, one.sealed)
    }

    fn write(
        &mut self,
        laptop: usize,
        capture: &str,
        answer: &Answer,
    ) -> Result<Written, ReplicaError> {
        let (meeting, session) = (self.meeting, self.session.clone());
        let writing = Writing {
            meeting: &meeting,
            session: &session,
            step: None,
            capture,
            answer,
            case: None,
            speaker: None,
        };
        write(&mut self.laptops[laptop], &writing)
    }

    /// What is picked where something must be: the first that is there.
    fn pick(&mut self, home: Home, entity: &str) -> Option<String> {
        let (page, meeting, group) = (self.case, self.meeting, self.laptops[0].group_page());
        let page = match home {
            Home::CaseFile => page,
            Home::CaseList | Home::Rounds => return Some(self.case.to_string()),
            Home::Session => meeting,
            Home::Finding => {
                let roster = self.laptops[0].roster();
                let kind = PageKind::Finding.number();
                return roster
                    .pages()
                    .find(|page| page.kind == kind)
                    .map(|page| page.id.to_string());
            }
            _ => group,
        };
        let entity = entities::named(entity)?;
        self.laptops[0].read(&page, |page| page.all(entity)).unwrap().first().map(|x| x.id.clone())
    }

    fn step_of_experiment(&mut self) -> String {
        let test = self.playing(0).page_in("experiment").unwrap();
        self.laptops[0].read(&test, |page| page.all(&entities::STEP)).unwrap()[0].id.clone()
    }

    /// An answer such as a person may give; its words say whose it is.
    fn answer(&mut self, laptop: usize, step: &Step, capture: &Capture) -> Answer {
        let target = capture.target().unwrap();
        let words = format!("{} {} van {laptop}.", step.id, capture.id);
        let value = |part: &str| -> kring_model::value::Scalar {
            match part {
                "due" => "2026-03-05".into(),
                "when" if target.entity.name == "action" => "2026-03-05".into(),
                "may_share" | "with_name" => true.into(),
                "direction" => "helps".into(),
                "result" => "partly".into(),
                "column" => "keep".into(),
                _ => words.as_str().into(),
            }
        };
        let picks = matches!(target.form, Form::On(_)) || target.home == Home::Rounds;
        let mut answer = match capture.kind.as_str() {
            "vote" | "confirm" => Answer::new(true),
            "rating" if !capture.items.is_empty() => Answer::default(),
            "rating" => Answer::new(4),
            "date" => Answer::new("2026-03-05"),
            "choice" => Answer::new(capture.options[0].as_str()),
            "reference" => Answer::new(self.step_of_experiment()),
            _ if !capture.fields.is_empty() => Answer::default(),
            _ => Answer::new(words.as_str()),
        };
        for item in &capture.items {
            answer = answer.with(item, 3);
        }
        if capture.kind != "choice" {
            for part in
                capture.fields.iter().filter(|part| !["action_id", "who"].contains(&part.as_str()))
            {
                answer = answer.with(part, value(part));
            }
        }
        if picks {
            answer.on = self.pick(target.home, target.entity.name);
        }
        answer
    }
}

fn who(by: By) -> &'static [usize] {
    match by {
        By::Presenter => &[PRESENTER],
        By::Each => &[0, 1, 2],
        By::EachButPresenter => &[0, 2],
        By::Any | By::Notetaker | By::Guide | By::Outer => &[0],
    }
}

/// What is compared: one's own votes and ratings have no item of their own.
fn ids(seen: &[Seen]) -> BTreeSet<(String, String)> {
    let by = |one: &Seen| one.by.map(|by| by.to_string()).unwrap_or_default();
    seen.iter().map(|one| (one.id.clone(), by(one))).collect()
}

fn play(method: &Method, copied: bool) {
    play_at(Table::laid_with(method, copied));
}

fn play_at(mut table: Table) {
    let method = table.playing(0).method;
    let method = method.as_ref();
    if method.steps.iter().flat_map(|step| &step.captures).any(is_of_step) {
        let step = table.step_of_experiment();
        let (meeting, session) = (table.meeting, table.session.clone());
        table.laptops[0].act(|act| super::look_at(act, &meeting, &session, &step)).unwrap();
        table.meet();
    }
    for step in &method.steps {
        for laptop in 0..3 {
            assert_eq!(table.playing(laptop).step().map(|now| &now.id), Some(&step.id));
        }
        let blind: Vec<&Capture> = step.captures.iter().filter(|c| c.is_blind()).collect();
        for capture in &step.captures {
            fill(&mut table, step, capture);
        }
        table.meet();
        for capture in &blind {
            let writers = who(capture.by).len();
            for laptop in 0..3 {
                let (seen, sealed) = table.seen(laptop, step, &capture.id);
                let before = if is_earlier(method, step, capture) { seen.len() } else { 0 };
                assert_eq!(seen.len(), before, "{}: {} is seen early", method.id, capture.id);
                assert_eq!(sealed, writers, "{}: {} of {laptop}", method.id, capture.id);
            }
        }
        let (meeting, session) = (table.meeting, table.session.clone());
        table.laptops[0].act(|act| next(act, &meeting, &session, &step.id)).unwrap();
        table.meet();
        for capture in step.captures.iter() {
            check(&mut table, method, step, capture);
        }
        for laptop in &mut table.laptops {
            assert!(waiting(laptop).unwrap().is_empty());
        }
    }
    assert!(table.playing(2).step().is_none());
    only_where_it_may_be(&mut table, method);
}

fn is_of_step(capture: &Capture) -> bool {
    capture.target().is_ok_and(|target| target.is_of_step())
}

/// Whether an earlier step wrote to the same place, so that something stands there before.
fn is_earlier(method: &Method, step: &Step, capture: &Capture) -> bool {
    let before = method.steps.iter().take_while(|one| one.id != step.id);
    before.flat_map(|step| &step.captures).any(|one| one.target == capture.target)
        || step.captures.iter().any(|one| one.target == capture.target && one.id != capture.id)
}

fn fill(table: &mut Table, step: &Step, capture: &Capture) {
    for laptop in who(capture.by) {
        let answer = table.answer(*laptop, step, capture);
        let written = table.write(*laptop, &capture.id, &answer);
        let written = written.unwrap_or_else(|error| {
            panic!("{} {} by {laptop}: {error} ({answer:?})", step.id, capture.id)
        });
        let expected = match capture.publish {
            Publish::Live => Written::Shown,
            Publish::StepEnd => Written::Waits,
            Publish::Private => Written::Private,
        };
        assert_eq!(written, expected);
        if capture.publish == Publish::Live {
            table.meet();
        }
    }
}

/// Everybody who may sees the answers, the same on every laptop, and as they were sealed.
fn check(table: &mut Table, method: &Method, step: &Step, capture: &Capture) {
    let target = capture.target().unwrap();
    let listed = !matches!(
        target.home,
        Home::Rounds
            | Home::NewCase
            | Home::Meeting
            | Home::Finding
            | Home::NewFinding
            | Home::NewNote
            | Home::Private
    );
    let here = format!("{}: {} {}", method.id, step.id, capture.id);
    let first = ids(&table.seen(0, step, &capture.id).0);
    for laptop in 0..3 {
        let (seen, sealed) = table.seen(laptop, step, &capture.id);
        assert_eq!((ids(&seen), sealed), (first.clone(), 0), "{here}");
        let answered = seen.iter().filter_map(|one| one.by).collect::<BTreeSet<_>>();
        let writers = if listed { who(capture.by) } else { &[] };
        let named = target.is_mine() || matches!(target.form, Form::Add);
        for writer in writers.iter().filter(|_| named) {
            assert!(answered.contains(&table.laptops[*writer].me()), "{here} of {writer}");
        }
        let sealed: Vec<_> = seen.iter().filter_map(|one| one.kept).collect();
        assert!(sealed.iter().all(|kept| *kept == Kept::Yes), "{here}: {seen:?}");
        assert!(!capture.is_blind() || sealed.len() >= writers.len(), "{here}: {seen:?}");
        assert!(!listed || !seen.is_empty(), "{here} is not there");
    }
}

/// Case content stands in the case file only, and what is private on no page of the group.
fn only_where_it_may_be(table: &mut Table, method: &Method) {
    let (case, group) = (table.case, table.laptops[0].group_page());
    let pages: Vec<PageId> = table.laptops[0].roster().pages().map(|page| page.id).collect();
    for page in pages.into_iter().chain([group]) {
        let owner = table.laptops[0].roster().page(&page).and_then(|info| info.owner);
        let offered = table.laptops[0].roster().page(&page).map(|info| info.kind)
            == Some(PageKind::Case.number());
        let Ok(words) = table.laptops[owner_of(table, owner)].read(&page, said) else { continue };
        for step in &method.steps {
            for capture in &step.captures {
                let marker = format!("{} {} van", step.id, capture.id);
                let may = match capture.privacy {
                    Privacy::Case => page == case || offered,
                    Privacy::Group => true,
                    Privacy::Private => false,
                };
                assert!(may || !words.contains(&marker), "{}: {marker} leaks", method.id);
            }
        }
    }
}

fn owner_of(table: &Table, owner: Option<kring_trust::PersonId>) -> usize {
    table.laptops.iter().position(|laptop| Some(laptop.me()) == owner).unwrap_or(0)
}

/// Everything that stands on a page.
fn said(page: &Page) -> String {
    let kind = page.about().kind;
    let lists = entities::on(kind).filter(|entity| !entity.is_self());
    let items = lists.flat_map(|entity| page.all(entity)).chain(page.own_fields());
    items.map(|item| item.plain().to_string()).collect()
}

#[test]
fn all_methods_are_played_to_their_end() {
    for method in builtin() {
        play(method, false);
    }
}

#[test]
fn whose_clock_is_wrong_plays_along_to_the_end() {
    for minutes in [5, -5, 120, -120] {
        for laptop in [0, PRESENTER, 2] {
            let mut table = Table::laid(incident());
            wrong_clock(&mut table.laptops[laptop], minutes);
            play_at(table);
        }
    }
}

#[test]
fn a_groups_own_method_is_played_like_any_other() {
    for id in ["incident", "retrospective", "experiment_reflection"] {
        play(kring_model::method::named(id).unwrap(), true);
    }
}

#[test]
fn a_session_keeps_the_steps_that_it_began_with_on_every_laptop() {
    let mut table = Table::laid_with(incident(), true);
    let began = table.playing(0).method.step_ids().join(" ");
    let own = table.playing(0).method.id.clone();
    let (meeting, lotte) = (table.meeting, 2);
    // Apart: Lotte leaves a step out and begins a session of her own, Bram begins one as it was.
    let first = table.playing(lotte).method.steps[0].id.clone();
    let place = (&entities::METHOD_STEP, first.as_str());
    let changed = table.laptops[lotte]
        .act(|act| {
            methods::leave_out(act, place, true)?;
            start(act, &meeting, &own, About::default())
        })
        .unwrap();
    let unchanged =
        table.laptops[PRESENTER].act(|act| start(act, &meeting, &own, About::default())).unwrap();
    table.meet();
    let place = (&entities::OWN_METHOD, own.as_str());
    table.laptops[0].act(|act| methods::leave_out(act, place, true)).unwrap();
    table.meet();
    for laptop in &mut table.laptops {
        let mut steps = |session: &str| {
            super::one(laptop, &meeting, session).unwrap().method.step_ids().join(" ")
        };
        assert_eq!(steps(&table.session), began);
        assert_eq!(steps(&unchanged), began);
        assert_eq!(format!("{first} {}", steps(&changed)), began);
    }
}

fn incident() -> &'static Method {
    kring_model::method::named("incident").unwrap()
}

#[test]
fn two_who_press_next_end_one_step_and_minutes_add_up() {
    let mut table = Table::laid(incident());
    let (meeting, session) = (table.meeting, table.session.clone());
    for laptop in [0, 2] {
        let press = |laptop: &mut Replica| {
            laptop.act(|act| {
                extra(act, &meeting, &session, "inventariseren", 2)?;
                next(act, &meeting, &session, "inventariseren")
            })
        };
        press(&mut table.laptops[laptop]).unwrap();
    }
    table.meet();
    for laptop in 0..3 {
        let playing = table.playing(laptop);
        assert_eq!(playing.step().map(|step| step.id.as_str()), Some("kiezen"));
        let first = &playing.method.steps[0];
        assert_eq!(playing.minutes(first, 6), i64::from(first.minutes) + 4);
    }
}

#[test]
fn an_answer_of_a_laptop_that_was_away_appears_when_it_comes_back() {
    let mut table = Table::laid(incident());
    let (meeting, session) = (table.meeting, table.session.clone());
    for step in ["inventariseren", "kiezen", "vertellen"] {
        table.laptops[0].act(|act| next(act, &meeting, &session, step)).unwrap();
    }
    table.meet();
    assert_eq!(table.write(2, "vraag", &Answer::new("Hoe lang al?")).unwrap(), Written::Waits);
    // Lotte's lid closes; the others go on without her.
    table.laptops[0].act(|act| next(act, &meeting, &session, "vragen_noteren")).unwrap();
    assert_eq!(reveal(&mut table.laptops[2]).unwrap(), 0);
    table.meet();
    let step = incident().step("vragen_noteren").unwrap();
    for laptop in 0..3 {
        let (seen, _) = table.seen(laptop, step, "vraag");
        assert_eq!(seen.len(), 1);
        assert_eq!((seen[0].by, seen[0].kept), (Some(table.laptops[2].me()), Some(Kept::Yes)));
    }
}

#[test]
fn nothing_of_a_blind_answer_stays_behind_once_it_is_shown() {
    let mut table = Table::laid(incident());
    let (meeting, session) = (table.meeting, table.session.clone());
    for step in ["inventariseren", "kiezen", "vertellen"] {
        table.laptops[0].act(|act| next(act, &meeting, &session, step)).unwrap();
    }
    table.meet();
    table.write(2, "vraag", &Answer::new("Hoe lang al?")).unwrap();
    assert_eq!(table.laptops[2].drawers().unwrap().len(), 1);
    table.laptops[0].act(|act| stop(act, &meeting, &session)).unwrap();
    table.meet();
    assert!(table.laptops[2].drawers().unwrap().is_empty());
    assert!(table.playing(1).step().is_none());
}

#[test]
fn an_answer_that_was_changed_after_sealing_shows_it() {
    let mut table = Table::laid(incident());
    let (meeting, session) = (table.meeting, table.session.clone());
    for step in ["inventariseren", "kiezen", "vertellen"] {
        table.laptops[0].act(|act| next(act, &meeting, &session, step)).unwrap();
    }
    table.meet();
    table.write(2, "vraag", &Answer::new("Hoe lang al?")).unwrap();
    table.laptops[0].act(|act| next(act, &meeting, &session, "vragen_noteren")).unwrap();
    table.meet();
    let step = incident().step("vragen_noteren").unwrap();
    let (seen, _) = table.seen(0, step, "vraag");
    let (case, item) = (table.case, seen[0].id.clone());
    let other = "Wat zei de ander?".into();
    let place = (&entities::QUESTION, item.as_str());
    let lotte = &mut table.laptops[2];
    lotte.act(|act| crate::acts::writing::set(act, &case, place, "text", &other, None)).unwrap();
    table.meet();
    assert_eq!(table.seen(0, step, "vraag").0[0].kept, Some(Kept::No));
}

#[test]
fn who_listens_does_not_advise_and_who_advises_does_not_answer() {
    let mut table = Table::laid(kring_model::method::named("gossip").unwrap());
    let refused = |written: Result<Written, ReplicaError>| match written {
        Err(ReplicaError::NotAllowed(why)) => why,
        other => panic!("{other:?}"),
    };
    let text = Answer::new("Zo is het.");
    assert_eq!(refused(table.write(0, "hulpvraag", &text)), "presenter-answers");
    assert_eq!(refused(table.write(0, "geen", &text)), "no-capture");
    assert_eq!(refused(table.write(PRESENTER, "vraag", &text)), "presenter-listens");
}

#[test]
fn one_laptop_can_write_for_the_others() {
    let mut table = Table::laid(incident());
    let (meeting, session) = (table.meeting, table.session.clone());
    for step in ["inventariseren", "kiezen", "vertellen"] {
        table.laptops[0].act(|act| next(act, &meeting, &session, step)).unwrap();
    }
    table.meet();
    let lotte = table.laptops[2].me();
    let writing = Writing {
        meeting: &meeting,
        session: &session,
        step: None,
        capture: "vraag",
        answer: &Answer::new("Hoe lang al?"),
        case: None,
        speaker: Some(lotte),
    };
    write(&mut table.laptops[0], &writing).unwrap();
    table.laptops[0].act(|act| next(act, &meeting, &session, "vragen_noteren")).unwrap();
    table.meet();
    let step = incident().step("vragen_noteren").unwrap();
    let (seen, _) = table.seen(1, step, "vraag");
    assert_eq!((seen[0].by, seen[0].entered_by), (Some(lotte), Some(table.laptops[0].me())));
    assert_eq!(seen[0].kept, Some(Kept::Yes));
}

#[test]
fn what_one_noted_about_a_case_goes_with_it() {
    let mut table = Table::laid(kring_model::method::named("gossip").unwrap());
    let case = table.case;
    super::note(&mut table.laptops[PRESENTER], Some(&case), "Ik voelde me betrapt.").unwrap();
    assert_eq!(notes(&mut table.laptops[PRESENTER], Some(&case)).unwrap().len(), 1);
    table.laptops[PRESENTER].act(|act| page::erase(act, &case)).unwrap();
    assert!(notes(&mut table.laptops[PRESENTER], Some(&case)).unwrap().is_empty());
    assert!(table.laptops[PRESENTER].drawers().unwrap().is_empty());
}

#[test]
fn an_answer_about_a_case_that_is_wiped_meanwhile_goes_too() {
    let mut table = Table::laid(incident());
    let (meeting, session, case) = (table.meeting, table.session.clone(), table.case);
    for step in ["inventariseren", "kiezen", "vertellen"] {
        table.laptops[0].act(|act| next(act, &meeting, &session, step)).unwrap();
    }
    table.meet();
    table.write(2, "vraag", &Answer::new("Hoe lang al?")).unwrap();
    table.laptops[PRESENTER].act(|act| page::erase(act, &case)).unwrap();
    table.laptops[0].act(|act| next(act, &meeting, &session, "vragen_noteren")).unwrap();
    table.meet();
    assert!(table.laptops[2].drawers().unwrap().is_empty());
}

#[test]
fn a_session_that_treats_no_case_yet_gets_one() {
    let mut table = Table::laid(incident());
    let meeting = table.meeting;
    let noor = &mut table.laptops[0];
    let session = noor.act(|act| start(act, &meeting, "incident", About::default())).unwrap();
    let case = table.case;
    table.session = session.clone();
    assert_eq!(table.playing(0).case, None);
    table.laptops[0].act(|act| super::choose(act, &meeting, &session, &case)).unwrap();
    assert_eq!(table.playing(0).case, Some(case));
    let audience = table.laptops[0].roster().page(&case).map(|info| info.audience.clone());
    assert_ne!(audience, Some(Audience::All));
}
