//! A real server on the layer, and visitors who write and send forms as fast as they are answered; each ack is noted
//! with how long the record was when it was heard.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::disk::{self, Files};
use super::layer::{Layer, Lie};
use crate::support::binary::{self, Server};
use crate::support::house::OWNER;
use crate::support::visitor::Visitor;

/// A flush of this length makes an ack that does not wait for it easy to find.
const FLUSH: Duration = Duration::from_millis(2);
/// One that comes late holds nobody up, and a visitor on a busy machine hears late too.
const LATE: Duration = Duration::from_millis(10);
const WRITERS: usize = 24;
const CUSTOMERS: usize = 8;
/// After so many messages somebody else writes: a socket takes only so many frames at once.
const AT_MOST: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Message,
    /// A form was asked for.
    Form,
    /// A form was sent.
    Lead,
}

/// What a visitor was told.
#[derive(Clone, Debug)]
pub struct Ack {
    pub kind: Kind,
    pub conversation: String,
    /// The visitor's own id.
    pub id: String,
    pub seq: i64,
    /// How long the record was when it was heard.
    pub moment: u64,
}

/// What one run of the server left.
pub struct Run {
    /// The files when it started.
    pub before: Files,
    pub log: File,
    /// By their moments.
    pub acks: Vec<Ack>,
    /// The files as they lie there now.
    pub data: PathBuf,
    _room: TempDir,
}

impl Run {
    /// What had been acked by then.
    pub fn acked_by(&self, moment: u64) -> &[Ack] {
        &self.acks[..self.acks.partition_point(|ack| ack.moment <= moment)]
    }
}

/// Lets visitors at a server for so long; it is stopped in good order, so that the record is whole.
pub fn run(lasting: Duration, lie: Option<Lie>) -> Run {
    let room = tempfile::tempdir().unwrap();
    let place = room.path().canonicalize().unwrap();
    let (data, log) = (place.join("data"), place.join("record"));
    let (mut settings, key) = install(&data, &place);
    let before = disk::files_in(&data);
    let flush = if lie == Some(Lie::Late) { LATE } else { FLUSH };
    settings.extend(Layer { record: Some((&data, &log)), flush, lie }.environment());
    let server = Server::start(&data, &settings);
    let log = File::open(log).expect("the layer records");
    let desk = Desk {
        url: format!("ws://{}/ws?bot={key}", server.address),
        log: Arc::new(log.try_clone().unwrap()),
        acks: Arc::default(),
        until: Instant::now() + lasting,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let writers = (0..WRITERS).map(|_| tokio::spawn(write(desk.clone())));
        let customers = (0..CUSTOMERS).map(|n| tokio::spawn(send_forms(desk.clone(), n)));
        for visitor in writers.chain(customers).collect::<Vec<_>>() {
            visitor.await.unwrap();
        }
    });
    server.stop();
    let mut acks = std::mem::take(&mut *desk.acks.lock().unwrap());
    acks.sort_by_key(|ack| ack.moment);
    for kind in [Kind::Message, Kind::Form, Kind::Lead] {
        assert!(acks.iter().any(|ack| ack.kind == kind), "nobody was acked a {kind:?}");
    }
    Run { before, log, acks, data, _room: room }
}

/// An installation with a bot, made before the layer comes under it.
fn install(data: &Path, place: &Path) -> (Vec<(String, String)>, String) {
    let settings: Vec<(String, String)> = [
        // Outside of the data: e-mails are no part of what must survive.
        ("FRONTDESK_MAIL__FILES", place.join("mail").to_str().unwrap()),
        ("FRONTDESK_MAIL__FROM", "desk@desk.example"),
        ("FRONTDESK_PASSWORD", "correct horse battery"),
        ("FRONTDESK_LIMITS__MESSAGE_BURST", "10000"),
        ("FRONTDESK_LIMITS__SOCKET_BURST", "10000"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let done = |arguments: &[&str]| {
        let output = binary::run(data, &settings, arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    done(&["member", "add", "--email", OWNER, "--name", "Mirela Oakes"]);
    let told = done(&["bot", "add", "--name", "Loam & Lantern", "--recipient", OWNER]);
    let key = told.split("data-bot=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a snippet").to_owned();
    (settings, key)
}

/// Where visitors come to, and where their acks are noted.
#[derive(Clone)]
struct Desk {
    url: String,
    log: Arc<File>,
    acks: Arc<Mutex<Vec<Ack>>>,
    until: Instant,
}

impl Desk {
    fn is_open(&self) -> bool {
        Instant::now() < self.until
    }

    async fn visitor(&self) -> Visitor {
        let mut visitor = Visitor::arrive(&self.url).await;
        visitor.open().await;
        visitor
    }

    /// Notes an answer, heard this moment.
    fn note(&self, kind: Kind, answer: &Value) {
        let moment = self.log.metadata().unwrap().len();
        assert_eq!(answer["type"], "ack", "{answer}");
        let text = |name: &str| answer[name].as_str().expect("an ack names it").to_owned();
        let (conversation, id, seq) = (text("conversation"), text("id"), answer["seq"].as_i64().unwrap());
        self.acks.lock().unwrap().push(Ack { kind, conversation, id, seq, moment });
    }
}

/// One after the other writes as fast as they are acked.
async fn write(desk: Desk) {
    while desk.is_open() {
        let mut visitor = desk.visitor().await;
        for n in 1..=AT_MOST {
            if !desk.is_open() {
                break;
            }
            let answer = visitor.say(&format!("Question number {n}")).await;
            desk.note(Kind::Message, &answer);
        }
    }
}

/// One after the other asks for a form and sends it.
async fn send_forms(desk: Desk, number: usize) {
    let mut count = 0;
    while desk.is_open() {
        count += 1;
        let mut visitor = desk.visitor().await;
        let id = visitor.id();
        visitor.send(&json!({"type": "form.request", "ref": id, "id": id, "tag": "refund_request"})).await;
        let answer = visitor.hear_answer(&id).await;
        desk.note(Kind::Form, &answer);
        let form = visitor.form().await;
        let email = format!("ada{number}-{count}@example.org");
        let values = json!({"order_number": format!("LL-{number}{count}"), "email": email, "name": "Ada Grove"});
        let answer = visitor.submit(&form, &values).await;
        desk.note(Kind::Lead, &answer);
    }
}
