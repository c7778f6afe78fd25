//! A bot's forms and its recipients, arranged on their pages: what is saved is what the next visitor is asked.

use frontdesk::bot::Bot;
use frontdesk::form;
use frontdesk::lead::notification;
use frontdesk::organisation::role::Role;
use frontdesk::organisation::trail::{self, What};
use frontdesk::trigger;
use serde_json::json;

use crate::dashboard::desk::{Desk, Page, Person};
use crate::dashboard::stories;
use crate::support::visitor::Visitor;

const OWNER: &str = "owner@loam.example";

async fn home(desk: &Desk) -> Bot {
    let home = desk.organisation("Loam").await;
    desk.member(&home, OWNER, Role::Owner).await;
    desk.bot(&home, "loam").await
}

fn plain(html: &str) -> String {
    html.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

/// What a browser would post of the page's form: every input as it stands.
fn posted(page: &Page) -> Vec<(String, String)> {
    let form = page.body.split("class=\"settings-form\"").nth(1).unwrap();
    let mut fields = Vec::new();
    for (at, _) in form.match_indices('<') {
        let rest = &form[at + 1..];
        let Some((tag, after)) = rest.split_once('>') else { continue };
        let Some(name) = attribute(tag, "name").filter(|name| *name != "do") else { continue };
        let value = match tag.split(' ').next().unwrap() {
            "input" if tag.contains("type=\"checkbox\"") && !tag.contains(" checked") => continue,
            "input" => attribute(tag, "value").unwrap_or("on").to_owned(),
            "textarea" => after.split("</textarea>").next().unwrap().to_owned(),
            "select" => {
                let options = after.split("</select>").next().unwrap();
                let chosen = options.split("<option ").find(|option| option.contains(" selected"));
                let first = options.split("<option ").nth(1).unwrap_or_default();
                attribute(&format!(" {}", chosen.unwrap_or(first)), "value").unwrap_or_default().to_owned()
            }
            _ => continue,
        };
        fields.push((name.to_owned(), plain(&value)));
    }
    fields
}

/// Posts a page's form, changed and by this button.
async fn press(person: &mut Person<'_>, page: &Page, path: &str, button: &str, change: &[(&str, &str)]) -> Page {
    let mut fields = posted(page);
    for (name, value) in change {
        fields.retain(|(known, _)| known != name);
        if *value != "(off)" {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    fields.push(("do".into(), button.to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.post(path, &fields).await
}

/// The place of the row whose answers are saved under this key.
fn row(page: &Page, key: &str) -> usize {
    let fields = posted(page);
    let found = fields.iter().find(|(name, value)| name.starts_with("key.") && value == key);
    found.unwrap_or_else(|| panic!("no field {key}")).0["key.".len()..].parse().unwrap()
}

async fn visitor(desk: &Desk, bot: &Bot, language: &str) -> Visitor {
    let mut visitor = Visitor::arrive(&format!("ws://{}/ws?bot={}", desk.address(), bot.key)).await;
    visitor.about = json!({ "language": language });
    visitor.open().await;
    visitor
}

const ORDER: &str = "/settings/forms?form=order_question";

stories! {
    async fn forms_are_arranged_and_the_next_visitor_is_asked_so(desk) {
        let bot = home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        let page = owner.get(ORDER).await;
        assert!(page.body.contains("Ask about an order") && page.body.contains("It is in your confirmation email."), "{}", page.body);
        // Without scripts: a field is added, then filled, moved to the top, then all is saved.
        let page = press(&mut owner, &page, "/settings/forms", "add", &[]).await;
        let new = row(&page, "");
        let label = (format!("label.{new}"), format!("kind.{new}"));
        let page = press(&mut owner, &page, "/settings/forms", "look", &[(&label.0, "What is it for?"), (&label.1, "dropdown")]).await;
        let options = format!("options.{new}");
        assert!(page.body.contains(&format!("name=\"{options}\"")) && page.body.contains("Unsaved changes"), "{}", page.body);
        let page = press(&mut owner, &page, "/settings/forms", &format!("place.{new}.0"), &[(&options, "A gift\nMy own garden")]).await;
        let phone = row(&page, "phone");
        let saved = press(&mut owner, &page, "/settings/forms", "save", &[(&format!("on.{phone}"), "on"), ("title", "About your order")]).await;
        assert_eq!((saved.status, saved.header("location")), (303, "/settings/forms?form=order_question"), "{}", saved.body);
        assert!(owner.get(ORDER).await.body.contains("Saved"));

        let mut ann = visitor(desk, &bot, "en").await;
        let asked = ann.request_form(Some("order_question")).await;
        let keys: Vec<&str> = asked["fields"].as_array().unwrap().iter().map(|field| field["key"].as_str().unwrap()).collect();
        assert_eq!(keys, ["what_is_it_for", "order_number", "email", "name", "phone"]);
        assert_eq!((&asked["title"], &asked["fields"][0]["options"][1]["label"]), (&json!("About your order"), &json!("My own garden")));
        let values = json!({"what_is_it_for": "A gift", "order_number": "LL-1", "email": "ann@mail.example"});
        assert_eq!(ann.submit(&asked, &values).await["type"], "ack");
        let page = owner.get(ORDER).await;
        assert!(page.body.contains("<dt>Shown</dt><dd>1</dd>") && page.body.contains("<dt>Completion</dt><dd>100%</dd>"), "{}", page.body);
        let conn = &mut desk.app.db.read().await.unwrap();
        let told = trail::list(conn, &bot.organisation_id, &trail::Look { what: Some(What::SettingsChanged), ..trail::Look::default() }, 9).await.unwrap();
        assert_eq!(told[0].detail.0.to_string(), r#"{"setting":"form","form":"order_question"}"#);
    }

    async fn forms_that_cannot_be_asked_are_not_saved(desk) {
        let bot = home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        let page = owner.get(ORDER).await;
        let email = row(&page, "email");
        let label = format!("label.{email}");
        let refused = press(&mut owner, &page, "/settings/forms", "save", &[("title", " "), (&label, "<b>")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("Write something here") && refused.body.contains("Not saved."), "{}", refused.body);
        assert!(refused.body.contains("&#60;b&#62;") && !refused.body.contains("value=\"<b>\""), "what was typed is kept, as text");
        let off: Vec<String> = (0..12).map(|at| format!("on.{at}")).collect();
        let off: Vec<(&str, &str)> = off.iter().map(|name| (name.as_str(), "(off)")).collect();
        let refused = press(&mut owner, &page, "/settings/forms", "save", &off).await;
        assert!(refused.status == 422 && refused.body.contains("Ask for one thing at least"));
        assert_eq!(owner.get("/settings/forms?form=nonsense").await.status, 404);
        let conn = &mut desk.app.db.read().await.unwrap();
        let stands = form::for_tag(conn, &bot.id, Some("order_question")).await.unwrap();
        assert_eq!(stands.definition.0.title, "Ask about an order");
    }

    async fn forms_saved_by_two_at_once_are_those_of_the_first(desk) {
        home(desk).await;
        let (mut mirela, mut priya) = (desk.signed_in(OWNER).await, desk.signed_in(OWNER).await);
        let (mine, theirs) = (mirela.get(ORDER).await, priya.get(ORDER).await);
        assert_eq!(press(&mut mirela, &mine, "/settings/forms", "save", &[("title", "First")]).await.status, 303);
        let late = press(&mut priya, &theirs, "/settings/forms", "save", &[("title", "Second")]).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("Somebody has saved this form") && late.body.contains("value=\"Second\""), "{}", late.body);
        assert!(priya.get(ORDER).await.body.contains("value=\"First\""));
        assert_eq!(press(&mut priya, &late, "/settings/forms", "save", &[]).await.status, 303, "again, and it is meant so");
        assert!(mirela.get(ORDER).await.body.contains("value=\"Second\""));
    }

    async fn forms_speak_the_visitors_language(desk) {
        let bot = home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        let page = owner.get("/settings/forms").await;
        let page = press(&mut owner, &page, "/settings/forms", "speak", &[("language", "ar")]).await;
        let name = row(&page, "name");
        let label = format!("words.ar.label.{name}");
        let page = press(&mut owner, &page, "/settings/forms", "preview.ar", &[(&label, "الاسم"), ("words.ar.submit", "إرسال")]).await;
        assert!(page.body.contains("lang=\"ar\" dir=\"rtl\" role=\"group\""), "the preview is in it: {}", page.body);
        assert_eq!(press(&mut owner, &page, "/settings/forms", "save", &[]).await.status, 303);
        for (language, label, submit) in [("ar-EG", "الاسم", "إرسال"), ("fr", "Name", "Send details")] {
            let asked = visitor(desk, &bot, language).await.request_form(None).await;
            assert_eq!((&asked["fields"][0]["label"], &asked["submit"]), (&json!(label), &json!(submit)));
        }
    }

    async fn forms_come_by_themselves_when_their_switch_says_so(desk) {
        let bot = home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        let page = owner.get("/settings/forms?form=agent_request").await;
        let saved = press(&mut owner, &page, "/settings/forms", "save", &[("rule.messages", "on"), ("rule.messages.count", "2")]).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        let rules = async || trigger::rules::of(&mut desk.app.db.read().await.unwrap(), &bot.id).await.unwrap();
        let before = rules().await;
        let mut ann = visitor(desk, &bot, "en").await;
        ann.say("Good morning").await;
        ann.say("It is a lovely day").await;
        assert_eq!(ann.form().await["tag"], "agent_request");
        let page = owner.get("/settings/forms?form=agent_request").await;
        assert!(page.body.contains("name=\"rule.messages\" checked"), "{}", page.body);
        press(&mut owner, &page, "/settings/forms", "save", &[("rule.no_answer", "on")]).await;
        let after = rules().await;
        assert_eq!((after.len(), &after[..before.len()]), (before.len() + 1, &before[..]), "what was fired is not forgotten");
    }

    async fn notifications_go_to_whom_the_page_names(desk) {
        let bot = home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        let at = "/settings/notifications";
        let page = owner.get(at).await;
        assert!(page.body.contains(">owner@loam.example</textarea>"), "{}", page.body);
        let wrong = press(&mut owner, &page, at, "save", &[("to.all", "ann@loam.example\nnobody at all")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.body.contains("“nobody at all” is no email address") && wrong.body.contains("ann@loam.example"));
        let saved = press(&mut owner, &page, at, "save", &[("to.all", "ann@loam.example"), ("to.refund_request", "Returns@loam.example")]).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        for (tag, to) in [("refund_request", vec!["ann@loam.example", "returns@loam.example"]), ("cancellation", vec!["ann@loam.example"])] {
            let bot = frontdesk::bot::by_id(&mut desk.app.db.read().await.unwrap(), &bot.id).await.unwrap().unwrap();
            let (lead, _) = desk.lead(&bot, "Bo", tag).await;
            let sent = notification::of(&mut desk.app.db.read().await.unwrap(), &lead).await.unwrap();
            assert_eq!(sent[0].recipients.0, to, "{tag}");
        }
        let conn = &mut desk.app.db.read().await.unwrap();
        let told = trail::list(conn, &bot.organisation_id, &trail::Look::default(), 9).await.unwrap();
        let details: Vec<String> = told.iter().map(|line| line.detail.0.to_string()).collect();
        assert!(details.contains(&r#"{"setting":"recipients","of_all":1,"of_tags":1}"#.to_owned()) && !details.concat().contains("loam.example"), "{details:?}");
    }
}
