//! Tickets there and back, and what is none.

use kring_trust::relay::{RELAY_CAP, RelayAddress};

use super::*;

fn ticket() -> Ticket {
    Ticket {
        endpoint: [7; 32],
        invitation: InvitationId([1, 2, 3, 4]),
        secret: Secret([9; 16]),
        expires_ms: 29_000_000 * MINUTE_MS,
        relays: BTreeSet::new(),
        addresses: vec![
            "192.168.1.7:4433".parse().expect("an address"),
            "[fd00::7]:4433".parse().expect("an address"),
        ],
    }
}

fn own(address: &str) -> Relay {
    Relay::Own(RelayAddress::new(address).expect("an address"))
}

fn far(relays: impl IntoIterator<Item = Relay>) -> Ticket {
    Ticket { relays: relays.into_iter().collect(), ..ticket() }
}

/// The text of a ticket with these bytes where its relays stand.
fn with_relays(bytes: &[u8]) -> String {
    let plain = ticket().body(Version::Near);
    let (head, addresses) = plain.split_at(56);
    with_checksum(true, &[head, bytes, addresses].concat())
}

#[test]
fn a_ticket_has_the_relays_of_its_inviter_and_says_by_its_version_that_it_does() {
    let longest: Vec<_> = (0..TICKET_RELAY_CAP)
        .map(|n| own(&format!("https://{n}{}:65535/", "a".repeat(RELAY_CAP - 16))))
        .collect();
    for relays in [
        vec![Relay::Public],
        vec![own("https://relay.example.org/")],
        vec![own("http://192.0.2.1:3340/"), Relay::Public],
        longest,
    ] {
        let ticket = far(relays);
        let text = ticket.to_string();
        assert!(text.starts_with("kring2"), "{text}");
        let lines: Vec<_> = text.as_bytes().chunks(60).map(String::from_utf8_lossy).collect();
        assert_eq!(lines.join("\r\n  ").parse(), Ok(ticket));
        // Its version is not to be mistaken for the other.
        assert_eq!(text.replacen('2', "1", 1).parse::<Ticket>(), Err(TicketError::Damaged));
    }
    let near = ticket().to_string().replacen('1', "2", 1);
    assert_eq!(near.parse::<Ticket>(), Err(TicketError::Damaged));
}

#[test]
fn relays_that_lead_nowhere_or_have_another_form_damage_a_ticket() {
    let one = |text: &str| {
        let length = u16::try_from(text.len()).expect("short").to_le_bytes();
        [&length[..], text.as_bytes()].concat()
    };
    let all = |texts: &[&str]| {
        let count = u8::try_from(texts.len()).expect("few");
        [&[count][..], &texts.iter().flat_map(|text| one(text)).collect::<Vec<_>>()].concat()
    };
    let good = with_relays(&all(&["https://a.example/"]));
    assert_eq!(good.parse(), Ok(far([own("https://a.example/")])));
    let long = format!("https://{}/", "a".repeat(RELAY_CAP));
    for bad in [
        &["ftp://a.example/"][..],
        &["https://"],
        &["https://a.example/path"],
        &["https://name:word@a.example/"],
        &["https://a.example/?x"],
        &["https://a b/"],
        &[&long],
        // No relay, one twice, in another order, too many.
        &[],
        &["https://a.example/", "https://a.example/"],
        &["https://b.example/", "https://a.example/"],
        &["https://a/", "https://b/", "https://c/", "https://d/", "https://e/"],
    ] {
        let text = with_relays(&all(bad));
        assert_eq!(text.parse::<Ticket>(), Err(TicketError::Damaged), "{bad:?}");
    }
    for bad in [&[1][..], &[1, 255, 255], &[1, 4, 0, b'h'], &[255, 0, 0], &[2, 0, 0]] {
        let text = with_relays(bad);
        assert_eq!(text.parse::<Ticket>(), Err(TicketError::Damaged), "{bad:?}");
    }
}

#[test]
fn a_ticket_goes_there_and_back_however_it_was_copied() {
    let text = ticket().to_string();
    assert!(text.starts_with("kring1"), "{text}");
    assert_eq!(text.parse(), Ok(ticket()));
    assert_eq!(text.to_uppercase().parse(), Ok(ticket()));
    let (head, tail) = text.split_at(40);
    assert_eq!(format!("  {head}-\r\n {tail}\n").parse(), Ok(ticket()));
    let confused = text.strip_prefix("kring1").expect("prefix").replace('0', "o");
    assert_eq!(format!("kring1{}", confused.replace('1', "l")).parse(), Ok(ticket()));
}

#[test]
fn every_changed_letter_and_every_cut_is_noticed() {
    every_change_is_noticed(&ticket().to_string());
    every_change_is_noticed(&far([own("https://relay.example.org/")]).to_string());
}

fn every_change_is_noticed(text: &str) {
    for at in 6..text.len() {
        let mut damaged = text.to_owned().into_bytes();
        damaged[at] = if damaged[at] == b'z' { b'y' } else { b'z' };
        let damaged = String::from_utf8(damaged).expect("ascii");
        assert_eq!(damaged.parse::<Ticket>(), Err(TicketError::Damaged), "letter {at}");
    }
    for end in 0..text.len() {
        assert_eq!(text[..end].parse::<Ticket>(), Err(TicketError::Damaged), "cut at {end}");
    }
}

#[test]
fn what_never_was_a_ticket_and_what_comes_from_later_versions() {
    for text in ["", "kring", "kringloop", "hello", "kring1é", &"k".repeat(5000)] {
        assert_eq!(text.parse::<Ticket>(), Err(TicketError::Damaged));
    }
    assert_eq!("kring3abc".parse::<Ticket>(), Err(TicketError::OtherVersion));
}

#[test]
fn the_secret_is_not_printed() {
    assert!(!format!("{:?}", ticket()).contains("9, 9"));
}

#[test]
fn an_invitation_id_goes_there_and_back() {
    let id = InvitationId([0, 255, 3, 4]);
    assert_eq!(id.to_string().parse(), Ok(id));
    assert_eq!("12".parse::<InvitationId>(), Err(TicketError::Damaged));
    assert_eq!("+1234567".parse::<InvitationId>(), Err(TicketError::Damaged));
}
