//! A PDF as text: its lines where the page puts them, larger ones as headings.
//!
//! It trusts nothing: every stream has a bound, and what cannot be read is left out. A file made to harm can still take
//! time or memory, so it runs in a process of its own with bounds of the system (`frontdesk read-pdf`).

use lopdf::content::Content;
use lopdf::{Document as Pdf, Encoding, LoadOptions, Object, ObjectId};

use super::{Document, MOST_TEXT, one_line};

/// How large a stream may become when it is unpacked, in bytes.
const STREAM: usize = 16 * 1024 * 1024;

/// How many pages are read.
const PAGES: usize = 2_000;

/// How many steps of drawing are followed, and how many bytes of them unpacked, over all pages: a few lines can make a
/// thousand pages of the same huge drawing.
const STEPS: usize = 3_000_000;
const DRAWN: usize = 96 * 1024 * 1024;

/// Why a PDF gives no text, in words for whoever sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// It is no PDF, or damaged.
    Broken,
    /// It wants a password.
    Locked,
    /// It has pages without a word: pictures of them.
    Pictures,
}

impl Refusal {
    /// A sentence that says what to do.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Broken => "This PDF could not be read: it is damaged. Save it anew, and send that",
            Self::Locked => "This PDF is locked with a password: save it without one, and send that",
            Self::Pictures => "This PDF holds pictures of its pages and no text: send one that text can be copied from",
        }
    }
}

/// A line of a page.
struct Line {
    text: String,
    /// How large its letters are.
    size: f32,
    /// There is more room above it than between lines.
    is_apart: bool,
}

/// Reads a PDF.
///
/// # Errors
/// Why it gives no text.
pub fn read(bytes: &[u8]) -> Result<Document, Refusal> {
    let options = LoadOptions { max_decompressed_size: Some(STREAM), ..LoadOptions::default() };
    let pdf = Pdf::load_mem_with_options(bytes, options).map_err(|_| Refusal::Broken)?;
    if pdf.is_encrypted() {
        return Err(Refusal::Locked);
    }
    let (mut lines, mut left, mut said) = (Vec::new(), Left { steps: STEPS, bytes: DRAWN }, 0);
    for page in pdf.page_iter().take(PAGES) {
        let before = lines.len();
        draw(&pdf, page, &mut left, &mut lines);
        said += lines[before..].iter().map(|line: &Line| line.text.len()).sum::<usize>();
        if left.steps == 0 || left.bytes == 0 || said > MOST_TEXT {
            break;
        }
    }
    let mut document = structured(&lines);
    document.title = title(&pdf).unwrap_or_default();
    if document.sections.is_empty() { Err(Refusal::Pictures) } else { Ok(document) }
}

/// What it calls itself.
fn title(pdf: &Pdf) -> Option<String> {
    let info = pdf.trailer.get(b"Info").ok()?;
    let info = match info {
        Object::Reference(id) => pdf.get_object(*id).ok()?,
        other => other,
    };
    let title = lopdf::decode_text_string(info.as_dict().ok()?.get(b"Title").ok()?).ok()?;
    // Programs write their own name and a path there.
    let is_name = !title.contains(['\\', '/']) && !title.to_lowercase().starts_with("microsoft word");
    Some(one_line(&title)).filter(|title| is_name && !title.is_empty())
}

/// Where text is drawn: PDF 1.7, 9.4.
struct Pen {
    /// Text and line matrix; turned text keeps its place only.
    at: [f32; 6],
    line: [f32; 6],
    size: f32,
    leading: f32,
    /// Where the last words were drawn, and how far they reached, as far as can be told.
    last: Option<(f32, f32, f32)>,
}

impl Pen {
    const HERE: [f32; 6] = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

    fn step(&mut self, right: f32, up: f32) {
        let before = self.line;
        self.line[4] = before[0].mul_add(right, before[2].mul_add(up, before[4]));
        self.line[5] = before[1].mul_add(right, before[3].mul_add(up, before[5]));
        self.at = self.line;
    }

    /// The height of letters as they stand on the page.
    fn height(&self) -> f32 {
        let [a, b, c, d, ..] = self.line;
        (self.size * c.hypot(d).max(a.hypot(b))).abs()
    }
}

fn number(object: Option<&Object>) -> f32 {
    object.and_then(|object| object.as_float().ok()).filter(|n| n.is_finite()).unwrap_or(0.0)
}

/// How much more is read.
struct Left {
    steps: usize,
    bytes: usize,
}

