//! The pages of forms and of notifications with invented words: every kind of row, a fault, a language from right to left.

use super::super::forms::{
    Choice, Drawn, Fared, FormLink, FormsPage, Language, Preview, Row, Rule, Spoken, Step, Words,
};
use super::super::layout::Place;
use super::super::notifications::{NotificationsPage, Recipients};
use super::super::part::field::Field;
use super::{desk, draw, frame, tag};

const MARKUP: &str = "<img src=x onerror=alert(1)>";

fn wrong(value: &str) -> Field {
    Field { value: value.to_owned(), error: Some("Write something here".to_owned()) }
}

fn row(at: usize) -> Row {
    let is_own = at > 0;
    Row {
        at,
        key: if is_own { "purpose" } else { "name" }.to_owned(),
        key_error: (at == 2).then(|| "Another field is saved under this name".to_owned()),
        name: MARKUP.to_owned(),
        icon: "pencil",
        note: "Choose one, 4 options".to_owned(),
        kind: "dropdown".to_owned(),
        kind_name: "Choose one",
        kinds: if is_own {
            vec![Choice { key: "dropdown".to_owned(), name: "Choose one".to_owned(), is_chosen: true }]
        } else {
            Vec::new()
        },
        kind_error: (at == 2).then(|| "A form asks this once".to_owned()),
        label: if at == 2 { wrong("") } else { Field::of(MARKUP) },
        help: Field::of("As on the box"),
        placeholder: (at == 0).then(|| Field::of("For a call back")),
        options: (at == 1).then(|| Field::of("A gift\nMy own garden")),
        bounds: (at == 2).then(|| (wrong("2"), Field::of("1"))),
        link: (at == 2).then(|| (Field::of("https://loam.example/privacy"), Field::of("Privacy"))),
        is_required: at == 0,
        is_on: at != 1,
        is_open: at > 0,
        is_first: at == 0,
        is_last: at == 2,
        may_remove: is_own,
    }
}

fn drawn(shape: &'static str) -> Drawn {
    Drawn {
        label: MARKUP.to_owned(),
        help: Some("As on the box".to_owned()),
        placeholder: "For a call back".to_owned(),
        shape,
        options: vec!["A gift".to_owned(), MARKUP.to_owned()],
        is_optional: true,
        link: (shape == "box").then(|| "Privacy".to_owned()),
    }
}

fn page(is_full: bool) -> FormsPage {
    let language = Language {
        tag: "ar".to_owned(),
        name: "العربية".to_owned(),
        dir: "rtl",
        words: vec![("title".to_owned(), "Title", "Leave your details".to_owned(), "اترك بياناتك".to_owned())],
        fields: vec![Spoken {
            at: 1,
            name: MARKUP.to_owned(),
            label: "الاسم".to_owned(),
            help: String::new(),
            placeholder: String::new(),
            options: Some((2, "هدية".to_owned())),
            has_help: true,
            has_placeholder: true,
        }],
    };
    let step = |name: &str, share: i64| Step {
        name: name.to_owned(),
        n: share.to_string(),
        share,
        share_words: format!("{share}%"),
    };
    FormsPage {
        frame: frame("Lead form"),
        desk: desk(Place::Forms),
        csrf: "token".to_owned(),
        bot: "loam".to_owned(),
        tag: "order_question".to_owned(),
        seen: "v1".to_owned(),
        discard_href: "/settings/forms".to_owned(),
        choices: ["Agent request", "Order question", MARKUP]
            .iter()
            .enumerate()
            .map(|(at, name)| FormLink {
                name: (*name).to_owned(),
                tag: (at > 0).then(|| tag(name)),
                href: "/settings/forms?form=order_question".to_owned(),
                is_current: at == 1,
                is_borrowed: at == 2,
            })
            .collect(),
        name: MARKUP.to_owned(),
        is_borrowed: !is_full,
        words: vec![
            Words { key: "title", label: "Title", hint: "", field: Field::of(MARKUP) },
            Words { key: "submit", label: "Button that sends it", hint: "", field: wrong("") },
            Words { key: "thanks", label: "After sending", hint: "{name} is their name.", field: Field::default() },
        ],
        rows: (0..3).map(row).collect(),
        may_add: true,
        rules: vec![
            Rule {
                key: "asked",
                name: "The visitor asks for it",
                note: "Always",
                is_on: true,
                count: None,
                is_fixed: true,
            },
            Rule {
                key: "messages",
                name: "After a number of messages",
                note: "Once in a conversation",
                is_on: true,
                count: Some("6".to_owned()),
                is_fixed: false,
            },
        ],
        languages: if is_full { vec![language] } else { Vec::new() },
        other_languages: vec![Choice { key: "de".to_owned(), name: "Deutsch".to_owned(), is_chosen: false }],
        preview: Preview {
            lang: if is_full { "ar" } else { "en" }.to_owned(),
            dir: if is_full { "rtl" } else { "ltr" },
            languages: vec![(String::new(), "EN".to_owned(), !is_full), ("ar".to_owned(), "AR".to_owned(), is_full)],
            bot_name: MARKUP.to_owned(),
            letter: "L".to_owned(),
            title: MARKUP.to_owned(),
            intro: "We reply here, or by email if you leave.".to_owned(),
            fields: ["input", "area", "select", "boxes", "box"].map(drawn).into(),
            submit: "Send details".to_owned(),
            decline: "Not now".to_owned(),
            thanks: MARKUP.to_owned(),
        },
        fared: is_full.then(|| Fared {
            views: "1,284".to_owned(),
            submissions: "800".to_owned(),
            completion: "62%".to_owned(),
            declined: "120".to_owned(),
            left: "364".to_owned(),
            steps: vec![step("Before the first field", 20), step(MARKUP, 8)],
        }),
        is_changed: is_full,
        error: is_full.then(|| "Somebody has saved this form while you were editing.".to_owned()),
        fields_error: is_full.then(|| "Ask for one thing at least".to_owned()),
        is_wrong: is_full,
    }
}

fn notifications(field: Field) -> NotificationsPage {
    NotificationsPage {
        frame: frame("Notifications"),
        desk: desk(Place::Notifications),
        csrf: "token".to_owned(),
        bot: "loam".to_owned(),
        bot_name: MARKUP.to_owned(),
        trouble: field.error.clone(),
        all: field.clone(),
        tags: vec![Recipients { key: "refund_request".to_owned(), tag: tag("Refund request"), field }],
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    vec![
        draw("forms", &page(false)),
        draw("forms-full", &page(true)),
        draw("notifications", &notifications(Field::of("owner@loam.example"))),
        draw("notifications-wrong", &notifications(wrong(MARKUP))),
    ]
}
