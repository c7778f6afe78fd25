//! Sites: read as they allow, page by page; whatever they do, they lead nowhere else.

use std::fmt::Write as _;

use frontdesk::bot::Bot;
use frontdesk::job::Job;
use frontdesk::job::worker::Hands as _;
use frontdesk::knowledge;
use frontdesk::knowledge::source::{self, Source, State};
use frontdesk::work;

use super::site::{Site, Thing};
use super::{HERE, OWNER, act, home, number, say, told};
use crate::dashboard::desk::{Desk, Person};
use crate::dashboard::stories;
use crate::support::until;

const PAGES: &str = "SELECT COUNT(*) AS n FROM knowledge_page WHERE passages > 0";

/// Adds a site, and waits until it was read.
async fn read(desk: &Desk, person: &mut Person<'_>, bot: &Bot, url: &str) -> Source {
    let added = act(person, "site", &[("site", url)]).await;
    assert_eq!(added.status, 303, "{}", added.body);
    ended(desk, bot).await
}

async fn ended(desk: &Desk, bot: &Bot) -> Source {
    until("the end of reading", || async {
        let list = source::list(&mut desk.app.db.read().await.unwrap(), &bot.id).await.unwrap();
        list.into_iter().next().filter(|source| source.state != State::Reading)
    })
    .await
}

