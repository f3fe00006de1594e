#include "http/response_writer.hpp"

#include <charconv>

namespace zato::http {
namespace {

void append_number(std::string& out, std::size_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

bool has_length(int status) { return status != 204 && status != 304; }

}  // namespace

void ResponseWriter::refresh(base::WallTime now) {
  common_ = "Server: Zato\r\nDate: " + base::http_date(now) + "\r\nX-Zato-CID: ";
  ok_common_ = "HTTP/1.1 200 OK\r\n" + common_;
}

void ResponseWriter::append_head(std::string& out, const Response& response, const Request& request,
                                 bool keep_alive) const {
  if (response.status == 200) {
    out += ok_common_;
  } else {
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(response.status));
    ((out += ' ') += reason_phrase(response.status)) += "\r\n";
    out += common_;
  }
  (out += request.cid) += "\r\n";
  if (!response.content_type.empty()) ((out += "Content-Type: ") += response.content_type) += "\r\n";
  if (has_length(response.status)) {
    out += "Content-Length: ";
    append_number(out, response.body.size());
    out += "\r\n";
  }
  out += response.header_block();
  if (!keep_alive)
    out += "Connection: close\r\n";
  else if (request.version == Version::kHttp10)
    out += "Connection: keep-alive\r\n";
  out += "\r\n";
}

bool carries_body(const Response& response, Method method) noexcept {
  return method != Method::kHead && has_length(response.status) && !response.body.empty();
}

}  // namespace zato::http
