//! Forms: every kind of field, what is refused and why, what is filled in for whom, and how each form fared.

use frontdesk::bot::Bot;
use frontdesk::form::definition::Definition;
use frontdesk::form::field::{Choice, Field, Kind};
use frontdesk::form::{self, Fared};
use serde_json::{Value, json};

use crate::support::house::House;
use crate::support::stories;

const KINDS: [(&str, Kind); 14] = [
    ("name", Kind::Name),
    ("email", Kind::Email),
    ("phone", Kind::Phone),
    ("company", Kind::Company),
    ("website", Kind::Website),
    ("order", Kind::OrderNumber),
    ("text", Kind::Text),
    ("long", Kind::LongText),
    ("size", Kind::Dropdown),
    ("gift", Kind::Checkbox),
    ("rooms", Kind::MultiSelect),
    ("count", Kind::Number),
    ("date", Kind::Date),
    ("consent", Kind::Consent),
];

async fn ask_everything(house: &House, bot: &Bot) {
    let fields = KINDS.map(|(key, kind)| {
        let mut field = Field::new(key, kind, key);
        if matches!(kind, Kind::Dropdown | Kind::MultiSelect) {
            field.options =
                ["s", "m", "l"].map(|value| Choice { value: value.into(), label: value.to_uppercase() }).into();
        }
        (field.min, field.max) = if kind == Kind::Number { (Some(1.0), Some(9.0)) } else { (None, None) };
        field
    });
    let mut tx = house.app.tx().await.unwrap();
    let definition = Definition { fields: fields.into(), ..Definition::preset(None, "Loam & Lantern") };
    form::put(&mut tx, &bot.id, None, &definition).await.unwrap();
    tx.commit().await.unwrap();
}

fn everything() -> Value {
    json!({
        "name": "Ada Grove", "email": "ada@example.org", "phone": "07700 900123", "company": "=HYPERLINK(\"http://x\")",
        "website": "loam.example", "order": "LL-20418", "text": "<b onclick=x>bold</b>", "long": "one\ntwo", "size": "m",
        "gift": true, "rooms": ["l", "s"], "count": "3", "date": "2026-12-24", "consent": true, "not_asked": "ignored",
    })
}

async fn fared(house: &House, bot: &Bot, tag: &str) -> Fared {
    let mut conn = house.app.db.read().await.unwrap();
    let form = form::for_tag(&mut conn, &bot.id, Some(tag)).await.unwrap();
    form::fared(&mut conn, &form.id).await.unwrap()
}

fn order(name: &str) -> Value {
    json!({"order_number": "LL-1", "email": "ada@example.org", "name": name})
}

