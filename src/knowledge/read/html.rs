//! A page of the web: its text under its headings, without what stands around it on every page, and where it links to.
//!
//! The tokenizer of a browser-grade parser, and no tree: however deep a page nests its elements, this does not. What a page
//! runs, styles or hides is no text; `nav`, `footer` and their like are left out; where a page marks its main part, that
//! part alone counts.

use std::collections::HashMap;

use super::{Document, one_line};
use crate::text::html::{self, Follows, Listener, LocalName, MARKUP, Tag, VOID, attribute};

/// How many links of one page are followed at most.
const MOST_LINKS: usize = 2_000;

/// The main part counts alone where it says so much, in characters.
const ENOUGH: usize = 200;

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What it says.
    pub document: Document,
    /// Where it links to, as written, in order.
    pub links: Vec<String>,
    /// What its links are relative to, where it says so.
    pub base: Option<String>,
    /// Its own address, as it wants to be known.
    pub canonical: Option<String>,
    /// It wants to stand in no index.
    pub is_unlisted: bool,
    /// Its links are not to be followed.
    pub is_dead_end: bool,
}

/// Reads a page.
#[must_use]
pub fn read(text: &str) -> Page {
    html::tell(text, State::default()).finish()
}

/// Elements that hold no text of the page, and those that stand on every page.
const LEFT_OUT: [&str; 14] = [
    "nav", "footer", "aside", "form", "button", "select", "template", "svg", "math", "dialog", "object", "audio",
    "video", "menu",
];

/// Roles of the same kind (WAI-ARIA 1.2, 5.3.4).
const ROLES_LEFT_OUT: [&str; 6] = ["navigation", "contentinfo", "complementary", "banner", "search", "dialog"];

/// Elements that stand within a line.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
    "s", "samp", "small", "span", "strong", "sub", "sup", "u", "wbr",
];

/// A part of the page: its heading, its text, and whether it counts.
#[derive(Default)]
struct Part {
    heading: String,
    text: String,
    /// Within `main` or `article`.
    is_main: bool,
}

#[derive(Default)]
struct State {
    page: Page,
    parts: Vec<Part>,
    title: String,
    first_heading: String,
    in_title: bool,
    in_heading: bool,
    /// How often each element stands open.
    open: HashMap<LocalName, u32>,
    /// What is left out now: the element that began it, and how deep it stood.
    left_out: Vec<(LocalName, u32)>,
    /// The main part, likewise.
    main: Vec<(LocalName, u32)>,
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" | "dt" | "caption")
}

impl Listener for State {
    fn begin(&mut self, tag: &Tag) -> Follows {
        let name = &*tag.name;
        match name {
            "a" | "area" => self.link(tag),
            "meta" => self.note(tag),
            "base" => self.page.base = attribute(tag, "href").map(str::to_owned).or(self.page.base.take()),
            "link" if attribute(tag, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.page.canonical = attribute(tag, "href").map(str::to_owned);
            }
            _ => {}
        }
        if !INLINE.contains(&name) {
            self.line();
        }
        if let Some(follows) = html::raw(name) {
            if name == "title" && self.left_out.is_empty() && self.title.is_empty() {
                self.in_title = true;
                return follows;
            }
            if name != "title" {
                return self.raw(tag, follows);
            }
        }
        if !VOID.contains(&name) && !tag.self_closing {
            self.open(tag);
        }
        if is_heading(name) && self.left_out.is_empty() {
            self.part();
            self.in_heading = true;
        }
        MARKUP
    }

    fn end(&mut self, name: &LocalName) {
        if &**name == "title" {
            self.in_title = false;
        }
        if is_heading(name) && self.in_heading {
            self.in_heading = false;
            if &**name == "h1" && self.first_heading.is_empty() {
                self.first_heading = self.parts.last().map(|part| one_line(&part.heading)).unwrap_or_default();
            }
        }
        if !INLINE.contains(&&**name) {
            self.line();
        }
        let Some(depth) = self.open.get_mut(name).filter(|depth| **depth > 0) else { return };
        let was = (name.clone(), *depth);
        *depth -= 1;
        if self.left_out.last() == Some(&was) {
            self.left_out.pop();
        }
        if self.main.last() == Some(&was) {
            self.part();
            self.main.pop();
        }
    }

