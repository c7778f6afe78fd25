//! What comes of a conversation once it rests: leads without a form, scores, summaries; once, whatever happens meanwhile.

use std::time::Duration;

use frontdesk::bot::{Bot, Capture};
use frontdesk::conversation;
use frontdesk::lead::{Origin, detail};
use frontdesk::organisation::member;
use frontdesk::tag::{self, NewTag};
use serde_json::json;

use crate::support::house::{House, OWNER, PHONE};
use crate::support::stories;
use crate::support::visitor::Visitor;

const SETTLES: Duration = Duration::from_secs(31);
const RESTS: Duration = Duration::from_secs(10 * 60 + 1);

const QUOTE: &str = "Could you send me a quote for thirty engraved lanterns?";

/// Says this, and hears the answer.
async fn say(visitor: &mut Visitor, text: &str) {
    visitor.say(text).await;
    visitor.words().await;
}

/// Time passes, and what was waiting for it is done.
async fn pass(house: &House, time: Duration) {
    house.rest().await;
    house.advance(time).await;
    house.rest().await;
}

async fn switch_off(house: &House, bot: &Bot, key: &str) {
    let mut tx = house.app.tx().await.unwrap();
    let found = tag::find(&mut tx, &bot.id, key).await.unwrap().unwrap();
    let off = NewTag {
        key: found.key,
        label: found.label,
        kind: found.kind,
        hue: found.hue,
        icon: found.icon,
        examples: found.examples.0,
        recipients: found.recipients.0,
        active: false,
    };
    tag::put(&mut tx, &bot.id, &off, found.position).await.unwrap();
    tx.commit().await.unwrap();
}

