//! The shop under test, and the requests that its pages make.

use std::time::Duration;

use serde_json::{Value, json};

use seqr_cert::merchant::{Defect, Merchant, MerchantConfig, Reseller};

use super::seqr::Seqr;

pub const TOKEN: &str = "123456-789013";

pub struct Shop {
    merchant: Merchant,
    pub http: reqwest::Client,
}

impl Shop {
    pub async fn at(seqr: &Seqr) -> Self {
        Self::with(&seqr.url, None).await
    }

    pub async fn with_defect(seqr: &Seqr, defect: Defect) -> Self {
        Self::with(&seqr.url, Some(defect)).await
    }

    pub async fn with(endpoint_url: &str, defect: Option<Defect>) -> Self {
        let merchant = Merchant::start(config(endpoint_url, defect)).await.unwrap();
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { merchant, http }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.merchant.address())
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(self.url(path)).send().await.unwrap()
    }

    pub async fn ask(&self, path: &str, body: Value) -> Value {
        let response = self.http.post(self.url(path)).json(&body).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-store");
        response.json().await.unwrap()
    }

    pub async fn open(&self, token: &str) -> Value {
        self.ask("/api/session", json!({ "token": token })).await
    }

    /// Orders tickets for show 7 and answers the invoice reference in the trigger.
    pub async fn buy(&self, token: &str, tickets: u32) -> String {
        let order = self.order(token, tickets).await;
        let trigger = order["trigger"].as_str().unwrap_or_else(|| panic!("a trigger in {order}"));
        trigger.strip_prefix("SEQR://SEQR.SE/R").expect("the trigger's form").to_owned()
    }

    pub async fn order(&self, token: &str, tickets: u32) -> Value {
        self.ask("/api/order", json!({ "token": token, "show": "7", "tickets": tickets, "seat": "A1" })).await
    }

    pub async fn status(&self, token: &str) -> Value {
        self.ask("/api/status", json!({ "token": token, "reference": null })).await
    }

    pub async fn give_up(&self, token: &str) -> Value {
        self.ask("/api/give-up", json!({ "token": token })).await
    }

    pub async fn notify(&self, reference: &str) -> u16 {
        self.form("/seqr/notify", "invoiceReference", reference).await.status().as_u16()
    }

    pub async fn form(&self, path: &str, name: &str, value: &str) -> reqwest::Response {
        self.http.post(self.url(path)).form(&[(name, value)]).send().await.unwrap()
    }

    /// Waits until the session's order stands as named, however long that takes.
    pub async fn until(&self, token: &str, state: &str) -> Value {
        loop {
            let order = self.status(token).await;
            if order["state"] == state {
                return order;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

pub fn config(endpoint_url: &str, defect: Option<Defect>) -> MerchantConfig {
    MerchantConfig {
        listen: "127.0.0.1:0".to_owned(),
        endpoint_url: endpoint_url.to_owned(),
        authority: None,
        terminal_id: "cinema-terminal".to_owned(),
        terminal_password: "12345678".to_owned(),
        reseller: Some(Reseller { id: "cinema".to_owned(), user_id: "9900".to_owned(), password: "1234".to_owned() }),
        service_id: "GRANDCINEMA".to_owned(),
        defect,
        variant: None,
    }
}
