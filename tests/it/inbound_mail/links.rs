//! Links in an e-mail: opening one changes nothing, its button does one thing, for one member, for two weeks.

use std::time::Duration;

use frontdesk::conversation::Status;
use frontdesk::notify::message::Outgoing;
use frontdesk::organisation::role::Role;

use super::{close, leaves_details, status};
use crate::support::house::{House, http};
use crate::support::stories;

/// The path behind this label in the e-mail.
fn link(mail: &Outgoing, label: &str) -> String {
    let line = mail.text.lines().find_map(|line| line.strip_prefix(&format!("{label}: "))).unwrap();
    assert!(mail.html.contains(line), "the HTML has it too");
    line.strip_prefix("https://desk.example").unwrap().to_owned()
}

async fn get(house: &House, path: &str) -> (u16, String) {
    let answer = http().get(house.url(path)).header("accept", "text/html").send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn post(house: &House, path: &str) -> (u16, String) {
    let request = http().post(house.url(path)).header("accept", "text/html").form(&[("csrf", "")]);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

stories! {
    async fn a_link_asks_and_its_button_takes_and_closes(house) {
        let bot = house.bot(|_| {}).await;
        let (ada, mail) = leaves_details(house, &bot).await;
        let talk = ada.conversation.clone().unwrap();
        let (take, end) = (link(&mail, "Take the conversation"), link(&mail, "Close the conversation"));
        for _ in 0..3 {
            let (code, page) = get(house, &take).await;
            assert!(code == 200 && page.contains("Take the conversation?") && page.contains("Ada Grove"), "{page}");
        }
        assert_eq!(status(house, &talk).await, Status::Bot, "opening changes nothing");
        let (code, page) = post(house, &take).await;
        assert!(code == 200 && page.contains("The conversation is yours"), "{page}");
        assert_eq!(status(house, &talk).await, Status::Agent);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM conversation c JOIN member m ON m.id = c.agent_id WHERE m.name = 'Mirela Oakes'").await, 1);
        assert_eq!(post(house, &end).await.0, 200);
        assert_eq!(status(house, &talk).await, Status::Closed);
        assert_eq!(post(house, &end).await.0, 200, "what is done is done");
        let (code, page) = post(house, &take).await;
        assert!(code == 409 && page.contains("Nothing was changed"), "{page}");
    }

    async fn a_lead_is_marked_handled_by_its_link(house) {
        let bot = house.bot(|_| {}).await;
        let (_, mail) = leaves_details(house, &bot).await;
        let handled = link(&mail, "Mark handled");
        assert_eq!(get(house, &handled).await.0, 200);
        assert!(house.leads(&bot).await[0].lead.is_new);
        assert_eq!(post(house, &handled).await.0, 200);
        assert!(!house.leads(&bot).await[0].lead.is_new);
    }

    async fn a_link_ends_and_opens_nothing_else(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let (ada, mail) = leaves_details(house, &bot).await;
        let talk = ada.conversation.clone().unwrap();
        let (take, end) = (link(&mail, "Take the conversation"), link(&mail, "Close the conversation"));
        for forged in [take.replace("take.", "close."), format!("{take}x"), "/answer/take.a.b".to_owned()] {
            assert_eq!((get(house, &forged).await.0, post(house, &forged).await.0), (404, 404), "{forged}");
        }
        let elsewhere = http().post(house.url(&take)).header("origin", "https://evil.example").form(&[("csrf", "")]);
        assert_eq!(elsewhere.send().await.unwrap().status(), 403);
        let priya = house.agent(Role::Agent).await;
        drop(priya);
        let mut tx = house.app.tx().await.unwrap();
        tx.exec("UPDATE member SET role = 'viewer' WHERE role = 'owner'", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(post(house, &end).await.0, 404, "who may no longer, does not");
        let mut tx = house.app.tx().await.unwrap();
        tx.exec("UPDATE member SET role = 'owner' WHERE role = 'viewer'", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(get(house, &end).await.0, 200);
        house.advance(Duration::from_secs(60 * 60 * 24 * 14 + 60)).await;
        let (code, page) = get(house, &end).await;
        assert!(code == 404 && page.contains("This link does nothing any more"), "{page}");
        assert_eq!(status(house, &talk).await, Status::Bot);
        close(house, &talk).await;
        house.rest().await;
    }
}
