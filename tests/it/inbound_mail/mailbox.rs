//! A mailbox is read by IMAP: each mail once, whatever the line and the server do.

use frontdesk::conversation::message;
use frontdesk::event::Author;
use frontdesk::id::{ConversationId, Id as _};

use super::{answer, leaves_details, reply_address, with_mailbox};
use crate::support::house::{House, OWNER};
use crate::support::imap::{self, Imap};
use crate::support::{stories, until, until_within};

async fn with_imap(house: &mut House) -> Imap {
    let server = Imap::start().await;
    let port = server.port.to_string();
    let set = [
        ("IMAP_HOST", "127.0.0.1"),
        ("IMAP_PORT", port.as_str()),
        ("IMAP_SECURITY", "plain"),
        ("IMAP_USER", imap::USER),
    ];
    with_mailbox(house, &[&set[..], &[("IMAP_PASSWORD", imap::PASSWORD)]].concat()).await;
    server
}

/// What agents have said in a conversation.
async fn said(house: &House, talk: &str) -> Vec<String> {
    let id = ConversationId::parse(talk).unwrap();
    let log = message::between(&mut house.app.db.read().await.unwrap(), &id, 0, i64::MAX).await.unwrap();
    log.into_iter().filter(|message| message.author == Author::Agent).map(|message| message.body.line()).collect()
}

async fn says(house: &House, talk: &str, count: usize) -> Vec<String> {
    until_within(std::time::Duration::from_secs(40), &format!("{count} answers"), || async {
        Some(said(house, talk).await).filter(|said| said.len() >= count)
    })
    .await
}

stories! {
    async fn a_mailbox_is_read_as_its_mails_come(house) {
        let server = with_imap(house).await;
        let bot = house.bot(|_| {}).await;
        let (ada, mail) = leaves_details(house, &bot).await;
        let (talk, to) = (ada.conversation.clone().unwrap(), reply_address(&mail));
        server.put(&answer("eve@evil.example", &to, "i0", "Let me in."));
        server.put(&answer(OWNER, &to, "i1", "The first."));
        assert_eq!(says(house, &talk, 1).await, ["The first."]);
        server.put(&answer(OWNER, &to, "i2", "The second."));
        assert_eq!(says(house, &talk, 2).await, ["The first.", "The second."]);
        assert_eq!(server.sign_ins(), 1, "one line is enough");
        // After a restart nothing is fetched again, and what came meanwhile is not left out.
        house.stop().await;
        server.put(&answer(OWNER, &to, "i3", "The third."));
        house.restart().await;
        assert_eq!(says(house, &talk, 3).await.len(), 3);
        assert_eq!(server.fetched(), 4);
        house.rest().await;
    }

    async fn a_line_that_breaks_and_numbers_that_change_lose_and_double_nothing(house) {
        let server = with_imap(house).await;
        let bot = house.bot(|_| {}).await;
        let (ada, mail) = leaves_details(house, &bot).await;
        let (talk, to) = (ada.conversation.clone().unwrap(), reply_address(&mail));
        server.put(&answer(OWNER, &to, "j1", "The first."));
        says(house, &talk, 1).await;
        server.hang_up();
        server.put(&answer(OWNER, &to, "j2", "The second."));
        says(house, &talk, 2).await;
        let before = server.fetched();
        server.renumber();
        server.put(&answer(OWNER, &to, "j3", "The third."));
        assert_eq!(says(house, &talk, 3).await, ["The first.", "The second.", "The third."]);
        until("all read again", || async { (server.fetched() >= before + 3).then_some(()) }).await;
        assert_eq!(said(house, &talk).await.len(), 3, "what was said is not said again");
        house.rest().await;
    }
}
