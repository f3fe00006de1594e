// The parsers of head_parser.hpp on Beast's basic_parser. One of the few files that see Beast (style B1).
#include "http/head_parser.hpp"

#include <cstring>

#include <boost/beast/http/basic_parser.hpp>

namespace zato::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using beast::string_view;

std::string_view plain(string_view text) { return {text.data(), text.size()}; }

// What both directions share: collecting fields, and no interest in bodies (request_reader.cpp reads those).
template <bool kRequest>
class HeadParser : public beast::http::basic_parser<kRequest> {
 public:
  explicit HeadParser(std::vector<Field>& fields) : fields_(fields) {
    this->header_limit(~std::uint32_t{0});  // HeadScan has limited it
    this->body_limit(boost::none);
    this->skip(true);
  }

 protected:
  void on_field_impl(beast::http::field, string_view name, string_view value, error_code&) override {
    fields_.push_back({plain(name), plain(value)});
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override { return body.size(); }
  void on_finish_impl(error_code&) override {}

 private:
  std::vector<Field>& fields_;
};

class RequestHeadParser final : public HeadParser<true> {
 public:
  explicit RequestHeadParser(Request& request) : HeadParser(request.fields), request_(request) {}

 private:
  void on_request_impl(beast::http::verb, string_view method, string_view target, int version, error_code&) override {
    request_.method_text = plain(method);
    request_.target = plain(target);
    request_.version = version == 10 ? Version::kHttp10 : Version::kHttp11;
  }
  void on_response_impl(int, string_view, int, error_code&) override {}

  Request& request_;
};

class ResponseHeadParser final : public HeadParser<false> {
 public:
  explicit ResponseHeadParser(ResponseHead& response) : HeadParser(response.fields), response_(response) {}

 private:
  void on_request_impl(beast::http::verb, string_view, string_view, int, error_code&) override {}
  void on_response_impl(int status, string_view reason, int version, error_code&) override {
    response_.status = status;
    response_.reason = {reason.data(), reason.size()};
    response_.version = version == 10 ? Version::kHttp10 : Version::kHttp11;
  }

  ResponseHead& response_;
};

// "GET / HTTP/2.0": a version that exists somewhere, unlike "HTTP/x".
bool names_other_version(std::string_view head) {
  const std::string_view line = head.substr(0, head.find('\r'));
  if (line.size() < 9) return false;
  const std::string_view tail = line.substr(line.size() - 9);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return tail.substr(0, 6) == " HTTP/" && digit(tail[6]) && tail[7] == '.' && digit(tail[8]) &&
         tail.substr(6) != "1.0" && tail.substr(6) != "1.1";
}

}  // namespace

Rejection parse_request_head(std::string_view head, Request& request) {
  RequestHeadParser parser(request);
  error_code failed;
  const std::size_t used = parser.put({head.data(), head.size()}, failed);
  using beast::http::error;
  if (!failed && parser.is_header_done() && used == head.size()) return {};
  if (failed == error::bad_version && names_other_version(head)) return {505, "this HTTP version is not supported"};
  if (failed == error::bad_method || failed == error::bad_target || failed == error::bad_version)
    return {400, "malformed request line"};
  if (failed == error::bad_content_length || failed == error::multiple_content_length)
    return {400, "malformed Content-Length"};
  if (failed == error::bad_transfer_encoding) return {400, "malformed Transfer-Encoding"};
  return {400, "malformed header field"};
}

bool parse_response_head(std::string_view head, ResponseHead& response) {
  ResponseHeadParser parser(response);
  error_code failed;
  const std::size_t used = parser.put({head.data(), head.size()}, failed);
  return !failed && parser.is_header_done() && used == head.size();
}

}  // namespace zato::http