    fn say(&mut self, text: &str) {
        if self.in_title {
            self.title.push_str(text);
            return;
        }
        if !self.left_out.is_empty() {
            return;
        }
        let in_heading = self.in_heading;
        let part = self.current();
        let out = if in_heading { &mut part.heading } else { &mut part.text };
        // The line ends of a page's source are space, which begins nothing.
        let text = if out.is_empty() { text.trim_start() } else { text };
        out.extend(text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }));
    }
}

impl State {
    /// What is neither tags nor text, up to the element's end: left out.
    fn raw(&mut self, tag: &Tag, follows: Follows) -> Follows {
        self.open(tag);
        let depth = self.open.get(&tag.name).copied().unwrap_or(1);
        self.left_out.push((tag.name.clone(), depth));
        follows
    }

    fn open(&mut self, tag: &Tag) {
        let depth = self.open.entry(tag.name.clone()).or_insert(0);
        *depth = depth.saturating_add(1);
        let (depth, name) = (*depth, &*tag.name);
        let role = attribute(tag, "role").unwrap_or_default().to_ascii_lowercase();
        let is_main = matches!(name, "main" | "article") || role == "main" || role == "article";
        let is_hidden = attribute(tag, "hidden").is_some() || attribute(tag, "aria-hidden") == Some("true");
        // A page's header, not that of an article.
        let is_header = name == "header" && self.main.is_empty();
        if is_hidden || is_header || LEFT_OUT.contains(&name) || ROLES_LEFT_OUT.contains(&role.as_str()) {
            self.left_out.push((tag.name.clone(), depth));
        } else if is_main {
            self.part();
            self.main.push((tag.name.clone(), depth));
        }
    }

    /// What comes next stands on a line of its own; within a heading, apart.
    fn line(&mut self) {
        if !self.left_out.is_empty() {
            return;
        }
        let in_heading = self.in_heading;
        let part = self.current();
        let (out, apart) = if in_heading { (&mut part.heading, ' ') } else { (&mut part.text, '\n') };
        // One is enough, however many elements begin here.
        if !out.is_empty() && !out.ends_with(apart) {
            out.push(apart);
        }
    }

    fn current(&mut self) -> &mut Part {
        let is_main = !self.main.is_empty();
        if self.parts.is_empty() {
            self.parts.push(Part::default());
        }
        let last = self.parts.len() - 1;
        let part = &mut self.parts[last];
        if part.text.is_empty() && part.heading.is_empty() {
            part.is_main = is_main;
        }
        part
    }

    /// A part ends here, and another begins.
    fn part(&mut self) {
        let is_main = !self.main.is_empty();
        self.parts.push(Part { is_main, ..Part::default() });
    }

    fn link(&mut self, tag: &Tag) {
        let is_barred = attribute(tag, "rel").is_some_and(|rel| rel.to_ascii_lowercase().contains("nofollow"));
        if let Some(href) = attribute(tag, "href")
            && !is_barred
            && self.page.links.len() < MOST_LINKS
            && href.len() <= 2_000
        {
            self.page.links.push(href.to_owned());
        }
    }

    fn note(&mut self, tag: &Tag) {
        let name = attribute(tag, "name").unwrap_or_default().to_ascii_lowercase();
        if matches!(name.as_str(), "robots" | "frontdesk") {
            let said = attribute(tag, "content").unwrap_or_default().to_ascii_lowercase();
            let has = |word: &str| said.split(',').any(|part| part.trim() == word || part.trim() == "none");
            self.page.is_unlisted |= has("noindex");
            self.page.is_dead_end |= has("nofollow");
        }
    }

