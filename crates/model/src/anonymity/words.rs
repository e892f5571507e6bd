//! Words that tell names from other words, Dutch and English, in small letters.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A list of words.
pub(super) type List = LazyLock<BTreeSet<&'static str>>;

/// Whether a word stands in a list.
pub(super) fn has(list: &List, word: &str) -> bool {
    list.contains(word)
}

fn words(text: &'static str) -> BTreeSet<&'static str> {
    text.split_whitespace().collect()
}

/// What stands before a name.
pub(super) static TITLES: List = LazyLock::new(|| {
    words(
        "
    aunt br broeder dhr doctor dokter dominee dr drs ds fam familie family heer ing ir juf
    juffrouw madam meester mej meneer mevr mevrouw mijnheer miss mister mr mrs ms mvr mw nurse
    oma oom opa pastoor pater prof professor sir sister tante uncle zr zuster
",
    )
});

/// Small words within names.
pub(super) static PARTICLES: List = LazyLock::new(|| {
    words(
        "
    't bin da das de del den der di dos du el la le los ten ter van vd von
",
    )
});

/// Months, as they are written in dates.
pub(super) static MONTHS: List = LazyLock::new(|| {
    words(
        "
    apr april aug august augustus dec december feb februari february jan januari january jul
    juli july jun june juni maart mar march may mei mrt nov november oct october okt oktober sep
    sept september
",
    )
});

/// Words that say that a date is a birthday.
pub(super) static BORN: List = LazyLock::new(|| {
    words(
        "
    birth birthdate birthday born dob geb geboortedag geboortedatum geboortejaar geboren jarig
    verjaardag
",
    )
});

/// The last word of an English street.
pub(super) static STREET_WORDS: List = LazyLock::new(|| {
    words(
        "
    ave avenue close court crescent dr drive gardens grove hill lane ln place rd road row square
    st street terrace walk way
",
    )
});

/// The ends of Dutch streets.
pub(super) const STREET_ENDS: &[&str] = &[
    "straat",
    "straatje",
    "laan",
    "weg",
    "plein",
    "kade",
    "gracht",
    "dreef",
    "hof",
    "pad",
    "steeg",
    "singel",
    "dijk",
    "plantsoen",
    "burg",
    "markt",
    "wal",
    "baan",
    "lei",
    "vest",
];

/// Words that end like a street and are none.
pub(super) static NO_STREETS: List = LazyLock::new(|| {
    words(
        "
    arbeidsmarkt doodlopendeweg fietspad halverwege heenweg jaarmarkt loopbaan ombaan omweg
    onderweg onderwijsloopbaan opvest overweg rijbaan rolbaan snelweg supermarkt terugweg toeweg
    uitweg voetpad voorweg vrijstraat zebrapad
",
    )
});

/// Names that are ordinary words too: they count only with a capital.
pub(super) static ORDINARY: List = LazyLock::new(|| {
    words(
        "
    ada an april art baker bakker banks bas beek beer bell berg bergen bill bishop black blauw
    bloem bo bob bond bos brink brook brown brug bruin burg bush butler carpenter carter chance
    church clay cook cooper cross dam day dean dekker dick dijk dop draaijer drew eef faith fee
    field fields fien fish fisher ford forest fox frank gardener gene gold grace grant gray
    green groen groot guy haan hall harry hazel herfst hill hoek hof holly hond hope hopper huis
    hunt hunter iris ivy jack jade jean jet jong jonge jop josh joy june kerk kiki king klein
    knight kok koning kort kuiper kuipers lance lang lee leen lente lies lily linde loes long
    lot love mark martin mason max may mees mei meijer mia mies miles miller molen moore moos
    mulder nel nick nooit oke olive oude page pam park parker pat pearl penny peter pien pim
    plas pol post price prins puck put ray rich rick rob robin rood roos rose ross ruby rust
    rusty saar sam sandy scarlett schipper sem sharp short sil skip sloot small smit smith snow
    steen stef stella ster sterre stok stolk stone storm strong stroom sue summer suus swift
    tara taylor tess timmer tom ton toos trees trijn tuin turner veer veld velde victor vink
    violet vis visser vlieg voet vogel vos vries wade wal walker ward waters weaver webb weg
    west white wijs wil will winter wise wit witte wolf wood woods young zand zee zijl zomer
    zwart
",
    )
});

/// First names that many people have and that are no other word: these count where a sentence
/// begins too.
pub(super) static FIRST_NAMES: List = LazyLock::new(|| {
    words(
        "
    adriaan ahmed aisha alexander ali amina andrea andré anja anke anneke annelies annemarie
    anouk anton antoon arie arjan astrid barbara bart bert bianca bram brigitte carla caroline
    charlotte christiaan christine claudia corrie daan daniel daniël david debbie dennis diana
    dirk edwin eline elisabeth ellen els emily emma ernst esther evelien ewout fatima fatma
    femke ferdinand floor florian floris fons frans freek frits gerard gerda gerrit gijs gilles
    greet greetje gretha guus hanna hannah hannelore hans hassan heleen henk herman hilde
    ibrahim ilse ingrid irene isabelle jaap jacob jacqueline jan janneke jannie jeroen jesse
    jessica jochem johan johanna john jolanda joris jozef judith julia jurgen karel karin karina
    kees kim klaas koen kristof laura leonie lieke liesbeth lieve linda lisa lotte luc lucas
    luuk maaike maarten manon marc marcel margriet maria marianne marie marieke marijke marina
    marjan marleen martijn matthijs maurice mehmet merel michael michel mieke miep mohamed
    mohammed monique mustafa nadia nadine natasja nathalie nico nicole niels nienke noor nora
    olaf oliver paul paula petra philip piet pieter rachid ralph ramon rebecca renate rené
    rianne richard rik robert roel ronald ruben rutger ruud samira sanne sara sarah sebastiaan
    simone sjoerd sofie sophie stefan stephanie steven suzanne sven sylvia thea theo thijs
    thomas tineke tjeerd truus ursula veerle vera vincent wendy wesley wilfried willem willy
    wilma wim wouter yasmina youssef yvette yvonne zeynep
",
    )
});

/// Words with a capital that name nobody: languages, days, feasts, programs, and small words that
/// begin a sentence in the middle of one.
pub(super) static NO_NAMES: List = LazyLock::new(|| {
    words(
        "
    aan al alle alleen als alzheimer and andere android apple april are as at august augustus
    avg because before belgian belgisch belgische belgium belgië big bsn but by can christmas
    corona covid daar daarna daarom dan dat de december deze die dinsdag dit do doe don't
    donderdag door duits duitse dus dutch easter een eerst eigenlijk en engels engelse
    engelstalig english er europa europe european europees europese excel facebook februari
    february flemish for franse french friday from gaan gdpr geen german gisteren god goed
    google had halloween has have he heb hebben heeft hemelvaart her het hij hoe how i i'd i'll
    i'm i've iedereen if ik in instagram internet is it ja januari january je jij jou jouw juli
    jullie july june juni kan kerst kerstmis koningsdag kun kunnen later linux lvsc maandag maar
    maart march may mei meneer met mevrouw microsoft mijn moet monday my na naar nederland
    nederlander nederlanders nederlands nederlandse nederlandstalig nederlandstalige nee
    netherlands niemand niet nieuwjaar nip nog nooit november now nu nvo october of offerfeest
    oktober om ons onze ook op or oudjaar our outlook over parkinson pasen pinksteren powerpoint
    ramadan samen saturday september she signal since sint sinterklaas skj skype so soms
    suikerfeest sunday teams that the their then there they this thursday to toch toen tot
    tuesday u uit uw van vanaf vandaag veel via vlaams vlaamse vlaanderen volgens voor vooral
    vrijdag waar waarom wanneer want was wat we wednesday wel were what whatsapp when where
    which while who why wie wifi wij wil windows with without woensdag word would yes you your
    youtube zal zaterdag ze zei zij zo zondag zoom zou zullen
",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_in_small_letters() {
        let lists = [
            &TITLES,
            &PARTICLES,
            &MONTHS,
            &BORN,
            &STREET_WORDS,
            &NO_STREETS,
            &ORDINARY,
            &FIRST_NAMES,
            &NO_NAMES,
        ];
        for list in lists {
            assert!(list.iter().all(|word| *word == word.to_lowercase()), "{list:?}");
        }
        assert!(has(&PARTICLES, "van") && !has(&PARTICLES, "Van"));
    }
}
