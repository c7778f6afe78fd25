//! Who may do what, and what the organisation pays for, at a terminal.

use std::collections::HashMap;

use super::{commands, start};
use crate::bot;
use crate::config::Config;
use crate::error::Error;
use crate::id::BotId;
use crate::organisation::member::{self, Allowed};
use crate::organisation::role::{Module, Role};
use crate::organisation::trail::{self, Entry, What};
use crate::organisation::{self, Plan};

/// The modules named on a command line; `all` takes every limit away.
pub(super) fn modules(text: &str) -> Result<Limit<Module>, String> {
    limit(text, |name| Module::parse(name).ok_or_else(|| "leads, inbox, settings, team, or all".to_owned()))
}

/// The bots named on a command line, by their keys; `all` takes every limit away.
pub(super) fn bots(text: &str) -> Result<Limit<String>, String> {
    limit(text, |key| Ok(key.to_owned()))
}

/// A limit as it is given: all, or these.
#[derive(Clone, Debug)]
pub(super) struct Limit<T>(Option<Vec<T>>);

fn limit<T>(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Limit<T>, String> {
    if text == "all" {
        return Ok(Limit(None));
    }
    let named: Result<Vec<T>, String> =
        text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(read).collect();
    named.map(|named| Limit(Some(named)))
}

/// What `member set` changes; what is left out stays.
#[derive(Debug)]
pub(super) struct Change {
    pub role: Option<Role>,
    pub modules: Option<Limit<Module>>,
    pub bots: Option<Limit<String>>,
}

pub(super) async fn set_member(config: &Config, email: &str, change: Change) -> anyhow::Result<()> {
    let app = start::open(config.clone()).await?;
    let mut tx = app.tx().await?;
    let home = organisation::first(&mut tx).await?.ok_or_else(nobody)?;
    let wanted = email.trim().to_lowercase();
    let members = member::list(&mut tx, &home.id).await?;
    let (found, access) = members
        .into_iter()
        .find(|(member, _)| member.email == wanted)
        .ok_or_else(|| anyhow::anyhow!("nobody signs in with {email}; frontdesk member list shows everybody"))?;
    let bots = match change.bots {
        None => access.bots,
        Some(Limit(None)) => None,
        Some(Limit(Some(keys))) => {
            let own: HashMap<String, BotId> =
                bot::list(&mut tx, &home.id).await?.into_iter().map(|bot| (bot.key, bot.id)).collect();
            let id = |key: &String| {
                own.get(key)
                    .cloned()
                    .ok_or_else(|| anyhow::anyhow!("no bot has the key {key}; frontdesk bot list shows them"))
            };
            let ids = keys.iter().map(id).collect::<anyhow::Result<Vec<_>>>()?;
            anyhow::ensure!(!ids.is_empty(), "--bots: name at least one key, or all");
            Some(ids)
        }
    };
    let allowed = Allowed {
        role: change.role.unwrap_or(access.role),
        modules: change.modules.map_or(access.modules, |limit| limit.0),
        bots,
    };
    member::allow(&mut tx, &home, &found.id, &allowed, None).await.map_err(|error| match error {
        Error::Conflict("last_owner") => {
            anyhow::anyhow!("{email} is the only owner who may do everything: give that to somebody else first")
        }
        other => anyhow::anyhow!("{}", commands::told(&other)),
    })?;
    tx.commit().await?;
    println!("{} may now do this, at once where they are signed in:", found.name);
    app.db.close().await;
    list_members(config).await
}

pub(super) async fn list_members(config: &Config) -> anyhow::Result<()> {
    let app = start::open(config.clone()).await?;
    let mut conn = app.db.read().await?;
    let home = organisation::first(&mut conn).await?.ok_or_else(nobody)?;
    let keys: HashMap<BotId, String> =
        bot::list(&mut conn, &home.id).await?.into_iter().map(|bot| (bot.id, bot.key)).collect();
    for (member, access) in member::list(&mut conn, &home.id).await? {
        let modules = access.modules.map(|named| named.iter().map(|module| module.as_str()).collect::<Vec<_>>());
        let bots =
            access.bots.map(|named| named.iter().filter_map(|id| keys.get(id)).map(String::as_str).collect::<Vec<_>>());
        let told = |named: Option<Vec<&str>>| match named {
            None => "all".to_owned(),
            Some(named) if named.is_empty() => "none".to_owned(),
            Some(named) => named.join(","),
        };
        println!("{}\t{}\t{}\tmodules {}\tbots {}", member.email, member.name, access.role, told(modules), told(bots));
    }
    drop(conn);
    app.db.close().await;
    Ok(())
}

pub(super) async fn set_plan(config: &Config, plan: Plan) -> anyhow::Result<()> {
    let app = start::open(config.clone()).await?;
    let mut tx = app.tx().await?;
    let home = organisation::first(&mut tx).await?.ok_or_else(nobody)?;
    organisation::set_plan(&mut tx, &home.id, plan).await?;
    let detail = serde_json::json!({ "from": home.plan, "to": plan });
    let (organisation, subject) = (&home.id, home.id.as_str());
    trail::note(&mut tx, &Entry { organisation, bot: None, by: None, what: What::PlanChanged, subject, detail })
        .await?;
    tx.commit().await?;
    println!("{} is on the plan {plan} now.", home.name);
    app.db.close().await;
    Ok(())
}

fn nobody() -> anyhow::Error {
    anyhow::anyhow!("there is no organisation yet: add its owner first (frontdesk member add)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_names_or_all() {
        assert!(modules("all").unwrap().0.is_none());
        assert_eq!(modules("leads, inbox").unwrap().0, Some(vec![Module::Leads, Module::Inbox]));
        assert_eq!(modules("").unwrap().0, Some(Vec::new()));
        assert!(modules("cellar").is_err());
    }
}
