//! What is sent to a language model, held against a mock made of OpenAI's own published specification; and the stories' own
//! endpoint, which unlike the mock can stream, held against the same.
//!
//! `make setup` installs prism. Without it these tests fail: nothing is skipped in silence.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use frontdesk::assess::opinion::case::{Case, Shown};
use frontdesk::id::{EntryId, Id as _};
use frontdesk::knowledge::Found;
use frontdesk::llm::prompt::Prompt;
use frontdesk::trigger::doubt::Doubt;
use frontdesk::trigger::written::{Earlier, Form, Question};
use serde_json::{Value, json};

use crate::support::house::http;
use crate::support::model::{Behave, KEY, Model};
use crate::support::tools;

fn specification() -> PathBuf {
    tools::repository().join("tests/contracts/openai/openai_chat.openapi.json")
}

/// A mock of OpenAI on a port of its own, ended with the test.
struct Mock {
    process: Child,
    url: String,
}

impl Mock {
    fn start() -> Self {
        let port = crate::support::neighbour::free_port();
        let mut process = Command::new(tools::prism())
            .args(["mock", "-h", "127.0.0.1", "-p", &port.to_string()])
            .arg(specification())
            .stdout(Stdio::piped())
            .spawn()
            .expect("prism starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let started = lines.by_ref().map_while(Result::ok).any(|line| line.contains("Prism is listening"));
        assert!(started, "prism ended before it listened");
        // Whoever writes to a closed pipe is ended by it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, url: format!("http://127.0.0.1:{port}/chat/completions") }
    }

    async fn takes(&self, request: &Value) -> u16 {
        let sent = http().post(&self.url).bearer_auth(KEY).json(request).send().await.unwrap();
        sent.status().as_u16()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn question() -> Question {
    let found = Found {
        id: EntryId::from_text("ent_1".into()),
        title: "Delivery".to_owned(),
        question: "How long?".to_owned(),
        answer: "Three to five days.".to_owned(),
        url: None,
        source_id: None,
    };
    Question {
        seq: 1,
        text: "Wie lange dauert die Lieferung? 👍".to_owned(),
        earlier: vec![Earlier { by_visitor: true, text: "Hallo".to_owned() }],
        page: Some("Throws".to_owned()),
        passages: vec![found],
        forms: vec![Form { key: "refund_request".to_owned(), label: "Refund".to_owned() }],
        may_hand_off: true,
        bot: "Loam & Lantern".to_owned(),
        team: "workshop".to_owned(),
        language: "de".to_owned(),
    }
}

fn case() -> Case {
    let line = |seq, by_visitor, text: &str| Shown { seq, by_visitor, text: text.to_owned() };
    let lines = vec![line(1, true, "Was kostet die Laterne? 👍"), line(2, false, "48 Pfund.")];
    Case { lines, earlier: vec!["Hallo".to_owned()], of_property: true, bot: "Loam & Lantern".to_owned() }
}

fn doubt() -> Doubt {
    let choices = vec![Form { key: "refund_request".to_owned(), label: "Refund".to_owned() }];
    let text = "vielleicht schicke ich sie zurück".to_owned();
    Doubt { seq: 1, text, said: None, choices, bot: "Loam & Lantern".to_owned() }
}

/// The request, less what asks for a stream: the mock cannot, and answers 500 to who asks.
fn unstreamed(prompt: &Prompt) -> Value {
    let mut request = serde_json::to_value(prompt.request("small")).unwrap();
    let fields = request.as_object_mut().unwrap();
    assert_eq!(fields.remove("stream"), Some(json!(true)));
    assert_eq!(fields.remove("stream_options"), Some(json!({"include_usage": true})));
    request
}

#[tokio::test]
async fn what_we_send_is_what_openai_specifies() {
    let mock = Mock::start();
    let prompts = [
        Prompt::new(&question(), "k3yw0rd"),
        Prompt::hello(),
        Prompt::notes(&case(), "k3yw0rd"),
        Prompt::doubt(&doubt(), "k3yw0rd"),
    ];
    for prompt in prompts {
        let request = unstreamed(&prompt);
        assert_eq!(mock.takes(&request).await, 200, "{request:#}");
    }
    // So that passing means something.
    let mut wrong = unstreamed(&Prompt::new(&question(), "k3yw0rd"));
    wrong["tools"][0]["function"]["name"] = json!(7);
    assert_eq!(mock.takes(&wrong).await, 422);
    wrong = unstreamed(&Prompt::notes(&case(), "k3yw0rd"));
    wrong["response_format"]["json_schema"].as_object_mut().unwrap().remove("name");
    assert_eq!(mock.takes(&wrong).await, 422);
    wrong = unstreamed(&Prompt::hello());
    wrong["messages"] = json!([]);
    assert_eq!(mock.takes(&wrong).await, 422);
}

#[tokio::test]
async fn the_stories_own_endpoint_streams_as_openai_specifies() {
    let model = Model::start().await;
    let mut pieces = String::new();
    for how in [
        Behave::Says(vec!["[1] Three", " days"]),
        Behave::Calls { words: "[?]", tool: "offer_form", arguments: r#"{"tag":"refund_request"}"# },
        Behave::Obeys,
        Behave::Lies,
    ] {
        let mut request = Prompt::new(&question(), "k3yw0rd").request("small");
        if matches!(how, Behave::Lies) {
            model.shaped("notes", how);
            request = Prompt::notes(&case(), "k3yw0rd").request("small");
        } else {
            model.behave(how);
        }
        let url = format!("{}/chat/completions", model.base);
        let answer = http().post(url).bearer_auth(KEY).json(&request).send().await.unwrap().text().await.unwrap();
        let data = answer.lines().filter_map(|line| line.strip_prefix("data: ")).filter(|line| *line != "[DONE]");
        for line in data {
            pieces.push_str(line);
            pieces.push('\n');
        }
    }
    assert!(wrong(&pieces).is_empty(), "{}", wrong(&pieces));
    assert!(!wrong("{\"choices\":[]}\n").is_empty(), "so that passing means something");
}

/// The pieces that are not what the specification says.
fn wrong(pieces: &str) -> String {
    let mut check = Command::new("node")
        .arg(tools::repository().join("tests/contracts/openai/check_chunks.mjs"))
        .args([tools::node_modules(), specification()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    check.stdin.take().unwrap().write_all(pieces.as_bytes()).unwrap();
    let output = check.wait_with_output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.success(), told.is_empty(), "the check itself failed");
    told
}
