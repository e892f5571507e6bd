//! A live text in a browser: what it shows, where the caret goes, and keys.

use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use serde_json::json;

use super::browser::Browser;
use crate::support::{Laptop, PATIENCE};

/// Keys as WebDriver sends them.
pub const CONTROL: char = '\u{e009}';
pub const END: char = '\u{e010}';
pub const HOME: char = '\u{e011}';
pub const RIGHT: char = '\u{e014}';
pub const BACKSPACE: char = '\u{e003}';

/// One text box of an edit form.
#[derive(Clone, Copy)]
pub struct Text<'b> {
    browser: &'b Browser,
    field: &'static str,
}

impl<'b> Text<'b> {
    /// Opens the form of something and waits for its text; `place` follows the group's address.
    pub async fn open(
        browser: &'b Browser,
        laptop: &Laptop,
        place: &str,
        field: &'static str,
    ) -> Self {
        browser.go_in_group(laptop, place).await;
        let text = Self { browser, field };
        browser.wait(&text.css(".cm-content")).await;
        text
    }

    /// What is beside or in the editor of this text.
    pub fn css(&self, inside: &str) -> String {
        format!("#f-{} + .live {inside}", self.field)
    }

    /// The text, without the names of others who are in it.
    pub async fn shown(&self) -> String {
        let script = "return Array.from(document.querySelectorAll(arguments[0] + ' .cm-line'), \
            (line) => { const copy = line.cloneNode(true); \
            copy.querySelectorAll('.cm-other').forEach((one) => one.remove()); \
            return copy.textContent; }).join('\\n')";
        let css = json!(self.css(".cm-content"));
        let text = self.browser.client.execute(script, vec![css]).await.unwrap();
        text.as_str().unwrap().to_owned()
    }

    /// Waits until the text is as it should be.
    pub async fn shows(&self, what: &str, so: impl Fn(&str) -> bool) {
        let until = Instant::now() + PATIENCE;
        loop {
            let text = self.shown().await;
            if so(&text) {
                return;
            }
            assert!(Instant::now() < until, "{what}: {text:?}\n{}", self.browser.text().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the line under the text says how it stands: `saved`, `away`, `old`.
    pub async fn state(&self, wanted: &str) {
        self.browser.wait(&self.css(&format!(".live-line[data-live='{wanted}']"))).await;
    }

    /// Presses keys, one by one, where the caret is.
    pub async fn keys(&self, keys: &str) {
        self.browser.wait(&self.css(".cm-content")).await.send_keys(keys).await.unwrap();
    }

    /// Types as a person does, key after key, without looking for the text in between.
    pub async fn types(&self, typed: &str, pause: Duration) {
        let mut keys = KeyActions::new("keys".to_owned());
        for value in typed.chars() {
            keys = keys
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value })
                .then(KeyAction::Pause { duration: pause });
        }
        self.browser.client.perform_actions(keys).await.unwrap();
    }

    /// Moves to the code unit `at` of the text, which is one line.
    pub async fn go(&self, at: usize) {
        self.keys(&format!("{CONTROL}{HOME}{CONTROL}")).await;
        self.keys(&RIGHT.to_string().repeat(at)).await;
    }

    /// Types behind the text, and waits until that is saved.
    pub async fn append(&self, typed: &str) {
        self.keys(&format!("{CONTROL}{END}{CONTROL}{typed}")).await;
        self.shows("it was typed", |text| text.ends_with(typed)).await;
        self.state("saved").await;
    }
}
