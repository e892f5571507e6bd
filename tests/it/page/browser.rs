//! A browser for tests: headless Chromium, driven through WebDriver, as a person uses it.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::support::{Going, Laptop, PATIENCE, until};

/// Widths and heights in which every screen is looked at: a laptop, a projector, a narrow window.
const SIZES: [(&str, u32, u32); 3] =
    [("laptop", 1366, 768), ("projector", 1920, 1080), ("narrow", 420, 800)];

/// The page of one laptop in a browser of its own.
pub struct Browser {
    pub client: Client,
    driver: Child,
    page: Mutex<Option<Going>>,
    profile: tempfile::TempDir,
}

impl Browser {
    /// Starts the page of a laptop, and opens it with the file that the program names.
    pub async fn open(laptop: &Laptop) -> Self {
        let (page, file) = serve(laptop);
        let profile = tempfile::tempdir().unwrap();
        let (driver, port) = driver();
        let client = connect(port, &profile).await;
        client.goto(&format!("file://{file}")).await.unwrap();
        let browser = Self { client, driver, page: Mutex::new(Some(page)), profile };
        browser.wait("main h1").await;
        browser
    }

    /// Waits until an element is there.
    pub async fn wait(&self, css: &str) -> Element {
        let until = Instant::now() + PATIENCE;
        loop {
            // A page that goes on to another one ends the search with an error.
            match self.client.find(Locator::Css(css)).await {
                Ok(found) => return found,
                Err(_) if Instant::now() < until => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Err(error) => panic!("{css}: {error}\n{}", self.client.source().await.unwrap()),
            }
        }
    }

