//! Readable Dutch and English prose, as members of a group would type it.

use crate::dice::Dice;

const WHO: &[&str] = &[
    "Noor",
    "Bram",
    "De familie",
    "Een collega",
    "De avonddienst",
    "Lotte",
    "Meneer De Wit",
    "Ons team",
    "The family",
    "A colleague",
    "Our team",
    "The night shift",
];

const DOES: &[&str] = &[
    "vertelt dat",
    "merkt op dat",
    "vraagt zich af of",
    "heeft gezien dat",
    "stelt voor dat",
    "twijfelt of",
    "told us that",
    "noticed that",
    "wondered whether",
    "suggested that",
];

const WHAT: &[&str] = &[
    "de bewoners rustiger worden als de radio uit gaat",
    "wij na het eten eerst zelf gaan zitten",
    "er een vaste plek komt voor de overdracht",
    "niemand weet wie de dochter terugbelt",
    "het overleg korter kan en toch meer oplevert",
    "je grens aangeven ook een vorm van zorg is",
    "de nieuwe lijst op het bord blijft hangen",
    "een wandeling voor de koffie veel onrust wegneemt",
    "the handover works better without the telephone",
    "we ask one question before we give advice",
    "nobody felt heard until the second round",
    "small experiments teach us more than plans",
];

const WHEN: &[&str] = &[
    "sinds vorige week",
    "elke dinsdag",
    "na de zomer",
    "tijdens de nachtdienst",
    "als het druk is",
    "in the evening",
    "every other week",
    "since the last meeting",
];

/// One sentence, with a space behind it.
pub(crate) fn sentence(dice: &mut Dice) -> String {
    let mut part = |list: &[&'static str]| dice.pick(list).unwrap_or_default();
    let (who, does, what, when) = (part(WHO), part(DOES), part(WHAT), part(WHEN));
    format!("{who} {does} {what}, {when}. ")
}

/// The words of some sentences, each with the space behind it.
pub(crate) fn words(dice: &mut Dice, count: usize) -> Vec<String> {
    let mut words = Vec::with_capacity(count);
    while words.len() < count {
        words.extend(sentence(dice).split_inclusive(' ').map(str::to_owned));
    }
    words.truncate(count);
    words
}
