"""self.wsgi_environ: the HTTP request as a WSGI server would describe it, and Zato's keys beside that."""
import datetime
from urllib.parse import quote, urlencode

from zato.common.ext.bunch import Bunch
from zato.server.service.channel import channel_of


def wsgi_environ(service):
    job = service._zato_call.job if service._zato_call else None
    if job is None or not service._zato_from_worker or service._zato_channel_type != "http-soap":
        return {}
    method, path, peer = job.http()
    query = job.query()
    query_string = urlencode(query, doseq=True)
    out = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query_string,
        "RAW_URI": quote(path) + ("?" + query_string if query_string else ""),
        "REMOTE_ADDR": peer,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
    }
    for name, value in job.headers():
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + key
        out[key] = f"{out[key]},{value}" if key in out else value
    channel = channel_of(service)
    item = Bunch(id=channel.id, name=channel.name, data_format=channel.data_format, is_internal=channel.is_internal, service_name=service.name,
                 service_impl_name=service.impl_name, url_path=path, transport="plain_http", method=method)
    utc = service.invocation_time
    out.update({
        "zato.cid": service.cid,
        "zato.http.remote_addr": peer,
        "zato.http.raw_request": service.request.raw_request,
        "zato.http.GET": query,
        "zato.http.POST": service.request.http.POST,
        "zato.http.path_params": job.params(),
        "zato.http.response.headers": service.response.headers,
        "zato.request.payload": service.request.payload,
        "zato.channel_item": item,
        "zato.http.channel_item": item,  # 2.0
        "zato.request_timestamp": utc.replace(tzinfo=datetime.timezone.utc).astimezone(),
        "zato.request_timestamp_utc": utc,
        "zato.wsx": None,
        "zato.sec_def": channel.security.to_dict() if channel.security.id else None,
    })
    return out
