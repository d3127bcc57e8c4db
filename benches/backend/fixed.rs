//! The peers that do nothing: they answer every request with the same text, as fast as a socket, or the HTTP library of the
//! backend, allows.

use std::convert::Infallible;

use axum::body::Body;
use axum::http::{Request, Response};
use http_body_util::BodyExt as _;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// With this argument and a port the program is a peer that knows no HTTP.
pub const BYTES: &str = "--answer-fixed-bytes";
/// With this argument and a port the program is a peer that knows nothing else.
pub const HYPER: &str = "--answer-over-hyper";

/// Serves for ever, if this is what the program was asked for.
pub fn serve(flag: &str, port: &str) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let port: u16 = if matches!(flag, BYTES | HYPER) { port.parse().expect("a port") } else { return false };
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            if flag == BYTES {
                tokio::spawn(answer_bytes(stream));
            } else {
                tokio::spawn(answer_over_hyper(stream));
            }
        }
    })
}

async fn answer_bytes(mut stream: TcpStream) {
    let body = body();
    let length = body.len();
    let answer =
        format!("HTTP/1.1 200 OK\r\ncontent-type: text/xml; charset=utf-8\r\ncontent-length: {length}\r\n\r\n{body}");
    let mut buffer = vec![0; 16 * 1024];
    // A request comes in one piece, or the ends of two pieces are no end of an envelope.
    while let Ok(count @ 1..) = stream.read(&mut buffer).await {
        if buffer[..count].ends_with(b"Envelope>") && stream.write_all(answer.as_bytes()).await.is_err() {
            break;
        }
    }
}

async fn answer_over_hyper(stream: TcpStream) {
    let service = tower::service_fn(|request: Request<_>| async {
        let _read = Body::new(request.into_body()).collect().await;
        Ok::<_, Infallible>(Response::new(Body::from(body())))
    });
    let builder = Builder::new(TokioExecutor::new()).http1_only();
    // How a connection ended is the generator's affair.
    let _ended = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).await;
}

/// It serves for both operations, and is as long as what the backend answers to sendInvoice.
fn body() -> String {
    let content = "<invoiceReference>1234567890123</invoiceReference>ISSUED";
    format!("{content:<440}")
}
