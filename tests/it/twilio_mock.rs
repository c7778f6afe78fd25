//! The SMS sender against a mock generated from Twilio's own published specification.
//!
//! `make setup` installs prism (`FRONTDESK_PRISM` names another); the mock checks each request against
//! tests/contracts/twilio and refuses what Twilio would. Without it these tests fail: nothing is skipped in silence.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use frontdesk::channel::sms::Delivery;
use frontdesk::channel::sms::twilio::Twilio;
use url::Url;

const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// A mock of Twilio on a port of its own, ended with the test.
struct Mock {
    process: Child,
    base: String,
}

impl Mock {
    fn start() -> Self {
        let prism = crate::support::tools::prism();
        let specification =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contracts/twilio/twilio_messages.openapi.json");
        let port = crate::support::neighbour::free_port();
        // Requests are checked. With --errors answers would be too, and the example that Twilio gives of a list breaks its own
        // specification (relative addresses where it says "uri").
        let mut process = Command::new(prism)
            .args(["mock", "-h", "127.0.0.1", "-p", &port.to_string()])
            .arg(specification)
            .stdout(Stdio::piped())
            .spawn()
            .expect("prism starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let started = lines.by_ref().map_while(Result::ok).any(|line| line.contains("Prism is listening"));
        assert!(started, "prism ended before it listened");
        // Whoever writes to a closed pipe is ended by it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, base: format!("http://127.0.0.1:{port}") }
    }

    fn twilio(&self) -> Twilio {
        Twilio::new(&self.base, ACCOUNT, "secret".to_owned().into(), http()).unwrap()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn http() -> reqwest::Client {
    // A second test in the same process finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

#[tokio::test]
async fn what_we_send_is_what_twilio_specifies() {
    let mock = Mock::start();
    let twilio = mock.twilio();
    let callback = Url::parse("https://chat.example/hooks/twilio/status").unwrap();

    let sent = twilio.send("+14155552345", "+14155552345", "Grüße & 👍 1+1=2", Some(&callback)).await.unwrap();
    assert_eq!(sent.delivery, Some(Delivery::Queued));
    assert_eq!(sent.segments, Some(1));
    assert!(sent.sid.starts_with("SM"), "{}", sent.sid);
    twilio.send("MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "whatsapp:+14155552345", "Hi", None).await.unwrap();

    let found = twilio.find_sent("+14155552345", "+14155552345", "testing", 0).await.unwrap();
    assert!(!found.is_empty() && found.iter().all(|sent| sent.sid.starts_with("SM")), "{found:?}");

    twilio.check().await.unwrap();
}

#[tokio::test]
async fn the_mock_refuses_a_message_to_nobody() {
    let mock = Mock::start();
    let http = http();
    let url = format!("{}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", mock.base);
    let request = http.post(url).basic_auth(ACCOUNT, Some("secret")).form(&[("Body", "Hi")]);
    assert_eq!(request.send().await.unwrap().status().as_u16(), 422, "so that passing the mock means something");
}
