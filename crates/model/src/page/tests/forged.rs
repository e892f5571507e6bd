//! What a member with a modified program writes into an honestly signed log.

use automerge::ObjType;
use automerge::legacy::{ElementId, MarkData};

use super::super::gate::{Incoming, admit};
use super::super::operations::Known;
use super::*;

/// Honest laptops, level, with a text, values and an item; and the one that forges.
pub(super) struct Circle {
    pub(super) noor: Laptop,
    pub(super) wim: Laptop,
    pub(super) mallory: Laptop,
}

impl Circle {
    pub(super) fn new() -> Self {
        let mut circle =
            Self { noor: Laptop::new(1), wim: Laptop::new(2), mallory: Laptop::new(3) };
        circle.noor.type_at(0, 0, "Tjeerd is nieuw.");
        circle.noor.put("kleur", "groen");
        circle.wim.page.append(&[circle.noor.arrived(0)]).unwrap();
        circle.wim.type_at(0, 3, "Wi");
        circle.noor.page.append(&[circle.wim.arrived(0)]).unwrap();
        let everything = [circle.noor.arrived(0), circle.wim.arrived(0)];
        circle.mallory.page.append(&everything).unwrap();
        let more = more(&circle.mallory.page);
        circle.mallory.write(|tx| {
            let item = tx.put_object(&more, "item", ObjType::Map)?;
            tx.put(&item, "by", "Mallory")?;
            let list = tx.put_object(&item, "list", ObjType::List)?;
            tx.insert(&list, 0, "een")
        });
        circle.noor.page.append(&[circle.mallory.arrived(0)]).unwrap();
        circle.wim.page.append(&[circle.mallory.arrived(0)]).unwrap();
        circle
    }

    pub(super) fn logs(&self) -> Vec<HeldLog> {
        vec![self.noor.held(), self.wim.held(), self.mallory.held()]
    }

    /// Honest life before and after a forged entry, on two laptops that get it in another order;
    /// returns why it was set aside, if it was.
    ///
    /// Nobody panics, nothing honest is lost, everybody can save and load, and all agree.
    pub(super) fn live_through(mut self) -> Option<Fault> {
        let forged = self.mallory.entries.len() as u64;
        self.noor.type_at(0, 0, "Voor. ");
        let logs = self.logs();
        self.noor.take(&self.mallory, &logs);
        self.noor.check(&logs);
        self.noor.type_at(0, 0, "Na. ");
        let logs = self.logs();
        self.wim.take(&self.noor, &logs);
        self.wim.take(&self.mallory, &logs);
        self.wim.check(&logs);
        self.wim.put("kleur", "blauw");
        let logs = self.logs();
        self.noor.take(&self.wim, &logs);
        self.noor.check(&logs);
        assert!(text(&self.noor.page).contains("Na. "), "{}", text(&self.noor.page));
        let mut reversed = logs.clone();
        reversed.reverse();
        let fresh = materialise(PageKind::Note, &reversed);
        assert_eq!(fresh.check(), Ok(()));
        assert_eq!(fresh.digest(), self.noor.page.digest());
        assert_eq!(fresh.digest(), self.wim.page.digest());
        let bytes = fresh.snapshot().unwrap();
        assert_eq!(Page::from_snapshot(*fresh.about(), &bytes).unwrap().digest(), fresh.digest());
        assert_eq!(fresh.history().len(), self.noor.page.history().len());
        fresh.history().iter().for_each(|past| drop(fresh.touched(&past.change)));
        crate::text::merged(fresh.doc(), &text_of(&fresh));
        let of_mallory = fresh.resting().iter().find(|resting| resting.n == forged);
        match of_mallory.map(|resting| resting.why.clone()) {
            Some(Why::SetAside(fault)) => Some(fault),
            Some(why) => panic!("{why:?}"),
            None => None,
        }
    }
}

impl Laptop {
    /// The background check, and what follows when it fails.
    fn check(&mut self, logs: &[HeldLog]) {
        if self.page.check().is_err() {
            self.page = materialise(self.page.about.kind, logs);
            assert_eq!(self.page.check(), Ok(()));
        }
    }
}

fn forge(make: impl FnOnce(&Circle) -> Vec<Op>) -> Option<Fault> {
    let mut circle = Circle::new();
    let slim = circle.mallory.slim(make(&circle));
    circle.mallory.forge(&slim);
    circle.live_through()
}

fn item(circle: &Circle) -> ObjId {
    let page = &circle.mallory.page;
    page.doc().get(more(page), "item").unwrap().unwrap().1
}

fn list(circle: &Circle) -> ObjId {
    circle.mallory.page.doc().get(item(circle), "list").unwrap().unwrap().1
}

fn id(circle: &Circle, counter: u64) -> OpId {
    OpId(counter, circle.mallory.actor())
}

