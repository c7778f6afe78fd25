//! Something real for each place of an address.

use frontdesk::app::attached::Sending;
use frontdesk::conversation::attachment::{self, Owner, Who};
use frontdesk::id::{ConversationId, LeadId};
use frontdesk::lead::view::{self, Keeper, NewView};
use frontdesk::lead::{note, notification};
use frontdesk::organisation::access::Access;
use frontdesk::organisation::member::{Actor, Allowed};
use frontdesk::organisation::role::Role;
use frontdesk::organisation::{Plan, invitation};
use frontdesk::task::{self, Kind, NewTask};

use super::World;

impl World {
    /// A task of the bot.
    pub(super) async fn task(&self, kind: Kind) -> String {
        let new = NewTask {
            organisation: &self.home.id,
            bot: Some(&self.bot.id),
            by: &self.people["agent"],
            kind,
            total: 0,
            detail: serde_json::json!({
                "head": ["Name"], "encoding": "utf-8", "separator": ",",
                "choices": {"columns": ["name"], "duplicates": "skip", "tag": "", "status": "new", "channel": "api"},
            }),
        };
        let mut tx = self.desk.app.tx().await.unwrap();
        let id = task::draft(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        id.to_string()
    }

    /// A view that the team sees.
    pub(super) async fn view(&self) -> String {
        let mut tx = self.desk.app.tx().await.unwrap();
        let access = Access { role: Role::Admin, modules: None, bots: None, plan: Plan::Boost };
        let by = Keeper { id: &self.people["admin"], access: &access };
        let new = NewView { bot: &self.bot.id, by, name: "Hot ones", query: "temperature=hot", shared: true };
        let id = view::add(&mut tx, &self.bot, &new).await.unwrap();
        tx.commit().await.unwrap();
        id.to_string()
    }

    /// Somebody who is asked to join; the address without its signature opens nothing.
    pub(super) async fn invitation(&self) -> String {
        let mut tx = self.desk.app.tx().await.unwrap();
        let access = Access { role: Role::Owner, modules: None, bots: None, plan: Plan::Boost };
        let by = Actor { id: &self.people["owner"], access: &access };
        let allowed = Allowed { role: Role::Agent, modules: None, bots: None };
        let invited = invitation::invite(&mut tx, &self.home, by, "una@people.example", &allowed).await.unwrap();
        tx.commit().await.unwrap();
        invited.id.to_string()
    }

    /// A file that a visitor has sent in their conversation.
    pub(super) async fn file(&self, talk: &ConversationId) -> String {
        let owner = Owner { who: Who::Visitor, key: "of a visitor".to_owned() };
        let client_id = frontdesk::id::request();
        let sending = Sending::trusted(&self.bot.id, owner.clone(), Some(talk), (&client_id, "x.pdf"));
        let bytes =
            futures_util::stream::iter([Ok::<_, std::convert::Infallible>(bytes::Bytes::from_static(b"%PDF-1.7"))]);
        let id = self.desk.app.attach(sending, bytes).await.unwrap().id.to_string();
        let mut tx = self.desk.app.tx().await.unwrap();
        attachment::claim(&mut tx, &self.bot.id, &owner, (talk, &client_id), std::slice::from_ref(&id)).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A note that the agent wrote.
    pub(super) async fn note(&self, lead: &LeadId) -> String {
        let mut tx = self.desk.app.tx().await.unwrap();
        note::add(&mut tx, lead, &self.people["agent"], "Rang them").await.unwrap();
        tx.commit().await.unwrap();
        note::of(&mut self.desk.app.db.read().await.unwrap(), lead).await.unwrap()[0].id.to_string()
    }

    pub(super) async fn notification(&self, lead: &LeadId) -> String {
        let sent = notification::of(&mut self.desk.app.db.read().await.unwrap(), lead).await.unwrap();
        sent[0].id.to_string()
    }
}
