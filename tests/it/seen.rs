//! What an owner sees of a running server: metrics that mean what they say, ids that lead from an answer to the log, log
//! lines of one shape, and a dashboard and alerts that ask only for what there is.

use std::collections::BTreeSet;
use std::path::Path;

use frontdesk::metric::table::{self, Kind, Metric};
use serde_json::{Value, json};

use crate::support::binary::Server;
use crate::support::house::http;
use crate::support::prometheus::{self, Told};
use crate::support::{house::House, log, stories, until};

async fn scrape(house: &House) -> Told {
    let answer = http().get(house.metrics_url()).send().await.unwrap();
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    let text = answer.text().await.unwrap();
    for private in ["ada@example.org", "Grove", "LL-20418", "lantern", "cnv_", "127.0.0.1"] {
        assert!(!text.contains(private), "{private} is in the metrics");
    }
    prometheus::parse(&text)
}

/// Everything that is told is in the table, and everything in the table is told, labels and all.
fn is_the_table(told: &Told) {
    let names: BTreeSet<&str> = told.0.keys().map(String::as_str).collect();
    assert_eq!(names, table::ALL.iter().map(|metric| metric.name).collect(), "exposed and described");
    for (name, family) in &told.0 {
        let metric = table::find(name).unwrap();
        let kind = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram(_) => "histogram",
        };
        assert_eq!((family.kind.as_str(), family.help.as_str()), (kind, metric.help), "{name}");
        for sample in &family.samples {
            let keys = sample.labels.keys().map(String::as_str).filter(|key| *key != "le");
            assert_eq!(keys.collect::<BTreeSet<_>>(), metric.labels.iter().map(|(key, _)| *key).collect(), "{name}");
            for (key, values) in metric.labels.iter().filter(|(_, values)| !values.is_empty()) {
                assert!(values.contains(&sample.labels[*key].as_str()), "{name}: {:?}", sample.labels);
            }
        }
    }
}

#[test]
fn every_reason_a_client_is_told_is_counted_as_itself() {
    let mut counted = std::collections::BTreeSet::new();
    let (mut files, root) = (Vec::new(), crate::support::tools::repository().join("src/gateway"));
    crate::architecture::walk(&root, &mut files);
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        let ends = source.split("End::Close(").skip(1).filter_map(|rest| rest.split('"').nth(1));
        let ends = ends.zip(source.split("End::Close(").skip(1)).filter(|(_, rest)| rest.starts_with("close_code::"));
        for (told, _) in ends {
            let mut socket = frontdesk::metric::socket("visitor");
            socket.ends(told);
            let reason = socket.reason();
            assert!(
                reason != "other" && frontdesk::metric::table::ENDS.contains(&reason),
                "{told:?} of {}",
                file.display()
            );
            counted.insert(reason);
        }
    }
    assert!(counted.len() >= 8, "{counted:?}");
}

