//! What members write is shown, and never obeyed: hostile names and texts in every field.

use serde_json::json;

use super::browser::Browser;
use crate::support::Laptop;

/// Written into every field; each would set `window.owned` if any of it were obeyed.
const HOSTILE: &[&str] = &[
    "<script>window.owned=1</script>",
    "\"><img src=x onerror=window.owned=1>",
    "</textarea></title></style><script>window.owned=1</script>",
    "' onmouseover='window.owned=1' autofocus onfocus='window.owned=1",
    "javascript:window.owned=1",
    "[x](javascript:window.owned=1) ![x](http://evil.example/x.png)",
    "<svg/onload=window.owned=1><a href=javascript:window.owned=1>x</a>",
    "{{ 7*7 }} ${window.owned=1} <%= 1 %> &lt;script&gt;",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "\u{202e}txet\u{2066} \u{200b}onzichtbaar\u{feff}",
    "<div hx-get=/settings hx-trigger=load hx-on:load=window.owned=1>x</div>",
];

/// What must be so on every page: nothing ran, nothing was loaded, nothing was made of text.
const INERT: &str = "return [
    window.owned === undefined,
    [...document.scripts].every(s => s.src.startsWith(location.origin + '/') && !s.textContent),
    document.querySelectorAll('svg,iframe,object,embed,style,base').length === 0,
    // The editor places what is its own; nothing else has a picture or a style.
    [...document.querySelectorAll('img,[style]')].every(e => e.closest('.cm-editor') && !e.src),
    document.querySelectorAll('a[href^=\"javascript\"],a[href^=\"http\"]').length === 0,
    document.querySelectorAll('meta[http-equiv]').length === 0,
    [...document.querySelectorAll('main *')].every(e => [...e.attributes].every(a => !a.name.startsWith('on') && !a.name.startsWith('hx-on'))),
    document.querySelectorAll('.card [hx-get],.item [hx-get],.prose [hx-get]').length === 0,
    !/[\\u202a-\\u202e\\u2066-\\u2069\\u200b\\ufeff\\u0000]/.test(document.documentElement.outerHTML),
    performance.getEntriesByType('resource').every(r => r.name.startsWith(location.origin)),
];";

#[tokio::test]
async fn hostile_words_in_every_field_stay_words() {
    let all = HOSTILE.join(" ");
    let line: String = all.chars().take(180).collect();
    let laptop = Laptop::new();
    laptop.ok(&["new", &line, "--name", HOSTILE[1], "--device", HOSTILE[0]]);
    laptop.ok(&["settings", "--language", "nl"]);
    laptop.ok(&["note", "add", &line, "--text", &all, "--tags", HOSTILE[3]]);
    laptop.ok(&["case", "add", &line, "--question", &line, "--situation", &all]);
    laptop.ok(&["case", "tip", "add", "1", &all]);
    laptop.ok(&["experiment", "add", &line, "--question", &line, "--risk", &all]);
    laptop.ok(&["experiment", "step", "add", "1", "--plan", &all]);
    laptop.ok(&["finding", "add", &all, "--organisation", &line, "--source", &all]);
    laptop.ok(&["meeting", "add", "2030-01-02", "--place", &line]);
    laptop.ok(&["meeting", "agenda", "add", "1", &line]);
    laptop.ok(&["meeting", "minutes", "append", "1", &all]);
    laptop.ok(&["agreement", "add", &line]);
    laptop.ok(&["action", "add", &line, "--who", "ik"]);

    let page = Browser::open(&laptop).await;
    inert(&page, "start").await;
    page.follow("ul.groups a").await;
    page.wait("nav.places").await;
    inert(&page, "home").await;
    let group = page.client.current_url().await.unwrap().to_string();
    let group = group.trim_end_matches('/').to_owned();
    for place in ["members", "agreements", "actions", "about", "log", "level", "invite"] {
        page.client.goto(&format!("{group}/{place}")).await.unwrap();
        inert(&page, place).await;
    }
    page.client.goto(&format!("{group}/search?q=<script>window.owned%3D1")).await.unwrap();
    inert(&page, "search").await;
    for sort in ["notes", "cases", "experiments", "findings", "meetings"] {
        page.client.goto(&format!("{group}/all/{sort}")).await.unwrap();
        inert(&page, sort).await;
        page.follow("ul.cards h2 a").await;
        page.wait("article").await;
        inert(&page, &format!("one of {sort}")).await;
        assert!(page.text().await.contains("<script>window.owned"), "it is shown as words");
        let one = page.client.current_url().await.unwrap();
        page.client.goto(&format!("{one}/edit")).await.unwrap();
        inert(&page, &format!("editing one of {sort}")).await;
    }
    page.pictures("50-hostile").await;
    page.close().await;
}

async fn inert(page: &Browser, place: &str) {
    page.wait("main h1").await;
    let answers = page.client.execute(INERT, Vec::new()).await.unwrap();
    let good = vec![json!(true); answers.as_array().map_or(0, Vec::len)];
    assert_eq!(answers, json!(good), "{place}: {answers} {}", page.client.source().await.unwrap());
}
