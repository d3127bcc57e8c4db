//! What a child process printed, bounded.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::watch;

/// How far the reading of a process's streams is.
#[derive(Clone, Copy, Debug, Default)]
struct Reading {
    /// Grows with every piece.
    pieces: u64,
    /// Streams that may still bring something.
    open: usize,
}

/// Bytes kept; a process that prints more loses its later output, and the text says so.
const KEPT: usize = 4 * 1024 * 1024;

/// Standard output and error of a process, in the order in which they arrived. Clones share it.
#[derive(Clone, Debug)]
pub struct Output {
    text: Arc<Mutex<Vec<u8>>>,
    reading: watch::Sender<Reading>,
}

impl Output {
    pub(super) fn new() -> Self {
        Self { text: Arc::default(), reading: watch::Sender::new(Reading::default()) }
    }

    /// Reads a stream to its end in the background.
    pub(super) fn drain(&self, mut stream: impl AsyncRead + Unpin + Send + 'static) {
        let output = self.clone();
        output.reading.send_modify(|reading| reading.open += 1);
        tokio::spawn(async move {
            let mut buffer = vec![0; 8192];
            while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                output.push(&buffer[..read]);
            }
            output.reading.send_modify(|reading| reading.open -= 1);
        });
    }

    fn push(&self, bytes: &[u8]) {
        let mut text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        let room = KEPT.saturating_sub(text.len());
        text.extend_from_slice(&bytes[..bytes.len().min(room)]);
        drop(text);
        self.reading.send_modify(|reading| reading.pieces += 1);
    }

    /// Everything so far.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.text.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many bytes there are so far.
    #[must_use]
    pub fn length(&self) -> usize {
        self.text.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// What has come since there were so many bytes.
    #[must_use]
    pub fn since(&self, length: usize) -> String {
        let text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(text.get(length..).unwrap_or_default()).into_owned()
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
        let mut reading = self.reading.subscribe();
        loop {
            if let Some(found) = find(&String::from_utf8_lossy(&self.bytes())) {
                return found;
            }
            if reading.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Resolves when all streams are at their ends. A grandchild that has inherited one may keep it open for ever.
    pub(super) async fn complete(&self) {
        // The sender lives as long as this handle, so waiting cannot fail.
        let _ = self.reading.subscribe().wait_for(|reading| reading.open == 0).await;
    }
}
