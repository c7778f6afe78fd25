//! A transcript: everything said and done over all conversations of a contact, in order.
//!
//! Visitor at the end in blue, assistant at the start in green, people of the team outlined. Side,
//! name and corner tell them apart where colour cannot. Words of visitors are text, never markup.

use askama::Template;
use askama::filters::HtmlSafe;

use super::badge::Moment;
use crate::dashboard::icons;

/// The entries in reading order.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "part/transcript.html")]
pub struct Transcript {
    pub entries: Vec<Entry>,
}

/// One line of a transcript.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A divider: "Today, web widget".
    Divider(String),
    Message(Message),
    /// What the team says among itself; no visitor sees it.
    Note {
        who: String,
        at: Moment,
        text: String,
    },
    /// Something that happened: an icon and a sentence. "Offer question form sent, 11:52."
    Event {
        icon: String,
        text: String,
        /// Where a link from elsewhere on the page leads.
        id: Option<String>,
    },
}

/// One message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Where a link from elsewhere on the page leads.
    pub id: Option<String>,
    pub author: Author,
    /// "Visitor", "Assistant", or a person's name.
    pub name: String,
    pub at: Moment,
    pub text: String,
    /// Files that came with it.
    pub files: Vec<Filed>,
    /// What the assistant's answer rests on.
    pub sources: Vec<Cited>,
    /// A delivery that went wrong: "Not delivered, the number does not exist."
    pub trouble: Option<String>,
}

/// A file: a picture in small, or a chip.
#[derive(Clone, Debug)]
pub struct Filed {
    pub href: String,
    pub name: String,
    /// "PDF, 120 KB".
    pub about: String,
    /// How wide and high a picture is drawn; none for what is no picture.
    pub picture: Option<(i64, i64)>,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    Visitor,
    Assistant,
    Team,
}

/// A source of an answer: its title, and where it can be read.
#[derive(Clone, Debug)]
pub struct Cited {
    pub title: String,
    pub href: Option<String>,
}

impl Message {
    /// The text in pieces, each bold or not: the assistant and the team may write `**bold**`, as in the widget.
    /// A visitor's stars stay stars.
    fn pieces(&self) -> Vec<(bool, &str)> {
        let mut pieces = Vec::new();
        let mut rest = self.text.as_str();
        while self.author != Author::Visitor
            && let Some((before, after)) = rest.split_once("**")
            && let Some((inner, then)) = after.split_once("**")
            && !inner.is_empty()
            && inner.trim() == inner
            && !inner.contains('\n')
        {
            pieces.extend([(false, before), (true, inner)]);
            rest = then;
        }
        pieces.push((false, rest));
        pieces
    }
}

impl Author {
    fn class(self) -> &'static str {
        match self {
            Self::Visitor => "by-visitor",
            Self::Assistant => "by-assistant",
            Self::Team => "by-team",
        }
    }
}

impl Transcript {
    /// True where a person of the team wrote, so that the legend names them.
    pub(crate) fn has_team(&self) -> bool {
        self.entries.iter().any(|entry| matches!(entry, Entry::Message(message) if message.author == Author::Team))
    }
}

/// Writes nothing but its own escaped template.
impl HtmlSafe for Transcript {}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(author: Author, text: &str) -> Message {
        let at = Moment { text: String::new(), full: String::new(), iso: String::new() };
        Message {
            id: None,
            author,
            name: String::new(),
            at,
            text: text.to_owned(),
            files: Vec::new(),
            sources: Vec::new(),
            trouble: None,
        }
    }

    #[test]
    fn the_assistants_stars_are_bold_and_a_visitors_are_stars() {
        let text = "Order before **2 pm** on a **working day";
        let bold = [(false, "Order before "), (true, "2 pm"), (false, " on a **working day")];
        assert_eq!(said(Author::Assistant, text).pieces(), bold);
        assert_eq!(said(Author::Visitor, text).pieces(), [(false, text)]);
        assert_eq!(said(Author::Team, "5 ** 3 ** 2").pieces(), [(false, "5 ** 3 ** 2")]);
    }
}
