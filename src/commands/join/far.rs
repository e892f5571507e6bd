//! Coming in over the internet, by the relay that a ticket names: what others see then is said before
//! anything leaves the laptop, and it needs a yes of its own.

use std::collections::BTreeSet;

use kring_node::net::{Internet, Switch};
use kring_node::ticket::Ticket;
use kring_trust::relay::Relay;

use super::{Args, Joining, tell};
use crate::ask;
use crate::commands::internet;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::words::Sentence;

/// The relays of the ticket that the person agrees to; none if only the own network is to be used.
/// `--yes` is no answer to this: it says nothing of the internet.
///
/// # Errors
/// [`Exit::NeedsAnswer`] if nobody can be asked, and neither flag was given.
pub(super) fn agreed(
    context: &Context,
    args: &Args,
    ticket: &Ticket,
) -> Result<BTreeSet<Relay>, Failure> {
    let nothing = BTreeSet::new();
    if args.no_internet {
        return Ok(nothing);
    }
    if ticket.relays.is_empty() {
        if args.internet {
            tell(context, &say!("join-far-none"))?;
        }
        return Ok(nothing);
    }
    for sentence in learned(context, ticket) {
        tell(context, &sentence)?;
    }
    if args.internet {
        return Ok(ticket.relays.clone());
    }
    if !context.has_terminal() || context.says_yes() {
        return Err(Failure::new(Exit::NeedsAnswer, say!("join-far-needs-yes"))
            .hint(say!("join-far-needs-yes-hint")));
    }
    let yes = ask::yes(
        context,
        &say!("ask-join-far", relay = internet::named(context.words(), &ticket.relays)),
    )?;
    Ok(if yes { ticket.relays.clone() } else { nothing })
}

/// The inviter's laptop was not found where it was looked for.
pub(super) fn not_found(context: &Context, joining: &Joining<'_>, ticket: &Ticket) -> Failure {
    let near = Failure::new(Exit::Network, say!("join-not-found"));
    if !joining.relays.is_empty() {
        let relay = internet::named(context.words(), &joining.relays);
        Failure::new(Exit::Network, say!("join-far-not-found", relay = relay))
            .hint(say!("join-far-not-found-hint"))
    } else if ticket.relays.is_empty() {
        near.hint(say!("join-not-found-hint"))
    } else {
        near.hint(say!("join-far-no-hint"))
    }
}

/// How the switch of the new group stands on this laptop, where there is something to say.
pub(super) fn told(answer: Answer, internet: &Internet) -> Answer {
    let answer = match internet.switch() {
        Switch::On => answer.remark(say!("internet-is-on")),
        Switch::NotAgreed => answer.remark(say!("internet-is-not-agreed")),
        Switch::Off => answer,
    };
    if internet.asks() { answer.remark(say!("internet-agree-hint")) } else { answer }
}

/// What others learn, and for how long the yes holds.
fn learned(context: &Context, ticket: &Ticket) -> Vec<Sentence> {
    let mut all = vec![
        say!("join-far-what", relay = internet::named(context.words(), &ticket.relays)),
        say!("join-far-learns"),
        say!("internet-never"),
        say!("join-far-others"),
        say!("internet-nowhere-else"),
        say!("join-far-after"),
        say!("join-far-no"),
    ];
    all.extend(ticket.relays.iter().any(internet::is_plain).then(|| say!("internet-plain")));
    all
}
