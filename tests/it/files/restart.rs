//! An import over restarts: the house has them, and checks at its end that nothing is left to do.

use frontdesk::lead::import;
use frontdesk::lead::import::intake::Intake;
use frontdesk::organisation::member;
use frontdesk::task::{self, State};

use crate::support::house::{House, OWNER};
use crate::support::{stories, until};

stories! {
    async fn files_an_import_goes_on_where_it_was_cut_off(house) {
        let bot = house.bot(|_| {}).await;
        let mut intake = Intake::default();
        let people: Vec<String> = (0..1_500).map(|n| format!("Ann {n},ann{n}@mail.example\n")).collect();
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
        for cut in 1..=3 {
            until("some of it is done", || async {
                let task = task::by_id(&mut house.app.db.read().await.unwrap(), &id).await.unwrap().unwrap();
                (task.done >= cut * 200).then_some(())
            })
            .await;
            house.restart().await;
        }
        let end = async |house: &House| {
            until("its end", || async {
                let task = task::by_id(&mut house.app.db.read().await.unwrap(), &id).await.unwrap().unwrap();
                (task.state == State::Done).then_some(task)
            })
            .await
        };
        assert_eq!(end(house).await.done, 1_500);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM lead").await, 1_500);
        assert_eq!(house.number("SELECT COUNT(DISTINCT lead_id) AS n FROM import_row WHERE state = 'made'").await, 1_500);
        house.untold = 1_500;
    }
}
