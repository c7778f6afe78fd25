//! The Overview: its numbers are those of the leads and conversations there are, of the days asked for, of this bot.

use super::*;

stories! {
    async fn an_overview_counts_what_came_and_says_it_in_words_too(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        let (lead, _) = desk.lead(&bot, "Ann Bell", "refund_request").await;
        desk.lead(&bot, "Zoë Adeyemi", "refund_request").await;
        desk.lead(&bot, "Cy", "agent_request").await;
        let mut person = desk.signed_in(OWNER).await;
        person.move_lead(&lead, "new", "qualified").await;
        let page = person.get("/overview").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("3 leads over 30 days: 0 hot, 0 warm, 0 cold, 3 not scored."), "{}", page.body);
        assert!(page.body.contains("Refund request") && page.body.contains("67%"), "two of three have this tag");
        assert!(page.body.contains("<span class=\"funnel-stage\">Qualified</span>"), "{}", page.body);
        assert!(page.body.contains("/leads?source=web\">3</a>"), "a bar leads to its leads");
        assert!(!page.body.contains("style="), "nothing inline");
    }

    async fn other_days_and_other_bots_are_not_in_it(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let (bot, _) = (desk.bot(&home, "loam").await, desk.bot(&home, "other").await);
        desk.lead(&bot, "Ann Bell", "refund_request").await;
        let mut person = desk.signed_in(OWNER).await;
        assert!(person.get("/overview?bot=loam&range=7").await.body.contains("1 lead over 7 days"));
        for empty in ["/overview?bot=other", "/overview?bot=loam&from=2020-01-01&until=2020-02-01"] {
            let page = person.get(empty).await;
            assert!(page.body.contains("Nothing happened in these days"), "{empty}");
        }
        assert_eq!(person.get("/overview?bot=theirs").await.status, 404);
        for odd in ["range=-1", "range=9999999999999999999", "from=x&until=2026-01-01", "from=%27%3B--", "from=0001-01-01&until=9999-12-31"] {
            assert_eq!(person.get(&format!("/overview?bot=loam&{odd}")).await.status, 200, "{odd}");
        }
    }
}
