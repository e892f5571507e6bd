//! From a yes on both sides to the statement that brings a device in, by whom it comes as.

use kring_trust::roster::{DeviceState, Roster};
use kring_trust::statement::{Body, CoSignature, Draft, Statement};

use super::host::{Host, HostError};
use super::invitations::Whom;
use super::proof::{Consent, Refusal};

/// Says that a device is in. Answers a statement that is not said yet where another person must sign
/// it as well.
///
/// # Errors
/// The [`Refusal`] that the joiner gets; then nothing was said.
pub(super) fn bring_in<H: Host>(
    host: &mut H,
    whom: Whom,
    consent: Consent,
) -> Result<Option<Vec<u8>>, Refusal> {
    let Consent { record, signature, first } = consent;
    match whom {
        Whom::Newcomer => say(host, Body::Joined { record, consent: signature }),
        Whom::OwnDevice(_) => say(host, Body::DeviceAdded { record, consent: signature }),
        Whom::Returning(person) => {
            let body = Body::Returned { record, consent: signature, second: None };
            let alone = host.roster().signers_to_return(&person) == 1;
            match first {
                _ if alone => say(host, body),
                None => Ok(Some(draft(host, body).sign(&host.group(), host.keys()).encode())),
                Some(first) => confirm(host, &body, &first),
            }
        }
    }
}

fn say<H: Host>(host: &mut H, body: Body) -> Result<Option<Vec<u8>>, Refusal> {
    let statement = draft(host, body).sign(&host.group(), host.keys());
    hear(host, statement)
}

fn draft<H: Host>(host: &mut H, body: Body) -> Draft {
    let time = host.now_ms();
    Draft { device: host.device(), time, after: host.roster().newest(), body }
}

/// This person's signature under what another one said of the same device.
fn confirm<H: Host>(host: &mut H, ours: &Body, first: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    let mut statement = Statement::decode(first).map_err(|_| Refusal::BadRecord)?;
    judge(host.roster(), &statement, ours, host)?;
    let time = statement.time;
    let (device, after, body) = (statement.device, statement.after.clone(), statement.body.clone());
    let draft = Draft { device, time, after, body };
    let second = draft.sign_along(&host.group(), host.device(), host.keys());
    if let Body::Returned { second: place, .. } = &mut statement.body {
        *place = Some(CoSignature { ..second });
    }
    hear(host, statement)
}

/// Whether the first person's statement is about this very device, of somebody else who is in, and
/// can be judged here.
fn judge<H: Host>(
    roster: &Roster,
    statement: &Statement,
    ours: &Body,
    host: &H,
) -> Result<(), Refusal> {
    let (Body::Returned { record, second: None, .. }, Body::Returned { record: asked, .. }) =
        (&statement.body, ours)
    else {
        return Err(Refusal::BadRecord);
    };
    if record != asked {
        return Err(Refusal::BadRecord);
    }
    if !statement.after.iter().all(|id| roster.stands(id)) {
        return Err(Refusal::Behind);
    }
    let signer = roster.device(&statement.device).ok_or(Refusal::Behind)?;
    let mine = roster.person_of(&host.device());
    let one_person = Some(signer.person) == mine || Some(signer.person) == record.person;
    if one_person || mine == record.person {
        return Err(Refusal::SamePerson);
    }
    let group = roster.group();
    let signed = statement.verify(&group, &signer.record.sign_key).is_ok();
    let sound = signed && statement.verify_consent(&group).is_ok();
    if sound && signer.state == DeviceState::In { Ok(()) } else { Err(Refusal::BadRecord) }
}

fn hear<H: Host>(host: &mut H, statement: Statement) -> Result<Option<Vec<u8>>, Refusal> {
    let device = match &statement.body {
        Body::Joined { record, .. }
        | Body::DeviceAdded { record, .. }
        | Body::Returned { record, .. } => record.id(),
        _ => return Err(Refusal::Internal),
    };
    host.hear(statement).map_err(|HostError(error)| {
        tracing::warn!(%error, "nobody was brought in");
        Refusal::Internal
    })?;
    let info = host.roster().device(&device);
    let is_in = info.is_some_and(|info| info.state == DeviceState::In);
    if is_in { Ok(None) } else { Err(Refusal::Internal) }
}
