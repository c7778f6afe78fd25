//! What every signed-in page shares: who looks, at which bot, and the desk around the page.
//!
//! Only bots of the member's own organisation exist here, and of those only the ones they may see. The bot a member looks at is named in the address, else
//! remembered in a cookie, which is a preference and opens nothing.

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};
use axum_extra::extract::cookie::CookieJar;

use super::told;
use super::view::layout::{BotLink, Count, Desk, Frame, May, Place, Theme, Toast};
use super::view::part::badge::Initials;
use super::{way, words};
use crate::app::App;
use crate::bot::{self, Bot};
use crate::conversation::queue::{self, Asker};
use crate::db::Conn;
use crate::door::assets;
use crate::door::auth::{SignedIn, same_site};
use crate::error::{Error, Result};
use crate::id::BotId;
use crate::lead::list;
use crate::lead::reach::Reach;
use crate::organisation::member::Member;
use crate::organisation::role::Right;

/// The cookie that remembers the bot.
const BOT: &str = "frontdesk_bot";

/// Somebody at their desk: who, their bots, and the one they look at.
pub struct Seat {
    /// Who.
    pub who: SignedIn,
    /// The bots of their organisation that they may see.
    pub bots: Vec<Bot>,
    /// The one they look at; none while there is no bot at all.
    pub bot: Option<Bot>,
    /// Which leads the organisation's plan shows.
    pub reach: Reach,
}

impl Seat {
    /// The seat by the bot that the address names, else the one remembered, else the first.
    ///
    /// # Errors
    /// `NotFound` when the address names a bot that is not theirs.
    pub async fn take(conn: &mut Conn, who: SignedIn, asked: &str, headers: &HeaderMap) -> Result<Self> {
        let (bots, reach) = own(conn, &who).await?;
        let by_key = |key: &str| bots.iter().find(|bot| bot.key == key).cloned();
        if !asked.is_empty() {
            let bot = by_key(asked).ok_or(Error::NotFound("bot"))?;
            return Ok(Self { who, bots, bot: Some(bot), reach });
        }
        let jar = CookieJar::from_headers(headers);
        let bot = jar.get(BOT).and_then(|cookie| by_key(cookie.value())).or_else(|| bots.first().cloned());
        Ok(Self { who, bots, bot, reach })
    }

    /// The seat at the bot of something that was asked for by its own address.
    ///
    /// # Errors
    /// `NotFound` when that bot is another organisation's.
    pub async fn at(conn: &mut Conn, who: SignedIn, bot: &BotId) -> Result<Self> {
        let (bots, reach) = own(conn, &who).await?;
        let bot = bots.iter().find(|own| own.id == *bot).cloned().ok_or(Error::NotFound("bot"))?;
        Ok(Self { who, bots, bot: Some(bot), reach })
    }

    /// The bot's key, where the address has to name it because there are several.
    pub fn key(&self) -> &str {
        let several = self.bots.len() > 1;
        self.bot.as_ref().filter(|_| several).map_or("", |bot| &bot.key)
    }

    /// The time zone that times are told in: the viewer's own, else the bot's.
    pub fn zone(&self) -> &str {
        if let Some(zone) = &self.who.zone {
            return zone;
        }
        self.bot.as_ref().map_or("UTC", |bot| &bot.settings().time_zone)
    }

    /// Whether they may change leads.
    pub fn may_change(&self) -> bool {
        self.who.can(Right::ChangeLeads)
    }

    /// The theme they chose.
    pub fn theme(&self) -> Theme {
        Theme::from_key(&self.who.member.theme)
    }
}

/// The bots they may see, and how far in each.
async fn own(conn: &mut Conn, who: &SignedIn) -> Result<(Vec<Bot>, Reach)> {
    let mut bots = bot::list(conn, &who.member.organisation_id).await?;
    bots.retain(|bot| who.access.sees(&bot.id));
    Ok((bots, Reach::of(who.access.plan)))
}

