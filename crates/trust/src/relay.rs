//! The relay by which laptops meet over the internet, as a statement names it.

use std::fmt;

/// The longest address of a relay, in bytes: a host name may have 253, and a scheme and a port.
pub const RELAY_CAP: usize = 270;

/// By which relay laptops meet that cannot reach each other directly.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relay {
    /// The public one that this version of the program knows.
    Public,
    /// One of the group's own.
    Own(RelayAddress),
}

/// The address of a relay of one's own: `https://` or `http://`, then visible ASCII only, so that it
/// can be shown as it stands. Whether it leads anywhere is found out by who uses it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelayAddress(String);

impl RelayAddress {
    /// Reads an address; `None` if it is too long or has another form.
    pub fn new(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let visible = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic());
        (visible && text.len() <= RELAY_CAP).then(|| Self(text.to_owned()))
    }

    /// Whether it is `http:`, so that whoever is on the way sees what the relay sees.
    pub fn is_plain(&self) -> bool {
        self.0.starts_with("http:")
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RelayAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Relay {
    /// As it stands in a statement: nothing for the public one, else the address.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Public => Vec::new(),
            Self::Own(address) => address.0.clone().into_bytes(),
        }
    }

    /// Reads what [`Relay::to_bytes`] made; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Self::Public);
        }
        std::str::from_utf8(bytes).ok().and_then(RelayAddress::new).map(Self::Own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_web_like_visible_and_short() {
        for good in
            ["https://relay.example.org/", "http://192.0.2.1:3340/", "https://[2001:db8::1]"]
        {
            assert_eq!(
                RelayAddress::new(good).map(|address| address.to_string()),
                Some(good.into())
            );
        }
        let long = format!("https://{}", "a".repeat(RELAY_CAP));
        for bad in
            ["", "https://", "ftp://x", "relay.nl", "https://a b", "https://a\u{202e}b", &long]
        {
            assert_eq!(RelayAddress::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn it_goes_there_and_back() {
        let own = RelayAddress::new("https://relay.example.org/").map(Relay::Own);
        for relay in [Some(Relay::Public), own].into_iter().flatten() {
            assert_eq!(Relay::from_bytes(&relay.to_bytes()), Some(relay));
        }
        for bad in [&b"\xff"[..], b"\0", b"https://a\nb", b"https:/x"] {
            assert_eq!(Relay::from_bytes(bad), None);
        }
    }
}
