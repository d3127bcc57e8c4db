//! A run as a real one would be: a cinema's service that fires the wrong payment trigger, with hostile texts in it.

use std::collections::BTreeMap;
use std::path::Path;

use seqr_cert::spec::REQUIRED_SCREENS;
use seqr_cert::trace::{Event, Trace};
use seqr_cert::verdict::RunJudgement;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{judged, paint};

/// Texts that a hostile service may send.
pub const SCRIPT: &str = "</script><img src=x onerror=alert(1)>\"'`";
pub const TERMINAL: &str = "bell\u{7} escape\u{1b}[31mred nul\u{0}";
pub const TURNED: &str = "invoice \u{202e}gnp.exe";
pub const ARABIC: &str = "تم الدفع بنجاح";

/// Builds the run below `root`.
pub struct Run<'a> {
    root: &'a Path,
    lines: Vec<Value>,
    /// Events by the names under which the judgement refers to them.
    named: BTreeMap<String, u64>,
    at_ms: u64,
}

/// The trace as `trace.jsonl` and artifacts below `root`, read back, and its judgement.
pub fn run(root: &Path) -> (Trace, RunJudgement) {
    let mut run = Run { root, lines: Vec::new(), named: BTreeMap::new(), at_ms: 0 };
    run.beginning();
    run.order_opens();
    run.pays();
    run.survey();
    run.acknowledges();
    run.add(None, 400, "", json!({"run-ended": "completed"}));
    let text: String = run.lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(root.join("trace.jsonl"), text).expect("the trace can be written");
    let trace = Trace::read(root).expect("the trace can be read back");
    let judgement = judged::judgement(&run.named);
    (trace, judgement)
}

