//! What a bot answers from: what its owner wrote, files and sites, and what could not be answered.

use askama::Template;

use super::layout::{Desk, Frame};
use super::overview::Question;
use super::part::badge::Moment;
use super::part::field::Field;
use crate::dashboard::icons;

/// The page at `/settings/knowledge`.
#[derive(Clone, Debug, Template)]
#[template(path = "knowledge.html")]
pub struct KnowledgePage {
    pub frame: Frame,
    pub desk: Desk,
    pub csrf: String,
    pub bot: String,
    pub bot_name: String,
    /// Where the page is, for links back.
    pub here: String,
    /// Why nothing was done.
    pub error: Option<String>,
    /// What is typed into the box that tries a question, and what would be answered.
    pub ask: String,
    pub told: Option<Told>,
    /// An answer being written.
    pub editor: Option<Editor>,
    pub questions: Vec<Question>,
    /// "23 questions"
    pub questions_line: String,
    pub sources: Vec<Source>,
    /// Where moves of a site that is being read are told.
    pub events: Option<String>,
    /// "Up to 10 MB"
    pub largest: usize,
    pub largest_words: String,
    /// What was typed as a site's address, and what is wrong with it.
    pub site: Field,
    pub file_error: Option<String>,
    pub entries: Vec<Entry>,
    /// "34 questions"
    pub entries_line: String,
    pub add_href: String,
    pub more_href: Option<String>,
}

/// What would be answered.
#[derive(Clone, Debug)]
pub struct Told {
    pub text: String,
    /// Where it is from, and its page.
    pub source: Option<(String, Option<String>)>,
    /// Something was found.
    pub is_answer: bool,
}

/// The form for an answer.
#[derive(Clone, Debug)]
pub struct Editor {
    /// "Add an answer", "Change this answer"
    pub heading: String,
    /// The entry's id; empty for a new one.
    pub entry: String,
    /// The id of the question that it answers; empty for none.
    pub answers: String,
    /// How often that was asked.
    pub note: Option<String>,
    pub question: Field,
    pub answer: Field,
    pub title: Field,
    pub url: Field,
}

/// A file or a site.
#[derive(Clone, Debug)]
pub struct Source {
    pub id: String,
    pub icon: &'static str,
    pub name: String,
    /// "PDF", "Site"
    pub kind: &'static str,
    /// "Read", "Being read", "Not read"
    pub state: &'static str,
    /// A class for the state: `is-good`, `is-busy`, `is-bad`.
    pub class: &'static str,
    /// Why it was not read, or not whole.
    pub words: Option<String>,
    /// "48 passages, 2 pages, 1.2 MB"
    pub size: String,
    pub read_at: Option<Moment>,
    /// Done and all, while it is being read.
    pub progress: Option<(i64, i64)>,
    /// What its button says that reads it once more; none where it is read, or is a file.
    pub again: Option<&'static str>,
}

/// A question and its answer.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: String,
    pub question: String,
    /// Its beginning.
    pub answer: String,
    pub edit_href: String,
}
