//! A ticket that names a relay: what others see when somebody comes in by it is said before anything
//! leaves the laptop, and it needs a yes of its own.

use askama::Template;
use kring_node::ticket::Ticket;

use super::internet;
use crate::app::{Answer, page};
use crate::frame::Frame;
use crate::words::Words;

/// What others see then, and for how long the yes holds.
const LEARNED: [&str; 6] = [
    "join-far-learns",
    "internet-never",
    "join-far-others",
    "internet-nowhere-else",
    "join-far-after",
    "join-far-no",
];

#[derive(Template)]
#[template(path = "join_far.html")]
struct FarPage {
    frame: Frame,
    learned: Vec<String>,
    question: String,
    ticket: String,
    me: String,
}

/// Asks; the answer comes with the same form, ticket and name included.
pub(super) fn ask(w: &'static Words, ticket: &Ticket, me: String) -> Answer {
    let frame = Frame::outside(w, w.t("join-far"));
    let named: Vec<_> = ticket.relays.iter().map(|one| internet::relay(w, one)).collect();
    let named = named.join(", ");
    let mut learned = vec![w.say("join-far-what", &[("relay", (&named).into())])];
    let question = w.say("ask-join-far", &[("relay", (&named).into())]);
    let plain = ticket.relays.iter().any(internet::is_plain).then_some("internet-plain");
    learned.extend(LEARNED.into_iter().chain(plain).map(|key| w.t(key)));
    page(&FarPage { frame, learned, question, ticket: ticket.to_string(), me })
}
