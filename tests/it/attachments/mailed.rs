//! Files that come with a mail stand in the conversation, behind its words.

use std::fmt::Write as _;

use frontdesk::channel::email::signed::{Whose, reply_token};
use frontdesk::id::{ConversationId, Id as _};
use frontdesk::organisation::role::Role;
use serde_json::json;

use super::sent::{PDF, PNG, get, link, lying};
use crate::inbound_mail::{ADA, deliver, leaves_details, reply_address, with_mailbox};
use crate::support::house::{House, OWNER};
use crate::support::{log, stories};

/// A mail with files, each with its name, its type as it claims it, where it stands, and its bytes.
fn with_files(from: &str, to: &str, words: &str, files: &[(&str, &str, &str, &[u8])]) -> String {
    log::keep_private(words);
    let mut mail = format!(
        "From: Somebody <{from}>\r\nTo: Desk <{to}>\r\nSubject: Re: New lead\r\nMessage-ID: <files@mail.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n\
         --edge\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
    );
    for (name, kind, place, bytes) in files {
        write!(
            mail,
            "--edge\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: {place}; filename=\"{name}\"\r\n\
             Content-ID: <{kind}@mail>\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
        )
        .unwrap();
    }
    mail + "--edge--\r\n"
}

/// The address at which a visitor answers in their conversation.
async fn address(house: &House, talk: &str) -> String {
    let (id, key) = (ConversationId::parse(talk).unwrap(), house.app.mail_key().await.unwrap());
    house.app.config.inbound_mail.as_ref().unwrap().reply_address(&reply_token(&key, &id, Whose::Visitor))
}

stories! {
    async fn a_members_mail_brings_its_files_once_and_tells_of_those_it_could_not(house) {
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (mut ada, mail) = leaves_details(house, &bot).await;
        let raw = with_files(OWNER, &reply_address(&mail), "The drawing is with this.", &[
            ("../../plan.pdf", "application/pdf", "attachment", PDF),
            ("logo.png", "image/png", "inline", PNG),
            ("x.svg", "image/svg+xml", "attachment", b"<svg><script>alert(1)</script></svg>"),
            ("nothing.txt", "text/plain", "attachment", b""),
        ]);
        assert_eq!(deliver(house, &raw).await, "answered");
        assert_eq!(deliver(house, &raw).await, "again");
        let heard = ada.find("message", |frame| frame["message"]["author"] == "agent").await;
        let body = &heard["message"]["body"];
        assert!(body["text"].as_str().unwrap().starts_with("The drawing is with this.\n\n("), "{body}");
        assert!(body["text"].as_str().unwrap().contains("x.svg"), "{body}");
        let files = body["files"].as_array().unwrap();
        assert_eq!(files.len(), 1, "{body}");
        assert_eq!((&files[0]["name"], &files[0]["kind"]), (&json!("plan.pdf"), &json!("application/pdf")));
        assert_eq!(lying(house).len(), 1);
        assert_eq!(&get(house, &link(&files[0]), None).await.bytes().await.unwrap()[..], PDF);
    }

    async fn a_visitors_mail_may_be_a_file_alone(house) {
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (ada, _) = leaves_details(house, &bot).await;
        let talk = ada.conversation.clone().unwrap();
        let to = address(house, &talk).await;
        let raw = with_files(ADA, &to, "", &[("lantern.png", "image/png", "attachment", PNG)]);
        assert_eq!(deliver(house, &raw).await, "said");
        house.rest().await;
        let said = house.transcript(&talk).await.pop().unwrap();
        let priya = house.agent(Role::Agent).await;
        let page = get(house, &format!("/inbox/{talk}"), Some(&priya)).await.text().await.unwrap();
        assert!(page.contains("alt=\"Picture: lantern.png\""), "{said:?}");
    }
}
