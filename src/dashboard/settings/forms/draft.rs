//! A form as it stands in the page: what was typed, before it is looked at. Each button that is no "Save" changes the draft
//! and draws it again, so that the page works without scripts.

mod row;

use std::collections::{BTreeMap, BTreeSet};

use crate::dashboard::words;
use crate::form::check::{MOST, new_key};
use crate::form::definition::{Definition, FormWords};
use crate::form::field::{Field, Kind};

pub use row::Row;
use row::some;

/// The longest text of a field that is taken in, in characters; what is longer than may be kept is still shown as wrong.
const LONGEST: usize = 8_000;

/// What every form offers, asked or not, with the words to begin with.
const OFFERED: [(Kind, &str); 6] = [
    (Kind::Name, "Name"),
    (Kind::Email, "Email"),
    (Kind::Phone, "Phone"),
    (Kind::Company, "Company"),
    (Kind::Website, "Website"),
    (Kind::OrderNumber, "Order number"),
];

/// The languages that words can be given in, each by its own name.
pub const LANGUAGES: [(&str, &str); 20] = [
    ("ar", "العربية"),
    ("cs", "Čeština"),
    ("cy", "Cymraeg"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "Español"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("nl", "Nederlands"),
    ("no", "Norsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("sv", "Svenska"),
    ("uk", "Українська"),
    ("zh", "中文"),
];

/// The language's own name; its tag, where it has none here.
pub fn language_name(tag: &str) -> &str {
    LANGUAGES.iter().find(|(key, _)| *key == tag).map_or(tag, |(_, name)| name)
}

/// The form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub title: String,
    pub intro: String,
    pub submit: String,
    pub decline: String,
    pub thanks: String,
    pub rows: Vec<Row>,
    /// By the language's tag: title, intro, submit, decline, thanks.
    pub words: BTreeMap<String, [String; 5]>,
    /// Which language the preview is in; empty for the form's own.
    pub preview: String,
    /// What was saved when the page was first drawn.
    pub seen: String,
}

/// What a button asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Save,
    /// Draw it again.
    Look,
    Add,
    Remove(usize),
    /// Put a row at another place.
    Place(usize, usize),
    /// Words in another language.
    Speak(String),
    /// And no more.
    Unspeak(String),
    /// See the preview in a language.
    Preview(String),
}

impl Act {
    /// Reads a button's value; what nobody knows only draws the form again.
    pub fn read(text: &str, chosen_language: &str) -> Self {
        let mut parts = text.split('.');
        let word = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        let place = |n: usize| rest.get(n).and_then(|text| text.parse::<usize>().ok());
        let tag = || rest.first().copied().unwrap_or_default().to_owned();
        match (word, place(0), place(1)) {
            ("save", ..) => Self::Save,
            ("add", ..) => Self::Add,
            ("remove", Some(at), _) => Self::Remove(at),
            ("up", Some(at), _) => Self::Place(at, at.saturating_sub(1)),
            ("down", Some(at), _) => Self::Place(at, at.saturating_add(1)),
            ("place", Some(from), Some(to)) => Self::Place(from, to),
            ("speak", ..) => Self::Speak(chosen_language.to_owned()),
            ("unspeak", ..) => Self::Unspeak(tag()),
            ("preview", ..) => Self::Preview(tag()),
            _ => Self::Look,
        }
    }
}

impl Draft {
    /// What is saved, and what could be asked besides.
    pub fn of(form: &Definition, seen: &str) -> Self {
        let mut rows: Vec<Row> = form.fields.iter().map(Row::of).collect();
        for (kind, label) in OFFERED {
            if !rows.iter().any(|row| row.kind == kind) {
                let field = Field { enabled: false, ..Field::new(kind.as_str(), kind, label).optional() };
                rows.push(Row::of(&field));
            }
        }
        let words = |words: &FormWords| {
            [&words.title, &words.intro, &words.submit, &words.decline, &words.thanks]
                .map(|text| text.clone().unwrap_or_default())
        };
        let spoken = form.fields.iter().flat_map(|field| field.labels.keys());
        let mut all: BTreeMap<String, [String; 5]> = spoken.map(|tag| (tag.clone(), Default::default())).collect();
        all.extend(form.words.iter().map(|(tag, one)| (tag.clone(), words(one))));
        Self {
            title: form.title.clone(),
            intro: form.intro.clone(),
            submit: form.submit.clone(),
            decline: form.decline.clone(),
            thanks: form.thanks.clone(),
            rows,
            words: all,
            preview: String::new(),
            seen: seen.to_owned(),
        }
    }

