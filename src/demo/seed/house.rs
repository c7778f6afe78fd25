//! A demo bot as its owner would have set it up: settings, number, tags, forms, rules, knowledge.
//!
//! Its products have no store to be put in yet: they stand where they were discussed (`detail`).

use crate::bot::{self, Bot, ScorePreset, Settings};
use crate::canned::{self, NewCanned};
use crate::db::Tx;
use crate::demo::content::{DemoBot, DemoForm, DemoProfile, DemoTag};
use crate::error::Result;
use crate::event::Channel;
use crate::form::definition::Definition;
use crate::id::OrganisationId;
use crate::knowledge::{self, NewEntry};
use crate::organisation::member::Actor;
use crate::tag::{self, Kind, NewTag};
use crate::trigger::rules;
use crate::{form, trigger};

/// The numbers that the bots take text messages on, in the bots' order. Ofcom keeps 01632 960000 to 960999 for drama:
/// <https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama>.
pub(super) const NUMBERS: [&str; 2] = ["+441632960111", "+441632960112"];

/// Makes a bot with everything but its leads.
pub(super) async fn build(tx: &mut Tx, home: &OrganisationId, demo: &DemoBot, number: &str) -> Result<Bot> {
    let profile = &demo.profile;
    let bot = bot::create(tx, home, &profile.key, &profile.name, &settings(profile)).await?;
    bot::set_address(tx, &bot.id, Channel::Sms, number).await?;
    for (position, tag) in (0_i64..).zip(&demo.tags) {
        tag::put(tx, &bot.id, &new_tag(tag), position).await?;
    }
    for shown in &demo.forms {
        form::put(tx, &bot.id, shown.tag.as_deref(), &definition(shown, &profile.name)?).await?;
    }
    let rules: &[trigger::Rule] = &demo.rules;
    rules::put(tx, &bot, rules).await?;
    for entry in &demo.knowledge {
        let new = NewEntry {
            title: entry.title.clone(),
            question: entry.question.clone(),
            answer: entry.answer.clone(),
            url: entry.page.as_deref().map(|path| page(profile, path)),
        };
        knowledge::add(tx, &bot.id, &new).await?;
    }
    Ok(bot)
}

/// Keeps the replies of the bot's team ready.
pub(super) async fn keep_replies(
    tx: &mut Tx,
    home: &OrganisationId,
    by: Actor<'_>,
    bot: &Bot,
    demo: &DemoBot,
) -> Result<()> {
    for reply in &demo.replies {
        let new = NewCanned {
            bot_id: Some(bot.id.clone()),
            shortcut: reply.shortcut.clone(),
            title: reply.title.clone(),
            texts: reply.texts.clone(),
        };
        canned::save(tx, home, by, None, &new).await?;
    }
    Ok(())
}

/// A page of the bot's site, by its path.
pub(super) fn page(profile: &DemoProfile, path: &str) -> String {
    format!("{}{path}", profile.website.trim_end_matches('/'))
}

fn settings(profile: &DemoProfile) -> Settings {
    Settings {
        team: profile.team.clone(),
        line: profile.subtitle.clone(),
        language: profile.language.clone(),
        time_zone: profile.time_zone.clone(),
        region: profile.region.clone(),
        accent: profile.accent.clone(),
        greeting: profile.greeting.join("\n\n"),
        teaser: profile.teaser.clone(),
        replies: profile.quick_replies.clone(),
        privacy_url: profile.privacy_url.clone(),
        recipients: profile.recipients.clone(),
        pipeline: profile.pipeline.clone(),
        score_preset: ScorePreset::parse(&profile.scoring).unwrap_or(ScorePreset::General),
        handoff: true,
        ..Settings::default()
    }
}

fn new_tag(tag: &DemoTag) -> NewTag {
    NewTag {
        key: tag.key.clone(),
        label: tag.name.clone(),
        kind: Kind::parse(&tag.kind).unwrap_or(Kind::Request),
        hue: tag.hue.clone(),
        icon: tag.icon.clone(),
        examples: tag.examples.clone(),
        recipients: tag.recipients.clone(),
        active: tag.on,
    }
}

/// The content's words and fields over the product's own for the rest.
fn definition(shown: &DemoForm, bot: &str) -> Result<Definition> {
    let fields = serde_json::to_value(&shown.fields).and_then(serde_json::from_value).map_err(anyhow::Error::new)?;
    Ok(Definition {
        title: shown.title.clone(),
        intro: shown.intro.clone(),
        fields,
        ..Definition::preset(shown.tag.as_deref(), bot)
    })
}
