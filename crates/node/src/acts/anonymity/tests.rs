use kring_model::anonymity::Mend;
use kring_model::entities;
use kring_trust::PageId;

use super::{Looked, look, mend};
use crate::acts::records::Records as _;
use crate::acts::{case, member};
use crate::replica::Replica;
use crate::replica::testing::{hand_over, three};

fn fields(looked: &[Looked]) -> Vec<(&str, bool)> {
    looked.iter().map(|one| (one.field.name, one.mine)).collect()
}

/// Noor's case, in which she names Bram and somebody nobody knows; Bram gave a tip.
fn told() -> ([Replica; 3], PageId) {
    let [mut noor, mut bram, lotte] = three();
    noor.introduce_myself("Noor Verzonnen", "Noor", "nl").unwrap();
    bram.introduce_myself("Bram Fictief", "Bram", "nl").unwrap();
    bram.act(|act| member::name_device(act, "Bram")).unwrap();
    hand_over(&bram, &mut noor);
    let values = [
        ("title", "Bram aan tafel".into()),
        ("help_question", "Hoe zeg ik het tegen bram?".into()),
        ("situation", "Ik zag mevrouw Jansen. Bram zei niets.".into()),
    ];
    let page = noor.act(|act| case::offer(act, &values, None, None)).unwrap();
    hand_over(&noor, &mut bram);
    bram.act(|act| case::tip(act, &page, "Vraag het aan mevrouw Jansen.", None)).unwrap();
    hand_over(&bram, &mut noor);
    ([noor, bram, lotte], page)
}

#[test]
fn who_looks_mends_only_their_own_words_and_leaves_no_former_wording() {
    let ([mut noor, mut bram, _], page) = told();
    let looked = look(&mut noor, &page).unwrap();
    let all = [("title", true), ("situation", true), ("help_question", true), ("text", false)];
    assert_eq!(fields(&looked), all);
    let choose = |word: &str| match word {
        "mevrouw Jansen" => Mend::Word("de cliënt".into()),
        "Bram" | "bram" => Mend::Short,
        _ => Mend::Leave,
    };
    assert_eq!(noor.act(|act| mend(act, &page, &|_| true, &choose)).unwrap(), 3);
    let (own, tips, former) = noor
        .read(&page, |page| {
            let former = page.all(&entities::HELP_QUESTION_VERSION);
            (page.own_fields().unwrap(), page.all(&entities::ADVICE), former)
        })
        .unwrap();
    assert_eq!(own.str("title"), "B. aan tafel");
    assert_eq!(own.str("help_question"), "Hoe zeg ik het tegen B.?");
    assert_eq!(own.str("situation"), "Ik zag de cliënt. B. zei niets.");
    assert_eq!(tips[0].str("text"), "Vraag het aan mevrouw Jansen.");
    assert!(former.is_empty() && own.is("anonymised_check"));
    assert_eq!(noor.act(|act| mend(act, &page, &|_| true, &choose)).unwrap(), 0);

    hand_over(&noor, &mut bram);
    let left = look(&mut bram, &page).unwrap();
    assert_eq!(fields(&left), [("text", true)]);
}
