//! What WebDriver itself has no words for: Chromium's own commands, for looking at a page as
//! somebody with other settings does.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::browser::Browser;

/// One command of the developer tools.
#[derive(Debug)]
struct Command {
    name: &'static str,
    params: Value,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.name, "params": self.params });
        (Method::POST, Some(body.to_string()))
    }
}

impl Browser {
    /// Looks at the page in dark or light, from now on.
    pub async fn in_the_dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        self.tell("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Looks at the page as it comes out of the printer, from now on.
    pub async fn on_paper(&self, paper: bool) {
        let media = if paper { "print" } else { "" };
        self.tell("Emulation.setEmulatedMedia", json!({ "media": media })).await;
    }

    /// Looks at the page in a window of this size, everything as much larger as said.
    pub async fn in_size(&self, width: u32, height: u32, zoom: u32) {
        let size = json!({ "width": width / zoom, "height": height / zoom,
            "deviceScaleFactor": zoom, "mobile": false });
        self.tell("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Processor time of the page's own thread since [`count_work`](Self::count_work), in
    /// milliseconds: in all, in scripts, for laying out. Other work of the machine is not in it.
    pub async fn work(&self) -> [f64; 3] {
        let got = self.ask("Performance.getMetrics", json!({})).await;
        let metrics = got["metrics"].as_array().unwrap();
        let of = |name: &str| {
            let one = metrics.iter().find(|one| one["name"] == name);
            one.and_then(|one| one["value"].as_f64()).unwrap_or_default() * 1000.0
        };
        [of("TaskDuration"), of("ScriptDuration"), of("LayoutDuration") + of("RecalcStyleDuration")]
    }

    /// Begins to count the work of the page's own thread.
    pub async fn count_work(&self) {
        self.ask("Performance.enable", json!({ "timeDomain": "threadTicks" })).await;
    }

    async fn tell(&self, name: &'static str, params: Value) {
        self.ask(name, params).await;
    }

    async fn ask(&self, name: &'static str, params: Value) -> Value {
        self.client.issue_cmd(Command { name, params }).await.unwrap()
    }
}
