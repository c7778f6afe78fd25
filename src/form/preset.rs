//! The forms that a new bot begins with, one for each built-in tag that has a form of its own.
//!
//! They are only where an owner starts from: once stored, the bot's own definition counts.

use super::definition::Definition;
use super::field::{Field, Kind};

/// The key of the consent that the presets ask for.
pub const CONSENT: &str = "consent";

impl Definition {
    /// The form for a built-in tag's key; the default form for none, or for a tag with no form of its own.
    #[must_use]
    pub fn preset(tag: Option<&str>, bot: &str) -> Self {
        let (title, fields) = match tag {
            Some("agent_request") => ("Talk to someone", vec![name(), email(), phone(), consent(bot)]),
            Some("order_question") => ("Ask about an order", vec![order_number(), email(), name().optional()]),
            Some("refund_request") => ("Ask for a refund", vec![order_number(), email(), reason(), name()]),
            Some("cancellation") => ("Cancel an order", vec![order_number(), email(), name()]),
            Some("coupon_request") => ("Ask for a code", vec![email(), name().optional()]),
            _ => ("Leave your details", vec![name(), email(), phone(), consent(bot)]),
        };
        Self {
            title: title.to_owned(),
            intro: "We reply here, or by email if you leave.".to_owned(),
            fields,
            submit: "Send details".to_owned(),
            decline: "Not now".to_owned(),
            ..Self::default()
        }
    }
}

fn name() -> Field {
    Field::new("name", Kind::Name, "Name")
}

fn email() -> Field {
    Field::new("email", Kind::Email, "Email")
}

fn phone() -> Field {
    Field { placeholder: Some("For a call back".to_owned()), ..Field::new("phone", Kind::Phone, "Phone").optional() }
}

fn order_number() -> Field {
    Field {
        help: Some("It is in your confirmation email.".to_owned()),
        ..Field::new("order_number", Kind::OrderNumber, "Order number")
    }
}

fn reason() -> Field {
    Field::new("reason", Kind::LongText, "Reason").optional()
}

fn consent(bot: &str) -> Field {
    Field::new(CONSENT, Kind::Consent, &format!("{bot} may contact me about this request."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_asks_what_it_needs_and_no_more() {
        let asked = |tag| {
            let form = Definition::preset(tag, "Loam & Lantern");
            form.fields
                .iter()
                .map(|field| format!("{}{}", field.key, if field.required { "" } else { "?" }))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(asked(None), "name email phone? consent");
        assert_eq!(asked(Some("agent_request")), "name email phone? consent");
        assert_eq!(asked(Some("order_question")), "order_number email name?");
        assert_eq!(asked(Some("refund_request")), "order_number email reason? name");
        assert_eq!(asked(Some("cancellation")), "order_number email name");
        assert_eq!(asked(Some("coupon_request")), "email name?");
        assert_eq!(asked(Some("of_the_owner")), asked(None));
    }

    #[test]
    fn the_designs_words_are_used() {
        let form = Definition::preset(None, "Loam & Lantern");
        assert_eq!(form.intro, "We reply here, or by email if you leave.");
        assert_eq!((form.submit.as_str(), form.decline.as_str()), ("Send details", "Not now"));
        assert_eq!(form.fields[3].label, "Loam & Lantern may contact me about this request.");
    }
}
