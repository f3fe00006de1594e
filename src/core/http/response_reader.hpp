// ResponseReader: bytes in, one response out (http client). Sans I/O. Framing as RFC 9112 6.3; ambiguous answers are
// errors.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "http/chunked_decoder.hpp"
#include "http/message.hpp"

namespace zato::http {

struct ClientResponse {
  int status = 0;
  std::string reason;  // the phrase, as the peer wrote it
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;

  std::string_view header(std::string_view name) const noexcept;  // first of that name, any case; empty when absent
};

class ResponseReader {
 public:
  // `to_head`: the request was a HEAD, its answer has no body.
  ResponseReader(bool to_head, std::size_t body_limit) : to_head_(to_head), body_limit_(body_limit) {}

  // True when the response is whole. kCorrupt when it is malformed, kResourceExhausted when it is too large.
  base::Result<bool> feed(std::string_view bytes);

  // The peer has closed: true when that completes the response.
  base::Result<bool> end();

  bool started() const noexcept { return started_; }  // at least one byte has come
  bool keep_alive() const noexcept {
    return keep_alive_ && gathered_.empty();
  }  // the connection may carry another request
  ClientResponse& response() noexcept { return response_; }

 private:
  enum class At { kHead, kLength, kChunks, kEnd, kDone };

  base::Result<bool> read_head();
  base::Result<void> decide_framing(Version version);
  base::Result<bool> read_body();
  base::Result<void> check_size(std::size_t size) const;

  const bool to_head_;
  const std::size_t body_limit_;
  At at_ = At::kHead;
  bool started_ = false;
  bool keep_alive_ = false;
  std::size_t length_ = 0;
  std::string gathered_;  // not yet understood
  ChunkedDecoder chunks_;
  ClientResponse response_;
};

}  // namespace zato::http