    fn finish(mut self) -> Page {
        let said: usize = self.parts.iter().filter(|part| part.is_main).map(|part| part.text.trim().len()).sum();
        let title = one_line(&self.title);
        // "Delivery | Loam & Lantern": the page's own name stands first.
        let named =
            ["|", " – ", " — ", " · ", " - "].iter().find_map(|mark| title.split_once(mark)).map(|(own, _)| own.trim());
        let named = named.filter(|own| !own.is_empty()).unwrap_or(&title);
        self.page.document.title =
            if self.first_heading.is_empty() { named.to_owned() } else { std::mem::take(&mut self.first_heading) };
        for part in self.parts.iter().filter(|part| part.is_main || said < ENOUGH) {
            self.page.document.push(&part.heading, &part.text);
        }
        self.page
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(page: &Page) -> Vec<(&str, &str)> {
        page.document.sections.iter().map(|s| (s.heading.as_str(), s.text.as_str())).collect()
    }

    #[test]
    fn a_page_is_its_text_under_its_headings_without_what_stands_around_it() {
        let page = read(
            "<!doctype html><html><head><title>Delivery | Loam &amp; Lantern</title><style>p{color:red}</style>
             <link rel=canonical href=/delivery><script>var a = '<p>not this</p>';</script></head><body>
             <header><a href=/>Home</a> <nav>Menu <a href='/about'>About</a></nav></header>
             <h1>Delivery &amp; returns</h1><p>We post on <b>week</b>days.<br>Two days.
             <h2>Abroad</h2><ul><li>Ireland<li>France</ul>
             <table><tr><td>Post</td><td>£3</td></tr></table>
             <p hidden>Not shown</p><div aria-hidden=true>Icon</div><svg><text>drawn</text></svg>
             <form><label>Search</label><input value=x></form>
             <footer>© Loam</footer></body></html>",
        );
        assert_eq!(page.document.title, "Delivery & returns");
        assert_eq!(
            shown(&page),
            [("Delivery & returns", "We post on weekdays.\nTwo days."), ("Abroad", "Ireland\nFrance\nPost\n£3")]
        );
        assert_eq!(
            (page.links, page.canonical),
            (vec!["/".to_owned(), "/about".to_owned()], Some("/delivery".to_owned()))
        );
    }

    #[test]
    fn where_a_page_marks_its_main_part_that_part_alone_counts() {
        let text = "The kiln takes a day to heat and another to cool. ".repeat(6);
        let page = read(&format!(
            "<title>Kiln - Loam</title><div>Sale now on</div><main><p>{text}</p></main><div>Cookies</div>"
        ));
        assert_eq!(shown(&page), [("", text.trim())]);
        assert_eq!(page.document.title, "Kiln");
        let short = read("<div>We open at nine.</div><main><p>Hi</p></main>");
        assert_eq!(shown(&short), [("", "We open at nine."), ("", "Hi")], "a main part that says nothing is none");
    }

    #[test]
    fn what_a_page_asks_of_robots_is_heard() {
        let page = read("<meta name=ROBOTS content='NoIndex, nofollow'><a href=/a rel=nofollow>a</a><a href=/b>b</a>");
        assert!(page.is_unlisted && page.is_dead_end);
        assert_eq!(page.links, ["/b"]);
        assert!(read("<meta name=robots content=none>").is_unlisted);
    }

    #[test]
    fn a_script_never_becomes_text_however_it_is_written() {
        for script in [
            "<script>alert(1)</script>",
            "<SCRIPT src=x>alert(1)//</SCRIPT >",
            "<script><!--<script>alert(1)</script>--></script>",
            "<svg><script>alert(1)</script></svg>",
            "<noscript><p>alert(1)</p></noscript>",
            "<img src=x onerror=alert(1)>",
            "<style><!--</style><!--><script>alert(1)</script>",
        ] {
            let page = read(&format!("<p>Before.</p>{script}<p>After.</p>"));
            let said: String = page.document.passages().iter().map(|passage| passage.text.as_str()).collect();
            assert!(said.contains("Before.") && !said.contains("alert"), "{script}: {said}");
        }
    }

    #[test]
    fn elements_without_end_are_read_in_time() {
        let begun = std::time::Instant::now();
        for piece in ["<div>", "<b>", "<nav>x", "<h2>", "<a href=x>", "<table><tr>", "&amp;", "<!--", "<script>"] {
            let _ = read(&piece.repeat(200_000 / piece.len()));
        }
        assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
    }

    proptest! {
        #[test]
        fn any_page_is_read(text in "(<[a-z/!?-]{0,6}[^>]{0,4}>?|[a-z &;#]{0,8}){0,60}") {
            let page = read(&text);
            prop_assert!(page.document.sections.iter().all(|section| !section.text.trim().is_empty()));
        }
    }
}
