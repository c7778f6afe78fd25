//! The filter bar: what can be chosen, what is, and the same in words.

use super::Known;
use super::asked::{RANGES, SORTS};
use crate::dashboard::view::leads::{Choice, Filters};
use crate::dashboard::view::part::badge::Source;
use crate::dashboard::{badge, way, words};
use crate::event::Channel;

/// The temperatures that are offered.
const TEMPERATURES: [(&str, &str); 3] = [("hot", "Hot"), ("warm", "Warm"), ("cold", "Cold")];

fn choice(key: &str, name: &str, chosen: &str) -> Choice {
    Choice { key: key.to_owned(), name: name.to_owned(), is_chosen: key == chosen }
}

/// The bar.
pub fn of(known: &Known<'_>) -> Filters {
    let (asked, seat, pipeline) = (known.asked, known.seat, badge::pipeline(known.bot));
    let mut statuses: Vec<Choice> =
        pipeline.statuses.iter().map(|status| choice(&status.key, &status.label, &asked.status)).collect();
    keep_chosen(&mut statuses, &asked.status);
    let mut tags: Vec<Choice> = known.tags.iter().map(|tag| choice(&tag.key, &tag.label, &asked.tag)).collect();
    keep_chosen(&mut tags, &asked.tag);
    let mut owners = vec![choice("me", "Mine", &asked.owner), choice("none", "Nobody", &asked.owner)];
    owners.extend(known.people.iter().map(|person| choice(person.id.as_str(), &person.name, &asked.owner)));
    let mut ranges: Vec<Choice> = RANGES.iter().map(|(key, name, _)| choice(key, name, &asked.captured)).collect();
    ranges.push(choice("custom", "From, to…", &asked.captured));
    let bot_key = seat.bot.as_ref().map_or("", |bot| bot.key.as_str());
    let several = seat.bots.len() > 1;
    Filters {
        q: asked.q.clone(),
        tags,
        statuses,
        temperatures: TEMPERATURES.iter().map(|(key, name)| choice(key, name, &asked.temperature)).collect(),
        sources: Channel::ALL
            .iter()
            .map(|channel| {
                let key = channel.as_str();
                choice(key, Source::from_key(key).word(), &asked.source)
            })
            .collect(),
        ranges,
        from: asked.from.clone(),
        to: asked.to.clone(),
        min: asked.min.clone(),
        max: asked.max.clone(),
        owners,
        is_new_only: asked.new == "1",
        sorts: SORTS.iter().map(|(key, name, ..)| choice(key, name, &asked.sort)).collect(),
        bots: if several {
            seat.bots.iter().map(|bot| choice(&bot.key, &bot.name, bot_key)).collect()
        } else {
            Vec::new()
        },
        keep: [("show", asked.show.as_str())]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        more_set: [&asked.from, &asked.to, &asked.min, &asked.max, &asked.owner, &asked.new]
            .iter()
            .filter(|value| !value.is_empty())
            .count(),
        is_set: asked.is_filtered(),
        clear_href: way::with("/leads", &[("bot", seat.key()), ("sort", &asked.sort), ("show", &asked.show)]),
    }
}

/// A value that no list offers any more stays chosen, under its own words.
fn keep_chosen(choices: &mut Vec<Choice>, chosen: &str) {
    if !chosen.is_empty() && !choices.iter().any(|choice| choice.is_chosen) {
        choices.push(choice(chosen, &words::of_key(chosen), chosen));
    }
}

/// "3 filters are on: Hot, Lost, last 7 days. 1,284 leads in total."
pub fn told(known: &Known<'_>) -> String {
    let asked = known.asked;
    let mut on: Vec<String> = Vec::new();
    let mut say = |is_on: bool, text: String| {
        if is_on {
            on.push(text);
        }
    };
    say(!asked.q.is_empty(), format!("“{}”", asked.q));
    say(!asked.temperature.is_empty(), words::of_key(&asked.temperature));
    say(!asked.status.is_empty(), badge::status_name(badge::pipeline(known.bot), &asked.status));
    let tag = known.tags.iter().find(|tag| tag.key == asked.tag);
    say(!asked.tag.is_empty(), tag.map_or_else(|| words::of_key(&asked.tag), |tag| tag.label.clone()));
    say(!asked.source.is_empty(), Source::from_key(&asked.source).word().to_owned());
    if let Some((_, name, _)) = RANGES.iter().find(|(key, ..)| *key == asked.captured) {
        say(true, name.to_lowercase());
    }
    say(!asked.from.is_empty(), format!("from {}", asked.from));
    say(!asked.to.is_empty(), format!("to {}", asked.to));
    say(!asked.min.is_empty(), format!("score {} or more", asked.min));
    say(!asked.max.is_empty(), format!("score {} or less", asked.max));
    let owner = match asked.owner.as_str() {
        "me" => "mine".to_owned(),
        "none" => "of nobody".to_owned(),
        id => known
            .people
            .iter()
            .find(|person| person.id.as_str() == id)
            .map_or_else(|| "of somebody who left".to_owned(), |person| person.name.clone()),
    };
    say(!asked.owner.is_empty(), owner);
    say(asked.new == "1", "not opened".to_owned());
    let (count, is) = (i64::try_from(on.len()).unwrap_or(0), if on.len() == 1 { "is" } else { "are" });
    format!(
        "{} {is} on: {}. {} in total.",
        words::count(count, "filter"),
        on.join(", "),
        words::count(known.counts.total, "lead")
    )
}
