//! What a bot's owner adds: phrases of the bot's own tags, and corrections of what the packs make of a message.
//!
//! The packs' weights stay as they are and are shared by all bots. On top of them each bot has a few rows of its own, for the
//! features of its phrases alone: fitted to these phrases, against all phrases of the packs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use softmax::{Features, Fit, Lesson, Rows, Table, shares};

use super::cue::Cue;
use super::feature::{WEIGHTS, features};
use super::pack::COUNT as LABELS;
use super::reading::{Reading, read};
use super::{Base, Form, Intent, Recognised, TagExamples, judge, pack};

/// The rows of one bot.
#[derive(Debug, Clone)]
pub(super) struct Own {
    /// The bot's own tags; their labels' numbers follow the built-in ones.
    tags: Vec<String>,
    /// Weights over the packs', a row of all labels for each feature that a phrase has.
    rows: Rows,
    /// The phrases, in folded words: a message that is one means what the owner said.
    phrases: HashMap<String, usize>,
    /// Labels of tags some of whose phrases sound like policy, or deny something.
    general: BTreeSet<usize>,
    negative: BTreeSet<usize>,
    stand_ins: Vec<(Intent, Intent)>,
}

const FIT: Fit = Fit { rounds: 14, step: 0.5, decay: 0.03 };
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
        let lessons = lessons(base, &phrases, LABELS + own.len());
        Some(Self {
            stand_ins: stand_ins(base, tags),
            phrases: phrases.iter().map(|(reading, label)| (words(reading), *label)).collect(),
            general: with(Cue::Policy),
            negative: with(Cue::Negation),
            rows: Rows::fit(&lessons, &lessons[..phrases.len()], LABELS + own.len(), FIT),
            tags: own,
        })
    }

    fn width(&self) -> usize {
        LABELS + self.tags.len()
    }

    /// What a message asks for.
    pub fn recognise(&self, base: &Base, reading: &Reading) -> Recognised {
        if let Some(label) = self.phrases.get(&words(reading)) {
            let intent = self.intent(*label);
            let form = if matches!(intent, None | Some(Intent::Spam)) { Form::None } else { Form::Open };
            return Recognised { intent: intent.map(|intent| self.taken_over(intent)), confidence: 0.99, form };
        }
        if let Some(intent) = self.said_within(reading) {
            return Recognised { intent: Some(self.taken_over(intent)), confidence: 0.95, form: Form::Open };
        }
        if reading.is_foreign || reading.clauses.is_empty() {
            return Recognised::nothing(1.0);
        }
        let features = features(reading, WEIGHTS);
        let scores = self.rows.score(&begin(base, &features, self.width()), &features);
        let mut found = judge(&shares(&scores), reading, &|label| self.intent(label));
        if let Some(Intent::Custom(key)) = &found.intent
            && self.is_unmeant(key, reading)
        {
            return Recognised::nothing(found.confidence);
        }
        found.intent = found.intent.map(|intent| self.taken_over(intent));
        found
    }

    /// The own tag one of whose phrases, of four words or more, stands in the message whole: the longest, if there are more.
    fn said_within(&self, reading: &Reading) -> Option<Intent> {
        const ENOUGH: usize = 3;
        let said = format!(" {} ", words(reading));
        let is_within = |phrase: &str| {
            phrase.matches(' ').count() >= ENOUGH && said.contains(phrase) && said.contains(&format!(" {phrase} "))
        };
        let own = self.phrases.iter().filter(|(phrase, label)| **label >= LABELS && is_within(phrase));
        let (_, label) = own.max_by_key(|(phrase, label)| (phrase.len(), **label))?;
        self.intent(*label).filter(|intent| !self.is_unmeant(intent.key(), reading))
    }

    /// What a message may be, each label with its share of one.
    pub fn weigh(&self, base: &Base, reading: &Reading) -> Vec<(String, f32)> {
        let features = features(reading, WEIGHTS);
        let scores = self.rows.score(&begin(base, &features, self.width()), &features);
        super::named(&shares(&scores), |label| self.intent(label))
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
    let mut scores = base.rows.score(&[], features);
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
    let touched = Table::of(&lessons);
    // A built-in phrase that an owner has put elsewhere is theirs to say.
    let theirs: BTreeSet<String> = phrases.iter().map(|(reading, _)| words(reading)).collect();
    let packs = base.examples.iter().zip(pack::phrases());
    lessons.extend(packs.filter(|(_, (text, _))| !theirs.contains(&crate::text::words(text).join(" "))).map(
        |(lesson, _)| Lesson {
            scores: begin(base, &lesson.features, width),
            features: Rows::only(&lesson.features, &touched),
            label: lesson.label,
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
