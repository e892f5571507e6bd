//! What two people read to each other: a door's word, four words, and a ticket for a phone's eye.

use kring_node::net::{FourWords, OpenDoor};
use kring_node::ticket::{InvitationId, Ticket};
use kring_trust::words::{self, Tongue};
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;
use crate::words::{Language, Words};

/// A door's word, in the user's language.
pub(crate) fn door(words: &Words, id: InvitationId) -> String {
    words::word(id.word(), tongue(words)).to_owned()
}

/// Four words, in the user's language.
pub(crate) fn four(words: &Words, four: FourWords) -> String {
    words::four(four, tongue(words)).join(", ")
}

/// Whether somebody means this door by what they typed, in either language, or its number.
pub(crate) fn means(typed: &str, door: &OpenDoor) -> bool {
    let typed = typed.trim().to_lowercase();
    let word = |tongue| words::word(door.id.word(), tongue) == typed;
    word(Tongue::Dutch) || word(Tongue::English) || door.id.to_string() == typed
}

/// A ticket as a picture of half blocks.
///
/// # Errors
/// When the ticket is too long for a picture, which no ticket is.
pub(crate) fn qr(ticket: &Ticket) -> Result<String, Failure> {
    // In capitals a ticket fits the compact alphabet of the code; reading does not mind.
    let text = ticket.to_string().to_uppercase();
    let code = QrCode::with_error_correction_level(text, EcLevel::L).map_err(|error| {
        Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
    })?;
    // A terminal is mostly dark, and a reader wants dark on light.
    let (dark, light) = (Dense1x2::Light, Dense1x2::Dark);
    Ok(code.render::<Dense1x2>().dark_color(dark).light_color(light).build())
}

const fn tongue(words: &Words) -> Tongue {
    match words.language() {
        Language::Dutch => Tongue::Dutch,
        Language::English => Tongue::English,
    }
}
