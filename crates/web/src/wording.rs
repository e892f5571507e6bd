//! What two people read to each other: a door's word, four words, and a ticket for a phone's eye.

use kring_node::net::FourWords;
use kring_node::ticket::InvitationId;
use kring_trust::words::{self, Tongue};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use crate::words::Words;

/// A door's word, in the person's language.
pub(crate) fn door(w: &Words, id: InvitationId) -> String {
    words::word(id.word(), tongue(w)).to_owned()
}

/// Four words, in the person's language.
pub(crate) fn four(w: &Words, four: FourWords) -> Vec<String> {
    words::four(four, tongue(w)).map(str::to_owned).to_vec()
}

/// A ticket as a picture: an `svg` element without style, script or address. Empty if it does not
/// fit, which no ticket does.
pub(crate) fn qr(ticket: &str) -> String {
    // In capitals a ticket fits the compact alphabet of the code; reading does not mind.
    let code = QrCode::with_error_correction_level(ticket.to_uppercase(), EcLevel::L);
    let Ok(code) = code else { return String::new() };
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    drawn.find("<svg").and_then(|at| drawn.get(at..)).unwrap_or_default().to_owned()
}

fn tongue(w: &Words) -> Tongue {
    match w.tag() {
        "nl" => Tongue::Dutch,
        _ => Tongue::English,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_becomes_a_picture_without_anything_that_runs() {
        let svg = qr(&format!("kring1{}", "0abz".repeat(40)));
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"), "{svg}");
        for word in ["style", "script", "href", "url("] {
            assert!(!svg.contains(word), "{word}");
        }
    }
}
