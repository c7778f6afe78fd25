//! Statements of the Leads page's list. Each says by which index it is read: the columns of the others stand inside
//! expressions that no index has (`coalesce`, `0 +`), on both engines alike. What is chosen when: `lead/list/plan.rs`.

use super::walk::walk;
use crate::db::{Conn, Record as _, Sql, dialect};
use crate::error::Result;
use crate::id::BotId;
use crate::lead::list::plan::{By, Plan};
use crate::lead::list::words::Words;
use crate::lead::list::{Assignee, At, Filter, Line, Look, Order, Place};
use crate::lead::score::Temperature;

/// Where leads are read from, as `l`: up to a condition, and without the filter's others.
pub(super) fn source(sql: &mut Sql, conn: &Conn, bot: &BotId, filter: &Filter, by: By) {
    match by {
        By::Tag => {
            sql.bind(" FROM lead_tag t CROSS JOIN lead l WHERE l.id = t.lead_id AND t.bot_id = {}", bot);
            sql.bind(" AND t.tag = {}", filter.tag.as_deref());
        }
        By::Words => {
            let words = filter.words().unwrap_or_default();
            sql.push(dialect::leads_by_words(conn));
            sql.bind("{})", dialect::lead_words(conn, words.asked()));
            sql.bind(" AND coalesce(l.bot_id, '') = {}", bot);
            for pattern in words.rest() {
                sql.bind(" AND ' ' || l.folded LIKE {} ESCAPE '\\'", pattern);
            }
        }
        By::Newest(most) => {
            sql.bind(
                " FROM (SELECT n.id AS newest FROM lead n WHERE n.bot_id = {} AND n.merged_into IS NULL
                   ORDER BY n.captured_at DESC, n.id DESC",
                bot,
            );
            sql.bind(" LIMIT {}) e CROSS JOIN lead l WHERE l.id = e.newest", most.max(0));
        }
        _ => {
            sql.bind(" FROM lead l WHERE l.bot_id = {}", bot);
        }
    }
    match by {
        By::Status => sql.bind(" AND l.status = {}", filter.status.as_deref()),
        By::Temperature => sql.bind(" AND l.temperature = {}", filter.temperature.map(Temperature::as_str)),
        By::Source => sql.bind(" AND l.last_channel = {}", filter.source),
        By::Assignee => {
            sql.bind(" AND coalesce(l.assignee_id, '') = {}", filter.assignee.as_ref().map(|who| holder(who, "")))
        }
        By::Unseen => sql.push(" AND l.is_new"),
        _ => sql,
    };
}

/// A member's id, or what stands for nobody.
fn holder<'a>(assignee: &'a Assignee, nobody: &'a str) -> &'a str {
    match assignee {
        Assignee::Nobody => nobody,
        Assignee::Member(id) => id.as_str(),
    }
}

/// What narrows the part of the index that is read: no merged ones, and moments or scores, where it is in their order.
/// True for each of the two that was said here.
pub(super) fn span(sql: &mut Sql, filter: &Filter, by: By, order: Order, is_sorted: bool) -> (bool, bool) {
    sql.push(" AND l.merged_into IS NULL");
    let is_all = by == By::All && !is_sorted;
    let has_scores = by == By::Scores || (is_all && order == Order::Score);
    if has_scores && (filter.least.is_some() || filter.most.is_some()) {
        sql.bind(" AND coalesce(l.score, -1) >= {}", filter.least.unwrap_or(0).max(0));
        sql.bind_if(" AND coalesce(l.score, -1) <= {}", filter.most);
    }
    // Behind each filter's value its index is in the order of capture; of some there is one in the order of the score.
    let has_dates = match by {
        By::All => is_all && order == Order::Captured,
        By::Scores | By::Words | By::Newest(_) => false,
        By::Status | By::Temperature | By::Tag => is_sorted || order != Order::Score,
        _ => true,
    };
    let (from, until) = (filter.from, filter.until);
    if has_dates && by == By::Tag {
        sql.bind_if(" AND t.captured_at >= {}", from).bind_if(" AND t.captured_at < {}", until);
    } else if has_dates {
        sql.bind_if(" AND l.captured_at >= {}", from).bind_if(" AND l.captured_at < {}", until);
    }
    (has_scores, has_dates)
}

