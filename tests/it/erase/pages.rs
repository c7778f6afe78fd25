//! The pages of it: who may, what must be typed, what is shown afterwards, the audit log, and how long a bot keeps data.

use frontdesk::bot;
use frontdesk::conversation;
use frontdesk::organisation::role::Role;

use super::person::{self, Person};
use crate::support::agent::Agent;
use crate::support::house::{House, http};
use crate::support::stories;

struct Browser {
    base: String,
    cookie: String,
    csrf: String,
}

/// The status, where it leads, and what it says.
struct Page {
    status: u16,
    to: String,
    body: String,
}

impl Browser {
    async fn of(house: &House, agent: &Agent) -> Self {
        let browser = Self { base: house.url(""), cookie: agent.cookie.clone(), csrf: String::new() };
        let page = browser.get("/leads").await.body;
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        Self { csrf, ..browser }
    }

    async fn get(&self, path: &str) -> Page {
        self.ask(http().get(format!("{}{path}", self.base))).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend(fields);
        self.ask(http().post(format!("{}{path}", self.base)).form(&all)).await
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> Page {
        let answer = request.header("accept", "text/html").header("cookie", &self.cookie).send().await.unwrap();
        let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        Page { status: answer.status().as_u16(), to, body: answer.text().await.unwrap() }
    }
}

stories! {
    async fn only_owners_and_admins_erase_and_only_with_the_word(house) {
        let bot = house.bot(|_| {}).await;
        let zina = Person::make(house, &bot).await;
        let ways = ["erase", "delete"].map(|way| format!("/leads/{}/{way}", zina.lead));
        for role in [Role::Agent, Role::Viewer] {
            let agent = house.agent(role).await;
            let browser = Browser::of(house, &agent).await;
            for way in &ways {
                assert_eq!(browser.get(way).await.status, 403, "{role} {way}");
                assert_eq!(browser.post(way, &[("word", "ERASE")]).await.status, 403, "{role} {way}");
                assert_eq!(browser.post(way, &[("word", "DELETE")]).await.status, 403, "{role} {way}");
            }
            for path in ["/audit", "/audit.csv", "/settings/privacy"] {
                assert_eq!(browser.get(path).await.status, 403, "{role} {path}");
            }
            let lead = browser.get(&format!("/leads/{}", zina.lead)).await.body;
            assert!(!lead.contains("Erase lead") && !lead.contains("/delete") && !lead.contains("Audit log"), "{role}");
        }
        let admin = house.agent(Role::Admin).await;
        let browser = Browser::of(house, &admin).await;
        let asked = browser.get(&ways[0]).await;
        assert!(asked.status == 200 && asked.body.contains("Erase Zinaida Quillfeather?") && asked.body.contains("2 conversations"), "{}", asked.body);
        for (way, word) in [(0, "erase"), (0, ""), (0, "DELETE"), (1, "ERASE"), (1, "delete")] {
            let page = browser.post(&ways[way], &[("word", word)]).await;
            assert!(page.status == 422 && page.body.contains("Nothing was changed"), "{word}");
        }
        let forged = browser.ask(http().post(house.url(&ways[0])).form(&[("csrf", "another"), ("word", "ERASE")])).await;
        assert_eq!(forged.status, 403);
        for nowhere in ["/leads/lead_00000000000000000000000000/erase", "/leads/x/erase"] {
            assert_eq!(browser.post(nowhere, &[("word", "ERASE")]).await.status, 404, "{nowhere}");
        }
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM lead WHERE erased_at IS NOT NULL").await, 0);

        // Copies of before the erasure still hold it: the page names them.
        std::fs::create_dir_all(house.data.path().join("backups")).unwrap();
        std::fs::write(house.data.path().join("backups/frontdesk-2026-11-20.db"), "older").unwrap();
        let done = browser.post(&ways[0], &[("word", "ERASE")]).await;
        assert_eq!((done.status, done.to.as_str()), (303, ways[0].as_str()));
        std::fs::write(house.data.path().join("backups/after.db"), "newer").unwrap();
        let result = browser.get(&ways[0]).await.body;
        assert!(result.contains("Personal data erased on request.") && result.contains("frontdesk-2026-11-20.db"), "{result}");
        assert!(!result.contains("Zinaida"));
        // Twice is once.
        assert_eq!(browser.post(&ways[0], &[("word", "ERASE")]).await.status, 303);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM trail WHERE what = 'lead_erased'").await, 1);
        let lead = browser.get(&format!("/leads/{}", zina.lead)).await;
        assert!(lead.status == 200 && lead.body.contains("Erased lead") && !lead.body.contains("Save note") && !lead.body.contains("/status\""), "{}", lead.body);
        assert!(browser.get("/leads").await.body.contains("Erased lead"));
        assert_eq!(browser.post(&format!("/leads/{}/notes", zina.lead), &[("text", "Zinaida")]).await.status, 409);
        let talk = zina.widget.conversation.clone().unwrap();
        assert_eq!(browser.get(&format!("/inbox/{talk}")).await.status, 404);
        let newest = conversation::newest(&mut house.app.db.read().await.unwrap(), &bot.id, None, 9).await.unwrap();
        assert!(newest.is_empty(), "{newest:?}");
        let gone = browser.post(&ways[1], &[("word", "DELETE")]).await;
        assert_eq!((gone.status, gone.to.as_str()), (303, "/leads"));
        assert_eq!(browser.get(&ways[0]).await.status, 404);
        house.rest().await;
        // The e-mails that had left are remembered by nobody.
        house.may_forget_mails = true;
    }

    async fn the_audit_log_is_told_in_words_by_kind_and_by_member(house) {
        let bot = house.bot(|settings| settings.recipients.clear()).await;
        person::crowd(house, &bot, 0, 60).await;
        let admin = house.agent(Role::Admin).await;
        let browser = Browser::of(house, &admin).await;
        assert!(browser.get("/audit").await.body.contains("Nothing was done yet"));
        let leads: Vec<String> = house.leads(&bot).await.iter().map(|one| one.lead.id.to_string()).collect();
        let all = house.app.db.read().await.unwrap().all("SELECT id FROM lead ORDER BY id", vec![]).await.unwrap();
        for row in &all {
            let id: String = row.get("id").unwrap();
            assert_eq!(browser.post(&format!("/leads/{id}/erase"), &[("word", "ERASE")]).await.status, 303);
        }
        assert_eq!(browser.post(&format!("/leads/{}/delete", leads[0]), &[("word", "DELETE")]).await.status, 303);
        let page = browser.get("/audit").await.body;
        assert!(page.contains("Lead erased") && page.contains("conversations 1") && page.contains("Lead deleted") && page.contains("Priya Raman"), "{page}");
        assert_eq!(page.matches("<td class=\"audit-when\">").count(), 50);
        assert!(page.contains(&format!("/leads/{}", leads[1])) && !page.contains(&format!("/leads/{}\"", leads[0])), "what stands is linked");
        let older = page.split("href=\"").find(|rest| rest.starts_with("/audit?before=")).unwrap().split('"').next().unwrap();
        assert_eq!(browser.get(&older.replace("&#38;", "&")).await.body.matches("<td class=\"audit-when\">").count(), 11);
        let deleted = browser.get("/audit?what=lead_deleted").await.body;
        assert_eq!(deleted.matches("<td class=\"audit-when\">").count(), 1);
        let owners = browser.get("/audit?who=mem_00000000000000000000000000").await.body;
        assert!(owners.contains("Nothing matches these filters"));
        let csv = browser.get("/audit.csv?what=lead_erased").await.body;
        assert_eq!((csv.lines().count(), csv.lines().next()), (61, Some("When,Who,What,Subject,Details")));
        for forged in ["/audit?before=1.trl_x", "/audit?what='--", "/audit?who=1"] {
            assert_eq!(browser.get(forged).await.status, 200, "{forged}");
        }
        house.untold = house.number("SELECT COUNT(*) AS n FROM submission").await;
    }

    async fn how_long_data_is_kept_is_shown_before_it_is_saved(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|settings| settings.recipients.clear()).await;
        person::crowd(house, &bot, 0, 12).await;
        house.advance(std::time::Duration::from_secs(40 * 86_400)).await;
        let admin = house.agent(Role::Owner).await;
        let browser = Browser::of(house, &admin).await;
        let path = "/settings/privacy";
        assert!(browser.get(path).await.body.contains("Now: kept for good."));
        for wrong in ["", "-1", "1.5", "36501", "many"] {
            assert_eq!(browser.post(path, &[("days", wrong)]).await.status, 422, "{wrong}");
        }
        let preview = browser.post(path, &[("days", "30")]).await;
        assert!(preview.status == 200 && preview.body.contains("12 leads and 0 visitors without a lead would be erased tonight"), "{}", preview.body);
        assert_eq!(kept(house, &bot).await, 0, "nothing is saved yet");
        assert!(browser.post(path, &[("preset", "365")]).await.body.contains("Nobody would be erased tonight"));
        assert_eq!(browser.post(path, &[("days", "365"), ("sure", "yes")]).await.status, 303);
        assert_eq!(kept(house, &bot).await, 365);
        let page = browser.get(path).await.body;
        assert!(page.contains("Now: erased after 365 days without activity."), "{page}");
        let trail = browser.get("/audit").await.body;
        assert!(trail.contains("Settings changed") && trail.contains("retention days"), "{trail}");
        let lead = house.leads(&bot).await.remove(0).lead.id;
        let shown = browser.get(&format!("/leads/{lead}")).await.body;
        assert!(shown.contains("Kept until 21 Nov 2027, then erased automatically"), "{shown}");
        house.untold = house.number("SELECT COUNT(*) AS n FROM submission").await;
    }
}

async fn kept(house: &House, bot: &frontdesk::bot::Bot) -> i64 {
    let found = bot::by_id(&mut house.app.db.read().await.unwrap(), &bot.id).await.unwrap().unwrap();
    found.settings().retention_days
}
