//! A gathering with its signatures, as it stands in a file.

use super::{BadGathering, Gathering, Present, from_hex, hex, verify};
use crate::keys::{PublicKey, Signature};

const BEGIN: &str = "-----BEGIN KRING PARTICIPATION-----\n";
const SIGNED: &str = "-----SIGNED BY-----\n";
const END: &str = "-----END KRING PARTICIPATION-----";

/// Blocks in one file: more meetings than ten years have.
const BLOCKS_CAP: usize = 1_000;
/// Signatures under one text.
const SIGNATURES_CAP: usize = 1_000;

/// A gathering and who put their signature under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Who was together.
    pub gathering: Gathering,
    /// Which keys signed its text, sorted, each once.
    pub signatures: Vec<(PublicKey, Signature)>,
}

/// Why a file shows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadBlock {
    /// There is no signed part in it.
    #[error("there is nothing signed in this file")]
    Nothing,
    /// A signed part was changed, or is not whole.
    #[error("a signed part is not whole")]
    Form,
}

impl From<BadGathering> for BadBlock {
    fn from(_: BadGathering) -> Self {
        Self::Form
    }
}

impl Signed {
    /// The text between its marks, with the signatures below.
    ///
    /// # Errors
    /// [`BadGathering`] if the gathering has no text.
    pub fn block(&self) -> Result<String, BadGathering> {
        let mut block = format!("{BEGIN}{}{SIGNED}", self.gathering.text()?);
        for (key, signature) in &self.signatures {
            block.push_str(&format!("{} {}\n", hex(&key.0), hex(&signature.0)));
        }
        block.push_str(END);
        Ok(block)
    }

    /// Who signed: everybody in the list, with whether one of their own keys did.
    ///
    /// # Errors
    /// [`BadBlock::Form`] if a signature does not fit the text, or its key is nobody's in the list.
    pub fn check(&self) -> Result<Vec<(&Present, bool)>, BadBlock> {
        let text = self.gathering.text()?;
        for (key, signature) in &self.signatures {
            verify(key, &text, signature).map_err(|_| BadBlock::Form)?;
            self.gathering.holder(key).ok_or(BadBlock::Form)?;
        }
        let signed = |one: &Present| self.signatures.iter().any(|(key, _)| one.keys.contains(key));
        Ok(self.gathering.present.iter().map(|one| (one, signed(one))).collect())
    }

    fn read(block: &str) -> Result<Self, BadBlock> {
        let (text, signatures) = block.split_once(SIGNED).ok_or(BadBlock::Form)?;
        let gathering = Gathering::parse(text)?;
        let signature = |line: &str| {
            let (key, signature) = line.split_once(' ')?;
            Some((PublicKey(from_hex(key)?), Signature(from_hex(signature)?)))
        };
        let lines: Vec<&str> = signatures.lines().take(SIGNATURES_CAP + 1).collect();
        let signatures: Option<Vec<_>> = lines.into_iter().map(signature).collect();
        let signatures = signatures.ok_or(BadBlock::Form)?;
        let sorted = signatures.is_sorted_by(|(a, _), (b, _)| a < b);
        let sound = sorted && signatures.len() <= SIGNATURES_CAP;
        sound.then_some(Self { gathering, signatures }).ok_or(BadBlock::Form)
    }
}

/// All signed parts of a file: a page as it was saved, or plain text. Line ends of other systems
/// are taken as they are meant.
///
/// # Errors
/// [`BadBlock::Nothing`] if there is none; [`BadBlock::Form`] if one of them is not whole. What
/// each of them says is not checked yet: see [`Signed::check`].
pub fn find(file: &str) -> Result<Vec<Signed>, BadBlock> {
    let file = file.replace("\r\n", "\n");
    let mut found = Vec::new();
    let mut rest = file.as_str();
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let (block, after) = after.split_once(END).ok_or(BadBlock::Form)?;
        if found.len() == BLOCKS_CAP {
            return Err(BadBlock::Form);
        }
        found.push(read(block)?);
        rest = after;
    }
    if found.is_empty() { Err(BadBlock::Nothing) } else { Ok(found) }
}

/// A block as it stands, if its signatures fit it so; else as a page writes its signs.
fn read(block: &str) -> Result<Signed, BadBlock> {
    let plain = Signed::read(block).ok().filter(|one| one.check().is_ok());
    plain.map_or_else(|| Signed::read(&unescaped(block)), Ok)
}

/// The signs that a page writes in another way.
fn unescaped(text: &str) -> String {
    let signs = [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    signs.iter().fold(text.to_owned(), |text, (written, sign)| text.replace(written, sign))
}
