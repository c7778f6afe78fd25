use serde_json::json;

use super::*;
use crate::form::field::Field;

fn stored() -> Definition {
    let mut form = Definition::preset(None, "Loam & Lantern");
    let mut size: Field = serde_json::from_value(json!({
        "key": "size", "kind": "dropdown", "label": "Size", "max_length": 50,
        "options": [{"value": "s", "label": "Small"}, {"value": "l", "label": "Large"}],
        "labels": {"de": {"label": "Größe", "options": {"s": "Klein"}}}
    }))
    .unwrap();
    size.enabled = false;
    form.fields.push(size);
    form.words.insert("de".into(), FormWords { submit: Some("Absenden".into()), ..FormWords::default() });
    form
}

/// What the page would post of a draft.
fn posted(draft: &Draft) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = vec![("seen".into(), draft.seen.clone())];
    for (name, text) in
        WORDS.iter().zip([&draft.title, &draft.intro, &draft.submit, &draft.decline, &draft.thanks])
    {
        pairs.push(((*name).to_owned(), text.clone()));
    }
    for (at, row) in draft.rows.iter().enumerate() {
        for (name, text) in [
            ("key", &row.key),
            ("label", &row.label),
            ("help", &row.help),
            ("placeholder", &row.placeholder),
            ("options", &row.options),
            ("link", &row.link),
            ("link_label", &row.link_label),
            ("min", &row.min),
            ("max", &row.max),
        ] {
            pairs.push((format!("{name}.{at}"), text.clone()));
        }
        pairs.push((format!("kind.{at}"), row.kind.as_str().to_owned()));
        for (name, is) in [("required", row.is_required), ("on", row.is_on)] {
            pairs.extend(is.then(|| (format!("{name}.{at}"), "on".to_owned())));
        }
        for (tag, words) in &row.words {
            pairs.push((format!("words.{tag}.label.{at}"), words.label.clone()));
            pairs.push((format!("words.{tag}.options.{at}"), words.options.clone()));
        }
    }
    for (tag, all) in &draft.words {
        pairs.extend(WORDS.iter().zip(all).map(|(name, text)| (format!("words.{tag}.{name}"), text.clone())));
    }
    pairs
}

#[test]
fn what_is_posted_again_is_what_was_saved() {
    let form = stored();
    let draft = Draft::of(&form, "v1");
    assert_eq!(Draft::read(&posted(&draft)), draft);
    let mut again = draft.definition(&form);
    // What could be asked besides stands behind, switched off.
    assert!(again.fields.drain(form.fields.len()..).all(|field| !field.enabled));
    assert_eq!(again, form);
}

#[test]
fn rows_move_with_all_their_words() {
    let form = stored();
    let mut draft = Draft::of(&form, "");
    draft.act(&Act::read("up.4", ""));
    assert_eq!(draft.rows[3].words["de"].label, "Größe");
    draft.act(&Act::read("place.3.0", ""));
    assert_eq!(draft.definition(&form).fields[0].options[1].value, "l", "an option keeps its value");
    for odd in ["remove.99", "up.0", "down.99", "place.0.99", "place", "add.x", "unspeak.xx", ""] {
        let rows = draft.rows.len();
        draft.act(&Act::read(odd, ""));
        assert!((rows..=rows + 1).contains(&draft.rows.len()), "{odd}");
    }
    let name = draft.rows.iter().position(|row| row.kind == Kind::Name).unwrap();
    let rows = draft.rows.len();
    draft.act(&Act::Remove(name));
    assert_eq!(draft.rows.len(), rows, "a contact's field is switched off, and stays");
}

#[test]
fn a_language_comes_and_goes_with_its_words() {
    let mut draft = Draft::of(&stored(), "");
    draft.act(&Act::read("speak", "ar"));
    draft.act(&Act::read("preview.ar", ""));
    assert!(draft.words.contains_key("ar") && draft.preview == "ar");
    draft.act(&Act::read("unspeak.de", ""));
    assert!(draft.definition(&stored()).words.is_empty());
    assert!(draft.rows.iter().all(|row| row.words.is_empty()));
    draft.act(&Act::read("speak", "../../x"));
    assert_eq!(draft.words.len(), 1, "a language is a tag");
}

#[test]
fn a_new_field_gets_a_name_of_its_own() {
    let mut draft = Draft::of(&stored(), "");
    draft.act(&Act::Add);
    let at = draft.rows.len() - 1;
    draft.rows[at].label = "Size".into();
    let form = draft.definition(&stored());
    assert_eq!((form.fields[at].key.as_str(), form.fields[at].kind), ("size_2", Kind::Text));
    assert!(form.check().is_ok());
}

#[test]
fn nonsense_is_a_form_and_no_fault() {
    let pairs = [
        ("label.99999999999999999999", "x"),
        ("label.3", "A\nB"),
        ("kind.3", "nonsense"),
        ("words", "x"),
        ("words.<b>.title", "x"),
        ("words.de.label.x", "x"),
        ("words.de.nonsense.3", "x"),
        ("min.3", "NaN"),
        ("nonsense", ""),
    ];
    let pairs: Vec<_> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let draft = Draft::read(&pairs);
    assert_eq!((draft.rows.len(), draft.rows[0].label.as_str()), (1, "AB"));
    assert!(draft.definition(&Definition::default()).check().is_err());
}
