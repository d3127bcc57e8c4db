//! The peer that does nothing: it answers every request with the same bytes, as fast as a socket allows.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// With this argument and a port the program is that peer.
pub const FLAG: &str = "--answer-fixed-bytes";

pub fn serve(port: u16) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            tokio::spawn(async move {
                let mut buffer = vec![0; 16 * 1024];
                // A request comes in one piece, or the ends of two pieces are no end of an envelope.
                while let Ok(count @ 1..) = stream.read(&mut buffer).await {
                    if buffer[..count].ends_with(b"Envelope>") && stream.write_all(answer().as_bytes()).await.is_err() {
                        break;
                    }
                }
            });
        }
    });
}

/// It serves for both operations.
fn answer() -> &'static str {
    concat!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/xml; charset=utf-8\r\ncontent-length: 62\r\n\r\n",
        "<invoiceReference>1234567890123</invoiceReference>ISSUED      "
    )
}