fn element(object: &ObjId, after: ElementId, text: &str) -> Op {
    let action = OpType::Put(ScalarValue::Str(text.into()));
    Op { insert: true, ..op(object, Key::Seq(after), action) }
}

fn with_pred(op: Op, pred: OpId) -> Op {
    Op { pred: vec![pred].into_iter().collect(), ..op }
}

#[test]
fn an_honest_change_made_by_hand_is_taken() {
    assert_eq!(forge(|circle| vec![put(&item(circle), "kleur", "rood")]), None);
}

#[test]
fn predecessors_of_itself_and_of_the_future() {
    let fault = forge(|circle| {
        let own = id(circle, circle.mallory.next_op());
        vec![with_pred(put(&item(circle), "by", "x"), own)]
    });
    assert_eq!(fault, Some(Fault::Reference));
    let fault = forge(|circle| {
        let future = id(circle, circle.mallory.next_op() + 1);
        vec![with_pred(put(&item(circle), "by", "x"), future), put(&item(circle), "z", "y")]
    });
    assert_eq!(fault, Some(Fault::Reference));
}

#[test]
fn predecessors_that_are_not_there_or_stand_elsewhere() {
    // Counters that nobody used: the actor wrote nothing there.
    let nowhere = forge(|circle| {
        vec![with_pred(put(&item(circle), "by", "x"), OpId(1, circle.mallory.actor()))]
    });
    assert_eq!(nowhere, Some(Fault::Reference));
    // Another key's value.
    let elsewhere = forge(|circle| {
        let ObjId::Id(counter, _, _) = item(circle) else { panic!() };
        vec![with_pred(put(&item(circle), "other", "x"), id(circle, counter + 1))]
    });
    assert_eq!(elsewhere, Some(Fault::Reference));
}

#[test]
fn objects_and_elements_that_are_not_there() {
    let object = forge(|circle| vec![put(&ObjId::Id(1, circle.mallory.actor(), 0), "by", "x")]);
    assert!(object.is_some());
    let unknown = forge(|circle| {
        let stranger = ActorId::from(Actor::from(circle.wim.id()).0);
        vec![put(&ObjId::Id(100_000, stranger, 0), "by", "x")]
    });
    assert_eq!(unknown, Some(Fault::Reference));
    let after = forge(|circle| {
        vec![element(&list(circle), ElementId::Id(OpId(2, circle.mallory.actor())), "x")]
    });
    assert!(after.is_some());
    let scalar = forge(|circle| {
        let ObjId::Id(counter, actor, _) = item(circle) else { panic!() };
        vec![put(&ObjId::Id(counter + 1, actor, 0), "in a scalar", "x")]
    });
    assert!(scalar.is_some());
}

#[test]
fn keys_of_the_wrong_kind() {
    let in_list = forge(|circle| vec![put(&list(circle), "key", "x")]);
    let in_map = forge(|circle| vec![element(&item(circle), ElementId::Head, "x")]);
    let in_text = forge(|circle| vec![put(&text_of(&circle.mallory.page), "key", "x")]);
    let new = forge(|circle| {
        let made = ObjId::Id(circle.mallory.next_op(), circle.mallory.actor(), 0);
        let make = op(&item(circle), Key::Map("new".into()), OpType::Make(ObjType::List));
        vec![make, put(&made, "key", "x")]
    });
    for fault in [in_list, in_map, in_text, new] {
        assert_eq!(fault, Some(Fault::Place("a key does not fit its object".to_owned())));
    }
}

#[test]
fn deletions_of_what_is_not_there_and_twice() {
    forge(|circle| vec![op(&item(circle), Key::Map("nothing".into()), OpType::Delete)]);
    forge(|circle| {
        let ObjId::Id(counter, _, _) = item(circle) else { panic!() };
        let delete = op(&item(circle), Key::Map("by".into()), OpType::Delete);
        let by = id(circle, counter + 1);
        vec![with_pred(delete.clone(), by.clone()), with_pred(delete, by)]
    });
    let insert = forge(|circle| {
        let delete = op(&list(circle), Key::Seq(ElementId::Head), OpType::Delete);
        vec![Op { insert: true, ..delete }]
    });
    assert!(insert.is_some());
}

#[test]
fn odd_values_in_a_text() {
    forge(|circle| {
        let text = text_of(&circle.mallory.page);
        vec![
            element(&text, ElementId::Head, "meer dan een letter"),
            element(&text, ElementId::Head, ""),
        ]
    });
    forge(|circle| {
        let text = text_of(&circle.mallory.page);
        let map = op(&text, Key::Seq(ElementId::Head), OpType::Make(ObjType::Map));
        vec![Op { insert: true, ..map }]
    });
    forge(|circle| {
        let text = text_of(&circle.mallory.page);
        let data = MarkData { name: "dik".into(), value: ScalarValue::Null, expand: true };
        let begin = op(&text, Key::Seq(ElementId::Head), OpType::MarkBegin(data));
        vec![Op { insert: true, ..begin }]
    });
    forge(|circle| {
        let text = text_of(&circle.mallory.page);
        let end = op(&text, Key::Seq(ElementId::Head), OpType::MarkEnd(true));
        vec![Op { insert: true, ..end }]
    });
}

