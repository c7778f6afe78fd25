//! Files in a bucket of S3-compatible storage, each an object named `attachments/<id>`. The bucket stands in the path, which
//! every such storage understands.

use std::fmt;
use std::io;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _};
use reqwest::{Body, Client, Method, RequestBuilder, Response, StatusCode, header};
use secrecy::ExposeSecret as _;
use tokio::fs::File;

use super::sign::{NOTHING, Request, Signer};
use super::{Pieces, Spool, folder};
use crate::config::attachments::Bucket;
use crate::error::{Error, Result};
use crate::http;
use crate::id::AttachmentId;
use crate::time::Timestamp;

/// How long one request may take, the bytes included.
const DEADLINE: Duration = Duration::from_secs(120);

#[derive(Clone)]
pub(super) struct S3 {
    bucket: Bucket,
    client: Option<Client>,
}

impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("S3").field(&self.place()).finish()
    }
}

impl S3 {
    pub(super) fn new(bucket: Bucket) -> Self {
        let made = http::builder().timeout(DEADLINE).build();
        let client = made.inspect_err(|error| tracing::error!(%error, "the storage cannot be asked")).ok();
        Self { bucket, client }
    }

    pub(super) fn place(&self) -> String {
        format!("{}/{}", self.bucket.endpoint.as_str().trim_end_matches('/'), self.bucket.name)
    }

    pub(super) async fn put(&self, id: &AttachmentId, mut spool: Spool, digest: &str, now: Timestamp) -> Result<()> {
        let broken = |error: io::Error| Error::Unavailable(format!("the folder for files: {error}"));
        let bytes = spool.end().await.map_err(broken)?;
        let file = File::open(spool.path()).await.map_err(broken)?;
        let body = Body::wrap_stream(folder::pieces(file));
        let request = self.request(&Method::PUT, id, digest, now)?;
        let answer = sent(request.header(header::CONTENT_LENGTH, bytes).body(body)).await?;
        if answer.status().is_success() { Ok(()) } else { Err(refused(answer.status())) }
    }

    pub(super) async fn get(&self, id: &AttachmentId, now: Timestamp) -> Result<Option<Pieces>> {
        let answer = sent(self.request(&Method::GET, id, NOTHING, now)?).await?;
        match answer.status() {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => Ok(Some(answer.bytes_stream().map_err(io::Error::other).boxed())),
            status => Err(refused(status)),
        }
    }

    pub(super) async fn delete(&self, id: &AttachmentId, now: Timestamp) -> Result<()> {
        let status = sent(self.request(&Method::DELETE, id, NOTHING, now)?).await?.status();
        if status.is_success() || status == StatusCode::NOT_FOUND { Ok(()) } else { Err(refused(status)) }
    }

    /// A request about this file's object, signed.
    fn request(&self, method: &Method, id: &AttachmentId, digest: &str, now: Timestamp) -> Result<RequestBuilder> {
        let Some(client) = &self.client else {
            return Err(Error::Unavailable("the storage cannot be asked".to_owned()));
        };
        let Bucket { endpoint, region, name, key, secret } = &self.bucket;
        let path = format!("{}/{name}/attachments/{id}", endpoint.path().trim_end_matches('/'));
        let host = endpoint.host_str().unwrap_or_default();
        let host = endpoint.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let at = now.in_zone("UTC").strftime("%Y%m%dT%H%M%SZ").to_string();
        let own = [("x-amz-content-sha256", digest.to_owned()), ("x-amz-date", at.clone())];
        let headers = own.iter().cloned().chain([("host", host)]).collect();
        let signer = Signer { key, secret: secret.expose_secret(), region };
        let authorization = signer.authorization(&Request {
            method: method.as_str(),
            path: &path,
            query: "",
            headers,
            digest,
            at: &at,
        })?;
        let mut url = endpoint.clone();
        url.set_path(&path);
        let request = client.request(method.clone(), url).header(header::AUTHORIZATION, authorization);
        Ok(own.into_iter().fold(request, |request, (name, value)| request.header(name, value)))
    }
}

async fn sent(request: RequestBuilder) -> Result<Response> {
    // Without the address: an id opens nothing, but a log needs none.
    request.send().await.map_err(|error| Error::Unavailable(format!("the storage for files: {}", error.without_url())))
}

fn refused(status: StatusCode) -> Error {
    Error::Unavailable(format!("the storage for files answered {status}"))
}
