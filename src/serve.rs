//! The doors assembled, the back room started, and everything stopped in order: doors, sockets, jobs,
//! the bus, database.

mod listen;
pub mod log;
mod openapi;
mod router;
mod scrape;
pub mod telemetry;

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;

use crate::app::{App, founding};
use crate::bus::Bus;
use crate::{job, metric, work};

pub use router::router;

/// A server that runs.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where `/metrics` is, where it is anywhere.
    pub metrics: Option<SocketAddr>,
    app: App,
    doors: Vec<JoinHandle<()>>,
    worker: JoinHandle<()>,
}

/// Binds the address in the settings; fails with words that say what to do.
///
/// # Errors
/// When it is taken or not this machine's.
pub fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    listen_on(address).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => anyhow::anyhow!(
            "port {} is taken: another program listens on {address}. End it, or choose another with --listen",
            address.port()
        ),
        std::io::ErrorKind::PermissionDenied => {
            anyhow::anyhow!(
                "port {} needs more rights than this user has. Choose one above 1023 with --listen",
                address.port()
            )
        }
        _ => anyhow::anyhow!("cannot listen on {address}: {error}. Set server.listen to an address of this machine"),
    })
}

/// Connections that may wait to be accepted: after a restart everybody comes back at once.
const BACKLOG: u32 = 4_096;

fn listen_on(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A port whose last connections are still being forgotten is free.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Starts serving.
///
/// # Errors
/// When the metrics address cannot be bound.
pub async fn start(app: App, listener: TcpListener) -> anyhow::Result<Running> {
    let address = listener.local_addr().context("the address listened on")?;
    let mut doors = vec![tokio::spawn(listen::accept(listener, router(app.clone()), app.stop.clone()))];
    let metrics = match app.config.metrics_listen {
        Some(address) => {
            let listener = bind(address)?;
            let address = listener.local_addr()?;
            // One recorder a process; a second server of a test shares it.
            metric::install()?;
            scrape::born(&app);
            doors.push(tokio::spawn(listen::accept(
                listener,
                router::metrics(app.clone(), metric::install()?),
                app.stop.clone(),
            )));
            Some(address)
        }
        None => None,
    };
    if app.db.engine() == "sqlite" {
        let mut tx = app.tx().await.context("the outbox")?;
        job::take_back(&mut tx).await.context("the outbox")?;
        tx.commit().await.context("the outbox")?;
    }
    if let (Bus::Nats(nats), Some(servers)) = (&app.bus, &app.config.bus_url) {
        nats.start(servers, app.wake.clone()).await.context("bus.url")?;
        tokio::spawn(work::mend::mend(app.clone(), nats.clone()));
    }
    app.become_installation(founding::installation(&app).await.context("this installation's name")?);
    let worker = tokio::spawn(job::worker::work(app.clone(), app.wake.clone(), app.stop.clone()));
    tokio::spawn(tidy(app.clone()));
    tokio::spawn(work::retain::watch(app.clone()));
    tokio::spawn(work::watch::watch(app.clone()));
    tokio::spawn(work::unreviewed::watch(app.clone()));
    tokio::spawn(work::read::watch(app.clone()));
    tokio::spawn(work::mailbox::watch(app.clone()));
    if metrics.is_some() {
        tokio::spawn(keep_up(app.clone()));
    }
    Ok(Running { address, metrics, app, doors, worker })
}

/// Forgets quiet visitors' rates.
async fn tidy(app: App) {
    let mut every = tokio::time::interval(Duration::from_secs(60));
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            _ = every.tick() => app.limits.tidy(),
        }
    }
}

/// Puts what was measured into its buckets: single measures would pile up until somebody reads them.
async fn keep_up(app: App) {
    let Ok(handle) = metric::install() else { return };
    let mut every = tokio::time::interval(Duration::from_secs(5));
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            _ = every.tick() => handle.run_upkeep(),
        }
    }
}

impl Running {
    /// Stops: no new visitors, sockets told to come back, running jobs ended, the database closed.
    pub async fn stop(self) {
        self.app.stop.cancel();
        for door in self.doors {
            // A door that panicked is closed as well.
            let _ = door.await;
        }
        let _ = tokio::time::timeout(Duration::from_secs(20), self.worker).await;
        self.app.bus.close().await;
        self.app.db.close().await;
    }

    /// Until somebody asks the process to stop.
    pub async fn until_stopped(self) {
        wait_for_signal().await;
        tracing::info!("stopping: finishing what runs");
        self.stop().await;
    }
}

/// Until somebody asks the process to stop.
pub(crate) async fn wait_for_signal() {
    let interrupt = async {
        // Without a handler there is nothing to wait for.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
