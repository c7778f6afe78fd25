//! A draft as the page shows it: every word decided.

use super::draft::{Draft, LANGUAGES, Row, WORDS, language_name};
use crate::bot::Bot;
use crate::dashboard::view::forms as view;
use crate::dashboard::view::part::field::Field as Input;
use crate::dashboard::words;
use crate::error::FieldError;
use crate::form::Fared;
use crate::form::check::MOST;
use crate::form::definition::Definition;
use crate::form::field::{Field, Kind};

/// A kind's name and its icon.
const fn about(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Name => ("Full name", "user-round"),
        Kind::Email => ("Email address", "mail"),
        Kind::Phone => ("Phone number", "phone"),
        Kind::Company => ("Company", "landmark"),
        Kind::Website => ("Website", "link"),
        Kind::OrderNumber => ("Order number", "package"),
        Kind::Text => ("Short text", "pencil"),
        Kind::LongText => ("Long text", "file-text"),
        Kind::Dropdown => ("Choose one", "list-filter"),
        Kind::MultiSelect => ("Choose several", "list-checks"),
        Kind::Checkbox => ("Checkbox", "check"),
        Kind::Number => ("Number", "chart-no-axes-column"),
        Kind::Date => ("Date", "calendar-clock"),
        Kind::Consent => ("Consent", "shield"),
    }
}

/// Languages that are written from right to left.
fn dir(language: &str) -> &'static str {
    match language.split('-').next().unwrap_or_default() {
        "ar" | "fa" | "he" | "ur" => "rtl",
        _ => "ltr",
    }
}

fn error(wrong: &[FieldError], field: &str) -> Option<String> {
    wrong.iter().find(|one| one.field == field).map(|one| one.message.clone())
}

/// The form's own words.
pub fn own_words(draft: &Draft, wrong: &[FieldError]) -> Vec<view::Words> {
    let one = |key: &'static str, label, hint, value: &str| view::Words {
        key,
        label,
        hint,
        field: Input { value: value.to_owned(), error: error(wrong, key) },
    };
    vec![
        one("title", "Title", "", &draft.title),
        one("intro", "Line below it", "", &draft.intro),
        one("submit", "Button that sends it", "", &draft.submit),
        one("decline", "Button that puts it aside", "", &draft.decline),
        one(
            "thanks",
            "After sending",
            "{name} is their name. Empty: the assistant thanks in its own words.",
            &draft.thanks,
        ),
    ]
}

/// The fields.
pub fn rows(draft: &Draft, wrong: &[FieldError]) -> Vec<view::Row> {
    draft.rows.iter().enumerate().map(|(at, row)| shown(row, at, draft.rows.len() - 1, wrong)).collect()
}

fn named(row: &Row, at: usize) -> String {
    if row.label.trim().is_empty() { format!("Field {}", at + 1) } else { row.label.clone() }
}

fn shown(row: &Row, at: usize, last: usize, wrong: &[FieldError]) -> view::Row {
    let (kind_name, icon) = about(row.kind);
    let fault = |name: &str| error(wrong, &format!("{name}.{at}"));
    let input = |name: &str, value: &str| Input { value: value.to_owned(), error: fault(name) };
    let has_options = row.kind.has_options();
    let kinds = Kind::ALL.iter().filter(|kind| !kind.is_of_contact()).map(|kind| view::Choice {
        key: kind.as_str().to_owned(),
        name: about(*kind).0.to_owned(),
        is_chosen: *kind == row.kind,
    });
    let options = row.options.lines().filter(|line| !line.trim().is_empty()).count();
    let is_wrong = wrong.iter().any(|one| one.field.split_once('.').is_some_and(|(_, of)| of == at.to_string()));
    view::Row {
        at,
        key: row.key.clone(),
        key_error: fault("key"),
        name: named(row, at),
        icon,
        note: if has_options {
            format!("{kind_name}, {}", words::count(i64::try_from(options).unwrap_or(0), "option"))
        } else if row.help.is_empty() {
            kind_name.to_owned()
        } else {
            row.help.clone()
        },
        kind: row.kind.as_str().to_owned(),
        kind_name,
        kinds: if row.kind.is_of_contact() { Vec::new() } else { kinds.collect() },
        kind_error: fault("kind"),
        label: input("label", &row.label),
        help: input("help", &row.help),
        placeholder: (!has_options && !matches!(row.kind, Kind::Checkbox | Kind::Consent | Kind::Date))
            .then(|| input("placeholder", &row.placeholder)),
        options: has_options.then(|| input("options", &row.options)),
        bounds: (row.kind == Kind::Number).then(|| (input("min", &row.min), input("max", &row.max))),
        link: (row.kind == Kind::Consent).then(|| (input("link", &row.link), Input::of(row.link_label.clone()))),
        is_required: row.is_required,
        is_on: row.is_on,
        is_open: row.is_open || is_wrong,
        is_first: at == 0,
        is_last: at == last,
        may_remove: !row.kind.is_of_contact(),
    }
}

