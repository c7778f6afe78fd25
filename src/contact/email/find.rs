//! Finding e-mail addresses in free text: as they are written, with spaces around the @, and spelled out ("greg at
//! example dot com") in the languages the assistant speaks.
//!
//! It says where an address stands, not whose it is.

use std::ops::Range;

use super::Email;
use crate::text::fold;

/// An address, and where it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// The address.
    pub email: Email,
}

/// What the @ is called (English, Spanish and Portuguese, German, French, Italian).
const AT: &[&str] = &["at", "arroba", "arobase", "arobas", "aroba", "chiocciola", "klammeraffe", "affenschwanz"];

/// What the dot is called.
const DOT: &[&str] = &["dot", "punto", "punkt", "point", "ponto"];

/// What the other signs of an address are called.
const SIGNS: &[(&str, char)] = &[
    ("underscore", '_'),
    ("unterstrich", '_'),
    ("underline", '_'),
    ("sublinhado", '_'),
    ("subrayado", '_'),
    ("dash", '-'),
    ("hyphen", '-'),
    ("minus", '-'),
    ("guion", '-'),
    ("bindestrich", '-'),
    ("tiret", '-'),
    ("trattino", '-'),
    ("hifen", '-'),
    ("traco", '-'),
    ("plus", '+'),
];

/// Words that stand before "at" in other sentences: "I am at example dot com's stand".
const NO_LOCALS: &str = "a am an and are back be been by call contact do email for from get go here i in is it \
    item items its live look looking mail me meet my of office on one or order over page price prices rent sale \
    sat see shop site sold start stay still store the them there this to up us was we were work working you your \
    not arrive noon midnight es e y o el la un una le les un der die das ein il lo gli uno os as um uma em en im \
    ist esta sono sou soy";

/// Where people have handles.
const HANDLES: &str = "insta instagram ig twitter x tiktok telegram tg handle follow youtube threads mastodon \
    snapchat discord linkedin facebook fb bluesky pinterest github on via";

/// Ends of domains that are seldom the end of a handle.
const USUAL: &str = "com net org edu gov info biz io co uk ie de at ch es fr it pt be nl eu us ca au br mx in example";

/// Words that say an address is about to be told.
const CUES: &str = "email mail emails mails e address correo direccion adresse mailadresse emailadresse courriel \
    indirizzo posta endereco contact reach write escribe escribeme schreib schreiben ecris ecrivez scrivi \
    scrivimi";

#[derive(Clone, Copy, Debug, PartialEq)]
enum Sign {
    /// `sure` where nothing else can be meant: the sign itself, or its name in brackets.
    At {
        sure: bool,
    },
    Dot,
    Other(char),
}

#[derive(Debug)]
struct Piece<'t> {
    text: &'t str,
    start: usize,
    sign: Option<Sign>,
    /// Punctuation stands before, after it: what follows is not the same address.
    opens: bool,
    closes: bool,
}

impl Piece<'_> {
    const fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Every address in the text, in order.
#[must_use]
pub fn all(text: &str) -> Vec<Found> {
    let pieces = pieces(text);
    let mut found: Vec<Found> = Vec::new();
    for at in 0..pieces.len() {
        if let Some(Sign::At { sure }) = pieces[at].sign
            && let Some(address) = around(&pieces, at, sure)
            && found.last().is_none_or(|last| last.span.end <= address.span.start)
        {
            found.push(address);
        }
    }
    found
}

