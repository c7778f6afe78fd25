//! The mailbox is an Inbox too: who answers an e-mail of ours answers in the conversation, once, and nobody else does.

mod absent;
mod links;
mod mailbox;

use std::time::Duration;

use frontdesk::bot::Bot;
use frontdesk::conversation::{self, Status};
use frontdesk::event::Author;
use frontdesk::id::{ConversationId, Id as _};
use frontdesk::lead::notification::State;
use frontdesk::notify::message::Outgoing;
use frontdesk::organisation::role::Role;
use serde_json::{Value, json};

use crate::support::house::{House, OWNER, http};
use crate::support::visitor::Visitor;
use crate::support::{log, stories, until};

const SECRET: &str = "a-secret-of-the-mail-server";
pub const ADA: &str = "ada@example.org";

/// Mail comes in, with these settings besides.
pub async fn with_mailbox(house: &mut House, more: &[(&str, &str)]) {
    log::keep_private(SECRET);
    log::keep_private(ADA);
    let set = [("ADDRESS", "reply@in.desk.example"), ("SECRET", SECRET)];
    for (key, value) in set.iter().chain(more) {
        house.settings.push((format!("FRONTDESK_INBOUND_MAIL__{key}"), (*value).to_owned()));
    }
    house.restart().await;
}

/// A visitor who has said something, and left their address in a form; with the e-mail about it.
pub async fn leaves_details(house: &House, bot: &Bot) -> (Visitor, Outgoing) {
    let before = house.mails().len();
    let mut ada = house.visitor(bot).await;
    ada.say("My lantern came broken").await;
    ada.words().await;
    let form = ada.request_form(Some("order_question")).await;
    let values = json!({"order_number": "LL-1", "email": ADA, "name": "Ada Grove"});
    assert_eq!(ada.submit(&form, &values).await["type"], "ack");
    let mail = house.mails_are(before + 1).await.pop().unwrap();
    house.rest().await;
    (ada, mail)
}

/// The address that answers to this e-mail go to.
pub fn reply_address(mail: &Outgoing) -> String {
    mail.reply_to.clone().unwrap().1
}

/// A mail as a mail program writes it, in answer to one of ours.
pub fn answer(from: &str, to: &str, id: &str, words: &str) -> String {
    log::keep_private(words);
    format!(
        "Return-Path: <{from}>\r\nFrom: Somebody <{from}>\r\nTo: Desk <{to}>\r\nSubject: Re: New lead\r\nMessage-ID: <{id}@mail.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n\r\n\
         On Tue, Mar 3, 2026 at 9:00 AM Desk <desk@desk.example> wrote:\r\n> Hot, 83. Wants a refund.\r\n"
    )
}