impl Run<'_> {
    /// Appends an event `after` milliseconds, under a name where one is given.
    fn add(&mut self, case: Option<&str>, after: u64, name: &str, what: Value) {
        self.at_ms += after;
        let seq = self.lines.len() as u64 + 1;
        let line = json!({"seq": seq, "at_ms": self.at_ms, "case": case, "what": what});
        let _: Event = serde_json::from_value(line.clone()).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.lines.push(line);
        if !name.is_empty() {
            self.named.insert(name.to_owned(), seq);
        }
    }

    fn artifact(&self, path: &str, content: &[u8]) -> Value {
        let full = self.root.join(path);
        std::fs::create_dir_all(full.parent().expect("artifacts lie in a folder")).expect("folders can be made");
        std::fs::write(&full, content).expect("artifacts can be written");
        let digest: String = Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        json!({"path": path, "bytes": content.len(), "digest": digest})
    }

    fn beginning(&mut self) {
        let plan: Value = serde_json::from_str(include_str!("plan.json")).expect("the plan is JSON");
        let selected = [
            "service-urls.order-opens",
            "triggers.pay-once",
            "triggers.leave",
            "screens.order",
            "api.paid",
            "api.close-period",
        ];
        let header = json!({"format": 1, "harness": "0.1.0", "started": "2026-11-24T09:12:45Z",
            "endpoint": "http://127.0.0.1:8480/soap/merchant/cashregister-2", "selected": selected, "plan": plan});
        self.add(None, 0, "", json!({"run-started": header}));
        self.add(None, 20, "", json!({"candidate-started": {"command": ["php", "-S", "127.0.0.1:4010"]}}));
        let ready = json!({"url": "http://127.0.0.1:4010/order", "after_ms": 310});
        self.add(None, 310, "", json!({"candidate-ready": ready}));
        let browser = json!({"name": "Chromium", "version": "156.0.8078.79 (Debian 12)", "driver": "chromedriver",
            "binary": "/usr/bin/chromium-headless-shell"});
        self.add(None, 800, "", json!({"browser": browser}));
    }

    fn scan(&mut self, case: &str, token: &str) {
        self.add(Some(case), 12, "", json!("case-started"));
        let qr = "HTTP://SEQR.SE/000/GRANDCINEMA?seat=A1&show=7";
        let scanned = json!({"token": token, "qr_text": qr, "qr_read_back": qr,
            "parameters": {"seat": "A1", "show": "7"}});
        self.add(Some(case), 5, "", json!({"scanned": scanned}));
    }

    fn page(&mut self, case: &str, page: &str, token: &str, name: &str, text: &str) {
        let number = self.lines.len();
        let hue = if page == "order" { [38, 84, 124] } else { [44, 110, 73] };
        let screenshot =
            self.artifact(&format!("artifacts/{case}/{number:04}-{page}.png"), &paint::page(480, 800, 1, hue, false));
        let url = format!("http://127.0.0.1:4010/{page}#{token}");
        let opened = json!({"page": page, "token": token, "screen": "android-480x800", "requested": url,
            "final_url": url, "status": 200, "headers": [["content-type", "text/html; charset=utf-8"],
            ["x-powered-by", SCRIPT]], "redirects": [], "load_ms": 182, "settled": true, "title": "Grand Cinema",
            "text": text, "dom": null, "screenshot": screenshot, "problem": null});
        self.add(Some(case), 240, name, json!({"page-opened": opened}));
    }

    fn soap(&mut self, case: &str, after: u64, name: &str, fields: Value, more: Value) {
        let mut call = json!({"path": "/soap/merchant/cashregister-2", "content_type": "text/xml; charset=utf-8",
            "soap_action": null, "operation": null, "request": fields, "response": [
            {"path": "return/resultCode", "value": "0"}, {"path": "return/resultDescription", "value": "SUCCESS"}],
            "http_status": 200, "result_code": 0, "result_description": "SUCCESS", "took_ms": 3});
        for (key, value) in more.as_object().expect("further fields") {
            call[key] = value.clone();
        }
        self.add(Some(case), after, name, json!({"soap": call}));
    }

    fn order_opens(&mut self) {
        let case = "service-urls.order-opens";
        self.scan(case, "123456-789013");
        self.add(Some(case), 1, "", json!({"step-started": {"index": 0, "step": "open order"}}));
        self.page(case, "order", "123456-789013", "order", "Grand Cinema\nToday: The Third Man\nTwo tickets 24.00");
        let text = format!("Uncaught TypeError: {SCRIPT} {TERMINAL}");
        let source = "http://127.0.0.1:4010/app.js:12";
        let line = json!({"level": "error", "text": text, "source": source});
        self.add(Some(case), 14, "console", json!({"console": line}));
        let failed = json!({"url": "http://127.0.0.1:4010/favicon.ico", "method": "GET", "status": 404, "error": null});
        self.add(Some(case), 6, "favicon", json!({"request-failed": failed}));
        self.add(Some(case), 2, "", json!({"step-ended": {"index": 0, "failure": null}}));
        self.add(Some(case), 1, "", json!({"case-ended": {"cut_off": null}}));
    }

    /// From the scan to the payment trigger; answers nothing but leaves named events behind.
    fn buys(&mut self, case: &str, token: &str, reference: &str, fired: &str) {
        self.scan(case, token);
        self.add(Some(case), 1, "", json!({"step-started": {"index": 0, "step": "open order"}}));
        self.page(case, "order", token, "", "Grand Cinema\nToday: The Third Man");
        let fields = json!([{"path": "context/channel", "value": "WS"},
            {"path": "context/initiatorPrincipalId/id", "value": "cinema-terminal"},
            {"path": "context/password", "value": "[redacted:terminal password]"}, {"path": "key", "value": token}]);
        let more = json!({"operation": "getClientSessionInfo", "token": token});
        self.soap(case, 30, "session", fields, more);
        self.add(Some(case), 4, "", json!({"step-ended": {"index": 0, "failure": null}}));
        self.add(Some(case), 1, "", json!({"step-started": {"index": 1, "step": "buy"}}));
        for (index, action) in ["tap #two-tickets", "tap text=Pay with SEQR"].into_iter().enumerate() {
            let tapped = json!({"list": "buy", "index": index, "action": action, "last": index == 1});
            self.add(Some(case), 90, &format!("{case} tap {index}"), json!({"tapped": tapped}));
            if index == 0 {
                let view = json!({"page": "order", "token": token, "number": 2, "moment": "after tap #two-tickets",
                    "url": "http://127.0.0.1:4010/order#pay", "screen": "android-480x800", "first_step_usable": false,
                    "back_visible": true, "last_before_payment": true,
                    "text": format!("Two tickets\n{ARABIC}\n{TURNED}"), "layout": null, "screenshot": null});
                self.add(Some(case), 60, &format!("{case} view"), json!({"view": view}));
            }
        }
        let fields = json!([{"path": "invoice/title", "value": "Grand Cinema"},
            {"path": "invoice/clientInvoiceId", "value": "GC-1042"},
            {"path": "invoice/invoiceRows/invoiceRow/itemDescription", "value": SCRIPT},
            {"path": "invoice/totalAmount/currency", "value": "EUR"},
            {"path": "invoice/totalAmount/value", "value": "24.00"}, {"path": "invoice/footer", "value": null}]);
        let more = json!({"operation": "sendInvoice", "invoice_reference": reference, "client_invoice_id": "GC-1042"});
        self.soap(case, 20, &format!("{case} invoice"), fields, more);
        let changed = json!({"invoice_reference": reference, "from": null, "to": "ISSUED", "version": 1});
        self.add(Some(case), 1, "", json!({"invoice-changed": changed}));
        let trigger = json!({"url": format!("seqr://SEQR.SE/R{fired}"), "as_written": format!("SEQR://SEQR.SE/R{fired}"),
            "by": "link", "token": token, "since_tap_ms": 41});
        self.add(Some(case), 20, &format!("{case} trigger"), json!({"trigger-fired": trigger}));
        let printed =
            format!("[Tue Nov 24 09:12:46 2026] GET /order\nPHP Warning: Undefined {SCRIPT} in /srv/order.php");
        self.add(Some(case), 1, "", json!({"candidate-printed": {"text": printed}}));
        self.add(Some(case), 2, "", json!({"step-ended": {"index": 1, "failure": null}}));
    }

    fn status(&mut self, case: &str, name: &str, reference: &str, status: &str, version: i64) {
        let fields = json!([{"path": "invoiceReference", "value": reference},
            {"path": "invoiceVersion", "value": (version - 1).to_string()}]);
        let more = json!({"operation": "getPaymentStatus", "invoice_reference": reference, "status": status,
            "asked_version": version - 1, "version": version});
        self.soap(case, 1000, name, fields, more);
    }

    fn pays(&mut self) {
        let (case, reference) = ("triggers.pay-once", "1397240460668");
        self.buys(case, "123456-789020", reference, "1397240460001");
        self.status(case, "", reference, "ISSUED", 1);
        self.add(Some(case), 1, "", json!({"step-started": {"index": 2, "step": "pay approve"}}));
        let decided = json!({"choice": "approve", "invoice_reference": reference});
        self.add(Some(case), 700, "", json!({"decided": decided}));
        let changed = json!({"invoice_reference": reference, "from": "ISSUED", "to": "PAID", "version": 2});
        self.add(Some(case), 1, "", json!({"invoice-changed": changed}));
        let notified = json!({"invoice_reference": reference, "url": "http://127.0.0.1:4010/notify", "status": 204,
            "error": null, "took_ms": 12});
        self.add(Some(case), 15, "", json!({"notified": notified}));
        self.status(case, "paid", reference, "PAID", 2);
        let done = json!({"invoice_reference": reference, "after_ms": 1030});
        self.add(Some(case), 1, "", json!({"acknowledged": done}));
        self.add(Some(case), 1, "", json!({"step-ended": {"index": 2, "failure": null}}));
        self.add(Some(case), 1, "", json!({"step-started": {"index": 3, "step": "open success"}}));
        self.page(case, "success", "123456-789020", "success", "Enjoy the film!");
        self.add(Some(case), 1, "", json!({"step-ended": {"index": 3, "failure": null}}));
        self.add(Some(case), 1, "", json!({"case-ended": {"cut_off": null}}));
    }

    fn survey(&mut self) {
        let (case, token) = ("screens.order", "123456-789031");
        self.scan(case, token);
        self.add(Some(case), 1, "", json!({"step-started": {"index": 0, "step": "survey order"}}));
        for screen in REQUIRED_SCREENS {
            for number in [1, 2] {
                let wide = number == 2 && screen.width == 320 && screen.ratio == 1;
                let hue = if number == 1 { [38, 84, 124] } else { [122, 62, 96] };
                let png = paint::page(screen.width, screen.height, screen.ratio, hue, wide);
                let name = format!("{} view {number}", screen.name);
                let screenshot = self.artifact(&format!("artifacts/{case}/{}-{number}.png", screen.name), &png);
                let button = json!({"selector": "#leave", "text": "×", "x": 8, "y": 8, "width": 24, "height": 24});
                let out = json!({"selector": "table.prices", "text": "Row, seat, price", "x": 16, "y": 296,
                    "width": 361, "height": 36});
                let layout = json!({"screen_width": screen.width, "screen_height": screen.height,
                    "ratio": screen.ratio, "content_width": if wide { 377 } else { screen.width },
                    "content_height": screen.height, "sticking_out": if wide { json!([out]) } else { json!([]) },
                    "controls": [{"element": button, "reachable": true, "covered_by": null, "inline": false}],
                    "images": [], "viewport_meta": "width=device-width, initial-scale=1"});
                let view = json!({"page": "order", "token": token, "number": number,
                    "moment": if number == 1 { "opened" } else { "after tap #two-tickets" },
                    "url": "http://127.0.0.1:4010/order", "screen": screen.name, "first_step_usable": number == 1,
                    "back_visible": number == 2, "last_before_payment": number == 2, "text": "Two tickets",
                    "layout": layout, "screenshot": screenshot});
                self.add(Some(case), 150, &name, json!({"view": view}));
            }
        }
        self.add(Some(case), 1, "", json!({"step-ended": {"index": 0, "failure": null}}));
        self.add(Some(case), 1, "", json!({"case-ended": {"cut_off": null}}));
    }

    fn acknowledges(&mut self) {
        let (case, reference) = ("api.paid", "1397240460702");
        self.buys(case, "123456-789044", reference, reference);
        let garbage = format!("<Envelope>{SCRIPT}");
        let body = self.artifact(&format!("artifacts/{case}/request.xml"), garbage.as_bytes());
        let more = json!({"http_status": 500, "result_code": null, "result_description": null, "response": [],
            "unreadable": "line 1: the element `Envelope` is not closed", "request_body": body});
        self.soap(case, 300, "garbage", json!([]), more);
        self.add(Some(case), 1, "", json!({"step-started": {"index": 2, "step": "pay approve"}}));
        let message = "The browser's connection broke: chromedriver ended with signal 9.";
        let failure = json!({"blame": "environment", "message": message});
        self.add(Some(case), 30, "gone", json!({"step-ended": {"index": 2, "failure": failure}}));
        self.add(None, 1, "", json!({"trouble": {"kind": "environment", "message": message}}));
        self.add(Some(case), 1, "", json!({"case-ended": {"cut_off": failure}}));
    }
}
