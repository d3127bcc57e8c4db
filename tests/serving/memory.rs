//! What bad input costs the backend in memory, measured on its own process.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::command::Process;
use crate::support::{PATH, message, request};

const MEBIBYTE: usize = 1024 * 1024;
/// The backend lets 64 MiB of messages under way at once, and a tree of one takes several times its text.
const BOUND: usize = 700 * MEBIBYTE;

/// The most memory that the process has had, in bytes.
fn most_memory(process: &Process) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

/// Sends as much as is taken and reads what comes back.
fn send(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(60))).unwrap();
    // A connection that is closed meanwhile is an answer as well.
    let _closed = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _closed = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn bombs_and_giants_sent_side_by_side_stay_within_bounds() {
    let mut process = Process::start(&[]);
    let endpoint = process.after("endpoint");
    let address = endpoint.trim_start_matches("http://").trim_end_matches(PATH).parse().unwrap();
    let giant = request("Content-Type: text/xml\n", &vec![b' '; 100 * MEBIBYTE]);
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&vec![b' '; 512 * MEBIBYTE]).unwrap();
    let bomb = request("Content-Encoding: gzip\n", &packed.finish().unwrap());
    let crowd = "<entry><key>a</key></entry>".repeat(38_000);
    let crowd = request("", message("markTransactionPeriod", &format!("<parameters>{crowd}</parameters>")).as_bytes());
    let deep = request("", message("cancelInvoice", &"<a>".repeat(300_000)).as_bytes());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            for bytes in [&giant, &bomb, &crowd, &deep] {
                scope.spawn(move || send(address, bytes));
            }
        }
    });
    let sound = send(address, &request("Content-Type: text/xml\n", message("cancelInvoice", "").as_bytes()));
    assert!(sound.starts_with("HTTP/1.1 200 "), "the next one is served: {sound}");
    let most = most_memory(&process);
    assert!(most < BOUND, "{} MiB", most / MEBIBYTE);
    assert_eq!(process.interrupt().0, Some(0));
}
