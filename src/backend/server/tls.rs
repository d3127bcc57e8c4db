//! The beginning of an HTTPS connection, and clear words for clients that speak plain HTTP to it.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{self, AlertDescription as Alert};
use tokio_rustls::server::TlsStream;

/// From the first byte to an encrypted connection.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// First byte of every TLS connection: a handshake record.
const HANDSHAKE_RECORD: u8 = 0x16;

/// For a client that is refused to take note of the answer, and what is read of its request meanwhile.
const FAREWELL: Duration = Duration::from_secs(2);
const FAREWELL_BYTES: u64 = 1024 * 1024;

/// Why there is no encrypted connection, in words for the candidate's developer. `None` where the client said nothing.
pub(super) type Failed = Option<String>;

/// The encrypted connection. How a handshake fails is told to the client by TLS.
pub(super) async fn secure(acceptor: &TlsAcceptor, stream: TcpStream) -> Result<TlsStream<TcpStream>, Failed> {
    let mut first = [0];
    match timeout(HANDSHAKE, stream.peek(&mut first)).await {
        Ok(Ok(1)) => {}
        Ok(Ok(_) | Err(_)) | Err(_) => return Err(None),
    }
    if first != [HANDSHAKE_RECORD] {
        refuse(stream).await;
        return Err(Some("the client speaks plain HTTP, and the backend HTTPS here; call it with https://".to_owned()));
    }
    match timeout(HANDSHAKE, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(Some(reason(&error))),
        Err(_) => Err(Some(format!("the client did not end its TLS handshake within {} s", HANDSHAKE.as_secs()))),
    }
}

/// What to do about it.
const TRUST: &str = "let it trust the authority in the file that SEQR_CA_FILE names";

/// What the client said of the handshake, or else what was wrong with it.
fn reason(error: &io::Error) -> String {
    let alert = match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::AlertReceived(alert)) => *alert,
        // Some say no word.
        _ if error.kind() == io::ErrorKind::UnexpectedEof => {
            return format!(
                "the client left during the TLS handshake, as if it did not trust the certificate; {TRUST}"
            );
        }
        _ => return format!("the TLS handshake failed ({error})"),
    };
    // Stacks differ in the alert by which they say that they know nothing of our authority.
    if matches!(alert, Alert::UnknownCA | Alert::CertificateUnknown | Alert::BadCertificate) {
        format!("the client does not trust the certificate (TLS alert {alert:?}); {TRUST}")
    } else {
        format!("the client ended the TLS handshake (TLS alert {alert:?})")
    }
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