#[test]
fn counters_that_overflow() {
    forge(|circle| {
        let counter = OpType::Put(ScalarValue::counter(i64::MAX));
        let own = id(circle, circle.mallory.next_op());
        let more_of_it = op(&item(circle), Key::Map("tally".into()), OpType::Increment(i64::MAX));
        vec![op(&item(circle), Key::Map("tally".into()), counter), with_pred(more_of_it, own)]
    });
}

fn nested(depth: usize, kind: ObjType) -> Option<Fault> {
    forge(|circle| {
        let first = circle.mallory.next_op();
        let mut inside = item(circle);
        let mut operations = Vec::new();
        for at in 0..depth {
            let key = if kind == ObjType::List && at > 0 {
                Key::Seq(ElementId::Head)
            } else {
                Key::Map("in".into())
            };
            let insert = matches!(key, Key::Seq(_));
            operations.push(Op { insert, ..op(&inside, key, OpType::Make(kind)) });
            inside = ObjId::Id(first + at as u64, circle.mallory.actor(), 0);
        }
        operations
    })
}

#[test]
fn what_is_nested_too_deep_never_reaches_automerge() {
    // The item is the second below the root.
    for kind in [ObjType::Map, ObjType::List] {
        assert_eq!(nested(DEPTH_CAP - 2, kind), None);
        assert_eq!(nested(DEPTH_CAP - 1, kind), Some(Fault::TooDeep));
        assert_eq!(nested(5_000, kind), Some(Fault::TooDeep));
    }
}

#[test]
fn depth_adds_up_over_entries() {
    let mut circle = Circle::new();
    let mut inside = item(&circle);
    for _ in 0..DEPTH_CAP - 2 {
        inside = circle.mallory.write(|tx| tx.put_object(&inside, "in", ObjType::Map));
    }
    let arrived = circle.mallory.arrived(0);
    circle.noor.page.append(&[arrived]).unwrap();
    let slim =
        circle.mallory.slim(vec![op(&inside, Key::Map("in".into()), OpType::Make(ObjType::Map))]);
    circle.mallory.forge(&slim);
    assert_eq!(circle.noor.page.append(&[circle.mallory.arrived(0)]), Err(NeedsRebuild::Bad));
    let page = materialise(PageKind::Note, &circle.logs());
    assert_eq!(page.set_aside().map(|(_, fault)| fault).collect::<Vec<_>>(), [&Fault::TooDeep]);
}

#[test]
fn what_names_something_it_cannot_have_seen_is_set_aside_in_every_order() {
    let mut circle = Circle::new();
    // Wim writes something that Mallory has not seen by her own dependencies, but knows of.
    let unseen = circle.wim.page.doc().get_heads();
    circle.wim.put("nieuw", "ding");
    let next = circle.wim.next_op() - 1;
    assert_ne!(unseen, circle.wim.page.heads());
    let wims = OpId(next, circle.wim.actor());
    let more = more(&circle.mallory.page);
    let slim = circle.mallory.slim(vec![with_pred(put(&more, "nieuw", "x"), wims)]);
    circle.mallory.forge(&slim);
    assert_eq!(circle.live_through(), Some(Fault::Reference));
}

#[test]
fn what_is_somebody_elses_is_set_aside_with_all_that_builds_on_it() {
    let mut circle = Circle::new();
    let own = circle.mallory.page.doc().get(ROOT, "self").unwrap().unwrap().1;
    let help = format!("help_offers/{}", person(1));
    let slim = circle.mallory.slim(vec![put(&own, &help, "Noor helpt")]);
    circle.mallory.forge(&slim);
    let fault = circle.live_through();
    assert!(matches!(&fault, Some(Fault::Rights(why)) if why.contains("help_offers")), "{fault:?}");
}

