//! The team: who signs in, what each may do, who is asked to join. It tells of the whole organisation, so who is held to some of
//! its bots does not see it.

mod form;

use std::time::Duration;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::error::Answer;
use super::layout::{self, Seat};
use super::told::{self, Told};
use super::view::layout::Place;
use super::view::part::badge::Initials;
use super::view::team::{Editor, Invited, Presence, Row, TeamPage};
use super::words;
use crate::app::App;
use crate::bot::Bot;
use crate::conversation::handoff;
use crate::db::Conn;
use crate::door::auth::{SignedIn, same_site};
use crate::error::{Error, FieldError, Result};
use crate::id::{BotId, Id as _, InvitationId, MemberId};
use crate::organisation::access::Access;
use crate::organisation::invitation::{self, Invitation};
use crate::organisation::member::{self, Actor, Allowed, Member};
use crate::organisation::role::{Module, Right, Role};
use crate::organisation::{self, Organisation, presence, signing};
use crate::time::Timestamp;
use form::Wish;

/// Where it is.
const HERE: &str = "/team";
/// For how long a sign of life holds; one is written down every five minutes.
const HERE_FOR: Duration = Duration::from_secs(10 * 60);

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The id of the member to change; `new` to ask somebody to join.
    edit: String,
}

/// What the page shows besides what there is.
#[derive(Default)]
struct Beside {
    editor: Option<Editor>,
    error: Option<&'static str>,
}

/// Who may see the page: with the right, and of the whole organisation.
fn may_see(who: &SignedIn) -> Result<()> {
    who.must(Right::ChangeTeam)?;
    if who.access.bots.is_none() { Ok(()) } else { Err(Error::Forbidden) }
}

/// `GET /team`: the members, and who is asked to join. Owners and admins of the whole organisation may call it.
///
/// # Errors
/// 403 for other roles, and for who is held to some bots; 404 when the address names no member of theirs.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    may_see(&who)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, "", &headers).await?;
    let editor = match asked.edit.as_str() {
        "" => None,
        "new" => Some(form::invite(&seat, &Wish::default(), &[])),
        id => {
            let all = member::list(&mut conn, &seat.who.member.organisation_id).await?;
            let (found, access) =
                all.into_iter().find(|(one, _)| one.id.as_str() == id).ok_or(Error::NotFound("member"))?;
            Some(form::edit(&seat, &found, &Wish::of(&access, &seat.bots), &[]))
        }
    };
    Ok(drawn(&app, &mut conn, &seat, &headers, Beside { editor, error: None }).await?)
}

