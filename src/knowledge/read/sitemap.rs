//! A sitemap: the addresses of a site's pages, or of further sitemaps (sitemaps.org, protocol 0.9). What was cut off at its
//! bound is read as far as it goes.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// How many addresses of one sitemap are taken.
pub const MOST: usize = 2_000;

/// What a sitemap lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sitemap {
    /// Pages, in order.
    pub pages: Vec<String>,
    /// Further sitemaps.
    pub sitemaps: Vec<String>,
}

/// Reads a sitemap: XML, or an address a line.
#[must_use]
pub fn read(text: &str) -> Sitemap {
    if !text.trim_start().starts_with('<') {
        let pages = text.lines().map(str::trim).filter(|line| line.starts_with("http")).take(MOST);
        return Sitemap { pages: pages.map(str::to_owned).collect(), ..Sitemap::default() };
    }
    let input = BufferQueue::default();
    let mut rest = text;
    let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
    while !rest.is_empty() && tokenizer.sink.0.borrow().taken < MOST {
        let piece = crate::text::head(rest, 16 * 1024);
        input.push_back(StrTendril::from_slice(piece));
        rest = &rest[piece.len()..];
        let _ = tokenizer.feed(&input);
    }
    if rest.is_empty() {
        tokenizer.end();
    }
    tokenizer.sink.0.into_inner().found
}

#[derive(Default)]
struct Reader(RefCell<State>);

#[derive(Default)]
struct State {
    found: Sitemap,
    taken: usize,
    /// Within `<sitemap>`, which names another.
    in_sitemap: bool,
    loc: Option<String>,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => match (&*tag.name, tag.kind) {
                ("sitemap", kind) => state.in_sitemap = kind == TagKind::StartTag,
                ("loc", TagKind::StartTag) => state.loc = Some(String::new()),
                ("loc", TagKind::EndTag) => state.take(),
                _ => {}
            },
            Token::CharacterTokens(text) => {
                if let Some(loc) = state.loc.as_mut().filter(|loc| loc.len() < 2_000) {
                    loc.push_str(&text);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }

    // XML: what stands in CDATA is text.
    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        true
    }
}

impl State {
    fn take(&mut self) {
        let Some(loc) = self.loc.take() else { return };
        if self.taken < MOST {
            self.taken += 1;
            let list = if self.in_sitemap { &mut self.found.sitemaps } else { &mut self.found.pages };
            list.push(loc.trim().to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_further_sitemaps_are_told_apart() {
        let text = "<?xml version='1.0'?><urlset xmlns='x'><url><loc> https://loam.example/a?b=1&amp;c=2 </loc>
            <lastmod>2026-01-01</lastmod></url><url><loc><![CDATA[https://loam.example/b]]></loc></url></urlset>";
        assert_eq!(read(text).pages, ["https://loam.example/a?b=1&c=2", "https://loam.example/b"]);
        let index = "<sitemapindex><sitemap><loc>https://loam.example/s1.xml</loc></sitemap></sitemapindex>";
        assert_eq!(read(index), Sitemap { pages: vec![], sitemaps: vec!["https://loam.example/s1.xml".into()] });
        assert_eq!(read("https://loam.example/a\nnonsense\n").pages, ["https://loam.example/a"]);
    }

    #[test]
    fn of_a_million_lines_some_are_taken_and_the_rest_is_not_read() {
        let line = "<url><loc>https://loam.example/page</loc></url>\n";
        let begun = std::time::Instant::now();
        assert_eq!(read(&format!("<urlset>{}", line.repeat(1_000_000))).pages.len(), MOST);
        assert_eq!(read(&"https://loam.example/page\n".repeat(1_000_000)).pages.len(), MOST);
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    }
}
