//! Readable for everybody: axe-core on every screen, in both languages, light and dark.

use std::path::PathBuf;

use fantoccini::Locator;
use serde_json::{Value, json};

use super::browser::Browser;
use crate::support::Laptop;

/// Runs axe over all that WCAG 2.2 AA asks and a program can see; `arguments[0]` are the rules if
/// only some are wanted. Answers what is wrong, with the place.
const AXE: &str = "const [rules, done] = arguments;
    const all = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
    const runOnly = rules ? { type: 'rule', values: rules } : all;
    axe.run(document, { runOnly, resultTypes: ['violations'] }).then(found => done(found.violations.flatMap(one =>
        one.nodes.map(node => one.id + ' ' + node.target.join(' ') + ' ' + node.failureSummary + ' ' + node.html.slice(0, 200)))),
        error => done(['axe: ' + error]));";

/// What dark and light differ in.
const COLOURS: [&str; 2] = ["color-contrast", "link-in-text-block"];

fn axe() -> String {
    let path = "tests/axe/node_modules/axe-core/axe.min.js";
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(path).expect("axe-core: scripts/test installs it")
}

/// Asserts that this screen is in order, with all that is folded opened.
async fn is_plain(page: &Browser, axe: &str, screen: &str, wrong: &mut Vec<String>) {
    page.unfold_all().await;
    page.client.execute(axe, Vec::new()).await.unwrap();
    for (dark, rules) in [(false, Value::Null), (true, json!(COLOURS))] {
        page.in_the_dark(dark).await;
        let found = page.client.execute_async(AXE, vec![rules]).await.unwrap();
        let found = found.as_array().cloned().unwrap_or_default();
        wrong.extend(found.iter().map(|one| format!("{screen} (dark: {dark}): {one}")));
    }
    page.in_the_dark(false).await;
}

/// Asserts that one screen, as it stands now, is in order.
pub async fn must_be_plain(page: &Browser, screen: &str) {
    let mut wrong = Vec::new();
    is_plain(page, &axe(), screen, &mut wrong).await;
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Places inside a group, the example's first of every sort among them.
async fn places(page: &Browser, laptop: &Laptop) -> Vec<String> {
    let mut places: Vec<String> = ["", "about", "members", "agreements", "actions", "log", "level"]
        .map(str::to_owned)
        .to_vec();
    places.extend(["invite", "search?q=rust", "leave", "unblock", "p/00"].map(str::to_owned));
    places.extend(["more", "journey", "around", "reflections", "export"].map(str::to_owned));
    let way = ["trajectory", "trajectory/edit", "preparation", "preparation/part/plan", "roles"];
    places.extend(way.map(str::to_owned));
    places.extend(["results", "agreements/ready"].map(str::to_owned));
    places.extend(["core", "core/urgency", "quotes", "all/notes?kind=idea"].map(str::to_owned));
    page.go_in_group(laptop, "agreements").await;
    places.push(inside(page, "a[href*='/i/agreement/']").await);
    for sort in ["notes", "cases", "experiments", "findings", "meetings", "evaluations", "stories"]
    {
        places.push(format!("all/{sort}"));
        places.push(format!("all/{sort}/new"));
        places.push(format!("all/{sort}?away=1"));
        page.go_in_group(laptop, &format!("all/{sort}")).await;
        let one = inside(page, "ul.cards li:not(.away) h2 a").await;
        for place in ["", "/edit", "/wipe", "/audience", "/history"] {
            places.push(format!("{one}{place}"));
        }
    }
    places
}

/// Where a link leads, within the group.
async fn inside(page: &Browser, css: &str) -> String {
    let link = page.wait(css).await.attr("href").await.unwrap().unwrap();
    link.split('/').skip(3).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_screen_is_in_order_in_both_languages_light_and_dark() {
    let axe = axe();
    let mut wrong = Vec::new();
    let laptop = Laptop::new();
    let page = Browser::open(&laptop).await;
    is_plain(&page, &axe, "language", &mut wrong).await;
    page.press("Nederlands").await;
    is_plain(&page, &axe, "empty start", &mut wrong).await;
    page.press("Rondkijken met een voorbeeld").await;
    page.press("Rondkijken met een voorbeeld").await;
    let places = places(&page, &laptop).await;
    for language in ["nl", "en"] {
        laptop.ok(&["settings", "--language", language]);
        for place in ["/", "/new", "/join", "/example", "/settings"] {
            page.client.goto(&page.here(place).await).await.unwrap();
            is_plain(&page, &axe, &format!("{language} {place}"), &mut wrong).await;
        }
        for place in &places {
            page.go_in_group(&laptop, place).await;
            is_plain(&page, &axe, &format!("{language} {place}"), &mut wrong).await;
        }
    }
    page.go_in_group(&laptop, "invite").await;
    page.press("Make an invitation").await;
    is_plain(&page, &axe, "an invitation", &mut wrong).await;
    page.client.delete_all_cookies().await.unwrap();
    page.client.refresh().await.unwrap();
    page.says("Kring is no longer open in this tab.").await;
    is_plain(&page, &axe, "an old tab", &mut wrong).await;
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    page.close().await;
}

#[tokio::test]
async fn what_is_not_in_order_is_seen() {
    let laptop = Laptop::new();
    let page = Browser::open(&laptop).await;
    let plant = "const main = document.querySelector('main');
        main.append(document.createElement('button'), document.createElement('input'));
        const pale = document.createElement('p');
        pale.textContent = 'bleek'; pale.className = 'pale'; main.append(pale);
        const rules = new CSSStyleSheet();
        rules.replaceSync('@media (prefers-color-scheme: dark) { .pale { color: #333 } }');
        document.adoptedStyleSheets = [rules];";
    page.client.execute(plant, Vec::new()).await.unwrap();
    let mut wrong = Vec::new();
    is_plain(&page, &axe(), "planted", &mut wrong).await;
    for rule in ["button-name", "label", "color-contrast"] {
        assert!(wrong.iter().any(|one| one.contains(rule)), "{rule}: {wrong:?}");
    }
    assert!(wrong.iter().any(|one| one.contains("dark: true")), "{wrong:?}");
    page.close().await;
}

#[tokio::test]
async fn an_editor_with_somebody_elses_words_is_in_order() {
    let axe = axe();
    let mut wrong = Vec::new();
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    laptop.ok(&["note", "add", "Uur", "--text", "Eerst dit.", "--kind", "idea"]);
    let page = Browser::open(&laptop).await;
    page.go_in_group(&laptop, "all/notes").await;
    page.press("Uur").await;
    page.press("Wijzigen").await;
    page.wait(".cm-content").await;
    is_plain(&page, &axe, "editor", &mut wrong).await;
    page.kill_program();
    page.wait(".live-line[data-live='away']").await;
    is_plain(&page, &axe, "editor while away", &mut wrong).await;
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(page.client.find(Locator::Css("textarea:not([hidden])")).await.is_err());
    page.close().await;
}