/// The filter's other conditions, on the columns of `l`: tested, row by row.
pub(super) fn narrow(sql: &mut Sql, filter: &Filter, by: By, (has_scores, has_dates): (bool, bool)) {
    if by != By::Status {
        sql.bind_if(" AND coalesce(l.status, '') = {}", filter.status.as_deref());
    }
    if by != By::Temperature {
        sql.bind_if(" AND coalesce(l.temperature, '') = {}", filter.temperature.map(Temperature::as_str));
    }
    if by != By::Source {
        sql.bind_if(" AND coalesce(l.last_channel, '') = {}", filter.source);
    }
    if by != By::Assignee {
        sql.bind_if(" AND coalesce(l.assignee_id, '-') = {}", filter.assignee.as_ref().map(|who| holder(who, "-")));
    }
    if by != By::Unseen && filter.unseen {
        sql.push(" AND coalesce(l.is_new, FALSE)");
    }
    if !has_scores && (filter.least.is_some() || filter.most.is_some()) {
        sql.bind(" AND 0 + coalesce(l.score, -1) >= {}", filter.least.unwrap_or(0).max(0));
        sql.bind_if(" AND 0 + coalesce(l.score, -1) <= {}", filter.most);
    }
    if !has_dates {
        sql.bind_if(" AND 0 + l.captured_at >= {}", filter.from).bind_if(" AND 0 + l.captured_at < {}", filter.until);
    }
    if by != By::Tag {
        // As a number, so that no engine makes a join of it.
        sql.bind_if(
            " AND (SELECT COUNT(*) FROM lead_tag x WHERE x.bot_id = l.bot_id AND x.tag = {}
               AND x.captured_at = l.captured_at AND x.lead_id = l.id) = 1",
            filter.tag.as_deref(),
        );
    }
    if by != By::Words {
        patterns(sql, filter.words().as_ref());
    }
}

/// All of the filter's conditions, where a bot's leads are walked in the order of capture.
pub(super) fn walked(sql: &mut Sql, filter: &Filter) {
    let said = span(sql, filter, By::All, Order::Captured, false);
    narrow(sql, filter, By::All, said);
}

/// The words that are looked for, in each row.
pub(super) fn patterns(sql: &mut Sql, words: Option<&Words>) {
    for pattern in words.map(Words::patterns).unwrap_or_default() {
        sql.bind(" AND ' ' || l.folded LIKE {} ESCAPE '\\'", pattern);
    }
}

/// What the list is in the order of, and the id, where they are read from this.
pub(super) const fn keys(plan: Plan, order: Order) -> [&'static str; 2] {
    match (plan.by, order, plan.is_sorted) {
        (By::Tag, Order::Captured, false) => ["t.captured_at", "t.lead_id"],
        (By::Tag, Order::Score, false) => ["t.score", "t.lead_id"],
        (_, Order::Captured, false) => ["l.captured_at", "l.id"],
        (_, Order::Captured, true) => ["0 + l.captured_at", "l.id"],
        (_, Order::Updated, false) => ["l.updated_at", "l.id"],
        (_, Order::Updated, true) => ["0 + l.updated_at", "l.id"],
        (_, Order::Score, false) => ["coalesce(l.score, -1)", "l.id"],
        (_, Order::Score, true) => ["0 + coalesce(l.score, -1)", "l.id"],
    }
}

/// Whether it is read from the least to the greatest.
pub(super) fn is_upwards(look: &Look) -> bool {
    look.sort.ascending != matches!(look.at, At::Before(..) | At::End)
}

