//! A mail's HTML as text: what a person sees of it, lines apart, quotes marked as plain mail marks them.
//!
//! The tokenizer of a browser-grade parser, and no tree: however deep a mail nests its elements, this does not. What is
//! hidden is no text: whoever hides words writes them for machines. Nothing is loaded, and a link is its words alone.

use std::collections::HashMap;

use crate::text::html::{self, Follows, Listener, LocalName, MARKUP, Tag, VOID, attribute};

/// Elements that hold nothing to read.
const LEFT_OUT: [&str; 12] =
    ["head", "title", "template", "svg", "math", "object", "audio", "video", "select", "button", "map", "dialog"];

/// Elements that begin and end a line.
const LINES: [&str; 29] = [
    "address",
    "article",
    "blockquote",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "tr",
    "ul",
];

/// Elements with an empty line around them.
const APART: [&str; 9] = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "pre"];

/// Classes and ids by which mail programs mark a signature.
const SIGNATURES: [&str; 6] = [
    "gmail_signature",
    "applemailsignature",
    "apple-signature",
    "ms-outlook-mobile-signature",
    "protonmail_signature_block",
    "yahoo_signature",
];

/// The deepest quote that is marked as such.
const DEEPEST: usize = 10;

/// Reads a body.
pub(super) fn text(body: &str) -> String {
    html::tell(body, State::default()).finish()
}

#[derive(Default)]
struct State {
    out: String,
    /// The line that is being written.
    line: String,
    /// How often each element stands open.
    open: HashMap<LocalName, u32>,
    /// What is left out now: the element that began it, and how deep it stood.
    left_out: Vec<(LocalName, u32)>,
    /// How deep in quotes, and in text whose line ends count.
    quotes: usize,
    pre: usize,
    /// An empty line is due before the next words.
    is_apart: bool,
}

impl Listener for State {
    fn begin(&mut self, tag: &Tag) -> Follows {
        let name = &*tag.name;
        if let Some(follows) = html::raw(name) {
            return self.raw(tag, follows);
        }
        if LINES.contains(&name) {
            self.line_ends();
        }
        if name == "br" {
            self.breaks();
        }
        self.is_apart |= APART.contains(&name) && self.left_out.is_empty();
        if VOID.contains(&name) || tag.self_closing {
            return MARKUP;
        }
        let depth = self.open.entry(tag.name.clone()).or_insert(0);
        *depth = depth.saturating_add(1);
        let depth = *depth;
        if is_hidden(tag) || LEFT_OUT.contains(&name) {
            self.left_out.push((tag.name.clone(), depth));
        }
        if !self.left_out.is_empty() {
            return MARKUP;
        }
        match name {
            "blockquote" => self.quotes = self.quotes.saturating_add(1),
            "pre" => self.pre = self.pre.saturating_add(1),
            "li" => self.line.push_str("- "),
            "td" | "th" if !self.line.trim().is_empty() => self.line.push(' '),
            _ => {}
        }
        if is_signature(tag) {
            self.line_ends();
            self.line.push_str("-- ");
            self.line_ends();
        }
        MARKUP
    }

    fn end(&mut self, name: &LocalName) {
        if LINES.contains(&&**name) {
            self.line_ends();
        }
        let Some(depth) = self.open.get_mut(name).filter(|depth| **depth > 0) else { return };
        let was = (name.clone(), *depth);
        *depth -= 1;
        let is_seen = self.left_out.is_empty();
        if self.left_out.last() == Some(&was) {
            self.left_out.pop();
        }
        if !is_seen {
            return;
        }
        self.is_apart |= APART.contains(&&**name);
        match &**name {
            "blockquote" => self.quotes = self.quotes.saturating_sub(1),
            "pre" => self.pre = self.pre.saturating_sub(1),
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        if !self.left_out.is_empty() {
            return;
        }
        for c in text.chars() {
            match c {
                '\n' if self.pre > 0 => self.breaks(),
                // A space that does not break is one all the same.
                c if c.is_whitespace() => {
                    if self.pre > 0 || !(self.line.is_empty() || self.line.ends_with(' ')) {
                        self.line.push(' ');
                    }
                }
                c => self.line.push(c),
            }
        }
    }
}

impl State {
    /// What is neither tags nor text, up to the element's end: left out.
    fn raw(&mut self, tag: &Tag, follows: Follows) -> Follows {
        let depth = self.open.entry(tag.name.clone()).or_insert(0);
        *depth = depth.saturating_add(1);
        self.left_out.push((tag.name.clone(), *depth));
        follows
    }

    /// The line is broken: an empty one stands as such, and one is enough.
    fn breaks(&mut self) {
        self.is_apart |= self.left_out.is_empty() && self.line.trim().is_empty();
        self.line_ends();
    }

    /// Writes the line, behind the marks of its quote. What stands behind a signature's line keeps its own space.
    fn line_ends(&mut self) {
        if !self.left_out.is_empty() {
            return;
        }
        let line = std::mem::take(&mut self.line);
        let words = if line == "-- " { line.as_str() } else { line.trim_end() };
        let marks = ">".repeat(self.quotes.min(DEEPEST));
        if words.is_empty() {
            return;
        }
        if std::mem::take(&mut self.is_apart) && !self.out.is_empty() {
            self.out.push_str(&marks);
            self.out.push('\n');
        }
        self.out.push_str(&marks);
        if !marks.is_empty() {
            self.out.push(' ');
        }
        self.out.push_str(words);
        self.out.push('\n');
    }

