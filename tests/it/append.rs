//! Many who say something at the same moment share a transaction, and none of them notices.

use std::collections::HashSet;

use frontdesk::app::App;
use frontdesk::contact::identity::Sender;
use frontdesk::conversation::{self, Appended, Body, Conversation, NewMessage, Place, Saying, Status, Whereabouts};
use frontdesk::error::{Error, Result};
use frontdesk::event::Author;
use frontdesk::id::token_hash;

use crate::support::house::House;
use crate::support::stories;

async fn begin(house: &House, bot: &frontdesk::bot::Bot, name: &str) -> Conversation {
    let mut tx = house.app.tx().await.unwrap();
    let sender = Sender::visitor(&token_hash(name));
    let (conversation, _) = conversation::begin(&mut tx, bot, &sender, &Whereabouts::default()).await.unwrap();
    tx.commit().await.unwrap();
    conversation
}

async fn set(house: &House, conversation: &Conversation, status: Status) {
    let mut tx = house.app.tx().await.unwrap();
    conversation::set_status(&mut tx, conversation, status).await.unwrap();
    tx.commit().await.unwrap();
}

fn saying(to: &Conversation, id: &str, text: &str) -> Saying {
    let new = NewMessage::visitor(Some(id.to_owned()), Body::text(text.to_owned()));
    Saying { to: Place::of(to), new, answer: None }
}

async fn say_all(app: &App, sayings: Vec<Saying>) -> Vec<Result<Appended>> {
    futures_util::future::join_all(sayings.into_iter().map(|one| app.say(one))).await
}

stories! {
    async fn many_at_once_are_numbered_in_their_order_and_stored_once(house) {
        let bot = house.bot(|_| {}).await;
        let (mut open, closed) = (Vec::new(), begin(house, &bot, "closed").await);
        for n in 0..5 {
            open.push(begin(house, &bot, &format!("open {n}")).await);
        }
        for conversation in &open {
            set(house, conversation, Status::Agent).await;
        }
        set(house, &closed, Status::Closed).await;
        let mut sayings = Vec::new();
        for n in 0..200 {
            sayings.push(saying(&open[n % 5], &format!("id {n}"), &format!("text {n}")));
            if n % 20 == 0 {
                sayings.push(saying(&open[n % 5], &format!("id {n}"), "the same id again, in the same breath"));
                sayings.push(saying(&closed, &format!("id {n}"), "too late"));
            }
        }
        let outcomes = say_all(&house.app, sayings.clone()).await;
        for (one, outcome) in sayings.iter().zip(&outcomes) {
            if one.to.id == closed.id {
                assert!(matches!(outcome, Err(Error::Conflict("closed"))), "{outcome:?}");
            } else {
                let again = matches!(&one.new.body, Body::Text { text, .. } if text.starts_with("the same"));
                assert_eq!(outcome.as_ref().unwrap().again, again);
            }
        }
        for conversation in &open {
            let log = house.transcript(conversation.id.as_str()).await;
            assert_eq!(log.iter().map(|message| message.seq).collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
            let numbers: Vec<usize> =
                log.iter().map(|message| message.client_id.as_deref().unwrap()[3..].parse().unwrap()).collect();
            assert!(numbers.is_sorted(), "said in this order: {numbers:?}");
        }
        // All of it again, as after a lost line: every one is where it was.
        let again = say_all(&house.app, sayings).await;
        for (first, second) in outcomes.iter().zip(&again) {
            if let (Ok(first), Ok(second)) = (first, second) {
                assert!(second.again && second.seq == first.seq && second.at == first.at);
            }
        }
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message").await, 200);
        assert_eq!(house.number("SELECT CAST(SUM(visitor_messages) AS BIGINT) AS n FROM conversation").await, 200);
        // To an agent: the assistant has nothing to answer, now or when it is its turn again.
        let replies = "SELECT COUNT(*) AS n FROM job WHERE lane LIKE 'reply/%'";
        assert_eq!(house.number(replies).await, 0);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM conversation WHERE status = 'agent' AND answered_seq < last_seq").await, 0);
        set(house, &open[0], Status::Bot).await;
        house.app.say(saying(&open[0], "bot", "When are you open?")).await.unwrap();
        house.rest().await;
        let log = house.transcript(open[0].id.as_str()).await;
        assert_eq!(log.iter().filter(|message| message.author == Author::Bot).count(), 1);
    }

    async fn what_is_said_at_once_to_the_assistant_is_answered_each(house) {
        let bot = house.bot(|_| {}).await;
        let mut sayings = Vec::new();
        for n in 0..20 {
            let conversation = begin(house, &bot, &format!("visitor {n}")).await;
            sayings.push(saying(&conversation, "only", "When are you open?"));
        }
        let places: HashSet<i64> =
            say_all(&house.app, sayings).await.into_iter().map(|outcome| outcome.unwrap().seq).collect();
        assert_eq!(places, HashSet::from([1]));
        house.rest().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE author = 'bot'").await, 20);
    }
}
