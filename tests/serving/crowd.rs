//! More clients than there is room for, and clients that take their time.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{PATH, Running, get_payment_status, send_invoice};
use crate::world::in_time;

/// More than the 2,000 connections that a backend serves at once; fewer where this process may not open so many.
fn crowd() -> usize {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX);
    2100.min(usize::try_from(limit).unwrap_or(usize::MAX) / 2 - 200)
}

async fn connect(address: SocketAddr, beginning: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(beginning).await.unwrap();
    stream
}

/// What has been read when the server closes the connection.
async fn to_the_end(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset is an end like others.
    let _ended = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn is_served(running: &Running) {
    let answer = in_time("an exchange", running.post(&send_invoice(""))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_make_room_for_those_that_have_something_to_say() {
    for beginning in ["", "POST /soap/merchant/cashregister-2 HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        let running = Running::start().await;
        let mut idle = Vec::new();
        for _ in 0..crowd() {
            idle.push(connect(running.backend.address(), beginning.as_bytes()).await);
        }
        for _ in 0..20 {
            is_served(&running).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_connection_in_use_survives_a_crowd_of_idle_ones() {
    let running = Running::start().await;
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(1).build().unwrap();
    let url = running.backend.endpoint_url();
    let mut idle = Vec::new();
    for round in 0..10 {
        let post = client.post(&url).body(get_payment_status("1", 0)).send();
        assert_eq!(in_time("an answer", post).await.unwrap().status(), 200, "round {round}");
        for _ in 0..crowd() / 10 {
            idle.push(connect(running.backend.address(), b"").await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_senders_are_told_so_or_closed_and_others_do_not_wait() {
    let running = Running::start().await;
    let head = format!("POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n");
    let slow_head = connect(running.backend.address(), head.as_bytes()).await;
    let slow_body = connect(running.backend.address(), format!("{head}\r\n<s:Envelope").as_bytes()).await;
    is_served(&running).await;
    let (slow_body, slow_head) =
        in_time("an end", async { tokio::join!(to_the_end(slow_body), to_the_end(slow_head)) }).await;
    assert!(slow_body.starts_with("HTTP/1.1 408") && slow_body.contains("did not come within 10 s"), "{slow_body}");
    assert_eq!(slow_head, "", "nothing was asked, so nothing is answered");
    is_served(&running).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn large_messages_that_never_end_do_not_fill_the_memory() {
    let running = Running::start().await;
    let almost = 1024 * 1024 - 1;
    let mut message = format!("POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", almost + 1).into_bytes();
    message.resize(message.len() + almost, b' ');
    let message = std::sync::Arc::new(message);
    let senders = (0..80).map(|_| {
        let (address, message) = (running.backend.address(), std::sync::Arc::clone(&message));
        tokio::spawn(async move { to_the_end(connect(address, &message).await).await })
    });
    let senders: Vec<_> = senders.collect();
    let mut answers = Vec::new();
    for sender in senders {
        answers.push(in_time("an answer", sender).await.unwrap());
    }
    let answered = |status: &str| answers.iter().filter(|answer| answer.starts_with(status)).count();
    assert!(answered("HTTP/1.1 503") >= 80 - 64, "64 MiB at once: {}", answered("HTTP/1.1 503"));
    assert_eq!(answered("HTTP/1.1 503") + answered("HTTP/1.1 408"), 80);
    is_served(&running).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_a_hundred_megabytes_is_cut_short() {
    let running = Running::start().await;
    let head = format!("POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n");
    let mut stream = connect(running.backend.address(), head.as_bytes()).await;
    let send = async {
        let megabyte = vec![b' '; 1024 * 1024];
        let mut sent = 0;
        while sent < 100 && stream.write_all(&megabyte).await.is_ok() {
            sent += 1;
        }
        sent
    };
    let sent = in_time("the end of the upload", send).await;
    assert!(sent < 100, "all of it was taken");
    is_served(&running).await;
    let call = running.calls().into_iter().find_map(|call| call.unreadable).expect("it is recorded");
    assert!(call.contains("larger than 1048576 bytes"), "{call}");
}
