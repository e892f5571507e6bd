//! Two people edit the same tip, key by key, each in a browser without the other.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use super::browser::Browser;
use super::text::{BACKSPACE, CONTROL, END, Text};
use crate::support::{Laptop, whole_machine};

const TIP: &str =
    "Laat zien hoeveel minuten rust een activiteit oplevert; mensen luisteren naar een getal.";

const BOTH: &str = "Laat in de overdracht zien hoeveel minuten rust een activiteit oplevert; \
                    mensen luisteren naar een getal en een verhaal.";

/// Yasmina's case with Tjeerd's tip, which she will try; Bram takes the notes of a meeting that is
/// still open.
struct Story {
    all: [Laptop; 3],
    case: String,
    tip: String,
}

impl Story {
    fn begin() -> Self {
        let yasmina = Laptop::founder("Yasmina");
        let (tjeerd, bram) = (yasmina.let_in("Tjeerd"), yasmina.let_in("Bram"));
        for laptop in [&yasmina, &tjeerd, &bram] {
            laptop.ok(&["settings", "--language", "nl"]);
        }
        yasmina.ok(&["case", "add", "Rust", "--question", "Hoe wordt het rustig?"]);
        yasmina.ok(&["meeting", "add", "2026-02-05", "--notetaker", "Bram"]);
        yasmina.ok(&["meeting", "open", "1"]);
        yasmina.share_with(&tjeerd);
        tjeerd.ok(&["case", "tip", "add", "1", TIP]);
        yasmina.share_with(&tjeerd);
        let case = yasmina.json(&["case", "list"])[0]["id"].as_str().unwrap().to_owned();
        let shown = yasmina.json(&["case", "show", "1"]);
        let tip = shown["advice"][0]["id"].as_str().unwrap().to_owned();
        yasmina.ok(&["case", "tip", "choose", "1", &tip, "try"]);
        yasmina.share_with(&tjeerd);
        yasmina.share_with(&bram);
        Self { all: [yasmina, tjeerd, bram], case, tip }
    }

    /// The text of the tip, in a browser of this laptop.
    async fn open<'b>(&self, page: &'b Browser, laptop: &Laptop) -> Text<'b> {
        let place = format!("p/{}/i/advice/{}", self.case, self.tip);
        Text::open(page, laptop, &place, "text").await
    }

    fn meet(&self) {
        let [yasmina, tjeerd, bram] = &self.all;
        tjeerd.share_with(bram);
        yasmina.share_with(bram);
    }

    /// The tip as each laptop has it, and what Yasmina chose.
    fn stored(&self) -> Vec<(String, String)> {
        let tip = |laptop: &Laptop| {
            let case = laptop.json(&["case", "show", "1"]);
            let tip = &case["advice"][0];
            let field = |name: &str| tip[name].as_str().unwrap_or_default().to_owned();
            (field("text"), field("choice"))
        };
        self.all.iter().map(tip).collect()
    }

    /// On the page of the case: the sentence is marked, and what each had made of it is one press
    /// away.
    async fn is_marked(&self, versions: [&str; 2]) {
        for laptop in &self.all {
            let page = Browser::open(laptop).await;
            page.go_in_group(laptop, &format!("p/{}", self.case)).await;
            page.wait("details.merged").await;
            page.unfold_all().await;
            for version in versions {
                page.says(version).await;
            }
            page.says("amengevoegd").await;
            page.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_that_two_added_to_has_both_and_keeps_the_choice() {
    let _turn = whole_machine();
    let story = Story::begin();
    let [_, tjeerd, bram] = &story.all;
    for (laptop, at, typed) in
        [(tjeerd, 5, "in de overdracht "), (bram, TIP.len() - 1, " en een verhaal")]
    {
        let page = Browser::open(laptop).await;
        let text = story.open(&page, laptop).await;
        text.go(at).await;
        text.keys(typed).await;
        text.shows("it was typed", |text| text.contains(typed)).await;
        text.state("saved").await;
        page.close().await;
    }
    story.meet();
    for (text, choice) in story.stored() {
        assert_eq!((text.as_str(), choice.as_str()), (BOTH, "try"));
    }
    let earlier = [
        "Laat in de overdracht zien hoeveel minuten rust een activiteit oplevert; mensen \
         luisteren naar een getal.",
        "Laat zien hoeveel minuten rust een activiteit oplevert; mensen luisteren naar een getal \
         en een verhaal.",
    ];
    story.is_marked(earlier).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_that_two_wrote_anew_has_both_sentences_whole() {
    let _turn = whole_machine();
    let story = Story::begin();
    let [_, tjeerd, bram] = &story.all;
    let new = ["Vertel vooraf wat rust oplevert.", "Noem liever een voorbeeld dan cijfers."];
    for (laptop, typed) in [(tjeerd, new[0]), (bram, new[1])] {
        let page = Browser::open(laptop).await;
        let text = story.open(&page, laptop).await;
        text.keys(&format!("{CONTROL}{END}{CONTROL}")).await;
        text.keys(&BACKSPACE.to_string().repeat(TIP.len())).await;
        text.shows("all is gone", str::is_empty).await;
        text.keys(typed).await;
        text.shows("it was typed", |text| text == typed).await;
        text.state("saved").await;
        page.close().await;
    }
    story.meet();
    let stored = story.stored();
    assert!(stored.iter().all(|one| *one == stored[0]), "{stored:?}");
    let (text, choice) = &stored[0];
    let rest = new.iter().fold(text.clone(), |text, sentence| text.replacen(sentence, "", 1));
    assert!(rest.trim().is_empty(), "both whole, and nothing else: {text}");
    assert_eq!(choice, "try");
    story.is_marked(new).await;
}
