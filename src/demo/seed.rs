//! Writes the demo's content into an empty database, through the product's own verbs, as if it had happened.
//!
//! All of it is one transaction: a crash leaves nothing, and the next start seeds anew. Nobody is told, nothing is
//! sent, and an installation that somebody else made is left alone.

mod detail;
mod house;
mod story;
mod timeline;

use crate::app::App;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::id::{MemberId, OrganisationId};
use crate::organisation::access::Access;
use crate::organisation::member::{self, Actor, NewMember};
use crate::organisation::role::Role;
use crate::organisation::{self, Plan, password};

use super::content::{self, Demo, DemoBot, DemoMember};

/// What everyone in the demo signs in with. It guards invented people only, and is printed at each start.
const PASSWORD: &str = "demo-frontdesk";

/// The setting that holds the owner's e-mail.
const EMAIL_SETTING: &str = "demo_email";

/// The setting that holds their password.
const PASSWORD_SETTING: &str = "demo_password";

/// How long ago the demo's organisation began, in minutes: before anything else in it.
const BEGAN: u32 = 60 * 24 * 60;

/// How to sign in to the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The owner's e-mail.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// Seeds the demo, unless it is there already.
///
/// # Errors
/// When the database holds an installation that is no demo; what the database says.
pub async fn seed(app: &App) -> Result<Login> {
    let mut tx = app.tx().await?;
    if organisation::first(&mut tx).await?.is_some() {
        return login(&mut tx).await;
    }
    let hash = tokio::task::spawn_blocking(|| password::hash(PASSWORD)).await.map_err(anyhow::Error::new)??;
    let demo = content::load().map_err(anyhow::Error::new)?;
    let began = timeline::ago(tx.now, BEGAN);
    let now = tx.now;
    tx.as_history(began);
    let home = organisation::create(&mut tx, &demo.organisation.name).await?;
    let people = people(&mut tx, &home, &demo, &hash).await?;
    for (bot, number) in demo.bots.iter().zip(house::NUMBERS) {
        tx.as_history(began);
        let made = house::build(&mut tx, &home, bot, number).await?;
        let team = team_of(&people, bot);
        if let Some(owner) = people.iter().find(|person| person.role == Role::Owner) {
            let access = Access { role: Role::Owner, modules: None, bots: None, plan: Plan::Boost };
            house::keep_replies(&mut tx, &home, Actor { id: &owner.id, access: &access }, &made, bot).await?;
        }
        // Oldest first, so that ids grow with age as they would have.
        for lead in bot.leads.iter().rev() {
            story::tell(&mut tx, &made, bot, &team, lead, now, app.host()).await?;
        }
    }
    let owner = demo.members.iter().find(|member| member.role == Role::Owner.as_str());
    let email = owner.map_or_else(String::new, |owner| owner.email.clone());
    organisation::set_setting(&mut tx, EMAIL_SETTING, Some(&email)).await?;
    organisation::set_setting(&mut tx, PASSWORD_SETTING, Some(PASSWORD)).await?;
    tx.commit().await?;
    Ok(Login { email, password: PASSWORD.to_owned() })
}

/// Whether this installation is the demo, and all of its people are invented.
///
/// # Errors
/// What the database says.
pub async fn is_demo(conn: &mut Conn) -> Result<bool> {
    Ok(organisation::setting(conn, EMAIL_SETTING).await?.is_some())
}

/// The login of a demo that was seeded before.
async fn login(tx: &mut Tx) -> Result<Login> {
    let email = organisation::setting(tx, EMAIL_SETTING).await?;
    let password = organisation::setting(tx, PASSWORD_SETTING).await?;
    let (Some(email), Some(password)) = (email, password) else {
        let told = "this data folder holds an installation of its own; give the demo another one with --data";
        return Err(anyhow::anyhow!(told).into());
    };
    Ok(Login { email, password })
}

/// Somebody who works for a bot.
#[derive(Clone, Debug)]
struct Person {
    id: MemberId,
    email: String,
    name: String,
    role: Role,
    bots: Vec<String>,
}

/// Adds the members.
async fn people(tx: &mut Tx, home: &OrganisationId, demo: &Demo, hash: &str) -> Result<Vec<Person>> {
    let mut people = Vec::new();
    for DemoMember { name, email, role, bots } in &demo.members {
        let role = Role::parse(role).unwrap_or(Role::Viewer);
        let id = member::add(tx, home, &NewMember { email, name, role, password_hash: hash }).await?;
        people.push(Person { id, email: email.clone(), name: name.clone(), role, bots: bots.clone() });
    }
    Ok(people)
}

/// Who works for a bot, agents first: the first of them acts where the content names nobody.
fn team_of(people: &[Person], bot: &DemoBot) -> Vec<Person> {
    let mut team: Vec<Person> =
        people.iter().filter(|person| person.bots.contains(&bot.profile.key)).cloned().collect();
    team.sort_by_key(|person| person.role != Role::Agent);
    team
}

#[cfg(test)]
mod tests;
