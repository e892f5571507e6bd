use kring_trust::PageId;

use super::{kept_back, offer, share_again};
use crate::replica::Replica;
use crate::replica::testing::{hand_over, returned, three};

fn sees(one: &Replica, other: &Replica, case: &PageId) -> bool {
    one.roster().sees(&other.device(), case)
}

#[test]
fn who_came_back_gets_ones_cases_again_by_one_act() {
    let [mut noor, bram, mut lotte] = three();
    let person = bram.me();
    let values = [("title", "Telefoon aan tafel".into())];
    let cases = [None, Some(vec![person]), Some(vec![lotte.me()])]
        .map(|audience| noor.act(|act| offer(act, &values, audience, None)).unwrap());
    hand_over(&noor, &mut lotte);
    let mut back = returned(&mut noor, &lotte, person, 4);
    hand_over(&noor, &mut back);
    assert!(cases.iter().all(|case| !sees(&noor, &back, case)), "not before she agrees");
    let mut lacking = kept_back(noor.roster(), &noor.me(), &person);
    let mut expected = cases[..2].to_vec();
    lacking.sort_unstable();
    expected.sort_unstable();
    assert_eq!(lacking, expected, "the third was never Bram's to read");
    assert!(kept_back(noor.roster(), &noor.me(), &lotte.me()).is_empty());

    assert_eq!(noor.act(|act| share_again(act, &person)).unwrap(), 2);
    assert!(sees(&noor, &back, &cases[0]) && sees(&noor, &back, &cases[1]));
    assert!(!sees(&noor, &back, &cases[2]) && sees(&noor, &lotte, &cases[0]));
    assert_eq!(noor.act(|act| share_again(act, &person)).unwrap(), 0);
    hand_over(&noor, &mut back);
    let titles = back.read(&cases[0], |page| !page.heads().is_empty());
    assert!(titles.is_ok_and(|here| here));
}
