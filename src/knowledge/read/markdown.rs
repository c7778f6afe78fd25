//! Markdown: its text under its headings. HTML in it is left out.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Document, one_line};

/// Reads Markdown.
#[must_use]
pub fn read(text: &str) -> Document {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut document = Document::default();
    let (mut heading, mut body) = (String::new(), String::new());
    // What is written now: a heading, or text; or something that is left out.
    let (mut in_heading, mut left_out) = (false, 0_usize);
    for event in Parser::new_ext(text, options) {
        let out = if in_heading { &mut heading } else { &mut body };
        match event {
            Event::Start(Tag::Heading { .. }) => {
                document.push(&heading, &body);
                heading.clear();
                body.clear();
                in_heading = true;
            }
            Event::End(TagEnd::Heading(level)) => {
                in_heading = false;
                if level == HeadingLevel::H1 && document.title.is_empty() {
                    document.title = one_line(&heading);
                }
            }
            Event::Start(Tag::MetadataBlock(_) | Tag::Image { .. }) => left_out += 1,
            Event::End(TagEnd::MetadataBlock(_) | TagEnd::Image) => left_out = left_out.saturating_sub(1),
            Event::Text(said) | Event::Code(said) if left_out == 0 => out.push_str(&said),
            Event::SoftBreak | Event::End(TagEnd::TableCell) => out.push(' '),
            Event::HardBreak
            | Event::Start(Tag::Item | Tag::List(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::TableRow | TagEnd::TableHead) =>
            {
                out.push('\n');
            }
            _ => {}
        }
    }
    document.push(&heading, &body);
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_under_its_headings_without_marks_or_markup() {
        let text = "---\nsecret: yes\n---\n# Care & use\nWash **by hand**.\n\n## Kiln\n- up to `900`\n- [cool](https://x.example) slowly\n\
                    <script>alert(1)</script>\n\n| Day | Open |\n|---|---|\n| Monday | 9 to 5 |\n\n![a jar](jar.png)\n";
        let document = read(text);
        assert_eq!(document.title, "Care & use");
        let shown: Vec<(&str, &str)> =
            document.sections.iter().map(|s| (s.heading.as_str(), s.text.as_str())).collect();
        assert_eq!(
            shown,
            [("Care & use", "Wash by hand."), ("Kiln", "up to 900\ncool slowly\nDay Open\nMonday 9 to 5")]
        );
    }

    #[test]
    fn nesting_without_end_is_read_in_time() {
        let deep = "> ".repeat(20_000) + "end";
        let begun = std::time::Instant::now();
        let _ = read(&deep);
        let _ = read(&"[".repeat(50_000));
        let _ = read(&"*a _".repeat(20_000));
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }
}
