//! What is known of the visitor, beside the conversation: their lead, the summary, products, and earlier conversations.

use super::talk;
use crate::app::App;
use crate::contact::Contact;
use crate::conversation::discussed;
use crate::conversation::{self, Conversation};
use crate::dashboard::layout::Seat;
use crate::dashboard::view::inbox::{Context, Earlier, Fact};
use crate::dashboard::{badge, way, words};
use crate::db::Conn;
use crate::error::Result;
use crate::organisation::role::Right;
use crate::{lead, tag};

/// How many earlier conversations are listed.
const EARLIER: usize = 5;

/// The column beside the conversation.
pub async fn of(app: &App, conn: &mut Conn, seat: &Seat, found: &Conversation, contact: &Contact) -> Result<Context> {
    let (now, zone) = (app.clock.now(), seat.zone());
    let mut context = Context::default();
    let mut fact = |name: &str, text: String, href: Option<String>| {
        context.facts.push(Fact { name: name.to_owned(), text, href });
    };
    if let Some(email) = &contact.email {
        fact("Email", email.clone(), Some(way::mailto(email)));
    }
    if let Some(phone) = &contact.phone {
        fact("Phone", badge::national(phone), Some(format!("tel:{phone}")));
    }
    if let Some(company) = &contact.company {
        fact("Company", company.clone(), None);
    }
    if let Some(place) = &found.place {
        fact("Place", place.clone(), None);
    }
    if let Some(theirs) = &found.time_zone {
        fact("Local time", words::time(now, theirs), None);
    }
    if let Some(url) = &found.page_url {
        let title = found.page_title.clone().unwrap_or_else(|| talk::path(url).to_owned());
        fact("Page", title, way::web(url));
    }
    if seat.who.can(Right::SeeLeads)
        && let Some(lead) = lead::current(conn, &found.contact_id).await?
    {
        let tags = tag::list(conn, &found.bot_id).await?;
        context.lead_href = Some(format!("/leads/{}", lead.id));
        context.tag = badge::tag(&tags, &lead.tag);
        context.score = badge::score(lead.score, lead.temperature.as_deref());
        context.summary = lead.summary.clone().unwrap_or_default();
    }
    for product in discussed::of_contact(conn, &found.contact_id).await? {
        context.products.push(product.title);
    }
    let mut all = conversation::of_contact(conn, &found.contact_id).await?;
    all.retain(|one| one.id != found.id);
    for one in all.iter().rev().take(EARLIER) {
        context.earlier.push(Earlier {
            href: format!("/inbox/{}", one.id),
            at: words::moment(one.started_at, now, zone),
            line: words::count(one.visitor_messages, "message"),
        });
    }
    Ok(context)
}
