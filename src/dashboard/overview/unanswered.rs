//! What the knowledge could not answer in these days, for the Overview and the Knowledge page.

use super::span::Days;
use crate::dashboard::layout::Seat;
use crate::dashboard::view::overview::{Question, Questions};
use crate::dashboard::{way, words};
use crate::db::Conn;
use crate::error::Result;
use crate::id::BotId;
use crate::knowledge::unanswered::{self, Between};
use crate::lead::reach;
use crate::organisation::role::Right;

/// How many questions the Overview shows.
const SHOWN: i64 = 5;

/// The questions of these days that wait for an answer, the most asked first.
pub(super) async fn asked(conn: &mut Conn, bot: &BotId, days: &Days, seat: &Seat) -> Result<Questions> {
    let between = Between { from: days.span().from, until: days.span().until };
    let list = lines(conn, bot, between, SHOWN, seat).await?;
    let count = unanswered::count(conn, bot, between).await?;
    let may = seat.who.can(Right::ChangeSettings);
    let href = way::with("/settings/knowledge", &[("bot", seat.key())]) + "#unanswered";
    Ok(Questions { list, all: (count > 0 && may).then(|| (format!("All {}", words::number(count)), href)) })
}

/// Questions as a page shows them: without the words of a lead beyond the plan.
pub(in crate::dashboard) async fn lines(
    conn: &mut Conn,
    bot: &BotId,
    between: Between,
    most: i64,
    seat: &Seat,
) -> Result<Vec<Question>> {
    let waiting = unanswered::waiting(conn, bot, between, most).await?;
    let contacts: Vec<_> = waiting.iter().map(|question| &question.contact).collect();
    let hidden = reach::hides(conn, bot, seat.reach, &contacts).await?;
    let may = seat.who.can(Right::ChangeSettings);
    let line = |question: unanswered::Question| {
        let is_shown = !hidden.contains(&question.contact);
        let key = [("bot", seat.key()), ("answer", question.id.as_str())];
        Question {
            id: question.id.to_string(),
            text: is_shown.then_some(question.text),
            times: words::count(question.times, "time"),
            href: (is_shown && may).then(|| way::with("/settings/knowledge", &key)),
        }
    };
    Ok(waiting.into_iter().map(line).collect())
}
