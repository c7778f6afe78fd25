//! The list of leads, over an invented crowd, beside the same list as plain Rust makes it of all rows; on both engines.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use frontdesk::bot::Bot;
use frontdesk::db::Value;
use frontdesk::demo::crowd::{self, Asked};
use frontdesk::event::Channel;
use frontdesk::id::LeadId;
use frontdesk::lead::list::{self, Assignee, At, Filter, Line, Look, Order, Page, Place, Sort};
use frontdesk::lead::reach::Reach;
use frontdesk::lead::score::Temperature;
use frontdesk::time::Timestamp;

use crate::support::house::House;
use crate::support::stories;

/// Every lead of a bot, as plain rows.
pub struct Crowd {
    rows: Vec<Row>,
}

struct Row {
    line: Line,
    tags: HashSet<String>,
    folded: String,
    holder: Option<String>,
}

/// A bot with so many invented leads.
pub async fn crowd_of(house: &mut House, leads: u64) -> Bot {
    let bot = house.bot(|_| {}).await;
    crowd::fill(&house.app, &bot, Asked { leads, seed: 7 }, &mut |_| {}).await.unwrap();
    house.untold = house.number("SELECT COUNT(*) AS n FROM submission").await;
    bot
}

async fn page(house: &House, bot: &Bot, look: &Look) -> Page {
    list::page(&mut house.app.db.read().await.unwrap(), &bot.id, look).await.unwrap()
}

/// All that a list shows, page by page forwards.
async fn forwards(house: &House, bot: &Bot, look: &Look) -> Vec<Line> {
    let (mut all, mut look) = (Vec::new(), Look { at: At::Start, ..look.clone() });
    loop {
        let page = page(house, bot, &look).await;
        let edge = page.lines.last().map(|line| line.place(look.sort));
        all.extend(page.lines);
        match edge {
            Some(edge) if page.has_after => look.at = At::After(edge, 0),
            _ => return all,
        }
    }
}

/// The same from its end.
async fn backwards(house: &House, bot: &Bot, look: &Look) -> Vec<Line> {
    let (mut pages, mut look) = (Vec::new(), Look { at: At::End, ..look.clone() });
    loop {
        let page = page(house, bot, &look).await;
        let edge = page.lines.first().map(|line| line.place(look.sort));
        pages.push(page.lines);
        match edge {
            Some(edge) if page.has_before => look.at = At::Before(edge, 0),
            _ => return pages.into_iter().rev().flatten().collect(),
        }
    }
}

fn ids(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.id.as_str()).collect()
}

impl Crowd {
    async fn of(house: &House, bot: &Bot) -> Self {
        let lines = forwards(house, bot, &Look::default()).await;
        let mut conn = house.app.db.read().await.unwrap();
        let mut tags: HashMap<String, HashSet<String>> = HashMap::new();
        for row in conn.all("SELECT lead_id, tag FROM submission", Vec::new()).await.unwrap() {
            tags.entry(row.get("lead_id").unwrap()).or_default().insert(row.get("tag").unwrap());
        }
        let mut more: HashMap<String, (String, Option<String>)> = HashMap::new();
        for row in conn.all("SELECT id, folded, assignee_id FROM lead", Vec::new()).await.unwrap() {
            more.insert(row.get("id").unwrap(), (row.get("folded").unwrap(), row.get("assignee_id").unwrap()));
        }
        let row = |line: Line| {
            let (folded, holder) = more.remove(line.id.as_str()).unwrap();
            Row { tags: tags.remove(line.id.as_str()).unwrap_or_default(), folded, holder, line }
        };
        Self { rows: lines.into_iter().map(row).collect() }
    }

    /// What a list should show.
    fn expected(&self, filter: &Filter, sort: Sort) -> Vec<&str> {
        let mut found: Vec<(i64, &str)> = self
            .rows
            .iter()
            .filter(|row| fits(row, filter))
            .map(|row| (row.line.place(sort).key, row.line.id.as_str()))
            .collect();
        found.sort_unstable();
        if !sort.ascending {
            found.reverse();
        }
        found.into_iter().map(|(_, id)| id).collect()
    }
}

