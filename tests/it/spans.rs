//! Spans at a collector: what was done, under what, and nothing of whom; and a product that goes on without one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use serde_json::json;

use crate::crash::install;
use crate::support::binary::Server;
use crate::support::house::{Engine, OWNER, http};
use crate::support::visitor::Visitor;
use crate::support::{prometheus, until};

type Got = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A collector that takes everything.
async fn collector() -> (String, Got) {
    let got = Got::default();
    let take = |State(got): State<Got>, headers: HeaderMap, body: Bytes| async move {
        got.lock().unwrap().push((headers, body));
    };
    let app = Router::new().route("/v1/traces", post(take)).with_state(Arc::clone(&got));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, got)
}

/// A span, as far as the story asks.
#[derive(Debug)]
struct Span {
    name: String,
    trace: String,
    id: String,
    parent: String,
    attributes: BTreeSet<String>,
}

/// The fields of a protobuf message that have a length, by number (Protocol Buffers, "Encoding").
fn fields(mut bytes: &[u8]) -> Vec<(u64, &[u8])> {
    fn varint(bytes: &mut &[u8]) -> u64 {
        let mut value = 0;
        for shift in (0..).step_by(7) {
            let (first, rest) = bytes.split_first().expect("a whole number");
            *bytes = rest;
            value |= u64::from(first & 127) << shift;
            if first & 128 == 0 {
                break;
            }
        }
        value
    }
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let length = match key & 7 {
            0 => {
                varint(&mut bytes);
                continue;
            }
            1 => 8,
            2 => usize::try_from(varint(&mut bytes)).unwrap(),
            5 => 4,
            other => panic!("no such wire type: {other}"),
        };
        let (value, rest) = bytes.split_at(length);
        bytes = rest;
        if key & 7 == 2 {
            found.push((key >> 3, value));
        }
    }
    found
}

fn all(bytes: &[u8], number: u64) -> impl Iterator<Item = &[u8]> {
    fields(bytes).into_iter().filter(move |(is, _)| *is == number).map(|(_, value)| value)
}

