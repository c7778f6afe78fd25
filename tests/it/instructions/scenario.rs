//! What is counted: visitors write, are answered, send a form, through the product's own verbs, one after the other.
//!
//! Nothing here depends on the machine: the clock stands, ids are counted, one thread runs the product. Run by itself,
//! it checks that it does what it says; told to by the environment, it does so many of one kind and no more.

use std::path::Path;
use std::sync::Arc;

use frontdesk::app::{App, Parts};
use frontdesk::bot::{self, Bot, Settings};
use frontdesk::cli::commands::furnish;
use frontdesk::config::{Config, Overrides};
use frontdesk::contact::identity::Sender;
use frontdesk::conversation::{self, Body, Conversation, NewMessage, Whereabouts};
use frontdesk::db::{Db, Tx, migrate};
use frontdesk::error::Result;
use frontdesk::form::session::{self, Cause};
use frontdesk::id::Ids;
use frontdesk::job::worker::{self, Hands};
use frontdesk::job::{Job, Outcome};
use frontdesk::knowledge::{self, NewEntry};
use frontdesk::lead::submission::{self, Sending};
use frontdesk::notify::mail::Transport;
use frontdesk::organisation;
use frontdesk::time::{Clock, Timestamp};
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

/// What can be counted, as tests/it/instructions.toml names it, and how many of it make a steady figure.
pub const KINDS: [(&str, u64); 3] = [("message_stored", 105), ("message_answered", 25), ("lead_captured", 25)];
/// What one visitor writes.
const SAID: [&str; 5] =
    ["Hello", "When are you open?", "How long does delivery take?", "Thank you", "What are the candles made of?"];
/// Which kind, how many, and where: `message_stored 20 FOLDER`.
pub const TOLD: &str = "FRONTDESK_COUNTED";

/// An installation with a bot, for [`count`] to begin with.
pub fn prepare(data: &Path) {
    run(async {
        let app = open(data, 1_795_000_000_000).await;
        let settings = Settings { recipients: vec!["owner@loam.example".into()], ..Settings::default() };
        let mut tx = app.tx().await.unwrap();
        let home = organisation::create(&mut tx, "Loam & Lantern").await.unwrap();
        let bot = bot::create(&mut tx, &home, "counted", "Loam & Lantern", &settings).await.unwrap();
        furnish(&mut tx, &bot).await.unwrap();
        for (title, question, answer) in [
            ("Delivery", "How long does delivery take?", "Delivery takes three to five working days."),
            ("Opening hours", "When are you open?", "We are open from nine to five, Monday to Saturday."),
            ("Candles", "What are the candles made of?", "Our candles are made of rapeseed wax with cotton wicks."),
        ] {
            let entry = NewEntry { title: title.into(), question: question.into(), answer: answer.into(), url: None };
            knowledge::add(&mut tx, &bot.id, &entry).await.unwrap();
        }
        tx.commit().await.unwrap();
        app.db.close().await;
    });
}

/// Does `count` of a kind; gives how many rows stand for them.
fn count(kind: &str, count: usize, data: &Path) -> i64 {
    run(async {
        let app = open(data, 1_795_257_960_000).await;
        let bot = bot::by_key(&mut app.db.read().await.unwrap(), "counted").await.unwrap().expect("it is prepared");
        let rows = match kind {
            "message_stored" => {
                write(&app, &bot, count, false).await;
                "SELECT COUNT(*) AS n FROM message WHERE author = 'visitor'"
            }
            "message_answered" => {
                write(&app, &bot, count, true).await;
                "SELECT COUNT(*) AS n FROM message m WHERE author = 'bot' AND NOT EXISTS (SELECT 1 FROM job)"
            }
            "lead_captured" => {
                for number in 0..count {
                    send_form(&app, &bot, number).await;
                }
                "SELECT COUNT(*) AS n FROM submission s JOIN notification n ON n.submission_id = s.id"
            }
            other => panic!("nobody counts {other}"),
        };
        let rows = app.db.read().await.unwrap().count(rows, Vec::new()).await.unwrap();
        app.db.close().await;
        rows
    })
}