fn fits(row: &Row, filter: &Filter) -> bool {
    let line = &row.line;
    let is = |asked: &Option<String>, value: &str| asked.as_deref().is_none_or(|asked| asked == value);
    let has_scores = filter.least.is_some() || filter.most.is_some();
    is(&filter.status, &line.status)
        && filter.tag.as_ref().is_none_or(|tag| row.tags.contains(tag))
        && filter.temperature.is_none_or(|asked| line.temperature.as_deref() == Some(asked.as_str()))
        && filter.source.is_none_or(|source| source == line.last_channel)
        && (!has_scores || line.score.is_some())
        && filter.least.is_none_or(|least| line.score.is_some_and(|score| score >= least))
        && filter.most.is_none_or(|most| line.score.is_some_and(|score| score <= most))
        && filter.from.is_none_or(|from| line.captured_at >= from)
        && filter.until.is_none_or(|until| line.captured_at < until)
        && (!filter.unseen || line.is_new)
        && match &filter.assignee {
            None => true,
            Some(Assignee::Nobody) => row.holder.is_none(),
            Some(Assignee::Member(id)) => row.holder.as_deref() == Some(id.as_str()),
        }
        && filter.search.as_deref().is_none_or(|search| holds(&row.folded, search))
}

/// Words of letters alone: each begins one that is stored.
fn holds(folded: &str, search: &str) -> bool {
    search.split_whitespace().all(|word| folded.split(' ').any(|stored| stored.starts_with(word)))
}

/// One of each filter, common and rare.
fn filters(crowd: &Crowd) -> Vec<Filter> {
    let all = Filter::default;
    let day = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
    let newest = crowd.rows[0].line.captured_at;
    let holder = crowd.rows.iter().find_map(|row| row.holder.clone()).unwrap();
    let tags: HashSet<&String> = crowd.rows.iter().flat_map(|row| &row.tags).collect();
    let mut filters = vec![
        all(),
        Filter { unseen: true, ..all() },
        Filter { assignee: Some(Assignee::Nobody), ..all() },
        Filter { assignee: Some(Assignee::Member(frontdesk::id::Id::parse(&holder).unwrap())), ..all() },
        Filter { least: Some(60), ..all() },
        Filter { most: Some(10), ..all() },
        Filter { least: Some(50), most: Some(50), ..all() },
        Filter { from: Some(newest.minus(day(30))), ..all() },
        Filter { from: Some(newest.minus(day(600))), until: Some(newest.minus(day(400))), ..all() },
        Filter { until: Some(newest.minus(day(700))), ..all() },
    ];
    filters.extend(tags.into_iter().map(|tag| Filter { tag: Some(tag.clone()), ..all() }));
    let statuses = ["new", "contacted", "qualified", "converted", "lost", "unheard_of"];
    filters.extend(statuses.map(|status| Filter { status: Some(status.into()), ..all() }));
    filters.extend(
        [Temperature::Hot, Temperature::Warm, Temperature::Cold]
            .map(|temperature| Filter { temperature: Some(temperature), ..all() }),
    );
    filters.extend([Channel::Web, Channel::Sms, Channel::Api].map(|source| Filter { source: Some(source), ..all() }));
    let searches = ["example", "gro", "jurgen", "o", "whitaker mad", "田", "田中", "الهاش", "zzzz", "4477"];
    filters.extend(searches.map(|search| Filter { search: Some(search.into()), ..all() }));
    filters
}

fn sorts() -> impl Iterator<Item = Sort> {
    [Order::Captured, Order::Updated, Order::Score]
        .into_iter()
        .flat_map(|by| [false, true].map(|ascending| Sort { by, ascending }))
}