stories! {
    async fn knowledge_a_site_is_read_by_its_links_as_it_allows(desk) {
        let bot = home(desk).await;
        let site = Site::start(&[
            ("/", "<title>Loam</title><nav><a href=/delivery>Delivery</a> <a href=/private/secret>Staff</a></nav><main><h1>Loam</h1><p>Jars and lanterns.</p></main>"),
            ("/delivery", "<h1>Delivery</h1><p>Parcels leave the pottery on Tuesdays.</p><footer><a href='/delivery?utm_source=x#top'>here</a> <a href='https://elsewhere.example/'>away</a> <a href=/missing>old</a></footer>"),
            ("/private/secret", "<p>The alarm code is 1234.</p>"),
            ("/unlisted", "<meta name=robots content=noindex><p>Unlisted marmalade.</p>"),
            ("/listed", "<h1>Workshops</h1><p>A workshop takes three hours.<script>alert(1)</script></p>"),
        ]).await;
        site.put("/robots.txt", Thing::Bytes("text/plain", b"User-agent: *\nDisallow: /private\n".to_vec()));
        let map = format!("<urlset><url><loc>{0}/listed</loc></url><url><loc>{0}/unlisted</loc></url><url><loc>http://10.0.0.9/in</loc></url></urlset>", site.base);
        site.put("/sitemap.xml", Thing::Bytes("application/xml", map.into_bytes()));
        let mut owner = desk.signed_in(OWNER).await;
        let source = read(desk, &mut owner, &bot, &site.base).await;
        assert_eq!((source.state, source.pages, source.words), (State::Ready, 3, None));
        let asked = site.asked();
        assert_eq!(asked[0], "/robots.txt", "{asked:?}");
        assert!(!asked.iter().any(|path| path.contains("private") || path.contains("utm_")), "{asked:?}");
        assert_eq!(asked.iter().filter(|path| *path == "/delivery").count(), 1, "{asked:?}");
        assert_eq!(site.most_at_once(), 1);
        assert!(site.header("/", "user-agent").unwrap().starts_with("Frontdesk/"));
        let (_, log) = say(desk, &bot, 1, "When do parcels leave the pottery?").await;
        let (text, sources) = told(&log);
        assert_eq!((text.as_str(), sources[0].title.as_str()), ("Parcels leave the pottery on Tuesdays.", "Delivery"));
        assert_eq!(sources[0].url.as_deref(), Some(format!("{}/delivery", site.base).as_str()));
        let (_, log) = say(desk, &bot, 2, "How many hours does a workshop take?").await;
        assert_eq!(told(&log).0, "A workshop takes three hours.");
        let (_, log) = say(desk, &bot, 3, "What about unlisted marmalade?").await;
        assert!(told(&log).0.starts_with("I do not know"), "{}", told(&log).0);
        let page = owner.get(HERE).await;
        assert!(page.body.contains("3 pages") && page.body.contains("Read again"), "{}", page.body);
        let again = act(&mut owner, "site", &[("site", &site.base)]).await;
        assert!(again.status == 422 && again.body.contains("there already"), "{}", again.body);
    }

    async fn knowledge_a_site_is_read_again_and_only_what_changed_is_stored(desk) {
        let bot = home(desk).await;
        let site = Site::start(&[
            ("/", "<h1>Loam</h1><p>Jars and lanterns.</p><a href=/price>Price</a> <a href=/old>Old</a>"),
            ("/old", "<h1>Sale</h1><p>The summer sale ends in August.</p>"),
        ]).await;
        let price = |pounds: u32| Thing::Bytes("text/html", format!("<h1>Prices</h1><p>A lantern costs {pounds} pounds.</p>").into_bytes());
        site.put("/price", price(40));
        let mut owner = desk.signed_in(OWNER).await;
        assert_eq!(read(desk, &mut owner, &bot, &site.base).await.pages, 3);
        site.put("/price", price(45));
        site.remove("/old");
        let mut tx = desk.app.tx().await.unwrap();
        tx.exec("UPDATE knowledge_source SET due_at = 1", vec![]).await.unwrap();
        tx.commit().await.unwrap();
        work::read::look(&desk.app).await.unwrap();
        let source = ended(desk, &bot).await;
        assert_eq!((source.state, source.pages), (State::Ready, 2));
        assert_eq!(site.header("/", "if-none-match").as_deref(), Some("\"one\""), "it is asked whether it changed");
        let (_, log) = say(desk, &bot, 1, "What does a lantern cost?").await;
        assert_eq!(told(&log).0, "A lantern costs 45 pounds.");
        assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM knowledge_entry WHERE answer LIKE '%August%'").await, 0);
    }

    async fn knowledge_a_site_that_leads_inward_or_away_is_refused_with_a_word(desk) {
        let bot = home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        for (to, words) in [
            ("http://10.0.0.1/admin", "private network"),
            ("http://169.254.169.254/latest/meta-data", "private network"),
            ("http://[::1]:80/", "private network"),
            ("https://elsewhere.example/", "another site, elsewhere.example"),
            ("file:///etc/passwd", "private network"),
        ] {
            let site = Site::start(&[]).await;
            site.put("/", Thing::To(to.to_owned()));
            let source = read(desk, &mut owner, &bot, &site.base).await;
            assert_eq!(source.state, State::Failed);
            assert!(source.words.as_deref().unwrap().contains(words), "{to}: {source:?}");
            let page = owner.get(HERE).await;
            assert!(page.body.contains(words) && page.body.contains("Not read"), "{to}: {}", page.body);
            assert_eq!(act(&mut owner, "remove", &[("source", source.id.as_str())]).await.status, 303);
        }
        // What a person types is guarded alike.
        let source = read(desk, &mut owner, &bot, "http://10.255.255.1/").await;
        assert!(source.words.as_deref().unwrap().contains("private network"), "{source:?}");
        assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM knowledge_entry").await, 0);
    }

    async fn knowledge_a_reading_that_was_given_up_says_so_and_can_be_tried_again(desk) {
        let bot = home(desk).await;
        let site = Site::start(&[("/", "<p>Jars and lanterns.</p>")]).await;
        // So slow that it is still being read when it is given up.
        site.put("/robots.txt", Thing::Bytes("text/plain", b"User-agent: *\nCrawl-delay: 10".to_vec()));
        let mut owner = desk.signed_in(OWNER).await;
        assert_eq!(act(&mut owner, "site", &[("site", &site.base)]).await.status, 303);
        let list = source::list(&mut desk.app.db.read().await.unwrap(), &bot.id).await.unwrap();
        let task = list[0].task_id.clone().unwrap();
        let mut tx = desk.app.tx().await.unwrap();
        let job = Job { id: tx.id(), work: serde_json::json!({"work": "task", "task": task}).to_string(), attempts: 9 };
        desk.app.given_up(&mut tx, &job).await.unwrap();
        tx.commit().await.unwrap();
        let source = ended(desk, &bot).await;
        assert_eq!((source.state, source.words.as_deref()), (State::Failed, Some(source::site::GIVEN_UP)));
        let page = owner.get(HERE).await;
        assert!(page.body.contains("Not read") && page.body.contains("Try again") && page.body.contains("failed several times"), "{}", page.body);
        site.put("/robots.txt", Thing::Status(404));
        assert_eq!(act(&mut owner, "read", &[("source", source.id.as_str())]).await.status, 303);
        let source = ended(desk, &bot).await;
        assert_eq!((source.state, source.words, source.pages), (State::Ready, None, 1));
    }

    async fn knowledge_terms_of_a_version_before_are_made_anew(desk) {
        let bot = home(desk).await;
        let mut tx = desk.app.tx().await.unwrap();
        let new = knowledge::NewEntry::typed("", "Do you sell lanterns?", "Yes, in brass.", "").unwrap();
        knowledge::add(&mut tx, &bot.id, &new).await.unwrap();
        tx.exec("UPDATE knowledge_entry SET terms = 'laternatern', terms_by = 0", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        let found = async || knowledge::search(&mut desk.app.db.read().await.unwrap(), &bot.id, "a lantern").await.unwrap().len();
        assert_eq!(found().await, 0);
        work::read::index_anew(&desk.app).await.unwrap();
        assert_eq!(found().await, 1);
        assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM knowledge_entry WHERE terms_by = 0").await, 0);
    }

    async fn knowledge_a_site_that_lets_nobody_read_it_is_not_read(desk) {
        let bot = home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        for (thing, words) in [
            (Thing::Bytes("text/plain", b"User-agent: *\nDisallow: /".to_vec()), "robots.txt does not let us"),
            (Thing::Status(503), "robots.txt could not be had"),
        ] {
            let site = Site::start(&[("/", "<p>Hello there, world.</p>")]).await;
            site.put("/robots.txt", thing);
            let source = read(desk, &mut owner, &bot, &site.base).await;
            assert!(source.state == State::Failed && source.words.as_deref().unwrap().contains(words), "{source:?}");
            assert_eq!(site.asked(), ["/robots.txt"], "not a page was asked for");
            assert_eq!(act(&mut owner, "remove", &[("source", source.id.as_str())]).await.status, 303);
        }
    }

    async fn knowledge_pages_without_end_and_in_any_spelling_are_read_as_far_as_they_go(desk) {
        let bot = home(desk).await;
        let site = Site::start(&[("/", "<h1>Loam</h1><p>Jars.</p><a href=/endless>a</a><a href=/latin>b</a><a href=/lies>c</a><a href=/loop>d</a><a href=/picture>e</a><a href=/guide.pdf>f</a>")]).await;
        site.put("/endless", Thing::Endless);
        site.put("/latin", Thing::Bytes("text/html; charset=iso-8859-1", b"<h1>Gr\xf6\xdfe</h1><p>Die Sch\xfcssel fasst drei Liter.</p>".to_vec()));
        site.put("/lies", Thing::Bytes("text/html; charset=utf-8", b"<h1>Caf\xe9</h1><p>The caf\xe9 opens at noon.</p>".to_vec()));
        site.put("/loop", Thing::To("/loop2".to_owned()));
        site.put("/loop2", Thing::To("/loop".to_owned()));
        site.put("/picture", Thing::Bytes("image/png", b"\x89PNG".to_vec()));
        site.put("/guide.pdf", Thing::Bytes("application/pdf", crate::knowledge::pdf::page_of("The lantern burns for nine hours.")));
        let mut owner = desk.signed_in(OWNER).await;
        let source = read(desk, &mut owner, &bot, &site.base).await;
        assert_eq!((source.state, source.pages), (State::Ready, 5), "{source:?}");
        assert_eq!(site.asked().iter().filter(|path| path.starts_with("/loop")).count(), 2);
        for (visitor, asked, answer) in [
            (1, "Wie viel Liter fasst die Schüssel?", "Die Schüssel fasst drei Liter."),
            (2, "When does the café open?", "The café opens at noon."),
            (3, "How many hours does the lantern burn?", "The lantern burns for nine hours."),
        ] {
            let (_, log) = say(desk, &bot, visitor, asked).await;
            assert_eq!(told(&log).0, answer);
        }
    }

    async fn knowledge_a_sitemap_of_a_million_lines_is_read_as_far_as_it_goes(desk) {
        let bot = home(desk).await;
        let site = Site::start(&[("/", "<h1>Loam</h1><p>Jars and lanterns.</p>")]).await;
        let mut map = String::from("<urlset>");
        for n in 0..1_000_000 {
            let _ = writeln!(map, "<url><loc>{}/p{n}</loc></url>", site.base);
        }
        site.put("/sitemap.xml", Thing::Bytes("application/xml", map.into_bytes()));
        let mut owner = desk.signed_in(OWNER).await;
        assert_eq!(act(&mut owner, "site", &[("site", &site.base)]).await.status, 303);
        let known = "SELECT COUNT(*) AS n FROM knowledge_page";
        until("its pages", || async { (number(desk, known).await > 100).then_some(()) }).await;
        assert_eq!(number(desk, known).await, source::site::PAGES);
        let page = owner.get(HERE).await;
        assert!(page.body.contains("of 300 pages so far") && page.body.contains("Being read"), "{}", page.body);
        let id = page.field("source");
        assert_eq!(act(&mut owner, "stop", &[("source", &id)]).await.status, 303);
        let source = ended(desk, &bot).await;
        assert!(source.words.as_deref().is_some_and(|words| words.starts_with("Stopped")), "{source:?}");
        assert!(number(desk, PAGES).await <= 1);
        assert_eq!(act(&mut owner, "remove", &[("source", &id)]).await.status, 303);
        assert_eq!(number(desk, known).await, 0);
    }
}
