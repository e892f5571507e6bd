//! The mix of a group: who is there and who is missing, what its members have in common. Never a score.

use crate::read::Record;
use crate::schema::Type;

/// Some of the members, by their ids, under a word of the schema or of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The word.
    pub word: String,
    /// Who.
    pub members: Vec<String>,
}

/// The mix of the members who are active.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mix {
    /// How people are touched by the question, each word with those it fits; also without anybody.
    pub involvement: Vec<Share>,
    /// What people bring, in the same way.
    pub assets: Vec<Share>,
    /// What people do: each function once.
    pub functions: Vec<Share>,
    /// Who said nothing of it yet.
    pub unsaid: Vec<String>,
}

impl Mix {
    /// Kinds of people of whom there is nobody. While somebody said nothing, nobody can tell.
    pub fn missing_involvement(&self) -> impl Iterator<Item = &str> {
        nobody(&self.involvement)
    }

    /// What nobody brings.
    pub fn missing_assets(&self) -> impl Iterator<Item = &str> {
        nobody(&self.assets)
    }

    /// Functions that several have: where they recognise each other.
    pub fn common(&self) -> impl Iterator<Item = &Share> {
        self.functions.iter().filter(|one| one.members.len() > 1)
    }

    /// Whether anybody said anything of it.
    pub fn is_told(&self) -> bool {
        let all = [&self.involvement, &self.assets, &self.functions];
        all.iter().any(|shares| shares.iter().any(|one| !one.members.is_empty()))
    }
}

/// The mix of these members.
pub fn mix(members: &[&Record]) -> Mix {
    let of = |field: &str| -> Vec<Share> {
        let share = |word: &&str| {
            let who = members.iter().filter(|one| says(one, field, word));
            let members = who.map(|one| one.id.clone()).collect();
            Share { word: (*word).to_owned(), members }
        };
        choices(field).iter().map(share).collect()
    };
    let (involvement, assets) = (of("involvement"), of("assets"));
    let said =
        |id: &String| involvement.iter().chain(&assets).any(|share| share.members.contains(id));
    let unsaid = members.iter().map(|one| one.id.clone()).filter(|id| !said(id)).collect();
    Mix { functions: functions(members), unsaid, involvement, assets }
}

fn says(member: &Record, field: &str, word: &str) -> bool {
    member.str(field) == word || member.words(field).contains(&word)
}

fn choices(field: &str) -> &'static [&'static str] {
    match crate::entities::field("member", field).map(|field| field.value) {
        Some(Type::Choice(of)) => of,
        _ => &[],
    }
}

fn functions(members: &[&Record]) -> Vec<Share> {
    let mut all: Vec<Share> = Vec::new();
    for member in members {
        let word = member.str("function").trim();
        let known = all.iter_mut().find(|one| one.word.to_lowercase() == word.to_lowercase());
        match known {
            _ if word.is_empty() => {}
            Some(share) => share.members.push(member.id.clone()),
            None => all.push(Share { word: word.to_owned(), members: vec![member.id.clone()] }),
        }
    }
    all
}

fn nobody(shares: &[Share]) -> impl Iterator<Item = &str> {
    shares.iter().filter(|one| one.members.is_empty()).map(|one| one.word.as_str())
}
