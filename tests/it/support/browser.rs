//! Browser stories: a Rust story starts the server, a script of `tests/browser` drives a real Chromium against it.
//!
//! A missing browser is a failure, never a skip. Whatever happens, the script's process group is ended, and its
//! temporary files go with it; Chromium ends by itself when the script that holds its pipe does.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::tools;

const LONGEST: Duration = Duration::from_secs(180);

/// Runs `tests/browser/<name>.mjs` against a server; what the script returned. A failed script fails the test, and
/// its output is shown.
pub async fn story(name: &str, base_url: &str, settings: &[(&str, &str)]) -> Value {
    match attempt(name, base_url, settings).await {
        Ok(value) => value,
        Err(output) => panic!("the browser story `{name}` failed:\n{output}"),
    }
}

/// Like [`story`], with the output of a failed script in place of a failed test.
pub async fn attempt(name: &str, base_url: &str, settings: &[(&str, &str)]) -> Result<Value, String> {
    let mut node = Command::new(tools::on_path("node").unwrap_or_else(|| tools::missing("Node.js")));
    let browser_tests = tools::repository().join("tests/browser");
    node.arg(browser_tests.join("run.mjs")).arg(name).current_dir(&browser_tests);
    node.env("BASE_URL", base_url).env("FRONTDESK_CHROMIUM", tools::chromium()).env("SHOTS", shots());
    node.env("FRONTDESK_NODE_MODULES", tools::node_modules()).envs(settings.iter().copied());
    tokio::task::spawn_blocking(move || run(node)).await.unwrap()
}

/// Where screenshots go, to be looked at.
fn shots() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("shots")
}

fn run(mut node: Command) -> Result<Value, String> {
    // Chromium's profile goes here too, so that a killed one leaves nothing behind.
    let dir = tempfile::Builder::new().prefix("frontdesk-story-").tempdir().unwrap();
    let (out, err) = (dir.path().join("out"), dir.path().join("err"));
    node.env("TMPDIR", dir.path()).process_group(0).stdin(Stdio::null());
    // Files, not pipes: no one has to read along, and nobody's open end keeps us waiting.
    node.stdout(File::create(&out).unwrap()).stderr(File::create(&err).unwrap());
    let mut group = Group(node.spawn().expect("node starts"));
    let ended = group.wait();
    drop(group);
    let result = fs::read_to_string(&out).unwrap_or_default();
    let told = fs::read_to_string(&err).unwrap_or_default();
    match ended {
        None => Err(format!("{told}no end after {} s", LONGEST.as_secs())),
        Some(false) => Err(format!("{told}{result}")),
        Some(true) => serde_json::from_str(&result).map_err(|e| format!("{told}{result}\nnot JSON: {e}")),
    }
}

/// A script and all that it started.
struct Group(Child);

impl Group {
    /// Whether it ended well; `None` when it did not end in time.
    fn wait(&mut self) -> Option<bool> {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST {
            if let Some(status) = self.0.try_wait().unwrap() {
                return Some(status.success());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status().ok();
        self.0.wait().ok();
    }
}

mod self_test {
    use axum::Router;
    use axum::response::Html;
    use axum::routing::get;

    use super::{attempt, story};

    const SOUND: &str = r#"<!doctype html><html lang="en"><head><title>Sound</title><link rel="icon" href="data:,"></head>
        <body><main><h1>Sound</h1><x-desk></x-desk></main><script>
        customElements.define("x-desk", class extends HTMLElement { connectedCallback() {
          this.attachShadow({ mode: "open" }).innerHTML = "<button>Ask</button>";
          const button = this.shadowRoot.querySelector("button");
          button.onclick = () => { button.textContent = "Asked" } } })</script></body></html>"#;

    async fn serve() -> String {
        let page = |body: &'static str| get(move || async move { Html(body) });
        let app = Router::new()
            .route("/", page(SOUND))
            .route("/throws", page(r#"<!doctype html><link rel="icon" href="data:,"><script>nowhere()</script>"#))
            .route(
                "/unlabelled",
                page(r#"<!doctype html><html lang="en"><title>U</title><link rel="icon" href="data:,"><input>"#),
            );
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        format!("http://{address}")
    }

    #[tokio::test]
    async fn a_script_drives_a_real_page_and_reports_back() {
        let told = story("self_test", &serve().await, &[]).await;
        assert_eq!(told["button"], "Asked");
        let shot = super::shots().join("self-test.png");
        assert!(shot.metadata().unwrap().len() > 1000, "{}", shot.display());
    }

    #[tokio::test]
    async fn an_error_on_the_page_fails_the_story() {
        let told = attempt("self_test", &serve().await, &[("AT", "/throws")]).await.unwrap_err();
        assert!(told.contains("nowhere is not defined"), "{told}");
    }

    #[tokio::test]
    async fn a_fault_for_a_screen_reader_fails_the_story() {
        let told = attempt("self_test", &serve().await, &[("AT", "/unlabelled")]).await.unwrap_err();
        assert!(told.contains("Form elements must have labels"), "{told}");
    }
}
