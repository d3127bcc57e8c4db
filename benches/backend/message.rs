//! The two requests, written once.

use seqr_cert::spec::{SEQR_NAMESPACE, SERVICE_PATHS, SOAP_ENVELOPE};

/// An invoice of three rows, as a shop sends it.
pub fn send_invoice() -> Vec<u8> {
    let row = "<invoiceRow><itemDescription>Ticket</itemDescription><itemQuantity>1</itemQuantity>\
               <itemTaxRate>25</itemTaxRate><itemTotalAmount><currency>SEK</currency><value>10.00</value>\
               </itemTotalAmount></invoiceRow>"
        .repeat(3);
    request(
        "sendInvoice",
        &format!(
            "<invoice><paymentMode>IMMEDIATE_DEBIT</paymentMode><acknowledgmentMode>NO_ACKNOWLEDGMENT\
             </acknowledgmentMode><issueDate>2026-11-24T10:00:00.000Z</issueDate><title>Tickets</title>\
             <clientInvoiceId>order-1</clientInvoiceId><invoiceRows>{row}</invoiceRows><totalAmount>\
             <currency>SEK</currency><value>30.00</value></totalAmount><cashierId>web</cashierId></invoice>"
        ),
    )
}

/// A request whose invoiceReference is patched in; with the place of it.
pub fn get_payment_status() -> (Vec<u8>, usize) {
    let content = format!("<invoiceReference>{PLACEHOLDER}</invoiceReference><invoiceVersion>0</invoiceVersion>");
    let request = request("getPaymentStatus", &content);
    let at = std::str::from_utf8(&request).unwrap().find(PLACEHOLDER).unwrap();
    (request, at)
}

/// As long as every reference is.
pub const PLACEHOLDER: &str = "0000000000000";

fn request(operation: &str, content: &str) -> Vec<u8> {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"{SOAP_ENVELOPE}\"><s:Body>\
         <n:{operation} xmlns:n=\"{SEQR_NAMESPACE}\"><context><channel>WS</channel><clientId>Grand Cinema</clientId>\
         <clientReference>tickets 1.0</clientReference><clientRequestTimeout>0</clientRequestTimeout>\
         <initiatorPrincipalId><id>terminal</id><type>TERMINALID</type></initiatorPrincipalId>\
         <password>12345678</password></context>{content}</n:{operation}></s:Body></s:Envelope>"
    );
    let (path, length) = (SERVICE_PATHS[0], body.len());
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml; charset=utf-8\r\nSOAPAction: \"\"\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}
