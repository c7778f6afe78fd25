//! A lead's mail reaches a real mail server, by each kind of line, and each refusal is told apart.
//!
//! The server is `support/smtp_server.py`: aiosmtpd on a free port of this machine. `FRONTDESK_PYTHON`
//! names a Python that has it; without one these stories fail, they are not skipped.

use frontdesk::notify::mail::{MailConfig, Refusal};
use frontdesk::notify::message::Outgoing;
use mail_parser::{MessageParser, MimeHeaders};

pub(crate) mod server;

use server::{Certificates, Server, config, content, open};

fn mail(to: &[&str]) -> Outgoing {
    Outgoing {
        from_name: "Loam & Lantern desk".into(),
        from_address: "desk@loam.example".into(),
        to: to.iter().map(|to| (*to).to_owned()).collect(),
        reply_to: Some(("Ana María".into(), "ana@mail.example".into())),
        subject: "New lead: Ana María, Refund request".into(),
        text: "Ana María asked for a refund\n.\nFrom the mug".into(),
        html: "<p>Ana María asked for a refund</p>".into(),
        message_id: "lead-1.sub-2@desk.example".into(),
        in_reply_to: Some("lead-1.sub-1@desk.example".into()),
        references: vec!["lead-1.sub-1@desk.example".into()],
        list_id: Some("leads.loam.desk.example".into()),
        list_unsubscribe: Some("https://desk.example/settings/notifications".into()),
        auto_submitted: true,
        date_ms: 1_795_171_560_000,
    }
}

/// Whether the text comes first, and the HTML as another form of it.
fn is_alternative(message: &mail_parser::Message<'_>) -> bool {
    let kind =
        |part: &mail_parser::MessagePart<'_>| part.content_type().and_then(|kind| kind.subtype().map(str::to_owned));
    let kinds: Vec<_> = message.parts.iter().filter_map(kind).collect();
    kinds == ["alternative", "plain", "html"]
}

#[tokio::test]
async fn a_mail_arrives_whole_with_its_headers() {
    let mut server = Server::start(&[]);
    let receipt = server.plain().send(&mail(&["owner@loam.example", "second@loam.example"])).await.unwrap();
    assert_eq!(receipt.server_words, "250 2.0.0 Queued as 4A1B");
    assert_eq!(receipt.accepted, ["owner@loam.example", "second@loam.example"]);
    assert_eq!(receipt.refused, []);

    let taken = server.next();
    assert_eq!(taken["mail_from"], "desk@loam.example");
    assert_eq!(taken["rcpt_tos"], serde_json::json!(["owner@loam.example", "second@loam.example"]));
    let bytes = content(&taken);
    let message = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(message.subject(), Some("New lead: Ana María, Refund request"));
    assert_eq!(message.message_id(), Some("lead-1.sub-2@desk.example"));
    assert_eq!(message.in_reply_to().as_text(), Some("lead-1.sub-1@desk.example"));
    assert_eq!(message.references().as_text(), Some("lead-1.sub-1@desk.example"));
    let from = message.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("Loam & Lantern desk"), Some("desk@loam.example")));
    let reply = message.reply_to().unwrap().first().unwrap();
    assert_eq!((reply.name(), reply.address()), (Some("Ana María"), Some("ana@mail.example")));
    assert_eq!(message.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated");
    assert_eq!(message.header_raw("List-Id").unwrap().trim(), "<leads.loam.desk.example>");
    assert_eq!(message.body_text(0).unwrap().replace("\r\n", "\n"), "Ana María asked for a refund\n.\nFrom the mug");
    assert_eq!(message.body_html(0).unwrap(), "<p>Ana María asked for a refund</p>");
    assert!(is_alternative(&message));
}