/// On this side of a place.
fn beside(sql: &mut Sql, [key, id]: [&'static str; 2], than: &'static str, place: &Place) {
    sql.push(" AND (").push(key).push(", ").push(id).push(") ").push(than);
    sql.bind(" ({}", place.key).bind(", {})", &place.id);
}

/// In the order of reading.
pub(super) fn in_order<const N: usize>(sql: &mut Sql, keys: [&'static str; N], is_upwards: bool) {
    let way = if is_upwards { "" } else { " DESC" };
    for (at, key) in keys.into_iter().enumerate() {
        sql.push(if at == 0 { " ORDER BY " } else { ", " }).push(key).push(way);
    }
}

/// Which of those beyond the place that was come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// All of them.
    Whole,
    /// Those that are equal to it in what the list is in the order of.
    Equal,
    /// The others.
    Other,
}

/// The parts that a walk beyond a place is read in. SQLite goes by a pair into an index of columns, and not into one of an
/// expression, which the score's is: there it would pass by all that are equal, hundreds of thousands of them.
pub(super) fn sides(look: &Look, order: Order) -> &'static [Side] {
    match look.at {
        At::After(..) | At::Before(..) if order == Order::Score => &[Side::Equal, Side::Other],
        _ => &[Side::Whole],
    }
}

/// Beyond the place that was come from.
pub(super) fn beyond(sql: &mut Sql, look: &Look, keys: [&'static str; 2], side: Side) {
    let (At::After(place, _) | At::Before(place, _)) = &look.at else { return };
    let than = if is_upwards(look) { ">" } else { "<" };
    match side {
        Side::Whole => beside(sql, keys, than, place),
        Side::Equal => {
            sql.push(" AND ").push(keys[0]).bind(" = {} AND ", place.key).push(keys[1]).push(" ").push(than);
            sql.bind(" {}", &place.id);
        }
        Side::Other => {
            sql.push(" AND ").push(keys[0]).push(" ").push(than).bind(" {}", place.key);
        }
    }
}

/// The columns that [`narrow`] tests, of `l`: no others, so that an index that has these is all that is read.
pub(super) fn tested(sql: &mut Sql, filter: &Filter, by: By) {
    sql.push("l.id");
    for column in others_tested(filter, by) {
        sql.push(", l.").push(column);
    }
}

/// The same by their names alone, behind the id.
pub(super) fn others_tested(filter: &Filter, by: By) -> impl Iterator<Item = &'static str> {
    [
        (true, "bot_id"),
        (true, "captured_at"),
        (true, "score"),
        (filter.status.is_some() && by != By::Status, "status"),
        (filter.temperature.is_some() && by != By::Temperature, "temperature"),
        (filter.source.is_some() && by != By::Source, "last_channel"),
        (filter.assignee.is_some() && by != By::Assignee, "assignee_id"),
        (filter.unseen && by != By::Unseen, "is_new"),
        (filter.words().is_some() && by != By::Words, "folded"),
    ]
    .into_iter()
    .filter_map(|(is_tested, column)| is_tested.then_some(column))
}

/// The filter with its scores and moments no wider than the place that was come from: an engine takes one bound of an
/// index at each end, and it may be the filter's.
pub(super) fn no_wider(look: &Look) -> Filter {
    let mut filter = look.filter.clone();
    let (At::After(place, _) | At::Before(place, _)) = &look.at else { return filter };
    let moment = crate::time::Timestamp::from_millis;
    match (look.sort.by, is_upwards(look)) {
        (Order::Captured, true) => filter.from = filter.from.map(|from| from.max(moment(place.key))),
        (Order::Captured, false) => {
            filter.until = filter.until.map(|until| until.min(moment(place.key.saturating_add(1))));
        }
        (Order::Score, true) if filter.least.is_some() || filter.most.is_some() => {
            filter.least = Some(filter.least.unwrap_or(0).max(place.key));
        }
        (Order::Score, false) => filter.most = filter.most.map(|most| most.min(place.key)),
        _ => {}
    }
    filter
}

/// What a page asks for besides its rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Besides {
    Nothing,
    /// How many the filter finds, in a column `found`; where all of them are read anyhow.
    Count,
}

