#include "http/head_scan.hpp"

#include <array>
#include <cstdint>

namespace zato::http {
namespace {

enum Kind : std::uint8_t { kPlain, kCr, kLf, kTab, kControl, kHigh };

constexpr std::array<Kind, 256> kinds() {
  std::array<Kind, 256> table{};
  for (unsigned c = 0; c < 256; ++c) table[c] = c >= 0x80 ? kHigh : c < 0x20 || c == 0x7F ? kControl : kPlain;
  table['\r'] = kCr;
  table['\n'] = kLf;
  table['\t'] = kTab;
  return table;
}
constexpr std::array<Kind, 256> kKinds = kinds();

}  // namespace

HeadScan::State HeadScan::reject(int status, std::string_view why) {
  rejection_ = {status, why};
  return State::kRejected;
}

HeadScan::State HeadScan::scan(std::string_view data) {
  while (at_ < data.size()) {
    const Kind kind = kKinds[static_cast<unsigned char>(data[at_])];
    if (kind == kPlain && (at_ != line_begin_ || data[at_] != ' ')) [[likely]] {
      ++at_;
      continue;
    }
    if (kind == kCr) {
      if (at_ + 1 == data.size()) break;  // decided when the next byte is here
      if (data[at_ + 1] != '\n') return reject(400, "bare CR in the request head");
      if (const State state = line_ended(data); state != State::kNeedMore) return state;
      continue;
    }
    const bool in_request_line = lines_ == 0;
    if (at_ == line_begin_ && (kind == kTab || kind == kPlain)) {
      return reject(400, in_request_line ? "malformed request line" : "folded header line");
    }
    if (kind == kLf) return reject(400, "bare LF in the request head");
    if (kind == kControl || (kind == kTab && in_request_line))
      return reject(400, "control character in the request head");
    if (kind == kHigh && in_request_line) return reject(400, "request line is not ASCII");
    ++at_;
  }
  return check_size(data);
}

HeadScan::State HeadScan::line_ended(std::string_view data) {
  const std::string_view line = data.substr(line_begin_, at_ - line_begin_);
  at_ += 2;
  line_begin_ = at_;
  if (!line.empty()) {
    if (lines_ == 0 && line.size() > limits_->target + 32) return reject(414, "request target is too long");
    // "GET /" without a version: whoever sends that sends nothing more and waits.
    if (lines_ == 0 && line.find(" HTTP/") == std::string_view::npos) return reject(400, "malformed request line");
    if (++lines_ > limits_->fields + 1) return reject(431, "too many header fields");
    return State::kNeedMore;
  }
  if (lines_ == 0) {
    // RFC 9112 2.2: a client may send one empty line too much after a body.
    if (begin_ != 0) return reject(400, "empty lines before the request");
    begin_ = at_;
    return State::kNeedMore;
  }
  if (at_ - begin_ > limits_->head) return reject(431, "request head is too large");
  end_ = at_;
  return State::kComplete;
}

HeadScan::State HeadScan::check_size(std::string_view data) {
  if (lines_ == 0 && data.size() - begin_ > limits_->target + 32) return reject(414, "request target is too long");
  if (data.size() - begin_ >= limits_->head) return reject(431, "request head is too large");
  return State::kNeedMore;
}

}  // namespace zato::http
