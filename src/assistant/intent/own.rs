//! What a bot's owner adds: phrases of the bot's own tags, and corrections of what the packs make of a message.
//!
//! The packs' weights stay as they are and are shared by all bots. On top of them each bot has a few rows of its own, for the
//! features of its phrases alone: fitted to these phrases, against all phrases of the packs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::cue::Cue;
use super::feature::{Features, WEIGHTS, features};
use super::learn::{LABELS, score, shares, shuffle};
use super::reading::{Reading, read};
use super::{Base, Form, Intent, Recognised, TagExamples, judge, pack};

/// The rows of one bot.
#[derive(Debug, Clone)]
pub(super) struct Own {
    /// The bot's own tags; their labels' numbers follow the built-in ones.
    tags: Vec<String>,
    /// Weights over the packs', a row of all labels for each feature that a phrase has.
    rows: HashMap<u16, Vec<f32>>,
    /// The phrases, in folded words: a message that is one means what the owner said.
    phrases: HashMap<String, usize>,
    /// Labels of tags some of whose phrases sound like policy, or deny something.
    general: BTreeSet<usize>,
    negative: BTreeSet<usize>,
    stand_ins: Vec<(Intent, Intent)>,
}

/// A phrase with what the packs make of it.
struct Lesson {
    features: Features,
    scores: Vec<f32>,
    label: usize,
    weight: f32,
}

const ROUNDS: usize = 14;
const STEP: f32 = 0.5;
const DECAY: f32 = 0.03;
/// An owner's phrase counts for so many of the packs': there are few of them.
const OWN_WEIGHT: f32 = 3.0;
/// Where an own tag begins: far below nothing asked for, until a phrase raises it.
const BEGIN: f32 = -4.0;
/// The most phrases of one bot that are learned.
const MOST: usize = 2_000;

impl Own {
    /// Learns a bot's phrases; nothing, where there are none.
    pub fn learn(base: &Base, tags: &[TagExamples]) -> Option<Self> {
        let own: Vec<String> =
            tags.iter().map(|tag| tag.tag.clone()).filter(|key| pack::number(key).is_none()).collect();
        let label =
            |key: &str| pack::number(key).or_else(|| own.iter().position(|tag| tag == key).map(|at| LABELS + at));
        let phrases: Vec<(Reading, usize)> = tags
            .iter()
            .filter_map(|tag| Some((tag, label(&tag.tag)?)))
            .flat_map(|(tag, label)| tag.examples.iter().map(move |text| (read(text, &base.cues), label)))
            .filter(|(reading, _)| !reading.clauses.is_empty())
            .take(MOST)
            .collect();
        if phrases.is_empty() {
            return None;
        }
        let with = |cue: Cue| -> BTreeSet<usize> {
            let is_such = |reading: &Reading| reading.asserted() & cue.bit() != 0;
            phrases.iter().filter(|(reading, _)| is_such(reading)).map(|(_, label)| *label).collect()
        };
        let mut own = Self {
            stand_ins: stand_ins(base, tags),
            phrases: phrases.iter().map(|(reading, label)| (words(reading), *label)).collect(),
            general: with(Cue::Policy),
            negative: with(Cue::Negation),
            rows: HashMap::new(),
            tags: own,
        };
        own.fit(&lessons(base, &phrases, own.width()));
        Some(own)
    }

    fn width(&self) -> usize {
        LABELS + self.tags.len()
    }

    fn fit(&mut self, lessons: &[Lesson]) {
        let width = self.width();
        let mut seen: HashMap<u16, f32> = HashMap::new();
        let mut order: Vec<usize> = (0..lessons.len()).collect();
        let mut chance = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..ROUNDS {
            shuffle(&mut order, &mut chance);
            for lesson in order.iter().filter_map(|at| lessons.get(*at)) {
                let mut errors = shares(&self.scores(&lesson.scores, &lesson.features));
                errors[lesson.label] -= 1.0;
                let size: f32 = errors.iter().map(|error| error * error).sum();
                for (feature, value) in &lesson.features {
                    let seen = seen.entry(*feature).or_default();
                    *seen += value * value * size;
                    let step = STEP * lesson.weight * value / (0.05 + seen.sqrt());
                    let row = self.rows.entry(*feature).or_insert_with(|| vec![0.0; width]);
                    for (weight, error) in row.iter_mut().zip(&errors) {
                        *weight -= step * error;
                    }
                }
            }
            for weight in self.rows.values_mut().flatten() {
                *weight *= 1.0 - DECAY;
            }
        }
    }

    fn scores(&self, base: &[f32], features: &Features) -> Vec<f32> {
        let mut scores = base.to_vec();
        for (feature, value) in features {
            for (score, weight) in scores.iter_mut().zip(self.rows.get(feature).into_iter().flatten()) {
                *score += value * weight;
            }
        }
        scores
    }

