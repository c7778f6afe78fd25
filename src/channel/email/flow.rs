//! Text whose lines were broken for the way (`format=flowed`, RFC 3676), put together again.

use mail_parser::MessagePart;

use super::parameter;

/// The text as it was written, where its part says that it flows; else as it is.
pub(super) fn unflowed(text: &str, part: &MessagePart<'_>) -> String {
    let is = |name: &str, value: &str| parameter(part, name).is_some_and(|found| found.eq_ignore_ascii_case(value));
    if is("format", "flowed") { joined(text, is("delsp", "yes")) } else { text.to_owned() }
}

/// A line that ends with a space goes on in the next, where both are quoted alike. A signature's line ends nothing.
fn joined(text: &str, without_space: bool) -> String {
    let (mut out, mut open): (String, Option<usize>) = (String::with_capacity(text.len()), None);
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let (marks, words) = line.split_at(depth);
        // A space was put before what could be taken for a mark, and is no part of the words.
        let words = words.strip_prefix(' ').unwrap_or(words);
        let is_signature = words == "-- ";
        if open == Some(depth) && !is_signature {
            if without_space && out.ends_with(' ') {
                out.pop();
            }
        } else {
            if !out.is_empty() || open.is_some() {
                out.push('\n');
            }
            out.push_str(marks);
            if depth > 0 {
                out.push(' ');
            }
        }
        out.push_str(words);
        open = (words.ends_with(' ') && !is_signature).then_some(depth);
        if open.is_none() && words.is_empty() && out.is_empty() {
            // An empty first line is a line as well.
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_flow_are_one_and_quotes_stay_apart() {
        assert_eq!(joined("one \r\ntwo\r\nthree", false), "one two\nthree");
        assert_eq!(joined("one \ntwo", true), "onetwo");
        assert_eq!(joined("> one \n> two\nthree \n> four", false), "> one two\nthree \n> four");
        assert_eq!(joined("words \n-- \nAnn", false), "words \n-- \nAnn");
        assert_eq!(joined(" >stuffed\nnext", false), ">stuffed\nnext");
    }
}
