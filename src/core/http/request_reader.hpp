// RequestReader: bytes in, checked requests out, one after the other (pipelining). Sans I/O: the connection reads from
// its stream into prepare() and says how much came; tests and the fuzzer do the same from memory.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "http/chunked_decoder.hpp"
#include "http/head_scan.hpp"
#include "http/message.hpp"
#include "http/strict_check.hpp"

namespace zato::http {

class RequestReader {
 public:
  explicit RequestReader(const ReadLimits& limits) : limits_(limits), scan_(limits_) {}
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  enum class State {
    kNeedMore,
    kReady,     // request() is whole; next() when it has been served
    kRejected,  // rejection(); the connection must be closed after the answer
  };

  std::span<char> prepare();    // room for the next bytes, never empty; only after kNeedMore
  State commit(std::size_t n);  // n of them have arrived
  State next();                 // forgets the served request and looks at what has arrived behind it

  Request& request() noexcept { return request_; }
  const Framing& framing() const noexcept { return framing_; }
  const Rejection& rejection() const noexcept { return rejection_; }

  bool empty() const noexcept { return used_ == 0; }            // nothing of a request has arrived
  bool has_more() const noexcept { return used_ > consumed_; }  // bytes behind the current request have arrived
  bool in_body() const noexcept { return at_ == At::kBody; }
  std::size_t body_received() const noexcept { return body_received_; }  // bytes on the wire
  std::size_t body_held() const noexcept {                               // bytes of memory
    return at_ == At::kBody ? body_.size() : at_ == At::kReady ? request_.body.size() : 0;
  }

  // True once per request that waits for "100 Continue" before it sends its body.
  bool take_expectation() noexcept;

  void reset() noexcept;  // for the next connection; keeps buffers of moderate size

 private:
  enum class At { kHead, kBody, kReady, kRejected };

  State advance();
  State head_complete();
  State body_arrived();
  State ready(std::string_view body);
  State reject(const Rejection& why);
  void make_room();

  const ReadLimits limits_;
  std::vector<char> buffer_;
  std::size_t used_ = 0;      // bytes of buffer_ that hold data
  std::size_t consumed_ = 0;  // of these, bytes of the current request that are done with
  HeadScan scan_;
  ChunkedDecoder chunks_;
  At at_ = At::kHead;
  Request request_;
  Framing framing_;
  Rejection rejection_;
  std::string body_;  // when it did not arrive whole with the head
  std::size_t body_received_ = 0;
};

}  // namespace zato::http
