"""suds (suds-community), made from the WSDL of the first argument. Reads one call per line from standard input and prints
what suds made of the answer, or what it threw, as one line; values that JSON has no type for carry the name of their type. suds leaves
base64 to its user."""

import datetime
import decimal
import json
import sys

import suds
from suds.cache import NoCache
from suds.client import Client


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
        return value["base64"]
    return {name: untag(item) for name, item in value.items()}


def tag(value):
    if isinstance(value, list):
        return [tag(item) for item in value]
    if isinstance(value, suds.sudsobject.Object):
        return {name: tag(item) for name, item in value}
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime.datetime):
        return {"dateTime": value.isoformat()}
    return None if value is None else value if isinstance(value, (int, float, bool)) else str(value)


def operations(client):
    for service in client.wsdl.services:
        for port in service.ports:
            for name in port.methods:
                yield name, getattr(client.service[port.name], name)


client = Client(sys.argv[1], cache=NoCache())
known = dict(operations(client))
for line in sys.stdin:
    call = json.loads(line)
    try:
        answer = known[call["operation"]](**untag(call["arguments"]))
        said = {"fault": "no answer"} if answer is None else {"answer": tag(answer)}
    except Exception as error:  # pylint: disable=broad-except
        said = {"fault": f"{type(error).__name__}: {error}"}
    print(json.dumps(said), flush=True)
