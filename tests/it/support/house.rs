//! The whole product, started for one story: real doors on a free port, a database of its own on either engine, a
//! mailbox in memory, and a Twilio that is ours.

mod end;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use frontdesk::app::{App, Parts};
use frontdesk::bot::{self, Bot, Settings};
use frontdesk::channel::sms;
use frontdesk::config::{Config, Overrides};
use frontdesk::conversation::{Message, message};
use frontdesk::db::{Db, migrate};
use frontdesk::event::Channel;
use frontdesk::geo::Geo;
use frontdesk::id::{ConversationId, Id as _, Ids};
use frontdesk::knowledge::{self, NewEntry};
use frontdesk::lead::list::Look;
use frontdesk::lead::notification::{self, Notification};
use frontdesk::lead::submission::{self, Submission};
use frontdesk::lead::{self, Lead, list};
use frontdesk::notify::mail::{Memory, Transport};
use frontdesk::notify::message::Outgoing;
use frontdesk::organisation::member::{self, NewMember};
use frontdesk::organisation::{self, password, role::Role};
use frontdesk::serve::{self, Running};
use frontdesk::time::{Clock, Timestamp};
use frontdesk::{cli, job};
use secrecy::ExposeSecret as _;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::agent::Agent;
use super::twilio::{self, Twilio};
use super::visitor::Visitor;
use super::{log, postgres, until};

/// How the world reaches the house, proxy and all.
pub const PUBLIC: &str = "https://desk.example";
/// Who is e-mailed about leads.
pub const OWNER: &str = "owner@loam.example";
/// What agents sign in with.
pub const PASSWORD: &str = "a quiet bell";
/// The bot's number, and a visitor's.
pub const DESK_NUMBER: &str = "+441617150001";
pub const PHONE: &str = "+447700900123";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A house that stands while its story is told.
pub struct House {
    pub app: App,
    pub mail: Memory,
    pub twilio: Twilio,
    pub clock: Clock,
    pub ids: Ids,
    pub data: TempDir,
    /// Jobs that the story expects to have been given up.
    pub dead: i64,
    /// Submissions of which nobody is told.
    pub untold: i64,
    /// Whether the story makes faults of which the log tells.
    pub may_fault: bool,
    /// Whether what is known of e-mails that left was deleted.
    pub may_forget_mails: bool,
    pub settings: Vec<(String, String)>,
    running: Option<Running>,
    address: String,
    count: Arc<AtomicU64>,
}

impl House {
    pub async fn start(engine: Engine) -> Self {
        log::keep();
        [OWNER, twilio::TOKEN, PHONE].into_iter().for_each(log::keep_private);
        let twilio = Twilio::start().await;
        let mut settings: Vec<(String, String)> = vec![
            ("FRONTDESK_SERVER__PUBLIC_URL".into(), PUBLIC.into()),
            ("FRONTDESK_MAIL__FROM".into(), "desk@desk.example".into()),
            ("FRONTDESK_TWILIO__ACCOUNT_SID".into(), twilio::ACCOUNT.into()),
            ("FRONTDESK_TWILIO__AUTH_TOKEN".into(), twilio::TOKEN.into()),
            ("FRONTDESK_TWILIO__BASE_URL".into(), twilio.base.clone()),
        ];
        if engine == Engine::Postgres {
            settings.push(("FRONTDESK_DATABASE__URL".into(), postgres::database().await));
        }
        let data = tempfile::tempdir().unwrap();
        let Transport::Memory(mail) = Transport::memory() else { unreachable!("memory is memory") };
        let (clock, ids) = (Clock::System, Ids::System);
        let app = open(&settings, &data, &mail, clock.clone(), ids.clone()).await;
        let (running, address) = serve(&app).await;
        let count = Arc::default();
        let (dead, untold, may_fault, may_forget_mails, running) = (0, 0, false, false, Some(running));
        Self {
            app,
            mail,
            twilio,
            clock,
            ids,
            data,
            dead,
            untold,
            may_fault,
            may_forget_mails,
            settings,
            running,
            address,
            count,
        }
    }

    /// Where its metrics are read; the story has set an address for them.
    pub fn metrics_url(&self) -> String {
        let address = self.running.as_ref().and_then(|running| running.metrics).expect("an address for metrics");
        format!("http://{address}/metrics")
    }

