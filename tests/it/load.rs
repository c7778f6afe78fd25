//! The socket under load: what comes together is stored together, a slow reader holds nobody back, and all who lost the
//! server come back at once and miss nothing.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use frontdesk::contact::identity::Sender;
use frontdesk::conversation::{self, Body, Conversation, NewMessage, Whereabouts};
use frontdesk::db::Tx;
use frontdesk::event::Author;
use frontdesk::id;
use futures_util::future::join_all;
use futures_util::{SinkExt as _, StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async, connect_async};

use crate::support::ear::Socket;
use crate::support::house::{Engine, House};
use crate::support::stories;

/// The team says something, which no job follows.
async fn team(tx: &mut Tx, to: &Conversation, text: &str) {
    let (body, author_name) = (Body::text(text), Some("Mirela Oakes".to_owned()));
    let new = NewMessage { client_id: None, author: Author::Agent, author_name, body };
    conversation::say(tx, to, new).await.unwrap();
}

stories! {
    async fn messages_that_come_together_are_answered_in_order_and_a_bad_one_harms_no_other(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        for n in 0..12 {
            let text = if n == 5 { String::new() } else { format!("Line {n}") };
            ada.send(&json!({"type": "message.send", "ref": format!("r{n}"), "id": format!("m{n}"), "text": text})).await;
        }
        ada.send(&json!({"type": "ping", "ref": "p"})).await;
        let mut last = 0;
        for n in 0..12 {
            let answer = ada.find("the next answer", |f| f["type"] == "ack" || f["type"] == "error").await;
            assert_eq!(answer["ref"], json!(format!("r{n}")), "in order: {answer}");
            if n == 5 {
                assert_eq!(answer["code"], "invalid");
                continue;
            }
            let seq = answer["seq"].as_i64().unwrap();
            assert!(seq > last, "{answer}");
            last = seq;
        }
        ada.hear("pong").await;
        // Sent again together, they are stored once.
        for n in 0..4 {
            ada.send(&json!({"type": "message.send", "ref": format!("s{n}"), "id": format!("m{n}"), "text": format!("Line {n}")})).await;
        }
        for n in 0..4 {
            assert_eq!(ada.hear_answer(&format!("s{n}")).await["type"], "ack");
        }
        house.rest().await;
        let log = house.transcript(ada.conversation.as_ref().unwrap()).await;
        let lines: Vec<_> = log.iter().filter(|m| m.author == Author::Visitor).map(|m| m.body.line()).collect();
        assert_eq!(lines, (0..12).filter(|n| *n != 5).map(|n| format!("Line {n}")).collect::<Vec<_>>());
    }

    async fn all_who_lost_the_server_come_back_at_once_and_miss_nothing(house) {
        storm(house, 1_000).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes minutes, and all the file handles there are"]
async fn ten_thousand_who_lost_the_server_come_back_at_once_and_miss_nothing() {
    let mut house = House::start(Engine::Sqlite).await;
    // Both ends of each socket are in this process; some files are open besides.
    storm(&mut house, 10_000.min(handles().saturating_sub(500) / 2)).await;
    house.end().await;
}

/// How many files this process may have open, as Linux tells it.
fn handles() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|most| most.parse().ok()).unwrap_or(4_096)
}

/// A visitor of many: what they hold, and how they come.
struct One {
    secret: String,
    number: usize,
    conversation: Conversation,
}

/// Everybody is there; the server goes and comes; each is told one thing meanwhile; all come back together.
async fn storm(house: &mut House, many: usize) {
    house.settings.push(("FRONTDESK_SERVER__TRUSTED_PROXIES".into(), "1".into()));
    house.settings.push(("FRONTDESK_LIMITS__SOCKETS_OPENING".into(), "250".into()));
    house.restart().await;
    let bot = house.bot(|_| {}).await;
    let mut tx = house.app.tx().await.unwrap();
    let mut all = Vec::with_capacity(many);
    for number in 0..many {
        let secret = id::token().unwrap();
        let sender = Sender::visitor(&id::token_hash(&secret));
        let (conversation, _) = conversation::begin(&mut tx, &bot, &sender, &Whereabouts::default()).await.unwrap();
        team(&mut tx, &conversation, "Good morning").await;
        all.push(One { secret, number, conversation });
    }
    tx.commit().await.unwrap();
    let url = house.socket_url(&bot.key);
    // At first they come as on any day, not all at once.
    let coming = stream::iter(&all).map(|one| come(&url, one, 0));
    let sockets: Vec<_> = coming.buffered(64).collect().await;
    assert!(sockets.iter().all(|(_, opened, _)| opened["seq"] == 1));
    house.restart().await;
    let mut tx = house.app.tx().await.unwrap();
    for one in &all {
        team(&mut tx, &one.conversation, "We are back").await;
    }
    tx.commit().await.unwrap();
    drop(sockets);
    let url = house.socket_url(&bot.key);
    let begun = tokio::time::Instant::now();
    let back = join_all(all.iter().map(|one| come(&url, one, 1))).await;
    for (_, opened, _) in &back {
        let seqs: Vec<_> = opened["messages"].as_array().unwrap().iter().map(|m| m["seq"].clone()).collect();
        assert_eq!(seqs, [json!(2)], "each has what they missed, and once: {opened}");
    }
    let refused: u32 = back.iter().map(|(_, _, refused)| refused).sum();
    let seconds = begun.elapsed().as_secs();
    println!("{many} sockets came back in {seconds} s; {refused} times one was asked to come later");
}

