//! Somebody who has left traces wherever a person can, and the many others beside them.

use frontdesk::bot::Bot;
use frontdesk::contact::identity::Sender;
use frontdesk::conversation::{self, Body, NewMessage, Whereabouts};
use frontdesk::form::definition::Known;
use frontdesk::form::session::{self, Cause};
use frontdesk::id::{ContactId, LeadId};
use frontdesk::lead::submission::{self, Sending};
use frontdesk::lead::{self, note};
use frontdesk::organisation::member;
use serde_json::{Value, json};

use crate::support::house::{House, OWNER};
use crate::support::log;
use crate::support::visitor::Visitor;

pub const EMAIL: &str = "Zinaida.Quillfeather@Mail.Example";

pub struct Person {
    pub bot: Bot,
    pub lead: LeadId,
    pub contact: ContactId,
    pub widget: Visitor,
    pub phone: String,
    /// As Twilio called us for it.
    pub first_text: Vec<(String, String)>,
}

impl Person {
    /// A lead by the widget, a follow-up, a conversation by text message, and a form half filled.
    pub async fn make(house: &House, bot: &Bot) -> Self {
        [EMAIL, "Quillfeather", "peregrination", "QF-7771234"].into_iter().for_each(log::keep_private);
        let phone = "+447700900321".to_owned();
        house.give_number(bot).await;
        let mut widget = Visitor::arrive(&house.socket_url(&bot.key)).await;
        widget.about = json!({"page": {"url": "https://shop.example/zinaidas-wishes", "title": "Wishes of Zinaida", "referrer": "https://search.example/?q=quillfeather"}});
        widget.open().await;
        widget.say("My peregrination ended in Fernwick, I am Zinaida Quillfeather").await;
        widget.words().await;
        let form = widget.request_form(None).await;
        let mut this = Self { bot: bot.clone(), lead: id(), contact: id(), widget, phone, first_text: Vec::new() };
        assert_eq!(this.widget.submit(&form, &Self::details()).await["type"], "ack");
        this.widget.words().await;
        let form = this.widget.request_form(Some("refund_request")).await;
        let values = json!({"order_number": "QF-7771234", "email": EMAIL, "name": "Zinaida Quillfeather", "reason": "The marmalade peregrination"});
        assert_eq!(this.widget.submit(&form, &values).await["type"], "ack");
        this.widget.words().await;
        let half = this.widget.request_form(Some("cancellation")).await;
        this.widget.send(&json!({"type": "form.progress", "form": half["form"], "field": "order_number", "values": {"order_number": "QF-7771234"}})).await;
        this.widget.say("So much for my marmalade").await;
        let text = house.sms_fields(&this.phone, "Peregrination by text, Zinaida");
        log::keep_private("Peregrination by text");
        assert_eq!(house.hook("/hooks/twilio/sms", &text).await, 200);
        this.first_text = text;
        house.rest().await;
        let found =
            house.leads(bot).await.into_iter().find(|one| one.line.name.as_deref() == Some("Zinaida Quillfeather"));
        let lead = found.expect("a lead").lead;
        (this.lead, this.contact) = (lead.id, lead.contact_id);
        this
    }

    /// What the default form asks.
    pub fn details() -> Value {
        json!({"name": "Zinaida Quillfeather", "email": EMAIL, "phone": "07700 900321", "consent": true})
    }

    /// What must not be found any more, in small letters.
    pub fn needles(&self) -> Vec<String> {
        let digits = ["447700900321", "07700900321", "07700 900321", "7700900321"];
        let words = [
            "zinaida",
            "quillfeather",
            "peregrination",
            "marmalade",
            "fernwick",
            "qf-7771234",
            "zinaidas-wishes",
            "chrysoprase",
        ];
        let mut all: Vec<String> = words.iter().chain(&digits).map(|text| (*text).to_owned()).collect();
        all.push(self.first_text.iter().find(|(key, _)| key == "MessageSid").unwrap().1.to_lowercase());
        all.push(frontdesk::id::token_hash(&self.widget.secret));
        all
    }

