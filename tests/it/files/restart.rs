//! An import over restarts: the house has them, and checks at its end that nothing is left to do.

use std::time::Duration;

use frontdesk::id::TaskId;
use frontdesk::lead::import;
use frontdesk::lead::import::intake::Intake;
use frontdesk::organisation::member;
use frontdesk::organisation::role::Role;
use frontdesk::task::{self, State, Task};

use crate::support::house::{House, OWNER, http};
use crate::support::{stories, until_within};

/// The task, once it is so far. A piece on a busy machine takes longer than a story waits for a word.
async fn once(house: &House, id: &TaskId, is_so_far: impl Fn(&Task) -> bool) -> Task {
    until_within(Duration::from_secs(120), "the task to go on", || async {
        let task = task::by_id(&mut house.app.db.read().await.unwrap(), id).await.unwrap().unwrap();
        Some(task).filter(&is_so_far)
    })
    .await
}

/// Sets an import of so many people going, with what is wrong in it.
async fn begun(house: &House, people: usize, torn: &'static str) -> TaskId {
    let bot = house.bot(|_| {}).await;
    let mut intake = Intake::default();
    let people: Vec<String> = (0..people).map(|n| format!("Ann {n},ann{n}@mail.example\n")).collect();
    let file = format!("Name,Email\n{}", people.concat());
    intake.feed(file.as_bytes()).unwrap();
    intake.end().unwrap();
    let mut tx = house.app.tx().await.unwrap();
    let mirela = member::by_email(&mut tx, OWNER).await.unwrap().unwrap();
    let id = import::begin(&mut tx, &bot.organisation_id, &bot, &mirela.id).await.unwrap();
    import::store(&mut tx, &id, &intake.take(1).unwrap()).await.unwrap();
    import::ready(&mut tx, &id, &bot, &intake).await.unwrap();
    let (task, detail) = import::find(&mut tx, &bot.organisation_id, &id).await.unwrap();
    import::start(&mut tx, &task, &detail, &bot).await.unwrap();
    if !torn.is_empty() {
        tx.exec(torn, Vec::new()).await.unwrap();
    }
    tx.commit().await.unwrap();
    id
}

/// Changes behind the product's back what no door changes.
async fn set(house: &House, sql: &'static str) {
    let mut tx = house.app.tx().await.unwrap();
    tx.exec(sql, Vec::new()).await.unwrap();
    tx.commit().await.unwrap();
}

stories! {
    async fn files_an_import_goes_on_where_it_was_cut_off(house) {
        let id = begun(house, 700, "").await;
        for cut in 1..=2 {
            once(house, &id, |task| task.done >= cut * 200).await;
            house.restart().await;
        }
        assert_eq!(once(house, &id, |task| task.state == State::Done).await.done, 700);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM lead").await, 700);
        assert_eq!(house.number("SELECT COUNT(DISTINCT lead_id) AS n FROM import_row WHERE state = 'made'").await, 700);
        house.untold = 700;
    }

    async fn files_an_import_that_cannot_go_on_says_so_and_is_tried_again(house) {
        house.may_fault = true;
        house.stop_the_clock().await;
        let id = begun(house, 250, "UPDATE import_row SET cells = 'torn' WHERE line = 201").await;
        let ended = |task: &Task| task.state != State::Running;
        for _ in 0..6 {
            house.advance(Duration::from_secs(60)).await;
        }
        let task = once(house, &id, ended).await;
        assert_eq!((task.state, task.done), (State::Failed, 200), "what was done stays");
        let agent = house.agent(Role::Agent).await;
        let at = house.url(&format!("/tasks/{id}"));
        let page = async || http().get(&at).header("cookie", &agent.cookie).send().await.unwrap().text().await.unwrap();
        let said = page().await;
        assert!(said.contains("Ended early") && said.contains("a step failed several times") && said.contains("Try again"), "{said}");
        let csrf = said.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let again = async || {
            let form = [("csrf", csrf.as_str())];
            http().post(format!("{at}/again")).header("cookie", &agent.cookie).form(&form).send().await.unwrap().status().as_u16()
        };
        set(house, "UPDATE import_row SET cells = '[\"Ann 200\",\"ann200@mail.example\"]' WHERE line = 201").await;
        assert_eq!((again().await, again().await), (303, 409), "once is enough");
        assert_eq!(once(house, &id, ended).await.state, State::Done);
        assert!(!page().await.contains("Try again"));
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM lead").await, 250);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM submission").await, 250, "no line was taken twice");
        house.untold = 250;
    }
}