/// How long the widget waits at most before each try, in seconds (`widget/panel/socket.js`).
const STEPS: [u64; 6] = [1, 2, 4, 8, 16, 30];

/// Opens a socket as a browser behind the proxy does: at once, which is sooner than the widget comes, and then by its
/// rule while the server is crowded. Who comes more often keeps the server busy with saying no.
async fn come(url: &str, one: &One, seq: i64) -> (Socket, Value, u32) {
    let mut refused = 0;
    loop {
        let mut request = url.into_client_request().unwrap();
        let address = format!("10.{}.{}.{}", one.number >> 16, (one.number >> 8) & 255, one.number & 255);
        request.headers_mut().insert("x-forwarded-for", address.parse().unwrap());
        match connect_async(request).await {
            Ok((mut socket, _)) => {
                let open = json!({"type": "open", "ref": "o", "visitor": one.secret, "conversation": one.conversation.id, "seq": seq});
                socket.send(Message::text(open.to_string())).await.unwrap();
                loop {
                    let next =
                        timeout(Duration::from_secs(60), socket.next()).await.expect("an answer").unwrap().unwrap();
                    let Message::Text(text) = next else { continue };
                    return (socket, serde_json::from_str(&text).unwrap(), refused);
                }
            }
            Err(Error::Http(answer)) => {
                assert_eq!(answer.status().as_u16(), 503);
                assert!(answer.headers().contains_key("retry-after"));
            }
            // The system's own queue of connections is full.
            Err(Error::Io(_)) => {}
            Err(error) => panic!("no socket: {error}"),
        }
        refused += 1;
        assert!(refused < 20, "never let in");
        pause_by_the_widgets_rule(refused).await;
    }
}

/// What is measured is how all come back by this rule: anything up to the step, a fifth of a second at least.
async fn pause_by_the_widgets_rule(refused: u32) {
    let most = STEPS[STEPS.len().min(refused as usize) - 1] * 1_000;
    sleep(Duration::from_millis((RandomState::new().hash_one(refused) % most).max(200))).await;
}

/// A socket whose system takes little that is not read.
async fn narrow(url: &str) -> WebSocketStream<TcpStream> {
    let address = url.strip_prefix("ws://").unwrap().split('/').next().unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = socket.connect(address.parse().unwrap()).await.unwrap();
    client_async(url, stream).await.unwrap().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reads_too_slowly_is_shown_out_and_holds_nobody_back() {
    const MANY: i64 = 400;
    let house = House::start(Engine::Sqlite).await;
    let bot = house.bot(|_| {}).await;
    let mut ada = house.visitor(&bot).await;
    ada.say("When are you open?").await;
    ada.words().await;
    house.rest().await;
    let mut slow = narrow(&ada.url).await;
    let open = json!({"type": "open", "ref": "o", "visitor": ada.secret, "conversation": ada.conversation, "seq": 2});
    slow.send(Message::text(open.to_string())).await.unwrap();
    assert!(slow.next().await.unwrap().unwrap().to_text().unwrap().contains("opened"));
    let id = id::Id::parse(ada.conversation.as_ref().unwrap()).unwrap();
    let begun = tokio::time::Instant::now();
    for part in 0..MANY / 20 {
        let mut tx = house.app.tx().await.unwrap();
        let talk = conversation::by_id(&mut tx, &id).await.unwrap().unwrap();
        for _ in 0..20 {
            team(&mut tx, &talk, &"\u{1F3EE}".repeat(4_000)).await;
        }
        tx.commit().await.unwrap();
        ada.hear_up_to(2 + (part + 1) * 20).await;
    }
    assert_eq!(ada.seq(), 2 + MANY, "who reads has everything");
    // The server's patience is what is waited for here: ten seconds from when it could not write.
    tokio::time::sleep_until(begun + Duration::from_secs(12)).await;
    let (mut had, mut code) = (2, None);
    while let Ok(Some(Ok(next))) = timeout(Duration::from_secs(15), slow.next()).await {
        match next {
            Message::Text(text) => {
                let frame: Value = serde_json::from_str(&text).unwrap();
                if frame["type"] == "message" {
                    assert_eq!(frame["message"]["seq"], json!(had + 1), "no gap");
                    had += 1;
                }
            }
            Message::Close(close) => code = close.map(|close| u16::from(close.code)),
            _ => {}
        }
    }
    assert!(had < 2 + MANY, "it was not waited for: {had}");
    assert_eq!(code, Some(1013));
    let mut tab = ada.another_tab().await;
    tab.conversation.clone_from(&ada.conversation);
    tab.log =
        ada.log.iter().filter(|(seq, _)| **seq <= MANY - 20).map(|(seq, message)| (*seq, message.clone())).collect();
    let opened = tab.resume().await;
    assert_eq!(opened["messages"].as_array().unwrap().len(), 22, "and goes on where it was");
    house.end().await;
}
