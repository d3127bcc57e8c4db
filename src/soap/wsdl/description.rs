//! The WSDL 1.1 document: messages, port types, bindings and the service, made of the list of operations.

use crate::spec::{Operation, SEQR_NAMESPACE};

use super::super::xml::Xml;
use super::SCHEMA;

/// The operations of one port type. `getClientSessionInfo` has its own (protocol facts, section 1).
struct PortType {
    name: &'static str,
    operations: &'static [Operation],
}

/// In the order in which clients see them; those that pick the first port get the invoices.
const PORT_TYPES: [PortType; 2] = [
    PortType {
        name: "ERSWSExternalClientService",
        operations: &[
            Operation::SendInvoice,
            Operation::UpdateInvoice,
            Operation::GetPaymentStatus,
            Operation::CancelInvoice,
            Operation::CommitReservation,
            Operation::SubmitPaymentReceipt,
            Operation::RefundPayment,
            Operation::MarkTransactionPeriod,
            Operation::ExecuteReport,
            Operation::RegisterTerminal,
            Operation::UnregisterTerminal,
            Operation::AssignSeqrId,
        ],
    },
    PortType { name: "ERSWSClientSessionInfoService", operations: &[Operation::GetClientSessionInfo] },
];

const SERVICE: &str = "ERSWSExternalClientServiceService";
const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
const WSDL_SOAP: &str = "http://schemas.xmlsoap.org/wsdl/soap/";
const SOAP_HTTP: &str = "http://schemas.xmlsoap.org/soap/http";

/// The WSDL whose `soap:address` is `address`.
#[must_use]
pub fn description(address: &str) -> String {
    let attributes = [
        ("name", SERVICE),
        ("targetNamespace", SEQR_NAMESPACE),
        ("xmlns:tns", SEQR_NAMESPACE),
        ("xmlns:soap", WSDL_SOAP),
        ("xmlns:wsdl", WSDL),
    ];
    Xml::document(|xml| {
        xml.with("wsdl:definitions", &attributes, |xml| {
            xml.with("wsdl:types", &[], |xml| xml.raw(SCHEMA));
            for operation in PORT_TYPES.iter().flat_map(|port_type| port_type.operations) {
                write_message(xml, operation.name());
                write_message(xml, &format!("{operation}Response"));
            }
            PORT_TYPES.iter().for_each(|port_type| write_port_type(xml, port_type));
            PORT_TYPES.iter().for_each(|port_type| write_binding(xml, port_type));
            xml.with("wsdl:service", &[("name", SERVICE)], |xml| {
                PORT_TYPES.iter().for_each(|port_type| write_port(xml, port_type, address));
            });
        });
    })
}

fn write_message(xml: &mut Xml, name: &str) {
    xml.with("wsdl:message", &[("name", name)], |xml| {
        xml.empty("wsdl:part", &[("name", "parameters"), ("element", &format!("tns:{name}"))]);
    });
}

fn write_port_type(xml: &mut Xml, port_type: &PortType) {
    xml.with("wsdl:portType", &[("name", port_type.name)], |xml| {
        for operation in port_type.operations {
            let (input, output) = (operation.name(), format!("{operation}Response"));
            xml.with("wsdl:operation", &[("name", input)], |xml| {
                xml.empty("wsdl:input", &[("name", input), ("message", &format!("tns:{input}"))]);
                xml.empty("wsdl:output", &[("name", &output), ("message", &format!("tns:{output}"))]);
            });
        }
    });
}

fn write_binding(xml: &mut Xml, port_type: &PortType) {
    let attributes = [("name", &*binding(port_type)), ("type", &*format!("tns:{}", port_type.name))];
    xml.with("wsdl:binding", &attributes, |xml| {
        xml.empty("soap:binding", &[("style", "document"), ("transport", SOAP_HTTP)]);
        for operation in port_type.operations {
            let (input, output) = (operation.name(), format!("{operation}Response"));
            xml.with("wsdl:operation", &[("name", input)], |xml| {
                xml.empty("soap:operation", &[("soapAction", ""), ("style", "document")]);
                xml.with("wsdl:input", &[("name", input)], |xml| xml.empty("soap:body", &[("use", "literal")]));
                xml.with("wsdl:output", &[("name", &output)], |xml| xml.empty("soap:body", &[("use", "literal")]));
            });
        }
    });
}

fn write_port(xml: &mut Xml, port_type: &PortType, address: &str) {
    let attributes =
        [("name", &*format!("{}Port", port_type.name)), ("binding", &*format!("tns:{}", binding(port_type)))];
    xml.with("wsdl:port", &attributes, |xml| xml.empty("soap:address", &[("location", address)]));
}

fn binding(port_type: &PortType) -> String {
    format!("{}SoapBinding", port_type.name)
}
