//! Who of the team is there, when the node that their socket was at dies.

use serde_json::json;

use super::{Fleet, PASSWORD, says};
use crate::support::agent::Agent;
use crate::support::house::{OWNER, http};

/// How many of the team are there.
const HERE: &str = "SELECT count(*) FROM presence WHERE until > extract(epoch FROM clock_timestamp()) * 1000";

/// Whether the Inbox of this node, as this agent sees it, has anybody on its line of who is there.
async fn shows_somebody(agent: &Agent, address: &str) -> bool {
    let page = http().get(format!("http://{address}/inbox")).header("cookie", &agent.cookie).send().await.unwrap();
    assert_eq!(page.status(), 200);
    page.text().await.unwrap().contains("class=\"inbox-team")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agents_node_dies_another_serves_at_once_and_presence_ends_by_itself() {
    let (fleet, _bell) = Fleet::with_bell().await;
    let (one, two) = (fleet.node("one"), fleet.node("two"));
    for node in [&one, &two] {
        says(&node.address, 200, r#""bus":"ok""#).await;
    }
    let mut ada = fleet.visitor(&one).await;
    ada.say("My lantern came broken").await;
    fleet.rest().await;
    let id = ada.conversation.clone().unwrap();
    let mut mirela = Agent::sign_in(&format!("http://{}", two.address), OWNER, PASSWORD).await;
    mirela.connect(&mirela.url()).await.unwrap();
    mirela.watch(&fleet.key, &id).await;
    assert_eq!(mirela.say(&id, "I am looking at it.").await["type"], "ack");
    assert_eq!(fleet.count(HERE).await, 1);
    assert!(shows_somebody(&mirela, &one.address).await, "the other node knows of her");
    two.kill();
    mirela.drop_line();
    // Nobody said that she is gone, and nobody could have: until her time is over she counts.
    assert_eq!(fleet.count(HERE).await, 1);
    let longest = "SELECT CAST(max(until) - extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) FROM presence";
    assert!(fleet.count(longest).await <= 45_000, "it ends by itself within 45 seconds");
    sqlx::raw_sql("UPDATE presence SET until = until - 45000").execute(&fleet.pool).await.unwrap();
    assert_eq!(fleet.count(HERE).await, 0);
    assert!(!shows_somebody(&mirela, &one.address).await, "the node that lives shows nobody");
    // Her browser comes back at the other node, with the same session: she has everything, is there, and answers.
    mirela.origin = Some(format!("http://{}", one.address));
    mirela.connect(&format!("ws://{}/ws/agent", one.address)).await.unwrap();
    assert_eq!(mirela.watch(&fleet.key, &id).await["status"], "agent");
    assert_eq!(fleet.count(HERE).await, 1);
    assert!(shows_somebody(&mirela, &one.address).await);
    ada.send(&json!({"type": "typing", "on": true})).await;
    mirela.find("the visitor types", |frame| frame["type"] == "typing" && frame["on"] == true).await;
    let seq = mirela.say(&id, "A new one is on its way.").await["seq"].as_i64().unwrap();
    ada.hear_up_to(seq).await;
    assert_eq!(fleet.count("SELECT count(*) FROM message WHERE author = 'agent'").await, 2);
}
