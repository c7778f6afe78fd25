//! What nothing answered is counted, shown and answered; nothing is said a third time.

use std::collections::BTreeMap;

use frontdesk::event::Author;
use frontdesk::lead::erase;
use frontdesk::organisation::Plan;
use frontdesk::organisation::role::Role;

use super::{HERE, OWNER, act, home, number, say, told};
use crate::dashboard::stories;
use crate::support::house::PHONE;

const OPEN: &str = "SELECT COUNT(*) AS n FROM unanswered WHERE settled_at IS NULL";

stories! {
    async fn knowledge_a_question_without_an_answer_is_counted_and_answered_in_one_click(desk) {
        let bot = home(desk).await;
        for (visitor, asked) in [(1, "Do you deliver to Norway?"), (2, "can you ship it to norway"), (3, "Is a heron <b>welcome</b>?")] {
            let (_, log) = say(desk, &bot, visitor, asked).await;
            assert_eq!(told(&log).0, "I do not know that one. Shall I ask the team?");
        }
        let mut owner = desk.signed_in(OWNER).await;
        let overview = owner.get("/overview").await;
        assert!(overview.body.contains("can you ship it to norway") && overview.body.contains("2 times"), "{}", overview.body);
        assert!(overview.body.contains("heron &#60;b&#62;welcome") && overview.body.contains("All 2"), "{}", overview.body);
        let old = owner.get("/overview?from=2020-01-01&until=2020-02-01").await;
        assert!(!old.body.contains("norway"), "of other days");
        let way = overview.link("to: can you ship it to norway").expect("a way to add an answer");
        let form = owner.get(&way).await;
        assert!(form.body.contains("value=\"can you ship it to norway\"") && form.body.contains("Asked 2 times."), "{}", form.body);
        let answers = form.body.split("name=\"answers\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let missing = act(&mut owner, "save", &[("question", "Norway?"), ("answer", " "), ("answers", &answers)]).await;
        assert!(missing.status == 422 && missing.body.contains("Enter the answer") && missing.body.contains("value=\"Norway?\""), "{}", missing.body);
        assert_eq!(number(desk, OPEN).await, 3, "nothing is settled by a form that was refused");
        let fields = [("question", "Do you deliver to Norway?"), ("answer", "Yes, in five days."), ("answers", answers.as_str()), ("title", "Delivery"), ("url", "https://loam.example/delivery")];
        assert_eq!(act(&mut owner, "save", &fields).await.status, 303);
        let page = owner.get(HERE).await;
        assert!(!page.body.contains("norway") && page.body.contains("heron"), "{}", page.body);
        let (_, log) = say(desk, &bot, 4, "Hi, do you ship to Norway?").await;
        let (text, sources) = told(&log);
        assert_eq!((text.as_str(), sources[0].title.as_str(), sources[0].url.as_deref()), ("Yes, in five days.", "Delivery", Some("https://loam.example/delivery")));
        let tried = owner.get("/settings/knowledge?ask=ship+to+norway").await;
        assert!(tried.body.contains("Yes, in five days.") && tried.body.contains("https://loam.example/delivery"), "{}", tried.body);
        let heron = page.body.split("name=\"answers\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(act(&mut owner, "settle", &[("answers", &heron)]).await.status, 303);
        assert_eq!(number(desk, OPEN).await, 0);
        say(desk, &bot, 5, "Is a heron welcome?").await;
        assert_eq!(number(desk, OPEN).await, 1, "asked again, it comes back");
    }

    async fn knowledge_an_answer_is_said_without_the_marks_of_markdown(desk) {
        let bot = home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        let answer = "Order before **2 pm**:\n* by card\n* see [our page](https://loam.example/pay)";
        let saved = act(&mut owner, "save", &[("question", "When do I have to order?"), ("answer", answer)]).await;
        assert_eq!(saved.status, 303);
        let said = "Order before 2 pm:\n- by card\n- see our page (https://loam.example/pay)";
        let (_, log) = say(desk, &bot, 1, "until when do I order").await;
        assert_eq!(told(&log).0, said);
        let tried = owner.get("/settings/knowledge?ask=when+order").await;
        assert!(tried.body.contains("Order before 2 pm:"), "{}", tried.body);
    }

    async fn knowledge_small_talk_is_answered_and_counts_as_no_question(desk) {
        let bot = home(desk).await;
        for (visitor, said, answer) in [
            (1, "hello", "Hello. How can I help?"),
            (2, "thanks so much", "You are welcome. Is there anything else?"),
            (3, "ok great", "All right. Just ask if there is anything else."),
            (4, "Wie geht's?", "Gut, danke. Wie kann ich helfen?"),
            (5, "👍", "All right. Just ask if there is anything else."),
        ] {
            let (_, log) = say(desk, &bot, visitor, said).await;
            let told = told(&log).0;
            assert!(told == answer || (visitor == 4 && told.starts_with("I am well")), "{said}: {told}");
        }
        assert_eq!(number(desk, OPEN).await, 0);
    }

    async fn knowledge_nothing_is_said_a_third_time_and_a_person_is_offered(desk) {
        let bot = home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        let fields = [("question", "When do you open?"), ("answer", "At nine."), ("title", "Hours")];
        assert_eq!(act(&mut owner, "save", &fields).await.status, 303);
        for (visitor, asked) in [(1, "When do you open?"), (2, "Can a heron juggle?"), (3, "hello")] {
            let mut log = Vec::new();
            for _ in 0..9 {
                log = say(desk, &bot, visitor, asked).await.1;
            }
            let mut times: BTreeMap<String, usize> = BTreeMap::new();
            for message in log.iter().filter(|message| message.author == Author::Bot) {
                *times.entry(message.body.line()).or_default() += 1;
            }
            assert!(times.values().all(|times| *times <= 2), "{asked}: {times:?}");
            assert!(times.keys().any(|said| said.contains("team")), "{asked}: a person is offered: {times:?}");
            assert!(log.iter().any(|message| matches!(message.body, frontdesk::conversation::Body::Form(_))), "{asked}: and at last their form");
        }
    }

    async fn knowledge_a_question_goes_with_the_person_who_asked_it(desk) {
        let bot = home(desk).await;
        let (lead, talk) = desk.lead(&bot, "Ann Bell", "refund_request").await;
        let mut tx = desk.app.tx().await.unwrap();
        frontdesk::knowledge::unanswered::note(&mut tx, &talk, 1, "I want my money back").await.unwrap();
        tx.commit().await.unwrap();
        let mut owner = desk.signed_in(OWNER).await;
        assert!(owner.get(HERE).await.body.contains("I want my money back"));
        let mut tx = desk.app.tx().await.unwrap();
        erase::erase(&mut tx, &bot, &lead, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM unanswered").await, 0);
        assert!(!owner.get(HERE).await.body.contains("I want my money back"));
    }

    async fn knowledge_the_words_of_a_lead_beyond_the_plan_are_on_no_page(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        let (_, talk) = desk.lead(&bot, "Ann Bell", "refund_request").await;
        let mut tx = desk.app.tx().await.unwrap();
        frontdesk::knowledge::unanswered::note(&mut tx, &talk, 1, "I want my money back").await.unwrap();
        tx.commit().await.unwrap();
        for n in 0..5 {
            desk.lead(&bot, &format!("Zoë {n}"), "refund_request").await;
        }
        desk.plan(&home, Plan::Free).await;
        let mut owner = desk.signed_in(OWNER).await;
        for at in ["/overview", HERE] {
            let page = owner.get(at).await;
            assert!(!page.body.contains("I want my money back") && page.body.contains("beyond your plan"), "{at}: {}", page.body);
        }
        let id: String = desk.app.db.read().await.unwrap().all("SELECT id FROM unanswered", vec![]).await.unwrap()[0].get("id").unwrap();
        assert_eq!(owner.get(&format!("{HERE}?answer={id}")).await.status, 404);
        desk.plan(&home, Plan::Boost).await;
        assert!(owner.get(HERE).await.body.contains("I want my money back"));
    }
}

mod by_text_message {
    use super::PHONE;
    use crate::support::stories;

    stories! {
        async fn knowledge_nothing_is_texted_a_third_time(house) {
            let bot = house.bot(|_| {}).await;
            house.give_number(&bot).await;
            for n in 1..=5 {
                assert_eq!(house.sms(PHONE, "When are you open?").await, 200);
                house.texts_are(PHONE, n).await;
            }
            let texts = house.texts_are(PHONE, 5).await;
            let same = texts.iter().filter(|text| text.starts_with("We are open from nine")).count();
            assert_eq!(same, 2, "{texts:?}");
            assert!(texts[2].contains("Shall I ask the team?"), "{texts:?}");
        }
    }
}