/// The head of a page.
pub fn frame(title: &str, theme: Theme) -> Frame {
    Frame { title: title.to_owned(), assets: assets::dashboard_path(), theme }
}

/// The desk around a page. `here` is the page's own address.
///
/// # Errors
/// What the database says.
pub async fn desk(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    place: Place,
    here: &str,
    toast: Option<Toast>,
) -> Result<Desk> {
    let unseen = match &seat.bot {
        Some(bot) => list::counts(conn, &bot.id).await?.unseen,
        None => 0,
    };
    let waiting = match &seat.bot {
        Some(bot) => {
            let asker = Asker { bot: &bot.id, member: &seat.who.member.id, now: app.clock.now() };
            queue::counts(conn, &asker).await?.waiting
        }
        None => 0,
    };
    let link = |bot: &Bot| BotLink {
        name: bot.name.clone(),
        line: bot.settings().line.clone(),
        letter: bot.name.chars().take(1).collect(),
        href: way::with(place.href(), &[("bot", &bot.key)]),
        is_current: seat.bot.as_ref().is_some_and(|current| current.id == bot.id),
    };
    let member = &seat.who.member;
    Ok(Desk {
        bots: seat.bots.iter().map(link).collect(),
        place,
        new_leads: Count(u64::try_from(unseen).unwrap_or(0)),
        waiting: Count(u64::try_from(waiting).unwrap_or(0)),
        user_name: member.name.clone(),
        user_line: user_line(member),
        user: Initials::with(&member.name, member.hue.as_deref()),
        theme: seat.theme(),
        keys_off: member.keys_off,
        may: may(&seat.who),
        csrf: seat.who.csrf.clone(),
        here: here.to_owned(),
        demo: app.demo().is_some(),
        may_audit: seat.who.can(Right::Erase) && seat.who.access.bots.is_none(),
        toast,
    })
}

/// "Owner", "Owner, away".
fn user_line(member: &Member) -> String {
    let away = if member.away { ", away" } else { "" };
    format!("{}{away}", words::role(member.role))
}

/// Which entries of the sidebar are theirs.
fn may(who: &SignedIn) -> May {
    May {
        inbox: who.can(Right::SeeInbox),
        leads: who.can(Right::SeeLeads),
        settings: who.can(Right::ChangeSettings),
        // It tells of the whole organisation: who is held to some of its bots does not see it.
        team: who.can(Right::ChangeTeam) && who.access.bots.is_none(),
        plan: who.can(Right::ChangePlan),
    }
}

/// A page's HTML.
///
/// # Errors
/// When a template cannot be filled, a fault of ours.
pub fn drawn(page: &impl Template) -> Result<Html<String>> {
    Ok(Html(page.render().map_err(anyhow::Error::new)?))
}

/// A signed-in page: what was told on it is not told again, and the bot it shows is remembered.
///
/// # Errors
/// When a template cannot be filled, a fault of ours.
pub fn page(app: &App, seat: &Seat, headers: &HeaderMap, page: &impl Template) -> Result<Response> {
    let mut response = drawn(page)?.into_response();
    if told::is_there(headers) {
        add_cookie(&mut response, &told::none());
    }
    if let Some(bot) = &seat.bot
        && seat.bots.len() > 1
    {
        let secure = if app.config.public_url.scheme() == "https" { "; Secure" } else { "" };
        add_cookie(
            &mut response,
            &format!("{BOT}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}", bot.key),
        );
    }
    Ok(response)
}

/// Adds a Set-Cookie; one that cannot be written is left out.
pub fn add_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Refuses a form from elsewhere, without the session's token, or from somebody who may only look.
///
/// # Errors
/// `Forbidden`.
pub fn may_change(app: &App, who: &SignedIn, headers: &HeaderMap, csrf: &str) -> Result<()> {
    same_site(headers, app)?;
    who.check_csrf(csrf)?;
    who.must(Right::ChangeLeads)
}
