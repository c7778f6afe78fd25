//! A million invented leads with five million messages, and how long the desk takes to show any of them: pages by each
//! filter in each order, the first and the 1,000th, searches, counts, the panel. The lists are asked for through the
//! product's own verb, beside the server; the pages over HTTP. Each list's plan is printed in the database's own words.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use frontdesk::bot;
use frontdesk::db::{Conn, Db, Value, dialect};
use frontdesk::event::Channel;
use frontdesk::id::BotId;
use frontdesk::lead::list::{self, Assignee, At, Counts, Filter, Look, Order, Sort};
use frontdesk::lead::score::Temperature;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::desk::{Desk, Serving};
use crate::process::get_as;
use crate::table::{Table, at, ms, quantile};

/// How many.
pub const MANY: u64 = 1_000_000;

/// How often each is asked for.
const ASKED: usize = 50;

/// What stands before the 1,000th page.
const DEEP: i64 = 999 * list::PAGE;

/// What one word finds many of, some of, and one of.
const WORDS: [&str; 3] = ["example", "brzeczysz", "whitaker"];

/// So many invented leads for the desk's bot; how many a second.
pub async fn fill(desk: &Desk, leads: u64) -> Result<f64> {
    let begun = Instant::now();
    desk.run(&["demo", "--leads", &leads.to_string()])?;
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    let rate = leads as f64 / begun.elapsed().as_secs_f64();
    if let Some(url) = desk.postgres() {
        // As it would have done by itself by the time they had come in.
        let mut conn = sqlx::PgConnection::connect(url).await?;
        conn.execute("VACUUM ANALYZE").await?;
        conn.execute("CHECKPOINT").await?;
        conn.close().await?;
    }
    Ok(rate)
}

/// What is looked at, with the engine it is on.
pub struct Lists<'a> {
    pub engine: &'static str,
    pub table: &'a mut Table,
}

impl Lists<'_> {
    fn tell(&mut self, row: &str, figure: String) {
        self.table.tell(row, self.engine, figure);
        self.table.bar(row, "50 ms");
    }

    /// Every list, asked for beside the server.
    pub async fn measure(&mut self, desk: &Desk) -> Result<()> {
        let db = Db::open(&desk.url()).await?;
        let mut conn = db.read().await?;
        let bot = bot::by_key(&mut conn, &desk.bot).await?.context("the desk's bot")?.id;
        let counts = list::counts(&mut conn, &bot).await?;
        let mut waits = Vec::new();
        for _ in 0..ASKED {
            let begun = Instant::now();
            ensure!(list::counts(&mut conn, &bot).await? == counts, "nobody writes meanwhile");
            waits.push(begun.elapsed());
        }
        self.tell("counters, p95", ms(quantile(&mut waits, 0.95)));
        for (name, filter) in filters(&mut conn, &bot, &counts).await? {
            self.filtered(&mut conn, &bot, &counts, &name, &filter).await?;
        }
        for word in WORDS {
            self.searched(&mut conn, &bot, word).await?;
        }
        drop(conn);
        db.close().await;
        Ok(())
    }

    /// A filter in each order: the first page, the 1,000th, and how many there are.
    async fn filtered(
        &mut self,
        conn: &mut Conn,
        bot: &BotId,
        counts: &Counts,
        name: &str,
        filter: &Filter,
    ) -> Result<()> {
        let begun = Instant::now();
        let found = list::found(conn, bot, filter, counts).await?;
        let counting = begun.elapsed();
        let (mut told, mut worst) = (Vec::new(), Duration::ZERO);
        for by in [Order::Captured, Order::Updated, Order::Score] {
            let mut look = Look { filter: filter.clone(), sort: Sort { by, ascending: false }, ..Look::default() };
            self.plan(conn, bot, name, &look).await?;
            let first = pages(conn, bot, &look).await?;
            let page = list::page(conn, bot, &look).await?;
            let Some(edge) = page.lines.last().map(|line| line.place(look.sort)) else { continue };
            // The place is found by passing over, once; the page is asked for by it.
            let far = DEEP.min(found.n.max(list::PAGE * 2) - list::PAGE) - list::PAGE;
            look.at = At::After(edge, far.max(0) - 1);
            let before = list::page(conn, bot, &look).await?;
            let deep = match before.lines.first() {
                Some(line) => {
                    look.at = At::After(line.place(look.sort), 0);
                    pages(conn, bot, &look).await?
                }
                None => Duration::ZERO,
            };
            worst = worst.max(first).max(deep);
            told.push(format!("{by} {} / {}", ms(first), ms(deep)));
        }
        let plus = if found.is_exact { "" } else { "+" };
        self.tell(&format!("… {name}, {}{plus} leads (counted in {}), worst p95", found.n, ms(counting)), ms(worst));
        eprintln!("    first page / 1,000th or last: {}", told.join(", "));
        Ok(())
    }

    async fn plan(&self, conn: &mut Conn, bot: &BotId, name: &str, look: &Look) -> Result<()> {
        for line in list::explain(conn, bot, look).await? {
            eprintln!("    {} {name} by {}: {line}", self.engine, look.sort.by);
        }
        Ok(())
    }

    /// One word, beside what its index alone takes.
    async fn searched(&mut self, conn: &mut Conn, bot: &BotId, word: &str) -> Result<()> {
        let filter = Filter { search: Some(word.to_owned()), ..Filter::default() };
        let look = Look { filter, ..Look::default() };
        self.plan(conn, bot, word, &look).await?;
        let took = pages(conn, bot, &look).await?;
        let asked = dialect::lead_words(conn, std::iter::once(word));
        let text = format!("SELECT l.id AS id{}$1) LIMIT 10000", dialect::leads_by_words(conn));
        let (mut waits, mut found) = (Vec::new(), 0);
        for _ in 0..ASKED {
            let begun = Instant::now();
            found = conn.all(AssertSqlSafe(text.clone()), vec![Value::Text(Some(asked.clone()))]).await?.len();
            waits.push(begun.elapsed());
        }
        let bare = quantile(&mut waits, 0.95);
        self.tell(&format!("… a search, {word}, p95"), ms(took));
        let row = format!("… over a bare indexed query, which finds {found}");
        self.table.tell(&row, self.engine, format!("{:.2} times", crate::table::times(took, bare)));
        Ok(())
    }
}

