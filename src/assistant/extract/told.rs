//! What a visitor told of themselves over a whole conversation: each detail with the message it came from, the later in
//! the place of the earlier.

use super::{Contacts, Setting, contacts_in};
use crate::assistant::turn::{Place, Turn};
use crate::contact::email::Email;
use crate::contact::phone::Phone;
use crate::form::definition::Known;

/// A detail, and where it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    /// The detail.
    pub value: T,
    /// The message.
    pub place: Place,
}

/// The details of a visitor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Their name.
    pub name: Option<Said<String>>,
    /// Their e-mail address.
    pub email: Option<Said<Email>>,
    /// Their phone number.
    pub phone: Option<Said<Phone>>,
    /// The order they spoke of.
    pub order_number: Option<Said<String>>,
    /// The company they speak for.
    pub company: Option<Said<String>>,
}

impl Told {
    /// Whether there is a way to reach them.
    #[must_use]
    pub const fn is_reachable(&self) -> bool {
        self.email.is_some() || self.phone.is_some()
    }

    /// Takes what a later message tells.
    fn take(&mut self, place: &Place, contacts: Contacts) {
        fn put<T>(known: &mut Option<Said<T>>, told: Option<T>, place: &Place) {
            if let Some(value) = told {
                *known = Some(Said { value, place: place.clone() });
            }
        }
        put(&mut self.name, contacts.name, place);
        put(&mut self.email, contacts.email, place);
        put(&mut self.phone, contacts.phone, place);
        put(&mut self.order_number, contacts.order_number, place);
        put(&mut self.company, contacts.company, place);
    }
}

impl From<Told> for Known {
    fn from(told: Told) -> Self {
        Self {
            name: told.name.map(|said| said.value),
            email: told.email.map(|said| said.value),
            phone: told.phone.map(|said| said.value),
            company: told.company.map(|said| said.value),
            order_number: told.order_number.map(|said| said.value),
            ..Self::default()
        }
    }
}

/// What the visitor told in these messages, in their order. `own` are the owner's addresses and numbers, `region` is the
/// site's country; a bare answer is understood by what the bot said before it.
#[must_use]
pub fn told(turns: &[Turn<'_>], region: &str, own: &[String]) -> Told {
    let mut told = Told::default();
    let mut prompt = None;
    for turn in turns {
        if turn.is_visitor {
            told.take(&turn.place, contacts_in(turn.text, &Setting { region, prompt, own }));
            prompt = None;
        } else {
            prompt = Some(turn.text);
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_detail_keeps_its_message_and_the_later_one_wins() {
        let turns = [
            Turn::ours(1, "Hello! How can I help?"),
            Turn::visitor(2, "hi, I'm Odile, odile@first.example"),
            Turn::ours(3, "Thanks. What's the best number for you?"),
            Turn::visitor(4, "06 12 34 56 70"),
            Turn::visitor(5, "sorry, the mail should be odile@second.example"),
        ];
        let told = told(&turns, "FR", &[]);
        let seqs = (told.name.as_ref(), told.email.as_ref(), told.phone.as_ref());
        assert_eq!(seqs.0.map(|said| (said.value.as_str(), said.place.seq)), Some(("Odile", 2)));
        assert_eq!(seqs.1.map(|said| (said.value.as_str(), said.place.seq)), Some(("odile@second.example", 5)));
        assert_eq!(seqs.2.map(|said| (said.value.as_str(), said.place.seq)), Some(("+33612345670", 4)));
    }

    #[test]
    fn only_the_visitors_own_words_count_and_a_question_is_answered_once() {
        let turns = [
            Turn::ours(1, "You can also write to desk@shop.example or call 020 7946 0010. What's your name?"),
            Turn::visitor(2, "Ottilie"),
            Turn::visitor(3, "Tuesday"),
        ];
        let told = told(&turns, "GB", &[]);
        assert_eq!(told.name.map(|said| (said.value, said.place.seq)), Some(("Ottilie".to_owned(), 2)));
        assert_eq!((told.email, told.phone), (None, None));
    }
}
