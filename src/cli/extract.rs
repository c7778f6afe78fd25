//! `frontdesk extract`: the details that visitors tell of themselves, a JSON line for each message.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lines;
use crate::assistant::extract::{Setting, contacts_in};
use crate::config::Config;

/// One message. Other keys are not looked at.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Value,
    text: String,
    /// The site's country; the bot's where it is left out.
    region: Option<String>,
    /// What the bot asked last.
    prompt: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    id: Value,
    name: Option<String>,
    email: Option<String>,
    /// E.164.
    phone: Option<String>,
    order_number: Option<String>,
    company: Option<String>,
}

/// Answers each line of the file, or of standard input.
pub(super) async fn extract(config: &Config, bot: Option<&str>, file: Option<&Path>) -> anyhow::Result<()> {
    let settings = lines::settings(config, bot).await?;
    lines::answer(file, |line: Line| {
        let region = line.region.as_deref().unwrap_or(&settings.region);
        let setting = Setting { region, prompt: line.prompt.as_deref(), own: &settings.recipients };
        let told = contacts_in(&line.text, &setting);
        Answer {
            id: line.id,
            name: told.name,
            email: told.email.map(Into::into),
            phone: told.phone.map(Into::into),
            order_number: told.order_number,
            company: told.company,
        }
    })
}
