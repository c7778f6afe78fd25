//! An owner's answer as it is said: the marks of Markdown are for pages, and a message is shown as it is written, in the
//! widget, by text message and by e-mail alike.
//!
//! Pure. Emphasis goes, a list is a line for each item, a link is its words and its address. Nothing else is changed, and
//! a text without marks comes out as it went in.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

/// What a text without any of these has no marks by.
const MARKS: [char; 10] = ['*', '_', '`', '[', '#', '>', '~', '|', '\\', '&'];

/// The text without marks. What looks like markup stays as it was typed: it is shown as text wherever it goes.
#[must_use]
pub fn plain(text: &str) -> String {
    let text = text.trim();
    if !text.contains(MARKS) {
        return text.to_owned();
    }
    let (mut said, text) = (Said::default(), unmultiplied(text));
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        said.hear(event);
    }
    said.text.trim().to_owned()
}

/// A star between digits multiplies: "60*40*30 cm" stresses nothing.
fn unmultiplied(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '*' && before.is_ascii_digit() && rest.peek().is_some_and(char::is_ascii_digit) {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// What was said so far, and what is being said.
#[derive(Default)]
struct Said {
    text: String,
    /// The numbers of the lists that are open, none for one without numbers.
    lists: Vec<Option<u64>>,
    /// Where the words of the links that are open begin, and where they lead.
    links: Vec<(usize, String)>,
    /// It is not the first cell of its row.
    in_row: bool,
}

impl Said {
    fn hear(&mut self, event: Event<'_>) {
        match event {
            Event::Text(words) | Event::Code(words) | Event::InlineHtml(words) | Event::Html(words) => {
                self.text.push_str(&words);
            }
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            Event::Start(tag) => self.begin(tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn begin(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Table(_) if self.lists.is_empty() => {
                self.part();
            }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.line();
                }
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::Link { link_type, dest_url, .. } => {
                let is_bare = matches!(link_type, LinkType::Autolink | LinkType::Email);
                let leads = if is_bare { String::new() } else { dest_url.into_string() };
                self.links.push((self.text.len(), leads));
            }
            Tag::TableHead | Tag::TableRow => {
                self.line();
                self.in_row = false;
            }
            Tag::TableCell => {
                let between = if std::mem::replace(&mut self.in_row, true) { ", " } else { "" };
                self.text.push_str(between);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Link => {
                let Some((from, leads)) = self.links.pop() else { return };
                if !leads.is_empty() && !self.text[from..].contains(&leads) {
                    self.text.extend([" (", &leads, ")"]);
                }
            }
            _ => {}
        }
    }

    fn item(&mut self) {
        self.line();
        let depth = self.lists.len().saturating_sub(1);
        self.text.push_str(&"  ".repeat(depth));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.text.extend([&number.to_string(), ". "]);
                *number += 1;
            }
            _ => self.text.push_str("- "),
        }
    }

    /// A line begins here.
    fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// A part begins here: an empty line stands before it.
    fn part(&mut self) {
        self.line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn emphasis_goes_and_words_stay() {
        for (written, said) in [
            ("before **2 pm** on a *working* day", "before 2 pm on a working day"),
            ("__Yes__, up to `24` characters", "Yes, up to 24 characters"),
            ("~~£46~~ now £39.50", "£46 now £39.50"),
            ("# Hours\nNine to five", "Hours\n\nNine to five"),
            ("See [our page](https://loam.example/a_b) please", "See our page (https://loam.example/a_b) please"),
            ("<https://loam.example>", "https://loam.example"),
            ("[https://loam.example](https://loam.example)", "https://loam.example"),
            ("One:\n* oak\n* ash", "One:\n- oak\n- ash"),
            ("1. wet it\n2. *wipe* it", "1. wet it\n2. wipe it"),
            ("First.\n\nSecond **part**.", "First.\n\nSecond part."),
            ("| Day | Open |\n|---|---|\n| Monday | 9 to 5 |", "Day, Open\nMonday, 9 to 5"),
        ] {
            assert_eq!(plain(written), said, "{written}");
        }
    }

    #[test]
    fn what_is_no_mark_stays() {
        for text in [
            "3 * 4 = 12, and 60*40*30 cm",
            "file_name_of_it and #1",
            "Pieces\n  of two lines",
            "AT&T, 5 > 4",
            "a <b>bold</b> word & more",
            "",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_said_without_panic_and_no_longer_than_twice(text in "[a-z *_`#\\[\\]()>~|\\\\&<!\n0-9.+-]{0,120}") {
            prop_assert!(plain(&text).len() <= text.len() * 3 + 8);
        }

        #[test]
        fn words_are_kept(words in prop::collection::vec("[a-z]{1,8}", 1..8)) {
            let text = format!("**{}**", words.join(" "));
            prop_assert_eq!(plain(&text), words.join(" "));
        }
    }
}
