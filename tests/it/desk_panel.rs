//! One lead in the hands of the team: its score and what they say over it, its contact, its joining with others.
//!
//! Verbs and pages alike, on both engines.

mod joining;
mod notes;
mod pages;
mod warmth;

use frontdesk::bot::Bot;
use frontdesk::contact::identity::Sender;
use frontdesk::conversation::{self, Body, Conversation, NewMessage, Status, Whereabouts};
use frontdesk::form::definition::Known;
use frontdesk::form::session::{self, Cause};
use frontdesk::id::{LeadId, MemberId};
use frontdesk::lead::submission::{self, Sending};
use frontdesk::lead::{self, Lead};
use frontdesk::organisation::{member, role::Role, trail};
use frontdesk::time::Timestamp;
use serde_json::json;

use super::dashboard::desk::Desk;

const OWNER: &str = "owner@loam.example";
const VIEWER: &str = "viewer@loam.example";

/// Each story on both engines, with a shop, an owner and a viewer.
macro_rules! told {
    ($(async fn $name:ident($room:ident) $told:block)+) => {$(
        mod $name {
            use super::*;

            async fn story($room: &Room) $told

            #[tokio::test]
            async fn on_sqlite() {
                let room = Room::open(None).await;
                story(&room).await;
                room.desk.stop().await;
            }

            #[tokio::test]
            async fn on_postgres() {
                let room = Room::open(Some(crate::support::postgres::database().await)).await;
                story(&room).await;
                room.desk.stop().await;
            }
        }
    )+};
}
pub(crate) use told;

/// A shop with people at its desk.
pub struct Room {
    pub desk: Desk,
    pub bot: Bot,
    pub owner: MemberId,
}

impl Room {
    pub async fn open(database: Option<String>) -> Self {
        let desk = Desk::start(database).await;
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        desk.member(&home, VIEWER, Role::Viewer).await;
        let bot = desk.bot(&home, "loam").await;
        let mut conn = desk.app.db.read().await.unwrap();
        let owner = member::by_email(&mut conn, OWNER).await.unwrap().unwrap().id;
        drop(conn);
        Self { desk, bot, owner }
    }

    /// A visitor writes at a moment, and sends the form of a tag. Closed before, it is another conversation.
    pub async fn sends(
        &self,
        visitor: u8,
        tag: &str,
        values: serde_json::Value,
        at: Timestamp,
    ) -> (LeadId, Conversation) {
        let mut tx = self.desk.app.tx().await.unwrap();
        tx.as_history(at);
        let sender = Sender::visitor(&format!("{visitor:064x}"));
        let (talk, _) = conversation::begin(&mut tx, &self.bot, &sender, &Whereabouts::default()).await.unwrap();
        let words = NewMessage::visitor(None, Body::text(format!("It is visitor {visitor}")));
        conversation::say(&mut tx, &talk, words).await.unwrap();
        let (form, _) =
            session::offer(&mut tx, &self.bot, &talk, Some(tag), Cause::Asked, &Known::default(), None).await.unwrap();
        let values = values.as_object().unwrap().clone();
        let sending = Sending { bot: &self.bot, to: &talk, form: &form.id, values: &values, client_id: None };
        let sent = submission::submit(&mut tx, sending, "desk.example").await.unwrap();
        let lead = submission::by_id(&mut tx, &sent.submission).await.unwrap().unwrap().lead_id;
        // As history, nothing is left to do.
        tx.commit().await.unwrap();
        (lead, talk)
    }

    /// The usual form.
    pub async fn visitor(&self, visitor: u8, at: Timestamp) -> (LeadId, Conversation) {
        let values = json!({
            "name": format!("Visitor {visitor}"), "email": format!("v{visitor}@mail.example"),
            "order_number": format!("LL-{visitor}"), "consent": true,
        });
        self.sends(visitor, "refund_request", values, at).await
    }

    pub async fn close(&self, talk: &Conversation) {
        let mut tx = self.desk.app.tx().await.unwrap();
        conversation::set_status(&mut tx, talk, Status::Closed).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn lead(&self, id: &LeadId) -> Lead {
        lead::by_id(&mut self.desk.app.db.read().await.unwrap(), id).await.unwrap().unwrap()
    }

    pub fn now(&self) -> Timestamp {
        self.desk.app.clock.now()
    }

    /// What the audit trail says, newest first: what, and the facts.
    pub async fn trail(&self) -> Vec<(String, String)> {
        let mut conn = self.desk.app.db.read().await.unwrap();
        let lines = trail::list(
            &mut conn,
            &self.bot.organisation_id,
            &trail::Look { what: None, ..trail::Look::default() },
            50,
        )
        .await
        .unwrap();
        lines.into_iter().map(|line| (line.what.to_string(), line.detail.0.to_string())).collect()
    }
}
