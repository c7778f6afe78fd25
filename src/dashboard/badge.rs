//! Badges of leads: tag, score, status and its moves, from what the product stores.
//!
//! A tag or a status that the bot no longer has still shows, under its key's own words.

use super::view::part::badge::{Disc, Hue, Score, Status, Tag, Temperature};
use super::view::part::moves::{Move, Moves};
use super::words;
use crate::bot::Bot;
use crate::contact::Contact;
use crate::contact::phone::Phone;
use crate::door::auth::SignedIn;
use crate::id::LeadId;
use crate::lead::pipeline::{Category, Pipeline};
use crate::organisation::role::Right;
use crate::tag;

/// What a person is called; a bare phone number as people at home write it.
pub fn who(contact: &Contact) -> String {
    match (&contact.name, &contact.email, &contact.phone) {
        (None, None, Some(phone)) => national(phone),
        _ => contact.who().to_owned(),
    }
}

/// A stored number as people at home write it.
pub fn national(e164: &str) -> String {
    Phone::parse(e164, "").map_or_else(|_| e164.to_owned(), |phone| phone.national())
}

/// The chip of a tag; none for a submission without one.
pub fn tag(tags: &[tag::Tag], key: &str) -> Option<Tag> {
    if key.is_empty() {
        return None;
    }
    Some(tags.iter().find(|tag| tag.key == key).map_or_else(
        || Tag { name: words::of_key(key), hue: Hue::Grey, icon: "tag".to_owned() },
        |tag| Tag { name: tag.label.clone(), hue: Hue::from_key(&tag.hue), icon: tag.icon.clone() },
    ))
}

/// The chip of a submission that has no tag.
pub fn untagged() -> Tag {
    Tag { name: "Details left".to_owned(), hue: Hue::Grey, icon: "clipboard-check".to_owned() }
}

/// Score and temperature, once there is one.
pub fn score(points: Option<i64>, temperature: Option<&str>) -> Option<Score> {
    let temperature = match temperature? {
        "hot" => Temperature::Hot,
        "warm" => Temperature::Warm,
        _ => Temperature::Cold,
    };
    Some(Score { temperature, points: u8::try_from(points?.clamp(0, 100)).unwrap_or(100) })
}

/// The pipeline a bot's leads move through.
pub fn pipeline(bot: &Bot) -> &Pipeline {
    bot.settings().pipeline()
}

/// How full a status's disc is, in its pipeline's colour where it has one.
pub fn disc(pipeline: &Pipeline, key: &str, category: Category) -> Disc {
    let disc = match category {
        Category::Open => &Disc::Open,
        Category::Active if pipeline.statuses.len() == 3 => &Disc::Half,
        Category::Active => &Disc::Active,
        Category::Good => &Disc::Good,
        Category::Done if key == "closed" => &Disc::Closed,
        Category::Done => &Disc::Done,
        Category::Out => &Disc::Out,
    };
    let hue = pipeline.status(key).and_then(|status| status.hue.as_deref());
    hue.map_or(*disc, |hue| Disc::Hued(disc, Hue::from_key(hue)))
}

/// What people read for a status.
pub fn status_name(pipeline: &Pipeline, key: &str) -> String {
    pipeline.status(key).map_or_else(|| words::of_key(key), |status| status.label.clone())
}

/// A status with its disc.
pub fn status(pipeline: &Pipeline, key: &str, category: Category) -> Status {
    Status { name: status_name(pipeline, key), disc: disc(pipeline, key, category) }
}

/// What a lead's moves are drawn from.
pub struct Mover<'a> {
    /// Whose lead.
    pub bot: &'a Bot,
    /// Which.
    pub lead: &'a LeadId,
    /// What its contact is called.
    pub who: &'a str,
    /// Its status.
    pub status: &'a str,
    /// How far that is.
    pub category: Category,
    /// Where the form goes back to.
    pub next: &'a str,
}

/// A lead's status and the moves from it; none for somebody who may only look.
pub fn moves(lead: &Mover<'_>, by: &SignedIn) -> Moves {
    let pipeline = pipeline(lead.bot);
    let may = by.can(Right::ChangeLeads);
    let steps = if may { pipeline.moves_from(lead.status) } else { Vec::new() };
    let step = |step: crate::lead::pipeline::Move<'_>| Move {
        key: step.to.key.clone(),
        label: step.label.to_owned(),
        disc: disc(pipeline, &step.to.key, step.to.category),
        asks_reason: step.to.asks_reason,
    };
    Moves {
        who: lead.who.to_owned(),
        status: status(pipeline, lead.status, lead.category),
        from: lead.status.to_owned(),
        moves: steps.into_iter().map(step).collect(),
        action: format!("/leads/{}/status", lead.lead),
        next: lead.next.to_owned(),
        csrf: by.csrf.clone(),
    }
}

/// The status of a lead that moves no more: it was erased.
pub fn stands(lead: &Mover<'_>) -> Moves {
    Moves {
        who: lead.who.to_owned(),
        status: status(pipeline(lead.bot), lead.status, lead.category),
        from: lead.status.to_owned(),
        moves: Vec::new(),
        action: String::new(),
        next: String::new(),
        csrf: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipeline_of_three_is_half_way_in_the_middle_and_closes_without_cheer() {
        let support = Pipeline::preset("support");
        assert_eq!(disc(support, "handled", Category::Active), Disc::Half);
        assert_eq!(disc(support, "closed", Category::Done), Disc::Closed);
        assert_eq!(disc(Pipeline::preset("sales"), "converted", Category::Done), Disc::Done);
    }

    #[test]
    fn what_no_list_explains_any_more_is_still_shown() {
        assert_eq!(tag(&[], "viewing_request").unwrap().name, "Viewing request");
        assert!(tag(&[], "").is_none());
        assert_eq!(status_name(Pipeline::preset("sales"), "waiting_response"), "Waiting response");
        assert!(score(Some(80), None).is_none());
    }
}
