//! HTTP: paths, methods, sizes, the description.

use std::time::Duration;

use seqr_cert::spec::{SEQR_NAMESPACE, SERVICE_PATHS};

use super::support::{PATH, Running, raw, request, send_invoice};

async fn get(running: &Running, target: &str, headers: &str) -> super::support::Reply {
    let headers = headers.replace('\n', "\r\n");
    raw(running.backend.address(), format!("GET {target} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n").as_bytes())
        .await
}

/// Every `soap:address` of a description.
fn addresses(wsdl: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(wsdl).unwrap();
    let ports =
        document.descendants().filter(|node| node.has_tag_name(("http://schemas.xmlsoap.org/wsdl/soap/", "address")));
    ports.map(|node| node.attribute("location").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_description_is_served_on_both_paths_with_the_address_that_the_client_used() {
    let running = Running::start().await;
    for path in SERVICE_PATHS {
        for query in ["?wsdl", "?WSDL", "?Wsdl=1", "/?singleWsdl"] {
            let reply = get(&running, &format!("{path}{query}"), "Host: seqr.test:8480\n").await;
            assert_eq!(reply.status, 200);
            assert!(reply.head.contains("content-type: text/xml"), "{}", reply.head);
            assert_eq!(addresses(&reply.body), vec![format!("http://seqr.test:8480{path}"); 2], "{query}");
        }
    }
}

#[tokio::test]
async fn a_forwarded_protocol_is_not_believed_and_a_strange_host_cannot_break_the_description() {
    let running = Running::start().await;
    let own = format!("http://{}{PATH}", running.backend.address());
    let reply = get(&running, &format!("{PATH}?wsdl"), "Host: seqr.test\nX-Forwarded-Proto: https\n").await;
    assert_eq!(addresses(&reply.body)[0], format!("http://seqr.test{PATH}"));
    for host in ["a\"b<c", "user:password@seqr.test", ""] {
        let reply = get(&running, &format!("{PATH}?wsdl"), &format!("Host: {host}\n")).await;
        assert_eq!(addresses(&reply.body)[0], own, "`{host}`");
    }
    let old = raw(running.backend.address(), format!("GET {PATH}?wsdl HTTP/1.0\r\n\r\n").as_bytes()).await;
    assert_eq!(addresses(&old.body)[0], own, "HTTP/1.0 has no Host");
}

#[tokio::test]
async fn the_urls_that_a_candidate_gets_work() {
    let running = Running::start().await;
    let wsdl = running.backend.wsdl_url();
    assert_eq!(wsdl, format!("http://{}{PATH}?wsdl", running.backend.address()));
    let everywhere = super::support::config();
    let everywhere =
        Running::with(seqr_cert::backend::BackendConfig { listen: "0.0.0.0:0".to_owned(), ..everywhere }).await;
    let url = everywhere.backend.endpoint_url();
    assert!(url.starts_with("http://127.0.0.1:") && url.ends_with(PATH), "{url}");
}

#[tokio::test]
async fn other_requests_get_clear_words() {
    let running = Running::start().await;
    let nowhere = get(&running, "/", "Host: x\n").await;
    assert_eq!(nowhere.status, 404);
    assert!(SERVICE_PATHS.iter().all(|path| nowhere.body.contains(path)), "{}", nowhere.body);
    let not_posted = get(&running, PATH, "Host: x\n").await;
    assert_eq!(not_posted.status, 405);
    assert!(not_posted.head.contains("allow: get, head, post"), "{}", not_posted.head);
    assert!(not_posted.body.contains("POST a SOAP 1.1 message, or GET"), "{}", not_posted.body);
    assert!(running.recorder.events().is_empty(), "none of it is a call");
}

#[tokio::test]
async fn a_message_to_a_wrong_path_is_answered_and_recorded() {
    let running = Running::start().await;
    let text = String::from_utf8(request("", send_invoice("").as_bytes())).unwrap();
    let reply = raw(running.backend.address(), text.replace(PATH, "/soap/merchant/cashregister").as_bytes()).await;
    assert_eq!(reply.status, 404);
    let call = &running.calls()[0];
    assert_eq!(call.path, "/soap/merchant/cashregister");
    assert!(call.unreadable.as_deref().unwrap().contains(PATH), "{call:?}");
}

#[tokio::test]
async fn a_trailing_slash_and_a_query_lead_to_the_same_service() {
    let running = Running::start().await;
    for target in [format!("{PATH}/"), format!("{PATH}?wsdl"), SERVICE_PATHS[1].to_owned()] {
        let text = String::from_utf8(request("", send_invoice("").as_bytes())).unwrap();
        let reply = raw(running.backend.address(), text.replace(PATH, &target).as_bytes()).await;
        assert_eq!(reply.status, 200, "{target}");
        assert_eq!(running.calls().pop().unwrap().path, target);
    }
}

#[tokio::test]
async fn a_message_of_two_mebibytes_is_refused_in_words() {
    let running = Running::start().await;
    let body = vec![b' '; 2 * 1024 * 1024];
    let reply = raw(running.backend.address(), &request("", &body)).await;
    assert_eq!(reply.status, 413);
    assert!(reply.body.contains("larger than 1048576 bytes"), "{}", reply.body);
    assert!(running.calls()[0].unreadable.is_some());
    assert_eq!(running.post(&send_invoice("")).await.status, 200, "the next request is served");
}

#[tokio::test]
async fn a_client_that_asks_first_is_told_to_go_on_or_is_spared_the_upload() {
    let running = Running::start().await;
    let small = request("Expect: 100-continue\n", send_invoice("").as_bytes());
    let reply = raw(running.backend.address(), &small).await;
    assert_eq!(reply.status, 100);
    assert!(reply.body.starts_with("HTTP/1.1 200 OK"), "{}", reply.body);
    let huge = format!(
        "POST {PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n"
    );
    assert_eq!(raw(running.backend.address(), huge.as_bytes()).await.status, 413);
}

#[tokio::test]
async fn chunked_messages_are_understood_and_bounded() {
    let running = Running::start().await;
    let head = format!("POST {PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
    let message = send_invoice("");
    let (one, two) = message.split_at(100);
    let chunk = |part: &str| format!("{:x}\r\n{part}\r\n", part.len());
    let text = format!("{head}{}{}0\r\n\r\n", chunk(one), chunk(two));
    assert_eq!(raw(running.backend.address(), text.as_bytes()).await.status, 200);
    let large = chunk(&" ".repeat(100_000)).repeat(20);
    let reply = raw(running.backend.address(), format!("{head}{large}0\r\n\r\n").as_bytes()).await;
    assert_eq!(reply.status, 413);
}

#[tokio::test]
async fn a_message_that_breaks_off_leaves_the_others_alone() {
    let running = Running::start().await;
    let mut text = request("", send_invoice("").as_bytes());
    text.truncate(text.len() - 50);
    let reply = raw(running.backend.address(), &text).await;
    assert_eq!(reply.status, 400);
    assert!(running.calls()[0].unreadable.as_deref().unwrap().starts_with("the message broke off"));
    assert_eq!(running.post(&send_invoice("")).await.status, 200);
}

#[tokio::test]
async fn many_idle_connections_do_not_keep_others_waiting() {
    let running = Running::start().await;
    let mut idle = Vec::new();
    for _ in 0..200 {
        idle.push(tokio::net::TcpStream::connect(running.backend.address()).await.unwrap());
    }
    let answered = tokio::time::timeout(Duration::from_secs(30), running.post(&send_invoice(""))).await;
    assert_eq!(answered.expect("an answer").status, 200);
}

#[tokio::test]
async fn a_kept_connection_serves_several_calls() {
    let running = Running::start().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for _ in 0..3 {
        let response = client.post(running.backend.endpoint_url()).body(send_invoice("")).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let text = response.text().await.unwrap();
        assert!(text.contains("sendInvoiceResponse") && text.contains(SEQR_NAMESPACE));
    }
    assert_eq!(running.calls().len(), 3);
}
