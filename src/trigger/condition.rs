//! Conditions: the tree of tests an owner's rule is made of.
//!
//! As JSON: `{"all": [{"visitor_messages": {"at_least": 6}}, {"page": {"starts_with": "/returns"}}]}`, `"no_answer"`.
//! Tests look at facts only. A tree with nothing in it holds never, so that an unfinished rule does no harm.

use serde::{Deserialize, Serialize};

use super::Facts;
use crate::assistant::{Intent, Understanding};
use crate::text::{fold, head, words};

/// When a rule fires.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Every one of these holds, and there is at least one.
    All(Vec<Condition>),
    /// One of these holds.
    Any(Vec<Condition>),
    /// The visitor has written this many messages in the conversation.
    VisitorMessages {
        /// The first count that holds.
        at_least: u32,
    },
    /// The visitor is on such a page.
    Page(Page),
    /// The message holds one of these words or phrases, as whole words, whatever their case and accents.
    Keyword {
        /// The words or phrases.
        any_of: Vec<String>,
    },
    /// The knowledge has no answer to the message.
    NoAnswer,
    /// The visitor has been on the page this long.
    TimeOnPage {
        /// In seconds.
        at_least_seconds: u32,
    },
    /// The team is outside its hours. Never holds for a bot without hours.
    OutsideHours,
    /// The message asks for this.
    Intent {
        /// The intent, by its tag's key.
        is: Intent,
    },
}

/// A test of the page's path. `*` stands for anything; query, fragment and a closing slash do not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// The path holds this somewhere.
    Contains(String),
    /// The path is this.
    Is(String),
    /// The path begins with this.
    StartsWith(String),
}

/// The longest path that is tested, in characters.
const TESTED_PATH: usize = 500;

impl Condition {
    /// Whether the condition holds.
    #[must_use]
    pub fn is_met(&self, facts: &Facts, understanding: &Understanding) -> bool {
        match self {
            Self::All(parts) => !parts.is_empty() && parts.iter().all(|part| part.is_met(facts, understanding)),
            Self::Any(parts) => parts.iter().any(|part| part.is_met(facts, understanding)),
            Self::VisitorMessages { at_least } => facts.visitor_messages >= *at_least,
            Self::Page(test) => facts.page_url.as_deref().is_some_and(|url| test.is_met(url)),
            Self::Keyword { any_of } => has_keyword(&facts.text, any_of),
            Self::NoAnswer => !facts.answered && !facts.text.trim().is_empty(),
            Self::TimeOnPage { at_least_seconds } => facts.seconds_on_page >= *at_least_seconds,
            Self::OutsideHours => facts.within_hours == Some(false),
            Self::Intent { is } => understanding.intent.as_ref() == Some(is),
        }
    }
}

impl Page {
    fn is_met(&self, url: &str) -> bool {
        let path = path_of(url);
        match self {
            Self::Contains(part) => !part.is_empty() && is_glob(&format!("*{}*", fold(head(part, TESTED_PATH))), &path),
            Self::Is(whole) => is_glob(&path_of(whole), &path),
            Self::StartsWith(start) => {
                let start = path_of(start);
                let start = if start == "/" { "" } else { &start };
                is_glob(start, &path) || is_glob(&format!("{start}*"), &path)
            }
        }
    }
}

/// The folded path of an address: `https://shop.example/Returns/?a=1#b` gives `/returns`.
fn path_of(url: &str) -> String {
    let url = head(url.trim(), TESTED_PATH);
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("/", |slash| &rest[slash..]));
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_end_matches('/');
    if path.is_empty() { "/".to_owned() } else { fold(path) }
}

