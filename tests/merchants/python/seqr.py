"""The museum's line to SEQR: one zeep client, made from the WSDL at first use."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal

import requests
import zeep
from zeep.exceptions import Error as ZeepError
from zeep.transports import Transport

log = logging.getLogger("seqr")

COMPANY = "Stenby Sea Museum"
SYSTEM = "stenby-tickets/1.4"
CURRENCY = "SEK"
VAT_PER_CENT = 6

UNKNOWN_SESSION = {60, 61, 62, 63}
ALREADY_CANCELLED = {55, 95}


class SeqrError(Exception):
    """SEQR could not be asked, or gave an answer that cannot be used."""


class SeqrRefused(SeqrError):
    """SEQR answered with a result code other than 0."""

    def __init__(self, operation: str, code: int, description: str | None):
        super().__init__(f"{operation}: {code} {description or ''}".strip())
        self.code = code


@dataclass(frozen=True)
class Row:
    sku: str
    description: str
    quantity: int
    unit_price: Decimal

    @property
    def total(self) -> Decimal:
        return self.unit_price * self.quantity


@dataclass(frozen=True)
class Status:
    state: str
    version: int
    ers_reference: str | None


class Seqr:
    def __init__(self, env, patient: bool = False):
        self._patient = patient
        self._wsdl = env["SEQR_WSDL_URL"]
        self._terminal = (env["SEQR_TERMINAL_ID"], env["SEQR_TERMINAL_PASSWORD"])
        self._reseller = (env.get("SEQR_RESELLER_ID"), env.get("SEQR_RESELLER_USER_ID"), env.get("SEQR_RESELLER_PASSWORD"))
        self._client = None
        self._proxies = {}
        self._lock = threading.Lock()

    def session(self, token: str) -> dict[str, str]:
        answer = self._call("getClientSessionInfo", context=self._as_terminal(), key=token)
        entries = answer.parameters.entry if answer.parameters is not None else []
        return {entry.key: entry.value or "" for entry in entries or [] if entry.key}

    def send_invoice(self, order_number: str, title: str, rows: list[Row]) -> str:
        answer = self._call("sendInvoice", context=self._as_terminal(), invoice=_invoice(order_number, title, rows))
        reference = answer.invoiceReference
        if not reference or not reference.isalnum():
            raise SeqrError("sendInvoice: no usable invoiceReference")
        return reference

    def status(self, reference: str, version: int) -> Status:
        answer = self._call(
            "getPaymentStatus", context=self._as_terminal(), invoiceReference=reference, invoiceVersion=version
        )
        return Status(answer.status or "", int(answer.version or 0), answer.ersReference)

    def cancel(self, reference: str) -> None:
        try:
            self._call("cancelInvoice", context=self._as_terminal(), invoiceReference=reference)
        except SeqrRefused as refused:
            if refused.code not in ALREADY_CANCELLED:
                raise

    def refund(self, ers_reference: str, order_number: str, title: str, rows: list[Row]) -> str | None:
        answer = self._call(
            "refundPayment",
            context=self._as_terminal(),
            ersReference=ers_reference,
            invoice=_invoice(order_number, title, rows),
        )
        return answer.ersReference

    def submit_receipt(self, ers_reference: str, html: str) -> None:
        document = {"mimeType": "text/html", "receiptData": html.encode("utf-8"), "receiptType": "PAYMENT_RECEIPT"}
        self._call(
            "submitPaymentReceipt", context=self._as_terminal(), ersReference=ers_reference, receiptDocument=document
        )

    def close_period(self) -> str | None:
        return self._call("markTransactionPeriod", context=self._as_reseller()).transactionPeriodId

    def _as_terminal(self) -> dict:
        name, password = self._terminal
        return _context({"id": name, "type": "TERMINALID"}, password)

    def _as_reseller(self) -> dict:
        name, user, password = self._reseller
        if not (name and user and password):
            raise SeqrError("no reseller is configured")
        return _context({"id": name, "type": "RESELLERUSER", "userId": user}, password)

    def _call(self, operation: str, **arguments):
        try:
            answer = self._operation(operation)(**arguments)
        except SeqrError:
            raise
        except (ZeepError, requests.RequestException) as trouble:
            raise SeqrError(f"{operation}: {type(trouble).__name__}: {trouble}") from trouble
        except Exception as trouble:  # an answer that does not fit the WSDL surfaces as almost anything
            log.exception("%s: unexpected answer", operation)
            raise SeqrError(f"{operation}: {type(trouble).__name__}") from trouble
        if answer is None or answer.resultCode is None:
            raise SeqrError(f"{operation}: empty answer")
        if answer.resultCode != 0:
            raise SeqrRefused(operation, answer.resultCode, answer.resultDescription)
        return answer

    def _operation(self, name: str):
        """The operation, at whichever port of the WSDL has it."""
        with self._lock:
            if self._client is None:
                self._client = zeep.Client(self._wsdl, transport=_transport(self._patient))
            if name not in self._proxies:
                self._proxies[name] = self._bind(name)
            return self._proxies[name]

    def _bind(self, operation: str):
        for service in self._client.wsdl.services.values():
            for port in service.ports.values():
                if operation in port.binding.all():
                    return self._client.bind(service.name, port.name)[operation]
        raise SeqrError(f"the WSDL has no operation {operation}")


def _transport(patient: bool) -> Transport:
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, requests.adapters.HTTPAdapter(pool_maxsize=50))
    return Transport(session=session, timeout=5, operation_timeout=None if patient else 6)


def _context(principal: dict, password: str) -> dict:
    return {
        "channel": "ClientWS",
        "clientId": COMPANY,
        "clientReference": SYSTEM,
        "clientRequestTimeout": 0,
        "initiatorPrincipalId": principal,
        "password": password,
    }


def _invoice(order_number: str, title: str, rows: list[Row]) -> dict:
    return {
        "paymentMode": "IMMEDIATE_DEBIT",
        "acknowledgmentMode": "NO_ACKNOWLEDGMENT",
        "issueDate": datetime.now(timezone.utc).replace(microsecond=0),
        "title": title,
        "clientInvoiceId": order_number,
        "invoiceRows": {
            "invoiceRow": [
                {
                    "itemDescription": row.description,
                    "itemQuantity": row.quantity,
                    "itemSKU": row.sku,
                    "itemTaxRate": VAT_PER_CENT,
                    "itemTotalAmount": _amount(row.total),
                    "itemUnitPrice": _amount(row.unit_price),
                }
                for row in rows
            ]
        },
        "totalAmount": _amount(sum((row.total for row in rows), Decimal(0))),
        "cashierId": "web",
        "footer": f"Order {order_number}. Show this number at the entrance.",
    }


def _amount(value: Decimal) -> dict:
    return {"currency": CURRENCY, "value": value.quantize(Decimal("0.01"))}