    /// Stops the house and opens it again on the same data.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.app = open(&self.settings, &self.data, &self.mail, self.clock.clone(), self.ids.clone()).await;
        let (running, address) = serve(&self.app).await;
        (self.running, self.address) = (Some(running), address);
    }

    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// From now on the clock stands still, and moves when told.
    pub async fn stop_the_clock(&mut self) {
        self.clock = Clock::fixed(Timestamp::from_millis(1_795_257_960_000));
        self.twilio.set_clock(self.clock.clone());
        self.restart().await;
    }

    /// Time passes, and who waits for it wakes. What runs ends first: no real job outlives its lease in a moment.
    pub async fn advance(&self, time: Duration) {
        until("a quiet moment", || async {
            let mut conn = self.app.db.read().await.ok()?;
            let leased = "SELECT COUNT(*) AS n FROM job WHERE state = 'ready' AND leased_until IS NOT NULL";
            let running = conn.count(leased, Vec::new()).await.ok()?;
            let due = format!(
                "SELECT COUNT(*) AS n FROM job j WHERE j.state = 'ready' AND j.run_at <= {}
                 AND NOT EXISTS (SELECT 1 FROM job e WHERE e.lane = j.lane AND e.id < j.id AND e.state = 'ready')",
                self.clock.now().millis()
            );
            let due = conn.count(sqlx::AssertSqlSafe(due), Vec::new()).await.ok()?;
            (running == 0 && due == 0).then_some(())
        })
        .await;
        self.clock.advance(time);
        self.app.wake.notify_one();
    }

    /// A bot with an owner, its tags and forms, a recipient, a little knowledge, and these settings.
    pub async fn bot(&self, set: impl FnOnce(&mut Settings)) -> Bot {
        let mut settings = Settings { recipients: vec![OWNER.into()], ..Settings::default() };
        set(&mut settings);
        let mut tx = self.app.tx().await.unwrap();
        let home = if let Some(home) = organisation::first(&mut tx).await.unwrap() {
            home.id
        } else {
            let home = organisation::create(&mut tx, "Loam & Lantern").await.unwrap();
            let owner = NewMember { email: OWNER, name: "Mirela Oakes", role: Role::Owner, password_hash: "none" };
            member::add(&mut tx, &home, &owner).await.unwrap();
            home
        };
        let key = format!("bot{}", self.count());
        let bot = bot::create(&mut tx, &home, &key, "Loam & Lantern", &settings).await.unwrap();
        cli::commands::furnish(&mut tx, &bot).await.unwrap();
        for (title, question, answer) in KNOWN {
            let (title, question, answer) = (title.into(), question.into(), answer.into());
            let url = Some("https://loam.example/help".to_owned());
            knowledge::add(&mut tx, &bot.id, &NewEntry { title, question, answer, url }).await.unwrap();
        }
        tx.commit().await.unwrap();
        bot
    }

    /// The bot takes text messages.
    pub async fn give_number(&self, bot: &Bot) {
        let mut tx = self.app.tx().await.unwrap();
        bot::set_address(&mut tx, &bot.id, Channel::Sms, DESK_NUMBER).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub fn socket_url(&self, key: &str) -> String {
        format!("ws://{}/ws?bot={key}", self.address)
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Somebody new, who has opened the widget.
    pub async fn visitor(&self, bot: &Bot) -> Visitor {
        let mut visitor = Visitor::arrive(&self.socket_url(&bot.key)).await;
        let opened = visitor.open().await;
        assert_eq!(opened["conversation"], serde_json::Value::Null);
        visitor
    }

    /// A new member of the team with this role, signed in and with a socket.
    pub async fn agent(&self, role: Role) -> Agent {
        self.agent_called("Priya Raman", role).await
    }

    /// The same by another name; they count as being there by the time this returns.
    pub async fn agent_called(&self, name: &str, role: Role) -> Agent {
        let hash = password::hash(PASSWORD).unwrap();
        let email = format!("priya{}@loam.example", self.count());
        let mut tx = self.app.tx().await.unwrap();
        let home = organisation::first(&mut tx).await.unwrap().expect("a bot, and so an organisation");
        let new = NewMember { email: &email, name, role, password_hash: &hash };
        let id = member::add(&mut tx, &home.id, &new).await.unwrap();
        tx.commit().await.unwrap();
        let mut agent = Agent::sign_in(&self.url(""), &email, PASSWORD).await;
        agent.member = id.to_string();
        agent.connect(&agent.url()).await.expect("a socket");
        agent.send(&serde_json::json!({"type": "ping", "ref": "here"})).await;
        agent.hear("pong").await;
        agent
    }

    /// The visitor comes to the house as it stands now.
    pub fn show_the_way(&self, visitor: &mut Visitor, bot: &Bot) {
        visitor.drop_line();
        visitor.url = self.socket_url(&bot.key);
    }

    fn count(&self) -> u64 {
        self.count.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// A text message arrives, as Twilio calls us for it; the status of our answer.
    pub async fn sms(&self, from: &str, body: &str) -> u16 {
        log::keep_private(from);
        log::keep_private(body);
        let fields = self.sms_fields(from, body);
        self.hook("/hooks/twilio/sms", &fields).await
    }

    /// The fields of a text message to the bot's number.
    pub fn sms_fields(&self, from: &str, body: &str) -> Vec<(String, String)> {
        let sid = format!("SM{:032x}", 0xa000_0000 + self.count());
        [("MessageSid", sid.as_str()), ("AccountSid", twilio::ACCOUNT), ("From", from), ("To", DESK_NUMBER)]
            .into_iter()
            .chain([("Body", body), ("NumMedia", "0"), ("NumSegments", "1")])
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    }

    /// A signed call by Twilio; the status of our answer.
    pub async fn hook(&self, path: &str, fields: &[(String, String)]) -> u16 {
        let signature = twilio::signature(&format!("{PUBLIC}{path}"), fields);
        self.hook_signed(path, fields, &signature, "desk.example").await
    }

    /// A call with this signature and Host.
    pub async fn hook_signed(&self, path: &str, fields: &[(String, String)], signature: &str, host: &str) -> u16 {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = http().post(self.url(path)).header("x-twilio-signature", signature).header("host", host);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        request.send().await.unwrap().status().as_u16()
    }

    /// Every e-mail that left, oldest first.
    pub fn mails(&self) -> Vec<Outgoing> {
        self.mail.sent()
    }

    /// Waits until so many e-mails have left.
    pub async fn mails_are(&self, count: usize) -> Vec<Outgoing> {
        until(&format!("{count} e-mails"), || async { Some(self.mails()).filter(|mails| mails.len() >= count) }).await
    }

    /// Waits until so many text messages have left; gives those to this number.
    pub async fn texts_are(&self, to: &str, count: usize) -> Vec<String> {
        let sent = || self.twilio.sent().into_iter().filter(|sms| sms.to == to).map(|sms| sms.body).collect::<Vec<_>>();
        until(&format!("{count} texts (there are {:?})", sent()), || async {
            Some(sent()).filter(|s| s.len() >= count)
        })
        .await
    }

    /// The bot's leads, newest first.
    pub async fn leads(&self, bot: &Bot) -> Vec<Whole> {
        let mut conn = self.app.db.read().await.unwrap();
        let page = list::page(&mut conn, &bot.id, &Look::default()).await.unwrap();
        let mut leads = Vec::new();
        for line in page.lines {
            let lead = lead::by_id(&mut conn, &line.id).await.unwrap().unwrap();
            let submissions = submission::of(&mut conn, &line.id).await.unwrap();
            let notifications = notification::of(&mut conn, &line.id).await.unwrap();
            leads.push(Whole { lead, line, submissions, notifications });
        }
        leads
    }

    /// The whole log of a conversation, as it is stored.
    pub async fn transcript(&self, conversation: &str) -> Vec<Message> {
        let id = ConversationId::parse(conversation).unwrap();
        message::between(&mut self.app.db.read().await.unwrap(), &id, 0, i64::MAX).await.unwrap()
    }

    /// A number out of the database.
    pub async fn number(&self, sql: &'static str) -> i64 {
        self.app.db.read().await.unwrap().count(sql, Vec::new()).await.unwrap()
    }

    /// Waits until the back room has nothing to do.
    pub async fn rest(&self) {
        until("the end of all jobs", || async {
            let depth = job::depth(&mut self.app.db.read().await.ok()?, self.clock.now()).await.ok()?;
            (depth.0 == 0).then_some(())
        })
        .await;
    }
}

/// A lead with all that belongs to it.
#[derive(Debug)]
pub struct Whole {
    pub lead: Lead,
    pub line: list::Line,
    pub submissions: Vec<Submission>,
    pub notifications: Vec<Notification>,
}

const KNOWN: [(&str, &str, &str); 3] = [
    ("Delivery", "How long does delivery take?", "Delivery takes three to five working days."),
    ("Opening hours", "When are you open?", "We are open from nine to five, Monday to Saturday."),
    ("Candles", "What are the candles made of?", "Our candles are made of rapeseed wax with cotton wicks."),
];

/// A client that a story calls the house with.
pub fn http() -> reqwest::Client {
    // Who comes second in the same process finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

async fn open(settings: &[(String, String)], data: &TempDir, mail: &Memory, clock: Clock, ids: Ids) -> App {
    let overrides = Overrides { data: Some(data.path().to_owned()), listen: Some("127.0.0.1:0".into()) };
    let config = Config::load(None, settings.iter().cloned(), overrides).unwrap();
    let db = Db::open(config.database_url.expose_secret()).await.unwrap();
    migrate::run(&db, Some(&config.data_dir.join("backup")), clock.now()).await.unwrap();
    let account = config.twilio.as_ref().unwrap();
    let sms =
        sms::twilio::Twilio::new(account.base_url.as_str(), twilio::ACCOUNT, twilio::TOKEN.to_owned().into(), http())
            .unwrap()
            .with_deadline(Duration::from_secs(2));
    let geo = config.geo.as_deref().map(|file| Geo::open(file).unwrap());
    App::new(Parts { config, db, clock, ids, mail: Some(Transport::Memory(mail.clone())), sms: Some(sms), geo })
}

async fn serve(app: &App) -> (Running, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = serve::start(app.clone(), listener).await.unwrap();
    let address = running.address.to_string();
    (running, address)
}
