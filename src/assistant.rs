//! The assistant's understanding: what does this message mean.
//!
//! Pure: text and a model in, an `Understanding` out. It reads no clock and no database, decides nothing (that is
//! `trigger`), and treats the visitor's words as data, never as an instruction.

pub mod answer;
pub mod evidence;
pub mod extract;
pub mod intent;
pub mod language;
pub mod offer;
pub mod question;
pub mod remark;
pub mod signal;
pub mod summary;
pub mod turn;

pub use extract::{Contacts, Setting};
pub use intent::{Form, Intent, Model, TagExamples};
pub use remark::Remark;

/// The longest part of a message that is analysed, in characters; what follows is stored but not understood.
pub const ANALYSED_CHARS: usize = 4_000;

/// What one message of a visitor means.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Understanding {
    /// What the visitor wants; `None` for questions, greetings and everything else that needs no form.
    pub intent: Option<Intent>,
    /// How sure the assistant is of the intent, 0 to 1; where there is none, how sure it is of that.
    pub confidence: f32,
    /// Whether it is sure enough of the intent to open a form, or to offer one.
    pub form: Form,
    /// Details the visitor gave about themselves in this message. Claimed, not verified.
    pub contacts: Contacts,
    /// The language the message is written in (ISO 639-1), when it can be told.
    pub language: Option<String>,
    /// The visitor asked in so many words to leave their details.
    pub explicit_details: bool,
    /// The message is one of the assistant's own quick replies, tapped rather than written.
    pub chip: bool,
    /// What kind of thing was said, where it asks for nothing.
    pub remark: Remark,
}

impl Understanding {
    /// Whether it is surely spam: what may be, may also be somebody who writes in a hurry.
    #[must_use]
    pub fn is_surely_spam(&self) -> bool {
        self.intent == Some(Intent::Spam) && self.confidence >= 0.6
    }

    /// How sure the assistant is, in thousandths, as it is kept.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "between nought and a thousand")]
    pub fn confidence_in_thousandths(&self) -> i64 {
        (self.confidence.clamp(0.0, 1.0) * 1000.0).round() as i64
    }
}

/// Understands one message of a visitor, not knowing where it was said.
pub fn understand(text: &str, model: &Model) -> Understanding {
    understand_in(text, model, &Setting::default())
}

/// Understands one message of a visitor, in time linear in what is analysed of it. Where it was said gives sense to short
/// answers: a name behind "what's your name?", a phone number as it is dialled in the site's country.
pub fn understand_in(text: &str, model: &Model, setting: &Setting<'_>) -> Understanding {
    let text = crate::text::head(text, ANALYSED_CHARS);
    let (found, explicit_details) = model.hear(text);
    let contacts = extract::contacts_in(text, setting);
    Understanding {
        remark: remark::remark(text, &contacts),
        intent: found.intent,
        confidence: found.confidence,
        form: found.form,
        contacts,
        language: language::detect(text).map(str::to_owned),
        explicit_details,
        chip: answer::is_quick_reply(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_answer_is_understood_by_what_was_asked_and_where() {
        let model = Model::builtin();
        let asked = Setting { region: "ES", prompt: Some("Claro. ¿Cómo se llama usted?"), own: &[] };
        let name = |text: &str, setting: &Setting<'_>| understand_in(text, &model, setting).contacts.name;
        assert_eq!(name("Maravillas", &asked).as_deref(), Some("Maravillas"));
        assert_eq!(name("Maravillas", &Setting::default()), None);
        let phone =
            |region| understand_in("611 22 33 44", &model, &Setting { region, ..Setting::default() }).contacts.phone;
        assert_eq!(phone("ES").map(String::from).as_deref(), Some("+34611223344"));
        assert_eq!(phone(""), None);
    }

    #[test]
    fn a_wish_is_heard_beside_a_way_to_be_reached() {
        for text in [
            "could I look round the house on Friday? 07700 900998",
            "any chance of a viewing this weekend, 07700 900997",
            "¿Podría visitar la casa el viernes? 655 12 39 98",
            "Könnte ich das Haus am Freitag besichtigen? 0171 3920098",
            "est-ce que je peux visiter la maison vendredi ? 06 39 98 00 98",
            "potrei visitare la casa venerdì? 347 1239998",
            "posso visitar a casa na sexta? 936 123 998",
        ] {
            let found = understand(text, &Model::builtin());
            assert_eq!(found.intent, Some(Intent::AppointmentRequest), "{text}: {}", found.confidence);
            assert_eq!(found.form, Form::Open, "{text}: {}", found.confidence);
        }
    }
}