/// The statement of a page, behind what it begins with: the ids first, in their order, then the rows of those few.
fn statement(
    start: &'static str,
    conn: &Conn,
    bot: &BotId,
    look: &Look,
    plan: Plan,
    most: i64,
    besides: Besides,
) -> Sql {
    let skip = if let At::After(_, skip) | At::Before(_, skip) = &look.at { *skip } else { 0 };
    let (mut sql, skip) = (Sql::new(start), skip.clamp(0, 100_000));
    match (plan.is_sorted, besides) {
        (true, Besides::Count) => counted(&mut sql, conn, bot, look, plan),
        (true, Besides::Nothing) => sorted(sql.push("WITH hit AS ("), conn, bot, look, plan),
        (false, _) => walk(&mut sql, conn, bot, look, plan, most + skip),
    }
    sql.bind(" LIMIT {}", most).bind(" OFFSET {})", skip);
    sql.push(
        " SELECT l.id, c.name, c.email, c.phone, c.company, l.tag, l.status, l.category, l.score, l.temperature, l.last_channel, l.intent,
           l.submissions, l.is_new, l.order_number, m.name AS assignee, l.captured_at, l.updated_at, l.erased_at",
    );
    if plan.is_sorted && besides == Besides::Count {
        sql.push(", (SELECT COUNT(*) FROM every) AS found");
    }
    sql.push(
        " FROM hit CROSS JOIN lead l JOIN contact c ON c.id = l.contact_id LEFT JOIN member m ON m.id = l.assignee_id
         WHERE l.id = hit.id",
    );
    in_order(&mut sql, ["hit.place", "hit.id"], is_upwards(look));
    sql
}

/// All that one filter has, put in order; but what the filter finds stands in a table of its own meanwhile, two columns wide: it is read twice, for
/// the page and for how many there are. (A window in the statement costs SQLite ten times that.)
fn counted(sql: &mut Sql, conn: &Conn, bot: &BotId, look: &Look, plan: Plan) {
    let (filter, keys) = (&look.filter, keys(plan, look.sort.by));
    sql.push("WITH every AS MATERIALIZED (SELECT ").push(keys[0]).push(" AS place, ").push(keys[1]).push(" AS id");
    source(sql, conn, bot, filter, plan.by);
    let said = span(sql, filter, plan.by, look.sort.by, true);
    narrow(sql, filter, plan.by, said);
    sql.push("), hit AS (SELECT every.place, every.id FROM every WHERE TRUE");
    beyond(sql, look, ["every.place", "every.id"], Side::Whole);
    in_order(sql, ["every.place", "every.id"], is_upwards(look));
}

/// All that one filter has, put in order.
fn sorted(sql: &mut Sql, conn: &Conn, bot: &BotId, look: &Look, plan: Plan) {
    let (filter, keys) = (&no_wider(look), keys(plan, look.sort.by));
    sql.push("SELECT ").push(keys[0]).push(" AS place, ").push(keys[1]).push(" AS id");
    source(sql, conn, bot, filter, plan.by);
    let said = span(sql, filter, plan.by, look.sort.by, true);
    beyond(sql, look, keys, Side::Whole);
    narrow(sql, filter, plan.by, said);
    in_order(sql, keys, is_upwards(look));
}

/// The rows of a page.
pub(in crate::lead) async fn page(
    conn: &mut Conn,
    bot: &BotId,
    look: &Look,
    plan: Plan,
    most: i64,
) -> Result<Vec<Line>> {
    let (text, values) = statement("", conn, bot, look, plan, most, Besides::Nothing).done();
    conn.list(text, values).await
}

/// The rows of a page that is put in order, and how many the filter finds; none where no row says so.
pub(in crate::lead) async fn page_and_count(
    conn: &mut Conn,
    bot: &BotId,
    look: &Look,
    plan: Plan,
    most: i64,
) -> Result<(Vec<Line>, Option<i64>)> {
    let (text, values) = statement("", conn, bot, look, plan, most, Besides::Count).done();
    let rows = conn.all(text, values).await?;
    let found = rows.first().map(|row| row.get("found")).transpose()?;
    Ok((rows.iter().map(Line::read).collect::<std::result::Result<_, _>>()?, found))
}

/// How the database would read it.
pub(in crate::lead) async fn explain(
    conn: &mut Conn,
    bot: &BotId,
    look: &Look,
    plan: Plan,
    most: i64,
) -> Result<Vec<String>> {
    let (start, column) = dialect::explain(conn);
    let (text, values) = statement(start, conn, bot, look, plan, most, Besides::Nothing).done();
    conn.all(text, values).await?.iter().map(|row| Ok(row.get(column)?)).collect()
}
