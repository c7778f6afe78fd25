//! What must hold when a story is told, whatever it was about.

use frontdesk::bot;
use frontdesk::lead::list::{self, Look};
use frontdesk::organisation;

use super::House;
use crate::support::log;

impl House {
    /// The story is told: nothing is left to do, each submission was told in one e-mail, the log names no fault.
    pub async fn end(mut self) {
        self.rest().await;
        assert_eq!(self.number("SELECT COUNT(*) AS n FROM job WHERE state = 'dead'").await, self.dead, "jobs given up");
        let mut ids: Vec<String> = self.mails().into_iter().map(|mail| mail.message_id).collect();
        // That nobody opened a lead is told of many at once, and known by the leads alone.
        let unopened = self.mails().iter().filter(|mail| mail.subject.starts_with("Nobody has opened")).count();
        let left = i64::try_from(ids.len()).unwrap();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(i64::try_from(ids.len()).unwrap(), left, "an e-mail left twice");
        let sent = self.number("SELECT COUNT(*) AS n FROM notification WHERE state = 'sent'").await;
        let sent = sent + self.number("SELECT COUNT(*) AS n FROM invitation WHERE mailed_at IS NOT NULL").await;
        let sent = sent + self.number("SELECT COUNT(*) AS n FROM absent_mail WHERE sent_at IS NOT NULL").await;
        let sent =
            sent + self.number("SELECT COUNT(*) AS n FROM letter WHERE sent_at IS NOT NULL AND kind <> 'lead'").await;
        let sent = sent + i64::try_from(unopened).unwrap();
        assert!(sent == left || self.may_forget_mails, "{sent} e-mails are known, {left} have left");
        let told = self.number("SELECT COUNT(*) AS n FROM notification").await;
        assert_eq!(
            self.number("SELECT COUNT(*) AS n FROM submission").await,
            told + self.untold,
            "one e-mail a submission"
        );
        self.lists_are_true().await;
        self.stop().await;
        let faults = log::faults();
        assert!(self.may_fault || faults.is_empty(), "the log names faults: {faults:#?}");
        let told = log::gives_away();
        assert!(told.is_empty(), "the log tells what is private: {told:#?}");
    }

    /// What triggers keep of leads is what their rows say: counts, tags, and the words by which each is found.
    async fn lists_are_true(&self) {
        let mut conn = self.app.db.read().await.unwrap();
        let Some(home) = organisation::first(&mut conn).await.unwrap() else { return };
        for bot in bot::list(&mut conn, &home.id).await.unwrap() {
            let counts = list::counts(&mut conn, &bot.id).await.unwrap();
            assert_eq!(counts, list::recount(&mut conn, &bot.id).await.unwrap(), "the counts are what there is");
            assert_eq!(list::wrong_tags(&mut conn, &bot.id).await.unwrap(), 0, "tags are what submissions say");
            for line in list::page(&mut conn, &bot.id, &Look::default()).await.unwrap().lines.into_iter().take(3) {
                let Some(email) = line.email else { continue };
                let filter = list::Filter { search: Some(email), ..list::Filter::default() };
                let found = list::page(&mut conn, &bot.id, &Look { filter, ..Look::default() }).await.unwrap();
                assert!(found.lines.iter().any(|other| other.id == line.id), "who is listed is found by their address");
            }
        }
    }
}
