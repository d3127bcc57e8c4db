//! What a child process printed, bounded.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::watch;

/// Bytes kept; a process that prints more loses its later output, and the text says so.
const KEPT: usize = 4 * 1024 * 1024;

/// Standard output and error of a process, in the order in which they arrived. Clones share it.
#[derive(Clone, Debug)]
pub struct Output {
    text: Arc<Mutex<Vec<u8>>>,
    grown: watch::Sender<u64>,
}

impl Output {
    pub(super) fn new() -> Self {
        Self { text: Arc::default(), grown: watch::Sender::new(0) }
    }

    /// Reads a stream to its end in the background.
    pub(super) fn drain(&self, mut stream: impl AsyncRead + Unpin + Send + 'static) {
        let output = self.clone();
        tokio::spawn(async move {
            let mut buffer = vec![0; 8192];
            while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                output.push(&buffer[..read]);
            }
        });
    }

    fn push(&self, bytes: &[u8]) {
        let mut text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        let room = KEPT.saturating_sub(text.len());
        text.extend_from_slice(&bytes[..bytes.len().min(room)]);
        drop(text);
        self.grown.send_modify(|times| *times += 1);
    }

    /// Everything so far.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.text.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The last lines, for messages.
    #[must_use]
    pub fn tail(&self, lines: usize) -> String {
        let bytes = self.bytes();
        let text = String::from_utf8_lossy(&bytes);
        let all: Vec<&str> = text.lines().collect();
        all[all.len().saturating_sub(lines)..].join("\n")
    }

    /// Resolves to the first value that `find` makes of the text, now or when more has come.
    pub async fn wait_for<T>(&self, find: impl Fn(&str) -> Option<T>) -> T {
        let mut grown = self.grown.subscribe();
        loop {
            if let Some(found) = find(&String::from_utf8_lossy(&self.bytes())) {
                return found;
            }
            if grown.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}
