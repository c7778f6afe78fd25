//! A site of the stories, on this machine: its pages, and what was asked of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response, StatusCode};
use futures_util::stream;

/// What stands at a path.
#[derive(Clone)]
pub enum Thing {
    /// A page of HTML.
    Page(String),
    /// These bytes, of this media type.
    Bytes(&'static str, Vec<u8>),
    /// This status.
    Status(u16),
    /// A redirect.
    To(String),
    /// A page that never ends.
    Endless,
}

#[derive(Default)]
struct Inner {
    things: Mutex<BTreeMap<String, Thing>>,
    asked: Mutex<Vec<(String, HeaderMap)>>,
    /// How many are being answered, and how many were at most.
    at_once: Mutex<(usize, usize)>,
}

/// The site.
#[derive(Clone)]
pub struct Site {
    pub base: String,
    inner: Arc<Inner>,
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Site {
    /// A site with these pages.
    pub async fn start(pages: &[(&str, &str)]) -> Self {
        let inner = Arc::new(Inner::default());
        let router = Router::new().fallback(answer).with_state(inner.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let site = Self { base, inner };
        for (path, page) in pages {
            site.put(path, Thing::Page((*page).to_owned()));
        }
        site
    }

    pub fn put(&self, path: &str, thing: Thing) {
        held(&self.inner.things).insert(path.to_owned(), thing);
    }

    pub fn remove(&self, path: &str) {
        held(&self.inner.things).remove(path);
    }

    /// What was asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        held(&self.inner.asked).iter().map(|(path, _)| path.clone()).collect()
    }

    /// What a header said when a path was asked for last.
    pub fn header(&self, path: &str, name: &str) -> Option<String> {
        let asked = held(&self.inner.asked);
        let (_, headers) = asked.iter().rev().find(|(asked, _)| asked == path)?;
        headers.get(name).map(|value| value.to_str().unwrap().to_owned())
    }

    pub fn most_at_once(&self) -> usize {
        held(&self.inner.at_once).1
    }
}

async fn answer(State(inner): State<Arc<Inner>>, request: Request) -> Response<Body> {
    let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    {
        let mut at_once = held(&inner.at_once);
        at_once.0 += 1;
        at_once.1 = at_once.1.max(at_once.0);
    }
    held(&inner.asked).push((path.clone(), request.headers().clone()));
    let thing = held(&inner.things).get(&path).cloned();
    // Long enough for another request to be seen beside it.
    tokio::task::yield_now().await;
    held(&inner.at_once).0 -= 1;
    let sent = |status: StatusCode, media: &str, body: Body| {
        let response = Response::builder().status(status).header("content-type", media);
        response.header("etag", "\"one\"").body(body).unwrap()
    };
    let knows = request.headers().get("if-none-match").is_some_and(|tag| tag == "\"one\"");
    match thing {
        None => sent(StatusCode::NOT_FOUND, "text/html", Body::from("<h1>Not found</h1>")),
        Some(Thing::Page(_)) if knows => sent(StatusCode::NOT_MODIFIED, "text/html", Body::empty()),
        Some(Thing::Page(page)) => sent(StatusCode::OK, "text/html; charset=utf-8", Body::from(page)),
        Some(Thing::Bytes(media, bytes)) => sent(StatusCode::OK, media, Body::from(bytes)),
        Some(Thing::Status(status)) => sent(StatusCode::from_u16(status).unwrap(), "text/html", Body::empty()),
        Some(Thing::To(to)) => {
            Response::builder().status(StatusCode::FOUND).header("location", to).body(Body::empty()).unwrap()
        }
        Some(Thing::Endless) => {
            let piece = Bytes::from(format!("<p>{}</p>", "The tour of the quarry never ends. ".repeat(500)));
            let pieces = stream::repeat_with(move || Ok::<_, std::convert::Infallible>(piece.clone()));
            sent(StatusCode::OK, "text/html", Body::from_stream(pieces))
        }
    }
}