/// The p95 of a page.
async fn pages(conn: &mut Conn, bot: &BotId, look: &Look) -> Result<Duration> {
    let mut waits = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        let begun = Instant::now();
        list::page(conn, bot, look).await?;
        waits.push(begun.elapsed());
    }
    waits.sort_unstable();
    Ok(at(&waits, 0.95))
}

/// One of each filter, the most and the least frequent value of it.
async fn filters(conn: &mut Conn, bot: &BotId, counts: &Counts) -> Result<Vec<(String, Filter)>> {
    let all = Filter::default;
    let mut filters = vec![("no filter".to_owned(), all())];
    let mut ends = |kind: &str, of: &std::collections::BTreeMap<String, i64>, make: &dyn Fn(&str) -> Option<Filter>| {
        let most = of.iter().max_by_key(|(_, n)| **n);
        let least = of.iter().min_by_key(|(_, n)| **n);
        for (value, _) in most.into_iter().chain(least) {
            filters.extend(make(value).map(|filter| (format!("{kind} {value}"), filter)));
        }
    };
    ends("status", &counts.by_status, &|value| Some(Filter { status: Some(value.to_owned()), ..all() }));
    ends("tag", &counts.by_tag, &|value| Some(Filter { tag: Some(value.to_owned()), ..all() }));
    ends("source", &counts.by_channel, &|value| Some(Filter { source: Some(Channel::parse(value)?), ..all() }));
    ends("temperature", &counts.by_temperature, &|value| {
        Some(Filter { temperature: Some(Temperature::parse(value)?), ..all() })
    });
    ends("assignee", &counts.by_assignee, &|value| {
        let who = frontdesk::id::Id::parse(value).map_or(Assignee::Nobody, Assignee::Member);
        Some(Filter { assignee: Some(who), ..all() })
    });
    filters.push(("unseen".to_owned(), Filter { unseen: true, ..all() }));
    filters.push(("scores 70 to 100".to_owned(), Filter { least: Some(70), ..all() }));
    filters.push(("scores 0 to 3".to_owned(), Filter { most: Some(3), ..all() }));
    let newest = list::page(conn, bot, &Look::default()).await?;
    let newest = newest.lines.first().context("a lead")?.captured_at;
    let days = |days: u64| Some(newest.minus(Duration::from_secs(days * 86_400)));
    filters.push(("the last week".to_owned(), Filter { from: days(7), ..all() }));
    filters.push(("a month of last year".to_owned(), Filter { from: days(430), until: days(400), ..all() }));
    filters.push(("a day of last year".to_owned(), Filter { from: days(430), until: days(429), ..all() }));
    Ok(filters)
}

/// What the server takes for a page over HTTP, p95: the list, a search, and the panels of some leads.
pub fn over_http(serving: &Serving, bot: &str, ids: &[String]) -> Result<[Duration; 3]> {
    let cookie = serving.sign_in()?;
    let ask = |path: &str| -> Result<Duration> {
        let asked = Instant::now();
        let page = get_as(serving.address, path, &cookie)?;
        ensure!(page.starts_with("HTTP/1.1 200"), "{path}");
        Ok(asked.elapsed())
    };
    let many = |paths: &mut dyn Iterator<Item = String>| -> Result<Duration> {
        let mut waits = paths.map(|path| ask(&path)).collect::<Result<Vec<_>>>()?;
        Ok(quantile(&mut waits, 0.95))
    };
    let again = |path: String| std::iter::repeat_n(path, ASKED);
    Ok([
        many(&mut again(format!("/leads?bot={bot}")))?,
        many(&mut again(format!("/leads?bot={bot}&q={}", WORDS[2])))?,
        many(&mut ids.iter().map(|id| format!("/leads/{id}?bot={bot}")))?,
    ])
}

/// The ids of some leads all over the list.
pub async fn some(desk: &Desk) -> Result<Vec<String>> {
    let db = Db::open(&desk.url()).await?;
    let mut conn = db.read().await?;
    let bot = bot::by_key(&mut conn, &desk.bot).await?.context("the desk's bot")?.id;
    let filter = Filter { search: Some(WORDS[2].to_owned()), ..Filter::default() };
    let mut look = Look { filter, ..Look::default() };
    let mut ids = Vec::new();
    while ids.len() < ASKED {
        let page = list::page(&mut conn, &bot, &look).await?;
        let Some(last) = page.lines.last() else { break };
        look.at = At::After(last.place(look.sort), 0);
        ids.extend(page.lines.iter().map(|line| line.id.to_string()));
    }
    drop(conn);
    db.close().await;
    Ok(ids)
}
