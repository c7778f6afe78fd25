//! A transaction as a span, where spans are wanted: it begins with the transaction and ends with it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tracing::Span;

use crate::db::{Sink, Tx};
use crate::error::Result;
use crate::event::Event;

/// A sink that holds its transaction's span: they are dropped together.
struct Spanned {
    sink: Arc<dyn Sink>,
    _span: Span,
}

/// The sink with a span of its own, below what is going on; as it is where nobody wants spans, or nothing is going on.
pub(super) fn spanned(sink: Arc<dyn Sink>) -> Arc<dyn Sink> {
    if Span::current().is_none() {
        return sink;
    }
    let span = tracing::debug_span!("transaction");
    if span.is_disabled() { sink } else { Arc::new(Spanned { sink, _span: span }) }
}

impl Sink for Spanned {
    fn plan<'a>(
        &'a self,
        tx: &'a mut Tx,
        events: &'a [Event],
    ) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
        self.sink.plan(tx, events)
    }

    fn committed(&self, events: Vec<Event>) {
        self.sink.committed(events);
    }
}
