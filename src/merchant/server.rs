//! The shop as a running server.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{self, Next};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::pages::{self, Pages};
use super::shop::Shop;
use super::soap::SeqrClient;
use super::{MerchantConfig, Variant, api, back_office};

/// The largest request that the shop reads, in bytes.
const LARGEST_REQUEST: usize = 16 * 1024;

/// A running shop. It stops when this is dropped.
#[derive(Debug)]
pub struct Merchant {
    address: SocketAddr,
    server: JoinHandle<std::io::Result<()>>,
    _running: Running,
}

/// Ends the server and whatever the shop does on its own.
struct Running {
    shop: Arc<Shop>,
    stop: Option<oneshot::Sender<()>>,
}

/// Why the shop cannot run.
#[derive(Debug, thiserror::Error)]
pub enum MerchantError {
    #[error("the shop cannot listen on {address}: {source}")]
    Listen { address: String, source: std::io::Error },
    #[error("the shop cannot prepare to call SEQR: {0}")]
    Client(#[from] reqwest::Error),
    #[error("the shop stopped serving: {0}")]
    Serve(std::io::Error),
    #[error("the shop's server broke off: {0}")]
    Broken(#[from] tokio::task::JoinError),
}

impl Merchant {
    /// Starts a shop.
    ///
    /// # Errors
    /// When its address cannot be listened on.
    pub async fn start(config: MerchantConfig) -> Result<Self, MerchantError> {
        let failed = |source| MerchantError::Listen { address: config.listen.clone(), source };
        let listener = TcpListener::bind(&config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let seqr = SeqrClient::new(&config)?;
        let shop = Arc::new(Shop::new(seqr, &format!("http://{}", reachable(address)), config.defect, config.variant));
        let (stop, stopped) = oneshot::channel::<()>();
        let router = router(shop.clone(), Pages::new(config.defect, config.variant));
        let server = axum::serve(listener, router).with_graceful_shutdown(async {
            // An error means that the sender is gone, which is just as good a reason to stop.
            let _ = stopped.await;
        });
        let server = tokio::spawn(server.into_future());
        Ok(Self { address, server, _running: Running { shop, stop: Some(stop) } })
    }

    /// Where the shop listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the server ends, which it does only when something is wrong with it.
    ///
    /// # Errors
    /// Says why it ended.
    pub async fn serve_forever(mut self) -> Result<(), MerchantError> {
        (&mut self.server).await?.map_err(MerchantError::Serve)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shop.stop();
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Running")
    }
}

/// The address at which SEQR's notifications find us. Who listens everywhere is found on the loopback interface.
fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port())
    } else {
        address
    }
}

fn router(shop: Arc<Shop>, pages: Pages) -> Router {
    let slow = shop.variant == Some(Variant::Slow);
    let pages = Router::new()
        .route("/", get(Redirect::to("/order")))
        .route("/{page}", get(pages::page))
        .route("/assets/{file}", get(pages::asset))
        .with_state(Arc::new(pages));
    let router = Router::new()
        .route("/pay/{number}", get(api::pay))
        .route("/api/session", post(api::session))
        .route("/api/order", post(api::order))
        .route("/api/status", post(api::status))
        .route("/api/give-up", post(api::give_up))
        .route("/seqr/notify", post(back_office::notify))
        .route("/admin/close", post(back_office::close))
        .route("/admin/refund", post(back_office::refund))
        .route("/admin/reserve", post(back_office::reserve))
        .route("/admin/commit", post(back_office::commit))
        .route("/admin/update", post(back_office::update))
        .route("/admin/cancel", post(back_office::cancel))
        .route("/admin/receipt", post(back_office::receipt))
        .route("/admin/report", post(back_office::report))
        .route("/admin/fulfilments", get(back_office::fulfilments))
        .with_state(shop)
        .merge(pages)
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST));
    if slow { router.layer(middleware::from_fn(slowly)) } else { router }
}

/// Variant: the shop's machine is old, and whatever it has to compute takes its time.
async fn slowly(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/assets/") {
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    next.run(request).await
}
