//! A visitor at one node and a member of the team at another: they talk as if there were one.

use serde_json::{Value, json};

use super::{Fleet, PASSWORD, says};
use crate::support::agent::Agent;
use crate::support::binary::Server;
use crate::support::house::{OWNER, http};
use crate::support::prometheus;
use crate::support::visitor::Visitor;

/// How often this node found in the database what no ring had told of.
async fn mended(node: &Server) -> f64 {
    let answer = http().get(format!("http://{}/metrics", node.metrics())).send().await.unwrap();
    prometheus::parse(&answer.text().await.unwrap()).sum("frontdesk_bus_rings_total", &[("way", "mended")])
}

/// The member of the team, at this node.
async fn sign_on(mirela: &mut Agent, node: &Server) {
    mirela.origin = Some(format!("http://{}", node.address));
    mirela.connect(&format!("ws://{}/ws/agent", node.address)).await.unwrap();
}

fn typing(author: &str) -> impl Fn(&Value) -> bool {
    move |frame| frame["type"] == "typing" && frame["author"] == author && frame["on"] == true
}

/// Both type and write, and each hears the other.
async fn talk(fleet: &Fleet, ada: &mut Visitor, mirela: &mut Agent, round: &str) {
    let id = ada.conversation.clone().unwrap();
    assert_eq!(mirela.watch(&fleet.key, &id).await["type"], "opened");
    mirela.send(&json!({"type": "typing", "conversation": id, "on": true})).await;
    ada.find("the agent writes", typing("agent")).await;
    let ack = mirela.say(&id, &format!("Mirela here, {round}.")).await;
    ada.hear_up_to(ack["seq"].as_i64().unwrap()).await;
    ada.send(&json!({"type": "typing", "on": true})).await;
    assert_eq!(mirela.find("the visitor writes", typing("visitor")).await["conversation"], json!(id));
    let ack = ada.say(&format!("Good to hear, {round}.")).await;
    mirela.hear_up_to(&id, ack["seq"].as_i64().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_and_an_agent_at_two_nodes_talk_and_a_killed_node_costs_nothing() {
    let (mut fleet, mut bell) = Fleet::with_bell().await;
    fleet.set("SERVER__METRICS_LISTEN", "127.0.0.1:0");
    let (one, two) = (fleet.node("one"), fleet.node("two"));
    for node in [&one, &two] {
        says(&node.address, 200, r#""bus":"ok""#).await;
    }
    let mut ada = fleet.visitor(&one).await;
    ada.say("A person, please: my lantern came broken").await;
    fleet.rest().await;
    let id = ada.conversation.clone().unwrap();
    let mut mirela = Agent::sign_in(&format!("http://{}", two.address), OWNER, PASSWORD).await;
    sign_on(&mut mirela, &two).await;
    let before = mended(&one).await + mended(&two).await;
    talk(&fleet, &mut ada, &mut mirela, "by NATS").await;
    // Who took the conversation over at one node is told at the other.
    ada.find("an agent is in", |frame| frame["type"] == "status" && frame["status"] == "agent").await;
    mirela.find("the same", |frame| frame["type"] == "status" && frame["status"] == "agent").await;
    let after = mended(&one).await + mended(&two).await;
    assert!((after - before).abs() < 0.5, "NATS brought it all, and nothing was found in the database alone");

    // The agent's node dies between their word and its ack, for all they know.
    let unsure = mirela.say_as("unsure", &id, "A new one is on its way.").await;
    two.kill();
    mirela.drop_line();
    // Its ring may have died with it. The next one shows the gap, which is read from the database.
    ada.say("Are you still there?").await;
    let last = ada.say("Hello?").await["seq"].as_i64().unwrap();
    ada.hear_up_to(last).await;
    assert_eq!(ada.log[&unsure["seq"].as_i64().unwrap()]["author"], "agent");
    sign_on(&mut mirela, &one).await;
    let had = mirela.seq(&id);
    let opened = mirela.watch(&fleet.key, &id).await;
    let missed: Vec<_> = opened["messages"].as_array().unwrap().iter().map(|m| m["seq"].as_i64().unwrap()).collect();
    assert_eq!(missed, (had + 1..=last).collect::<Vec<_>>(), "what came after what they have, and no more");
    assert_eq!(opened["status"], "agent");
    assert_eq!(mirela.say_as("unsure", &id, "A new one is on its way.").await["seq"], unsure["seq"]);
    let (three, there) = (fleet.node("three"), ada.secret.clone());
    says(&three.address, 200, r#""bus":"ok""#).await;
    let mut tab = Visitor::with_secret(&fleet.socket_url(&three.address), &there).await;
    tab.open().await;
    talk(&fleet, &mut tab, &mut mirela, "at the other node").await;

    // Without NATS what is written is found in the database, and typing, which is nowhere else, is not heard.
    bell.stop();
    for node in [&one, &three] {
        says(&node.address, 200, r#""bus":"away""#).await;
    }
    tab.send(&json!({"type": "typing", "on": true})).await;
    let seq = tab.say("Thank you").await["seq"].as_i64().unwrap();
    mirela.hear_up_to(&id, seq).await;
    assert!(!mirela.unheard().any(typing("visitor")), "typing went by NATS alone");
    assert!(mended(&one).await > 0.0);

    fleet.rest().await;
    tab.hear_up_to(seq).await;
    assert_eq!(tab.log, mirela.logs[&id], "both have all of it");
    assert!(tab.log.keys().copied().eq(1..=seq), "no number is missing");
    assert_eq!(fleet.count("SELECT count(*) FROM message").await, seq);
}