/// The address whose @ is this piece.
fn around(pieces: &[Piece<'_>], at: usize, is_sure: bool) -> Option<Found> {
    let is_literal = pieces[at].text == "@";
    let before = pieces.get(at.checked_sub(1)?)?;
    let after = pieces.get(at + 1)?;
    if before.sign.is_some() || before.closes || after.sign.is_some() || after.opens {
        return None;
    }
    let is_tight = is_literal && before.end() == pieces[at].start && pieces[at].end() == after.start;
    let (local, start) = local(pieces, at - 1, is_tight)?;
    let (domain, end, is_spelled) = domain(pieces, at + 1)?;
    let folded = fold(before.text);
    if !is_tight && (is_listed(NO_LOCALS, &folded) || !domain.contains('.')) {
        return None;
    }
    // "insta @bakes.example" is a handle more often than an address.
    let is_handle = is_literal && before.end() < pieces[at].start && pieces[at].end() == after.start;
    let top = domain.rsplit('.').next().unwrap_or_default().to_lowercase();
    if is_handle && (is_listed(HANDLES, &folded) || !is_listed(USUAL, &top)) {
        return None;
    }
    // "greg at example.com" is an address, "look at example.com" is not.
    if !is_sure && !is_spelled {
        let is_shaped = local.contains(|c: char| c.is_ascii_digit() || "._-".contains(c));
        let told = pieces[..at - 1].iter().rev().take(8).any(|piece| is_listed(CUES, &fold(piece.text)));
        if !(is_shaped || told || at == 1) {
            return None;
        }
    }
    let email = Email::parse(&format!("{local}@{domain}")).ok()?;
    Some(Found { span: start..end, email })
}

/// What stands before the @, and where it begins.
fn local(pieces: &[Piece<'_>], last: usize, is_tight: bool) -> Option<(String, usize)> {
    let piece = &pieces[last];
    let is_latin = piece.text.chars().next_back()?.is_ascii();
    let belongs = |c: char| super::is_local_character(c) && !"/|=*`'?!<>".contains(c) || c == '\'';
    let begin = piece
        .text
        .char_indices()
        .rev()
        .take_while(|(_, c)| belongs(*c) && !(is_latin && c.is_alphabetic() && *c > '\u{24F}'))
        .last()?
        .0;
    let own = piece.text[begin..].trim_start_matches(['\'', '.']);
    let mut start = piece.end() - own.len();
    let mut local = own.to_owned();
    // "anna dot lee", "anna underscore lee", "anna . lee": signs and what they join.
    let mut first = last;
    while !is_tight && begin == 0 && first >= 2 {
        let joint = match pieces[first - 1].sign {
            Some(Sign::Dot) => '.',
            Some(Sign::Other(sign)) => sign,
            _ => break,
        };
        let head = &pieces[first - 2];
        let is_word = head.sign.is_none() && head.text.chars().all(|c| c.is_alphanumeric() || "._-+".contains(c));
        if !is_word || head.closes || pieces[first].opens || is_listed(NO_LOCALS, &fold(head.text)) {
            break;
        }
        local = format!("{}{joint}{local}", head.text);
        start = head.start;
        first -= 2;
    }
    (!local.is_empty()).then_some((local, start))
}

/// What stands behind the @, where it ends, and whether a dot of it was spelled out.
fn domain(pieces: &[Piece<'_>], first: usize) -> Option<(String, usize, bool)> {
    let piece = &pieces[first];
    let is_latin = piece.text.chars().next()?.is_ascii();
    let belongs = |c: char| super::is_domain_character(c) && !(is_latin && c.is_alphabetic() && c > '\u{24F}');
    let length = piece.text.find(|c| !belongs(c)).unwrap_or(piece.text.len());
    let mut domain = piece.text[..length].trim_end_matches(['.', '-']).to_owned();
    let mut end = piece.start + domain.len();
    // "…@example.com.My number is": the next sentence, without its space.
    if let Some((head, tail)) = domain.rsplit_once('.')
        && head.contains('.')
        && tail.starts_with(char::is_uppercase)
        && !head.contains(char::is_uppercase)
    {
        end = piece.start + head.len();
        domain = head.to_owned();
        return Some((domain, end, false));
    }
    let mut is_spelled = false;
    let mut last = first;
    while length == piece.text.len() && !pieces[last].closes {
        let joint = match pieces.get(last + 1).and_then(|piece| piece.sign) {
            Some(Sign::Dot) => '.',
            Some(Sign::Other('-')) => '-',
            _ => break,
        };
        let Some(tail) = pieces.get(last + 2).filter(|tail| tail.sign.is_none() && !tail.opens) else { break };
        if !tail.text.chars().all(super::is_domain_character) {
            break;
        }
        domain = format!("{domain}{joint}{}", tail.text.trim_end_matches(['.', '-']));
        end = tail.end();
        is_spelled |= joint == '.';
        last += 2;
    }
    Some((domain, end, is_spelled))
}

/// The text in words and signs. Punctuation that no address holds parts them.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    const PARTS: &str = ",;:()[]{}<>\"‘“”«»„!?";
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut opens = true;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if let Some((length, sign)) = bracketed(rest) {
            pieces.push(Piece { text: &rest[..length], start: at, sign: Some(sign), opens: false, closes: false });
            (at, opens) = (at + length, false);
        } else if c == '@' {
            let sign = Some(Sign::At { sure: true });
            pieces.push(Piece { text: &rest[..1], start: at, sign, opens: false, closes: false });
            (at, opens) = (at + 1, false);
        } else if c.is_whitespace() || PARTS.contains(c) {
            if PARTS.contains(c) || c == '\n' {
                opens = true;
                if let Some(last) = pieces.last_mut() {
                    last.closes = true;
                }
            }
            at += c.len_utf8();
        } else {
            let length = rest.find(|c: char| c.is_whitespace() || c == '@' || PARTS.contains(c)).unwrap_or(rest.len());
            let word = &rest[..length];
            let is_end = word.ends_with('.') && word.len() > 1;
            // "guion bajo", "tiret bas", "trattino basso": the low dash.
            if let Some(last) = pieces.last_mut()
                && last.sign == Some(Sign::Other('-'))
                && ["bajo", "bas", "basso", "baixo"].contains(&fold(word).as_str())
            {
                last.sign = Some(Sign::Other('_'));
                (at, opens) = (at + length, is_end);
                continue;
            }
            pieces.push(Piece { text: word, start: at, sign: named(word), opens, closes: is_end });
            (at, opens) = (at + length, is_end);
        }
    }
    pieces
}

/// A sign by its name, alone among spaces.
fn named(word: &str) -> Option<Sign> {
    if word == "." {
        return Some(Sign::Dot);
    }
    // "ät" is how Germans write what they say; folded it is "at".
    let folded = fold(word);
    if AT.contains(&folded.as_str()) {
        return Some(Sign::At { sure: false });
    }
    if DOT.contains(&folded.as_str()) {
        return Some(Sign::Dot);
    }
    SIGNS.iter().find(|(name, _)| *name == folded).map(|(_, sign)| Sign::Other(*sign))
}

/// A sign in brackets, with its length: `(at)`, `[ dot ]`, `{@}`.
fn bracketed(rest: &str) -> Option<(usize, Sign)> {
    const LONGEST: usize = 16;
    let close = match rest.chars().next()? {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        _ => return None,
    };
    let length = rest.char_indices().take(LONGEST).find(|(_, c)| *c == close)?.0;
    let sign = match rest[1..length].trim() {
        "@" => Sign::At { sure: true },
        word => match named(word)? {
            Sign::At { .. } => Sign::At { sure: true },
            other => other,
        },
    };
    Some((length + 1, sign))
}

fn is_listed(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        all(text).into_iter().map(|found| found.email.into()).collect()
    }

    #[test]
    fn addresses_are_read_as_written() {
        for (text, expected) in [
            ("lena.k@mail.example und tom@web.example", vec!["lena.k@mail.example", "tom@web.example"]),
            ("nils @ werft.example", vec!["nils@werft.example"]),
            ("nils@ werft.example", vec!["nils@werft.example"]),
            ("写信给wang@post.example谢谢", vec!["wang@post.example"]),
            ("a@x.example/b@y.example", vec!["a@x.example", "b@y.example"]),
            ("it is o'neil@farm.example.My phone is off", vec!["o'neil@farm.example"]),
            ("<mailto:rosa@post.example>", vec!["rosa@post.example"]),
            ("see you @ noon, by the door", vec![]),
            ("follow @tiles.by.jo or jo@tiles", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_are_read_as_spelled_in_six_languages() {
        for (text, expected) in [
            ("it's nadia at harbour dot example", "nadia@harbour.example"),
            ("NADIA AT HARBOUR DOT EXAMPLE", "nadia@harbour.example"),
            ("nadia[at]harbour[dot]example", "nadia@harbour.example"),
            ("nadia (at) harbour.example", "nadia@harbour.example"),
            ("my email is nadia at harbour.example", "nadia@harbour.example"),
            ("nadia dot s at harbour dot co dot example", "nadia.s@harbour.co.example"),
            ("nadia underscore s at my dash harbour dot example", "nadia_s@my-harbour.example"),
            ("mi correo es lola arroba puerto punto example", "lola@puerto.example"),
            ("lena ät hafen punkt example", "lena@hafen.example"),
            ("luc point r arobase port point example", "luc.r@port.example"),
            ("gina chiocciola porto punto example", "gina@porto.example"),
            ("rui arroba porto ponto example", "rui@porto.example"),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
        for text in
            ["I am at harbour dot example", "look at harbour.example", "we meet at noon. dot your i", "at", "(at)"]
        {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
