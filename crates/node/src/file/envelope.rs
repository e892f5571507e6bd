//! The outer form: what can be read of a file before anything in it is believed.

use kring_trust::hash::hash;
use kring_trust::keys::{DeviceKeys, Signature};
use kring_trust::roster::Roster;
use kring_trust::{DeviceId, GroupId};

use super::FileError;

/// The longest file, in bytes: twelve years of a busy group are a fifth of it, and it fits a mail
/// or the oldest stick.
pub const FILE_CAP: usize = 64 * 1024 * 1024;

/// The most sections: one per audience. A group of twelve has some dozens.
pub(super) const SECTIONS_CAP: usize = 4_096;

const MAGIC: &[u8; 12] = b"kring file\r\n";
const VERSION: u16 = 1;
const DOMAIN: &str = "kring 1 file";

/// A short name of something for who knows it.
type Tag = [u8; 16];

/// A file taken apart, and signed by a device of the group.
#[derive(Debug)]
pub(super) struct Signed<'b> {
    /// Who made it.
    pub(super) device: DeviceId,
    /// The sealed sections.
    pub(super) sections: Vec<&'b [u8]>,
}

/// The head of a file.
struct Head {
    nonce: Tag,
    group: Tag,
    device: Tag,
}

/// Which of these groups the file belongs to.
///
/// # Errors
/// [`FileError::Foreign`], [`FileError::Newer`], [`FileError::OtherGroup`].
pub fn group_of(bytes: &[u8], groups: &[GroupId]) -> Result<GroupId, FileError> {
    let (head, _) = head(bytes)?;
    let named = |group: &&GroupId| group_tag(group, &head.nonce) == head.group;
    groups.iter().find(named).copied().ok_or(FileError::OtherGroup)
}

/// Puts sealed sections in one signed file.
pub(super) fn close(
    sections: &[Vec<u8>],
    group: &GroupId,
    (device, keys): (&DeviceId, &DeviceKeys),
    nonce: Tag,
) -> Result<Vec<u8>, FileError> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&group_tag(group, &nonce));
    bytes.extend_from_slice(&device_tag(device, &nonce));
    for section in sections {
        let length = u32::try_from(section.len()).map_err(|_| FileError::TooLarge)?;
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(section);
    }
    let signature = keys.sign(DOMAIN, &bytes);
    bytes.extend_from_slice(&signature.0);
    if bytes.len() > FILE_CAP || sections.len() > SECTIONS_CAP {
        return Err(FileError::TooLarge);
    }
    Ok(bytes)
}

/// Takes a file apart, once a device of the group has signed every byte of it.
pub(super) fn signed<'b>(bytes: &'b [u8], roster: &Roster) -> Result<Signed<'b>, FileError> {
    if bytes.len() > FILE_CAP {
        return Err(FileError::TooLarge);
    }
    group_of(bytes, &[roster.group()])?;
    let (head, _) = head(bytes)?;
    let (signed, signature) = bytes.split_last_chunk::<64>().ok_or(FileError::Damaged)?;
    let mut devices = roster.devices();
    let maker = devices.find(|info| device_tag(&info.id, &head.nonce) == head.device);
    let maker = maker.ok_or(FileError::Stranger)?;
    let verified = maker.record.sign_key.verify(DOMAIN, signed, &Signature(*signature));
    verified.map_err(|_| FileError::Damaged)?;
    if !roster.may_connect(&maker.id) {
        return Err(FileError::Outsider(maker.id));
    }
    let rest = signed.get(HEAD..).ok_or(FileError::Damaged)?;
    Ok(Signed { device: maker.id, sections: sections(rest)? })
}

/// Magic, version, and three names.
const HEAD: usize = MAGIC.len() + 2 + 3 * 16;

fn head(bytes: &[u8]) -> Result<(Head, &[u8]), FileError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(FileError::Foreign)?;
    let (version, rest) = rest.split_first_chunk::<2>().ok_or(FileError::Damaged)?;
    match u16::from_le_bytes(*version) {
        VERSION => {}
        0 => return Err(FileError::Damaged),
        _ => return Err(FileError::Newer),
    }
    let (nonce, rest) = rest.split_first_chunk().ok_or(FileError::Damaged)?;
    let (group, rest) = rest.split_first_chunk().ok_or(FileError::Damaged)?;
    let (device, rest) = rest.split_first_chunk().ok_or(FileError::Damaged)?;
    Ok((Head { nonce: *nonce, group: *group, device: *device }, rest))
}

fn sections(mut rest: &[u8]) -> Result<Vec<&[u8]>, FileError> {
    let mut sections = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let (section, after) = after.split_at_checked(length).ok_or(FileError::Damaged)?;
        if sections.len() == SECTIONS_CAP {
            return Err(FileError::TooLarge);
        }
        sections.push(section);
        rest = after;
    }
    if rest.is_empty() { Ok(sections) } else { Err(FileError::Damaged) }
}

fn group_tag(group: &GroupId, nonce: &Tag) -> Tag {
    tag("kring 1 file group", group.as_bytes(), nonce)
}

fn device_tag(device: &DeviceId, nonce: &Tag) -> Tag {
    tag("kring 1 file device", device.as_bytes(), nonce)
}

fn tag(domain: &'static str, of: &[u8; 32], nonce: &Tag) -> Tag {
    let mut tag = [0; 16];
    tag.iter_mut().zip(hash(domain, &[of, nonce])).for_each(|(to, from)| *to = from);
    tag
}