/// `POST /team`: asks somebody to join, asks again or no more, changes what a member may do, or removes one. Owners and admins
/// of the whole organisation may call it; owners are changed by owners alone.
///
/// # Errors
/// 422, with what was typed, when it cannot be; 409 where nobody would be left who may do everything; 403 for what they may
/// not give.
pub async fn post(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    same_site(&headers, &app)?;
    let wish = Wish::read(&pairs);
    who.check_csrf(&wish.csrf)?;
    may_see(&who)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, "", &headers).await?;
    let home = organisation::by_id(&mut conn, &seat.who.member.organisation_id).await?;
    let home = home.ok_or(Error::NotFound("organisation"))?;
    drop(conn);
    match carry_out(&app, &seat, &home, &wish).await {
        Ok(done) => {
            let mut response = Redirect::to(HERE).into_response();
            layout::add_cookie(&mut response, &told::cookie(&done));
            Ok(response)
        }
        Err(Error::Invalid(wrong)) => {
            let mut conn = app.db.read().await?;
            let editor = editor_again(&mut conn, &seat, &wish, &wrong).await?;
            let page = drawn(&app, &mut conn, &seat, &headers, Beside { editor, error: None }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(Error::Conflict(why)) => {
            let error = Some(match why {
                "yourself" => "You cannot remove yourself. Ask a colleague to do it.",
                _ => "They are the only owner who may do everything. Make somebody else such an owner first.",
            });
            let mut conn = app.db.read().await?;
            let page = drawn(&app, &mut conn, &seat, &headers, Beside { editor: None, error }).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn carry_out(app: &App, seat: &Seat, home: &Organisation, wish: &Wish) -> Result<Told> {
    let by = Actor { id: &seat.who.member.id, access: &seat.who.access };
    let invitation = || InvitationId::parse(&wish.invitation).ok_or(Error::NotFound("invitation"));
    let member = || MemberId::parse(&wish.member).ok_or(Error::NotFound("member"));
    let mut tx = app.tx().await?;
    let done = match wish.act.as_str() {
        "invite" => {
            invitation::invite(&mut tx, home, by, &wish.email, &wish.allowed(&seat.bots)).await?;
            Told::Invited
        }
        "renew" => {
            invitation::renew(&mut tx, home, by, &invitation()?).await?;
            Told::Invited
        }
        "revoke" => {
            invitation::revoke(&mut tx, home, by, &invitation()?).await?;
            Told::Removed
        }
        "change" => {
            member::change(&mut tx, home, by, &member()?, &wish.allowed(&seat.bots)).await?;
            Told::Saved
        }
        "remove" => {
            let member = member()?;
            member::remove(&mut tx, home, by, &member).await?;
            handoff::release_all(&mut tx, &member).await?;
            Told::MemberRemoved
        }
        _ => return Err(Error::field("do", "unknown", "Choose what to do")),
    };
    tx.commit().await?;
    Ok(done)
}

/// The form as it was sent, with what is wrong.
async fn editor_again(conn: &mut Conn, seat: &Seat, wish: &Wish, wrong: &[FieldError]) -> Result<Option<Editor>> {
    if wish.act != "change" {
        return Ok(Some(form::invite(seat, wish, wrong)));
    }
    let all = member::list(conn, &seat.who.member.organisation_id).await?;
    let found = all.into_iter().find(|(one, _)| one.id.as_str() == wish.member);
    Ok(found.map(|(member, _)| form::edit(seat, &member, wish, wrong)))
}

async fn drawn(app: &App, conn: &mut Conn, seat: &Seat, headers: &HeaderMap, beside: Beside) -> Result<Response> {
    let home = &seat.who.member.organisation_id;
    let toast = match &seat.bot {
        Some(bot) => told::toast(conn, bot, headers, HERE).await?,
        None => None,
    };
    let by = Actor { id: &seat.who.member.id, access: &seat.who.access };
    let members = presence::everybody(conn, home, app.clock.now()).await?;
    let waiting = invitation::list(conn, home).await?;
    let key = signing::key(conn).await?;
    let mut invited = Vec::with_capacity(waiting.len());
    for one in &waiting {
        let may = by.can_give(None, &one.allowed());
        // The link makes whoever has it what they shall be: only who could make them so sees it.
        let link = match key.as_ref().filter(|_| may && one.is_open(app.clock.now())) {
            Some(key) => Some(app.public(&one.path(key)?)),
            None => None,
        };
        invited.push(shown(app, seat, one, link, may));
    }
    let row = |(member, access, there): &(Member, Access, presence::Presence)| {
        row(app, seat, by, (member, access), there.is_here)
    };
    let page = TeamPage {
        frame: layout::frame("Team", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Team, HERE, toast).await?,
        csrf: seat.who.csrf.clone(),
        members: members.iter().map(row).collect(),
        invited,
        editor: beside.editor,
        error: beside.error.map(str::to_owned),
        trouble: app.mail.is_none().then(|| {
            "No email leaves this server yet. Copy each link and send it yourself, or set mail.host.".to_owned()
        }),
    };
    layout::page(app, seat, headers, &page)
}

fn row(app: &App, seat: &Seat, by: Actor<'_>, (member, access): (&Member, &Access), is_here: bool) -> Row {
    let may = by.can_give(Some(access.role), &access.allowed());
    Row {
        initials: Initials::with(&member.name, member.hue.as_deref()),
        name: member.name.clone(),
        email: member.email.clone(),
        is_you: member.id == seat.who.member.id,
        role: words::role(access.role).to_owned(),
        limits: limits(&access.allowed(), &seat.bots),
        presence: shown_presence(member, is_here, app.clock.now()),
        seen: member.seen_at.map(|at| words::moment(at, app.clock.now(), seat.zone())),
        edit_href: may.then(|| format!("{HERE}?edit={}", member.id)),
    }
}

/// Whether they are there: a socket of theirs is open, or they did something here a moment ago.
fn shown_presence(member: &Member, is_here: bool, now: Timestamp) -> Presence {
    let was_here = member.seen_at.is_some_and(|seen| now.since(seen) < HERE_FOR);
    match (is_here || was_here, member.away) {
        (false, _) => Presence::Offline,
        (true, true) => Presence::Away,
        (true, false) => Presence::Available,
    }
}

fn shown(app: &App, seat: &Seat, one: &Invitation, link: Option<String>, may: bool) -> Invited {
    let (now, zone) = (app.clock.now(), seat.zone());
    let day = |at| words::day_and_time(at, now, zone);
    let (state, is_trouble) = match (&one.trouble, one.mailed_at) {
        _ if !one.is_open(now) => ("The link has ended. Send a new one.".to_owned(), true),
        (Some(words), _) => (format!("Not delivered: {words}"), true),
        (None, Some(at)) => (format!("Emailed {}", day(at)), false),
        (None, None) if app.mail.is_none() => ("Not emailed".to_owned(), false),
        (None, None) => ("The email is on its way".to_owned(), false),
    };
    Invited {
        id: one.id.to_string(),
        email: one.email.clone(),
        role: words::role(one.role).to_owned(),
        limits: limits(&one.allowed(), &seat.bots),
        state,
        is_trouble,
        until: format!("The link works until {}", day(one.expires_at)),
        link,
        may_change: may,
    }
}

/// "Leads and Inbox", "Loam & Lantern": what somebody is held to; nothing where it is everything.
fn limits(allowed: &Allowed, bots: &[Bot]) -> Vec<String> {
    let modules = allowed.modules.as_ref().map(|modules| {
        let names: Vec<&str> = modules.iter().map(|module| form::module(*module).0).collect();
        if names.is_empty() { "No module".to_owned() } else { names.join(", ") }
    });
    let name = |id: &BotId| bots.iter().find(|bot| bot.id == *id).map(|bot| bot.name.clone());
    let held = allowed.bots.as_ref().map(|ids| ids.iter().filter_map(name).collect::<Vec<_>>().join(", "));
    modules.into_iter().chain(held).collect()
}

/// Every role that this member may give, the least first.
fn roles(seat: &Seat) -> Vec<Role> {
    let may = |role: &Role| *role != Role::Owner || seat.who.access.role == Role::Owner;
    Role::ALL.iter().rev().copied().filter(may).collect()
}

/// Every module that this member may give.
fn modules(seat: &Seat) -> Vec<Module> {
    Module::ALL.iter().copied().filter(|module| seat.who.access.has(*module)).collect()
}
