//! HTML as it is told, tag by tag and word by word, for who reads it as text.
//!
//! The tokenizer of a browser-grade parser, and no tree: however deep a text nests its elements, this does not. Nothing is
//! loaded and nothing runs.

use std::cell::RefCell;

pub use html5ever::LocalName;
use html5ever::tendril::StrTendril;
pub use html5ever::tokenizer::Tag;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// What follows a tag: tags and words, or one text up to the element's end.
pub type Follows = TokenSinkResult<()>;

/// Tags and words follow.
pub const MARKUP: Follows = TokenSinkResult::Continue;

/// Elements that have no end.
pub const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Whoever hears what stands in a text.
pub trait Listener {
    /// An element begins; says what follows it.
    fn begin(&mut self, tag: &Tag) -> Follows;
    /// An element ends; it may never have begun.
    fn end(&mut self, name: &LocalName);
    /// Words.
    fn say(&mut self, text: &str);
}

/// What follows the tag of this name, where that is one text and no markup.
#[must_use]
pub fn raw(name: &str) -> Option<Follows> {
    let kind = match name {
        "script" => RawKind::ScriptData,
        "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => RawKind::Rawtext,
        "textarea" | "title" => RawKind::Rcdata,
        _ => return None,
    };
    Some(TokenSinkResult::RawData(kind))
}

/// What an element has under this name.
#[must_use]
pub fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// Tells a text to a listener, to its end; gives the listener back.
#[must_use]
pub fn tell<L: Listener>(text: &str, listener: L) -> L {
    let input = BufferQueue::default();
    // In pieces: one tendril holds at most 4 GiB, and a piece that was read is let go.
    let mut rest = text;
    while !rest.is_empty() {
        let piece = super::head(rest, 16 * 1024);
        input.push_back(StrTendril::from_slice(piece));
        rest = &rest[piece.len()..];
    }
    let tokenizer = Tokenizer::new(Teller(RefCell::new(listener)), TokenizerOpts::default());
    // A script's end hands control back; there is nothing to run.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

struct Teller<L>(RefCell<L>);

impl<L: Listener> TokenSink for Teller<L> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> Follows {
        let mut listener = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => listener.say(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return listener.begin(&tag),
            Token::TagToken(tag) => listener.end(&tag.name),
            _ => {}
        }
        MARKUP
    }
}
