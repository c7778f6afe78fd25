//! PDFs of the stories: an honest one, and such as are made to harm whoever opens them.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId, Stream, dictionary};

fn document(pages: usize, content: Stream) -> Vec<u8> {
    let mut pdf = Document::with_version("1.5");
    let tree = pdf.new_object_id();
    let font = pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let resources = pdf.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let content = pdf.add_object(content);
    let mut page = || -> ObjectId {
        pdf.add_object(
            dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources },
        )
    };
    let kids: Vec<Object> = (0..pages).map(|_| page().into()).collect();
    let count = i64::try_from(pages).unwrap();
    pdf.objects.insert(tree, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }));
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

/// One page that says this.
pub fn page_of(text: &str) -> Vec<u8> {
    let operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 12.into()]),
        Operation::new("Td", vec![72.into(), 700.into()]),
        Operation::new("Tj", vec![Object::string_literal(text)]),
        Operation::new("ET", vec![]),
    ];
    document(1, Stream::new(dictionary! {}, Content { operations }.encode().unwrap()))
}

/// A few kilobytes that become gigabytes: one huge drawing, or a thousand pages of a large one.
pub fn bomb(many: bool) -> Vec<u8> {
    let (pages, size) = if many { (1_000, 12) } else { (1, 200) };
    let mut content = Stream::new(dictionary! {}, vec![b' '; size * 1024 * 1024]);
    content.compress().unwrap();
    let bytes = document(pages, content);
    assert!(bytes.len() < 1024 * 1024, "{} bytes", bytes.len());
    bytes
}
