//! A desk for one story: the product on a free port, people with browsers' cookies, and leads made by the product's verbs.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use frontdesk::app::founding::furnish;
use frontdesk::app::{App, Parts};
use frontdesk::bot::{self, Bot, Settings};
use frontdesk::config::{Config, Overrides};
use frontdesk::contact::identity::Sender;
use frontdesk::conversation::{self, Body, Conversation, NewMessage, Whereabouts};
use frontdesk::db::{Db, migrate};
use frontdesk::form::session::{self, Cause};
use frontdesk::id::{Ids, LeadId, OrganisationId};
use frontdesk::lead::submission::{self, Sending};
use frontdesk::organisation::member::{self, NewMember};
use frontdesk::organisation::{self, password, role::Role};
use frontdesk::serve::{self, Running};
use frontdesk::time::Clock;
use frontdesk::{http, lead};
use secrecy::ExposeSecret as _;
use tempfile::TempDir;

pub const PASSWORD: &str = "a quiet bell";

pub struct Desk {
    pub app: App,
    base: String,
    pub http: reqwest::Client,
    running: Option<Running>,
    _data: TempDir,
    made: AtomicU64,
}

impl Desk {
    pub async fn start(database: Option<String>) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let data = tempfile::tempdir().unwrap();
        let mut settings = vec![
            ("FRONTDESK_LIMITS__SIGN_INS".to_owned(), "6".to_owned()),
            // Sites of the stories are on this machine, and the tests are no program that reads PDFs.
            ("FRONTDESK_KNOWLEDGE__OPEN_NETWORKS".to_owned(), "127.0.0.0/8".to_owned()),
            ("FRONTDESK_KNOWLEDGE__PDF_READER".to_owned(), env!("CARGO_BIN_EXE_frontdesk").to_owned()),
        ];
        settings.extend(database.map(|url| ("FRONTDESK_DATABASE__URL".to_owned(), url)));
        let overrides = Overrides { data: Some(data.path().to_owned()), listen: Some("127.0.0.1:0".into()) };
        let config = Config::load(None, settings.into_iter(), overrides).unwrap();
        let db = Db::open(config.database_url.expose_secret()).await.unwrap();
        migrate::run(&db, None, Clock::System.now()).await.unwrap();
        let app =
            App::new(Parts { config, db, clock: Clock::System, ids: Ids::System, mail: None, sms: None, geo: None });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let running = serve::start(app.clone(), listener).await.unwrap();
        let base = format!("http://{}", running.address);
        let http = http::client().unwrap();
        Self { app, base, http, running: Some(running), _data: data, made: AtomicU64::new(0) }
    }

    /// An address of it.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub async fn stop(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    pub async fn organisation(&self, name: &str) -> OrganisationId {
        let mut tx = self.app.tx().await.unwrap();
        let id = organisation::create(&mut tx, name).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn member(&self, home: &OrganisationId, email: &str, role: Role) {
        let hash = password::hash(PASSWORD).unwrap();
        let mut tx = self.app.tx().await.unwrap();
        let new = NewMember { email, name: "Priya Raman", role, password_hash: &hash };
        member::add(&mut tx, home, &new).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn bot(&self, home: &OrganisationId, key: &str) -> Bot {
        let mut tx = self.app.tx().await.unwrap();
        let settings = Settings { recipients: vec!["owner@loam.example".into()], ..Settings::default() };
        let bot = bot::create(&mut tx, home, key, "Loam & Lantern", &settings).await.unwrap();
        furnish(&mut tx, &bot).await.unwrap();
        tx.commit().await.unwrap();
        bot
    }

    /// Somebody writes, is offered the tag's form, and sends it.
    pub async fn lead(&self, bot: &Bot, name: &str, tag: &str) -> (LeadId, Conversation) {
        let n = self.made.fetch_add(1, Ordering::Relaxed);
        let visitor = Sender::visitor(&format!("{n:064x}"));
        let mut tx = self.app.tx().await.unwrap();
        let whereabouts = Whereabouts { page_url: Some("javascript:alert(1)".into()), ..Whereabouts::default() };
        let (talk, _) = conversation::begin(&mut tx, bot, &visitor, &whereabouts).await.unwrap();
        let words = Body::text("I want my money back <img src=x onerror=alert(1)>");
        conversation::say(&mut tx, &talk, NewMessage::visitor(None, words)).await.unwrap();
        let (form, _) = session::offer(
            &mut tx,
            bot,
            &talk,
            Some(tag),
            Cause::Asked,
            &frontdesk::form::definition::Known::default(),
            None,
        )
        .await
        .unwrap();
        let email = format!("visitor{n}@mail.example");
        let values =
            serde_json::json!({ "name": name, "email": email, "order_number": format!("LL-{n}"), "consent": true });
        let values = values.as_object().unwrap().clone();
        let sent = submission::submit(
            &mut tx,
            Sending { bot, to: &talk, form: &form.id, values: &values, client_id: None },
            "desk.example",
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let mut conn = self.app.db.read().await.unwrap();
        let sent = submission::by_id(&mut conn, &sent.submission).await.unwrap().unwrap();
        (sent.lead_id, talk)
    }

    /// Where it listens: `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    pub async fn status(&self, id: &LeadId) -> String {
        lead::by_id(&mut self.app.db.read().await.unwrap(), id).await.unwrap().unwrap().status
    }

    pub async fn score(&self, id: &LeadId, score: u8) {
        let mut tx = self.app.tx().await.unwrap();
        let lead = lead::by_id(&mut tx, id).await.unwrap().unwrap();
        let bot = frontdesk::bot::by_id(&mut tx, &lead.bot_id).await.unwrap().unwrap();
        let scored = lead::score::Scored { score, ..lead::score::Scored::default() };
        lead::score::set(&mut tx, &bot, &lead, &scored).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn plan(&self, home: &OrganisationId, plan: organisation::Plan) {
        let mut tx = self.app.tx().await.unwrap();
        organisation::set_plan(&mut tx, home, plan).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub fn person(&self) -> Person<'_> {
        Person { desk: self, cookies: BTreeMap::new(), csrf: String::new(), origin: None }
    }

    /// A person who has signed in.
    pub async fn signed_in(&self, email: &str) -> Person<'_> {
        let mut person = self.person();
        let page = person.sign_in(email, PASSWORD).await;
        assert_eq!(page.status, 303, "{}", page.body);
        let page = person.get("/leads").await;
        person.csrf = page.field("csrf");
        person
    }
}

