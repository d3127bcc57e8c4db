//! The web view's own connection: it stands in for WebDriver BiDi, which WebKit's driver does not have.

use std::path::Path;
use std::time::Duration;

use tokio::net::UnixListener;

use crate::app::connection::Connection;

/// How long a started web view may take to connect.
const CONNECT: Duration = Duration::from_secs(20);

/// Waits for a web view.
#[derive(Debug)]
pub(in crate::app) struct Listening(UnixListener);

impl Listening {
    /// Listens in the folder that the web view is told.
    ///
    /// # Errors
    /// When the folder cannot hold a socket, its path being too long for instance.
    pub(in crate::app) fn in_folder(folder: &Path) -> Result<Self, String> {
        let path = folder.join("events");
        UnixListener::bind(&path).map(Self).map_err(|error| format!("no socket at {}: {error}", path.display()))
    }

    /// The connection of the web view that was started.
    ///
    /// # Errors
    /// In words, when it does not connect in time.
    pub(in crate::app) async fn connected(self) -> Result<Connection, String> {
        match tokio::time::timeout(CONNECT, self.0.accept()).await {
            Ok(Ok((socket, _))) => Ok(Connection::of_view(socket)),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err(format!("it did not connect within {} s", CONNECT.as_secs())),
        }
    }
}
