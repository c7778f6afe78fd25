//! The main job, from the first word to the thread of e-mails, by widget and by text message.

use serde_json::json;

use crate::support::house::{DESK_NUMBER, OWNER, PHONE};
use crate::support::{log, stories};

/// No word, address, number or secret of a person is in the log.
fn the_log_is_discreet(secret: &str) {
    let log = log::kept();
    assert!(log.contains("frontdesk"), "there is a log");
    for private in ["my lantern", "talk to someone", "ada@example.org", "Grove", "LL-20418", "900123", OWNER, secret] {
        let line = log.lines().find(|line| line.contains(private));
        assert!(line.is_none(), "{private:?} is in the log: {line:?}");
    }
}

stories! {
    async fn a_refund_and_then_a_person_make_one_lead_and_one_thread(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        assert_eq!(ada.say("I want a refund for my lantern").await["type"], "ack");
        assert!(ada.words().await.contains("look at your refund"));
        let form = ada.form().await;
        assert_eq!(form["tag"], "refund_request");
        let sent = ada.submit(&form, &json!({"order_number": "LL-20418", "email": "Ada@example.org", "name": "Ada Grove"})).await;
        assert_eq!(sent["type"], "ack", "{sent}");
        let receipt = ada.receipt().await;
        assert_eq!(receipt["title"], "Details sent");
        assert_eq!(receipt["rows"][0]["value"], "LL-20418");
        assert!(ada.words().await.starts_with("Thank you, Ada."));

        ada.say("I'd like to talk to someone").await;
        assert!(ada.words().await.starts_with("Of course."));
        let second = ada.form().await;
        assert_eq!(second["tag"], "agent_request");
        assert_eq!(second["values"], json!({"name": "Ada Grove", "email": "ada@example.org"}));
        let values = json!({"name": "Ada Grove", "email": "ada@example.org", "phone": "07700 900123", "consent": true});
        assert_eq!(ada.submit(&second, &values).await["type"], "ack");
        ada.receipt().await;
        assert!(ada.words().await.contains("added this"));

        let mails = house.mails_are(2).await;
        house.rest().await;
        let leads = house.leads(&bot).await;
        let [whole] = leads.as_slice() else { panic!("one lead: {leads:#?}") };
        let tags: Vec<&str> = whole.submissions.iter().map(|submission| submission.tag.as_str()).collect();
        assert_eq!(tags, ["refund_request", "agent_request"]);
        assert_eq!((whole.lead.submissions, whole.lead.tag.as_str(), whole.lead.is_new), (2, "agent_request", true));
        assert_eq!(whole.line.name.as_deref(), Some("Ada Grove"));
        assert_eq!(whole.line.phone.as_deref(), Some(PHONE));

        let transcript = house.transcript(ada.conversation.as_ref().unwrap()).await;
        let seqs: Vec<i64> = transcript.iter().map(|message| message.seq).collect();
        assert_eq!(seqs, (1..=i64::try_from(transcript.len()).unwrap()).collect::<Vec<_>>());
        assert_eq!(ada.log.len(), transcript.len());

        assert_eq!((mails.len(), mails[0].to.as_slice()), (2, [OWNER.to_owned()].as_slice()));
        assert_eq!(mails[0].subject, "New lead: Ada Grove, Refund request");
        assert!(mails[0].message_id.ends_with("@desk.example"));
        assert_eq!((mails[0].in_reply_to.as_ref(), mails[0].references.len()), (None, 0));
        assert_eq!(mails[1].in_reply_to.as_ref(), Some(&mails[0].message_id));
        assert_eq!(mails[1].references, [mails[0].message_id.clone()]);
        assert!(mails[1].subject.ends_with(&mails[0].subject), "{}", mails[1].subject);
        let reply_to = mails[0].reply_to.clone().unwrap();
        assert_eq!((reply_to.0.as_str(), reply_to.1.to_lowercase().as_str()), ("Ada Grove", "ada@example.org"));
        assert!(mails[0].text.contains("LL-20418") && mails[0].html.contains("LL-20418"));
        the_log_is_discreet(&ada.secret);
    }

    async fn the_same_by_text_message_field_by_field(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        let mut heard = 0;
        let script = vec![
            ("I want a refund for my lantern", vec!["refund", "order number?"]),
            ("LL-20418", vec!["email?"]),
            ("not an address", vec!["email"]),
            ("ada@example.org", vec!["Reason"]),
            ("skip", vec!["name?"]),
            ("Ada Grove", vec!["Thank you, Ada."]),
            // Name, e-mail and number are known by now, and not asked again.
            ("I'd like to talk to someone", vec!["Of course.", "YES or NO"]),
            ("yes", vec!["added this"]),
        ];
        for (said, expected) in script {
            assert_eq!(house.sms(PHONE, said).await, 200);
            let texts = house.texts_are(PHONE, heard + expected.len()).await;
            for (text, part) in texts[heard..].iter().zip(&expected) {
                assert!(text.contains(part), "after {said:?} expected {part:?}, not {text:?}");
            }
            heard += expected.len();
        }
        let mails = house.mails_are(2).await;
        house.rest().await;
        assert_eq!(house.twilio.sent().len(), heard, "nothing is said twice");
        assert!(house.twilio.sent().iter().all(|sms| sms.from == DESK_NUMBER));
        let leads = house.leads(&bot).await;
        let [whole] = leads.as_slice() else { panic!("one lead: {leads:#?}") };
        let tags: Vec<&str> = whole.submissions.iter().map(|submission| submission.tag.as_str()).collect();
        assert_eq!(tags, ["refund_request", "agent_request"]);
        assert_eq!(whole.lead.order_number.as_deref(), Some("LL-20418"));
        assert_eq!(whole.lead.last_channel.as_str(), "sms");
        assert_eq!(mails[1].in_reply_to.as_ref(), Some(&mails[0].message_id));
        the_log_is_discreet(crate::support::twilio::TOKEN);
    }
}
