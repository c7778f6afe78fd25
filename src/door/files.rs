//! The embedded files over HTTP: anyone may read them. Files under a hash never change; the loader is asked after.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::assets::{self, Asset};
use super::problem::Problem;
use crate::error::Error;

/// A year: what is under a hash never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `GET /widget.js`: the one line on the owner's page.
///
/// # Errors
/// None that can happen: it is embedded.
pub async fn loader(headers: HeaderMap) -> Result<Response, Problem> {
    let asset = assets::widget("loader.js").ok_or(Error::NotFound("file"))?;
    let tag = format!("\"{}\"", assets::WIDGET_HASH);
    let is_same = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if is_same { StatusCode::NOT_MODIFIED.into_response() } else { serve(asset, &headers) };
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    Ok(response)
}

/// `GET /widget/HASH/FILE`: a module of the panel. An old hash is served the new file: a page that was open over an
/// upgrade goes on.
///
/// # Errors
/// 404 when there is no such file.
pub async fn panel(Path((hash, file)): Path<(String, String)>, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = assets::widget(&file).ok_or(Error::NotFound("file"))?;
    let mut response = serve(asset, &headers);
    let age = if hash == assets::WIDGET_HASH { FOR_EVER } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(age));
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    Ok(response)
}

/// `GET /favicon.ico`: the mark, which browsers ask for unasked.
///
/// # Errors
/// None that can happen: it is embedded.
pub async fn favicon(headers: HeaderMap) -> Result<Response, Problem> {
    let asset = assets::dashboard("mark.svg").ok_or(Error::NotFound("file"))?;
    let mut response = serve(asset, &headers);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    Ok(response)
}

/// `GET /assets/HASH/FILE`: a file of the dashboard's pages.
///
/// # Errors
/// 404 when there is no such file.
pub async fn page_asset(Path((hash, file)): Path<(String, String)>, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = assets::dashboard(&file).ok_or(Error::NotFound("file"))?;
    let mut response = serve(asset, &headers);
    let age = if hash == assets::DASHBOARD_HASH { FOR_EVER } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(age));
    Ok(response)
}

/// The file, compressed where the browser takes that.
fn serve(asset: &'static Asset, headers: &HeaderMap) -> Response {
    let takes_gzip = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("gzip"));
    let kind = [(header::CONTENT_TYPE, asset.content_type), (header::VARY, "accept-encoding")];
    if takes_gzip && !asset.gzip.is_empty() {
        return (kind, [(header::CONTENT_ENCODING, "gzip")], asset.gzip).into_response();
    }
    (kind, asset.body).into_response()
}
