//! Twice as large, in the dark, and on paper: nothing falls off the edge, and what only belongs on
//! a screen is not printed.

use std::path::PathBuf;

use fantoccini::wd::PrintConfigurationBuilder;
use serde_json::json;

use super::browser::Browser;
use crate::support::Laptop;

/// Whether the page has to be moved sideways, and what sticks out.
const SIDEWAYS: &str = "const wide = document.documentElement;
    return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > wide.clientWidth + 1
        && !e.closest('.sr, .skip') && getComputedStyle(e).position !== 'absolute')
        .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 60)).slice(0, 5);";

/// What is on a screen and not on paper.
const PRINTED: &str = "return [...document.querySelectorAll('nav, .top, footer.bottom, button, form:not(:has(blockquote)), .button')]
    .filter(e => e.getClientRects().length > 0).map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 60));";

async fn example() -> (Laptop, Browser) {
    let laptop = Laptop::new();
    laptop.ok(&["settings", "--language", "nl", "--name", "Noor Verzonnen"]);
    let page = Browser::open(&laptop).await;
    page.press("Rondkijken met een voorbeeld").await;
    page.press("Rondkijken met een voorbeeld").await;
    (laptop, page)
}

/// The first of every sort, and what a group has as a whole.
async fn screens(page: &Browser, laptop: &Laptop) -> Vec<(String, String)> {
    let mut screens = Vec::new();
    for place in
        ["", "members", "agreements", "actions", "level", "about", "log", "journey", "around"]
            .into_iter()
            .chain(["reflections", "trajectory", "preparation", "roles", "results"])
    {
        screens.push((if place.is_empty() { "home" } else { place }.to_owned(), place.to_owned()));
    }
    for sort in ["notes", "cases", "experiments", "findings", "meetings", "evaluations", "stories"]
    {
        page.go_in_group(laptop, &format!("all/{sort}")).await;
        let link = page.wait("ul.cards li:not(.away) h2 a").await;
        let link = link.attr("href").await.unwrap().unwrap();
        let place = link.split('/').skip(3).collect::<Vec<_>>().join("/");
        screens.push((format!("new-{sort}"), format!("all/{sort}/new")));
        screens.push((format!("one-of-{sort}"), place));
    }
    screens
}

async fn picture(page: &Browser, name: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screens");
    std::fs::create_dir_all(&folder).unwrap();
    let picture = page.client.screenshot().await.unwrap();
    std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
}

#[tokio::test]
async fn nothing_falls_off_the_edge_when_it_is_twice_as_large_or_narrow() {
    let (laptop, page) = example().await;
    let screens = screens(&page, &laptop).await;
    for (size, width, height, zoom) in [("200", 1366, 768, 2), ("400", 1280, 1024, 4)] {
        page.in_size(width, height, zoom).await;
        for (name, place) in &screens {
            page.go_in_group(&laptop, place).await;
            page.unfold_all().await;
            let out = page.client.execute(SIDEWAYS, Vec::new()).await.unwrap();
            assert_eq!(out, json!([]), "{name} at {size} %");
            if size == "200" {
                picture(&page, &format!("70-{name}-{size}")).await;
            }
        }
    }
    page.close().await;
}

#[tokio::test]
async fn what_is_printed_is_what_people_wrote() {
    let (laptop, page) = example().await;
    for (name, place) in screens(&page, &laptop).await {
        if name.starts_with("new-") {
            continue;
        }
        page.go_in_group(&laptop, &place).await;
        page.in_the_dark(true).await;
        picture(&page, &format!("71-{name}-dark")).await;
        page.in_the_dark(false).await;
        page.in_size(794, 1123, 1).await;
        page.on_paper(true).await;
        let printed = page.client.execute(PRINTED, Vec::new()).await.unwrap();
        assert_eq!(printed, json!([]), "{name} on paper");
        picture(&page, &format!("72-{name}-paper")).await;
        page.on_paper(false).await;
        let pdf = page.client.print(PrintConfigurationBuilder::default().build().unwrap()).await;
        let pdf = pdf.unwrap();
        assert!(pdf.starts_with(b"%PDF"), "it can be printed");
        page.in_size(1366, 768, 1).await;
    }
    page.close().await;
}
