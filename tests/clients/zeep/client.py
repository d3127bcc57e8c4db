"""zeep, made from the WSDL of the first argument. Reads one call per line from standard input and prints what zeep made of
the answer, or what it threw, as one line; values that JSON has no type for carry the name of their type."""

import base64
import datetime
import decimal
import json
import sys

import zeep
from zeep.helpers import serialize_object


def untag(value):
    if isinstance(value, list):
        return [untag(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "decimal" in value:
        return decimal.Decimal(value["decimal"])
    if "dateTime" in value:
        return datetime.datetime.fromisoformat(value["dateTime"])
    if "base64" in value:
        return base64.b64decode(value["base64"])
    return {name: untag(item) for name, item in value.items()}


def tag(value):
    if isinstance(value, list):
        return [tag(item) for item in value]
    if isinstance(value, dict):
        return {name: tag(item) for name, item in value.items()}
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime.datetime):
        return {"dateTime": value.isoformat()}
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    return value


def operations(client):
    for service in client.wsdl.services.values():
        for port in service.ports.values():
            bound = client.bind(service.name, port.name)
            for name in port.binding.port_type.operations:
                yield name, bound[name]


client = zeep.Client(sys.argv[1])
known = dict(operations(client))
for line in sys.stdin:
    call = json.loads(line)
    try:
        answer = known[call["operation"]](**untag(call["arguments"]))
        said = {"answer": tag(serialize_object(answer, dict))}
    except Exception as error:  # pylint: disable=broad-except
        said = {"fault": f"{type(error).__name__}: {error}"}
    print(json.dumps(said), flush=True)