stories! {
    async fn a_wish_and_a_way_to_be_reached_told_in_passing_make_one_lead_without_a_form(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut orla = house.visitor(&bot).await;
        say(&mut orla, QUOTE).await;
        pass(house, SETTLES).await;
        assert_eq!(house.leads(&bot).await.len(), 0, "there is no way to reach her yet");
        say(&mut orla, "My name is Orla Finch, orla@finch.example").await;
        house.rest().await;
        assert_eq!(house.leads(&bot).await.len(), 0, "she may go on");
        pass(house, SETTLES).await;
        let leads = house.leads(&bot).await;
        let (lead, line) = (&leads[0].lead, &leads[0].line);
        assert_eq!((leads.len(), lead.origin, lead.tag.as_str(), lead.submissions), (1, Origin::Signals, "", 1));
        assert_eq!((line.name.as_deref(), line.email.as_deref()), (Some("Orla Finch"), Some("orla@finch.example")));
        assert!(lead.score.is_some() && lead.intent.as_ref().unwrap().contains("thirty engraved lanterns"), "{lead:?}");
        assert!(lead.summary.as_ref().unwrap().starts_with("Asks for a price: “"), "{lead:?}");
        let found = detail::of(&mut house.app.db.read().await.unwrap(), &lead.id).await.unwrap();
        assert!(found.reasons.iter().all(|reason| reason.conversation.is_some() && reason.seq.is_some()), "each names its message");
        let mails = house.mails_are(1).await;
        assert!(mails[0].text.contains("Asks for a price"), "the e-mail says what she wants: {}", mails[0].text);

        // An hour later nothing more has come of it; a form she sends then joins it.
        pass(house, Duration::from_secs(3600)).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM submission").await, 1);
        let form = orla.request_form(Some("agent_request")).await;
        let values = json!({"name": "Orla Finch", "email": "orla@finch.example", "consent": true});
        assert_eq!(orla.submit(&form, &values).await["type"], "ack");
        pass(house, SETTLES).await;
        let leads = house.leads(&bot).await;
        assert_eq!((leads.len(), leads[0].lead.submissions, leads[0].lead.tag.as_str()), (1, 2, "agent_request"));
    }

    async fn thought_again_about_the_same_words_nothing_is_written(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut orla = house.visitor(&bot).await;
        say(&mut orla, QUOTE).await;
        say(&mut orla, "orla@finch.example").await;
        pass(house, SETTLES).await;
        let written = "SELECT CAST(coalesce(MAX(updated_at), 0) AS BIGINT) AS n FROM lead_detail";
        let (before, changes) = (house.number(written).await, house.number("SELECT COUNT(*) AS n FROM lead_change").await);
        let first = house.leads(&bot).await.remove(0).lead;
        say(&mut orla, "ok").await;
        pass(house, SETTLES).await;
        let second = house.leads(&bot).await.remove(0).lead;
        assert_eq!((house.number(written).await, house.number("SELECT COUNT(*) AS n FROM lead_change").await), (before, changes));
        assert_eq!((first.score, first.summary, first.updated_at), (second.score, second.summary, second.updated_at));
    }

    async fn what_is_learnt_later_fills_what_the_lead_does_not_know(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|settings| settings.capture = Capture::Everyone).await;
        let mut bo = house.visitor(&bot).await;
        say(&mut bo, "When are you open?").await;
        pass(house, SETTLES).await;
        let leads = house.leads(&bot).await;
        assert_eq!((leads.len(), leads[0].lead.origin, leads[0].line.name.as_deref()), (1, Origin::Conversation, None));
        say(&mut bo, "My name is Bo Tanaka, bo@tanaka.example").await;
        pass(house, SETTLES).await;
        let leads = house.leads(&bot).await;
        let line = &leads[0].line;
        assert_eq!((leads.len(), leads[0].lead.submissions), (1, 1));
        assert_eq!((line.name.as_deref(), line.email.as_deref()), (Some("Bo Tanaka"), Some("bo@tanaka.example")));

        // Who claims to be him fills nothing of another lead, and is not him.
        let mut eve = house.visitor(&bot).await;
        say(&mut eve, "Are the candles vegan?").await;
        pass(house, SETTLES).await;
        say(&mut eve, "My email is bo@tanaka.example").await;
        pass(house, SETTLES).await;
        let leads = house.leads(&bot).await;
        assert_eq!((leads.len(), leads[0].line.email.as_deref(), leads[0].line.name.as_deref()), (2, None, None));
    }

    async fn each_bot_has_its_own_rule_and_a_tag_that_is_off_makes_no_lead(house) {
        house.stop_the_clock().await;
        let forms = house.bot(|settings| settings.capture = Capture::Forms).await;
        let mut ann = house.visitor(&forms).await;
        say(&mut ann, QUOTE).await;
        say(&mut ann, "ann@quill.example").await;
        let signals = house.bot(|_| {}).await;
        switch_off(house, &signals, "refund_request").await;
        let mut ben = house.visitor(&signals).await;
        say(&mut ben, "I want my money back for the cracked lantern, ben@quill.example").await;
        let mut cas = house.visitor(&signals).await;
        say(&mut cas, "When are you open?").await;
        pass(house, SETTLES).await;
        pass(house, RESTS).await;
        assert_eq!((house.leads(&forms).await.len(), house.leads(&signals).await.len()), (0, 0));
    }

    async fn a_form_in_hand_is_waited_for_and_what_was_kept_of_it_is_not_lost(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut ida = house.visitor(&bot).await;
        let form = ida.request_form(Some("agent_request")).await;
        let values = json!({"name": "Ida Moss", "email": "ida@moss.example", "consent": true});
        ida.send(&json!({"type": "form.progress", "form": form["form"], "field": "email", "values": values})).await;
        let again = ida.request_form(Some("agent_request")).await;
        assert_eq!(again["values"]["name"], "Ida Moss");
        pass(house, SETTLES).await;
        assert_eq!(house.leads(&bot).await.len(), 0, "she is at it");
        pass(house, RESTS).await;
        let leads = house.leads(&bot).await;
        assert_eq!((leads.len(), leads[0].lead.origin, leads[0].lead.tag.as_str()), (1, Origin::Signals, "agent_request"));
        assert_eq!((leads[0].line.name.as_deref(), leads[0].line.email.as_deref()), (Some("Ida Moss"), Some("ida@moss.example")));
        assert!(leads[0].submissions[0].answers.0.iter().any(|row| row.value == "Begun, not sent"));
        // Sent after all, it is the same person's.
        assert_eq!(ida.submit(&again, &values).await["type"], "ack");
        pass(house, SETTLES).await;
        assert_eq!((house.leads(&bot).await.len(), house.leads(&bot).await[0].lead.submissions), (1, 2));
    }

    async fn a_text_message_is_a_way_to_be_reached(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        house.sms(PHONE, QUOTE).await;
        house.texts_are(PHONE, 1).await;
        pass(house, SETTLES).await;
        let leads = house.leads(&bot).await;
        assert_eq!((leads.len(), leads[0].lead.first_channel.as_str(), leads[0].line.phone.as_deref()), (1, "sms", Some(PHONE)));
    }

    async fn an_enquiry_begins_where_the_conversation_says(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|settings| {
            settings.capture = Capture::Everyone;
            settings.pipeline = "enquiries".into();
        })
        .await;
        let says = [
            ("quote_request", QUOTE),
            ("info_only", "When are you open?"),
            ("spam", "We offer SEO services and guaranteed backlinks to rank your website first on Google"),
            ("potential_customer", "Can I speak to a person please?"),
        ];
        for (status, text) in says {
            let mut visitor = house.visitor(&bot).await;
            visitor.say(text).await;
            pass(house, SETTLES).await;
            pass(house, RESTS).await;
            assert_eq!(house.leads(&bot).await[0].lead.status, status, "{text}");
        }
        // Who wanted to know something and then asks for a price is moved on, while nobody has looked.
        let mut dee = house.visitor(&bot).await;
        say(&mut dee, "What are the candles made of?").await;
        pass(house, SETTLES).await;
        say(&mut dee, QUOTE).await;
        pass(house, SETTLES).await;
        assert_eq!(house.leads(&bot).await[0].lead.status, "quote_request");
    }

    async fn a_stop_in_between_loses_and_doubles_nothing(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut orla = house.visitor(&bot).await;
        say(&mut orla, QUOTE).await;
        say(&mut orla, "orla@finch.example").await;
        house.rest().await;
        house.restart().await;
        pass(house, SETTLES).await;
        house.restart().await;
        pass(house, RESTS).await;
        let leads = house.leads(&bot).await;
        assert_eq!((leads.len(), leads[0].lead.submissions, leads[0].notifications.len()), (1, 1, 1));
    }

    async fn who_is_erased_meanwhile_leaves_no_word(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut orla = house.visitor(&bot).await;
        say(&mut orla, QUOTE).await;
        say(&mut orla, "orla@finch.example").await;
        pass(house, SETTLES).await;
        say(&mut orla, "Make that forty kingfisher lanterns").await;
        house.rest().await;
        let lead = house.leads(&bot).await.remove(0).lead;
        let mut tx = house.app.tx().await.unwrap();
        let mirela = member::by_email(&mut tx, OWNER).await.unwrap().unwrap();
        frontdesk::lead::erase::erase(&mut tx, &bot, &lead.id, Some(&mirela.id)).await.unwrap();
        tx.commit().await.unwrap();
        pass(house, SETTLES).await;
        pass(house, RESTS).await;
        let words = "SELECT COUNT(*) AS n FROM lead WHERE summary IS NOT NULL OR intent IS NOT NULL";
        assert_eq!((house.number("SELECT COUNT(*) AS n FROM lead").await, house.number(words).await), (1, 0));
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM lead_detail").await, 0);
    }

    async fn what_is_told_to_a_person_of_the_team_counts_too(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut orla = house.visitor(&bot).await;
        say(&mut orla, "When are you open?").await;
        let mut priya = house.agent(frontdesk::organisation::role::Role::Agent).await;
        let talk = orla.conversation.clone().unwrap();
        priya.watch(&bot.key, &talk).await;
        let id = frontdesk::id::Id::parse(&talk).unwrap();
        let mut tx = house.app.tx().await.unwrap();
        let held = conversation::by_id(&mut tx, &id).await.unwrap().unwrap();
        conversation::set_status(&mut tx, &held, conversation::Status::Agent).await.unwrap();
        tx.commit().await.unwrap();
        orla.say(QUOTE).await;
        orla.say("orla@finch.example").await;
        priya.say(&talk, "Gladly, I will send it over.").await;
        pass(house, SETTLES).await;
        assert_eq!(house.leads(&bot).await.len(), 1);
    }
}
