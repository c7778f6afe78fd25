//! Makes a view ready for its templates: cleaned words, within limits, and links that lead only where
//! they should. It escapes nothing: the templates do.

use super::{Act, FollowUp, LeadMail, Line, Product, Row, Tag, Temperature, TestMail, who};
use crate::notify::clean;

/// The longest name, label or time.
const LABEL: usize = 80;
/// The longest answer or summary.
const VALUE: usize = 600;
/// The longest message; the whole one is on the lead's page.
const MESSAGE: usize = 1_000;
/// The most rows or products in one list.
const ROWS: usize = 30;
/// The most messages. Gmail shows no more than 102 kB of a mail.
const MESSAGES: usize = 12;

impl LeadMail {
    pub(super) fn tidied(&self) -> Self {
        let label = |words: &String| clean::line(words, LABEL);
        let rows = |rows: &[Row]| rows.iter().take(ROWS).map(Row::tidied).collect::<Vec<_>>();
        let latest = &self.transcript[self.transcript.len().saturating_sub(MESSAGES)..];
        Self {
            bot_name: label(&self.bot_name),
            team: label(&self.team),
            initial: clean::line(&self.initial, 2),
            accent: self.accent.sound(),
            who: clean::line(who(Some(&label(&self.who)), None, None), LABEL),
            tag: Tag { label: label(&self.tag.label), hue: self.tag.hue },
            wants: label(&self.wants),
            temperature: self.temperature.as_ref().map(|t| Temperature { label: label(&t.label), ..t.clone() }),
            summary: self.summary.as_deref().map(|words| clean::text(words, VALUE)).filter(|words| !words.is_empty()),
            open_url: web_url(&self.open_url).unwrap_or_default(),
            call: self.call.as_ref().map(|(display, number)| (label(display), tel(number))),
            reply_name: self.reply_name.as_ref().map(label).filter(|name| !name.is_empty()),
            answer_name: self.answer_name.as_ref().map(label).filter(|name| !name.is_empty()),
            acts: self
                .acts
                .iter()
                .filter_map(|act| Some(Act { label: label(&act.label), url: web_url(&act.url)? }))
                .collect(),
            contact: rows(&self.contact),
            answers: rows(&self.answers),
            origin: rows(&self.origin),
            signals_title: label(&self.signals_title),
            signals: rows(&self.signals),
            products_title: label(&self.products_title),
            products: self.products.iter().take(ROWS).map(Product::tidied).collect(),
            transcript: latest
                .iter()
                .map(|line| Line {
                    who: line.who,
                    name: label(&line.name),
                    at: label(&line.at),
                    text: clean::text(&line.text, MESSAGE),
                })
                .collect(),
            message_count: self.message_count,
            follow_up: self.follow_up.as_ref().map(|follow_up| FollowUp {
                number: follow_up.number,
                first_subject: clean::line(&follow_up.first_subject, 190),
                changed: rows(&follow_up.changed),
            }),
            sent_to: clean::line(&self.sent_to, VALUE),
            settings_url: web_url(&self.settings_url).unwrap_or_default(),
        }
    }
}

impl TestMail {
    pub(super) fn tidied(&self) -> Self {
        Self {
            bot_name: clean::line(&self.bot_name, LABEL),
            initial: clean::line(&self.initial, 2),
            accent: self.accent.sound(),
            asked_by: clean::line(&self.asked_by, LABEL),
            at: clean::line(&self.at, LABEL),
            sent_to: clean::line(&self.sent_to, VALUE),
            settings_url: web_url(&self.settings_url).unwrap_or_default(),
        }
    }
}

impl Row {
    fn tidied(&self) -> Self {
        Self { label: clean::line(&self.label, LABEL), value: clean::text(&self.value, VALUE), href: self.href.clone() }
    }
}

impl Product {
    fn tidied(&self) -> Self {
        Self {
            title: clean::line(&self.title, 2 * LABEL),
            price: clean::line(&self.price, LABEL),
            url: self.url.as_deref().and_then(web_url),
            image: self.image.as_deref().and_then(web_url),
        }
    }
}

/// A web address, or nothing: no `javascript:`, no path that means nothing in a mail.
pub(super) fn web_url(words: &str) -> Option<String> {
    let url = url::Url::parse(words).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

/// RFC 6068: what has a meaning in a mailto link is encoded, so an address can't add a `?bcc=`.
pub(super) fn mailto(address: &str) -> String {
    let mut link = String::from("mailto:");
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'@' | b'.' | b'_' | b'-' | b'~') {
            link.push(byte.into());
        } else {
            link.push('%');
            link.push_str(&hex::encode_upper([byte]));
        }
    }
    link
}

pub(super) fn tel(number: &str) -> String {
    let digits: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{digits}")
}
