//! A tag as it is being made or changed: read from what was posted, checked, and shown again.

use super::{Wish, words};
use crate::contact::email::Email;
use crate::dashboard::view::part::field::Field;
use crate::dashboard::view::pipeline::Choice;
use crate::dashboard::view::tags::Editor;
use crate::db::Json;
use crate::error::FieldError;
use crate::id::TagId;
use crate::organisation::hue::Hue;
use crate::tag::{Kind, NewTag, Tag};
use crate::text;

/// The most phrases of a tag, the longest of them, and the most recipients.
const MOST_EXAMPLES: usize = 200;
const LONGEST_EXAMPLE: usize = 300;
const MOST_RECIPIENTS: usize = 20;
const LONGEST_LABEL: usize = 40;
/// Keys that mean something else.
const RESERVED: [&str; 4] = ["none", "spam", "default", "new"];

/// What stands in the fields.
#[derive(Clone, Debug)]
pub struct Draft {
    label: String,
    hue: String,
    examples: String,
    recipients: String,
    active: bool,
}

impl Default for Draft {
    fn default() -> Self {
        let empty = String::new;
        Self { label: empty(), hue: "grey".to_owned(), examples: empty(), recipients: empty(), active: true }
    }
}

impl Draft {
    /// A tag, to be changed.
    pub fn of(tag: &Tag) -> Self {
        Self {
            label: tag.label.clone(),
            hue: tag.hue.clone(),
            examples: tag.examples.0.join("\n"),
            recipients: tag.recipients.0.join("\n"),
            active: tag.active,
        }
    }

    /// What was posted.
    pub fn read(wish: &Wish) -> Self {
        Self {
            label: words::one_line(&wish.label, 200),
            hue: wish.hue.clone(),
            examples: wish.examples.replace("\r\n", "\n"),
            recipients: wish.recipients.replace("\r\n", "\n"),
            active: !wish.active.is_empty(),
        }
    }

    /// The tag it describes, where nothing is wrong with it. `was` is the one it changes.
    pub fn checked(&self, was: Option<&Tag>, tags: &[Tag]) -> Result<NewTag, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let mut tell = |field: &str, message: String| {
            wrong.push(FieldError { field: field.to_owned(), code: "wrong".to_owned(), message });
        };
        let key = was.map_or_else(|| text::words(&self.label).join("_"), |tag| tag.key.clone());
        if key.is_empty() || self.label.is_empty() || self.label.chars().count() > LONGEST_LABEL {
            tell("label", format!("Enter a name of 1 to {LONGEST_LABEL} characters"));
        } else if was.is_none() && RESERVED.contains(&key.as_str()) {
            tell("label", "Choose another name: this one means something else here".to_owned());
        } else if was.is_none() && tags.iter().any(|tag| tag.key == key) {
            tell("label", "There is a tag of this name".to_owned());
        }
        if Hue::parse(&self.hue).is_none() {
            tell("hue", "Choose one of the colours".to_owned());
        }
        let examples = lines(&self.examples);
        if examples.len() > MOST_EXAMPLES {
            tell("examples", format!("Keep the {MOST_EXAMPLES} best: more say nothing new"));
        } else if let Some(long) = examples.iter().find(|line| line.chars().count() > LONGEST_EXAMPLE) {
            let begins = words::one_line(long, 30);
            tell("examples", format!("Shorten the message that begins “{begins}” to {LONGEST_EXAMPLE} characters"));
        }
        let recipients = lines(&self.recipients);
        if recipients.len() > MOST_RECIPIENTS {
            tell("recipients", format!("Enter at most {MOST_RECIPIENTS} addresses"));
        } else if let Some(bad) = recipients.iter().find(|line| Email::parse(line).is_err()) {
            let bad = words::one_line(bad, 60);
            tell("recipients", format!("Enter an email address like orders@shop.example instead of {bad}"));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(NewTag {
            key,
            label: self.label.clone(),
            kind: was.map_or(Kind::Request, |tag| tag.kind),
            hue: self.hue.clone(),
            icon: was.map_or_else(|| "tag".to_owned(), |tag| tag.icon.clone()),
            examples,
            recipients,
            active: self.active,
        })
    }

    /// As the page shows it, with what is wrong beside its field.
    pub fn shown(&self, was: Option<&Tag>, wrong: &[FieldError]) -> Editor {
        let error = |field: &str| wrong.iter().find(|one| one.field == field).map(|one| one.message.clone());
        let field = |name: &str, value: &str| Field { value: value.to_owned(), error: error(name) };
        let hue = |hue: &Hue| {
            let key = hue.as_str();
            Choice { key: key.to_owned(), name: words::of_key(key), is_chosen: key == self.hue }
        };
        Editor {
            title: was.map_or_else(|| "New tag".to_owned(), |tag| tag.label.clone()),
            key: was.map_or_else(String::new, |tag| tag.key.clone()),
            label: field("label", &self.label),
            hues: Hue::ALL.iter().map(hue).collect(),
            hue_error: error("hue"),
            examples: field("examples", &self.examples),
            recipients: field("recipients", &self.recipients),
            is_on: self.active,
            is_asked_for: was.is_none_or(|tag| tag.kind == Kind::Request),
            preview: None,
        }
    }
}

/// The lines that say something, each once.
fn lines(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !all.iter().any(|known| known == line) {
            all.push(line.to_owned());
        }
    }
    all
}

/// The tags as they would be.
pub fn with(tags: &[Tag], new: &NewTag) -> Vec<Tag> {
    let mut then = tags.to_vec();
    let changed = |id: TagId, position: i64| Tag {
        id,
        key: new.key.clone(),
        label: new.label.clone(),
        kind: new.kind,
        hue: new.hue.clone(),
        icon: new.icon.clone(),
        examples: Json(new.examples.clone()),
        recipients: Json(new.recipients.clone()),
        active: new.active,
        position,
    };
    if let Some(old) = then.iter_mut().find(|tag| tag.key == new.key) {
        *old = changed(old.id.clone(), old.position);
    } else if let Some(last) = tags.last() {
        // It has no id yet, and nothing asks for it.
        then.push(changed(last.id.clone(), last.position + 1));
    }
    then
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn draft(label: &str, examples: &str, recipients: &str) -> Draft {
        Draft { label: label.into(), examples: examples.into(), recipients: recipients.into(), ..Draft::default() }
    }

    #[test]
    fn a_draft_becomes_a_tag_or_says_what_is_wrong() {
        let examples = "value my house\n\n value my house \nwhat is it worth";
        let made = draft("House valuation", examples, "a@b.example").checked(None, &[]).unwrap();
        assert_eq!((made.key.as_str(), made.examples.len(), made.active), ("house_valuation", 2, true));
        let fields = |draft: Draft| -> Vec<String> {
            draft.checked(None, &[]).unwrap_err().into_iter().map(|one| one.field).collect()
        };
        assert_eq!(fields(draft("", "", "")), ["label"]);
        assert_eq!(fields(draft("None", "", "")), ["label"]);
        assert_eq!(fields(draft(&"x".repeat(41), "", "nobody")), ["label", "recipients"]);
        assert_eq!(fields(draft("A", &"x".repeat(301), "")), ["examples"]);
        let mut many = String::new();
        for number in 0..201 {
            writeln!(many, "{number}").unwrap();
        }
        assert_eq!(fields(draft("A", &many, "")), ["examples"]);
        assert_eq!(fields(Draft { hue: "pink".into(), ..draft("A", "", "") }), ["hue"]);
    }
}
