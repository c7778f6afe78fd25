//! The page of a bot's forms: which form, what it asks, when it appears, its words in other languages, how it fares, and a
//! preview of what a visitor sees.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::Tag;
use super::part::field::Field;
use crate::dashboard::icons;

/// The page at `/settings/forms`. Every button of the editor posts the whole form, with what it asks for in `do`.
#[derive(Clone, Debug, Template)]
#[template(path = "forms.html")]
#[expect(clippy::struct_excessive_bools, reason = "each decides one part of the page, in any combination")]
pub struct FormsPage {
    pub frame: Frame,
    pub desk: Desk,
    pub csrf: String,
    pub bot: String,
    /// The tag's key; empty for the default form.
    pub tag: String,
    /// What was saved when the page was first drawn.
    pub seen: String,
    pub discard_href: String,
    pub choices: Vec<FormLink>,
    /// "Order question"
    pub name: String,
    /// A tag without a form of its own uses the default one until this is saved.
    pub is_borrowed: bool,
    pub words: Vec<Words>,
    pub rows: Vec<Row>,
    pub may_add: bool,
    pub rules: Vec<Rule>,
    pub languages: Vec<Language>,
    pub other_languages: Vec<Choice>,
    pub preview: Preview,
    pub fared: Option<Fared>,
    pub is_changed: bool,
    /// Trouble with the whole: somebody saved another.
    pub error: Option<String>,
    pub fields_error: Option<String>,
    pub is_wrong: bool,
}

/// A form to look at.
#[derive(Clone, Debug)]
pub struct FormLink {
    pub name: String,
    pub tag: Option<Tag>,
    pub href: String,
    pub is_current: bool,
    /// It has no form of its own yet.
    pub is_borrowed: bool,
}

/// A choice of a select.
#[derive(Clone, Debug)]
pub struct Choice {
    pub key: String,
    pub name: String,
    pub is_chosen: bool,
}

/// One of the form's own words: its title, a button.
#[derive(Clone, Debug)]
pub struct Words {
    pub key: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub field: Field,
}

/// A field to edit.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each decides one part of the row, in any combination")]
pub struct Row {
    /// Its place, from 0: the names of its inputs end in it.
    pub at: usize,
    /// Empty while it is new.
    pub key: String,
    pub key_error: Option<String>,
    /// What its buttons call it: "Budget", "Field 7".
    pub name: String,
    pub icon: &'static str,
    /// "Choose one, 4 options"
    pub note: String,
    pub kind: String,
    pub kind_name: &'static str,
    /// The kinds it can be; none where it says who the contact is.
    pub kinds: Vec<Choice>,
    pub kind_error: Option<String>,
    pub label: Field,
    pub help: Field,
    pub placeholder: Option<Field>,
    pub options: Option<Field>,
    /// The least and the most of a number.
    pub bounds: Option<(Field, Field)>,
    /// The link beside a consent: its address, its words.
    pub link: Option<(Field, Field)>,
    pub is_required: bool,
    pub is_on: bool,
    pub is_open: bool,
    pub is_first: bool,
    pub is_last: bool,
    pub may_remove: bool,
}

/// When the form comes by itself.
#[derive(Clone, Debug)]
pub struct Rule {
    pub key: &'static str,
    pub name: &'static str,
    pub note: &'static str,
    pub is_on: bool,
    /// A number that it counts to.
    pub count: Option<String>,
    /// It is so always, and not for this page to change.
    pub is_fixed: bool,
}

/// The form's words in another language.
#[derive(Clone, Debug)]
pub struct Language {
    pub tag: String,
    pub name: String,
    pub dir: &'static str,
    /// Key, label, what stands in the form itself, the word.
    pub words: Vec<(String, &'static str, String, String)>,
    pub fields: Vec<Spoken>,
}

/// A field's words in it.
#[derive(Clone, Debug)]
pub struct Spoken {
    pub at: usize,
    pub name: String,
    pub label: String,
    pub help: String,
    pub placeholder: String,
    /// With how many lines the field has; none where it has no options.
    pub options: Option<(usize, String)>,
    pub has_help: bool,
    pub has_placeholder: bool,
}

/// What a visitor sees.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Its language, for the browser and the screen reader.
    pub lang: String,
    pub dir: &'static str,
    /// The languages it can be seen in: key, name, whether it is this one.
    pub languages: Vec<(String, String, bool)>,
    pub bot_name: String,
    pub letter: String,
    pub title: String,
    pub intro: String,
    pub fields: Vec<Drawn>,
    pub submit: String,
    pub decline: String,
    pub thanks: String,
}

/// A field as a visitor sees it.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub label: String,
    pub help: Option<String>,
    pub placeholder: String,
    /// `input`, `area`, `select`, `boxes`, `box`.
    pub shape: &'static str,
    pub options: Vec<String>,
    pub is_optional: bool,
    pub link: Option<String>,
}

/// How it has fared.
#[derive(Clone, Debug)]
pub struct Fared {
    pub views: String,
    pub submissions: String,
    /// "62%"
    pub completion: String,
    pub declined: String,
    pub left: String,
    pub steps: Vec<Step>,
}

/// How many stopped at a field.
#[derive(Clone, Debug)]
pub struct Step {
    /// "Before the first field", "After Email"
    pub name: String,
    pub n: String,
    /// In hundredths of those who saw it.
    pub share: i64,
    pub share_words: String,
}