    /// What a message asks for.
    pub fn recognise(&self, base: &Base, reading: &Reading) -> Recognised {
        if let Some(label) = self.phrases.get(&words(reading)) {
            let intent = self.intent(*label);
            let form = if matches!(intent, None | Some(Intent::Spam)) { Form::None } else { Form::Open };
            return Recognised { intent: intent.map(|intent| self.taken_over(intent)), confidence: 0.99, form };
        }
        if reading.is_foreign || reading.clauses.is_empty() {
            return Recognised::nothing(1.0);
        }
        let features = features(reading, WEIGHTS);
        let scores = self.scores(&begin(base, &features, self.width()), &features);
        let mut found = judge(&shares(&scores), reading, &|label| self.intent(label));
        if let Some(Intent::Custom(key)) = &found.intent
            && self.is_unmeant(key, reading)
        {
            return Recognised::nothing(found.confidence);
        }
        found.intent = found.intent.map(|intent| self.taken_over(intent));
        found
    }

    fn intent(&self, label: usize) -> Option<Intent> {
        match label.checked_sub(LABELS) {
            None => pack::LABELS[label].clone(),
            Some(own) => self.tags.get(own).cloned().map(Intent::Custom),
        }
    }

    /// The bot's tag that takes over a built-in intent, if one does.
    fn taken_over(&self, intent: Intent) -> Intent {
        self.stand_ins.iter().find(|(built_in, _)| *built_in == intent).map_or(intent, |(_, own)| own.clone())
    }

    /// Every clause denies something or speaks in general, as none of the tag's own phrases does.
    fn is_unmeant(&self, key: &str, reading: &Reading) -> bool {
        let label = LABELS + self.tags.iter().position(|tag| tag == key).unwrap_or(0);
        reading.clauses.iter().all(|clause| {
            clause.says(Cue::Negation) && !self.negative.contains(&label)
                || clause.says(Cue::Policy) && !clause.says(Cue::Mine) && !self.general.contains(&label)
                || clause.says(Cue::Done)
        }) || reading.clauses.last().is_some_and(|clause| clause.says(Cue::Done))
    }
}

/// The scores of the packs, and of own tags before anything is learned.
fn begin(base: &Base, features: &Features, width: usize) -> Vec<f32> {
    let mut scores = score(&base.rows, features).to_vec();
    scores.resize(width, BEGIN);
    scores
}

/// The owner's phrases, and those of the packs with what they share with them.
fn lessons(base: &Base, phrases: &[(Reading, usize)], width: usize) -> Vec<Lesson> {
    let mut lessons: Vec<Lesson> = phrases
        .iter()
        .map(|(reading, label)| {
            let features = features(reading, WEIGHTS);
            Lesson { scores: begin(base, &features, width), features, label: *label, weight: OWN_WEIGHT }
        })
        .collect();
    let touched: BTreeSet<u16> =
        lessons.iter().flat_map(|lesson| &lesson.features).map(|(feature, _)| *feature).collect();
    let mut is_touched = vec![false; usize::from(u16::MAX) + 1];
    for feature in &touched {
        is_touched[usize::from(*feature)] = true;
    }
    // A built-in phrase that an owner has put elsewhere is theirs to say.
    let theirs: BTreeSet<String> = phrases.iter().map(|(reading, _)| words(reading)).collect();
    let packs = base.examples.iter().zip(pack::phrases());
    lessons.extend(packs.filter(|(_, (text, _))| !theirs.contains(&crate::text::words(text).join(" "))).map(
        |((features, label), _)| Lesson {
            scores: begin(base, features, width),
            features: features.iter().filter(|(feature, _)| is_touched[usize::from(*feature)]).copied().collect(),
            label: *label,
            weight: 1.0,
        },
    ));
    lessons
}

fn words(reading: &Reading) -> String {
    let said: Vec<&str> =
        reading.clauses.iter().flat_map(|clause| &clause.words).map(|place| place.said.as_str()).collect();
    said.join(" ")
}

/// Tags whose examples mostly mean a quote or an appointment take that intent over, which has no tag of its own.
fn stand_ins(base: &Base, tags: &[TagExamples]) -> Vec<(Intent, Intent)> {
    let mut hits: BTreeMap<(Intent, &str), usize> = BTreeMap::new();
    for tag in tags.iter().filter(|tag| pack::number(&tag.tag).is_none()) {
        for text in &tag.examples {
            if let Some(intent) = super::recognise(base, &read(text, &base.cues)).intent {
                *hits.entry((intent, tag.tag.as_str())).or_default() += 1;
            }
        }
    }
    [Intent::QuoteRequest, Intent::AppointmentRequest]
        .into_iter()
        .filter_map(|intent| {
            let share = |tag: &TagExamples| {
                let hits = hits.get(&(intent.clone(), tag.tag.as_str())).copied().unwrap_or(0);
                (hits * 100).checked_div(tag.examples.len()).unwrap_or(0)
            };
            let (share, tag) = tags.iter().map(|tag| (share(tag), tag)).max_by_key(|(share, _)| *share)?;
            (share > 50).then(|| (intent, Intent::Custom(tag.tag.clone())))
        })
        .collect()
}
