//! The score's breakdown, the signals, and what counts as the temperature, in words.

use super::Known;
use crate::bot::ScorePreset;
use crate::dashboard::view::lead::desk::{Signal, Warmth};
use crate::dashboard::view::lead::score::{Breakdown, Reason};
use crate::dashboard::view::part::badge::Temperature as Badge;
use crate::dashboard::words;
use crate::id::ConversationId;
use crate::lead::detail::SignalKind;
use crate::lead::score::Temperature;

/// The rail with every reason; none until it is scored.
pub fn breakdown(known: &Known<'_>) -> Option<Breakdown> {
    let bands = known.bot.settings().bands;
    let points = u8::try_from(known.lead.score?.clamp(0, 100)).ok()?;
    let reason = |one: &crate::lead::detail::Reason| Reason {
        name: one.name.clone(),
        evidence: one.evidence.clone(),
        points: i32::try_from(one.points).unwrap_or(0),
        href: link(known, one.conversation.as_ref(), one.seq),
    };
    Some(Breakdown {
        points,
        temperature: badge(Temperature::of(points, &bands)),
        warm_from: bands.warm_from,
        hot_from: bands.hot_from,
        reasons: known.detail.reasons.iter().map(reason).collect(),
    })
}

/// The four tiles, for bots that look for them.
pub fn signals(known: &Known<'_>) -> Vec<Signal> {
    if known.bot.settings().score_preset != ScorePreset::UkProperty {
        return Vec::new();
    }
    let tile = |kind: &SignalKind| {
        let found = known.detail.signal(*kind);
        Signal {
            icon: match kind {
                SignalKind::Chain => "link",
                SignalKind::Mortgage => "landmark",
                SignalKind::Scheme => "key-round",
                SignalKind::Sdlt => "receipt-text",
            },
            name: kind.word(),
            value: found.map(|found| found.value.clone()),
            href: found.and_then(|found| link(known, found.conversation.as_ref(), found.seq)),
        }
    };
    SignalKind::ALL.iter().map(tile).collect()
}

/// Who says how ready to buy they are, and the ways to say otherwise.
pub fn warmth(known: &Known<'_>) -> Warmth {
    let counts = known.lead.temperature.as_deref().and_then(Temperature::parse);
    let line = match &known.told {
        Some(told) => {
            let by = told.by.as_deref().unwrap_or("somebody who has left");
            let at = words::day_and_time(told.at, known.app.clock.now(), known.seat.zone());
            format!("Set to {} by {by}, {at}. It stays until their next conversation.", badge(told.temperature).word())
        }
        None if known.lead.score.is_none() => "Not scored yet.".to_owned(),
        None => "Set by the score. Your own choice stays until the next conversation.".to_owned(),
    };
    let choices = Temperature::ALL.iter().map(|one| (badge(*one), Some(*one) == counts)).collect();
    Warmth { line, choices, is_told: known.told.is_some() }
}

fn badge(temperature: Temperature) -> Badge {
    match temperature {
        Temperature::Hot => Badge::Hot,
        Temperature::Warm => Badge::Warm,
        Temperature::Cold => Badge::Cold,
    }
}

/// To the message: on this page, or on the page of the part that ends with it. None where its conversation is not
/// this contact's any more.
fn link(known: &Known<'_>, conversation: Option<&ConversationId>, seq: Option<i64>) -> Option<String> {
    let (conversation, seq) = (conversation?, seq?);
    if let Some(here) = known.part.anchor(conversation, seq) {
        return Some(here);
    }
    let found = known.conversations.iter().find(|one| one.id == *conversation && (1..=one.last_seq).contains(&seq))?;
    let before = crate::dashboard::transcript::Before { conversation: found.id.clone(), seq: seq + 1 };
    let anchor = crate::dashboard::transcript::anchor(conversation, seq);
    Some(format!("/leads/{}?before={before}#{anchor}", known.lead.id))
}
