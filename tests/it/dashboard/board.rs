//! The board with ten thousand cards in one column: the first answer is as small as with a few, and the rest comes a part at a
//! time, each card once.

use std::collections::HashSet;

use frontdesk::demo::crowd::{self, Asked};
use frontdesk::organisation::role::Role;

use super::OWNER;
use super::desk::Page;

/// The cards of a page, by their leads.
fn cards(page: &Page) -> Vec<String> {
    let cards = page.body.split("<li class=\"card ").skip(1);
    cards.map(|card| card.split("data-lead=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()).collect()
}

/// What the first column says of how many it has.
fn count(page: &Page) -> &str {
    let head = page.body.split("<section class=\"column-of\"").nth(1).unwrap();
    head.split("<span class=\"meta\">").nth(1).unwrap().split('<').next().unwrap()
}

stories! {
    async fn board_with_ten_thousand_cards_in_a_column_comes_in_parts(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        crowd::fill(&desk.app, &bot, Asked { leads: 10_000, seed: 3 }, &mut |_| {}).await.unwrap();
        let mut tx = desk.app.tx().await.unwrap();
        tx.exec("UPDATE lead SET status = 'new', category = 'open' WHERE merged_into IS NULL AND erased_at IS NULL", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        let mut person = desk.signed_in(OWNER).await;
        let first = person.get("/leads?show=board").await;
        let all: i64 = count(&first).replace(',', "").parse().unwrap();
        assert!(all > 9_000, "{all} cards stand in the first column");
        assert!(first.body.len() < 600_000, "the first answer has {} bytes", first.body.len());
        let shown = cards(&first);
        assert!((50..=80).contains(&shown.len()), "{} cards are drawn at first", shown.len());
        let (mut seen, mut page): (HashSet<String>, Page) = (shown.iter().take(50).cloned().collect(), first);
        for part in 1..=12 {
            let more = page.link("data-column-more").unwrap_or_else(|| panic!("no more after part {part}"));
            page = person.get(&more).await;
            assert_eq!(page.status, 200, "{more}");
            let column: Vec<String> = cards(&page).into_iter().take(50).collect();
            for card in &column {
                assert!(seen.insert(card.clone()), "{card} comes twice, in part {part}");
            }
            assert!(page.body.len() < 600_000 && page.body.contains("Back to the first"));
        }
        assert_eq!(seen.len(), 13 * 50, "none is passed over");
        // By score the parts follow each other too, and a forged place is the first part.
        let hottest = person.get("/leads?show=board&sort=hottest").await;
        let more = person.get(&hottest.link("data-column-more").unwrap()).await;
        assert!(cards(&hottest).iter().take(50).all(|card| !cards(&more).iter().take(50).any(|other| other == card)));
        assert_eq!(person.get("/leads?show=board&column=new&older=nonsense").await.status, 200);
    }
}
