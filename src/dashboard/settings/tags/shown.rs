//! Tags and messages as the page shows them: every word decided.

use crate::assistant::{Form, Model};
use crate::bot::Bot;
use crate::dashboard::view::part::badge::{Hue, Tag as Chip};
use crate::dashboard::view::pipeline::Choice;
use crate::dashboard::view::tags::{Change, Guess, Heard, Preview, Row, Tried};
use crate::dashboard::{badge, words};
use crate::tag::understood;
use crate::tag::{Kind, Tag};
use crate::time::Timestamp;

/// What the built-in tags are for.
const ABOUT: [(&str, &str); 9] = [
    ("agent_request", "Visitor asks for a person, or to be contacted"),
    ("order_question", "Order status, delivery or address change"),
    ("coupon_request", "Discount or voucher asked for"),
    ("refund_request", "Refund, return or exchange of something bought"),
    ("cancellation", "Order, booking or account to be cancelled"),
    ("quote_request", "Price or estimate asked for"),
    ("appointment_request", "Visit, viewing or appointment asked for"),
    ("order_resolved", "Order question answered without a person"),
    ("coupon_created", "Coupon issued by the assistant"),
];

/// A label's chip; what asks for nothing has a grey one.
fn chip(tags: &[Tag], label: &str) -> Chip {
    let plain = |name: &str| Chip { name: name.to_owned(), hue: Hue::Grey, icon: "tag".to_owned() };
    match label {
        "none" => plain("Nothing asked for"),
        "spam" => plain("Spam"),
        key => badge::tag(tags, key).unwrap_or_else(|| plain("Nothing asked for")),
    }
}

/// A tag in the list.
pub fn row(tag: &Tag, bot: &Bot, edit_href: String) -> Row {
    let about = ABOUT.iter().find(|(key, _)| *key == tag.key).map(|(_, about)| (*about).to_owned());
    let quoted = |phrase: &String| format!("“{}”", words::one_line(phrase, 50));
    let examples: Vec<String> = tag.examples.0.iter().take(2).map(quoted).collect();
    let recipients = if tag.recipients.0.is_empty() { &bot.settings().recipients } else { &tag.recipients.0 };
    Row {
        chip: Chip { name: tag.label.clone(), hue: Hue::from_key(&tag.hue), icon: tag.icon.clone() },
        starts: about.unwrap_or_else(|| match (tag.kind, examples.is_empty()) {
            (Kind::Outcome, _) => "Set by the outcome".to_owned(),
            (Kind::Request, true) => "Never: it has no phrases yet".to_owned(),
            (Kind::Request, false) => examples.join(", "),
        }),
        emails: if recipients.is_empty() { "Nobody".to_owned() } else { recipients.join(", ") },
        is_on: tag.active,
        edit_href,
        name: tag.label.clone(),
    }
}

/// Everything a message may be said to be, with its name.
pub fn labels(tags: &[Tag]) -> Vec<(String, String)> {
    let asked = tags.iter().filter(|tag| tag.kind == Kind::Request && tag.active);
    let nothing = [("none", "Nothing asked for"), ("spam", "Spam")];
    nothing
        .into_iter()
        .map(|(key, name)| (key.to_owned(), name.to_owned()))
        .chain(asked.map(|tag| (tag.key.clone(), tag.label.clone())))
        .collect()
}

/// A message as it was understood.
pub fn heard(one: understood::Heard, tags: &[Tag], now: Timestamp, zone: &str) -> Heard {
    let is = one.corrected.as_deref().unwrap_or(&one.label);
    let choices = labels(tags).into_iter().map(|(key, name)| Choice { is_chosen: key == is, key, name }).collect();
    Heard {
        id: format!("{}.{}", one.conversation, one.seq),
        text: words::one_line(&one.text, 200),
        when: words::day(one.at, now, zone),
        chip: chip(tags, is),
        percent: (one.confidence + 5) / 10,
        outcome: match one.form.as_str() {
            "open" => "sure: its form opens",
            "chip" => "half sure: offered",
            _ => "no form",
        },
        choices,
        is_corrected: one.corrected.is_some(),
    }
}

/// A message tried out.
pub fn tried(text: &str, model: &Model, tags: &[Tag]) -> Tried {
    let found = model.recognise(text);
    let name = chip(tags, found.label()).name;
    let guess = |(label, share): (String, f32)| Guess { chip: chip(tags, &label), percent: percent(share) };
    Tried {
        text: text.to_owned(),
        outcome: match found.form {
            Form::Open => format!("{name}: its form opens."),
            Form::Chip => format!("{name}, but not surely: the assistant offers it in one reply."),
            Form::None if found.label() == "spam" => "Spam: no form ever opens.".to_owned(),
            Form::None => "No form: the assistant answers as well as it can.".to_owned(),
        },
        guesses: model.weigh(text).into_iter().take(3).map(guess).collect(),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between nought and a hundred")]
fn percent(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// The most changes that are listed; the sentence counts them all.
const LISTED: usize = 20;

/// Which messages would be taken for something else, by a model and its tags before and after. Their words are shown to
/// who may read them alone.
pub fn preview(
    heard: &[understood::Heard],
    before: (&Model, &[Tag]),
    after: (&Model, &[Tag]),
    may_read: bool,
) -> Preview {
    let changes: Vec<Change> = heard
        .iter()
        .filter_map(|one| {
            let (was, becomes) = (before.0.recognise(&one.text), after.0.recognise(&one.text));
            let is_other = was.label() != becomes.label() || was.form != becomes.form;
            is_other.then(|| Change {
                text: words::one_line(&one.text, 120),
                before: chip(before.1, was.label()),
                after: chip(after.1, becomes.label()),
            })
        })
        .collect();
    let count = |n: usize| words::count(i64::try_from(n).unwrap_or(i64::MAX), "message");
    let all = count(heard.len());
    let sentence = match (heard.len(), changes.len()) {
        (0, _) => "No visitor has written yet, so there is nothing to compare. Nothing is saved yet.".to_owned(),
        (_, 0) => format!("Of the last {all}, none would be taken for something else. Nothing is saved yet."),
        (_, some) => format!("Of the last {all}, {some} would be taken for something else. Nothing is saved yet."),
    };
    let lines = if may_read { changes.into_iter().take(LISTED).collect() } else { Vec::new() };
    Preview { sentence, lines }
}