    fn finish(mut self) -> String {
        self.left_out.clear();
        self.line_ends();
        self.out
    }
}

fn is_signature(tag: &Tag) -> bool {
    let named = [attribute(tag, "class"), attribute(tag, "id"), attribute(tag, "data-smartmail")];
    named.into_iter().flatten().any(|value| {
        let value = value.to_ascii_lowercase();
        value.split_whitespace().any(|word| SIGNATURES.contains(&word))
    })
}

/// Whether an element shows nothing: by its attribute, or by a style that leaves no room, no size or no ink.
fn is_hidden(tag: &Tag) -> bool {
    if attribute(tag, "hidden").is_some() || attribute(tag, "aria-hidden").is_some_and(|value| value == "true") {
        return true;
    }
    let Some(style) = attribute(tag, "style") else { return false };
    let style = super::head_of(style, 4_096).to_ascii_lowercase();
    let mut is_clipped = false;
    let mut is_flat = false;
    for (name, value) in style.split(';').filter_map(|rule| rule.split_once(':')) {
        let value = value.trim().trim_end_matches("!important").trim();
        match name.trim() {
            "display" | "mso-hide" if matches!(value, "none" | "all") => return true,
            "visibility" if matches!(value, "hidden" | "collapse") => return true,
            "opacity" | "font-size" if is_nothing(value) => return true,
            "font" if value.split([' ', '/']).any(|size| size != "0" && is_nothing(size)) => return true,
            "color" if value == "transparent" => return true,
            "text-indent" | "left" | "margin-left" | "top" if is_far_away(value) => return true,
            "height" | "max-height" | "width" | "max-width" => is_flat |= is_nothing(value),
            "overflow" | "overflow-x" | "overflow-y" => is_clipped |= matches!(value, "hidden" | "clip"),
            _ => {}
        }
    }
    // Without the clip, what does not fit is drawn beyond the edge.
    is_flat && is_clipped
}

/// A size of nothing: `0`, `0px`, `0.0em`, `.01em`; a pixel and less is not read by anybody.
fn is_nothing(value: &str) -> bool {
    let number: String = value.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let unit = value[number.len()..].trim();
    let Ok(size) = number.parse::<f64>() else { return false };
    match unit {
        "" | "em" | "rem" | "%" => size < 0.02,
        "px" | "pt" => size <= 1.0,
        _ => size <= 0.0,
    }
}

/// Moved off the page.
fn is_far_away(value: &str) -> bool {
    let number: String = value.strip_prefix('-').unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
    number.parse::<u32>().is_ok_and(|far| far >= 500)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_sees_is_read_line_by_line() {
        let html = "<html><head><title>T</title><style>p{}</style></head><body><p>Hello&nbsp;Ann,</p><p>one<br>two</p>\
            <ul><li>first</li><li>second</li></ul><table><tr><td>a</td><td>b</td></tr></table></body></html>";
        assert_eq!(text(html), "Hello Ann,\n\none\ntwo\n\n- first\n- second\n\na b\n");
    }

    #[test]
    fn what_is_hidden_is_not_read() {
        for hidden in [
            "<div style=\"display:none\">SECRET</div>",
            "<span style='font-size:0px'>SECRET</span>",
            "<p style=\"visibility: hidden !important\">SECRET</p>",
            "<div style='max-height:0;overflow:hidden'>SECRET <b>more SECRET</b></div>",
            "<div style=\"opacity:0\"><p>SECRET</p></div>",
            "<i style='mso-hide:all'>SECRET</i>",
            "<b hidden>SECRET</b>",
            "<div style='position:absolute;left:-9999px'>SECRET</div>",
            "<!-- SECRET -->",
            "<script>SECRET</script>",
            "<noscript>SECRET</noscript>",
            "<span style='color:transparent'>SECRET</span>",
        ] {
            let read = text(&format!("<p>seen</p>{hidden}<p>too</p>"));
            assert_eq!(read, "seen\n\ntoo\n", "{hidden}");
        }
    }

    #[test]
    fn what_is_small_or_flat_is_still_read() {
        for seen in ["<p style='font-size:11px'>x</p>", "<div style='height:0'>x</div>", "<p style='margin:0'>x</p>"] {
            assert_eq!(text(seen).trim(), "x", "{seen}");
        }
    }

    #[test]
    fn quotes_and_signatures_are_marked_as_plain_mail_marks_them() {
        let html = "<div>Yes</div><div class=\"gmail_signature\">Ann</div>\
            <blockquote>one<blockquote>two</blockquote></blockquote>";
        assert_eq!(text(html), "Yes\n-- \nAnn\n> one\n>> two\n");
    }

    #[test]
    fn an_element_that_is_never_closed_hides_no_more_than_it_holds() {
        assert_eq!(text("<p>a<div style='display:none'>b"), "a\n");
        assert_eq!(text("</div></p>a</blockquote>"), "a\n");
        assert_eq!(text(&"<div>".repeat(50_000)), "");
    }
}
