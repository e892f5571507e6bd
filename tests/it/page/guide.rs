//! The guide prepares a meeting away from the others, while somebody else adds a point.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use fantoccini::Locator;

use super::browser::Browser;
use crate::support::{Laptop, whole_machine};

const POINTS: [&str; 5] =
    ["Welkom", "Rondje: hoe is het?", "Casus kiezen", "Incidentmethode", "Wat nemen we mee?"];

const YASMINAS: &str = "15 minuten nabespreking huiskamer";

async fn add_point(page: &Browser, title: &str) {
    page.unfold("Agendapunt toevoegen").await;
    page.fill("[name='f:title']", title).await;
    page.press("Toevoegen").await;
    page.says(title).await;
}

async fn agenda(page: &Browser) -> Vec<String> {
    let mut titles = Vec::new();
    for one in page.client.find_all(Locator::Css("ol.agenda > li")).await.unwrap() {
        titles.push(one.text().await.unwrap().lines().next().unwrap_or_default().to_owned());
    }
    titles
}

/// Cases of one day stand in no order that is known beforehand.
fn case(of: &Laptop, title: &str) -> String {
    let list = of.json(&["case", "list"]);
    let one = list.as_array().unwrap().iter().find(|one| one["title"] == title);
    one.unwrap_or_else(|| panic!("{title} is not in {list}"))["id"].as_str().unwrap().to_owned()
}

/// Wim and Yasmina after two meetings, with three cases; Yasmina tries something for the second.
fn after_two_meetings() -> (Laptop, Laptop, String) {
    let wim = Laptop::founder("Wim");
    wim.ok(&["settings", "--language", "nl"]);
    wim.ok(&["case", "add", "Wie blijft er?", "--question", "Hoe verdelen we de avond?"]);
    let yasmina = wim.let_in("Yasmina");
    yasmina.ok(&["settings", "--language", "nl"]);
    yasmina.ok(&["case", "add", "De huiskamer", "--question", "Hoe wordt het rustig?"]);
    yasmina.ok(&["case", "add", "De familie", "--question", "Wat zeg ik?"]);
    wim.share_with(&yasmina);
    let second = case(&wim, "De huiskamer");
    wim.ok(&["case", "tip", "add", &second, "Ga zelf zitten."]);
    wim.share_with(&yasmina);
    yasmina.ok(&["case", "action", "add", &second, "Ik ga om half vijf zitten."]);
    wim.ok(&["meeting", "add", "2030-03-05"]);
    wim.share_with(&yasmina);
    (wim, yasmina, second)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agenda_that_two_prepared_apart_is_one_with_the_follow_up_on_top() {
    let _turn = whole_machine();
    let (wim, yasmina, second) = after_two_meetings();
    let meeting = wim.json(&["meeting", "list"])[0]["id"].as_str().unwrap().to_owned();
    let third = case(&wim, "De familie");
    let place = format!("p/{meeting}");

    let page = Browser::open(&wim).await;
    page.go_in_group(&wim, &place).await;
    for point in POINTS {
        add_point(&page, point).await;
    }
    page.go_in_group(&wim, &format!("p/{third}")).await;
    page.press("Hier stem ik op").await;
    page.close().await;
    let page = Browser::open(&yasmina).await;
    page.go_in_group(&yasmina, &place).await;
    add_point(&page, YASMINAS).await;
    page.close().await;

    let (one, other) = (Browser::open(&wim).await, Browser::open(&yasmina).await);
    let mut orders = Vec::new();
    for (page, laptop) in [(&one, &wim), (&other, &yasmina)] {
        page.go_in_group(laptop, "level").await;
        page.says("Iedereen die er is, heeft alles.").await;
        page.go_in_group(laptop, &place).await;
        let shown = agenda(page).await;
        for point in POINTS.iter().chain([&YASMINAS]) {
            assert_eq!(shown.iter().filter(|one| one == point).count(), 1, "{shown:?}");
        }
        orders.push(shown);
        let on_top = page.wait("section > .panel.accent:first-of-type ul li a").await;
        let to = on_top.attr("href").await.unwrap().unwrap();
        assert!(to.ends_with(&second), "the follow-up of the second case: {to}");
        let candidate = laptop.json(&["case", "show", &third]);
        assert!(candidate["entry"]["votes"].is_object(), "{candidate}");
    }
    assert_eq!(orders[0], orders[1], "one order on both");
    assert_eq!(&orders[0][..1], &POINTS[..1], "nothing came before what Wim began with");
    one.pictures("61-agenda").await;
    one.close().await;
    other.close().await;
}
