//! The statement of a page that is read along an index in the list's order.

use super::list::{
    Side, beyond, in_order, is_upwards, keys, narrow, no_wider, others_tested, sides, source, span, tested,
};
use crate::db::{Conn, Sql};
use crate::id::BotId;
use crate::lead::list::Look;
use crate::lead::list::plan::Plan;

/// Along an index that is in the list's order; begins with what stands before `hit`.
pub(super) fn walk(sql: &mut Sql, conn: &Conn, bot: &BotId, look: &Look, plan: Plan, most: i64) {
    let sides = sides(look, look.sort.by);
    let (visits, upwards) = (plan.visits, is_upwards(look));
    if let [side] = sides {
        sql.push("WITH hit AS (");
        if let Some(visits) = visits {
            sql.push("SELECT l.place, l.id FROM (");
            leg(sql, conn, bot, look, plan, *side, Some(visits));
            sql.push(") AS l WHERE TRUE");
            tests(sql, look, plan);
            in_order(sql, ["l.place", "l.id"], upwards);
        } else {
            leg(sql, conn, bot, look, plan, *side, None);
        }
        return;
    }
    let furthest = visits.unwrap_or(most);
    sql.push("WITH equal AS (");
    leg(sql, conn, bot, look, plan, Side::Equal, Some(furthest));
    sql.push("), other AS (");
    leg(sql, conn, bot, look, plan, Side::Other, Some(furthest));
    sql.push("), hit AS (");
    if visits.is_none() {
        sql.push("SELECT place, id FROM equal UNION ALL SELECT place, id FROM other");
        in_order(sql, ["place", "id"], upwards);
        return;
    }
    let columns: Vec<&str> = others_tested(&look.filter, plan.by).collect();
    let named = |sql: &mut Sql| {
        sql.push("SELECT place, id");
        for column in &columns {
            sql.push(", ").push(column);
        }
    };
    // What is equal comes first, and no more is looked at than may be: where those are too many, no other is.
    sql.push("SELECT l.place, l.id FROM (");
    named(sql);
    sql.push(" FROM equal UNION ALL ");
    named(sql);
    sql.push(" FROM other");
    in_order(sql, ["place", "id"], upwards);
    sql.bind(" LIMIT {}) AS l WHERE TRUE", furthest);
    tests(sql, look, plan);
    in_order(sql, ["l.place", "l.id"], upwards);
}

/// A part of a walk, up to so many. Where it is bounded by visits it is not narrowed yet: without a condition that an engine
/// could think rare, for which it would sort everything.
fn leg(sql: &mut Sql, conn: &Conn, bot: &BotId, look: &Look, plan: Plan, side: Side, most: Option<i64>) {
    let (filter, order, keys) = (&no_wider(look), look.sort.by, keys(plan, look.sort.by));
    sql.push("SELECT ").push(keys[0]).push(" AS place, ");
    if plan.visits.is_some() {
        tested(sql, filter, plan.by);
    } else {
        sql.push(keys[1]).push(" AS id");
    }
    source(sql, conn, bot, filter, plan.by);
    let said = span(sql, filter, plan.by, order, false);
    beyond(sql, look, keys, side);
    if plan.visits.is_none() {
        narrow(sql, filter, plan.by, said);
    }
    if side == Side::Equal {
        // SQLite does not see that an expression which is said to be equal to something needs no ordering: it would put them all
        // in order, a hundred thousand leads without a score.
        in_order(sql, [keys[1]], is_upwards(look));
    } else {
        in_order(sql, keys, is_upwards(look));
    }
    if let Some(most) = most {
        sql.bind(" LIMIT {}", most);
    }
}

/// What a walk that is bounded by visits tests of each row.
fn tests(sql: &mut Sql, look: &Look, plan: Plan) {
    let filter = &no_wider(look);
    let said = span(&mut Sql::default(), filter, plan.by, look.sort.by, false);
    narrow(sql, filter, plan.by, said);
}
