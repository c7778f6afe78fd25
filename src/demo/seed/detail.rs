//! What would have been found about a demo lead: its score with reasons, its signals, what was discussed.

use crate::bot::Bot;
use crate::conversation::discussed::{self, Shown};
use crate::conversation::message::{self, Message};
use crate::conversation::{Body, Conversation};
use crate::db::Tx;
use crate::demo::content::{DemoLead, DemoProduct};
use crate::error::Result;
use crate::event::Author;
use crate::lead::Lead;
use crate::lead::detail::{Reason, Signal, SignalKind};
use crate::lead::score::{self, Scored};

/// The pictures of the products, files of the dashboard's.
const PICTURES: [(&str, &str); 7] = [
    ("LL-STORM-BR", "lantern.svg"),
    ("LL-PLANT-24", "planter.svg"),
    ("LL-CAN-15", "watering-can.svg"),
    ("LL-THROW", "throw.svg"),
    ("PH-QUARRY-3", "quarry-view.svg"),
    ("PH-ASHGROVE-14", "ashgrove-road.svg"),
    ("PH-ORCHARD", "orchard-cottage.svg"),
];

/// Writes all of it.
pub(super) async fn put(
    tx: &mut Tx,
    bot: &Bot,
    told: &DemoLead,
    lead: &Lead,
    talk: &Conversation,
    products: &[DemoProduct],
) -> Result<()> {
    let said = message::between(tx, &talk.id, 0, i64::MAX).await?;
    let scored = Scored { score: told.score, reasons: reasons(told, talk, &said), signals: signals(told, talk, &said) };
    score::set(tx, bot, lead, &scored).await?;
    discussed::note(tx, &talk.id, &shown(told, products)).await
}

/// The message with these words in it: the first of the visitor's.
fn place(said: &[Message], words: &str) -> Option<i64> {
    let has = |message: &&Message| {
        message.author == Author::Visitor && matches!(&message.body, Body::Text { text, .. } if text.contains(words))
    };
    said.iter().find(has).map(|message| message.seq)
}

fn signals(told: &DemoLead, talk: &Conversation, said: &[Message]) -> Vec<Signal> {
    let one = |(kind, found): (&String, &crate::demo::content::DemoSignal)| {
        Some(Signal {
            kind: SignalKind::parse(kind)?,
            value: found.value.clone(),
            conversation: Some(talk.id.clone()),
            seq: place(said, &found.said),
            evidence: found.said.clone(),
        })
    };
    told.signals.iter().filter_map(one).collect()
}

/// The reasons that the content tells, else what can be read from the lead itself; what is left is the wish.
fn reasons(told: &DemoLead, talk: &Conversation, said: &[Message]) -> Vec<Reason> {
    let reason = |name: &str, evidence: &str, points: i64, seq: Option<i64>| Reason {
        name: name.to_owned(),
        evidence: evidence.to_owned(),
        points,
        conversation: seq.map(|_| talk.id.clone()),
        seq,
    };
    if !told.reasons.is_empty() {
        let seq = |words: &Option<String>| words.as_deref().and_then(|words| place(said, words));
        let own = told.reasons.iter();
        return own.map(|one| reason(&one.name, &one.evidence, one.points, seq(&one.said))).collect();
    }
    let mut found = vec![match (&told.email, &told.phone) {
        (Some(_), Some(_)) => reason("Contact", "email and phone", 10, None),
        (Some(_), None) => reason("Contact", "email", 6, None),
        _ => reason("Contact", "phone", 5, None),
    }];
    if let Some(number) = &told.order_number {
        found.push(reason("Order", number, 8, place(said, number)));
    }
    match told.follow_ups.len() {
        0 => {}
        1 => found.push(reason("Came back", "1 follow-up", 5, None)),
        many => found.push(reason("Came back", &format!("{many} follow-ups"), 9, None)),
    }
    let rest = i64::from(told.score) - found.iter().map(|one| one.points).sum::<i64>();
    let first = said.iter().find(|message| message.author == Author::Visitor).map(|message| message.seq);
    if rest != 0 {
        let words = if rest > 0 { ("Wish", "said what they want") } else { ("No details", "said little") };
        found.push(reason(words.0, words.1, rest, first));
    }
    found.sort_by_key(|one| -one.points);
    found
}

/// What the content names, else every product whose page they were on or whose name was spoken.
fn shown(told: &DemoLead, products: &[DemoProduct]) -> Vec<Shown> {
    if !told.discussed.is_empty() {
        let named = told.discussed.iter();
        return named
            .filter_map(|one| Some(card(products.iter().find(|product| product.sku == one.sku)?, &one.note)))
            .collect();
    }
    let speaks = |author: &str, name: &str| {
        told.turns.iter().any(|turn| turn.author == author && turn.text.to_lowercase().contains(name))
    };
    let how = |product: &DemoProduct| {
        let name = product.title.split(", ").next().unwrap_or_default().to_lowercase();
        match () {
            () if speaks("visitor", &name) => Some("Asked about"),
            () if speaks("bot", &name) => Some("Suggested"),
            () if told.page.as_ref() == Some(&product.page) => Some("Looked at"),
            () => None,
        }
    };
    products.iter().filter_map(|product| Some(card(product, how(product)?))).take(4).collect()
}

fn card(product: &DemoProduct, note: &str) -> Shown {
    let (pounds, pence) = (product.price_pence / 100, product.price_pence % 100);
    let whole = if pounds >= 1_000 { format!("{},{:03}", pounds / 1_000, pounds % 1_000) } else { pounds.to_string() };
    Shown {
        title: product.title.clone(),
        price: if pounds >= 1_000 { format!("£{whole}") } else { format!("£{whole}.{pence:02}") },
        note: note.to_owned(),
        image: PICTURES.iter().find(|(sku, _)| *sku == product.sku).map(|(_, file)| format!("asset:{file}")),
        url: None,
    }
}