/// Matches with one mark of the last star, so the worst case is one length times the other.
fn is_glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((star_p, star_t)) => {
                    star = Some((star_p, star_t + 1));
                    p = star_p + 1;
                    t = star_t + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

fn has_keyword(text: &str, any_of: &[String]) -> bool {
    let said = words(head(text, crate::assistant::ANALYSED_CHARS));
    any_of
        .iter()
        .map(|phrase| words(phrase))
        .any(|phrase| !phrase.is_empty() && said.windows(phrase.len()).any(|window| window == phrase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn met(condition: &str, facts: &Facts) -> bool {
        let condition: Condition = serde_json::from_str(condition).unwrap();
        condition.is_met(facts, &Understanding::default())
    }

    #[test]
    fn pages_are_tested_by_path() {
        for (test, url, expected) in [
            (r#"{"page":{"is":"/returns"}}"#, "https://shop.example/returns/?x=1#top", true),
            (r#"{"page":{"is":"/returns"}}"#, "https://shop.example/returns/how", false),
            (r#"{"page":{"is":"/for-sale/*/book"}}"#, "https://a.example/for-sale/3-quarry-view/book", true),
            (r#"{"page":{"is":"https://shop.example/returns"}}"#, "/returns", true),
            (r#"{"page":{"starts_with":"/for-sale"}}"#, "/FOR-SALE/orchard", true),
            (r#"{"page":{"starts_with":"/"}}"#, "https://shop.example", true),
            (r#"{"page":{"contains":"gift"}}"#, "/shop/gifts/", true),
            (r#"{"page":{"contains":"gift"}}"#, "/shop?ref=gift", false),
            (r#"{"page":{"contains":""}}"#, "/shop", false),
        ] {
            let facts = Facts { page_url: Some(url.to_owned()), ..Facts::default() };
            assert_eq!(met(test, &facts), expected, "{test} on {url}");
        }
    }

    #[test]
    fn keywords_are_whole_words_whatever_their_case() {
        let facts = Facts { text: "Do you have a TRADE price for café owners?".to_owned(), ..Facts::default() };
        assert!(met(r#"{"keyword":{"any_of":["wholesale","trade price"]}}"#, &facts));
        assert!(met(r#"{"keyword":{"any_of":["Cafe"]}}"#, &facts));
        assert!(!met(r#"{"keyword":{"any_of":["rade","trade owners",""]}}"#, &facts));
    }

    #[test]
    fn the_other_leaves_read_their_fact() {
        let facts = Facts {
            visitor_messages: 6,
            seconds_on_page: 45,
            text: "hm".to_owned(),
            within_hours: Some(false),
            ..Facts::default()
        };
        assert!(met(r#"{"visitor_messages":{"at_least":6}}"#, &facts));
        assert!(!met(r#"{"visitor_messages":{"at_least":7}}"#, &facts));
        assert!(met(r#"{"time_on_page":{"at_least_seconds":45}}"#, &facts));
        assert!(!met(r#"{"time_on_page":{"at_least_seconds":46}}"#, &facts));
        assert!(met(r#""outside_hours""#, &facts));
        assert!(met(r#""no_answer""#, &facts));
        assert!(!met(r#""no_answer""#, &Facts::default()), "nothing was asked");
        assert!(!met(r#""outside_hours""#, &Facts::default()), "a bot without hours is never closed");
        assert!(!met(r#"{"all":[]}"#, &facts));
        assert!(!met(r#"{"any":[]}"#, &facts));
        assert!(met(r#"{"all":["no_answer",{"any":["outside_hours",{"intent":{"is":"spam"}}]}]}"#, &facts));
    }

    proptest! {
        #[test]
        fn any_text_matches_itself_and_a_lone_star(text in "[a-z/-]{0,40}") {
            prop_assert!(is_glob(&text, &text));
            prop_assert!(is_glob("*", &text));
        }

        #[test]
        fn conditions_survive_json(at_least: u32, page in ".{0,20}", word in ".{0,20}") {
            let tree = Condition::All(vec![
                Condition::Any(vec![Condition::VisitorMessages { at_least }, Condition::Page(Page::Contains(page))]),
                Condition::Keyword { any_of: vec![word.clone()] },
                Condition::Intent { is: Intent::from_key(&word) },
                Condition::NoAnswer,
            ]);
            let json = serde_json::to_string(&tree).unwrap();
            prop_assert_eq!(serde_json::from_str::<Condition>(&json).unwrap(), tree);
        }
    }
}
