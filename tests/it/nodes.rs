//! Several nodes on one PostgreSQL, as real processes, with a real NATS and a real proxy: any of them may go at any
//! moment, and nothing is lost or done twice.

mod agent;
mod client;
mod frozen;
mod jobs;
mod outage;
mod presence;
mod rolling;
mod versions;

use std::net::TcpListener;
use std::path::PathBuf;

use sqlx::PgPool;
use tempfile::TempDir;

use crate::crash;
use crate::support::binary::Server;
use crate::support::house::http;
use crate::support::neighbour::{Neighbour, free_port, nats, nats_url};
use crate::support::visitor::Visitor;
use crate::support::{postgres, until};

/// Work that is owed or was given up; what is thought about a conversation once it has come to rest waits for that.
const OWED: &str = "SELECT count(*) FROM job WHERE work NOT LIKE '%\"assess\"%' AND work NOT LIKE '%\"absent\"%'";

const PASSWORD: &str = "correct horse battery";

/// An installation of several nodes: each has a folder of its own, all share a database and an outgoing mailbox.
struct Fleet {
    home: TempDir,
    settings: Vec<(String, String)>,
    key: String,
    pool: PgPool,
}

impl Fleet {
    /// On a database that is there.
    async fn on(database: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let settings: Vec<(String, String)> = [
            ("DATABASE__URL", database),
            ("MAIL__FILES", &home.path().join("mail").display().to_string()),
            ("MAIL__FROM", "desk@desk.example"),
            ("PASSWORD", PASSWORD),
            // A story writes faster than a person, and everybody comes from one address.
            ("LIMITS__MESSAGE_BURST", "10000"),
            ("LIMITS__SOCKET_BURST", "10000"),
        ]
        .map(|(name, value)| (format!("FRONTDESK_{name}"), value.to_owned()))
        .into();
        let key = crash::found(&home.path().join("terminal"), &settings);
        Self { home, settings, key, pool: PgPool::connect_lazy(database).unwrap() }
    }

    async fn start() -> Self {
        Self::on(&postgres::database().await).await
    }

    /// The nodes started from now on hear of each other by the NATS server at this port.
    fn with_nats(mut self, port: u16) -> Self {
        self.set("BUS__URL", &nats_url(port));
        self
    }

    /// With a NATS of its own.
    async fn with_bell() -> (Self, Neighbour) {
        let port = free_port();
        let mut bell = nats(port);
        bell.start().await;
        (Self::start().await.with_nats(port), bell)
    }

    /// A setting of the nodes started from now on.
    fn set(&mut self, name: &str, value: &str) {
        self.settings.push((format!("FRONTDESK_{name}"), value.to_owned()));
    }

    fn data(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn node(&self, name: &str) -> Server {
        Server::start(&self.data(name), &self.settings)
    }

    /// A node with a mail server that takes the call and says nothing: when it is to send an e-mail, it holds its job.
    fn node_that_cannot_end_an_email(&self, name: &str) -> (Server, TcpListener) {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = silent.local_addr().unwrap().port().to_string();
        let mut settings = self.settings.clone();
        let way = [("FILES", ""), ("HOST", "127.0.0.1"), ("PORT", &port), ("SECURITY", "plain")];
        settings.extend(way.map(|(name, value)| (format!("FRONTDESK_MAIL__{name}"), value.to_owned())));
        (Server::start(&self.data(name), &settings), silent)
    }

    fn socket_url(&self, address: &str) -> String {
        format!("ws://{address}/ws?bot={}", self.key)
    }

    /// Somebody new, who has opened the widget at this node.
    async fn visitor(&self, node: &Server) -> Visitor {
        let mut visitor = Visitor::arrive(&self.socket_url(&node.address)).await;
        visitor.open().await;
        visitor
    }

    /// The same visitor in a tab at another node.
    async fn tab(&self, visitor: &Visitor, node: &Server) -> Visitor {
        let mut tab = Visitor::with_secret(&self.socket_url(&node.address), &visitor.secret).await;
        tab.open().await;
        tab
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.pool).await.unwrap()
    }