/// The mail server hands it over; what became of it.
pub async fn deliver(house: &House, mail: &str) -> String {
    let request = http().post(house.url("/hooks/email")).header("authorization", format!("Bearer {SECRET}"));
    let answer = request.header("content-type", "message/rfc822").body(mail.to_owned()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json::<Value>().await.unwrap()["outcome"].as_str().unwrap().to_owned()
}

pub async fn status(house: &House, talk: &str) -> Status {
    let id = ConversationId::parse(talk).unwrap();
    conversation::by_id(&mut house.app.db.read().await.unwrap(), &id).await.unwrap().unwrap().status
}

stories! {
    async fn a_members_answer_to_the_notification_reaches_the_visitor_once(house) {
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (mut ada, mail) = leaves_details(house, &bot).await;
        assert!(mail.text.contains("Reply to this email and Ada gets your answer."), "{}", mail.text);
        let raw = answer(&OWNER.to_uppercase(), &reply_address(&mail).to_uppercase(), "a1", "A new one leaves today.");
        assert_eq!(deliver(house, &raw).await, "answered");
        let heard = ada.find("message", |frame| frame["message"]["author"] == "agent").await;
        assert_eq!(heard["message"]["body"]["text"], "A new one leaves today.");
        assert_eq!(heard["message"]["name"], "Mirela Oakes");
        assert_eq!(deliver(house, &raw).await, "again");
        let talk = ada.conversation.clone().unwrap();
        house.rest().await;
        let log = house.transcript(&talk).await;
        assert_eq!(log.iter().filter(|message| message.author == Author::Agent).count(), 1, "{log:#?}");
        assert_eq!(status(house, &talk).await, Status::Agent);
    }

    async fn a_members_mail_reaches_who_writes_texts_as_a_text(house) {
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        assert_eq!(house.sms(crate::support::house::PHONE, "A person please, my lantern came broken").await, 200);
        house.rest().await;
        let text = "SELECT id FROM conversation WHERE channel = 'sms'";
        let row = house.app.db.read().await.unwrap().all(text, Vec::new()).await.unwrap();
        let talk = ConversationId::parse(&row[0].get::<String>("id").unwrap()).unwrap();
        let to = member_address(house, &talk).await;
        let before = house.texts_are(crate::support::house::PHONE, 1).await.len();
        assert_eq!(deliver(house, &answer(OWNER, &to, "s1", "It is on its way.")).await, "answered");
        let texts = house.texts_are(crate::support::house::PHONE, before + 1).await;
        assert_eq!(texts.last().unwrap(), "It is on its way.");
    }

    async fn who_was_not_meant_by_the_address_says_nothing(house) {
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (ada, mail) = leaves_details(house, &bot).await;
        let (to, words) = (reply_address(&mail), "Let me in.");
        let priya = house.agent(Role::Agent).await;
        drop(priya);
        for (from, outcome) in [("eve@evil.example", "forged"), ("priya2@loam.example", "forged"), (ADA, "forged")] {
            assert_eq!(deliver(house, &answer(from, &to, from, words)).await, outcome, "{from}");
        }
        let mut forged = to.clone();
        forged.replace_range(8..10, "zz");
        assert_ne!(deliver(house, &answer(OWNER, &forged, "f1", words)).await, "answered", "another conversation");
        assert_eq!(deliver(house, &answer(OWNER, "reply@in.desk.example", "f2", words)).await, "nobody");
        assert_eq!(deliver(house, &answer(OWNER, "reply+c_9f2d@in.desk.example", "f3", words)).await, "nobody");
        assert_eq!(deliver(house, &answer(OWNER, &to.replace("in.desk", "out.desk"), "f4", words)).await, "nobody");
        let twice = answer(OWNER, &to, "f5", words).replacen("From:", "From: eve@evil.example\r\nFrom:", 1);
        assert_eq!(deliver(house, &twice).await, "unverified");
        let own = answer("reply@in.desk.example", &to, "f6", words);
        assert_eq!(deliver(house, &own).await, "automatic", "a mail of ours goes round");
        house.rest().await;
        let log = house.transcript(&ada.conversation.unwrap()).await;
        assert!(log.iter().all(|message| message.author != Author::Agent), "{log:#?}");
        assert_eq!(house.mails().len(), 1, "nobody is answered");
    }

    async fn a_member_who_may_no_longer_answer_does_not(house) {
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (_, mail) = leaves_details(house, &bot).await;
        let mut tx = house.app.tx().await.unwrap();
        tx.exec("UPDATE member SET role = 'viewer'", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(deliver(house, &answer(OWNER, &reply_address(&mail), "v1", "Still me.")).await, "not_allowed");
        let mut tx = house.app.tx().await.unwrap();
        tx.exec("UPDATE member SET disabled_at = 1", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(deliver(house, &answer(OWNER, &reply_address(&mail), "v2", "Still me.")).await, "forged");
    }

    async fn machines_are_not_taken_for_people_and_never_answered(house) {
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (ada, mail) = leaves_details(house, &bot).await;
        let to = reply_address(&mail);
        for (header, outcome) in [
            ("Auto-Submitted: auto-replied", "automatic"),
            ("X-Auto-Response-Suppress: All", "automatic"),
            ("Precedence: bulk", "list"),
            ("List-Id: <news.example>", "list"),
        ] {
            let raw = answer(OWNER, &to, header, "I am away.").replacen("MIME-Version", &format!("{header}\r\nMIME-Version"), 1);
            assert_eq!(deliver(house, &raw).await, outcome, "{header}");
        }
        assert_eq!(deliver(house, "no mail at all").await, "unreadable");
        let quoted = answer(OWNER, &to, "q1", "").replace("\r\n\r\n\r\n", "\r\n\r\n");
        assert_eq!(deliver(house, &quoted).await, "empty", "what is quoted is not sent to the visitor");
        house.rest().await;
        let log = house.transcript(&ada.conversation.unwrap()).await;
        assert!(log.iter().all(|message| message.author != Author::Agent));
        assert_eq!(house.mails().len(), 1);
    }

    async fn a_mail_that_comes_back_is_shown_as_not_delivered(house) {
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (_, mail) = leaves_details(house, &bot).await;
        let report = format!(
            "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: desk@desk.example\r\nSubject: Undelivered Mail\r\nMessage-ID: <b1@mx.example>\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {OWNER}\r\nAction: ACTION\r\nStatus: 5.1.1\r\n\
             Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{}>\r\n\r\nx\r\n--b--\r\n",
            mail.message_id.trim_matches(['<', '>'])
        );
        let sent = || async { house.leads(&bot).await.remove(0).notifications.remove(0) };
        assert_eq!(deliver(house, &report.replace("ACTION", "delayed").replace("b1@", "b0@")).await, "came_back");
        assert_eq!(sent().await.state, State::Sent, "the server goes on trying");
        assert_eq!(deliver(house, &report.replace("ACTION", "failed")).await, "came_back");
        let failed = sent().await;
        assert_eq!(failed.state, State::Failed);
        assert!(failed.words.unwrap().contains("550 5.1.1 user unknown"));
        assert_eq!(deliver(house, &report.replace("ACTION", "failed")).await, "again");
        assert_eq!(deliver(house, &report.replace("ACTION", "failed").replace("b1@", "b2@").replace("lead_", "lead_x")).await, "nobody");
        house.may_forget_mails = true;
    }

    async fn an_answer_to_an_old_mail_opens_the_conversation_again(house) {
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (mut ada, mail) = leaves_details(house, &bot).await;
        let talk = ada.conversation.clone().unwrap();
        close(house, &talk).await;
        assert_eq!(deliver(house, &answer(OWNER, &reply_address(&mail), "o1", "One thing more.")).await, "answered");
        assert_eq!(status(house, &talk).await, Status::Agent);
        ada.find("message", |frame| frame["message"]["author"] == "agent").await;
        // And where another has begun meanwhile, it is said there.
        close(house, &talk).await;
        ada.say("Hello again").await;
        let newer = ada.conversation.clone().unwrap();
        assert_ne!(newer, talk);
        assert_eq!(deliver(house, &answer(OWNER, &reply_address(&mail), "o2", "And another.")).await, "answered");
        assert_eq!(status(house, &talk).await, Status::Closed);
        let log = house.transcript(&newer).await;
        assert!(log.iter().any(|message| message.author == Author::Agent && message.body.line() == "And another."), "{log:#?}");
        house.rest().await;
    }

    async fn the_receiving_servers_word_about_the_sender_counts(house) {
        with_mailbox(house, &[("TRUSTED_SERVER", "mx.desk.example")]).await;
        let bot = house.bot(|_| {}).await;
        let (_, mail) = leaves_details(house, &bot).await;
        let with = |id: &str, result: &str| {
            let raw = answer(OWNER, &reply_address(&mail), id, "It leaves today.");
            if result.is_empty() { raw } else { format!("Authentication-Results: {result}\r\n{raw}") }
        };
        for result in [
            "",
            "mx.desk.example; dmarc=fail header.from=loam.example",
            "mx.desk.example; spf=fail smtp.mailfrom=loam.example",
            "mx.desk.example; spf=pass smtp.mailfrom=evil.example",
            "evil.example; dmarc=pass header.from=loam.example",
        ] {
            assert_eq!(deliver(house, &with("t1", result)).await, "unverified", "{result}");
        }
        assert_eq!(deliver(house, &with("t1", "mx.desk.example; dmarc=pass header.from=loam.example")).await, "answered");
        house.rest().await;
    }

    async fn only_who_shows_the_secret_hands_mail_over(house) {
        assert_eq!(knock(house, Some(&format!("Bearer {SECRET}")), "message/rfc822").await, 404, "no mail comes in");
        with_mailbox(house, &[]).await;
        for wrong in [None, Some("Bearer another-secret-of-it"), Some("Basic bm9ib2R5Og=="), Some("Bearer ")] {
            assert_eq!(knock(house, wrong, "message/rfc822").await, 401, "{wrong:?}");
        }
        let right = format!("Bearer {SECRET}");
        assert_eq!(knock(house, Some(&right), "application/json").await, 415);
        assert_eq!(knock(house, Some(&right), "application/octet-stream").await, 200);
        let large = vec![b'a'; 26 * 1024 * 1024];
        let request = http().post(house.url("/hooks/email")).header("authorization", &right);
        let answer = request.header("content-type", "message/rfc822").body(large).send().await;
        assert!(answer.map_or(413, |answer| answer.status().as_u16()) == 413, "too large");
    }

    async fn what_was_mailed_is_erased_with_the_person_and_not_said_again(house) {
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (_, mail) = leaves_details(house, &bot).await;
        let raw = answer(OWNER, &reply_address(&mail), "e1", "It leaves today.");
        assert_eq!(deliver(house, &raw).await, "answered");
        house.rest().await;
        let lead = house.leads(&bot).await.remove(0).lead;
        let mut tx = house.app.tx().await.unwrap();
        frontdesk::lead::erase::erase(&mut tx, &bot, &lead.id, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(deliver(house, &raw).await, "nobody");
        assert_eq!(deliver(house, &raw.replace("e1@", "e2@")).await, "nobody");
        house.rest().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message").await, 0);
    }
}

async fn knock(house: &House, authorization: Option<&str>, kind: &str) -> u16 {
    let mut request = http().post(house.url("/hooks/email")).header("content-type", kind);
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    request.body("From: a@b.example\r\n\r\nx").send().await.unwrap().status().as_u16()
}

pub async fn close(house: &House, talk: &str) {
    let id = ConversationId::parse(talk).unwrap();
    let mut tx = house.app.tx().await.unwrap();
    let held = conversation::hold(&mut tx, &id).await.unwrap().unwrap();
    conversation::set_status(&mut tx, &held, Status::Closed).await.unwrap();
    tx.commit().await.unwrap();
}

/// The address at which the owner answers in a conversation.
async fn member_address(house: &House, talk: &ConversationId) -> String {
    use frontdesk::channel::email::signed::{Whose, reply_token};
    let owner =
        frontdesk::organisation::member::by_email(&mut house.app.db.read().await.unwrap(), OWNER).await.unwrap();
    let token = reply_token(&house.app.mail_key().await.unwrap(), talk, Whose::Member(&owner.unwrap().id));
    house.app.config.inbound_mail.as_ref().unwrap().reply_address(&token)
}

/// Time passes, as long as it takes until so many e-mails have left.
pub async fn mails_in_time(house: &House, count: usize) -> Vec<Outgoing> {
    until(&format!("{count} e-mails"), || async {
        house.advance(Duration::from_secs(60)).await;
        Some(house.mails()).filter(|mails| mails.len() >= count)
    })
    .await
}
