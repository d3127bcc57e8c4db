//! The beginning of an HTTPS connection, and clear words for clients that speak plain HTTP to it.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// From the first byte to an encrypted connection.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// First byte of every TLS connection: a handshake record.
const HANDSHAKE_RECORD: u8 = 0x16;

/// For a client that is refused to take note of the answer, and what is read of its request meanwhile.
const FAREWELL: Duration = Duration::from_secs(2);
const FAREWELL_BYTES: u64 = 1024 * 1024;

/// The encrypted connection, or nothing where the client does not come to one: how it fails is told to the client by TLS.
pub(super) async fn secure(acceptor: &TlsAcceptor, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
    let handshake = async {
        let mut first = [0];
        match stream.peek(&mut first).await {
            Ok(1) if first == [HANDSHAKE_RECORD] => acceptor.accept(stream).await.ok(),
            Ok(1) => {
                refuse(stream).await;
                None
            }
            Ok(_) | Err(_) => None,
        }
    };
    timeout(HANDSHAKE, handshake).await.ok().flatten()
}

async fn refuse(mut stream: TcpStream) {
    let words = "This backend speaks HTTPS here: call it with https:// and trust the certificate in seqr-ca.pem.\n";
    let answer = format!(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{words}",
        words.len()
    );
    let tell = async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await?;
        // Closing with bytes unread would reset the connection, and the client would not see the answer.
        tokio::io::copy(&mut stream.take(FAREWELL_BYTES), &mut tokio::io::sink()).await
    };
    let _told = timeout(FAREWELL, tell).await;
}
