//! A language model behind an OpenAI-compatible endpoint: asked for the words of an answer, for what a message asks for where
//! that is in doubt, and for notes of a conversation; within a deadline, within a budget, and never trusted.
//!
//! What it says is data. It acts by naming one of a few tools, whose limits the product's code holds (`trigger::written`),
//! and its words are shown only where they keep to what it was given (`said`), its notes count
//! where they stand in the visitor's own (`assess::opinion`). Whatever goes wrong here costs the visitor
//! the model's wording and nothing else: the embedded assistant answers.

mod breaker;
pub mod budget;
mod chunk;
mod guard;
pub mod prompt;
pub mod said;
mod sql;
pub mod tool;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use crate::bot::uses::Use;
use crate::config::Model as Settings;
use crate::metric;
use breaker::Breaker;
use chunk::Chunk;
use prompt::Prompt;
use tool::Call;

/// How many may ask at once while visitors wait: half of the back room's hands, so that a slow model does not hold up
/// e-mails and forms; and how many for what nobody waits for.
const AT_ONCE: usize = 8;
const IN_PEACE: usize = 3;

/// The longest pause between two pieces of an answer that has begun.
const PAUSE: Duration = Duration::from_secs(5);

/// How long to wait for what an answer has cost, once it is whole.
const COST: Duration = Duration::from_millis(500);

/// The longest answer, in bytes; a longer one is none.
const LONGEST: usize = 16 * 1024;

/// The model, as this node knows it.
#[derive(Clone, Debug)]
pub struct Llm(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    line: wire::Line,
    /// For each use: an endpoint that cannot take notes may well word answers.
    breakers: [Breaker; Use::ALL.len()],
    places: Semaphore,
    places_in_peace: Semaphore,
}

crate::event::names! {
    /// Why the model's words are not there.
    pub enum Failure {
        /// It was not done in time, or fell silent in between.
        Late = "late",
        /// Its address could not be reached, or leads where nothing may.
        Unreachable = "unreachable",
        /// It does not take the key.
        Key = "key",
        /// It knows no such model or path.
        Absent = "absent",
        /// It takes no more for now.
        TooMany = "too_many",
        /// It refused the request.
        Refused = "refused",
        /// It has a fault of its own.
        Broken = "broken",
        /// What it sent is no answer.
        Unreadable = "unreadable",
        /// What it sent has no end.
        TooLong = "too_long",
        /// It failed again and again, and is left alone for a while.
        Resting = "resting",
        /// Too many ask it at once.
        Busy = "busy",
        /// The server stops.
        Stopped = "stopped",
        /// The bot has used what it may use today.
        Budget = "budget",
    }
}

impl Failure {
    /// What an owner reads.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Late => "It did not answer in time. Look at the endpoint, or raise model.deadline.",
            Self::Unreachable => {
                "It could not be reached. Look at model.base_url, model.networks, and whether it is running."
            }
            Self::Key => "It does not take the key. Look at model.key.",
            Self::Absent => "It knows no such model or path. Look at model.name and model.base_url.",
            Self::TooMany => {
                "It takes no more requests for now. Look at the limits and the credit of your account there."
            }
            Self::Refused => "It refused the request. Look whether this model knows tools and streaming.",
            Self::Broken => "It has a fault of its own. Look at its log or its status page.",
            Self::Unreadable => {
                "What it sent is no answer. Look whether model.base_url leads to an OpenAI-compatible endpoint."
            }
            Self::TooLong => "Its answer had no end.",
            Self::Resting => "It failed three times in a row, so it is left alone for half a minute.",
            Self::Busy => "Too many visitors asked it at once.",
            Self::Stopped => "The server was stopped.",
            Self::Budget => "The bot has used its tokens for today.",
        }
    }
}

impl std::error::Error for Failure {}

/// Tokens, as the endpoint counts them, or as we guess where it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Of what was sent.
    pub prompt: i64,
    /// Of what came back.
    pub completion: i64,
}

impl Tokens {
    /// All of them.
    #[must_use]
    pub const fn total(self) -> i64 {
        self.prompt + self.completion
    }
}

/// What came back: words, tools, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Its words, as they came.
    pub text: String,
    /// The tools it named, in their order.
    pub calls: Vec<Call>,
}

/// How asking went.
#[derive(Debug)]
pub struct Asked {
    /// What came of it.
    pub answer: Result<Answer, Failure>,
    /// What it has cost, whatever came of it.
    pub tokens: Tokens,
}