    /// Waits until the back rooms have nothing to do.
    async fn rest(&self) {
        // What lets a conversation settle first waits for nobody, and neither does what waits for somebody to be away.
        let ready = "SELECT count(*) FROM job WHERE state = 'ready' AND work NOT LIKE '%\"assess\"%' AND work NOT LIKE '%\"absent\"%'
                       AND work NOT LIKE '%\"holder\"%' AND work NOT LIKE '%\"unreviewed\"%'";
        until("the end of all jobs", || async { (self.count(ready).await == 0).then_some(()) }).await;
    }

    /// The time passes that a dead node's leases last; they end within fifteen seconds.
    async fn let_leases_end(&self) {
        let longest: Option<i64> = sqlx::query_scalar(
            "SELECT CAST(max(leased_until) - extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) FROM job",
        )
        .fetch_one(&self.pool)
        .await
        .unwrap();
        assert!(longest.is_none_or(|millis| millis <= 15_500), "{longest:?}");
        sqlx::raw_sql("UPDATE job SET leased_until = leased_until - 15000").execute(&self.pool).await.unwrap();
    }

    /// The Message-ID of every e-mail that left.
    fn mails(&self) -> Vec<String> {
        let id = |text: &String| text.lines().find(|line| line.starts_with("Message-ID:")).expect("an id").to_owned();
        crash::mails(self.home.path()).iter().map(id).collect()
    }
}

/// Waits until the node says this of itself.
async fn says(node: &str, status: u16, word: &str) {
    until(&format!("{status} and {word} at {node}"), || async {
        let answer = http().get(format!("http://{node}/readyz")).send().await.ok()?;
        let is_so = answer.status().as_u16() == status;
        let text = answer.text().await.ok()?;
        (is_so && text.contains(word)).then_some(())
    })
    .await;
}

/// How often a tab was told that the assistant writes, and that it does no more.
fn typings(tab: &Visitor) -> usize {
    tab.unheard().filter(|frame| frame["type"] == "typing").count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_at_two_nodes_see_each_others_messages_once() {
    let (fleet, bell) = Fleet::with_bell().await;
    let (one, two) = (fleet.node("one"), fleet.node("two"));
    says(&one.address, 200, r#""bus":"ok""#).await;
    says(&two.address, 200, r#""bus":"ok""#).await;
    let mut here = fleet.visitor(&one).await;
    let mut there = fleet.tab(&here, &two).await;

    assert_eq!(here.say("When are you open?").await["type"], "ack");
    // The other tab, which was in no conversation, is told that there is one.
    there.hear("opened").await;
    here.words().await;
    there.hear_up_to(here.seq()).await;

    // A newer version rings for something that this one does not know: nothing breaks, nothing is lost.
    let bot: String = sqlx::query_scalar("SELECT id FROM bot").fetch_one(&fleet.pool).await.unwrap();
    let subject = format!("bot.{bot}.conversation.{}", here.conversation.clone().unwrap());
    let options = async_nats::ConnectOptions::with_user_and_password("desk".into(), "p@ss".into());
    let newer = options.connect(bell.address()).await.unwrap();
    newer.publish(subject, r#"{"event":"of_a_newer_version"}"#.into()).await.unwrap();
    newer.flush().await.unwrap();

    assert_eq!(there.say("How long does delivery take?").await["type"], "ack");
    for tab in [&mut here, &mut there] {
        // Nothing but the bus tells that the assistant begins to write, and ends.
        tab.find("writing", |frame| frame["type"] == "typing" && frame["on"] == true).await;
        tab.find("no more", |frame| frame["type"] == "typing" && frame["on"] == false).await;
    }
    here.hear_up_to(4).await;
    there.hear_up_to(4).await;
    assert_eq!(here.log, there.log);
    fleet.rest().await;
    assert!(typings(&here) <= 2 && typings(&there) <= 2, "a ring came twice: {:?}", here.unheard().collect::<Vec<_>>());
}
