//! Accepts connections and gives each its time limits.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::super::BackendError;
use super::super::shared::{Shared, stopped};
use super::crowd::{Crowd, Seat};
use super::route::Entrance;
use super::tls::secure;

/// For the head of a request, and for a kept connection until its next request begins.
const HEAD_LIMIT: Duration = Duration::from_secs(30);
/// Bytes of a request's head.
const HEAD_BYTES: usize = 64 * 1024;
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
pub(in super::super) async fn serve(
    listener: TcpListener,
    entrance: Entrance,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
    mut stop: watch::Receiver<bool>,
) {
    let crowd = Crowd::new();
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stopped(&mut stop) => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let seat = tokio::select! {
                        () = stopped(&mut stop) => break,
                        seat = crowd.seat() => seat,
                    };
                    let (entrance, tls, watcher) = (entrance.clone(), tls.clone(), graceful.watcher());
                    let shared = Arc::clone(&shared);
                    connections.spawn(async move {
                        tokio::select! {
                            () = receive(stream, tls, &shared, entrance, &seat, watcher) => {}
                            () = seat.given_away() => {}
                        }
                    });
                }
                // Out of file descriptors, say; if nobody can be sent away, some will be closed soon.
                Err(_) => {
                    crowd.shed();
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    // Whatever is not done by then is dropped.
    let _late = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

async fn receive(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    shared: &Shared,
    entrance: Entrance,
    seat: &Arc<Seat>,
    watcher: Watcher,
) {
    // Small answers go out at once; that this cannot be set changes nothing but speed.
    let _faster = stream.set_nodelay(true);
    match tls {
        None => converse(stream, entrance, seat, watcher).await,
        Some(acceptor) => match secure(&acceptor, stream).await {
            Ok(stream) => converse(stream, entrance, seat, watcher).await,
            Err(Some(reason)) => shared.note_failed_connection(reason),
            Err(None) => {}
        },
    }
}

async fn converse<S>(stream: S, entrance: Entrance, seat: &Arc<Seat>, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let seat = Arc::clone(seat);
    let service = tower::service_fn(move |request: Request<_>| {
        let busy = seat.busy();
        let answer = entrance.clone().answer(request.map(Body::new));
        async move {
            let answer = answer.await;
            drop(busy);
            answer
        }
    });
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    // Hand-written clients may close their half of the connection when they have sent the message.
    builder.http1().half_close(true).timer(TokioTimer::new()).header_read_timeout(HEAD_LIMIT).max_buf_size(HEAD_BYTES);
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).into_owned();
    // How a connection ended is the client's affair.
    let _ended = watcher.watch(connection).await;
}
