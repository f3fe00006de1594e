"""What a service has put into its response, as what is sent."""
from zato.common.json_internal import compact_utf8, dumps, spaced
from zato.common.marshal_.api import BaseModel
from zato.common.marshal_.plain import plain
from zato.simpleio import csv_io, xml_io
from zato.simpleio.output import Output


def value_of(response, io):
    """What another Python service that invoked this one gets."""
    payload = response.payload
    return io.output_of(payload) if isinstance(payload, Output) else payload


def body_of(response, io, data_format="json", skips_element=False):
    payload = response.payload
    if isinstance(payload, (str, bytes)):
        return payload
    if isinstance(payload, Output):
        if io.is_model:
            return compact_utf8(io.output_of(payload))
        if data_format == "csv":
            return csv_io.write(io.rows_of(payload), io)
        if data_format == "xml":
            return xml_io.write(io.rows_of(payload), io.is_many(payload), io, response.cid)
        return spaced(io.output_of(payload, without_element=skips_element))
    if isinstance(payload, BaseModel) or io and io.is_model and isinstance(payload, list):
        return compact_utf8(plain(payload))
    if type(payload).__module__.startswith("lxml."):
        return lxml_text(payload)
    return dumps(payload) if payload or payload is False or payload == 0 and payload is not None else ""


def lxml_text(element):
    from lxml import etree
    return etree.tostring(element)


def headers_of(response):
    """(headers or None, content type or '')"""
    content_type = response.content_type if response.content_type_changed else ""
    if not response.headers:
        return None, content_type
    headers = {}
    for name, value in response.headers.items():
        if name.lower() == "content-type":
            content_type = str(value)
        elif name.lower() not in ("content-length", "transfer-encoding", "connection"):  # the server's
            headers[name] = value
    return headers, content_type