    /// What the page says.
    pub async fn text(&self) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            // A page that goes on to another one takes its body with it.
            match self.wait("body").await.text().await {
                Ok(text) => return text,
                Err(error) => assert!(Instant::now() < until, "{error}"),
            }
        }
    }

    /// Waits until the page says something.
    pub async fn says(&self, words: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.text().await.contains(words) {
            assert!(Instant::now() < until, "not said: {words}\n{}", self.text().await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Types into a field, in place of what stands there.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.wait(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Writes into the one live text of this page, in place of what stands there.
    pub async fn write(&self, text: &str) {
        let (control, all) = ('\u{e009}', "a");
        let keys = format!("{control}{all}{control}{text}");
        self.wait(".cm-content").await.send_keys(&keys).await.unwrap();
        self.wait(".live-line[data-live='saved']").await;
    }

    /// Presses what bears these words, a button or a link.
    pub async fn press(&self, words: &str) {
        let path = format!(
            "//main//button[normalize-space()='{words}'] | //a[normalize-space()='{words}']"
        );
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await;
        let Ok(found) = found else {
            panic!("no {words}\n{}", self.text().await);
        };
        let root = self.wait("html").await;
        // The status line stays at the bottom edge: nothing is pressed there.
        let centre = "arguments[0].scrollIntoView({ block: 'center' })";
        let element = serde_json::to_value(&found).unwrap();
        self.client.execute(centre, vec![element]).await.unwrap();
        found.click().await.unwrap();
        // The page that comes is another document.
        let until = Instant::now() + PATIENCE;
        while root.tag_name().await.is_ok() {
            assert!(Instant::now() < until, "{words} leads nowhere");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.wait("main").await;
    }

    /// The address of a path of this page.
    pub async fn here(&self, path: &str) -> String {
        let here = self.client.current_url().await.unwrap();
        here.join(path).unwrap().to_string()
    }

    /// Goes where a link leads.
    pub async fn follow(&self, css: &str) {
        let to = self.wait(css).await.prop("href").await.unwrap().unwrap();
        self.client.goto(&to).await.unwrap();
    }

    /// Goes to a place of the laptop's one group.
    pub async fn go_in_group(&self, laptop: &Laptop, place: &str) {
        let folder = std::fs::read_dir(laptop.home().join("groups")).unwrap().next().unwrap();
        let group = folder.unwrap().file_name().into_string().unwrap();
        let to = self.here(format!("/g/{group}/{place}").trim_end_matches('/')).await;
        self.client.goto(&to).await.unwrap();
        self.wait("main h1").await;
    }

    /// Opens what is folded under these words.
    pub async fn unfold(&self, words: &str) {
        let path = format!("//summary[normalize-space()='{words}']");
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await;
        let element = serde_json::to_value(found.unwrap()).unwrap();
        self.client.execute("arguments[0].parentElement.open = true", vec![element]).await.unwrap();
    }

    /// Opens all that is folded.
    pub async fn unfold_all(&self) {
        let open = "document.querySelectorAll('details').forEach((one) => { one.open = true; })";
        self.client.execute(open, Vec::new()).await.unwrap();
    }

    /// Pictures of this screen in every size, in `target/screens/`.
    pub async fn pictures(&self, name: &str) {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screens");
        std::fs::create_dir_all(&folder).unwrap();
        for (size, width, height) in SIZES {
            self.client.set_window_size(width, height).await.unwrap();
            let picture = self.client.screenshot().await.unwrap();
            std::fs::write(folder.join(format!("{name}-{size}.png")), picture).unwrap();
        }
    }

    /// Kills the program; the browser stays.
    pub fn kill_program(&self) {
        *self.page.lock().unwrap() = None;
    }

    /// Waits until the program ends by itself, well.
    pub fn ended(&self) {
        let page = self.page.lock().unwrap().take();
        page.expect("it runs").ended();
    }

    /// Starts the program anew, and tells this browser nothing; answers the file that opens it.
    pub fn run_program(&self, laptop: &Laptop) -> String {
        let (page, file) = serve(laptop);
        *self.page.lock().unwrap() = Some(page);
        file
    }

    /// Opens the program in one more tab; the tab that was in front stays there.
    pub async fn open_tab(&self, file: &str) {
        let old = self.client.window().await.unwrap();
        self.to_new_tab().await;
        self.client.goto(&format!("file://{file}")).await.unwrap();
        self.wait("main h1").await;
        self.client.switch_to_window(old).await.unwrap();
    }

    /// One more tab, in front.
    pub async fn to_new_tab(&self) {
        let new = self.client.new_window(true).await.unwrap();
        self.client.switch_to_window(new.handle).await.unwrap();
    }

    /// Starts the program anew and opens one more tab, as a person does.
    pub async fn start_program(&self, laptop: &Laptop) {
        let file = self.run_program(laptop);
        self.open_tab(&file).await;
    }

    /// Whether a file of the browser holds these words as they are.
    pub fn profile_has(&self, words: &str) -> bool {
        has_bytes(self.profile.path(), words.as_bytes())
    }

    /// Closes the browser; the page ends with its laptop.
    pub async fn close(self) {
        self.client.clone().close().await.unwrap();
    }
}

impl Drop for Browser {
    /// The driver leads a group of processes: its browser ends with it.
    fn drop(&mut self) {
        let group = format!("-{}", self.driver.id());
        if Command::new("kill").args(["-KILL", "--", &group]).status().is_ok() {
            self.driver.wait().unwrap();
        }
    }
}

/// Whether a file in the folder holds these bytes. A browser's files come and go meanwhile.
fn has_bytes(folder: &Path, words: &[u8]) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        let holds = |bytes: Vec<u8>| bytes.windows(words.len()).any(|part| part == words);
        if path.is_dir() { has_bytes(&path, words) } else { std::fs::read(path).is_ok_and(holds) }
    })
}

/// Starts the page of a laptop; answers the file that opens it.
pub fn serve(laptop: &Laptop) -> (Going, String) {
    let mut page = laptop.start(&["--no-browser"]);
    let file = page.line();
    (page, file)
}

fn driver() -> (Child, u16) {
    let port = free_port();
    let driver = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .process_group(0)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver: scripts/test installs it");
    until("the driver listens", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    (driver, port)
}

async fn connect(port: u16, profile: &tempfile::TempDir) -> Client {
    let arguments = [
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--hide-scrollbars".to_owned(),
        format!("--user-data-dir={}", profile.path().display()),
    ];
    let wishes = json!({
        "goog:chromeOptions": { "args": arguments },
        "goog:loggingPrefs": { "browser": "ALL" },
        "unhandledPromptBehavior": "accept",
    });
    let serde_json::Value::Object(wishes) = wishes else { unreachable!() };
    ClientBuilder::new(HttpConnector::new())
        .capabilities(wishes)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .unwrap()
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
