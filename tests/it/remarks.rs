//! What a visitor tells rather than asks: it is heard as what it is, and what they tell stands in the form they are shown.

use crate::support::house::PHONE;
use crate::support::stories;
use crate::understood::replies;

stories! {
    async fn who_tells_of_trouble_is_pitied_and_their_details_fill_the_form(house) {
        let bot = house.bot(|settings| settings.team = "workshop".into()).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("The handle is cracked right through, such a disappointing teapot").await;
        let sorry = ada.told().await;
        assert_eq!(sorry["text"], "I am sorry to hear that. Shall I ask the workshop to look into it?");
        assert_eq!(replies(&sorry), ["Ask the workshop", "Talk to a person"]);
        ada.say("Nadia Kerr, nadia.kerr@post.example").await;
        let filled = "Thank you, Nadia. I have filled in what you told me: check it, send it, and the workshop has it.";
        assert_eq!(ada.words().await, filled);
        let form = ada.form().await;
        assert_eq!(form["tag"], "agent_request");
        assert_eq!((&form["values"]["name"], &form["values"]["email"]), (&"Nadia Kerr".into(), &"nadia.kerr@post.example".into()));
    }

    async fn trouble_that_is_half_a_request_is_pitied_too(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("My lantern came with a crack in the glass").await;
        assert_eq!(ada.told().await["text"], "I am sorry to hear that. Shall I ask the team to look into it?");
    }

    async fn details_told_beside_an_open_form_stand_in_it(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("Where is my order?").await;
        ada.words().await;
        assert_eq!(ada.form().await["tag"], "order_question");
        ada.say("order LL-20911").await;
        assert!(ada.words().await.starts_with("Thank you. I have filled in what you told me"));
        let form = ada.form().await;
        assert_eq!((&form["tag"], &form["values"]["order_number"]), (&"order_question".into(), &"LL-20911".into()));
        ada.say("it is for a christening on Sunday").await;
        assert_eq!(ada.told().await["text"], "Noted. Send your details, and the team gets this with them.");
    }

    async fn details_behind_a_clear_wish_are_passed_on_without_a_form(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("Could you send me a quote for ninety enamel signs?").await;
        ada.told().await;
        ada.say("Nadia Kerr, nadia.kerr@post.example").await;
        assert_eq!(ada.told().await["text"], "Thank you, Nadia. I will pass this to the team.");
    }

    async fn who_only_looks_around_is_left_to_it_and_who_says_their_name_first_is_asked_what_they_want(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("no, I am just browsing today").await;
        assert_eq!(ada.told().await["text"], "Take your time. Ask me anything as you look around.");
        let mut eve = house.visitor(&bot).await;
        eve.say("I'm Nadia Kerr, nadia.kerr@post.example").await;
        assert_eq!(eve.told().await["text"], "Thank you, Nadia. How can I help?");
    }

    async fn details_are_no_question_for_the_owner_to_answer(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        for text in ["Can a heron juggle?", "Nadia Kerr, nadia.kerr@post.example"] {
            ada.say(text).await;
            ada.told().await;
        }
        let mut conn = house.app.db.read().await.unwrap();
        let rows = conn.all("SELECT seq FROM unanswered", vec![]).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.get::<i64>("seq").unwrap()).collect::<Vec<_>>(), [1]);
    }

    async fn by_text_message_nothing_is_said_of_a_form_to_check(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        house.sms(PHONE, "The handle is cracked right through, such a disappointing teapot").await;
        house.texts_are(PHONE, 1).await;
        house.sms(PHONE, "Nadia Kerr, nadia.kerr@post.example").await;
        let texts = house.texts_are(PHONE, 2).await;
        assert!(!texts[1].contains("filled in"), "{}", texts[1]);
    }
}