    /// Everything else that may hold something of hers: what colleagues and later versions write.
    pub async fn touch_everything(&mut self, house: &House) {
        let mut tx = house.app.tx().await.unwrap();
        let owner = member::by_email(&mut tx, OWNER).await.unwrap().unwrap();
        note::add(&mut tx, &self.lead, &owner.id, "Zinaida likes chrysoprase").await.unwrap();
        let lead = lead::by_id(&mut tx, &self.lead).await.unwrap().unwrap();
        lead::set_words(&mut tx, &lead, "Chrysoprase for Zinaida", "Zinaida Quillfeather wants chrysoprase.")
            .await
            .unwrap();
        lead::move_to(&mut tx, &self.bot, &self.lead, "new", "contacted", Some("Zinaida rang"), &owner.id)
            .await
            .unwrap();
        let (lead, talk) = (&self.lead, self.widget.conversation.clone().unwrap());
        let (org, bot) = (&self.bot.organisation_id, &self.bot.id);
        for text in [
            format!(
                "INSERT INTO lead_detail (lead_id, fields, signals, reasons, updated_at) VALUES ('{lead}', '[{{\"value\":\"chrysoprase\"}}]', '[]', '[\"Zinaida\"]', 1)
                 ON CONFLICT (lead_id) DO UPDATE SET fields = excluded.fields, reasons = excluded.reasons"
            ),
            format!(
                "INSERT INTO lead_change (id, lead_id, kind, was, became, reason, created_at) VALUES ('chg_1', '{lead}', 'edited', 'Zinaida', 'Quillfeather', 'chrysoprase', 1)"
            ),
            format!(
                "INSERT INTO discussed (conversation_id, place, title, price, note, created_at) VALUES ('{talk}', 1, 'Chrysoprase ring', '1', 'for Zinaida', 1)"
            ),
            format!("UPDATE conversation SET place = 'Fernwick, UK' WHERE id = '{talk}'"),
            format!("UPDATE lead SET out_reason = 'Zinaida moved to Fernwick' WHERE id = '{lead}'"),
            format!(
                "INSERT INTO task (id, organisation_id, bot_id, kind, state, done, total, detail, words, created_at, updated_at) VALUES ('task_1', '{org}', '{bot}', 'bulk', 'done', 1, 1, '{{\"q\":\"zinaida quillfeather\"}}', NULL, 1, 1)"
            ),
            format!(
                "INSERT INTO import_row (task_id, line, cells, state, words, lead_id) VALUES ('task_1', 1, '[\"Zinaida\",\"0 77 00 900321\"]', 'joined', 'Zinaida is known', '{lead}')"
            ),
            format!(
                "INSERT INTO saved_view (id, bot_id, member_id, name, query, shared, created_at) VALUES ('view_1', '{bot}', '{}', 'Hers', 'q=Zinaida+Quillfeather', FALSE, 1)",
                owner.id
            ),
            format!(
                "INSERT INTO saved_view (id, bot_id, member_id, name, query, shared, created_at) VALUES ('view_2', '{bot}', '{}', 'Hottest', 'sort=score', FALSE, 1)",
                owner.id
            ),
            format!(
                "INSERT INTO lead_merge (id, bot_id, kept_id, merged_id, moved, created_at) VALUES ('mrg_1', '{bot}', '{lead}', '{lead}', '{{\"name\":\"Zinaida\"}}', 1)"
            ),
            format!(
                "INSERT INTO job (id, lane, work, state, attempts, run_at, last_error, created_at) VALUES ('job_1', 'deliver/{talk}', '{{\"work\":\"deliver\",\"conversation\":\"{talk}\"}}', 'dead', 9, 1, 'The number +447700900321 is no phone', 1)"
            ),
            format!(
                "INSERT INTO job (id, lane, work, state, attempts, run_at, last_error, created_at) VALUES ('job_2', 'mail/{lead}', '{{\"work\":\"mail\",\"notification\":\"ntf_none\"}}', 'ready', 2, 9999999999999, 'not now, Zinaida', 1)"
            ),
        ] {
            tx.exec(sqlx::AssertSqlSafe(text), vec![]).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

/// An id that is nobody's.
fn id<T: frontdesk::id::Id>() -> T {
    frontdesk::id::Ids::System.next(frontdesk::time::Timestamp::from_millis(1))
}

/// Others, with names, addresses and numbers of no order, as people have them.
pub async fn crowd(house: &House, bot: &Bot, first: u64, many: u64) {
    for piece in (first..first + many).collect::<Vec<_>>().chunks(50) {
        let mut tx = house.app.tx().await.unwrap();
        // Nobody answers them or is told of them: only their rows matter.
        let now = tx.now;
        tx.as_history(now);
        for n in piece {
            let word = frontdesk::id::token_hash(&format!("{}{n}", bot.key));
            let visitor = Sender::visitor(&word);
            let (talk, _) = conversation::begin(&mut tx, bot, &visitor, &Whereabouts::default()).await.unwrap();
            let said = format!("I am {} and this is about {}", &word[..9], &word[10..40]);
            conversation::say(&mut tx, &talk, NewMessage::visitor(None, Body::text(said))).await.unwrap();
            let tag = Some("refund_request");
            let (form, _) =
                session::offer(&mut tx, bot, &talk, tag, Cause::Asked, &Known::default(), None).await.unwrap();
            let values = json!({"name": format!("{} {}", &word[..8], &word[8..16]), "email": format!("{}@{}.example", &word[..10], &word[20..26]),
                "order_number": format!("LL-{n}"), "consent": true});
            let sending =
                Sending { bot, to: &talk, form: &form.id, values: values.as_object().unwrap(), client_id: None };
            submission::submit(&mut tx, sending, "desk.example").await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    house.rest().await;
}
