//! The question of a group beside what it named as the core: former wordings, and each one's proposal.

use crate::read::Record;

/// The former wordings of `question` or `core`, the oldest first, each once: two who replaced it apart
/// both kept it, and what stands there now is not former.
pub fn former<'r>(group: &Record, field: &str, kept: &'r [Record]) -> Vec<&'r Record> {
    let now = group.versions(field);
    let mut former: Vec<&Record> = Vec::new();
    for one in kept.iter().filter(|one| wording_of(one) == field && !one.is_withdrawn()) {
        let text = one.str("text");
        let stands = now.iter().any(|said| said.value.as_str() == Some(text));
        if !stands && !former.iter().any(|other| other.str("text") == text) {
            former.push(one);
        }
    }
    former
}

/// Of which field of the group it was a wording.
pub fn wording_of(kept: &Record) -> &str {
    match kept.str("wording_of") {
        "" => "core",
        field => field,
    }
}

/// What the core is for each who proposed something, the oldest first.
pub fn core_proposals(all: &[Record]) -> impl Iterator<Item = &Record> {
    all.iter().filter(|one| !one.is_withdrawn())
}

/// The words of a proposal as the core would have them: on one line.
pub fn as_core(proposal: &Record) -> String {
    proposal.str("text").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a proposal is what the group named as the core.
pub fn is_core(group: &Record, proposal: &Record) -> bool {
    let core = group.versions("core");
    let [only] = core else { return false };
    only.value.as_str() == Some(as_core(proposal).as_str())
}
