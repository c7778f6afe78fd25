//! Cue patterns: a small notation for the ways people say a thing, and its matcher.
//!
//! A line reads `agent 95: talk|speak .. to|with .. {person}`: an intent, a weight out of 100, and elements:
//! `a|b*` is one of these words (`*` any ending), `?a|b` the same but may be absent, `..` up to two words, `...` up to
//! five, `#` a number of three or more characters, `%` any number, `^` and `$` the clause's ends, `{name}` a class of words. Matching is bounded: each place of a
//! clause is tried against each pattern, and gaps are short.

use super::Intent;

/// One pattern with what it stands for.
#[derive(Debug)]
pub(super) struct Cue {
    /// What it stands for.
    pub intent: Intent,
    /// How sure it makes, out of 100.
    pub weight: u8,
    pub pattern: Pattern,
}

#[derive(Debug)]
pub(super) struct Pattern(Vec<Element>);

#[derive(Debug)]
enum Element {
    Word(Vec<&'static str>),
    Optional(Vec<&'static str>),
    Gap(usize),
    Number(usize),
    Start,
    End,
}

/// Named lists of words, one a line: `person: agent|human`.
pub(super) type Classes = &'static str;

/// Parses the cue lines of a pack; a line that does not parse is left out (a test holds that there is none).
pub(super) fn cues(lines: &'static str, classes: Classes) -> Vec<Cue> {
    entries(lines).filter_map(|line| cue(line, classes)).collect()
}

/// Parses lines that are patterns alone.
pub(super) fn patterns(lines: &'static str, classes: Classes) -> Vec<Pattern> {
    entries(lines).map(|line| Pattern::parse(line, classes)).collect()
}

/// The lines of a pack that say something.
pub(super) fn entries(lines: &'static str) -> impl Iterator<Item = &'static str> {
    lines.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn cue(line: &'static str, classes: Classes) -> Option<Cue> {
    let (head, pattern) = line.split_once(": ")?;
    let (name, weight) = head.split_once(' ')?;
    let intent = match name {
        "agent" => Intent::AgentRequest,
        "order" => Intent::OrderQuestion,
        "coupon" => Intent::CouponRequest,
        "refund" => Intent::RefundRequest,
        "cancel" => Intent::Cancellation,
        "quote" => Intent::QuoteRequest,
        "appointment" => Intent::AppointmentRequest,
        "spam" => Intent::Spam,
        _ => return None,
    };
    Some(Cue { intent, weight: weight.parse().ok()?, pattern: Pattern::parse(pattern, classes) })
}

impl Pattern {
    fn parse(source: &'static str, classes: Classes) -> Self {
        let element = |part: &'static str| match part {
            ".." => Element::Gap(2),
            "..." => Element::Gap(5),
            "#" => Element::Number(3),
            "%" => Element::Number(1),
            "^" => Element::Start,
            "$" => Element::End,
            _ => match part.strip_prefix('?') {
                Some(rest) => Element::Optional(alternatives(rest, classes)),
                None => Element::Word(alternatives(part, classes)),
            },
        };
        Self(source.split_whitespace().map(element).collect())
    }

    /// Every place where the pattern begins, with the place after its end.
    pub fn matches<'a>(&'a self, clause: &'a [String]) -> impl Iterator<Item = (usize, usize)> + 'a {
        (0..clause.len()).filter_map(move |start| match_from(&self.0, clause, start).map(|end| (start, end)))
    }

    pub fn is_in(&self, clause: &[String]) -> bool {
        self.matches(clause).next().is_some()
    }
}

fn alternatives(words: &'static str, classes: Classes) -> Vec<&'static str> {
    words.split('|').flat_map(|word| class(word, classes).unwrap_or(word).split('|')).collect()
}

fn class(word: &str, classes: Classes) -> Option<&'static str> {
    let name = word.strip_prefix('{')?.strip_suffix('}')?;
    entries(classes).filter_map(|line| line.split_once(": ")).find(|(key, _)| *key == name).map(|(_, words)| words)
}

fn match_from(elements: &[Element], clause: &[String], at: usize) -> Option<usize> {
    let Some((first, rest)) = elements.split_first() else {
        return Some(at);
    };
    match first {
        Element::Start => (at == 0).then(|| match_from(rest, clause, at)).flatten(),
        Element::End => (at == clause.len()).then(|| match_from(rest, clause, at)).flatten(),
        Element::Number(shortest) => {
            let is_number =
                clause.get(at).is_some_and(|word| word.len() >= *shortest && word.bytes().any(|b| b.is_ascii_digit()));
            is_number.then(|| match_from(rest, clause, at + 1)).flatten()
        }
        Element::Word(words) => is_one_of(clause.get(at), words).then(|| match_from(rest, clause, at + 1)).flatten(),
        Element::Optional(words) => is_one_of(clause.get(at), words)
            .then(|| match_from(rest, clause, at + 1))
            .flatten()
            .or_else(|| match_from(rest, clause, at)),
        Element::Gap(most) => (0..=*most)
            .take_while(|skipped| at + skipped <= clause.len())
            .find_map(|skipped| match_from(rest, clause, at + skipped)),
    }
}

fn is_one_of(word: Option<&String>, words: &[&str]) -> bool {
    word.is_some_and(|word| {
        words.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(start) => word.starts_with(start),
            None => word == wanted,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(pattern: &'static str, text: &str) -> bool {
        Pattern::parse(pattern, "person: human|agent*").is_in(&crate::text::words(text))
    }

    #[test]
    fn each_element_does_what_the_notation_says() {
        assert!(is_in("talk|speak ?to .. {person}", "may I speak with an agent now"));
        assert!(is_in("talk|speak ?to .. {person}", "talk to human"));
        assert!(!is_in("talk|speak ?to .. {person}", "talk about the very best agent"));
        assert!(is_in("^ agent ?please $", "Agent please"));
        assert!(!is_in("^ agent ?please $", "agent of change"));
        assert!(is_in("order #", "my order LL204"));
        assert!(!is_in("order #", "order 12"));
        assert!(is_in("refund*", "refunded"));
        assert!(is_in("a ... b", "a 1 2 3 4 5 b") && !is_in("a ... b", "a 1 2 3 4 5 6 b"));
    }
}