impl Llm {
    /// A model of these settings. Nothing is sent.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(settings: &Settings) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Inner {
            line: wire::Line::new(settings)?,
            settings: settings.clone(),
            breakers: Default::default(),
            places: Semaphore::new(AT_ONCE),
            places_in_peace: Semaphore::new(IN_PEACE),
        })))
    }

    /// What it is set to.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Asks, once, and hears the answer to its end. `hear` is given the words so far each time more come, and says whether
    /// to go on listening; `stop` ends it too.
    pub async fn ask(&self, prompt: &Prompt, hear: impl FnMut(&str) -> bool, stop: impl Future<Output = ()>) -> Asked {
        let mut heard = Heard { tokens: prompt.guess(), ..Heard::default() };
        let begun = Instant::now();
        let ended = self.listen(prompt, &mut heard, hear, stop).await;
        match &ended {
            // Nothing was sent, so nothing was used.
            Err(Failure::Busy | Failure::Resting) => heard.tokens = Tokens::default(),
            Err(Failure::Stopped) => {}
            ended => {
                // Who is not waited for as long as others has not failed.
                let is_left = prompt.patience().is_some() && matches!(ended, Err(Failure::Late));
                if !is_left {
                    self.breaker(prompt.of()).note(ended.is_ok(), Instant::now());
                }
                metric::model_took(begun.elapsed());
            }
        }
        metric::model_tokens(heard.tokens.prompt, heard.tokens.completion);
        Asked { answer: ended.map(|()| heard.answer()), tokens: heard.tokens }
    }

    fn breaker(&self, of: Use) -> &Breaker {
        &self.0.breakers[of as usize]
    }

    async fn listen(
        &self,
        prompt: &Prompt,
        heard: &mut Heard,
        mut hear: impl FnMut(&str) -> bool,
        stop: impl Future<Output = ()>,
    ) -> Result<(), Failure> {
        let places = if prompt.of() == Use::Notes { &self.0.places_in_peace } else { &self.0.places };
        let Ok(_place) = places.try_acquire() else { return Err(Failure::Busy) };
        if self.breaker(prompt.of()).rests(Instant::now()) {
            return Err(Failure::Resting);
        }
        let deadline = self.0.settings.deadline;
        let end = Instant::now() + prompt.patience().map_or(deadline, |patience| patience.min(deadline));
        let answered = async {
            let late = |_| Failure::Late;
            let mut pieces = timeout_at(end, self.0.line.ask(prompt)).await.map_err(late)??;
            let mut wait = end;
            while let Some(piece) = timeout_at(wait.min(end), pieces.next()).await.map_err(late)? {
                if heard.take(&Chunk::read(&piece?)?)? && !hear(&heard.text) {
                    return Ok(());
                }
                // After its last word it only says what that has cost.
                wait = Instant::now() + if heard.is_done { COST } else { PAUSE };
            }
            // A line that drops in the middle of a word looks like an end, but nobody said so.
            Err(Failure::Unreadable)
        };
        let ended = tokio::select! {
            biased;
            answered = answered => answered,
            () = stop => Err(Failure::Stopped),
        };
        // Whatever comes behind the end of an answer takes nothing from it.
        if heard.is_done { Ok(()) } else { ended }
    }
}

/// What was heard so far.
#[derive(Default)]
struct Heard {
    text: String,
    calls: Vec<tool::Piece>,
    tokens: Tokens,
    is_done: bool,
}

impl Heard {
    /// Takes a piece; whether it brought words.
    fn take(&mut self, chunk: &Chunk) -> Result<bool, Failure> {
        self.text.push_str(&chunk.text);
        for piece in &chunk.calls {
            tool::gather(&mut self.calls, piece);
        }
        let length = self.text.len() + self.calls.iter().map(tool::Piece::len).sum::<usize>();
        if length > LONGEST || self.calls.len() > tool::MOST {
            return Err(Failure::TooLong);
        }
        self.is_done |= chunk.is_done;
        if let Some(tokens) = chunk.tokens {
            self.tokens = tokens;
        } else if !chunk.text.is_empty() {
            // A piece is about a token; what the endpoint says at the end takes the place of this.
            self.tokens.completion += 1;
        }
        Ok(!chunk.text.is_empty())
    }

    fn answer(&mut self) -> Answer {
        let calls = std::mem::take(&mut self.calls).into_iter().filter_map(tool::Piece::call).collect();
        Answer { text: std::mem::take(&mut self.text), calls }
    }
}
