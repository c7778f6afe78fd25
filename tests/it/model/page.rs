//! The page of the model: an owner sees what each use took today, and switches it off and on.

use frontdesk::bot;
use frontdesk::bot::uses::{Use, Uses};
use frontdesk::organisation::role::Role;

use super::answer;
use crate::support::house::{House, PUBLIC, http};
use crate::support::model::Model;
use crate::support::stories;

/// A use that is on, as it is drawn.
const ON: &str = " checked aria-labelledby=\"use-";

/// A page of the house, as somebody signed in gets it.
async fn get(house: &House, cookie: &str, path: &str) -> String {
    let answer = http().get(house.url(path)).header("cookie", cookie).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    answer.text().await.unwrap()
}

fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

stories! {
    async fn each_use_is_told_with_what_it_took_and_switched_by_itself(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        assert_eq!(answer(house, &bot).await, super::WORDED);
        let admin = house.agent(Role::Admin).await;
        let path = format!("/settings/model?bot={}", bot.key);
        let page = get(house, &admin.cookie, &path).await;
        for told in ["Understanding in doubt", "Details and summaries", " 440 tokens today", " 0 tokens today"] {
            assert!(page.contains(told), "{told} is missing");
        }
        assert_eq!(page.matches(ON).count(), 3);
        let csrf = hidden(&page, "csrf");
        let post = async |fields: &[(&str, &str)]| {
            let body = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs([("csrf", csrf.as_str()), ("bot", bot.key.as_str())])
                .extend_pairs(fields)
                .finish();
            let request = http().post(house.url("/settings/model")).header("cookie", &admin.cookie).header("origin", PUBLIC);
            let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
            request.send().await.unwrap().status().as_u16()
        };
        assert_eq!(post(&[("do", "save"), ("replies", "on"), ("doubt", "on")]).await, 303);
        let saved = bot::by_id(&mut house.app.db.read().await.unwrap(), &bot.id).await.unwrap().unwrap();
        assert_eq!(saved.settings().model, Uses::only(&[Use::Replies, Use::Doubt]));
        assert_eq!(get(house, &admin.cookie, &path).await.matches(ON).count(), 2);
        let asked = model.requests().len();
        assert_eq!(post(&[("do", "test")]).await, 200);
        assert_eq!(model.requests().len(), asked + 1);
        assert_eq!(post(&[("do", "save")]).await, 303);
        assert_eq!(answer(house, &saved).await, super::EMBEDDED, "nothing is left on");
    }
}