/// The spans of an `ExportTraceServiceRequest` (opentelemetry-proto, trace/v1/trace.proto).
fn spans(body: &[u8]) -> Vec<Span> {
    let scopes = all(body, 1).flat_map(|resource| all(resource, 2).collect::<Vec<_>>());
    let spans = scopes.flat_map(|scope| all(scope, 2).collect::<Vec<_>>());
    let text = |span: &[u8], number| all(span, number).next().map(<[u8]>::to_vec).unwrap_or_default();
    spans
        .map(|span| Span {
            trace: hex::encode(text(span, 1)),
            id: hex::encode(text(span, 2)),
            parent: hex::encode(text(span, 4)),
            name: String::from_utf8(text(span, 5)).unwrap(),
            attributes: all(span, 9).map(|pair| String::from_utf8(text(pair, 1)).unwrap()).collect(),
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_arrives_as_spans_without_a_word_of_it_on_sqlite() {
    a_conversation_arrives(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_arrives_as_spans_without_a_word_of_it_on_postgres() {
    a_conversation_arrives(Engine::Postgres).await;
}

async fn a_conversation_arrives(engine: Engine) {
    let (url, got) = collector().await;
    let (data, mut settings, key) = install(engine).await;
    for (name, value) in [
        ("FRONTDESK_TELEMETRY__OTLP_ENDPOINT", url.as_str()),
        ("FRONTDESK_TELEMETRY__OTLP_HEADERS", "authorization=Bearer s3cret"),
        ("FRONTDESK_TELEMETRY__SERVICE_NAME", "desk-of-loam"),
        ("FRONTDESK_SERVER__TRUSTED_PROXIES", "1"),
    ] {
        settings.push((name.into(), value.into()));
    }
    let server = Server::start(data.path(), &settings);
    let mut ada = Visitor::arrive(&format!("ws://{}/ws?bot={key}", server.address)).await;
    ada.about = json!({"page": {"url": "https://loam.example/throws?email=ada@example.org", "title": "Throws"}});
    ada.open().await;
    ada.say("I want a refund for my lantern").await;
    let form = ada.form().await;
    let values = json!({"order_number": "LL-20418", "email": "ada@example.org", "name": "Ada Grove"});
    assert_eq!(ada.submit(&form, &values).await["type"], "ack");
    let mailbox = data.path().join("mail");
    until("the e-mail", || async { std::fs::read_dir(&mailbox).ok()?.next().map(drop) }).await;
    let (trace, above) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
    let asked = http().get(format!("http://{}/leads?q=ada@example.org", server.address));
    asked.header("traceparent", format!("00-{trace}-{above}-01")).send().await.unwrap();
    // What waits is sent before the program ends.
    let said = server.stop();

    let got = got.lock().unwrap();
    for (headers, body) in got.iter() {
        assert_eq!(headers["authorization"], "Bearer s3cret");
        assert_eq!(headers["content-type"], "application/x-protobuf");
        let text = String::from_utf8_lossy(body);
        assert!(text.contains("desk-of-loam"));
        for private in
            ["lantern", "refund", "ada@", "example.org", "Grove", "20418", OWNER, "loam.example", &ada.secret]
        {
            assert!(!text.contains(private), "{private} went to the collector");
        }
    }
    let spans: Vec<Span> = got.iter().flat_map(|(_, body)| spans(body)).collect();
    let by_id: BTreeMap<&str, &Span> = spans.iter().map(|span| (span.id.as_str(), span)).collect();
    let names: BTreeSet<&str> = spans.iter().map(|span| span.name.as_str()).collect();
    assert_eq!(names, BTreeSet::from(["request", "frame", "transaction", "job", "send"]), "{said:#?}");
    let parents = |name: &str| -> BTreeSet<&str> {
        let of_name = spans.iter().filter(|span| span.name == name);
        of_name.map(|span| by_id.get(span.parent.as_str()).map_or("", |parent| parent.name.as_str())).collect()
    };
    assert_eq!(
        (parents("frame"), parents("job"), parents("send")),
        (BTreeSet::from([""]), BTreeSet::from([""]), BTreeSet::from(["job"]))
    );
    assert_eq!(parents("transaction"), BTreeSet::from(["frame", "job"]));
    let followed = spans.iter().find(|span| span.trace == trace).expect("a proxy's trace is followed");
    assert_eq!((followed.name.as_str(), followed.parent.as_str()), ("request", above));
    let known = ["id", "method", "route", "status", "ms", "kind", "work", "channel", "level", "busy_ns", "idle_ns"];
    for span in &spans {
        assert!(span.attributes.iter().all(|key| known.contains(&key.as_str())), "{span:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_collector_the_product_goes_on() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (data, mut settings, key) = install(Engine::Sqlite).await;
    settings.push(("FRONTDESK_TELEMETRY__OTLP_ENDPOINT".into(), format!("http://{gone}")));
    settings.push(("FRONTDESK_SERVER__METRICS_LISTEN".into(), "127.0.0.1:0".into()));
    let server = Server::start(data.path(), &settings);
    let metrics = server.said.iter().find_map(|line| line.split_once("metrics=Some(")?.1.split(')').next()).unwrap();
    let metrics = format!("http://{metrics}/metrics");
    let mut ada = Visitor::arrive(&format!("ws://{}/ws?bot={key}", server.address)).await;
    ada.open().await;
    assert_eq!(ada.say("I want a refund for my lantern").await["type"], "ack");
    assert_eq!(ada.form().await["tag"], "refund_request");
    until("spans to be let go", || async {
        let told = prometheus::parse(&http().get(&metrics).send().await.ok()?.text().await.ok()?);
        (told.sum("frontdesk_spans_dropped_total", &[]) > 0.5).then_some(())
    })
    .await;
    assert_eq!(ada.say("Are you open on Sunday?").await["type"], "ack");
    let said = server.stop();
    let told = said.iter().filter(|line| line.contains("the collector does not take spans")).count();
    assert_eq!(told, 1, "said once, not for each batch: {said:#?}");
}
