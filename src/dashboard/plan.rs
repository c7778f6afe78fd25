//! The plan: what each shows, how much is used. On an installation of one's own it is changed by a command, so the page says
//! which.

use axum::extract::State;
use axum::http::HeaderMap;

use super::error::Answer;
use super::layout::{self, Seat};
use super::view::layout::Place;
use super::view::plan::{Plan as Shown, PlanPage, Usage};
use super::words;
use crate::app::App;
use crate::door::auth::SignedIn;
use crate::lead::list;
use crate::lead::reach::Reach;
use crate::organisation::Plan;
use crate::organisation::role::Right;

/// `GET /plan`: the plans, and what is used. Owners may call it.
///
/// # Errors
/// 403 for other roles.
pub async fn page(State(app): State<App>, who: SignedIn, headers: HeaderMap) -> Answer {
    who.must(Right::ChangePlan)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, "", &headers).await?;
    let (current, reach) = (seat.who.access.plan, seat.reach);
    let (mut usage, mut beyond) = (Vec::new(), 0);
    for bot in &seat.bots {
        let stored = list::counts(&mut conn, &bot.id).await?.total;
        let shown = match reach {
            Reach::All => stored,
            Reach::Newest(most) => stored.min(most),
        };
        beyond += stored - shown;
        usage.push(Usage { bot: bot.name.clone(), stored: words::number(stored), shown: words::number(shown) });
    }
    let page = PlanPage {
        frame: layout::frame("Plan", seat.theme()),
        desk: layout::desk(&app, &mut conn, &seat, Place::Plan, "/plan", None).await?,
        name: words::of_key(current.as_str()),
        plans: Plan::ALL.iter().map(|plan| one(*plan, current)).collect(),
        usage,
        beyond: (beyond > 0).then(|| {
            format!("{} more {} saved here", words::number(beyond), if beyond == 1 { "lead is" } else { "leads are" })
        }),
    };
    Ok(layout::page(&app, &seat, &headers, &page)?)
}

fn one(plan: Plan, current: Plan) -> Shown {
    Shown {
        name: words::of_key(plan.as_str()),
        shows: match Reach::of(plan) {
            Reach::All => "All of them".to_owned(),
            Reach::Newest(most) => format!("The newest {most} of each bot"),
        },
        is_current: plan == current,
        command: format!("frontdesk organisation plan {plan}"),
    }
}