    /// What was posted.
    pub fn read(pairs: &[(String, String)]) -> Self {
        let mut draft = Self::default();
        let mut rows: BTreeMap<usize, Row> = BTreeMap::new();
        for (name, value) in pairs {
            let text: String = value.chars().filter(|c| *c != '\0' && *c != '\r').take(LONGEST).collect();
            let line = || words::one_line(&text, LONGEST);
            let mut parts = name.splitn(3, '.');
            match (parts.next().unwrap_or_default(), parts.next(), parts.next()) {
                ("title", None, _) => draft.title = line(),
                ("intro", None, _) => draft.intro = line(),
                ("submit", None, _) => draft.submit = line(),
                ("decline", None, _) => draft.decline = line(),
                ("thanks", None, _) => draft.thanks = line(),
                ("preview", None, _) => draft.preview = line(),
                ("seen", None, _) => draft.seen = text,
                // words.de.title, words.de.label.2
                ("words", Some(tag), Some(what)) if is_language(tag) => {
                    let all = draft.words.entry(tag.to_owned()).or_default();
                    match what.split_once('.') {
                        None => {
                            if let Some(at) = WORDS.iter().position(|word| *word == what) {
                                all[at] = line();
                            }
                        }
                        Some((what, at)) => {
                            let Some(at) = place(at) else { continue };
                            let own = rows.entry(at).or_default().words.entry(tag.to_owned()).or_default();
                            match what {
                                "label" => own.label = line(),
                                "help" => own.help = line(),
                                "placeholder" => own.placeholder = line(),
                                "options" => own.options = text,
                                _ => {}
                            }
                        }
                    }
                }
                (what, Some(at), None) => {
                    let Some(at) = place(at) else { continue };
                    let row = rows.entry(at).or_default();
                    match what {
                        "key" => row.key = line(),
                        "kind" => row.kind = Kind::parse(&text).unwrap_or_default(),
                        "label" => row.label = line(),
                        "help" => row.help = line(),
                        "placeholder" => row.placeholder = line(),
                        "required" => row.is_required = true,
                        "on" => row.is_on = true,
                        "options" => row.options = text,
                        "min" => row.min = line(),
                        "max" => row.max = line(),
                        "link" => row.link = line(),
                        "link_label" => row.link_label = line(),
                        "open" => row.is_open = true,
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        draft.rows = rows.into_values().collect();
        for row in &mut draft.rows {
            row.words.retain(|tag, _| draft.words.contains_key(tag));
        }
        draft
    }

    /// Does what a button asks for, except saving.
    pub fn act(&mut self, act: &Act) {
        let rows = self.rows.len();
        match act {
            Act::Add if rows < MOST => {
                self.rows.push(Row { is_on: true, is_open: true, ..Row::default() });
            }
            Act::Remove(at) if *at < rows && !self.rows[*at].kind.is_of_contact() => drop(self.rows.remove(*at)),
            Act::Place(from, to) if *from < rows && *to < rows => {
                let row = self.rows.remove(*from);
                self.rows.insert(*to, row);
            }
            Act::Speak(tag) if is_language(tag) => drop(self.words.entry(tag.clone()).or_default()),
            Act::Unspeak(tag) => {
                self.words.remove(tag);
                self.rows.iter_mut().for_each(|row| drop(row.words.remove(tag)));
                if self.preview == *tag {
                    self.preview.clear();
                }
            }
            Act::Preview(tag) => {
                tag.clone_into(&mut self.preview);
                if !self.words.contains_key(tag) {
                    self.preview.clear();
                }
            }
            _ => {}
        }
    }

    /// The form that is meant; it may be wrong in any way. `was` is what is saved: a field keeps what the page does not show.
    pub fn definition(&self, was: &Definition) -> Definition {
        let mut taken: BTreeSet<String> = self.rows.iter().map(|row| row.key.clone()).collect();
        let mut fields = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let key = if row.key.is_empty() { new_key(&row.label, &taken) } else { row.key.clone() };
            taken.insert(key.clone());
            let before = was.fields.iter().find(|field| field.key == key);
            fields.push(row.field(key, before));
        }
        let spoken = |all: &[String; 5]| {
            let [title, intro, submit, decline, thanks] = all.each_ref().map(|text| some(text));
            FormWords { title, intro, submit, decline, thanks }
        };
        let words = self.words.iter().map(|(tag, all)| (tag.clone(), spoken(all)));
        Definition {
            title: self.title.trim().to_owned(),
            intro: self.intro.trim().to_owned(),
            fields,
            submit: self.submit.trim().to_owned(),
            decline: self.decline.trim().to_owned(),
            thanks: self.thanks.trim().to_owned(),
            words: words.filter(|(_, one)| *one != FormWords::default()).collect(),
        }
    }
}

/// The words of a form in another language, as they are posted.
pub const WORDS: [&str; 5] = ["title", "intro", "submit", "decline", "thanks"];

/// A place that a form may have; a few more than may be kept, so that too many can be told.
fn place(text: &str) -> Option<usize> {
    text.parse().ok().filter(|at| *at <= MOST + 5)
}

/// A language's tag as it stands in a form's words.
fn is_language(tag: &str) -> bool {
    (2..=12).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests;
