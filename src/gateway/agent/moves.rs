//! What an agent does with a conversation besides writing in it: takes it, passes it on, notes something, reads it.

use super::Line;
use crate::conversation::handoff::{self, Hand, Move, Refused};
use crate::conversation::remark;
use crate::door::moves;
use crate::error::{Error, Result};
use crate::event::Author;
use crate::metric;
use crate::organisation::presence::{self, Availability};
use crate::organisation::profile;

impl Line {
    /// Moves a conversation.
    pub(super) async fn shift(&mut self, conversation: &str, wanted: &Move) -> Result<Result<Hand, Refused>> {
        self.must_answer()?;
        let of = self.own_conversation(conversation).await?;
        let mut tx = self.app.tx().await?;
        let moved = handoff::shift(&mut tx, &of, wanted, &moves::by(&self.member, &self.access)).await?;
        if moved.is_ok() {
            tx.commit().await?;
            metric::handoff(match wanted {
                Move::Claim => "claimed",
                Move::Release => "released",
                Move::HandBack => "handed_back",
                Move::Close => "closed",
                _ => "other",
            });
        }
        Ok(moved)
    }

    pub(super) async fn note(&mut self, conversation: &str, text: &str) -> Result<()> {
        self.must_answer()?;
        let of = self.own_conversation(conversation).await?;
        let mut tx = self.app.tx().await?;
        remark::note(&mut tx, &of, text, (&self.member.id, &self.member.name)).await?;
        tx.commit().await
    }

    pub(super) async fn read_up_to(&mut self, conversation: &str, seq: i64) -> Result<()> {
        self.must_answer()?;
        let (bot, conversation) = self.watch.find(conversation).ok_or(Error::NotFound("conversation"))?;
        let mut tx = self.app.tx().await?;
        remark::looked(&mut tx, &self.member.id, &conversation).await?;
        handoff::note_seen(&mut tx, &bot, &conversation, Author::Agent, seq).await?;
        tx.commit().await
    }

    pub(super) async fn choose(&mut self, state: &str) -> Result<()> {
        self.must_answer()?;
        let state = Availability::parse(state)
            .ok_or_else(|| Error::field("state", "unknown", "Available or away is expected"))?;
        let mut tx = self.app.tx().await?;
        profile::set_away(&mut tx, &self.member.id, state == Availability::Away).await?;
        presence::beat(&mut tx, &self.member.id).await?;
        tx.commit().await
    }

    /// They are there, where they take conversations. What fails is said again soon.
    pub(super) async fn beat(&mut self) {
        if self.must_answer().is_err() {
            return;
        }
        let said = async {
            let mut tx = self.app.tx().await?;
            presence::beat(&mut tx, &self.member.id).await?;
            tx.commit().await
        };
        if let Err(error) = said.await {
            crate::door::problem::log(&error);
        }
    }
}
