//! One person's program changed much of others at once: who, when and how much, above everything
//! else, with one button that puts all of it back and one that leaves it.

use axum::extract::Path;
use kring_node::swept::{self, Swept};

use crate::app::{Answer, Visit, go};
use crate::desk::Desk;
use crate::form::Form;
use crate::labels;
use crate::trouble::Trouble;
use crate::words::Words;

/// Lines at the top, the newest; what is behind them shows once these are answered.
const LINES_CAP: usize = 3;

/// One line at the top.
pub(crate) struct Line {
    /// Tells it from others.
    pub(crate) id: String,
    /// Who changed how much, when.
    pub(crate) says: String,
    /// What can be done, and that nothing is lost.
    pub(crate) asks: String,
    /// What the button says that puts it back.
    pub(crate) back: String,
}

/// What nobody answered on this laptop yet.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn lines(desk: &mut Desk<'_>, w: &Words) -> Result<Vec<Line>, Trouble> {
    let all = swept::all(desk.replica)?;
    Ok(all.iter().take(LINES_CAP).map(|one| line(desk, w, one)).collect())
}

/// Puts all of one back, or leaves it.
pub(crate) async fn answer(
    visit: Visit,
    Path((_, act)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let all = swept::all(desk.replica)?;
            let one = all.iter().find(|one| one.id == form.text("id"));
            match (act.as_str(), one) {
                // Somebody was first, or more of it came since: the line says how it is now.
                (_, None) => go(&base, ""),
                ("back", Some(one)) => {
                    swept::put_back(desk.replica, one)?;
                    let twice = one.is_twice();
                    go(&base, if twice { "done-swept-once" } else { "done-swept-all-back" })
                }
                ("leave", Some(one)) => {
                    swept::leave(desk.replica, one)?;
                    go(&base, "done-swept-left")
                }
                _ => Err(Trouble::nothing()),
            }
        })
        .await
}

fn line(desk: &mut Desk<'_>, w: &Words, one: &Swept) -> Line {
    if one.is_twice() {
        return Line {
            id: one.id.clone(),
            says: w.say("swept-twice", &[("count", one.places.into())]),
            asks: w.t("swept-twice-ask"),
            back: w.t("do-swept-twice"),
        };
    }
    let name = desk.name(&one.person);
    let when = labels::lately(w, one.from_ms);
    let filled = [("name", (&name).into()), ("count", one.places.into()), ("when", (&when).into())];
    Line {
        id: one.id.clone(),
        says: w.say("swept-line", &filled),
        asks: w.say("swept-ask", &[("name", (&name).into())]),
        back: w.t("do-swept-back"),
    }
}
