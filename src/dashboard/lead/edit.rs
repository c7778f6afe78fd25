//! The contact's fields as a form: what stands, what was refused and why.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use serde::Deserialize;

use super::change::{back, plain, unsaved};
use super::{Draft, Known, find};
use crate::app::App;
use crate::contact::phone::Phone;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::may_change;
use crate::dashboard::told::Told;
use crate::dashboard::view::lead::desk::{Edit, Input};
use crate::dashboard::view::part::field::Field;
use crate::dashboard::way;
use crate::door::auth::SignedIn;
use crate::error::{Error, FieldError};
use crate::lead::edit::{self, FIELDS, Values};

/// What was typed and not saved.
pub struct Refused {
    values: Values,
    wrong: Vec<FieldError>,
    error: Option<String>,
}

/// The form, with what stands, or what was typed.
pub(super) fn form(known: &Known<'_>, refused: Option<&Refused>) -> Edit {
    let stands = edit::values(&known.contact, known.lead.order_number.as_deref());
    let shown = refused.map_or_else(|| readable(&stands), |refused| refused.values.clone());
    let error = |key: &str| {
        let wrong = refused.into_iter().flat_map(|refused| &refused.wrong);
        wrong.filter(|wrong| wrong.field == key).map(|wrong| wrong.message.clone()).next()
    };
    let input = |((key, _, label), value): ((&'static str, _, &'static str), String)| Input {
        key,
        label,
        kind: match key {
            "email" => "email",
            "phone" => "tel",
            _ => "text",
        },
        field: Field { value, error: error(key) },
    };
    Edit {
        seen: edit::seen(&stands),
        is_open: refused.is_some(),
        fields: FIELDS.into_iter().zip(shown).map(input).collect(),
        error: refused.and_then(|refused| refused.error.clone()),
    }
}

/// A phone number as a reader in any country writes it: it is read back as the same.
fn readable(values: &Values) -> Values {
    let mut values = values.clone();
    if let Ok(phone) = Phone::parse(&values[2], "") {
        values[2] = phone.international();
    }
    values
}

/// A posted contact.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Posted {
    csrf: String,
    next: String,
    seen: String,
    name: String,
    email: String,
    phone: String,
    company: String,
    website: String,
    order_number: String,
}

/// `POST /leads/{id}/contact`: edits what is known of the contact. Members who may change leads may call it.
///
/// # Errors
/// 422, with the lead and what was typed, when a field is wrong; 409 when somebody edited it first.
pub async fn save(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Posted>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let values: Values =
        [form.name, form.email, form.phone, form.company, form.website, form.order_number].map(|text| plain(&text));
    let mut tx = app.tx().await?;
    let found = find(&mut tx, who, &id).await?;
    let by = &found.seat.who.member.id;
    let (wrong, error, status) = match edit::contact(&mut tx, &found.bot, &found.lead.id, &values, &form.seen, by).await
    {
        Ok(_) => {
            tx.commit().await?;
            return Ok(back(way::back(&form.next), &Told::Edited));
        }
        Err(Error::Invalid(wrong)) => (wrong, None, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Error::Conflict("edited")) => {
            let words =
                "Somebody has changed this contact meanwhile, and nothing was saved. Compare it, and save again.";
            (Vec::new(), Some(words.to_owned()), StatusCode::CONFLICT)
        }
        Err(error) => return Err(error.into()),
    };
    drop(tx);
    let draft = Draft { edit: Some(Refused { values, wrong, error }), ..Draft::default() };
    let page = unsaved(&app, &found, &headers, draft).await?;
    Ok((status, page).into_response())
}
