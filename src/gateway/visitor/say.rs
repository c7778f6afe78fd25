//! A visitor's words: messages that came together are stored together, and each has its own answer.

use super::super::protocol::ServerFrame;
use super::super::words::said;
use super::{Visitor, refusal};
use crate::contact::identity::Sender;
use crate::conversation::{self, Appended, Body, NewMessage};
use crate::error::{Error, Result};

/// A message that a visitor sends.
pub(in crate::gateway) struct Said {
    /// Comes back in the answer.
    pub reference: Option<String>,
    /// The idempotency key.
    pub id: String,
    /// What they say.
    pub text: String,
}

impl Visitor {
    /// Does what a run of messages that came together asks; gives the answers in their order. They wait for one commit,
    /// not each for its own.
    pub(in crate::gateway) async fn hear_said(&mut self, frames: Vec<Said>) -> Vec<String> {
        let mut fit = Vec::with_capacity(frames.len());
        let checked: Vec<Result<()>> = frames
            .iter()
            .map(|frame| {
                let text = self.may_say(&frame.text)?;
                fit.push(NewMessage::visitor(Some(frame.id.clone()), Body::text(text)));
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

    /// What they may say now: they have said who they are, do not say too much, and it is plain text.
    fn may_say(&self, text: &str) -> Result<String> {
        self.limit(self.sender.as_ref().ok_or(Error::Unauthorized)?)?;
        said(text)
    }

    /// Says all of this in the visitor's conversation, in this order; what fails harms no other.
    async fn say_all(&mut self, sender: &Sender, messages: Vec<NewMessage>) -> Vec<Result<Appended>> {
        if messages.len() > 1
            && let Ok(appended) = self.say(sender, messages.clone()).await
        {
            return appended.into_iter().map(Ok).collect();
        }
        // Nothing of it was stored, or it is not known whether: the same ids find what was.
        let mut appended = Vec::with_capacity(messages.len());
        for message in messages {
            let one = self.say(sender, vec![message]).await;
            appended.push(one.and_then(|mut one| one.pop().ok_or(Error::NotFound("message"))));
        }
        appended
    }

    /// Says this in the visitor's conversation, begun where there is none or where it was closed meanwhile: all or nothing.
    async fn say(&mut self, sender: &Sender, messages: Vec<NewMessage>) -> Result<Vec<Appended>> {
        let mut tx = self.app.tx().await?;
        let (mut to, mut began, mut all) = (self.conversation.clone(), None, Vec::with_capacity(messages.len()));
        for message in messages {
            let appended = match &to {
                Some(conversation) => match conversation::say(&mut tx, conversation, message.clone()).await {
                    Err(Error::Conflict(_)) => None,
                    other => Some(other?),
                },
                None => None,
            };
            all.push(if let Some(appended) = appended {
                appended
            } else {
                let (conversation, _) = conversation::begin(&mut tx, &self.bot, sender, &self.whereabouts).await?;
                let appended = conversation::say(&mut tx, &conversation, message).await?;
                to = Some(conversation.clone());
                began = Some(conversation);
                appended
            });
        }
        tx.commit().await?;
        if let Some(conversation) = began {
            self.enter(conversation);
        }
        Ok(all)
    }
}
