//! The new words of a mail: without the mails it quotes, without what stands under a signature's line.
//!
//! Mail programs agree on little. What is marked is taken away wherever it stands, so that answers between the lines
//! survive; what is not marked begins with a head that is known ([`super::quote`]), and all below it goes. Where nothing
//! would be left of words of their own, the signature stays; where all is quoted, nothing is new.

use super::quote;

/// Lines of which all is dashes and the like, so long, end what somebody wrote: lists put their footers below.
const RULE: usize = 30;

/// How many lines may stand under `--` without its space, which is also how people part what they write.
const LONGEST_SIGNATURE: usize = 15;

/// How phones sign, in lower case.
const DEVICES: [&str; 24] = [
    "sent from ",
    "sent via ",
    "sent with ",
    "sent using ",
    "get outlook for ",
    "envoyé de mon ",
    "envoyé depuis ",
    "envoyé à partir d",
    "von meinem ",
    "von meiner ",
    "gesendet von ",
    "gesendet mit ",
    "gesendet über ",
    "diese nachricht wurde von meinem ",
    "enviado desde ",
    "enviado de mi ",
    "enviado do meu ",
    "inviato da",
    "verzonden vanaf ",
    "verstuurd vanaf ",
    "skickat från ",
    "sendt fra ",
    "wysłane z ",
    "отправлено с ",
];

/// What somebody wrote in this mail.
pub(super) fn new_words(text: &str) -> String {
    let plain = tidy(text);
    let lines: Vec<&str> = plain.split('\n').collect();
    let own = unquoted(&lines);
    let without = joined(unsigned(&own));
    // Somebody who writes under the signature's line, or nothing but it, has written all the same.
    if without.is_empty() { joined(&own) } else { without }
}

/// The same text with plain line ends and spaces, and without what is not seen.
pub(super) fn tidy(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let plain = |c: char| match c {
        '\t' | '\u{a0}' | '\u{202f}' | '\u{2007}' => Some(' '),
        '\n' => Some(c),
        c if c.is_control() || is_unseen(c) => None,
        c => Some(c),
    };
    unix.chars().filter_map(plain).collect::<String>().trim_matches('\n').to_owned()
}

/// Whether a character is not seen itself, or turns others around: joiners of nothing, the embeddings and isolates of
/// Unicode's bidirectional algorithm (UAX 9), tags, the byte order mark. What joins letters of a script stays.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The lines that are no quote.
fn unquoted<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let (mut kept, mut at) = (Vec::new(), 0);
    while let Some(line) = lines.get(at) {
        if is_quoted(line) {
            at += 1;
        } else if let Some(long) = quote::attribution(&lines[at..]) {
            let below = lines[at + long..].iter().find(|line| !line.trim().is_empty());
            if below.is_some_and(|line| !is_quoted(line)) {
                // The quote below it is not marked: all of it is theirs.
                break;
            }
            at += long;
        } else if quote::begins(&lines[at..]) {
            break;
        } else {
            kept.push(*line);
            at += 1;
        }
    }
    while kept.last().is_some_and(|line| line.trim().is_empty() || is_rule(line, 3)) {
        kept.pop();
    }
    kept
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

fn is_rule(line: &str, least: usize) -> bool {
    let line = line.trim();
    line.chars().count() >= least && line.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | '—' | '–'))
}

/// What stands above the signature.
fn unsigned<'s, 'a>(lines: &'s [&'a str]) -> &'s [&'a str] {
    let is_end = |(at, line): (usize, &&str)| {
        let below = lines[at + 1..].iter().filter(|line| !line.trim().is_empty()).count();
        // RFC 3676, 4.3.
        *line == "-- "
            || (matches!(line.trim_end(), "--" | "—" | "__") && below <= LONGEST_SIGNATURE)
            || (is_rule(line, RULE) && line.trim().starts_with('_'))
    };
    let mut end = lines.iter().enumerate().find(|line| is_end(*line)).map_or(lines.len(), |(at, _)| at);
    while let Some(last) = end.checked_sub(1).and_then(|at| lines.get(at)) {
        if !(last.trim().is_empty() || is_device(last)) {
            break;
        }
        end -= 1;
    }
    &lines[..end]
}

/// Whether a line is how a phone or a program signs, and no sentence about one.
fn is_device(line: &str) -> bool {
    let line = line.trim().trim_matches(['*', '_', '<', '>']).to_lowercase();
    let is_short = line.split_whitespace().count() <= 7 && line.chars().count() <= 100;
    let is_sentence = line.contains(", ") || line.ends_with(['.', '?', '!']) || line.contains(". ");
    is_short && !is_sentence && (DEVICES.iter().any(|begin| line.starts_with(begin)) || line.ends_with("から送信"))
}

/// The lines as a text: no space behind a line, no two empty lines in a row.
fn joined(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut gap = false;
    for line in lines {
        let line = line.trim_end();
        if line.is_empty() {
            gap = !out.is_empty();
            continue;
        }
        if !out.is_empty() {
            out.push_str(if gap { "\n\n" } else { "\n" });
        }
        gap = false;
        // How far a first line is set in says nothing.
        out.push_str(if out.is_empty() { line.trim_start() } else { line });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_between_the_lines_stay() {
        let text = "Hi,\n\n> Is it in stock?\nYes.\n> And when?\n\nTomorrow.\n\n-- \nAnn";
        assert_eq!(new_words(text), "Hi,\n\nYes.\n\nTomorrow.");
    }

    #[test]
    fn a_phones_signature_goes_and_a_sentence_about_one_stays() {
        for device in
            ["Sent from my iPhone", "Von meinem iPhone gesendet", "Envoyé de mon iPhone", "Get Outlook for iOS"]
        {
            assert_eq!(new_words(&format!("Yes.\n\n{device}\n")), "Yes.", "{device}");
        }
        for sentence in [
            "Sent from my desk, not my phone",
            "Sent from the shop yesterday. Has it come?",
            "Gesendet von uns am Montag!",
        ] {
            assert_eq!(new_words(sentence), sentence);
            assert_eq!(new_words(&format!("Hello\n{sentence}")), format!("Hello\n{sentence}"));
        }
    }

    #[test]
    fn words_are_never_taken_for_a_signature_alone() {
        assert_eq!(new_words("-- \nAnn Lee\nLoam & Lantern"), "--\nAnn Lee\nLoam & Lantern");
        assert_eq!(new_words("Sent from my iPhone"), "Sent from my iPhone");
        let parted = format!("one\n--\n{}", "a line\n".repeat(20));
        assert!(new_words(&parted).ends_with("a line"), "a line of two dashes parts a long text");
    }

    #[test]
    fn where_all_is_quoted_nothing_is_new() {
        assert_eq!(new_words("> one\n> two"), "");
        assert_eq!(new_words("On 3 March 2026, Ann <a@b.example> wrote:\n> one"), "");
    }

    #[test]
    fn what_is_not_seen_is_taken_out() {
        assert_eq!(new_words("a\u{200b}b\u{202e}c\u{feff}\u{a0}d\r\ne\u{7}"), "abc d\ne");
    }
}
