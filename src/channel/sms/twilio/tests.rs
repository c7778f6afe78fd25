//! The sender against small servers that misbehave in every way that Twilio or the network between may.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

use super::*;

const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const TAKEN: &str = r#"{"sid": "SM1", "status": "accepted", "num_segments": "2", "body": "Hi"}"#;

/// What the fake was asked: method, path with query, headers' text, body.
type Seen = Arc<Mutex<Vec<(String, String, String, String)>>>;

fn http() -> reqwest::Client {
    // Whoever comes second finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

fn twilio_at(address: &str) -> Twilio {
    Twilio::new(&format!("http://{address}/"), ACCOUNT, "secret".to_owned().into(), http()).unwrap()
}

/// A Twilio that gives one answer to everything.
async fn answering(answer: impl Fn() -> Response + Clone + Send + Sync + 'static) -> (Twilio, Seen) {
    let seen = Seen::default();
    let kept = seen.clone();
    let app = Router::new().fallback(move |request: Request| {
        let (answer, kept) = (answer.clone(), kept.clone());
        async move {
            let (parts, body) = request.into_parts();
            let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
            let body = String::from_utf8(body.to_vec()).unwrap();
            kept.lock().unwrap().push((
                parts.method.to_string(),
                parts.uri.to_string(),
                format!("{:?}", parts.headers),
                body,
            ));
            answer()
        }
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    (twilio_at(&address.to_string()), seen)
}

async fn failure(status: u16, headers: &'static [(&'static str, &'static str)], body: &'static str) -> SendError {
    let (twilio, _) = answering(move || {
        let mut response = (StatusCode::from_u16(status).unwrap(), body).into_response();
        for (name, value) in headers {
            response.headers_mut().insert(*name, value.parse().unwrap());
        }
        response
    })
    .await;
    twilio.send("+441234567890", "+447700900123", "Hi", None).await.unwrap_err()
}

#[tokio::test]
async fn a_message_carries_its_form_and_the_accounts_name() {
    let (twilio, seen) = answering(|| (StatusCode::CREATED, TAKEN).into_response()).await;
    let callback = Url::parse("https://chat.example/hooks/twilio/status?bot=b1").unwrap();
    let sent = twilio.send("+441234567890", "+447700900123", "Grüße & 1+1=2", Some(&callback)).await.unwrap();
    assert_eq!(sent, Sent { sid: "SM1".into(), delivery: Some(Delivery::Queued), segments: Some(2) });
    let (method, uri, headers, body) = seen.lock().unwrap().remove(0);
    assert_eq!((method.as_str(), uri), ("POST", format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json")));
    assert!(headers.contains("application/x-www-form-urlencoded") && headers.contains("Frontdesk/"), "{headers}");
    assert!(headers.contains(&STANDARD.encode(format!("{ACCOUNT}:secret"))));
    let fields: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let expected = [
        ("From", "+441234567890"),
        ("To", "+447700900123"),
        ("Body", "Grüße & 1+1=2"),
        ("StatusCallback", "https://chat.example/hooks/twilio/status?bot=b1"),
    ];
    assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn a_messaging_service_is_named_as_one() {
    let (twilio, seen) = answering(|| (StatusCode::CREATED, TAKEN).into_response()).await;
    twilio.send("MGbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "+447700900123", "Hi", None).await.unwrap();
    assert!(seen.lock().unwrap()[0].3.starts_with("MessagingServiceSid=MGb"));
}

#[tokio::test]
async fn a_refused_message_is_not_tried_again() {
    let error =
        failure(400, &[], r#"{"code": 21211, "message": "The 'To' number +447700900123 is not valid", "status": 400}"#)
            .await;
    assert!(error.is_permanent() && !error.is_stopped());
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("21211") && !shown.contains("7700"), "{shown}");
    assert!(matches!(&error, SendError::Refused(refusal) if refusal.words.contains("not valid")));
    assert!(failure(400, &[], r#"{"code": 21610, "message": "stopped"}"#).await.is_stopped());
    assert!(failure(422, &[], "<html>").await.is_permanent());
    assert!(
        failure(403, &[], r#"{"code": 21408}"#).await.is_permanent(),
        "a country that the account doesn't write to"
    );
}

#[tokio::test]
async fn a_wrong_token_is_the_owners_to_mend() {
    for (status, body) in [(401, r#"{"code": 20003}"#), (403, "{}"), (404, r#"{"code": 20404}"#)] {
        let error = failure(status, &[], body).await;
        assert!(matches!(error, SendError::Settings(_)) && !error.is_permanent(), "{status}");
    }
}

#[tokio::test]
async fn a_busy_twilio_is_asked_again_later() {
    let later = |seconds: Option<u64>, may_have_arrived| SendError::Later {
        retry_after: seconds.map(Duration::from_secs),
        may_have_arrived,
    };
    assert_eq!(failure(429, &[("retry-after", "7")], r#"{"code": 20429}"#).await, later(Some(7), false));
    assert_eq!(failure(429, &[("retry-after", "86400")], "").await, later(Some(3600), false));
    assert_eq!(failure(429, &[("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")], "").await, later(None, false));
    assert_eq!(failure(400, &[], r#"{"code": 21611}"#).await, later(None, false));
    assert_eq!(failure(500, &[], "{}").await, later(None, true));
    assert_eq!(failure(503, &[("retry-after", "2")], "<html>").await, later(Some(2), true));
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_leaves_it_unclear() {
    for (status, body) in [(201, "<html>"), (201, "{}"), (201, ""), (302, ""), (200, "[]")] {
        assert_eq!(
            failure(status, &[("location", "http://127.0.0.1:1/")], body).await,
            SendError::unclear(),
            "{status} {body}"
        );
    }
}

#[tokio::test]
async fn a_twilio_that_never_answers_is_left_at_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let twilio = twilio_at(&listener.local_addr().unwrap().to_string()).with_deadline(Duration::from_millis(50));
    let error = twilio.send("+441234567890", "+447700900123", "Hi", None).await.unwrap_err();
    assert_eq!(error, SendError::unclear());
}

#[tokio::test]
async fn a_connection_refused_is_known_not_to_have_arrived() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let error = twilio_at(&address).send("+441234567890", "+447700900123", "Hi", None).await.unwrap_err();
    assert_eq!(error, SendError::Later { retry_after: None, may_have_arrived: false });
}

#[tokio::test]
async fn a_connection_cut_after_the_request_leaves_it_unclear() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // Once the request has begun to arrive, hang up.
            stream.readable().await.unwrap();
            let mut first = [0; 16];
            let _ = stream.try_read(&mut first);
        }
    });
    let error = twilio_at(&address).send("+441234567890", "+447700900123", "Hi", None).await.unwrap_err();
    assert_eq!(error, SendError::unclear());
}

#[tokio::test]
async fn what_was_sent_before_a_crash_is_found() {
    let page = r#"{"messages": [
        {"sid": "SM5", "body": "Sent from your Twilio trial account - It's on its way", "direction": "outbound-api", "status": "sent", "date_created": "Thu, 24 Aug 2023 05:03:00 +0000"},
        {"sid": "SM4", "body": "It’s on its way", "direction": "outbound-api", "status": "queued", "num_segments": "1", "date_created": "Thu, 24 Aug 2023 05:02:00 +0000"},
        {"sid": "SM3", "body": "It’s on its way", "direction": "inbound", "date_created": "Thu, 24 Aug 2023 05:02:00 +0000"},
        {"sid": "SM2", "body": "Something else", "direction": "outbound-api", "date_created": "Thu, 24 Aug 2023 05:02:00 +0000"},
        {"sid": "SM1", "body": "It’s on its way", "direction": "outbound-api", "date_created": "Thu, 24 Aug 2023 04:00:00 +0000"}]}"#;
    let (twilio, seen) = answering(move || page.into_response()).await;
    let since = unix_ms("Thu, 24 Aug 2023 05:01:45 +0000").unwrap();
    let found = twilio.find_sent("+441234567890", "+447700900123", "It’s on its way", since).await.unwrap();
    assert_eq!(found.iter().map(|sent| sent.sid.as_str()).collect::<Vec<_>>(), ["SM5", "SM4"]);
    let (method, uri, _, body) = seen.lock().unwrap().remove(0);
    assert_eq!((method.as_str(), body.as_str()), ("GET", ""));
    assert!(uri.contains("From=%2B441234567890") && uri.contains("To=%2B447700900123"), "{uri}");
}

#[tokio::test]
async fn the_account_is_checked() {
    let body = r#"{"friendly_name": "Shop", "status": "active", "type": "Trial"}"#;
    let (twilio, seen) = answering(move || body.into_response()).await;
    let account = twilio.check().await.unwrap();
    assert_eq!(account, Account { name: "Shop".into(), is_active: true, is_trial: true });
    assert_eq!(seen.lock().unwrap()[0].1, format!("/2010-04-01/Accounts/{ACCOUNT}.json"));
}

#[tokio::test]
async fn settings_that_cannot_be_right_are_refused_before_use() {
    let new = |base: &str, account: &str, token: &str| {
        Twilio::new(base, account, token.to_owned().into(), http()).map(|_| ())
    };
    assert_eq!(new(BASE, ACCOUNT, "t"), Ok(()));
    for base in [
        "",
        "api.twilio.com",
        "http://api.twilio.com",
        "ftp://x.example",
        "https://",
        "https://u:p@x.example",
        "https://x.example?y",
        "http://127.0.0.1.example",
    ] {
        assert_eq!(new(base, ACCOUNT, "t"), Err(Setup::Base), "{base}");
    }
    for account in [
        "",
        "AC1",
        "SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "AC../../../../../../../../../../..",
        "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/",
    ] {
        assert_eq!(new(BASE, account, "t"), Err(Setup::Account), "{account}");
    }
    assert_eq!(new(BASE, ACCOUNT, ""), Err(Setup::Token));
    let shown = format!("{:?}", Twilio::new(BASE, ACCOUNT, "hush-hush".to_owned().into(), http()).unwrap());
    assert!(!shown.contains("hush"), "{shown}");
}
