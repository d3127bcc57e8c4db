//! The load generator: every connection is a task of one thread that writes a prepared request, reads the answer, and takes
//! the time. It takes no answer apart beyond its length and the invoiceReference.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::message;

/// What was measured with one number of connections.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
}

/// Not measured: connections are made, caches and just-in-time compilers warm up.
const WARM_UP: Duration = Duration::from_secs(1);

/// Loads a peer for `duration` after warming up.
///
/// # Panics
/// When a call is not answered as it must be: figures of a peer that does not work mean nothing.
pub fn run(address: SocketAddr, connections: usize, duration: Duration) -> Figures {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let begin = Instant::now() + WARM_UP;
    let end = begin + duration;
    let mut took: Vec<u32> = runtime.block_on(async {
        let tasks: Vec<_> = (0..connections).map(|_| tokio::spawn(converse(address, begin, end))).collect();
        let mut all = Vec::new();
        for task in tasks {
            all.extend(task.await.unwrap());
        }
        all
    });
    took.sort_unstable();
    let at = |share: f64| f64::from(took[((took.len() - 1) as f64 * share) as usize]) / 1000.0;
    Figures { per_second: took.len() as f64 / duration.as_secs_f64(), p50_ms: at(0.5), p99_ms: at(0.99) }
}

/// Microseconds of every call that ended between `begin` and `end`.
async fn converse(address: SocketAddr, begin: Instant, end: Instant) -> Vec<u32> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let send_invoice = message::send_invoice();
    let (mut get_payment_status, at) = message::get_payment_status();
    let mut took = Vec::new();
    let mut buffer = Vec::with_capacity(16 * 1024);
    let mut ask = false;
    loop {
        let request = if ask { &get_payment_status } else { &send_invoice };
        let asked = Instant::now();
        stream.write_all(request).await.unwrap();
        let answer = read_answer(&mut stream, &mut buffer).await;
        let now = Instant::now();
        if ask {
            assert!(answer.contains("ISSUED"), "{answer}");
        } else {
            let reference = reference(answer).unwrap_or_else(|| panic!("no invoiceReference: {answer}"));
            get_payment_status[at..at + message::PLACEHOLDER.len()].copy_from_slice(reference.as_bytes());
        }
        ask = !ask;
        if now >= end {
            return took;
        }
        if now >= begin {
            took.push(u32::try_from((now - asked).as_micros()).unwrap_or(u32::MAX));
        }
    }
}

fn reference(answer: &str) -> Option<&str> {
    let start = answer.find("invoiceReference>")? + "invoiceReference>".len();
    answer.get(start..start + message::PLACEHOLDER.len())
}

/// One answer with status 200, head and body. Connections are kept and nothing is sent ahead, so it is all that comes.
async fn read_answer<'a>(stream: &mut TcpStream, buffer: &'a mut Vec<u8>) -> &'a str {
    buffer.clear();
    loop {
        let count = stream.read_buf(buffer).await.unwrap();
        assert!(count > 0, "the peer closed the connection");
        if is_whole(std::str::from_utf8(buffer).unwrap()) {
            break;
        }
    }
    let answer = std::str::from_utf8(buffer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    answer
}

fn is_whole(answer: &str) -> bool {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else { return false };
    let length = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    length.map_or_else(|| body.ends_with("0\r\n\r\n"), |length| body.len() >= length)
}
