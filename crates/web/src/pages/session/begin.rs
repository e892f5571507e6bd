//! Which method is played: a list to choose from, with what it is good for.

use askama::Template;
use axum::extract::Path;
use kring_model::derive::Used;
use kring_model::method::{self, DEFAULT_METHOD, FOLLOW_UP_METHOD, Method};
use kring_model::schema::PageKind;
use kring_node::acts::method as methods;
use kring_node::acts::session::{self, About};
use kring_node::trajectory as told;

use super::ask;
use crate::app::{Answer, Visit, go, page as rendered};
use crate::desk::{Desk, page_id};
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::Choice;
use crate::labels;
use crate::lists;
use crate::pages::method::facts;
use crate::trouble::Trouble;
use crate::words::Words;

#[derive(Template)]
#[template(path = "session/begin.html")]
struct BeginPage {
    frame: Frame,
    group: String,
    meeting: String,
    methods: Vec<Offered>,
    /// What would be a change after the last time; empty if nothing was played.
    change: String,
    cases: Vec<Choice>,
    experiments: Vec<Choice>,
}

/// A method to choose.
struct Offered {
    id: String,
    name: String,
    summary: String,
    use_when: String,
    facts: String,
    /// How often it was played, and when the last time; empty if it was not.
    used: String,
    /// It is chosen already: what this meeting begins with.
    on: bool,
}

/// The methods, that which the group needs now first.
pub(super) async fn ask(visit: Visit, Path((_, page)): Path<(String, String)>) -> Answer {
    visit
        .show_at(page, move |desk, mut frame, at| {
            let w = frame.w;
            if at.kind != PageKind::Meeting {
                return Err(Trouble::nothing());
            }
            frame.title = w.t("session-begin");
            let first = if ask::must_tell(desk)? { FOLLOW_UP_METHOD } else { DEFAULT_METHOD };
            let own = methods::own(desk.replica)?;
            let own = own.iter().filter_map(|one| one.method.as_deref());
            let mut methods: Vec<&Method> = own.chain(method::builtin()).collect();
            let used = told::methods_used(desk.replica)?;
            let change = told::method_to_change(desk.replica, &used);
            methods.sort_by_key(|method| method.id != first);
            rendered(&BeginPage {
                group: desk.replica.group().to_string(),
                meeting: at.page.to_string(),
                methods: methods.into_iter().map(|one| offered(w, one, first, &used)).collect(),
                change: told::change(w, w.tag(), &used, change).unwrap_or_default(),
                cases: ask::open_cases(desk, w)?,
                experiments: experiments(desk, w)?,
                frame,
            })
        })
        .await
}

fn offered(w: &Words, method: &Method, first: &str, used: &[Used]) -> Offered {
    Offered {
        id: method.id.clone(),
        name: method.name.of(w.tag()).to_owned(),
        summary: method.summary.of(w.tag()).to_owned(),
        use_when: method.use_when.of(w.tag()).to_owned(),
        facts: facts(w, method),
        used: used
            .iter()
            .find(|one| one.method == method.id)
            .map(|one| {
                let day = labels::day(w, &one.last);
                w.say("variety-used", &[("times", one.times.into()), ("day", (&day).into())])
            })
            .unwrap_or_default(),
        on: method.id == first,
    }
}

fn experiments(desk: &mut Desk<'_>, w: &'static Words) -> Result<Vec<Choice>, Trouble> {
    let all = lists::listed(desk, PageKind::Experiment)?;
    let choice = |one: &lists::Listed| Choice {
        value: one.id.clone(),
        label: lists::title(w, PageKind::Experiment, one),
        on: false,
    };
    Ok(all.iter().map(choice).collect())
}

/// Begins.
pub(super) async fn begin(
    visit: Visit,
    Path((_, page)): Path<(String, String)>,
    form: Form,
) -> Answer {
    visit
        .ask_at(page, move |desk, _, at| {
            if at.kind != PageKind::Meeting {
                return Err(Trouble::nothing());
            }
            let named = |name| match form.text(name) {
                "" => Ok(None),
                id => page_id(id).map(Some),
            };
            let about = About { case: named("case")?, experiment: named("experiment")? };
            let method = form.text("method");
            let id = desk.act(|act| session::start(act, &at.page, method, about))?;
            go(&super::address(&at.shown(), &id), "")
        })
        .await
}