fn draw(pdf: &Pdf, page: ObjectId, left: &mut Left, lines: &mut Vec<Line>) {
    let Ok(fonts) = pdf.get_page_fonts(page) else { return };
    let encodings: Vec<(Vec<u8>, Encoding<'_>)> = fonts
        .into_iter()
        .take(200)
        .filter_map(|(name, font)| Some((name, font.get_font_encoding_with_limit(pdf, STREAM).ok()?)))
        .collect();
    let unpacked = pdf.get_page_content_with_limit(page, STREAM.min(left.bytes));
    // What could not be unpacked was so large.
    left.bytes = left.bytes.saturating_sub(unpacked.as_ref().map_or(STREAM, Vec::len));
    let Some(content) = unpacked.ok().and_then(|content| Content::decode(&content).ok()) else { return };
    let mut pen = Pen { at: Pen::HERE, line: Pen::HERE, size: 0.0, leading: 0.0, last: None };
    let mut font: Option<&Encoding<'_>> = None;
    for operation in &content.operations {
        let Some(steps) = left.steps.checked_sub(1) else { return };
        left.steps = steps;
        let operands = &operation.operands;
        let n = |at: usize| number(operands.get(at));
        match operation.operator.as_str() {
            "BT" => (pen.at, pen.line) = (Pen::HERE, Pen::HERE),
            "Tf" => {
                let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                font = encodings.iter().find(|(known, _)| known == name).map(|(_, encoding)| encoding);
                pen.size = n(1);
            }
            "TL" => pen.leading = n(0),
            "Td" => pen.step(n(0), n(1)),
            "TD" => {
                pen.leading = -n(1);
                pen.step(n(0), n(1));
            }
            "Tm" => {
                pen.line = [n(0), n(1), n(2), n(3), n(4), n(5)];
                pen.at = pen.line;
            }
            "T*" => pen.step(0.0, -pen.leading),
            "Tj" | "TJ" => show(&mut pen, font, operands, lines),
            "'" => {
                pen.step(0.0, -pen.leading);
                show(&mut pen, font, operands, lines);
            }
            "\"" => {
                pen.step(0.0, -pen.leading);
                show(&mut pen, font, operands.get(2..).unwrap_or_default(), lines);
            }
            _ => {}
        }
    }
}

/// Words are drawn: on the line they stand on, or on a new one.
fn show(pen: &mut Pen, font: Option<&Encoding<'_>>, operands: &[Object], lines: &mut Vec<Line>) {
    let Some(font) = font else { return };
    let mut text = String::new();
    spell(font, operands, &mut text);
    if text.trim().is_empty() && pen.last.is_none() {
        return;
    }
    let (x, y, height) = (pen.at[4], pen.at[5], pen.height().max(1.0));
    // How wide letters are is not read: a little less than half their height, mostly.
    #[expect(clippy::cast_precision_loss, reason = "a line has few letters")]
    let reach = (text.chars().count() as f32).mul_add(height * 0.45, x);
    let is_new = pen.last.is_none_or(|(_, last, _)| (last - y).abs() > height * 0.3);
    if is_new {
        let is_apart = pen.last.is_none_or(|(_, last, _)| (last - y).abs() > height * 1.8);
        lines.push(Line { text: String::new(), size: height, is_apart });
    }
    let Some(line) = lines.last_mut() else { return };
    let is_single = text.chars().count() <= 1 || line.text.chars().count() <= 1;
    let gap = pen.last.map_or(0.0, |(last, ..)| x - last);
    let touches = line.text.is_empty() || line.text.ends_with(' ') || text.starts_with(' ');
    // Letters drawn one by one stand close; words drawn apart do not.
    if !is_new && !touches && gap > height * if is_single { 0.6 } else { 0.12 } {
        line.text.push(' ');
    }
    line.text.push_str(&text);
    line.size = line.size.max(height);
    pen.last = Some((reach, y, height));
    pen.at[4] = reach;
}

fn spell(font: &Encoding<'_>, operands: &[Object], text: &mut String) {
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                if let Ok(said) = Pdf::decode_text(font, bytes) {
                    text.push_str(&said);
                }
            }
            Object::Array(parts) => {
                for part in parts {
                    match part {
                        Object::Array(_) => {}
                        // A gap as wide as a space, in thousandths of the letters' height.
                        Object::Integer(_) | Object::Real(_) if number(Some(part)) < -180.0 => {
                            if !text.ends_with(' ') {
                                text.push(' ');
                            }
                        }
                        part => spell(font, std::slice::from_ref(part), text),
                    }
                }
            }
            _ => {}
        }
    }
}