stories! {
    async fn the_metrics_tell_what_happened_and_nothing_of_whom(house) {
        house.settings.push(("FRONTDESK_SERVER__METRICS_LISTEN".into(), "127.0.0.1:0".into()));
        house.settings.push(("FRONTDESK_LIMITS__MESSAGE_BURST".into(), "3".into()));
        house.restart().await;
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("I want a refund for my lantern").await;
        let form = ada.form().await;
        let values = json!({"order_number": "LL-20418", "email": "ada@example.org", "name": "Ada Grove"});
        assert_eq!(ada.submit(&form, &values).await["type"], "ack");
        assert!(ada.words().await.contains("refund"));
        assert!(ada.words().await.starts_with("Thank you"));
        let mut refused = 0.0;
        let mut said = 1.0;
        while refused < 1.0 {
            match ada.say("When are you open?").await["type"].as_str() {
                Some("ack") => said += 1.0,
                _ => refused += 1.0,
            }
        }
        house.mails_are(1).await;
        house.rest().await;
        let answer = http().get(house.url("/nothing-here")).send().await.unwrap();
        assert_eq!(answer.status(), 404);
        ada.resume().await;

        let told = scrape(house).await;
        is_the_table(&told);
        let sum = |name: &str, labels: &[(&str, &str)]| told.sum(name, labels);
        let is = |found: f64, expected: f64, what: &str| assert!((found - expected).abs() < 1e-9, "{what}: {found}, not {expected}");
        is(sum("frontdesk_ready", &[]), 1.0, "ready");
        is(sum("frontdesk_build_info", &[("engine", house.app.db.engine())]), 1.0, "build");
        is(sum("frontdesk_frames_total", &[("way", "in"), ("type", "message.send")]), said + refused, "messages heard");
        is(sum("frontdesk_frames_total", &[("way", "in"), ("type", "form.submit")]), 1.0, "forms heard");
        is(sum("frontdesk_frames_total", &[("way", "out"), ("type", "ack")]), said + 1.0, "acks");
        is(sum("frontdesk_ack_seconds_count", &[]), said + 1.0, "acks timed");
        is(sum("frontdesk_messages_total", &[("channel", "web"), ("author", "visitor")]), said + 1.0, "messages stored");
        is(sum("frontdesk_leads_captured_total", &[("origin", "form"), ("channel", "web")]), 1.0, "captured");
        is(sum("frontdesk_forms_total", &[("event", "shown")]), 1.0, "forms shown");
        is(sum("frontdesk_forms_total", &[("event", "sent")]), 1.0, "forms sent");
        is(sum("frontdesk_refusals_total", &[("kind", "message")]), refused, "refused");
        is(sum("frontdesk_sends_total", &[("channel", "email"), ("outcome", "sent")]), 1.0, "e-mails");
        is(sum("frontdesk_job_attempts_total", &[("work", "mail"), ("outcome", "done")]), 1.0, "e-mail jobs");
        let waiting = |work: &&str| sum("frontdesk_jobs", &[("work", work)]) > 0.5;
        assert_eq!(frontdesk::metric::table::WORKS.iter().filter(|one| waiting(one)).collect::<Vec<_>>(), [&"assess"]);
        let settling = sum("frontdesk_jobs", &[("work", "assess")]);
        is(sum("frontdesk_jobs", &[]) - settling, 0.0, "nothing waits but for a conversation to rest, and for the lead to be opened");
        is(sum("frontdesk_understanding_seconds_count", &[]), said, "understood");
        is(sum("frontdesk_resumes_total", &[]), 1.0, "resumed");
        is(sum("frontdesk_http_seconds_count", &[("door", "dashboard"), ("route", "none"), ("status", "4xx")]), 1.0, "doors");
        assert!(sum("frontdesk_answers_total", &[("kind", "thanks")]) >= 1.0);
        assert!(sum("frontdesk_bus_rings_total", &[("way", "out")]) > 0.0 && sum("frontdesk_bus_rings_total", &[("way", "in")]) > 0.0);
        assert!(sum("frontdesk_process_resident_memory_bytes", &[]) > 1e6 && sum("frontdesk_process_open_handles", &[]) > 3.0);
        let stored = if house.app.db.engine() == "sqlite" { "frontdesk_database_bytes" } else { "frontdesk_database_connections" };
        assert!(sum(stored, &[]) > 0.0, "{stored}");
        ada.drop_line();
        until("the sockets to be counted out", || async {
            let told = scrape(house).await;
            let (opened, closed) = (told.sum("frontdesk_sockets_opened_total", &[]), told.sum("frontdesk_sockets_closed_total", &[]));
            (opened >= 2.0 && (opened - closed).abs() < 0.5 && told.sum("frontdesk_sockets", &[]) < 0.5).then_some(())
        }).await;
    }

    async fn jobs_that_wait_and_were_given_up_are_counted(house) {
        house.settings.push(("FRONTDESK_SERVER__METRICS_LISTEN".into(), "127.0.0.1:0".into()));
        house.stop_the_clock().await;
        house.dead = 1;
        let lane = |lane: &str, work: &str, at: i64| frontdesk::job::NewJob {
            lane: lane.into(),
            work: work.into(),
            run_at: house.clock.now().plus(std::time::Duration::from_secs(at.unsigned_abs())),
        };
        let mut tx = house.app.tx().await.unwrap();
        let jobs = vec![lane("a", "{\"work\":\"nobody_knows\"}", 0), lane("b", "{\"work\":\"mail\",\"notification\":\"ntf_01\"}", 200_000)];
        frontdesk::job::enqueue(&mut tx, &jobs).await.unwrap();
        tx.commit().await.unwrap();
        // No version came that knows it.
        house.advance(std::time::Duration::from_secs(25 * 3600)).await;
        until("one given up, one waiting", || async {
            let told = scrape(house).await;
            let dead = told.sum("frontdesk_jobs", &[("work", "other"), ("state", "dead")]);
            let waiting = told.sum("frontdesk_jobs", &[("work", "mail"), ("state", "waiting")]);
            (dead > 0.5 && waiting > 0.5).then_some(())
        }).await;
        let mut tx = house.app.tx().await.unwrap();
        tx.exec("DELETE FROM job WHERE lane = 'b'", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn a_request_has_one_name_in_its_answer_and_in_the_log(house) {
        let forged = http().get(house.url("/api/widget/none")).header("x-request-id", "forged-1").send().await.unwrap();
        let id = forged.headers()["x-request-id"].to_str().unwrap().to_owned();
        assert_eq!(id.len(), 32, "a stranger's name is not taken");
        let problem: Value = serde_json::from_str(&forged.text().await.unwrap()).unwrap();
        assert_eq!(problem["request_id"], json!(id));
        let kept = log::kept();
        assert!(kept.lines().any(|line| line.contains(&id) && line.contains("/api/widget/{key}")), "{id} in {kept}");

        house.settings.push(("FRONTDESK_SERVER__TRUSTED_PROXIES".into(), "1".into()));
        house.restart().await;
        let named = http().get(house.url("/healthz")).header("x-request-id", "proxy.17-a_b").send().await.unwrap();
        assert_eq!(named.headers()["x-request-id"], "proxy.17-a_b");
        for insane in ["a b", "ada@example.org", &"x".repeat(65)] {
            let answer = http().get(house.url("/healthz")).header("x-request-id", insane).send().await.unwrap();
            assert_eq!(answer.headers()["x-request-id"].len(), 32, "{insane}");
        }
        // The upgrade's name is the socket's, on the lines of its frames.
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("When are you open?").await;
        ada.words().await;
        let kept = log::kept();
        let upgrade = kept.lines().find(|line| line.contains("route=\"/ws\"") && line.contains("answered")).expect("a line");
        let id = upgrade.split("request{id=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
        assert!(kept.lines().any(|line| line.contains(&format!("socket{{id={id}}}"))), "{id} in {kept}");
    }
}

#[tokio::test]
async fn a_line_of_the_json_log_has_one_shape() {
    let data = tempfile::tempdir().unwrap();
    let settings = [("FRONTDESK_LOG__FORMAT", "json"), ("FRONTDESK_LOG__LEVEL", "trace")];
    let settings = settings.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let server = Server::start_marked(data.path(), &settings, "\"address\":\"");
    let answer = http().get(format!("http://{}/readyz", server.address)).send().await.unwrap();
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let said = server.stop();
    let lines: Vec<Value> = said.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert!(lines.len() > 2, "{said:#?}");
    for line in &lines {
        assert!(line["timestamp"].is_string() && line["target"].is_string(), "{line}");
        assert!(["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].contains(&line["level"].as_str().unwrap()), "{line}");
        assert!(line["fields"]["message"].is_string(), "{line}");
        let is_ours = line["target"].as_str().unwrap().starts_with("frontdesk");
        assert!(is_ours || !["DEBUG", "TRACE"].contains(&line["level"].as_str().unwrap()), "another's word: {line}");
    }
    let answered = lines.iter().find(|line| line["span"]["id"] == json!(id)).expect("the request's line");
    assert_eq!((&answered["span"]["route"], &answered["span"]["status"]), (&json!("/readyz"), &json!(200)));
    assert!(answered["span"]["ms"].is_u64());
}

/// The metrics that a query names, and what it asks of them; ends the test where it asks for what there is not.
fn check_query(query: &str) {
    let mut named: Vec<&Metric> = Vec::new();
    for (at, _) in query.match_indices("frontdesk_") {
        let name: String = query[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let (base, end) = ["_bucket", "_sum", "_count"]
            .iter()
            .find_map(|end| Some((name.strip_suffix(end)?, *end)))
            .filter(|(base, _)| table::find(base).is_some())
            .unwrap_or((&name, ""));
        let metric = table::find(base).unwrap_or_else(|| panic!("there is no {name}: {query}"));
        assert_eq!(matches!(metric.kind, Kind::Histogram(_)), !end.is_empty(), "{name} in {query}");
        let rest = &query[at + name.len()..];
        if let Some((selector, behind)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            for pair in selector.split(", ") {
                let (key, value) = pair.split_once("=~").or(pair.split_once('=')).unwrap_or_else(|| panic!("{query}"));
                if key == "instance" {
                    continue;
                }
                let values = metric.labels.iter().find(|(known, _)| *known == key);
                let (_, values) = values.unwrap_or_else(|| panic!("{name} has no {key}: {query}"));
                assert!(values.is_empty() || values.contains(&value.trim_matches('"')), "{name}: {pair} in {query}");
            }
            assert!(metric.kind == Kind::Gauge || behind.starts_with('['), "a counter is asked for its rate: {query}");
        }
        named.push(metric);
    }
    assert!(!named.is_empty(), "no metric of ours: {query}");
    for group in query.split(" by (").skip(1) {
        for key in group.split(')').next().unwrap().split(", ") {
            let is_known = |metric: &&Metric| metric.labels.iter().any(|(known, _)| *known == key);
            let is_bucket = key == "le" && query.contains("_bucket");
            assert!(key == "instance" || is_bucket || named.iter().any(is_known), "nothing has {key}: {query}");
        }
    }
}

fn exprs(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("expr").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|inner| exprs(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| exprs(inner, found)),
        _ => {}
    }
}

fn deployed(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(path)).unwrap()
}

#[test]
fn the_dashboard_asks_only_for_what_there_is_and_shows_all_of_it() {
    let board: Value = serde_json::from_str(&deployed("grafana/frontdesk.json")).unwrap();
    let mut found = Vec::new();
    exprs(&board["panels"], &mut found);
    assert!(found.len() > 30);
    for query in &found {
        check_query(query);
    }
    let all = found.join("\n");
    for metric in table::ALL {
        assert!(all.contains(metric.name), "{} is nowhere on the dashboard", metric.name);
    }
    let rows = board["panels"].as_array().unwrap().iter().filter(|panel| panel["type"] == "row");
    let rows: Vec<&str> = rows.map(|row| row["title"].as_str().unwrap()).collect();
    assert_eq!(rows, ["Health", "Visitors", "Storage", "Jobs", "Sending", "Assistant", "Doors"]);
    let sources: BTreeSet<&str> =
        board["panels"].as_array().unwrap().iter().filter_map(|panel| panel["datasource"]["uid"].as_str()).collect();
    assert_eq!(sources, BTreeSet::from(["${datasource}"]), "the data source is a variable");
}

#[test]
fn the_alerts_ask_only_for_what_there_is() {
    let text = deployed("prometheus/alerts.yml");
    let queries: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("expr: ")).collect();
    assert_eq!(queries.len(), text.matches("- alert: ").count());
    for query in queries {
        check_query(query);
    }
}

#[test]
fn every_metric_stands_in_the_manual() {
    let manual = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/seen.md")).unwrap();
    for metric in table::ALL {
        let row = format!("| `{}` |", metric.name);
        let line = manual.lines().find(|line| line.starts_with(&row));
        let line = line.unwrap_or_else(|| panic!("{} is not in docs/seen.md", metric.name));
        assert!(line.contains(metric.help), "docs/seen.md tells otherwise of {}: {line}", metric.name);
        for (label, _) in metric.labels {
            assert!(line.contains(&format!("`{label}`")), "docs/seen.md has no label {label} of {}", metric.name);
        }
    }
}