/// Whether a field may be added.
pub fn may_add(draft: &Draft) -> bool {
    draft.rows.len() < MOST
}

/// The words in other languages.
pub fn languages(draft: &Draft) -> Vec<view::Language> {
    let own = [&draft.title, &draft.intro, &draft.submit, &draft.decline, &draft.thanks];
    let labels = ["Title", "Line below it", "Button that sends it", "Button that puts it aside", "After sending"];
    let language = |(tag, all): (&String, &[String; 5])| view::Language {
        tag: tag.clone(),
        name: language_name(tag).to_owned(),
        dir: dir(tag),
        words: (0..5).map(|n| (WORDS[n].to_owned(), labels[n], own[n].clone(), all[n].clone())).collect(),
        fields: draft
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.is_on || row.words.contains_key(tag))
            .map(|(at, row)| spoken(row, at, tag))
            .collect(),
    };
    draft.words.iter().map(language).collect()
}

fn spoken(row: &Row, at: usize, tag: &str) -> view::Spoken {
    let own = row.words.get(tag).cloned().unwrap_or_default();
    view::Spoken {
        at,
        name: named(row, at),
        has_help: !row.help.is_empty() || !own.help.is_empty(),
        has_placeholder: !row.placeholder.is_empty() || !own.placeholder.is_empty(),
        options: row.kind.has_options().then(|| (row.options.lines().count().clamp(2, 12), own.options)),
        label: own.label,
        help: own.help,
        placeholder: own.placeholder,
    }
}

/// The languages that can be added.
pub fn other_languages(draft: &Draft, bot: &Bot) -> Vec<view::Choice> {
    let others = LANGUAGES.iter().filter(|(tag, _)| *tag != bot.settings().language && !draft.words.contains_key(*tag));
    others
        .map(|(tag, name)| view::Choice { key: (*tag).to_owned(), name: (*name).to_owned(), is_chosen: false })
        .collect()
}

/// What a visitor sees.
pub fn preview(draft: &Draft, form: &Definition, bot: &Bot) -> view::Preview {
    let own = bot.settings().language.as_str();
    let lang = if draft.preview.is_empty() { own } else { draft.preview.as_str() };
    let form = form.shown(lang);
    let mut languages = vec![(String::new(), own.to_uppercase(), draft.preview.is_empty())];
    languages.extend(draft.words.keys().map(|tag| (tag.clone(), tag.to_uppercase(), *tag == draft.preview)));
    view::Preview {
        lang: lang.to_owned(),
        dir: dir(lang),
        languages,
        bot_name: bot.name.clone(),
        letter: bot.name.chars().take(1).collect(),
        thanks: match form.thank(None) {
            text if text.is_empty() => "The assistant thanks them in its own words.".to_owned(),
            text => text,
        },
        fields: form.fields.iter().map(drawn).collect(),
        title: form.title,
        intro: form.intro,
        submit: form.submit,
        decline: form.decline,
    }
}

fn drawn(field: &Field) -> view::Drawn {
    view::Drawn {
        label: field.label.clone(),
        help: field.help.clone(),
        placeholder: field.placeholder.clone().unwrap_or_default(),
        shape: match field.kind {
            Kind::Checkbox | Kind::Consent => "box",
            Kind::MultiSelect => "boxes",
            Kind::Dropdown => "select",
            Kind::LongText => "area",
            _ => "input",
        },
        options: field.options.iter().map(|one| one.label.clone()).collect(),
        is_optional: !field.required,
        link: field.link.as_ref().map(|link| link.label.clone()),
    }
}

/// A part of a whole, in whole hundredths.
fn share(part: i64, whole: i64) -> i64 {
    if whole > 0 { (part * 100 + whole / 2) / whole } else { 0 }
}

/// How it has fared; nothing is shown of a form that nobody has seen.
pub fn fared(fared: &Fared, form: &Definition) -> Option<view::Fared> {
    if fared.views == 0 {
        return None;
    }
    let left: i64 = fared.stopped_after.iter().map(|(_, n)| n).sum();
    let label = |key: &str| form.fields.iter().find(|field| field.key == key).map(|field| field.label.clone());
    let step = |(key, n): &(String, i64)| view::Step {
        name: match key.as_str() {
            "" => "Before the first field".to_owned(),
            key => format!("After {}", label(key).unwrap_or_else(|| words::of_key(key))),
        },
        n: words::number(*n),
        share: share(*n, fared.views),
        share_words: format!("{}%", share(*n, fared.views)),
    };
    // In the order in which they are asked.
    let mut stopped = fared.stopped_after.clone();
    stopped.sort_by_key(|(key, _)| {
        let at = form.fields.iter().position(|field| field.key == *key);
        (!key.is_empty(), at.unwrap_or(usize::MAX))
    });
    Some(view::Fared {
        views: words::number(fared.views),
        submissions: words::number(fared.submissions),
        completion: format!("{}%", share(fared.submissions, fared.views)),
        declined: words::number(fared.declined),
        left: words::number(left),
        steps: stopped.iter().map(step).collect(),
    })
}
