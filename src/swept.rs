//! What one person changed at once, in the words of the command line; see [`kring_node::swept`].

use kring_node::swept::{self, Swept};
use serde_json::{Value, json};

use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::say;
use crate::trouble;

/// What nobody answered on this laptop yet, the newest first.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn all(desk: &mut Desk<'_>) -> Result<Vec<Swept>, Failure> {
    swept::all(&mut desk.replica).map_err(|error| trouble::replica(&error))
}

/// "Lotte veranderde in één keer 37 plekken van anderen, vandaag 14:02."
pub(crate) fn line(desk: &mut Desk<'_>, one: &Swept) -> String {
    if one.is_twice() {
        return desk.context.words().say(&say!("swept-twice", count = one.places));
    }
    let name = desk.name(&one.person);
    let words = desk.context.words();
    let when = dates::moment(words, u64::try_from(one.from_ms).unwrap_or(0));
    words.say(&say!("swept-line", name = name, count = one.places, when = when))
}

/// The same for programs.
pub(crate) fn value(one: &Swept) -> Value {
    let person = one.person.to_string();
    json!({
        "person": person, "from_ms": one.from_ms, "places": one.places, "twice": one.is_twice(),
    })
}
