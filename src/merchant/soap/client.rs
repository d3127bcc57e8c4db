//! The calls that the shop makes.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use roxmltree::Node;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

use crate::merchant::{Defect, MerchantConfig};
use crate::spec::{InvoiceStatus, Operation};

use super::answer::{child, needed, number, read, text_of};
use super::envelope::{Caller, Xml, envelope, group, leaf};
use super::{Invoice, SoapError, slip};

/// How long SEQR may take for one answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 1 << 20;

/// A connection to SEQR with the shop's credentials.
#[derive(Clone, Debug)]
pub struct SeqrClient {
    http: reqwest::Client,
    config: MerchantConfig,
}

/// What SEQR knows about a session: `msisdn`, `subscriberKey` and the parameters of the QR code.
pub type SessionInfo = BTreeMap<String, String>;

/// How an invoice stands.
#[derive(Clone, Debug)]
pub struct PaymentStatus {
    pub status: InvoiceStatus,
    pub version: i64,
    /// SEQR's reference of the payment, once there is one.
    pub ers_reference: Option<String>,
}

/// A document for the customer's app to keep.
#[derive(Clone, Debug)]
pub struct ReceiptDocument {
    pub mime_type: &'static str,
    /// In base64.
    pub data: String,
    pub kind: &'static str,
}

impl SeqrClient {
    /// Prepares a client; nothing is sent yet.
    pub fn new(config: &MerchantConfig) -> Result<Self, reqwest::Error> {
        // A proxy in the environment is for the way out to the internet, and the endpoint may well be on this machine.
        let mut http = reqwest::Client::builder().no_proxy();
        // Defect: many a client waits for ever unless it is told otherwise.
        if config.defect != Some(Defect::WaitsForEver) {
            http = http.timeout(PATIENCE);
        }
        if let Some(certificate) = &config.authority {
            http = http.add_root_certificate(reqwest::Certificate::from_pem(certificate.as_bytes())?);
        }
        Ok(Self { http: http.build()?, config: config.clone() })
    }

    /// getClientSessionInfo.
    pub async fn session_info(&self, token: &str) -> Result<SessionInfo, SoapError> {
        let operation = Operation::GetClientSessionInfo;
        self.call(operation, self.terminal(), |xml| leaf(xml, "key", token), session_info).await
    }

    /// sendInvoice; answers the invoiceReference.
    pub async fn send_invoice(&self, invoice: &Invoice<'_>) -> Result<String, SoapError> {
        self.call(
            Operation::SendInvoice,
            self.terminal(),
            |xml| invoice.write(xml),
            |answer| needed(answer, "invoiceReference").map(str::to_owned),
        )
        .await
    }

    /// getPaymentStatus; `version` is the latest that SEQR answered, 0 at first.
    pub async fn payment_status(&self, invoice_reference: &str, version: i64) -> Result<PaymentStatus, SoapError> {
        let parameters = |xml: &mut Xml| {
            leaf(xml, "invoiceReference", invoice_reference)?;
            leaf(xml, "invoiceVersion", &version.to_string())
        };
        self.call(Operation::GetPaymentStatus, self.terminal(), parameters, payment_status).await
    }

    /// cancelInvoice.
    pub async fn cancel_invoice(&self, invoice_reference: &str) -> Result<(), SoapError> {
        let parameters = |xml: &mut Xml| leaf(xml, "invoiceReference", invoice_reference);
        self.call(Operation::CancelInvoice, self.terminal(), parameters, |_| Ok(())).await
    }

    /// updateInvoice: the whole invoice again, under the reference of the first one.
    pub async fn update_invoice(&self, invoice_reference: &str, invoice: &Invoice<'_>) -> Result<(), SoapError> {
        let parameters = |xml: &mut Xml| {
            leaf(xml, "invoiceReference", invoice_reference)?;
            invoice.write(xml)
        };
        self.call(Operation::UpdateInvoice, self.terminal(), parameters, |_| Ok(())).await
    }

    /// commitReservation, for the whole amount.
    pub async fn commit_reservation(&self, invoice_reference: &str) -> Result<(), SoapError> {
        let parameters = |xml: &mut Xml| leaf(xml, "invoiceReference", invoice_reference);
        self.call(Operation::CommitReservation, self.terminal(), parameters, |_| Ok(())).await
    }

    /// submitPaymentReceipt.
    pub async fn submit_receipt(&self, ers_reference: &str, document: &ReceiptDocument) -> Result<(), SoapError> {
        let parameters = |xml: &mut Xml| {
            leaf(xml, "ersReference", ers_reference)?;
            group(xml, "receiptDocument", |xml| {
                leaf(xml, "mimeType", document.mime_type)?;
                leaf(xml, "receiptData", &document.data)?;
                leaf(xml, "receiptType", document.kind)
            })
        };
        self.call(Operation::SubmitPaymentReceipt, self.terminal(), parameters, |_| Ok(())).await
    }