#[test]
fn what_builds_on_it_from_another_log_goes_with_it() {
    let mut circle = Circle::new();
    let own = circle.mallory.page.doc().get(ROOT, "self").unwrap().unwrap().1;
    let slim = circle.mallory.slim(vec![put(&own, &format!("help_offers/{}", person(1)), "x")]);
    circle.mallory.forge(&slim);
    // An accomplice whose program does not look at rights either.
    let mut accomplice = Laptop::new(4);
    accomplice.page = circle.mallory.page.clone();
    let page = &mut accomplice.page;
    let slot = page.logs.slot(&circle.mallory.id().into()).unwrap();
    let chain = circle.mallory.entries.last().unwrap().chain;
    let incoming = Incoming { slot, slim: &slim, chain };
    let known = &mut Known::beside(&circle.mallory.page.doc, &circle.mallory.page.logs);
    let candidate = admit(&mut page.logs, known, &incoming).unwrap();
    page.doc.apply_changes([candidate.change]).unwrap();
    accomplice.put("kleur", "zwart");
    let mut logs = circle.logs();
    logs.push(accomplice.held());
    let page = materialise(PageKind::Note, &logs);
    let faults: Vec<_> = page.set_aside().map(|(resting, fault)| (resting.log, fault)).collect();
    assert!(faults.contains(&(accomplice.id(), &Fault::After)), "{faults:?}");
    assert_eq!(faults.len(), 2);
    assert_eq!(page.digest(), materialise(PageKind::Note, &Circle::new().logs()).digest());
}

#[test]
fn entries_after_one_that_is_set_aside_rest_without_a_rebuild() {
    let mut circle = Circle::new();
    let slim = circle.mallory.slim(vec![put(&list(&circle), "key", "x")]);
    circle.mallory.forge(&slim);
    circle.noor.page = materialise(PageKind::Note, &circle.logs());
    circle.mallory.forge(&slim);
    let after = circle.mallory.entries.len() - 1;
    let done = circle.noor.page.append(&[circle.mallory.arrived(after)]).unwrap();
    assert_eq!((done.applied, done.rest), (0, 1));
    let last = circle.noor.page.resting().last().unwrap();
    assert_eq!(last.why, Why::SetAside(Fault::After));
    // Mallory cannot write on there herself either.
    let closed = circle.noor.page.edit(&circle.mallory.log, TIME, None, |tx| tx.put(ROOT, "x", 1));
    assert!(matches!(closed, Err(EditError::LogClosed)));
}

#[test]
fn an_entry_that_killed_the_program_is_set_aside_unseen() {
    let circle = Circle::new();
    let crashed = BTreeSet::from([(circle.wim.id(), 1)]);
    let page = Page::materialise(about(PageKind::Note), &circle.logs(), Scrutiny::Whole, &crashed)
        .unwrap();
    let why: Vec<_> = page.set_aside().map(|(resting, fault)| (resting.log, fault)).collect();
    assert!(why.contains(&(circle.wim.id(), &Fault::Crash)), "{why:?}");
    assert!(why.contains(&(circle.mallory.id(), &Fault::After)), "{why:?}");
    assert_eq!(text(&page), "Tjeerd is nieuw.");
}

#[test]
fn made_entry_by_entry_it_is_the_same_page() {
    let circle = Circle::new();
    for crashed in [BTreeSet::new(), BTreeSet::from([(circle.wim.id(), 1)])] {
        let (about, logs) = (about(PageKind::Note), circle.logs());
        let page = Page::materialise(about, &logs, Scrutiny::Whole, &crashed).unwrap();
        let mut told = Vec::new();
        let each = &mut |log, n| told.push((log, n));
        let slow = Page::materialise_one_by_one(about, &logs, Scrutiny::Whole, &crashed, each);
        let slow = slow.unwrap();
        assert_eq!((slow.digest(), slow.resting()), (page.digest(), page.resting()));
        let all = logs.iter().flat_map(|log| {
            (1..).zip(&log.branches[0].entries).map(|(n, _)| (log.opening.id(), n))
        });
        let rests =
            |(log, n): &(LogId, u64)| page.resting().iter().any(|r| (r.log, r.n) == (*log, *n));
        assert!(all.filter(|entry| !rests(entry)).all(|entry| told.contains(&entry)));
        assert!(crashed.iter().all(|entry| !told.contains(entry)), "it is not even looked into");
    }
}

#[test]
fn many_bad_logs_cost_each_one_entry() {
    let mut circle = Circle::new();
    let mut logs = circle.logs();
    let mut mallory = Vec::new();
    for salt in 0..20 {
        let mut other = Laptop::new(3);
        other.log.opening.salt = [100 + salt; 8];
        other.page = circle.mallory.page.clone();
        let slim = other.slim(vec![put(&list(&circle), "key", "x")]);
        other.forge(&slim);
        other.forge(&slim);
        logs.push(other.held());
        mallory.push(other);
    }
    let page = materialise(PageKind::Note, &logs);
    assert_eq!(page.set_aside().count(), 40);
    assert_eq!(page.digest(), materialise(PageKind::Note, &circle.logs()).digest());
    circle.noor.page = page;
    circle.noor.type_at(0, 0, "Toch. ");
    assert_eq!(circle.noor.page.check(), Ok(()));
}
