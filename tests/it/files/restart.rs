//! An import over restarts: the house has them, and checks at its end that nothing is left to do.

use std::time::Duration;

use frontdesk::id::TaskId;
use frontdesk::lead::import;
use frontdesk::lead::import::intake::Intake;
use frontdesk::organisation::member;
use frontdesk::task::{self, State, Task};

use crate::support::house::{House, OWNER};
use crate::support::{stories, until_within};

/// The task, once it is so far. A piece on a busy machine takes longer than a story waits for a word.
async fn once(house: &House, id: &TaskId, is_so_far: impl Fn(&Task) -> bool) -> Task {
    until_within(Duration::from_secs(120), "the task to go on", || async {
        let task = task::by_id(&mut house.app.db.read().await.unwrap(), id).await.unwrap().unwrap();
        Some(task).filter(&is_so_far)
    })
    .await
}

stories! {
    async fn files_an_import_goes_on_where_it_was_cut_off(house) {
        let bot = house.bot(|_| {}).await;
        let mut intake = Intake::default();
        let people: Vec<String> = (0..700).map(|n| format!("Ann {n},ann{n}@mail.example\n")).collect();
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
        tx.commit().await.unwrap();
        for cut in 1..=2 {
            once(house, &id, |task| task.done >= cut * 200).await;
            house.restart().await;
        }
        assert_eq!(once(house, &id, |task| task.state == State::Done).await.done, 700);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM lead").await, 700);
        assert_eq!(house.number("SELECT COUNT(DISTINCT lead_id) AS n FROM import_row WHERE state = 'made'").await, 700);
        house.untold = 700;
    }
}