stories! {
    async fn every_kind_of_field_is_taken_and_told_as_text(house) {
        let bot = house.bot(|_| {}).await;
        ask_everything(house, &bot).await;
        let mut ada = house.visitor(&bot).await;
        let form = ada.request_form(None).await;
        assert_eq!(form["fields"].as_array().unwrap().len(), KINDS.len());
        assert_eq!(ada.submit(&form, &everything()).await["type"], "ack");
        let receipt = ada.receipt().await;
        let rows: Vec<(&str, &str)> = receipt["rows"].as_array().unwrap().iter()
            .map(|row| (row["key"].as_str().unwrap(), row["value"].as_str().unwrap())).collect();
        for expected in [("phone", "+44 7700 900123"), ("size", "M"), ("rooms", "S, L"), ("gift", "Yes"), ("count", "3"),
            ("text", "<b onclick=x>bold</b>"), ("company", "=HYPERLINK(\"http://x\")"), ("long", "one\ntwo")] {
            assert!(rows.contains(&expected), "{expected:?} in {rows:?}");
        }
        assert!(!rows.iter().any(|(key, _)| *key == "not_asked"));
        let mails = house.mails_are(1).await;
        assert!(!mails[0].html.contains("<b onclick"), "markup is text in a mail");
        assert!(mails[0].html.contains("&lt;b onclick") || mails[0].html.contains("&#60;b onclick"));
        assert_eq!(house.leads(&bot).await[0].line.phone.as_deref(), Some("+447700900123"));
    }

    async fn what_cannot_be_taken_is_told_field_by_field_and_nothing_is_stored(house) {
        let bot = house.bot(|_| {}).await;
        ask_everything(house, &bot).await;
        let mut ada = house.visitor(&bot).await;
        let form = ada.request_form(None).await;
        for (key, value, code) in [
            ("name", json!("Ada\r\nBcc: all@example.org"), "not_plain"),
            ("name", json!(["Ada"]), "wrong_kind"),
            ("name", json!(" "), "required"),
            ("name", json!("x".repeat(201)), "too_long"),
            ("email", json!("ada@example.org\nBcc: all@example.org"), "not_plain"),
            ("email", json!("ada at example"), "email"),
            ("phone", json!("12"), "phone"),
            ("phone", json!({"number": 1}), "wrong_kind"),
            ("website", json!("javascript:alert(1)"), "website"),
            ("long", json!("x".repeat(4_001)), "too_long"),
            ("size", json!("xxl"), "not_an_option"),
            ("rooms", json!(["s", "cellar"]), "not_an_option"),
            ("rooms", json!("s"), "wrong_kind"),
            ("count", json!("ten"), "number"),
            ("count", json!(10), "too_large"),
            ("date", json!("24/12/26"), "date"),
            ("gift", json!("yes"), "wrong_kind"),
            ("consent", json!(false), "required"),
        ] {
            let mut values = everything();
            values[key] = value.clone();
            let error = ada.submit(&form, &values).await;
            let told: Vec<&Value> = error["fields"].as_array().unwrap().iter().map(|field| &field["code"]).collect();
            assert_eq!((&error["code"], told), (&json!("invalid"), vec![&json!(code)]), "{key} = {value}");
            assert_eq!(error["fields"][0]["field"], key);
        }
        let all_wrong = ada.submit(&form, &json!({})).await;
        assert_eq!(all_wrong["fields"].as_array().unwrap().len(), KINDS.len(), "all at once: {all_wrong}");
        assert!(house.leads(&bot).await.is_empty());
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM form_session WHERE state = 'open'").await, 1);
    }

    async fn a_form_is_filled_in_from_the_same_visitor_alone(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let form = ada.request_form(Some("order_question")).await;
        assert_eq!(form["values"], json!({}));
        ada.submit(&form, &order("Ada Grove")).await;
        let next = ada.request_form(Some("agent_request")).await;
        assert_eq!(next["values"], json!({"name": "Ada Grove", "email": "ada@example.org"}), "and no box is ticked");
        let mut eve = house.visitor(&bot).await;
        let hers = eve.request_form(Some("cancellation")).await;
        eve.submit(&hers, &json!({"order_number": "LL-2", "email": "ada@example.org", "name": "Eve"})).await;
        eve.words().await;
        let next = eve.request_form(Some("agent_request")).await;
        assert_eq!(next["values"], json!({"name": "Eve", "email": "ada@example.org"}), "what she said, not what he did");
    }

    async fn who_declines_is_not_asked_again_unless_they_ask(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("I want a refund for my lantern").await;
        let form = ada.form().await;
        assert_eq!(ada.decline(&form).await["type"], "ack");
        ada.find("the lead-in", |f| f["message"]["body"]["text"].as_str().is_some_and(|t| t.starts_with("I am sorry"))).await;
        assert_eq!(ada.words().await, "No problem. You can leave your details any time.");
        ada.say("I said I want a refund for my lantern").await;
        assert_eq!(ada.told().await["kind"], "text", "an answer, and no form");
        house.rest().await;
        ada.say("What are the candles made of?").await;
        ada.words().await;
        assert!(!ada.unheard().any(|frame| frame["message"]["body"]["kind"] == "form"));
        let again = ada.request_form(Some("refund_request")).await;
        assert_ne!(again["form"], form["form"]);
        assert_eq!(ada.submit(&again, &order("Ada")).await["type"], "ack");
        assert_eq!(ada.decline(&again).await["code"], "closed", "what was sent cannot be put aside");
    }

    async fn views_submissions_and_where_people_stopped_are_counted(house) {
        let bot = house.bot(|_| {}).await;
        for turn in 0..4 {
            let mut visitor = house.visitor(&bot).await;
            let form = visitor.request_form(Some("order_question")).await;
            match turn {
                0 => drop(visitor.submit(&form, &order("Ada")).await),
                1 => drop(visitor.decline(&form).await),
                2 => {
                    visitor.send(&json!({"type": "form.progress", "form": form["form"], "field": "email", "values": {"email": "half@example.org", "name": 7}})).await;
                    visitor.send(&json!({"type": "form.progress", "ref": "x", "form": form["form"], "field": "shoe_size"})).await;
                    assert_eq!(visitor.hear("error").await["code"], "not_found");
                    // The same form, drawn again, holds what was written.
                    let again = visitor.request_form(Some("order_question")).await;
                    assert_eq!((&again["form"], &again["values"]), (&form["form"], &json!({"email": "half@example.org"})));
                }
                _ => {}
            }
            house.rest().await;
        }
        let expected = Fared {
            views: 4,
            submissions: 1,
            declined: 1,
            stopped_after: vec![(String::new(), 1), ("email".to_owned(), 1)],
        };
        let mut found = fared(house, &bot, "order_question").await;
        found.stopped_after.sort();
        assert_eq!(found, expected);
    }

    async fn without_consent_nothing_half_written_is_kept(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let form = ada.request_form(Some("agent_request")).await;
        for (consent, kept) in [(json!(false), json!({})), (json!(true), json!({"name": "Ada", "consent": true}))] {
            let values = json!({"name": "Ada", "consent": consent});
            ada.send(&json!({"type": "form.progress", "form": form["form"], "field": "name", "values": values})).await;
            assert_eq!(ada.request_form(Some("agent_request")).await["values"], kept);
        }
    }

    async fn a_form_sent_again_changes_the_submission_and_makes_no_follow_up(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let form = ada.request_form(Some("order_question")).await;
        ada.submit(&form, &order("Ada")).await;
        let first = ada.receipt().await;
        ada.words().await;
        let mut values = order("Ada Grove");
        values["order_number"] = json!("LL-77");
        assert_eq!(ada.submit(&form, &values).await["type"], "ack");
        let second = ada.receipt().await;
        assert_eq!((&second["edited"], &second["submission"]), (&json!(true), &first["submission"]));
        house.rest().await;
        let leads = house.leads(&bot).await;
        assert_eq!((leads.len(), leads[0].lead.submissions, leads[0].submissions.len()), (1, 1, 1));
        assert_eq!((leads[0].lead.order_number.as_deref(), leads[0].line.name.as_deref()), (Some("LL-77"), Some("Ada Grove")));
        assert!(leads[0].submissions[0].edited_at.is_some());
        assert_eq!(house.mails().len(), 1);
    }

    async fn a_form_sent_twice_at_once_is_one_submission(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let mut tab = ada.another_tab().await;
        let form = ada.request_form(Some("order_question")).await;
        let values = order("Ada");
        let (one, other) = tokio::join!(ada.submit_as("same", &form, &values), tab.submit_as("same", &form, &values));
        assert_eq!((&one["type"], &one["seq"]), (&json!("ack"), &other["seq"]));
        let form = ada.request_form(Some("cancellation")).await;
        let (one, other) = tokio::join!(ada.submit_as("a", &form, &values), tab.submit_as("b", &form, &values));
        assert_eq!((&one["type"], &other["type"]), (&json!("ack"), &json!("ack")));
        house.rest().await;
        let leads = house.leads(&bot).await;
        assert_eq!((leads.len(), leads[0].submissions.len()), (1, 2));
        assert_eq!(house.mails().len(), 2);
    }
}
