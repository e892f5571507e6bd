//! Who may come in: the name under which the page is reached, the token of this start, and the
//! single-use codes that are given for it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use kring_node::env::{Env, random_array};

/// How long a code is good for, in milliseconds: a browser on a slow laptop may take a minute.
const CODE_MS: u64 = 5 * 60 * 1000;

/// Codes that are remembered as used. Each was redeemed within [`CODE_MS`]; nobody opens this many
/// tabs in that time, and beyond it no more are redeemed.
const USED_CAP: usize = 1024;

/// The bytes of a code: a nonce, the moment it was made, and the proof of both.
const NONCE: usize = 16;
const TIME: usize = 8;
const PROOF: usize = 32;

/// The name of the session's cookie.
const COOKIE: &str = "kring";

/// The door of one start of the page.
pub(crate) struct Door {
    host: String,
    origin: String,
    token: [u8; 32],
    key: CodeKey,
    used: Mutex<BTreeMap<[u8; NONCE], u64>>,
}

/// The key with which codes are made; whoever can read the runtime file of this home has it.
#[derive(Clone, Copy)]
pub(crate) struct CodeKey([u8; 32]);

impl Door {
    /// A door for `host` (`name.localhost:port`), with a fresh token.
    pub(crate) fn new(host: String, key: CodeKey, env: &mut dyn Env) -> Self {
        let origin = format!("http://{host}");
        Self { host, origin, token: random_array(env), key, used: Mutex::default() }
    }

    /// The only `Host` that is answered.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The only `Origin` that is answered.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether one of these `Cookie` headers holds the token of this start.
    pub(crate) fn knows<'c>(&self, mut cookies: impl Iterator<Item = &'c str>) -> bool {
        cookies.any(|header| {
            let values = header.split(';').filter_map(|cookie| cookie.trim().split_once('='));
            values.filter(|(name, _)| *name == COOKIE).any(|(_, value)| self.is_token(value))
        })
    }

    /// The `Set-Cookie` of somebody who came in. Only for this host, unreadable for scripts, never
    /// sent along from another site, and gone with the browser.
    pub(crate) fn cookie(&self) -> String {
        format!("{COOKIE}={}; HttpOnly; SameSite=Strict; Path=/", hex(&self.token))
    }

    /// Takes in a code, once. The answer names the file that carried it.
    pub(crate) fn redeem(&self, code: &str, now_ms: u64) -> Option<String> {
        let bytes: [u8; NONCE + TIME + PROOF] = unhex(code)?.try_into().ok()?;
        let (said, proof) = bytes.split_at(NONCE + TIME);
        let proof: [u8; PROOF] = proof.try_into().ok()?;
        if !same(self.key.proof(said), proof) {
            return None;
        }
        let (nonce, time) = said.split_at(NONCE);
        let made_ms = u64::from_be_bytes(time.try_into().ok()?);
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let fresh = now_ms.abs_diff(made_ms) <= CODE_MS;
        (fresh && self.is_first(nonce, made_ms, now_ms)).then(|| file_name(&nonce))
    }

    fn is_first(&self, nonce: [u8; NONCE], made_ms: u64, now_ms: u64) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, made| now_ms.abs_diff(*made) <= CODE_MS);
        used.len() < USED_CAP && used.insert(nonce, made_ms).is_none()
    }

    fn is_token(&self, text: &str) -> bool {
        let bytes = unhex(text).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        bytes.is_some_and(|bytes| same(blake3::Hash::from_bytes(self.token), bytes))
    }
}

impl CodeKey {
    /// A fresh key.
    pub(crate) fn new(env: &mut dyn Env) -> Self {
        Self(random_array(env))
    }

    /// Reads what [`CodeKey::to_text`] wrote.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        Some(Self(unhex(text)?.try_into().ok()?))
    }

    /// For the runtime file.
    pub(crate) fn to_text(self) -> String {
        hex(&self.0)
    }

    /// A new code, and the name of the file that carries it.
    pub(crate) fn code(self, env: &mut dyn Env) -> (String, String) {
        let nonce: [u8; NONCE] = random_array(env);
        let mut said = nonce.to_vec();
        said.extend(env.now_ms().to_be_bytes());
        let proof = self.proof(&said);
        said.extend(proof.as_bytes());
        (hex(&said), file_name(&nonce))
    }

    fn proof(self, said: &[u8]) -> blake3::Hash {
        blake3::keyed_hash(&self.0, said)
    }
}

/// Compares in constant time, which is how blake3 compares hashes.
fn same(known: blake3::Hash, given: [u8; 32]) -> bool {
    known == blake3::Hash::from_bytes(given)
}

fn file_name(nonce: &[u8; NONCE]) -> String {
    format!("open-{}.html", hex(nonce.get(..8).unwrap_or(nonce)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() > 256 || !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let pairs = text.as_bytes().chunks_exact(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use kring_node::env::SystemEnv;

    use super::*;

    fn door() -> (Door, CodeKey) {
        let key = CodeKey::new(&mut SystemEnv);
        (Door::new("x.localhost:1".into(), key, &mut SystemEnv), key)
    }

    #[test]
    fn a_code_is_good_once_and_for_a_while() {
        let (door, key) = door();
        let now = SystemEnv.now_ms();
        let (code, file) = key.code(&mut SystemEnv);
        assert_eq!(door.redeem(&code, now + CODE_MS * 2), None, "too late");
        assert_eq!(door.redeem(&code, now), Some(file));
        assert_eq!(door.redeem(&code, now), None, "used");
    }

    #[test]
    fn only_codes_of_this_home_count() {
        let (door, key) = door();
        let now = SystemEnv.now_ms();
        let (other, _) = CodeKey::new(&mut SystemEnv).code(&mut SystemEnv);
        assert_eq!(door.redeem(&other, now), None);
        let (code, _) = key.code(&mut SystemEnv);
        for at in 0..code.len() {
            let mut forged = code.clone().into_bytes();
            forged[at] = if forged[at] == b'0' { b'1' } else { b'0' };
            assert_eq!(door.redeem(std::str::from_utf8(&forged).unwrap(), now), None, "{at}");
        }
        for odd in ["", "é", "zz", &code[..64], &format!("{code}00")] {
            assert_eq!(door.redeem(odd, now), None, "{odd}");
        }
        assert!(door.redeem(&code, now).is_some());
    }

    #[test]
    fn the_cookie_is_known_among_others_and_only_whole() {
        let (door, _) = door();
        let set = door.cookie();
        let cookie = set.split(';').next().unwrap();
        assert!(door.knows([format!("a=b; {cookie}").as_str()].into_iter()));
        assert!(door.knows(["a=b", cookie].into_iter()));
        for wrong in ["", "kring=", "kring", &cookie[..40], &cookie.replace("kring", "ring")] {
            assert!(!door.knows([wrong].into_iter()), "{wrong}");
        }
        let other = self::door().0.cookie();
        assert!(!door.knows([other.split(';').next().unwrap()].into_iter()), "of another start");
    }
}
