//! What a summary is made of: requests by what the owner calls them, facts, and what was shown.

use super::heard::{Heard, Is};
use super::{Asked, Mind};
use crate::assistant::Intent;
use crate::assistant::evidence::{Kind, Reading};
use crate::assistant::summary::{self, Request, Words};

/// The kinds of evidence that a summary tells.
const TOLD: [Kind; 4] = [Kind::Budget, Kind::Now, Kind::Soon, Kind::Later];

/// Sums up what was heard, in a model's words where one has summed up the last of it.
pub(super) fn of(mind: Mind<'_>, heard: &Heard, asked: &[Asked], reading: &Reading, order: Option<&str>) -> Words {
    let own = embedded(mind, heard, asked, reading, order);
    let last = heard.places.last().and_then(|(id, seq)| Some((heard.opinions.get(id)?, *seq)));
    match last {
        Some((kept, seq)) if kept.seq == seq && !kept.found.summary.is_empty() => {
            let line = if kept.found.line.is_empty() { own.line } else { kept.found.line.clone() };
            Words { line, summary: kept.found.summary.clone() }
        }
        _ => own,
    }
}

fn embedded(mind: Mind<'_>, heard: &Heard, asked: &[Asked], reading: &Reading, order: Option<&str>) -> Words {
    let label = |key: &str| mind.tags.iter().find(|tag| tag.key == key).map(|tag| tag.label.as_str());
    let mut requests: Vec<(usize, Request<'_>)> = Vec::new();
    for (at, line) in heard.lines.iter().enumerate() {
        if let (true, Is::Form { tag, .. }) = (line.is_visitor, &line.is)
            && !tag.is_empty()
        {
            requests.push((
                at,
                Request { intent: Intent::from_key(tag), label: label(tag), words: message_of(&line.text) },
            ));
        }
    }
    for Asked { line, intent } in asked {
        if let Some(intent) = intent {
            let words = heard.lines[*line].text.as_str();
            requests.push((*line, Request { intent: intent.clone(), label: label(intent.key()), words }));
        }
    }
    requests.sort_by_key(|(at, _)| *at);
    let said = heard.lines.iter().filter(|line| line.is_visitor).map(|line| match line.is {
        Is::Form { .. } => message_of(&line.text),
        _ => line.text.as_str(),
    });
    let facts = reading.evidence.iter().filter(|one| TOLD.contains(&one.kind));
    summary::sum_up(&summary::Heard {
        requests: requests.into_iter().map(|(_, request)| request).collect(),
        said: said.filter(|words| !words.is_empty()).collect(),
        order_number: order,
        facts: facts.map(|one| (one.kind.word(), one.words.as_str())).collect(),
        products: heard.products.iter().map(String::as_str).collect(),
    })
}

/// The longest answer of a form, where it is long enough to be a message.
fn message_of(answers: &str) -> &str {
    let values = answers.lines().map(|line| line.split_once(": ").map_or(line, |(_, value)| value));
    values.filter(|value| value.split_whitespace().count() > 3).max_by_key(|value| value.len()).unwrap_or_default()
}
