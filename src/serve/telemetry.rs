//! Spans on their way to a collector (OTLP over HTTP, protobuf), where one is set; without one this is not there at all.
//!
//! They go by the one outgoing client, in batches, from a queue that never grows past its bound: when the collector is
//! away or slow, spans are let go and counted, and nothing waits for it. A span says what was done and how long it took,
//! never by whom or in which words.

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider, Span, SpanData, SpanExporter, SpanProcessor};
use secrecy::ExposeSecret as _;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::Metadata;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, dynamic_filter_fn};
use tracing_subscriber::registry::LookupSpan;

use crate::config;
use crate::{http, metric};

/// How many spans wait at most.
const WAITING: usize = 4096;

/// How many leave at once.
const BATCH: usize = 512;

/// How long fewer than a batch wait for more.
const PAUSE: Duration = Duration::from_secs(1);

/// How long the collector has for a batch.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most of an answer that is read.
const LARGEST_ANSWER: usize = 64 * 1024;

/// The export, which runs until it is stopped.
pub struct Telemetry {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Telemetry {
    /// Sends what waits, for a few seconds at most.
    pub async fn stop(self) {
        self.stop.cancel();
        // What the collector has not taken by now is let go.
        let _ = tokio::time::timeout(PATIENCE, self.task).await;
    }
}

/// Begins to export; the layer makes the spans.
///
/// # Errors
/// When the outgoing client or the exporter cannot be made.
pub fn start<S>(config: &config::Telemetry) -> anyhow::Result<(Box<dyn Layer<S> + Send + Sync>, Telemetry)>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
{
    let headers: HashMap<String, String> =
        config.headers.iter().map(|(name, value)| (name.clone(), value.expose_secret().to_owned())).collect();
    let mut exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_http_client(Outgoing(http::client()?))
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(config.traces_url())
        .with_headers(headers)
        .with_timeout(PATIENCE)
        .build()?;
    let resource = Resource::builder_empty()
        .with_attributes([
            KeyValue::new("service.name", config.service_name.clone()),
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
        ])
        .build();
    exporter.set_resource(&resource);
    let (queue, waiting) = mpsc::channel(WAITING);
    let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(config.sample_ratio)));
    let provider = SdkTracerProvider::builder()
        .with_resource(resource)
        .with_sampler(sampler)
        .with_span_processor(Queue(queue))
        .build();
    let layer = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("frontdesk"))
        .with_context_activation(false)
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_target(false)
        .with_filter(dynamic_filter_fn(|what, _| is_exported(what)).with_max_level_hint(LevelFilter::DEBUG));
    let stop = CancellationToken::new();
    let task = tokio::spawn(export(exporter, waiting, stop.clone()));
    Ok((layer.boxed(), Telemetry { stop, task }))
}

/// Whether a span is exported. A socket lives for hours, and would be told of when it ends: its frames are traces of
/// their own.
///
/// It is asked for each span and never remembered for a callsite: sqlx asks whether a statement would be logged without
/// logging it (`tracing::enabled!`), and what the layers' filters said to that would stand for the next line or span.
fn is_exported(what: &Metadata<'_>) -> bool {
    what.is_span() && what.target().starts_with("frontdesk") && what.name() != "socket"
}

/// Takes spans as they end; never waits.
#[derive(Debug)]
struct Queue(mpsc::Sender<SpanData>);

impl SpanProcessor for Queue {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        if self.0.try_send(span).is_err() {
            metric::spans(0, 1);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

async fn export(exporter: impl SpanExporter, mut waiting: mpsc::Receiver<SpanData>, stop: CancellationToken) {
    let mut is_away = false;
    loop {
        let mut batch = Vec::new();
        tokio::select! {
            biased;
            count = waiting.recv_many(&mut batch, BATCH) => if count == 0 { return },
            () = stop.cancelled() => return,
        }
        let (count, is_full) = (batch.len(), batch.len() == BATCH);
        match exporter.export(batch).await {
            Ok(()) => {
                is_away = false;
                metric::spans(count, 0);
            }
            Err(error) => {
                metric::spans(0, count);
                if !is_away {
                    tracing::warn!(%error, "the collector does not take spans; they are let go until it does");
                }
                is_away = true;
            }
        }
        if !is_full {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }
}

/// The one outgoing client, as the exporter wants it.
#[derive(Debug)]
struct Outgoing(reqwest::Client);

#[async_trait]
impl HttpClient for Outgoing {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (parts, body) = request.into_parts();
        let call = self.0.request(parts.method, parts.uri.to_string()).headers(parts.headers).timeout(PATIENCE);
        let mut answer = call.body(body).send().await?;
        let mut told = Vec::new();
        while let Some(part) = answer.chunk().await? {
            if told.len() + part.len() > LARGEST_ANSWER {
                return Err("the collector's answer is too long".into());
            }
            told.extend_from_slice(&part);
        }
        let mut response = Response::new(Bytes::from(told));
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}
