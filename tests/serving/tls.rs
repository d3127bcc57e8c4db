//! HTTPS with a certificate made on the spot.

use std::process::Command;

use seqr_cert::backend::BackendConfig;
use seqr_cert::trace::{Event, What};

use crate::support::{PATH, Running, config, get_payment_status, raw, send_invoice};
use crate::world::with_tls;

fn client(trusted: Option<&[u8]>) -> reqwest::Client {
    let mut builder = reqwest::Client::builder().no_proxy();
    if let Some(pem) = trusted {
        builder = builder.add_root_certificate(reqwest::Certificate::from_pem(pem).unwrap());
    }
    builder.build().unwrap()
}

fn authority(running: &Running) -> Vec<u8> {
    std::fs::read(running.backend.ca_file().unwrap()).unwrap()
}

async fn post(client: &reqwest::Client, url: &str) -> reqwest::Result<String> {
    client.post(url).header("Content-Type", "text/xml").body(send_invoice("")).send().await?.text().await
}

fn connection_failed(event: &Event) -> Option<String> {
    match &event.what {
        What::ConnectionFailed { reason } => Some(reason.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn a_client_that_trusts_the_authority_does_an_exchange() {
    let running = with_tls(config()).await;
    assert!(running.backend.ca_file().unwrap().is_absolute());
    assert_eq!(running.backend.ca_file().unwrap(), running.folder.path().join("seqr-ca.pem"));
    let client = client(Some(&authority(&running)));
    let by_address = running.backend.endpoint_url();
    assert!(by_address.starts_with("https://127.0.0.1:"), "{by_address}");
    for url in [by_address.clone(), by_address.replace("127.0.0.1", "localhost")] {
        let answer = post(&client, &url).await.unwrap();
        assert!(answer.contains("<resultCode>0</resultCode>"), "{answer}");
        let wsdl = client.get(format!("{url}?wsdl")).send().await.unwrap().text().await.unwrap();
        assert!(wsdl.contains(&format!("location=\"{url}\"")), "the description names {url}: {wsdl}");
    }
    assert_eq!(running.calls().len(), 2);
}

#[tokio::test]
async fn a_client_that_does_not_trust_it_is_not_served_and_harms_nobody() {
    let running = with_tls(config()).await;
    let other = with_tls(config()).await;
    let url = running.backend.endpoint_url();
    for stranger in [client(None), client(Some(&authority(&other)))] {
        let error = post(&stranger, &url).await.unwrap_err();
        assert!(error.is_connect(), "{error:?}");
        let reason = running.until(connection_failed).await;
        assert!(reason.contains("does not trust") && reason.contains("SEQR_CA_FILE"), "{reason}");
    }
    assert!(running.calls().is_empty());
    assert!(post(&client(Some(&authority(&running))), &url).await.is_ok());
}

#[tokio::test]
async fn the_certificate_names_the_address_that_is_listened_on() {
    let running = with_tls(BackendConfig { listen: "127.0.0.3:0".to_owned(), ..config() }).await;
    let url = running.backend.endpoint_url();
    assert!(url.starts_with("https://127.0.0.3:"), "{url}");
    post(&client(Some(&authority(&running))), &url).await.unwrap();
}

#[tokio::test]
async fn plain_http_gets_clear_words() {
    let running = with_tls(config()).await;
    let reply = running.post(&get_payment_status("1", 0)).await;
    assert_eq!(reply.status, 400);
    assert!(reply.body.contains("https://") && reply.body.contains("seqr-ca.pem"), "{}", reply.body);
    let large = crate::support::request("", &vec![b' '; 300_000]);
    assert_eq!(raw(running.backend.address(), &large).await.status, 400, "a longer message gets to read it as well");
    let reason = running.until(connection_failed).await;
    assert!(reason.contains("plain HTTP") && reason.contains("https://"), "{reason}");
    assert!(running.calls().is_empty());
}

#[tokio::test]
async fn clients_that_say_nothing_or_rubbish_keep_nobody_waiting() {
    let running = with_tls(config()).await;
    let mut silent = Vec::new();
    for beginning in [&b""[..], b"\x16\x03\x01", b"\x16rubbish that is no handshake at all"] {
        let stream = tokio::net::TcpStream::connect(running.backend.address()).await.unwrap();
        stream.writable().await.unwrap();
        stream.try_write(beginning).unwrap();
        silent.push(stream);
    }
    let (client, url) = (client(Some(&authority(&running))), running.backend.endpoint_url());
    assert!(crate::world::in_time("an exchange", post(&client, &url)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_and_python_trust_it_too() {
    let running = with_tls(config()).await;
    let ca_file = running.backend.ca_file().unwrap().to_str().unwrap().to_owned();
    let url = running.backend.wsdl_url();
    let python = "import ssl, sys, urllib.request as r\n\
                  context = ssl.create_default_context(cafile=sys.argv[2] or None)\n\
                  context.verify_flags |= ssl.VERIFY_X509_STRICT\n\
                  opener = r.build_opener(r.ProxyHandler({}), r.HTTPSHandler(context=context))\n\
                  print(opener.open(sys.argv[1]).read().decode())";
    let run = move |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let stacks = tokio::task::spawn_blocking(move || {
        [
            run("curl", &["-sS", "--noproxy", "*", "--cacert", &ca_file, &url]),
            run("/usr/bin/python3", &["-c", python, &url, &ca_file]),
            run("curl", &["-sS", "--noproxy", "*", &url]),
            run("/usr/bin/python3", &["-c", python, &url, ""]),
        ]
    });
    let [curl, python, curl_without, python_without] = stacks.await.unwrap();
    for (name, (succeeded, wsdl)) in [("curl", curl), ("python", python)] {
        assert!(succeeded && wsdl.contains("https://127.0.0.1:") && wsdl.contains(PATH), "{name}: {wsdl}");
    }
    assert!(!curl_without.0 && !python_without.0, "without the authority both refuse");
}
