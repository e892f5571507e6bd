//! How far a quote may go. Only its author says so: what others entered for them does not count, and
//! neither does what a note-taker ticked while writing it down.

use crate::person::person;
use crate::read::Record;

/// How far a quote may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Its author has not said anything yet.
    Unasked,
    /// It stays in the group.
    Stays,
    /// It may go outside, without its author's name.
    Free,
    /// It may go outside, with its author's name.
    Named,
    /// The author's own laptops say different things: until they choose, it stays.
    Undecided,
}

impl Reach {
    /// Its name in data and words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::Stays => "stays",
            Self::Free => "free",
            Self::Named => "named",
            Self::Undecided => "undecided",
        }
    }

    /// Whether it may go outside.
    pub const fn is_free(self) -> bool {
        matches!(self, Self::Free | Self::Named)
    }
}

/// How far a quote may go, as it stands.
pub fn reach(quote: &Record) -> Reach {
    match (said(quote, "may_share"), said(quote, "with_name")) {
        (Said::Nothing, _) => Reach::Unasked,
        (Said::Both, _) => Reach::Undecided,
        (Said::No, _) => Reach::Stays,
        (Said::Yes, Said::Yes) => Reach::Named,
        (Said::Yes, _) => Reach::Free,
    }
}

/// What an author said of a yes-or-no.
enum Said {
    Nothing,
    No,
    Yes,
    /// Apart, on two laptops.
    Both,
}

fn said(quote: &Record, field: &str) -> Said {
    let author = person(quote.by());
    let own = quote.versions(field).iter().filter(|said| said.by.is_some() && said.by == author);
    let mut all = own.map(|said| said.value == true.into());
    let Some(first) = all.next() else { return Said::Nothing };
    match (all.all(|other| other == first), first) {
        (false, _) => Said::Both,
        (true, true) => Said::Yes,
        (true, false) => Said::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::QUOTE;
    use crate::schema::PageKind;
    use crate::testing::{LOTTE, NOOR, WIM, add, by, change, get, page, person, set};
    use automerge::Automerge;

    const PLACE: (&crate::schema::Entity, &str) = (&QUOTE, "q");

    fn reach_of(doc: &Automerge) -> Reach {
        reach(&get(doc, &QUOTE, "q"))
    }

    #[test]
    fn only_the_author_says_how_far_a_quote_may_go() {
        let mut doc = page(PageKind::Evaluation);
        let written = by(WIM).on_behalf_of(person(LOTTE));
        let yes = [("may_share", true.into()), ("with_name", true.into())];
        let values = [[("text", "Veel tips.".into())].as_slice(), &yes].concat();
        add(&mut doc, &written, &QUOTE, "q", &values).unwrap();
        assert_eq!(reach_of(&doc), Reach::Unasked, "Wim ticked it for Lotte");
        set(&mut doc, &by(NOOR).on_behalf_of(person(LOTTE)), PLACE, "may_share", true).unwrap();
        assert_eq!(reach_of(&doc), Reach::Unasked, "Noor says so for Lotte");
        assert!(set(&mut doc, &by(NOOR), PLACE, "may_share", true).is_err());
        for yes in [false, true] {
            // What stands there already is not written again.
            set(&mut doc, &by(LOTTE), PLACE, "may_share", yes).unwrap();
        }
        assert_eq!(reach_of(&doc), Reach::Free, "her name is another question");
        for yes in [false, true] {
            set(&mut doc, &by(LOTTE), PLACE, "with_name", yes).unwrap();
        }
        assert_eq!(reach_of(&doc), Reach::Named);
        set(&mut doc, &by(LOTTE), PLACE, "may_share", false).unwrap();
        assert_eq!(reach_of(&doc), Reach::Stays);
    }

    #[test]
    fn two_laptops_that_say_different_things_release_nothing() {
        let mut doc = page(PageKind::Evaluation);
        add(&mut doc, &by(NOOR), &QUOTE, "q", &[("text", "Veel tips.".into())]).unwrap();
        let write = |doc: &mut Automerge, actor: u8, yes: bool| {
            // The same person on another laptop: an actor that begins alike.
            doc.set_actor(automerge::ActorId::from(&[NOOR, actor][..]));
            let mut tx = doc.transaction();
            crate::edit::set(&mut tx, &QUOTE, "q", "may_share", &yes.into(), &by(NOOR)).unwrap();
            tx.commit();
        };
        let mut other = doc.fork();
        write(&mut doc, 1, true);
        write(&mut other, 2, false);
        doc.merge(&mut other).unwrap();
        assert_eq!(reach_of(&doc), Reach::Undecided);
        change(&mut doc, NOOR, |tx| {
            crate::edit::set(tx, &QUOTE, "q", "may_share", &true.into(), &by(NOOR))
        })
        .unwrap();
        assert_eq!(reach_of(&doc), Reach::Free);
    }
}