#[tokio::test]
async fn an_encrypted_line_is_used_and_signed_in_to() {
    let certificates = Certificates::make();
    for (mode, url) in [
        ("starttls", "smtp://desk:p%40ss%20word@localhost:PORT"),
        ("tls", "smtps://desk:p%40ss%20word@localhost:PORT"),
        ("tls", "smtps://desk:p%40ss%20word@127.0.0.1:PORT"),
    ] {
        let mut server = certificates.server(mode);
        let transport = open(&certificates.config(url, &server));
        transport.check().await.unwrap();
        transport.send(&mail(&["owner@loam.example"])).await.unwrap();
        let taken = server.next();
        assert_eq!(taken["encrypted"], true, "{mode}");
        assert_eq!(taken["user"], "desk", "{mode}");
    }
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_not_trusted() {
    let certificates = Certificates::make();
    for (mode, url) in [("starttls", "smtp://desk:x@localhost:PORT"), ("tls", "smtps://desk:x@localhost:PORT")] {
        let server = certificates.server(mode);
        let error = server.transport(url).send(&mail(&["owner@loam.example"])).await.unwrap_err();
        assert!(!error.permanent, "the owner can name the authority: {error:?}");
        assert!(error.words.contains("certificate"), "{error:?}");
    }
}

#[tokio::test]
async fn a_server_without_encryption_gets_neither_password_nor_mail() {
    let server = Server::start(&[]);
    let error =
        server.transport("smtp://desk:x@localhost:PORT").send(&mail(&["owner@loam.example"])).await.unwrap_err();
    assert!(!error.permanent && error.words.contains("STARTTLS is not supported"), "{error:?}");
}

#[tokio::test]
async fn a_wrong_password_is_told_in_the_servers_words_and_worth_another_try() {
    let certificates = Certificates::make();
    let server = certificates.server("tls");
    let transport = open(&certificates.config("smtps://desk:wrong@localhost:PORT", &server));
    let error = transport.send(&mail(&["owner@loam.example"])).await.unwrap_err();
    assert!(!error.permanent && error.words.starts_with("535 "), "{error:?}");
    assert_eq!(transport.check().await.unwrap_err().words, error.words);
}

#[tokio::test]
async fn a_refused_recipient_is_final_and_named_in_the_servers_words() {
    let server = Server::start(&[]);
    let error = server.plain().send(&mail(&["gone@loam.example"])).await.unwrap_err();
    assert!(error.permanent);
    assert_eq!(error.words, "550 5.1.1 No such person here");
    let error = server.plain().send(&mail(&["full@loam.example"])).await.unwrap_err();
    assert!(error.permanent);
    assert_eq!(error.words, "552 5.2.2 Mailbox full");
}

#[tokio::test]
async fn one_refused_recipient_does_not_lose_the_others() {
    let mut server = Server::start(&[]);
    let to = ["gone@loam.example", "owner@loam.example", "later@loam.example", "no address"];
    let receipt = server.plain().send(&mail(&to)).await.unwrap();
    assert_eq!(receipt.accepted, ["owner@loam.example"]);
    let refusal =
        |address: &str, permanent, words: &str| Refusal { address: address.into(), permanent, words: words.into() };
    assert_eq!(
        receipt.refused,
        [
            refusal("gone@loam.example", true, "550 5.1.1 No such person here"),
            refusal("later@loam.example", false, "451 4.7.1 Greylisted, try again in a minute"),
            refusal("no address", true, "not an e-mail address"),
        ]
    );
    assert_eq!(server.next()["rcpt_tos"], serde_json::json!(["owner@loam.example"]));

    // Only who is left is tried again, and sees whom else it went to.
    let receipt = server.plain().send_to(&mail(&to), &["later@loam.example".to_owned()]).await.unwrap();
    assert_eq!((receipt.accepted, receipt.refused), (vec!["later@loam.example".to_owned()], vec![]));
    let taken = server.next();
    assert_eq!(taken["rcpt_tos"], serde_json::json!(["later@loam.example"]));
    let bytes = content(&taken);
    assert_eq!(MessageParser::default().parse(&bytes).unwrap().to().unwrap().iter().count(), 3);
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_tried_again() {
    let mut server = Server::start(&[]);
    let transport = server.plain();
    let error = transport.send(&mail(&["later@loam.example"])).await.unwrap_err();
    assert!(!error.permanent);
    assert_eq!(error.words, "451 4.7.1 Greylisted, try again in a minute");
    transport.send(&mail(&["later@loam.example"])).await.unwrap();
    assert_eq!(server.next()["rcpt_tos"], serde_json::json!(["later@loam.example"]));
}

#[tokio::test]
async fn a_message_refused_after_its_text_is_final_only_if_the_server_says_so() {
    let server = Server::start(&[]);
    let with = |text: &str| Outgoing { text: text.into(), ..mail(&["owner@loam.example"]) };
    let error = server.plain().send(&with("X-Spam: yes")).await.unwrap_err();
    assert_eq!((error.permanent, error.words.as_str()), (true, "554 5.7.1 This looks like spam"));
    let error = server.plain().send(&with("X-Busy: yes")).await.unwrap_err();
    assert_eq!((error.permanent, error.words.as_str()), (false, "452 4.3.1 No room just now"));
}

#[tokio::test]
async fn an_address_the_server_cannot_write_is_refused_alone() {
    let mut server = Server::start(&[]);
    let receipt = server.plain().send(&mail(&["josé@loam.example", "owner@loam.example"])).await.unwrap();
    assert_eq!(receipt.accepted, ["owner@loam.example"]);
    assert_eq!(receipt.refused[0].words, "this mail server takes addresses in plain letters only");
    assert_eq!(server.next()["rcpt_tos"], serde_json::json!(["owner@loam.example"]));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_worth_another_try() {
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = unused.local_addr().unwrap().port();
    drop(unused);
    let transport = open(&config(&format!("smtp://127.0.0.1:{port}?security=plain")));
    let error = transport.send(&mail(&["owner@loam.example"])).await.unwrap_err();
    assert!(!error.permanent);
    assert!(error.words.starts_with(&format!("127.0.0.1:{port}: ")) && error.words.contains("refused"), "{error:?}");
    assert!(transport.check().await.is_err());
}

#[tokio::test]
async fn a_server_that_falls_silent_costs_one_mail_its_time_and_the_next_nothing() {
    let mut server = Server::start(&[]);
    let url = format!("smtp://127.0.0.1:{}?security=plain", server.port);
    let transport = open(&MailConfig { timeout_seconds: 1, ..config(&url) });
    let error = transport.send(&mail(&["silent@loam.example"])).await.unwrap_err();
    assert!(!error.permanent);
    assert_eq!(error.words, "127.0.0.1 did not answer within 1 seconds");
    transport.send(&mail(&["owner@loam.example"])).await.unwrap();
    let taken = server.next();
    assert_eq!(taken["rcpt_tos"], serde_json::json!(["owner@loam.example"]));
}

#[tokio::test]
async fn mails_in_a_row_share_a_connection_and_many_at_once_share_four() {
    let mut server = Server::start(&[]);
    let transport = server.plain();
    let owner = mail(&["owner@loam.example"]);
    transport.send(&owner).await.unwrap();
    transport.send(&owner).await.unwrap();
    assert_eq!(server.next()["connection"], 1);
    assert_eq!(server.next()["connection"], 1);
    let sends: Vec<_> = (0..20).map(|_| transport.send(&owner)).collect();
    for sent in futures_util::future::join_all(sends).await {
        sent.unwrap();
    }
    let connections: Vec<u64> = (0..20).map(|_| server.next()["connection"].as_u64().unwrap()).collect();
    assert!(connections.iter().all(|number| *number <= 4), "{connections:?}");
}

#[tokio::test]
async fn line_breaks_in_a_name_or_subject_add_no_header_and_no_recipient() {
    let mut server = Server::start(&[]);
    let evil = Outgoing {
        subject: "New lead: Eve\r\nBcc: all@loam.example\r\n\r\nbody".into(),
        from_name: "Desk\r\nX-Injected: yes".into(),
        reply_to: Some(("Eve\r\nX-Injected: yes\n".into(), "eve@mail.example".into())),
        text: "one\r\n.\r\nRSET\r\nMAIL FROM:<x@y>\r\n".into(),
        ..mail(&["owner@loam.example"])
    };
    server.plain().send(&evil).await.unwrap();
    let taken = server.next();
    assert_eq!(taken["rcpt_tos"], serde_json::json!(["owner@loam.example"]));
    let bytes = content(&taken);
    let message = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(message.subject(), Some("New lead: Eve Bcc: all@loam.example body"));
    assert!(message.header_raw("X-Injected").is_none() && message.header_raw("Bcc").is_none());
    assert_eq!(message.body_text(0).unwrap(), evil.text);
}
