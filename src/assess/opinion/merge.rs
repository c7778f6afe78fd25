//! An opinion beside what the assistant found by itself. Where both found something, the assistant's own address, number and
//! order stand, since it reads them digit by digit; of names and companies, and of what was meant, the model's do.

use super::super::heard::Heard;
use super::{Opinion, Opinions, evidence_of, signal_of};
use crate::assistant::evidence::{self, Evidence, Kind, Reading, Weights};
use crate::assistant::extract::shape::Detail;
use crate::assistant::turn::Place;
use crate::bot::bands::Bands;
use crate::contact::email::Email;
use crate::contact::phone::Phone;
use crate::form::definition::Known;
use crate::id::ConversationId;
use crate::lead::detail::Signal;
use crate::lead::score::{Scored, Temperature};
use crate::text;

const TIMES: [Kind; 3] = [Kind::Now, Kind::Soon, Kind::Later];

/// Adds what a model found of the visitor's details to what was told.
pub fn details(known: &mut Known, opinion: &Opinion, region: &str) {
    // Later beats earlier.
    let mut told: Vec<_> = opinion.told.iter().collect();
    told.sort_by_key(|told| std::cmp::Reverse(told.seq));
    let last = |detail: Detail| told.iter().find(|told| told.detail == detail.as_str()).map(|told| told.value.as_str());
    if known.email.is_none() {
        known.email = last(Detail::Email).and_then(|email| Email::parse(email).ok());
    }
    if known.phone.is_none() {
        known.phone = last(Detail::Phone).and_then(|phone| Phone::parse(phone, region).ok());
    }
    if known.order_number.is_none() {
        known.order_number = last(Detail::OrderNumber).map(str::to_owned);
    }
    for (known, found) in [(&mut known.name, last(Detail::Name)), (&mut known.company, last(Detail::Company))] {
        // Half of it is no other one.
        let is_part = |found: &&str| known.as_ref().is_some_and(|known| text::stands(found, known));
        if let Some(found) = found.filter(|found| !is_part(found)) {
            *known = Some(found.to_owned());
        }
    }
}

/// What counts in what was said, by the assistant's own reading and by what a model found, and what that comes to.
#[must_use]
pub fn score(heard: &Heard, region: &str, weights: &Weights, bands: &Bands) -> (Reading, Scored) {
    let own = evidence::read(&heard.turns(), region);
    let mut all = own.clone();
    add(&mut all, &heard.opinions);
    temper(&own, all, weights, *bands)
}

fn add(reading: &mut Reading, opinions: &Opinions) {
    let mut opinions: Vec<_> = opinions.iter().collect();
    opinions.sort_by(|a, b| a.0.cmp(b.0));
    for (conversation, kept) in opinions {
        for sign in &kept.found.signs {
            let place = Place { conversation: Some(conversation.clone()), seq: sign.seq };
            if let Some(kind) = evidence_of(&sign.kind) {
                add_evidence(reading, Evidence { kind, words: sign.words.clone(), place });
            } else if let Some((kind, value)) = signal_of(&sign.kind) {
                reading.signals.retain(|known| known.kind != kind);
                reading.signals.push(signal(kind, value, conversation, sign));
            }
        }
    }
    reading.evidence.sort_by_key(|one| one.place.seq);
    reading.signals.sort_by_key(|one| one.kind);
}

fn signal(
    kind: crate::lead::detail::SignalKind,
    value: &str,
    conversation: &ConversationId,
    sign: &super::Sign,
) -> Signal {
    let (conversation, seq) = (Some(conversation.clone()), Some(sign.seq));
    Signal { kind, value: value.to_owned(), conversation, seq, evidence: sign.words.clone() }
}

/// One time is told, and exact things each once; of anything else one stands for all.
fn add_evidence(reading: &mut Reading, new: Evidence) {
    if TIMES.contains(&new.kind) {
        reading.evidence.retain(|known| !TIMES.contains(&known.kind) || known.kind == new.kind);
    }
    let is_same = |known: &Evidence| text::stands(&known.words, &new.words) || text::stands(&new.words, &known.words);
    let is_known = |known: &Evidence| known.kind == new.kind && (new.kind != Kind::Specific || is_same(known));
    if !reading.evidence.iter().any(is_known) {
        reading.evidence.push(new);
    }
}

/// Weighs what was found. As far as a model's part would move the lead by more than one band, either way, it counts for
/// nothing, its last word first: so no text that it was led by makes a hot lead of a cold one.
fn temper(own: &Reading, mut all: Reading, weights: &Weights, bands: Bands) -> (Reading, Scored) {
    let place = |scored: &Scored| match Temperature::of(scored.score, &bands) {
        Temperature::Cold => 0_i8,
        Temperature::Warm => 1,
        Temperature::Hot => 2,
    };
    let alone = place(&evidence::weigh(own, weights));
    loop {
        let scored = evidence::weigh(&all, weights);
        if (place(&scored) - alone).abs() <= 1 {
            return (all, scored);
        }
        let Some(last) = all.evidence.iter().rposition(|one| !own.evidence.contains(one)) else {
            // What it took away was all.
            let own = Reading { evidence: own.evidence.clone(), signals: all.signals };
            let scored = evidence::weigh(&own, weights);
            return (own, scored);
        };
        all.evidence.remove(last);
    }
}
