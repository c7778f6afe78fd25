//! A model decides what a message asks for where the assistant is half sure, and words the answer, before any transaction begins: it is asked within the bot's budget, shown as it comes, and
//! held against what it was given. Whatever goes wrong, the answer is the embedded assistant's, under the same id.

use std::time::Duration;

use tokio::time::Instant;

use crate::app::App;
use crate::app::model::Consulted;
use crate::bot::uses::Use;
use crate::conversation::message::between;
use crate::conversation::{Body, Conversation, Status};
use crate::db::Conn;
use crate::error::Result;
use crate::event::{Author, Event};
use crate::id::{self, MessageId};
use crate::llm::prompt::Prompt;
use crate::llm::said::{Given, Said};
use crate::llm::{Asked, Llm, budget};
use crate::metric;
use crate::trigger::ask;
use crate::trigger::doubt::{Doubt, doubt};
use crate::trigger::react::House;
use crate::trigger::thought::Thoughts;
use crate::trigger::written::{Question, Written};

/// The shortest time between two looks at what comes: faster is no easier to read, and each goes to all nodes.
const LOOKS: Duration = Duration::from_millis(120);

/// What words the answer of one conversation.
pub(super) struct Pen<'a> {
    app: &'a App,
    house: &'a House<'a>,
    conversation: &'a Conversation,
    /// The message that was shown as it came.
    shown: Option<MessageId>,
}

impl<'a> Pen<'a> {
    pub(super) fn new(app: &'a App, house: &'a House<'a>, conversation: &'a Conversation) -> Self {
        Self { app, house, conversation, shown: None }
    }

    /// What to ask about the last message that is not answered; `None` where no model is, or none is needed.
    pub(super) async fn question(&self, conn: &mut Conn, thoughts: &mut Thoughts) -> Result<Option<Question>> {
        let of = self.conversation;
        if !self.may(Use::Replies) {
            return Ok(None);
        }
        let Some((seq, text)) = self.words(conn, thoughts).await? else { return Ok(None) };
        let thought = thoughts.about(conn, self.house, seq, &text).await?;
        ask::question(conn, self.house, of, (seq, &text), thought).await
    }

    /// Whether a model is to be asked for this here.
    fn may(&self, of: Use) -> bool {
        let is_on = self.app.llm.is_some() && self.house.bot.settings().model.of(of);
        is_on && self.conversation.status == Status::Bot
    }

    /// The last words that are not answered. What is said after them is left to the job that comes with it: asking takes long.
    async fn words(&self, conn: &mut Conn, thoughts: &mut Thoughts) -> Result<Option<(i64, String)>> {
        let of = self.conversation;
        let pending = between(conn, &of.id, of.answered_seq, i64::MAX).await?;
        let of_visitor: Vec<_> =
            pending.into_iter().rev().filter(|message| message.author == Author::Visitor).collect();
        let Some(last) = of_visitor.first() else { return Ok(None) };
        // Where forms are asked as dialogues, what we do is answered as part of it.
        if of.channel.draws_forms() {
            thoughts.only_until(last.seq);
        }
        Ok(of_visitor.into_iter().find_map(|message| match message.body {
            Body::Text { text, .. } if !text.is_empty() => Some((message.seq, text)),
            _ => None,
        }))
    }

    /// What to have decided about the last message; `None` where nothing is in doubt.
    pub(super) async fn doubt(&self, conn: &mut Conn, thoughts: &mut Thoughts) -> Result<Option<Doubt>> {
        if !self.may(Use::Doubt) {
            return Ok(None);
        }
        let Some((seq, text)) = self.words(conn, thoughts).await? else { return Ok(None) };
        let thought = thoughts.about(conn, self.house, seq, &text).await?;
        doubt(conn, self.house, self.conversation, (seq, &text), thought).await
    }