/// Two filters as one, where they do not ask for the same thing.
fn both(a: &Filter, b: &Filter) -> Filter {
    Filter {
        search: a.search.clone().or_else(|| b.search.clone()),
        tag: a.tag.clone().or_else(|| b.tag.clone()),
        status: a.status.clone().or_else(|| b.status.clone()),
        temperature: a.temperature.or(b.temperature),
        least: a.least.or(b.least),
        most: a.most.or(b.most),
        source: a.source.or(b.source),
        from: a.from.or(b.from),
        until: a.until.or(b.until),
        assignee: a.assignee.clone().or_else(|| b.assignee.clone()),
        unseen: a.unseen || b.unseen,
    }
}

stories! {
    async fn every_filter_in_every_order_shows_what_fits_once(house) {
        let bot = crowd_of(house, 1_000).await;
        let crowd = Crowd::of(house, &bot).await;
        assert_eq!(crowd.rows.len(), 1_000);
        for filter in filters(&crowd) {
            for sort in sorts() {
                let look = Look { filter: filter.clone(), sort, ..Look::default() };
                let expected = crowd.expected(&filter, sort);
                assert_eq!(ids(&forwards(house, &bot, &look).await), expected, "{look:?}");
                if sort.by == Order::Score {
                    assert_eq!(ids(&backwards(house, &bot, &look).await), expected, "from its end: {look:?}");
                }
            }
            let mut conn = house.app.db.read().await.unwrap();
            let counts = list::counts(&mut conn, &bot.id).await.unwrap();
            let found = list::found(&mut conn, &bot.id, &filter, &counts).await.unwrap();
            let expected = crowd.expected(&filter, Sort::default()).len();
            assert_eq!((found.n, found.is_exact), (i64::try_from(expected).unwrap(), true), "{filter:?}");
        }
    }

    async fn filters_are_combined(house) {
        let bot = crowd_of(house, 1_000).await;
        let crowd = Crowd::of(house, &bot).await;
        let filters = filters(&crowd);
        // Each with some others, so that every pair of kinds comes.
        for (place, first) in filters.iter().enumerate() {
            for second in filters.iter().skip(place + 1).step_by(5) {
                let sort = sorts().nth((place * 7) % 6).unwrap();
                let look = Look { filter: both(first, second), sort, ..Look::default() };
                let expected = crowd.expected(&look.filter, sort);
                let shown = page(house, &bot, &look).await;
                assert_eq!(ids(&shown.lines), expected[..expected.len().min(25)], "{look:?}");
                assert_eq!(shown.has_after, expected.len() > 25, "{look:?}");
                let last = page(house, &bot, &Look { at: At::End, ..look.clone() }).await;
                assert_eq!(ids(&last.lines), expected[expected.len().saturating_sub(25)..], "its end: {look:?}");
                let mut conn = house.app.db.read().await.unwrap();
                let counts = list::counts(&mut conn, &bot.id).await.unwrap();
                let found = list::found(&mut conn, &bot.id, &look.filter, &counts).await.unwrap();
                assert_eq!(found.n, i64::try_from(expected.len()).unwrap(), "{look:?}");
            }
        }
    }

    async fn a_page_further_on_is_passed_over_to(house) {
        let bot = crowd_of(house, 300).await;
        let crowd = Crowd::of(house, &bot).await;
        for sort in sorts() {
            let expected = crowd.expected(&Filter::default(), sort);
            let first = page(house, &bot, &Look { sort, ..Look::default() }).await;
            let edge = first.lines.last().unwrap().place(sort);
            let fourth = page(house, &bot, &Look { sort, at: At::After(edge, 50), ..Look::default() }).await;
            assert_eq!(ids(&fourth.lines), expected[75..100]);
            let top = fourth.lines[0].place(sort);
            let second = page(house, &bot, &Look { sort, at: At::Before(top.clone(), 25), ..Look::default() }).await;
            assert_eq!(ids(&second.lines), expected[25..50]);
            let before_all = page(house, &bot, &Look { sort, at: At::Before(top, 1_000), ..Look::default() }).await;
            assert!(before_all.lines.is_empty() && !before_all.has_before);
        }
    }

    async fn what_lies_beyond_a_plan_is_in_no_list(house) {
        let bot = crowd_of(house, 200).await;
        let crowd = Crowd::of(house, &bot).await;
        let newest: HashSet<&str> = crowd.rows.iter().take(5).map(|row| row.line.id.as_str()).collect();
        let reach = Reach::Newest(5);
        for filter in filters(&crowd) {
            for sort in sorts() {
                let look = Look { filter: filter.clone(), sort, reach, ..Look::default() };
                let mut expected = crowd.expected(&filter, sort);
                expected.retain(|id| newest.contains(id));
                assert_eq!(ids(&forwards(house, &bot, &look).await), expected, "{look:?}");
                assert_eq!(ids(&backwards(house, &bot, &look).await), expected, "from its end: {look:?}");
                let mut conn = house.app.db.read().await.unwrap();
                let counts = list::counts(&mut conn, &bot.id).await.unwrap();
                assert_eq!(counts.total, 200, "the counts stay true");
                let found = list::found_within(&mut conn, &bot.id, &filter, &counts, reach).await.unwrap();
                assert_eq!(found.n, i64::try_from(expected.len()).unwrap());
            }
        }
        let none = Look { reach: Reach::Newest(-1), ..Look::default() };
        assert!(page(house, &bot, &none).await.lines.is_empty());
    }

    async fn forged_places_and_values_out_of_range_do_no_harm(house) {
        let bot = crowd_of(house, 60).await;
        let other = house.bot(|_| {}).await;
        let crowd = Crowd::of(house, &bot).await;
        let id = crowd.rows[0].line.id.clone();
        let forged: LeadId = frontdesk::id::Id::parse("lead_zzzzzzzzzzzzzzzzzzzzzzzzzz").unwrap();
        for sort in sorts() {
            for key in [i64::MIN, -1, 0, i64::MAX] {
                for id in [&id, &forged] {
                    let place = Place { key, id: id.clone() };
                    for skip in [i64::MIN, 0, i64::MAX] {
                        for at in [At::After(place.clone(), skip), At::Before(place.clone(), skip)] {
                            let look = Look { sort, at, ..Look::default() };
                            assert!(page(house, &bot, &look).await.lines.len() <= 25, "{look:?}");
                            assert!(page(house, &other, &look).await.lines.is_empty(), "another bot's are not there");
                        }
                    }
                }
            }
        }
        let moment = Timestamp::from_millis;
        let text = |text: String| Filter { search: Some(text), ..Filter::default() };
        for filter in [
            Filter { least: Some(80), most: Some(20), ..Filter::default() },
            Filter { least: Some(i64::MAX), ..Filter::default() },
            Filter { most: Some(i64::MIN), ..Filter::default() },
            Filter { from: Some(moment(i64::MAX)), ..Filter::default() },
            Filter { until: Some(moment(i64::MIN)), ..Filter::default() },
            Filter { from: Some(moment(2)), until: Some(moment(1)), ..Filter::default() },
            Filter { status: Some("' OR 1=1 --".into()), ..Filter::default() },
            Filter { tag: Some("\0%".into()), ..Filter::default() },
            Filter { assignee: Some(Assignee::Member(frontdesk::id::Id::from_text("mem_x".into()))), ..Filter::default() },
            text("\"* OR a NEAR(".into()),
            text("%%% ___ \\".into()),
            text("a:* | b & !c <-> d".into()),
            text("x".repeat(10_000)),
            text("क्षत्रिय \u{202e}nna\u{202c} \u{1f600} ﷽".into()),
        ] {
            for sort in sorts() {
                let look = Look { filter: filter.clone(), sort, ..Look::default() };
                assert!(page(house, &bot, &look).await.lines.is_empty(), "{look:?}");
            }
            let mut conn = house.app.db.read().await.unwrap();
            let counts = list::counts(&mut conn, &bot.id).await.unwrap();
            assert_eq!(list::found(&mut conn, &bot.id, &filter, &counts).await.unwrap().n, 0, "{filter:?}");
        }
    }

    async fn every_list_is_read_by_its_index(house) {
        let bot = crowd_of(house, 300).await;
        let crowd = Crowd::of(house, &bot).await;
        let is_sqlite = house.app.db.engine().to_lowercase().contains("sqlite");
        for filter in filters(&crowd) {
            for sort in sorts() {
                let look = Look { filter: filter.clone(), sort, ..Look::default() };
                let told = list::explain(&mut house.app.db.read().await.unwrap(), &bot.id, &look).await.unwrap();
                assert!(told.len() > 3, "{told:?}");
                // A walk is a scan of what an index gives; of a small table PostgreSQL reads all, and is right.
                let is_walk = told.iter().any(|line| line == "CO-ROUTINE l");
                let scans = told.iter().filter(|line| ["SCAN l", "SCAN t"].iter().any(|scan| line.starts_with(scan)));
                let of_words = scans.clone().filter(|line| line.contains("lead_search")).count();
                assert!(!is_sqlite || scans.count() - of_words <= usize::from(is_walk), "{look:?}: {told:#?}");
            }
        }
    }

    async fn any_letter_may_be_searched_for(house) {
        let bot = crowd_of(house, 5).await;
        // One of each letter that a search can hold: none of them may be an error of the engine's parser.
        let letters: Vec<char> = ('\0'..='\u{1_ffff}').filter(|c| c.is_alphanumeric()).collect();
        for (place, run) in letters.chunks(24).enumerate().filter(|(place, _)| place % 16 == 0 || *place < 40) {
            for search in [run.iter().collect::<String>(), format!("a{}a", run[0]), run[0].to_string()] {
                let look = Look { filter: Filter { search: Some(search), ..Filter::default() }, ..Look::default() };
                let mut conn = house.app.db.read().await.unwrap();
                let shown = list::page(&mut conn, &bot.id, &look).await;
                assert!(shown.is_ok(), "{place}: {look:?}: {shown:?}");
            }
        }
    }

    async fn long_and_backward_names_are_found_as_they_are_written(house) {
        let bot = crowd_of(house, 3).await;
        let crowd = Crowd::of(house, &bot).await;
        let long = "Zó".repeat(5_000);
        let names = [long.as_str(), "\u{202e}Ada\u{202c} Grove", "<script>alert(1)</script> Bobby"];
        for (row, name) in crowd.rows.iter().zip(names) {
            let mut tx = house.app.tx().await.unwrap();
            let id = Value::Text(Some(row.line.id.to_string()));
            let lead = frontdesk::lead::by_id(&mut tx, &row.line.id).await.unwrap().unwrap();
            let mut contact = frontdesk::contact::by_id(&mut tx, &lead.contact_id).await.unwrap().unwrap();
            contact.name = Some(name.to_owned());
            let folded = frontdesk::lead::folded(&contact, None);
            tx.exec("UPDATE lead SET folded = $2 WHERE id = $1", vec![id, Value::Text(Some(folded))]).await.unwrap();
            tx.commit().await.unwrap();
        }
        for (place, search) in
            [(0, "zozozo"), (0, long.as_str()), (1, "ada grove"), (1, "ada"), (2, "script"), (2, "alert"), (2, "bobby"), (2, "alert(1)")]
        {
            let look = Look { filter: Filter { search: Some(search.into()), ..Filter::default() }, ..Look::default() };
            assert_eq!(ids(&page(house, &bot, &look).await.lines), [crowd.rows[place].line.id.as_str()], "{}", &search[..6]);
        }
    }
}