/// Lines joined to paragraphs, under those that are larger than most.
fn structured(lines: &[Line]) -> Document {
    let mut document = Document::default();
    let usual = usual_size(lines);
    let (mut heading, mut body, mut was_heading) = (String::new(), String::new(), false);
    for line in lines {
        let said = line.text.trim();
        if said.is_empty() {
            continue;
        }
        let is_heading = line.size > usual * 1.15 && said.chars().count() <= 120;
        if is_heading {
            if !was_heading {
                document.push(&heading, &body);
                heading.clear();
                body.clear();
            }
            heading.push(' ');
            heading.push_str(said);
        } else if line.is_apart || was_heading {
            body.push('\n');
            body.push_str(said);
        } else if body.ends_with('-') && said.starts_with(char::is_lowercase) {
            body.pop();
            body.push_str(said);
        } else {
            body.push(' ');
            body.push_str(said);
        }
        was_heading = is_heading;
    }
    document.push(&heading, &body);
    document
}

/// The size that most letters have.
fn usual_size(lines: &[Line]) -> f32 {
    let mut sizes: Vec<(f32, usize)> = lines.iter().map(|line| (line.size, line.text.len())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, letters)| letters).sum::<usize>() / 2;
    let mut passed = 0;
    let median = sizes.iter().find(|(_, letters)| {
        passed += letters;
        passed > half
    });
    median.map_or(0.0, |(size, _)| *size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::content::Operation;
    use lopdf::{Stream, dictionary};

    /// A page that draws this.
    fn pdf(operations: Vec<Operation>) -> Vec<u8> {
        let mut pdf = Pdf::with_version("1.5");
        let pages = pdf.new_object_id();
        let font = pdf.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
        });
        let resources = pdf.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
        let content = Content { operations }.encode().unwrap();
        let content = pdf.add_object(Stream::new(dictionary! {}, content));
        let page = pdf.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content });
        pdf.objects.insert(
            pages,
            Object::Dictionary(dictionary! {
                "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1, "Resources" => resources,
                "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            }),
        );
        let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        pdf.trailer.set("Root", catalog);
        pdf.trailer.set("Info", dictionary! { "Title" => Object::string_literal("Care guide") });
        let mut bytes = Vec::new();
        pdf.save_to(&mut bytes).unwrap();
        bytes
    }

    fn op(operator: &str, operands: Vec<Object>) -> Operation {
        Operation::new(operator, operands)
    }

    fn lines_of(lines: &[(i32, i32, &str)]) -> Vec<Operation> {
        let mut operations = vec![op("BT", vec![])];
        for (size, down, text) in lines {
            operations.push(op("Tf", vec!["F1".into(), (*size).into()]));
            operations.push(op("Td", vec![0.into(), (-*down).into()]));
            operations.push(op("Tj", vec![Object::string_literal(*text)]));
        }
        operations.push(op("ET", vec![]));
        operations
    }

    #[test]
    fn lines_become_paragraphs_under_the_larger_ones() {
        let bytes = pdf(lines_of(&[
            (20, 40, "Washing"),
            (10, 24, "Wash it by hand in warm wa-"),
            (10, 12, "ter, and dry it at once."),
            (10, 30, "Never in the machine."),
            (20, 40, "Kiln"),
            (10, 24, "Up to nine hundred degrees."),
        ]));
        let document = read(&bytes).unwrap();
        assert_eq!(document.title, "Care guide");
        let shown: Vec<(&str, &str)> =
            document.sections.iter().map(|s| (s.heading.as_str(), s.text.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("Washing", "Wash it by hand in warm water, and dry it at once.\nNever in the machine."),
                ("Kiln", "Up to nine hundred degrees.")
            ]
        );
    }

    #[test]
    fn words_that_are_drawn_apart_stay_apart() {
        let drawn = vec![
            op("BT", vec![]),
            op("Tf", vec!["F1".into(), 10.into()]),
            op(
                "TJ",
                vec![
                    vec![
                        Object::string_literal("Free"),
                        (-300).into(),
                        Object::string_literal("de"),
                        (-20).into(),
                        Object::string_literal("livery"),
                    ]
                    .into(),
                ],
            ),
            op("Td", vec![90.into(), 0.into()]),
            op("Tj", vec![Object::string_literal("today")]),
            op("ET", vec![]),
        ];
        assert_eq!(read(&pdf(drawn)).unwrap().sections[0].text, "Free delivery today");
    }

    #[test]
    fn what_gives_no_text_says_why() {
        assert_eq!(read(b"%PDF-1.4 nonsense"), Err(Refusal::Broken));
        assert_eq!(read(b""), Err(Refusal::Broken));
        assert_eq!(read(&pdf(vec![op("re", vec![0.into(); 4])])), Err(Refusal::Pictures));
        let whole = pdf(lines_of(&[(10, 10, "Something that is said.")]));
        for cut in [whole.len() / 4, whole.len() / 2, whole.len() - 40] {
            // Mended or refused, never a panic.
            let _ = read(&whole[..cut]);
        }
    }
}