    /// Has it decided. Without a decision the doubt stays.
    pub(super) async fn decide(&self, doubt: &Doubt, thoughts: &mut Thoughts) -> Result<()> {
        let Ok(mark) = id::token() else { return Ok(()) };
        let prompt = Prompt::doubt(doubt, &mark);
        let consulted = self.app.consult(&self.house.bot.id, &prompt, |answer| answer.verdict(doubt)).await?;
        if let (Consulted::Said(verdict), Some(thought)) = (consulted, thoughts.get_mut(doubt.seq)) {
            thought.decide(verdict);
        }
        Ok(())
    }

    /// Lets the model word the answer to a question.
    pub(super) async fn write(&mut self, question: &Question, thoughts: &mut Thoughts) -> Result<()> {
        let (Some(llm), Some(thought)) = (&self.app.llm, thoughts.get_mut(question.seq)) else { return Ok(()) };
        let bot = &self.house.bot.id;
        let Ok(mark) = id::token() else { return Ok(()) };
        let prompt = Prompt::new(question, &mark);
        let mut tx = self.app.tx().await?;
        let aside = budget::set_aside(&mut tx, bot, &prompt, llm.settings().budget_per_day).await?;
        tx.commit().await?;
        let Some(aside) = aside else {
            metric::model_asked(prompt.of().as_str(), "budget");
            return Ok(());
        };
        let id: MessageId = self.app.ids.next(self.app.clock.now());
        let given = Given::new(question, prompt.system(), prompt.mark());
        let asked = self.listen(llm, &prompt, &given, &id).await;
        let (said, outcome) = read(&asked, &given);
        let wanted = asked.answer.as_ref().ok().and_then(|answer| answer.calls.first().map(|call| call.0.clone()));
        let was_useful = said.is_some() || wanted.is_some();
        metric::model_asked(prompt.of().as_str(), if was_useful { "answered" } else { outcome });
        let mut tx = self.app.tx().await?;
        budget::settle(&mut tx, bot, aside, &asked, was_useful).await?;
        tx.commit().await?;
        let (text, cited) = said.map_or((None, Vec::new()), |said| (Some(said.text), said.cited));
        thought.written = Some(Written { id, text, cited, wanted });
        Ok(())
    }

    /// Asks, and shows the words as they come, where the channel can.
    async fn listen(&mut self, llm: &Llm, prompt: &Prompt, given: &Given, id: &MessageId) -> Asked {
        let begun = Instant::now();
        let (mut looked, mut is_fit) = (None::<Instant>, true);
        let stop = self.app.stop.clone().cancelled_owned();
        let can_show = self.conversation.channel.draws_forms();
        let hear = |raw: &str| {
            if !can_show || looked.is_some_and(|at| at.elapsed() < LOOKS) {
                return true;
            }
            looked = Some(Instant::now());
            match given.so_far(raw) {
                Ok(Some(text)) => {
                    if self.shown.is_none() {
                        metric::model_began(begun.elapsed());
                    }
                    self.show(id, Some(text));
                }
                Ok(None) => {}
                // What comes after makes it no better.
                Err(_) => is_fit = false,
            }
            is_fit
        };
        llm.ask(prompt, hear, stop).await
    }

    fn show(&mut self, id: &MessageId, text: Option<String>) {
        self.shown = Some(id.clone());
        let (bot, conversation) = (self.house.bot.id.clone(), self.conversation.id.clone());
        self.app.bus.publish(Event::Draft { bot, conversation, id: id.clone(), text });
    }

    /// Nothing more comes. Where the message stands this says nothing new; where none came of it, it goes.
    pub(super) fn put_down(mut self) {
        if let Some(id) = self.shown.take() {
            self.show(&id, None);
        }
    }
}

/// The words, where they may be shown, and how asking is counted where not.
fn read(asked: &Asked, given: &Given) -> (Option<Said>, &'static str) {
    match &asked.answer {
        Err(failure) => (None, failure.as_str()),
        Ok(answer) => match given.whole(&answer.text) {
            Ok(said) => (Some(said), "answered"),
            Err(unfit) => (None, unfit.as_str()),
        },
    }
}
