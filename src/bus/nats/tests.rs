//! The bus between nodes, without a NATS: what is heard, what is missed, what is found, and what never waits.

use super::*;
use crate::event::{Author, Channel};
use crate::id::{BotId, Ids};
use crate::time::Timestamp;

fn appended(seq: i64) -> (BotId, ConversationId, Event) {
    let at = Timestamp::from_millis(0);
    let (bot, conversation): (BotId, ConversationId) = (Ids::System.next(at), Ids::System.next(at));
    let (channel, author) = (Channel::Web, Author::Visitor);
    let message = "{}".to_owned().into();
    let event = Event::MessageAppended {
        bot: bot.clone(),
        conversation: conversation.clone(),
        channel,
        seq,
        author,
        to_bot: true,
        to_agent: false,
        message,
    };
    (bot, conversation, event)
}

fn ring(subject: &str, payload: &[u8]) -> Message {
    let payload = Bytes::copy_from_slice(payload);
    Message {
        subject: subject.into(),
        reply: None,
        length: payload.len(),
        payload,
        headers: None,
        status: None,
        description: None,
    }
}

#[tokio::test]
async fn what_another_node_rings_is_heard_and_what_cannot_be_read_is_a_ring_missed() {
    let nats = Nats::new();
    let (_, conversation, event) = appended(7);
    let mut here = nats.subscribe(Topic::Conversation(conversation));
    let (name, payload) = written(&event, 1_000_000).remove(0);
    hear(&nats, &ring(&name, &payload));
    assert!(matches!(here.next().await.as_deref(), Some(Event::MessageAppended { seq: 7, .. })));
    for unreadable in [&b""[..], br#"{"event":"of_a_newer_version","x":1}"#, b"\xff\xfe"] {
        hear(&nats, &ring(&name, unreadable));
        assert!(here.next().await.is_none());
    }
    assert!(written(&event, 10).remove(0).1.is_empty(), "too large to be carried, it still rings");
}

#[tokio::test]
async fn a_ring_that_never_came_is_found_by_its_number() {
    let nats = Nats::new();
    let (bot, conversation, event) = appended(7);
    let topics = [Topic::Conversation(conversation.clone()), Topic::Bot(bot)];
    nats.mend(&topics, &conversation, 6);
    let mut here = nats.subscribe(Topic::Conversation(conversation.clone()));
    nats.publish(&Arc::new(event));
    assert!(here.next().await.is_some());
    nats.mend(&topics, &conversation, 7);
    nats.mend(&topics, &conversation, 8);
    assert!(here.next().await.is_none(), "eight never rang");
    nats.mend(&topics, &conversation, 8);
    assert!(timeout(Duration::from_millis(20), here.next()).await.is_err(), "it is told once");
}

#[tokio::test]
async fn who_publishes_never_waits_though_nobody_takes_it() {
    let nats = Nats::new();
    let (_, _, event) = appended(1);
    let event = Arc::new(event);
    for _ in 0..QUEUE * 2 {
        nats.publish(&event);
    }
}

#[test]
fn a_name_and_a_password_are_taken_out_of_the_url() {
    let (_, servers) = options(&"nats://desk:p%40ss@a:4222, tls://b".to_owned().into()).unwrap();
    assert_eq!(servers.len(), 2);
    let told = format!("{servers:?}");
    assert!(!told.contains("desk") && !told.contains("p%40ss") && !told.contains("p@ss"), "{told}");
    assert_eq!(plain("p%40s+s&=%25"), "p@s+s&=%");
}
