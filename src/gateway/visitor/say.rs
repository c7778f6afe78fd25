//! A visitor's words: messages that came together are stored together, and each has its own answer.

use futures_util::future::join_all;

use super::super::files;
use super::super::protocol::{Named, ServerFrame};
use super::{Visitor, refusal};
use crate::contact::identity::Sender;
use crate::conversation::attachment;
use crate::conversation::message::said;
use crate::conversation::{self, Appended, Body, NewMessage, Place, Saying};
use crate::error::{Error, Result};
use crate::text;

/// The most that is told of what is not sent yet, in characters.
const AHEAD: usize = 500;

/// A message that a visitor sends.
pub(in crate::gateway) struct Said {
    /// Comes back in the answer.
    pub reference: Option<String>,
    /// The idempotency key.
    pub id: String,
    /// What they say.
    pub text: String,
    /// Files of theirs that come with it.
    pub files: Vec<String>,
}

impl Said {
    /// What a frame says.
    pub fn new(reference: Option<String>, id: String, text: String, files: Vec<Named>) -> Self {
        Self { reference, id, text, files: files.into_iter().map(|file| file.id).collect() }
    }
}

/// What is to be stored of it.
#[derive(Clone)]
struct Fit {
    new: NewMessage,
    files: Vec<String>,
}

impl Visitor {
    /// Does what a run of messages that came together asks; gives the answers in their order. They stand in line
    /// together, and wait for one commit.
    pub(in crate::gateway) async fn hear_said(&mut self, frames: Vec<Said>) -> Vec<String> {
        let mut fit = Vec::with_capacity(frames.len());
        let checked: Vec<Result<()>> = frames
            .iter()
            .map(|frame| {
                let text = self.may_say(&frame.text, !frame.files.is_empty())?;
                let new = NewMessage::visitor(Some(frame.id.clone()), Body::text(text));
                fit.push(Fit { new, files: frame.files.clone() });
                Ok(())
            })
            .collect();
        let mut appended = match self.sender.clone() {
            Some(sender) => self.say_all(&sender, fit).await,
            None => Vec::new(),
        }
        .into_iter();
        let results = checked
            .into_iter()
            .map(|checked| checked.and_then(|()| appended.next().unwrap_or(Err(Error::Unauthorized))));
        let results: Vec<Result<Appended>> = results.collect();
        frames.iter().zip(results).map(|(frame, result)| self.answer(frame, result)).collect()
    }

    fn answer(&self, frame: &Said, result: Result<Appended>) -> String {
        let (reference, id) = (frame.reference.as_deref(), Some(frame.id.as_str()));
        match (result, &self.conversation) {
            (Ok(Appended { seq, at, .. }), Some(conversation)) => {
                ServerFrame::Ack { reference, id, conversation: conversation.id.as_str(), seq, at: at.millis() }.text()
            }
            (Ok(_), None) => refusal(&Error::NotFound("conversation"), reference, id),
            (Err(error), _) => refusal(&error, reference, id),
        }
    }

    /// What agents may read of what is not sent yet: nothing, unless the owner lets them at this moment. The widget that asks
    /// may have been loaded when it was otherwise.
    pub(super) async fn typed_ahead(&self, text: &str) -> Result<Option<String>> {
        let bot = self.app.bots.by_key(&self.app.db, &self.bot.key).await?;
        let is_allowed = bot.is_some_and(|bot| bot.settings().handoff_rules.typed_ahead);
        let words = text::head(text.trim(), AHEAD);
        Ok((is_allowed && !words.is_empty()).then(|| words.to_owned()))
    }

    /// What they may say now: they have said who they are, do not say too much, and it is plain text.
    fn may_say(&self, text: &str, has_files: bool) -> Result<String> {
        self.limit(self.sender.as_ref().ok_or(Error::Unauthorized)?)?;
        if has_files && text.trim().is_empty() { Ok(String::new()) } else { said(text) }
    }

    /// Says all of this in the visitor's conversation, in this order, begun where there is none or where it was closed
    /// meanwhile; what fails harms no other.
    async fn say_all(&mut self, sender: &Sender, messages: Vec<Fit>) -> Vec<Result<Appended>> {
        let mut outcomes = Vec::with_capacity(messages.len());
        if messages.iter().any(|fit| !fit.files.is_empty()) {
            // Files are claimed in the transaction that says them, so these go one by one.
            for fit in messages {
                outcomes.push(Box::pin(self.begin(sender, fit)).await);
            }
            return outcomes;
        }
        let mut rest = messages.into_iter();
        if self.conversation.is_none()
            && let Some(first) = rest.next()
        {
            outcomes.push(Box::pin(self.begin(sender, first)).await);
        }
        let messages: Vec<Fit> = rest.collect();
        let place = self.conversation.as_ref().map(Place::of);
        let said = messages.iter().map(async |Fit { new, .. }| match &place {
            Some(place) => self.app.say(Saying { to: place.clone(), new: new.clone(), answer: None }).await,
            None => Err(Error::Conflict("closed")),
        });
        let said = join_all(said).await;
        for (new, outcome) in messages.into_iter().zip(said) {
            outcomes.push(match outcome {
                Err(Error::Conflict(_)) => Box::pin(self.begin(sender, new)).await,
                outcome => outcome,
            });
        }
        outcomes
    }

    /// Says this in a conversation of the visitor that is open, or in one that begins with it.
    async fn begin(&mut self, sender: &Sender, fit: Fit) -> Result<Appended> {
        let Fit { new: mut message, files } = fit;
        let mut tx = self.app.tx().await?;
        let (owner, said_as) = (files::owner(sender), message.client_id.clone().unwrap_or_default());
        if !files.is_empty()
            && let Some((place, seq, at)) = attachment::said_before(&mut tx, &self.bot.id, &owner, &said_as).await?
        {
            if self.conversation.is_none() {
                self.conversation = conversation::by_id(&mut tx, &place).await?;
            }
            return Ok(Appended { seq, at, again: true });
        }
        let (conversation, _) = conversation::begin(&mut tx, &self.bot, sender, &self.arrived()).await?;
        if let (false, Body::Text { files: shown, .. }) = (files.is_empty(), &mut message.body) {
            *shown = attachment::claim(&mut tx, &self.bot.id, &owner, (&conversation.id, &said_as), &files).await?;
        }
        let appended = conversation::say(&mut tx, &conversation, message).await?;
        tx.commit().await?;
        self.enter(conversation);
        Ok(appended)
    }
}
