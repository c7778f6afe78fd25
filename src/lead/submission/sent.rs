//! What a form says, in the shapes the rest needs. Pure.

use crate::contact::Details;
use crate::contact::identity::{Key, Kind};
use crate::conversation::Body;
use crate::conversation::message::ReceiptRow;
use crate::form::answer::Answer;
use crate::form::definition::Values;
use crate::form::field::{self, Field};
use crate::form::session::Session;
use crate::id::{BotId, SubmissionId};

/// What a form says, in the shapes the rest needs.
pub(super) struct Sent {
    /// As a person reads it.
    pub rows: Vec<ReceiptRow>,
    /// Who they are.
    pub details: Details,
    /// Their e-mail address, normalised.
    pub email_key: Option<String>,
    /// The order they speak of.
    pub order_number: Option<String>,
    /// By the fields' keys.
    pub values: Values,
}

impl Sent {
    /// What these answers say.
    pub fn of(answers: &[(Field, Answer)]) -> Self {
        let mut sent = Self {
            rows: Vec::new(),
            details: Details::default(),
            email_key: None,
            order_number: None,
            values: Values::new(),
        };
        for (field, answer) in answers {
            let shown = answer.display(field);
            match (field.kind, answer) {
                (field::Kind::Name, _) => sent.details.name = Some(shown.clone()),
                (field::Kind::Email, Answer::Email(email)) => {
                    sent.email_key = Some(email.as_str().to_owned());
                    sent.details.email = Some(shown.clone());
                }
                (field::Kind::Phone, Answer::Phone(phone)) => sent.details.phone = Some(phone.as_str().to_owned()),
                (field::Kind::Company, _) => sent.details.company = Some(shown.clone()),
                (field::Kind::Website, _) => sent.details.website = Some(shown.clone()),
                (field::Kind::OrderNumber, _) => sent.order_number = Some(shown.clone()),
                _ => {}
            }
            sent.values.insert(field.key.clone(), answer.value());
            sent.rows.push(ReceiptRow { key: field.key.clone(), label: field.label.clone(), value: shown });
        }
        sent
    }

    /// What they say their name is.
    pub fn name(&self) -> Option<&str> {
        self.details.name.as_deref()
    }

    /// The e-mail and the phone it claims, normalised.
    pub fn claims(&self, bot: &BotId) -> Vec<Key> {
        let key = |kind, value| Key { bot: bot.clone(), kind, value };
        let email = self.email_key.clone().map(|email| key(Kind::Email, email));
        let phone = self.details.phone.clone().map(|phone| key(Kind::Phone, phone));
        email.into_iter().chain(phone).collect()
    }

    /// What stands in the conversation once it was sent.
    pub fn receipt(&self, session: &Session, submission: &SubmissionId, edited: bool) -> Body {
        Body::Receipt {
            form: session.id.clone(),
            submission: submission.clone(),
            tag: session.tag().map(str::to_owned),
            title: "Details sent".to_owned(),
            rows: self.rows.clone(),
            edited,
        }
    }
}