    /// executeReport for the period that was marked last; answers the report's title.
    pub async fn execute_report(&self, report_id: &str) -> Result<String, SoapError> {
        let operation = Operation::ExecuteReport;
        let caller = self.reseller().ok_or(SoapError::NoReseller(operation))?;
        let read = |answer: Node<'_, '_>| {
            let report =
                child(answer, "report").ok_or_else(|| SoapError::Unreadable("there is no report".to_owned()))?;
            Ok(text_of(report, "title").unwrap_or_default().to_owned())
        };
        self.call(operation, caller, |xml| leaf(xml, "reportId", report_id), read).await
    }

    /// refundPayment; answers the ersReference of the refund, where SEQR gives one.
    pub async fn refund(&self, ers_reference: &str, invoice: &Invoice<'_>) -> Result<Option<String>, SoapError> {
        let parameters = |xml: &mut Xml| {
            leaf(xml, "ersReference", ers_reference)?;
            invoice.write(xml)
        };
        let read = |answer: Node<'_, '_>| Ok(text_of(answer, "ersReference").map(str::to_owned));
        self.call(Operation::RefundPayment, self.terminal(), parameters, read).await
    }

    /// markTransactionPeriod for the whole shop; answers the transactionPeriodId, where SEQR gives one.
    pub async fn mark_transaction_period(&self) -> Result<Option<String>, SoapError> {
        let operation = Operation::MarkTransactionPeriod;
        let caller = self.reseller().ok_or(SoapError::NoReseller(operation))?;
        let read = |answer: Node<'_, '_>| Ok(text_of(answer, "transactionPeriodId").map(str::to_owned));
        self.call(operation, caller, |_| Ok(()), read).await
    }

    fn terminal(&self) -> Caller<'_> {
        Caller {
            kind: "TERMINALID",
            id: &self.config.terminal_id,
            user_id: None,
            password: &self.config.terminal_password,
            comment: &self.config.service_id,
        }
    }

    fn reseller(&self) -> Option<Caller<'_>> {
        self.config.reseller.as_ref().map(|reseller| Caller {
            kind: "RESELLERUSER",
            id: &reseller.id,
            user_id: Some(&reseller.user_id),
            password: &reseller.password,
            comment: &self.config.service_id,
        })
    }

    async fn call<T>(
        &self,
        operation: Operation,
        caller: Caller<'_>,
        parameters: impl FnOnce(&mut Xml) -> io::Result<()>,
        understand: impl FnOnce(Node<'_, '_>) -> Result<T, SoapError>,
    ) -> Result<T, SoapError> {
        let message = slip::apply(envelope(operation, caller, parameters)?, operation, self.config.defect);
        let request = self.http.post(&self.config.endpoint_url);
        let request = request.header(CONTENT_TYPE, "text/xml; charset=utf-8").header("SOAPAction", "\"\"");
        let mut response = request.body(message).send().await?;
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if bytes.len() + chunk.len() > LONGEST_ANSWER {
                return Err(SoapError::Unreadable(format!("it is longer than {LONGEST_ANSWER} bytes")));
            }
            bytes.extend_from_slice(&chunk);
        }
        let text = String::from_utf8(bytes).map_err(|_| SoapError::Unreadable("it is not UTF-8".to_owned()))?;
        read(&text, status, operation, understand)
    }
}

fn session_info(answer: Node<'_, '_>) -> Result<SessionInfo, SoapError> {
    let entries = child(answer, "parameters").into_iter().flat_map(|parameters| parameters.children());
    Ok(entries
        .filter(|node| node.tag_name().name() == "entry")
        .filter_map(|entry| {
            let key = text_of(entry, "key")?;
            let value = child(entry, "value").and_then(|value| value.text()).unwrap_or_default();
            Some((key.to_owned(), value.to_owned()))
        })
        .collect())
}

fn payment_status(answer: Node<'_, '_>) -> Result<PaymentStatus, SoapError> {
    let word: StrDeserializer<'_, ValueError> = needed(answer, "status")?.into_deserializer();
    let status = InvoiceStatus::deserialize(word).map_err(|error| SoapError::Unreadable(error.to_string()))?;
    let ers_reference = text_of(answer, "ersReference").map(str::to_owned);
    Ok(PaymentStatus { status, version: number(answer, "version")?, ers_reference })
}
