//! The one shared state: handles only, cheap to clone.

mod append;
pub mod attached;
pub mod bots;
pub mod capture;
pub mod founding;
pub mod mailed;
pub mod model;
pub mod reading;
mod span;
mod together;

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use self::bots::Bots;
use crate::assistant::{Model, TagExamples};
use crate::bus::Bus;
use crate::channel::sms::twilio::Twilio;
use crate::config::Config;
use crate::db::{Db, Sink, Tx};
use crate::demo::Login;
use crate::door::limit::Limits;
use crate::door::opening::Openings;
use crate::door::roll::Roll;
use crate::error::Result;
use crate::geo::Geo;
use crate::id::{BotId, Ids};
use crate::llm::Llm;
use crate::notify::mail::Transport;
use crate::store::Store;
use crate::tag::Tag;
use crate::tag::understood::Lesson;
use crate::time::Clock;

/// The shared state.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// A classifier for each bot, with the examples it was made of.
type Models = HashMap<BotId, (Vec<TagExamples>, Arc<Model>)>;

/// What the state holds.
pub struct Inner {
    /// The settings.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// The doorbell.
    pub bus: Bus,
    /// The time.
    pub clock: Clock,
    /// Where ids come from.
    pub ids: Ids,
    /// How e-mail leaves; none while no server is configured.
    pub mail: Option<Transport>,
    /// How text messages leave; none while Twilio is not configured.
    pub sms: Option<Twilio>,
    /// Where addresses are; none while the owner has given no file.
    pub geo: Option<Geo>,
    /// What words answers; none while no model is configured.
    pub llm: Option<Llm>,
    /// Where people's files lie.
    pub store: Store,
    /// Rates.
    pub limits: Limits,
    /// Sockets that are opening.
    pub openings: Openings,
    /// Bots as their sockets know them.
    pub bots: Bots,
    /// Who sits at a socket by a session.
    pub roll: Roll,
    /// Wakes the back room.
    pub wake: Arc<Notify>,
    /// Everything stops when this is cancelled.
    pub stop: CancellationToken,
    demo: OnceLock<Login>,
    installation: OnceLock<String>,
    mail_key: OnceLock<SecretString>,
    outside: OnceLock<crate::http::outside::Outside>,
    sink: Arc<dyn Sink>,
    appends: append::Appends,
    captures: capture::Captures,
    models: Mutex<Models>,
}

impl Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// What a test or a start-up puts together.
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Where ids come from.
    pub ids: Ids,
    /// How e-mail leaves.
    pub mail: Option<Transport>,
    /// How text messages leave.
    pub sms: Option<Twilio>,
    /// Where addresses are.
    pub geo: Option<Geo>,
}

impl App {
    /// Puts the state together.
    pub fn new(parts: Parts) -> Self {
        let bus = if parts.config.bus_url.is_some() { Bus::nats() } else { Bus::local() };
        let wake = Arc::new(Notify::new());
        let sink = Arc::new(crate::work::Backroom {
            bus: bus.clone(),
            wake: Arc::clone(&wake),
            sends_mail: parts.mail.is_some(),
            absent_after: parts.config.mail.absent_after.map(|minutes| Duration::from_mins(u64::from(minutes))),
        });
        Self(Arc::new(Inner {
            limits: Limits::new(parts.config.limits),
            openings: Openings::new(parts.config.limits.sockets_opening as usize),
            llm: parts.config.model.as_ref().and_then(|model| {
                let made = Llm::new(model).inspect_err(|error| tracing::error!(%error, "the model cannot be asked"));
                made.ok()
            }),
            store: Store::new(&parts.config),
            config: parts.config,
            db: parts.db,
            bus,
            clock: parts.clock,
            ids: parts.ids,
            mail: parts.mail,
            sms: parts.sms,
            geo: parts.geo,
            roll: Roll::default(),
            bots: Bots::default(),
            wake,
            stop: CancellationToken::new(),
            demo: OnceLock::new(),
            installation: OnceLock::new(),
            mail_key: OnceLock::new(),
            outside: OnceLock::new(),
            sink,
            appends: append::Appends::default(),
            captures: capture::Captures::default(),
            models: Mutex::default(),
        }))
    }

    /// This is the demo, and here is how to sign in: its sites and its mailbox are served. Said before serving begins.
    pub fn become_demo(&self, login: Login) {
        // Said twice, the first stays: it is the same login.
        let _ = self.demo.set(login);
    }

    /// How to sign in to the demo; none where this is no demo.
    pub fn demo(&self) -> Option<&Login> {
        self.demo.get()
    }

    /// This installation has this name. Said before serving begins.
    pub fn become_installation(&self, name: String) {
        // Said twice, the first stays: it is the same name.
        let _ = self.installation.set(name);
    }

    /// This installation's name, the same on all its nodes; empty before it serves.
    pub fn installation(&self) -> &str {
        self.installation.get().map_or("", String::as_str)
    }

    /// Begins a transaction: every verb that writes takes one.
    pub async fn tx(&self) -> Result<Tx> {
        self.db.begin(self.clock.now(), self.ids.clone(), span::spanned(Arc::clone(&self.sink))).await
    }

    /// The host of the public address: what Message-IDs end in.
    pub fn host(&self) -> &str {
        self.config.public_url.host_str().unwrap_or("localhost")
    }

    /// A page of this server, as the world reaches it. `path` begins with a slash.
    pub fn public(&self, path: &str) -> String {
        format!("{}{path}", self.config.public_url.as_str().trim_end_matches('/'))
    }

    /// Whether a request's Origin is this server itself: its demo page and its previews.
    pub fn is_own_origin(&self, origin: Option<&str>) -> bool {
        origin.is_some_and(|origin| origin == self.config.public_url.origin().ascii_serialization())
    }

    /// The bot's classifier, made anew when its tags' examples or what corrections teach have changed.
    pub fn model(&self, bot: &BotId, tags: &[Tag], lessons: &[Lesson]) -> Arc<Model> {
        let examples = examples(tags, lessons);
        let mut models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((made_of, model)) = models.get(bot)
            && *made_of == examples
        {
            return Arc::clone(model);
        }
        let model = Arc::new(Model::new(&examples));
        models.insert(bot.clone(), (examples, Arc::clone(&model)));
        model
    }
}

/// What a bot's classifier learns: the phrases of its tags that are on, and messages that a person has labelled.
pub fn examples(tags: &[Tag], lessons: &[Lesson]) -> Vec<TagExamples> {
    let of_tag = |tag: &Tag| TagExamples { tag: tag.key.clone(), examples: tag.examples.0.clone() };
    let mut all: Vec<TagExamples> = tags.iter().filter(|tag| tag.active).map(of_tag).collect();
    for lesson in lessons {
        match all.iter_mut().find(|one| one.tag == lesson.label) {
            Some(one) => one.examples.push(lesson.text.clone()),
            // What was said of a tag that is off, or gone, teaches nothing; what is no tag is nothing, or spam.
            None if matches!(lesson.label.as_str(), "none" | "spam") => {
                all.push(TagExamples { tag: lesson.label.clone(), examples: vec![lesson.text.clone()] });
            }
            None => {}
        }
    }
    all.retain(|one| !one.examples.is_empty());
    all
}
