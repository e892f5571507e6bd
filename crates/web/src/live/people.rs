//! Who else is in a text: persons on other laptops, told by their presence.

use std::collections::BTreeMap;

use kring_node::net::Writing;
use kring_node::replica::Replica;
use kring_trust::{DeviceId, PersonId};

use super::message::Person;
use super::spot::Spot;
use super::units::in_utf16;

/// Colours and shapes that the page has.
const COLOURS: usize = 7;

/// Where everybody's caret is, the latest that was heard.
#[derive(Debug, Default)]
pub(super) struct People(BTreeMap<DeviceId, Writing>);

impl People {
    /// Somebody's caret moved, or they are nowhere now.
    pub(super) fn hear(&mut self, device: DeviceId, writing: Option<Writing>) {
        match writing {
            Some(writing) => self.0.insert(device, writing),
            None => self.0.remove(&device),
        };
    }

    /// Who is in this text, the places in the text as it is here.
    pub(super) fn within(&self, replica: &mut Replica, spot: &Spot, text: &str) -> Vec<Person> {
        let name = spot.name();
        let here = self.0.iter();
        let here = here.filter(|(_, it)| it.page == spot.page && it.place == name);
        let here: Vec<_> = here.map(|(device, it)| (*device, it.anchor, it.head)).collect();
        let place = |at: u32| in_utf16(text, usize::try_from(at).unwrap_or(usize::MAX));
        let mut people = Vec::new();
        for (device, anchor, head) in here {
            let Some(person) = replica.roster().person_of(&device) else { continue };
            if person == replica.me() {
                continue;
            }
            people.push(Person {
                who: device.to_string(),
                name: kring_model::inert::line(&replica.person_name(&person)),
                colour: colour(replica, &person),
                anchor: place(anchor),
                head: place(head),
            });
        }
        people
    }
}

/// The same colour on every laptop, and different ones for the first seven.
fn colour(replica: &Replica, person: &PersonId) -> usize {
    let mut all: Vec<PersonId> = replica.roster().persons().map(|person| person.id).collect();
    all.sort_unstable();
    all.iter().position(|one| one == person).unwrap_or_default() % COLOURS
}
