#include "http/status_map.hpp"

#include "log/line.hpp"

namespace zato::http {

int status_of(base::Code code) noexcept {
  using base::Code;
  switch (code) {
    case Code::kInvalidArgument:
      return 400;
    case Code::kUnauthenticated:
      return 401;
    case Code::kPermissionDenied:
      return 403;
    case Code::kNotFound:
      return 404;
    case Code::kAlreadyExists:
      return 409;
    case Code::kConflict:
      return 409;
    case Code::kResourceExhausted:
      return 503;
    case Code::kUnavailable:
      return 503;
    case Code::kTimeout:
      return 504;
    case Code::kCancelled:
      return 503;
    case Code::kCorrupt:
      return 500;
    case Code::kUnsupported:
      return 501;
    case Code::kIo:
      return 500;
    case Code::kInternal:
      return 500;
  }
  return 500;
}

void set_error(Response& response, int status, DataFormat format, std::string_view cid, std::string_view details) {
  response.status = status;
  response.body.clear();
  if (format == DataFormat::kText) {
    response.content_type = "text/plain; charset=utf-8";
    response.body = details;
    return;
  }
  response.content_type = "application/json";
  response.body = "{\"zato_env\": {\"details\": ";
  log::append_json_string(response.body, details);
  response.body += ", \"result\": \"ZATO_ERROR\", \"cid\": ";
  log::append_json_string(response.body, cid);
  response.body += "}}";
}

void set_not_found(Response& response, DataFormat format, const Request& request) {
  set_error(response, 404, format, request.cid, "URL not found (CID:" + std::string(request.cid) + ")");
}

void set_method_not_allowed(Response& response, DataFormat format, const Request& request, std::string_view allow) {
  set_error(response, 405, format, request.cid,
            "Method `" + std::string(request.method_text) + "` is not allowed here");
  (void)response.set_header("Allow", allow);
}

}  // namespace zato::http