/// Somebody with a browser: its cookies, and the token its forms carry.
pub struct Person<'a> {
    desk: &'a Desk,
    pub cookies: BTreeMap<String, String>,
    pub csrf: String,
    /// What the browser says its forms come from.
    pub origin: Option<&'static str>,
}

pub struct Page {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Page {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The value of the first hidden field of that name.
    pub fn field(&self, name: &str) -> String {
        let at = format!("name=\"{name}\" value=\"");
        self.body.split(&at).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    }

    /// What the page's forms would send as they stand: inputs, boxes that are checked, text areas; buttons are left out.
    pub fn inputs(&self) -> Vec<(String, String)> {
        let plain =
            |text: &str| text.replace("&#38;", "&").replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"");
        let value_of = |tag: &str, key: &str| {
            let found = tag.split(&format!(" {key}=\"")).nth(1).and_then(|rest| rest.split('"').next());
            found.map(plain)
        };
        let mut all = Vec::new();
        for rest in self.body.split("<input ").skip(1) {
            let tag = format!(" {}", rest.split('>').next().unwrap_or_default());
            let is_box = tag.contains("type=\"radio\"") || tag.contains("type=\"checkbox\"");
            let (name, value) = (value_of(&tag, "name"), value_of(&tag, "value"));
            if let Some(name) = name.filter(|_| !is_box || tag.contains(" checked")) {
                all.push((name, value.unwrap_or_else(|| if is_box { "on".to_owned() } else { String::new() })));
            }
        }
        for rest in self.body.split("<textarea ").skip(1) {
            let (tag, text) = rest.split_once('>').unwrap_or_default();
            let text = text.split("</textarea>").next().unwrap_or_default();
            all.extend(value_of(&format!(" {tag}"), "name").map(|name| (name, plain(text))));
        }
        all
    }

    /// The address of the link with these words in it.
    pub fn link(&self, words: &str) -> Option<String> {
        let links = self.body.split("<a ").skip(1).filter_map(|rest| rest.split_once("</a>"));
        let found = links.map(|(link, _)| link).find(|link| link.contains(words))?;
        let href = found.split("href=\"").nth(1)?.split('"').next()?;
        Some(href.replace("&#38;", "&"))
    }
}

impl Person<'_> {
    pub async fn get(&mut self, path: &str) -> Page {
        let request = self.desk.http.get(format!("{}{path}", self.desk.base));
        self.ask(request).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut request = self.desk.http.post(format!("{}{path}", self.desk.base)).form(fields);
        if let Some(origin) = self.origin {
            request = request.header("origin", origin);
        }
        self.ask(request).await
    }

    /// Sends a form whose last field is a file (RFC 7578).
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Page {
        self.upload_as(path, fields, "a.csv", file).await
    }

    /// The same, for a file of this name.
    pub async fn upload_as(&mut self, path: &str, fields: &[(&str, &str)], name: &str, file: &[u8]) -> Page {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(file);
        body.extend(b"\r\n--edge--\r\n");
        let request = self.desk.http.post(format!("{}{path}", self.desk.base));
        self.ask(request.header("content-type", "multipart/form-data; boundary=edge").body(body)).await
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Page {
        self.post("/login", &[("email", email), ("password", password), ("next", "/leads")]).await
    }

    /// Moves a lead, as the form in its row does.
    pub async fn move_lead(&mut self, id: &LeadId, from: &str, to: &str) -> Page {
        let csrf = self.csrf.clone();
        let fields = [("csrf", csrf.as_str()), ("from", from), ("status", to), ("next", "/leads?status=new")];
        self.post(&format!("/leads/{id}/status"), &fields).await
    }

    /// An answer that goes on, as its pieces come.
    pub async fn listen(&self, path: &str) -> reqwest::Response {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.desk.http.get(format!("{}{path}", self.desk.base)).header("cookie", cookies.join("; "));
        request.send().await.unwrap()
    }

    async fn ask(&mut self, request: reqwest::RequestBuilder) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("accept", "text/html").header("cookie", cookies.join("; "));
        let answer = request.send().await.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Page { status, headers, body: answer.text().await.unwrap() }
    }
}
