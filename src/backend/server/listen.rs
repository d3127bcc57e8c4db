//! Accepts connections and gives each its time limits.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::super::BackendError;
use super::super::shared::{Shared, stopped};
use super::route::router;

/// For the head of a request, and for a kept connection until its next request begins.
const HEAD_LIMIT: Duration = Duration::from_secs(30);
/// Bytes of a request's head.
const HEAD_BYTES: usize = 64 * 1024;
/// More wait until one of these is closed.
const CONNECTIONS: usize = 2000;
/// How long exchanges under way may take when the backend is stopped.
const GRACE: Duration = Duration::from_secs(1);

/// Listens on `host:port`.
pub(in super::super) async fn bind(listen: &str) -> Result<TcpListener, BackendError> {
    TcpListener::bind(listen).await.map_err(|source| {
        let listen = listen.to_owned();
        if source.kind() == io::ErrorKind::AddrInUse {
            BackendError::Busy { listen }
        } else {
            BackendError::Listen { listen, source }
        }
    })
}

/// Serves until `stop` becomes true. Dropping it closes every connection.
pub(in super::super) async fn serve(listener: TcpListener, shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let router = router(shared);
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let accept = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        tokio::select! {
            () = stopped(&mut stop) => break,
            (slot, accepted) = accept => match accepted {
                Ok((stream, _)) => {
                    let connection = graceful.watch(converse(stream, router.clone()));
                    connections.spawn(async move {
                        // How a connection ended is the client's affair.
                        let _ended = connection.await;
                        drop(slot);
                    });
                }
                // Out of file descriptors, say: others will be closed soon.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    // Whatever is not done by then is dropped.
    let _late = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

fn converse(stream: TcpStream, router: Router) -> impl hyper_util::server::graceful::GracefulConnection {
    // Small answers go out at once; that this cannot be set changes nothing but speed.
    let _faster = stream.set_nodelay(true);
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    // Hand-written clients may close their half of the connection when they have sent the message.
    builder.http1().half_close(true).timer(TokioTimer::new()).header_read_timeout(HEAD_LIMIT).max_buf_size(HEAD_BYTES);
    let service = TowerToHyperService::new(router);
    builder.serve_connection(TokioIo::new(stream), service).into_owned()
}
