//! The loopback page of Kring.
//!
//! For now it is one static page that says where things will be; the program does not serve it yet.

/// The page that will become "my groups", as inert HTML without scripts or anything remote.
pub const PLACEHOLDER: &str = include_str!("placeholder.html");

#[cfg(test)]
mod tests {
    use super::PLACEHOLDER;

    #[test]
    fn nothing_remote_is_named() {
        assert!(PLACEHOLDER.starts_with("<!doctype html>"));
        assert!(!PLACEHOLDER.contains("http"));
        assert!(!PLACEHOLDER.contains("<script"));
    }
}
