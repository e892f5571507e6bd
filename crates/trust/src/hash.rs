//! The one hash: BLAKE3 in key-derivation mode, with a domain and length-prefixed parts.

/// Hashes `parts` under `domain`.
///
/// Each part is preceded by its length as 8 little-endian bytes, so that no two different lists of
/// parts hash the same bytes. `domain` is a constant of the program, never foreign input.
pub fn hash(domain: &'static str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(domain);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn the_border_between_parts_counts() {
        assert_ne!(hash("test", &[b"ab", b"c"]), hash("test", &[b"a", b"bc"]));
    }

    #[test]
    fn the_domain_counts() {
        assert_ne!(hash("one", &[b"a"]), hash("two", &[b"a"]));
    }
}