/// Each visitor writes [`SAID`] in a conversation of their own, and perhaps is answered after each.
async fn write(app: &App, bot: &Bot, count: usize, answered: bool) {
    let mut current: Option<Conversation> = None;
    for number in 0..count {
        let turn = number % SAID.len();
        let mut tx = app.tx().await.unwrap();
        let conversation = match current.take().filter(|_| turn > 0) {
            Some(conversation) => conversation,
            None => begin(&mut tx, bot, number).await,
        };
        let message = NewMessage::visitor(Some(format!("c{number}")), Body::text(SAID[turn]));
        conversation::say(&mut tx, &conversation, message).await.unwrap();
        tx.commit().await.unwrap();
        current = Some(conversation);
        if answered {
            let stop = CancellationToken::new();
            let once = Once { app: app.clone(), stop: stop.clone() };
            worker::work(once, Arc::clone(&app.wake), stop).await;
        }
    }
}

/// A visitor asks for a form and sends it.
async fn send_form(app: &App, bot: &Bot, number: usize) {
    let mut tx = app.tx().await.unwrap();
    let conversation = begin(&mut tx, bot, number).await;
    let (tag, known) = (Some("refund_request"), frontdesk::form::definition::Known::default());
    let asked = session::offer(&mut tx, bot, &conversation, tag, Cause::Asked, &known, Some("asked".into()));
    let (form, _) = asked.await.unwrap();
    tx.commit().await.unwrap();
    let email = format!("ada{number}@example.org");
    let values = json!({"order_number": format!("LL-{number:05}"), "email": email, "name": "Ada Grove"});
    let values: Map<String, Value> = values.as_object().unwrap().clone();
    let mut tx = app.tx().await.unwrap();
    let sending = Sending { bot, to: &conversation, form: &form.id, values: &values, client_id: Some("sent") };
    submission::submit(&mut tx, sending, app.host()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn begin(tx: &mut Tx, bot: &Bot, number: usize) -> Conversation {
    let sender = Sender::visitor(&format!("{number:064}"));
    let whereabouts = Whereabouts { language: Some("en-GB".into()), ..Whereabouts::default() };
    conversation::begin(tx, bot, &sender, &whereabouts).await.unwrap().0
}

/// The back room, which goes home after one job.
#[derive(Clone)]
struct Once {
    app: App,
    stop: CancellationToken,
}

impl Hands for Once {
    fn call_others(&self) {}

    async fn given_up(&self, tx: &mut Tx, job: &Job) -> Result<()> {
        self.app.given_up(tx, job).await
    }

    async fn tx(&self) -> Result<Tx> {
        Hands::tx(&self.app).await
    }
    fn now(&self) -> Timestamp {
        self.app.now()
    }
    async fn is_due(&self) -> Result<bool> {
        self.app.is_due().await
    }
    async fn next_due(&self) -> Result<Option<Timestamp>> {
        self.app.next_due().await
    }
    async fn run(&self, job: &Job) -> Outcome {
        let outcome = self.app.run(job).await;
        self.stop.cancel();
        outcome
    }
}

async fn open(data: &Path, now: i64) -> App {
    let overrides = Overrides { data: Some(data.to_owned()), listen: None };
    let config = Config::load(None, std::iter::empty(), overrides).unwrap();
    let (clock, ids) = (Clock::fixed(Timestamp::from_millis(now)), Ids::counted());
    let db = Db::open(config.database_url.expose_secret()).await.unwrap();
    migrate::run(&db, None, clock.now()).await.unwrap();
    App::new(Parts { config, db, clock, ids, mail: Some(Transport::memory()), sms: None, geo: None })
}

fn run<T>(what: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(what)
}

#[test]
fn what_is_counted_is_done() {
    if let Ok(told) = std::env::var(TOLD) {
        let mut told = told.splitn(3, ' ');
        let (kind, number, data) = (told.next().unwrap(), told.next().unwrap(), told.next().unwrap());
        let number: usize = number.parse().unwrap();
        assert!(count(kind, number, Path::new(data)) >= i64::try_from(number).unwrap());
        return;
    }
    for (kind, _) in KINDS {
        let data = tempfile::tempdir().unwrap();
        prepare(data.path());
        assert_eq!(count(kind, 10, data.path()), 10, "{kind}");
    }
}
