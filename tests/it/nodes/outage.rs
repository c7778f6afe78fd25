//! What stands beside a node goes away and comes back: another node, NATS, the database.

use super::client::Client;
use super::{Fleet, says};
use crate::support::cluster::Cluster;
use crate::support::neighbour::{free_port, nats};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_is_killed_and_its_visitor_goes_on_at_another() {
    let fleet = Fleet::start().await;
    let (one, two) = (fleet.node("one"), fleet.node("two"));
    let mut ada = fleet.visitor(&one).await;
    ada.say("When are you open?").await;
    ada.words().await;
    let ack = ada.say_as("second", "How long does delivery take?").await;
    one.kill();
    fleet.let_leases_end().await;
    ada.drop_line();
    ada.url = fleet.socket_url(&two.address);
    ada.resume().await;
    // Nobody knows whether the ack was heard: it is sent again, and finds itself.
    assert_eq!(ada.say_as("second", "How long does delivery take?").await["seq"], ack["seq"]);
    ada.hear_up_to(4).await;
    assert_eq!(ada.say("What are the candles made of?").await["seq"], 5);
    ada.hear_up_to(6).await;
    fleet.rest().await;
    let authors: Vec<_> = ada.log.values().map(|message| message["author"].as_str().unwrap()).collect();
    assert_eq!(authors, ["visitor", "bot", "visitor", "bot", "visitor", "bot"]);
    assert_eq!(fleet.count("SELECT count(*) FROM message").await, 6, "each is stored once, and answered once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nats_goes_and_comes_and_nobody_waits_for_a_ring_that_never_came() {
    let port = free_port();
    let fleet = Fleet::start().await.with_nats(port);
    // It is away at the start.
    let (one, two) = (fleet.node("one"), fleet.node("two"));
    let mut bell = nats(port);
    let mut here = fleet.visitor(&one).await;
    let mut there = fleet.tab(&here, &two).await;
    says(&one.address, 200, r#""bus":"away""#).await;
    here.say("When are you open?").await;
    // Found in the database, though this tab knew of no conversation.
    there.hear("opened").await;
    there.hear_up_to(2).await;

    bell.start().await;
    says(&one.address, 200, r#""bus":"ok""#).await;
    says(&two.address, 200, r#""bus":"ok""#).await;
    here.say("How long does delivery take?").await;
    there.find("writing", |frame| frame["type"] == "typing" && frame["on"] == true).await;
    there.hear_up_to(4).await;

    bell.stop();
    says(&one.address, 200, r#""bus":"away""#).await;
    there.say("What are the candles made of?").await;
    here.hear_up_to(6).await;
    there.hear_up_to(6).await;
    bell.start().await;
    says(&two.address, 200, r#""bus":"ok""#).await;
    says(&one.address, 200, r#""bus":"ok""#).await;
    there.say("When are you open?").await;
    here.hear_up_to(8).await;
    there.hear_up_to(8).await;
    assert_eq!(here.log, there.log);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_restarts_and_every_node_goes_on() {
    let mut cluster = Cluster::start().await;
    let port = free_port();
    let mut bell = nats(port);
    bell.start().await;
    let fleet = Fleet::on(&cluster.url("desk")).await.with_nats(port);
    let nodes = [fleet.node("one"), fleet.node("two")];
    let mut clients = [&nodes[0], &nodes[1]].map(|node| Client::new(&fleet.socket_url(&node.address)));
    for client in &mut clients {
        client.say("When are you open?").await;
        client.hear_until("an answer", |log| Client::answers(log) == 1).await;
    }
    cluster.stop();
    for node in &nodes {
        says(&node.address, 503, r#""status":"database""#).await;
    }
    let [one, two] = &mut clients;
    // They write while it is away, and it comes back meanwhile.
    tokio::join!(one.say("How long does delivery take?"), two.say("How long does delivery take?"), cluster.go_on());
    for node in &nodes {
        says(&node.address, 200, r#""status":"ok""#).await;
    }
    for client in &mut clients {
        client.hear_until("an answer", |log| Client::answers(log) == 2).await;
    }
    fleet.rest().await;
    assert_eq!(fleet.count("SELECT count(*) FROM message").await, 8, "each is stored once, and answered once");
}
