//! Nodes are restarted one after the other behind the proxy while people write.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::sleep;

use super::client::Client;
use super::{Fleet, says};
use crate::support::binary::Server;
use crate::support::house::http;
use crate::support::neighbour::{free_port, proxy};
use crate::support::until;

/// How fast people write, and pages are read, during the restarts. The pace is the load: nothing is waited for by it.
const PACE_OF_WRITERS: Duration = Duration::from_millis(20);
const PACE_OF_PAGES: Duration = Duration::from_millis(10);

/// Writes one message after the other until the restarts are over.
async fn write(mut client: Client, over: Arc<AtomicBool>) -> Client {
    while !over.load(Ordering::Relaxed) || client.said.len() < 5 {
        client.say(&format!("Question number {}", client.said.len())).await;
        sleep(PACE_OF_WRITERS).await;
    }
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_under_load_drops_nothing() {
    let (mut fleet, _bell) = Fleet::with_bell().await;
    fleet.set("SERVER__TRUSTED_PROXIES", "1");
    fleet.set("SERVER__METRICS_LISTEN", "127.0.0.1:0");
    let places = [free_port(), free_port()].map(|port| format!("127.0.0.1:{port}"));
    let mut proxy = proxy([&places[0], &places[1]]);
    let begin = |n: usize| Server::start_at(&places[n], &fleet.data(["one", "two"][n]), &fleet.settings);
    let mut nodes = vec![begin(0), begin(1)];
    proxy.start().await;
    says(&proxy.address(), 200, "ok").await;

    let over = Arc::new(AtomicBool::new(false));
    let url = fleet.socket_url(&proxy.address());
    let writers: Vec<_> = (0..6).map(|_| tokio::spawn(write(Client::new(&url), over.clone()))).collect();
    let page = format!("http://{}/api/widget/{}", proxy.address(), fleet.key);
    let read = Arc::new(AtomicUsize::new(0));
    let reader = tokio::spawn({
        let (over, read) = (over.clone(), read.clone());
        async move {
            let client = http();
            while !over.load(Ordering::Relaxed) {
                let status = client.get(&page).send().await.expect("the proxy answers").status();
                assert_eq!(status, 200, "request {}", read.load(Ordering::Relaxed));
                read.fetch_add(1, Ordering::Relaxed);
                sleep(PACE_OF_PAGES).await;
            }
        }
    });
    until("work", || async { (fleet.count("SELECT count(*) FROM message").await > 20).then_some(()) }).await;
    for n in 0..2 {
        nodes.remove(0).stop();
        nodes.push(begin(n));
        // The proxy looks once a second; the other node goes when it has given this one something to do.
        until("the proxy at the new node", || async {
            let metrics = http().get(format!("http://{}/metrics", nodes[1].metrics())).send().await.ok()?;
            let told = metrics.text().await.ok()?;
            let mut counts = told.lines().filter(|line| line.contains("_count{") && line.contains("/api/widget/"));
            counts.any(|line| !line.ends_with(" 0")).then_some(())
        })
        .await;
    }
    // While a node goes the proxy may hold a page back for a second, so how many were read by now is chance.
    until("more pages", || async { (read.load(Ordering::Relaxed) > 20).then_some(()) }).await;
    over.store(true, Ordering::Relaxed);
    reader.await.unwrap();
    let mut setbacks = 0;
    let mut said = 0;
    for writer in writers {
        let mut client = writer.await.unwrap();
        setbacks += client.setbacks;
        said += client.said.len();
        let count = client.said.len();
        let own = |log: &std::collections::BTreeMap<i64, serde_json::Value>| {
            let own = log.values().filter(|message| message["author"] == "visitor");
            own.map(|message| message["body"]["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        client.hear_until("all of it", |log| own(log).len() >= count).await;
        assert_eq!(own(&client.log), client.said, "in order, and once");
        assert!(client.log.keys().copied().eq(1..=i64::try_from(client.log.len()).unwrap()), "no number is missing");
    }
    assert!(setbacks > 0, "nobody noticed the restarts");
    assert_eq!(
        fleet.count("SELECT count(*) FROM message WHERE author = 'visitor'").await,
        i64::try_from(said).unwrap()
    );
    fleet.rest().await;
}
