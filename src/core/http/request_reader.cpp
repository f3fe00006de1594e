#include "http/request_reader.hpp"

#include <algorithm>
#include <cstring>

#include "base/assert.hpp"
#include "http/head_parser.hpp"

namespace zato::http {
namespace {

constexpr std::size_t kFirstBuffer = 4096;  // holds the head and small body of nearly every request
constexpr std::size_t kBodyStep =
    64 * 1024;  // a body's memory grows with what has arrived, not with what was announced
constexpr std::size_t kKeptBody = 256 * 1024;  // more than this is given back between connections

}  // namespace

std::span<char> RequestReader::prepare() {
  if (at_ == At::kBody && framing_.body == Framing::Body::kLength) {
    const std::size_t step = std::min(framing_.length - body_received_, kBodyStep);
    // Only addresses are set aside, and not many times more of them than has come; what is large is copied seldom.
    if (body_received_ + step > body_.capacity()) body_.reserve(std::min(framing_.length, 8 * (body_received_ + step)));
    body_.resize(body_received_ + step);
    return {body_.data() + body_received_, step};
  }
  make_room();
  return {buffer_.data() + used_, buffer_.size() - used_};
}

void RequestReader::make_room() {
  if (buffer_.empty()) buffer_.resize(kFirstBuffer);
  if (at_ == At::kBody && consumed_ == used_) consumed_ = used_ = scan_.end();  // decoded chunks need no place any more
  if (used_ < buffer_.size()) return;
  ZATO_ASSERT(at_ == At::kHead, "the views of a parsed head must stay");
  buffer_.resize(std::min(buffer_.size() * 2, limits_.head + kFirstBuffer));
}

RequestReader::State RequestReader::commit(std::size_t n) {
  if (at_ == At::kBody && framing_.body == Framing::Body::kLength) {
    body_received_ += n;
    if (body_received_ < framing_.length) return State::kNeedMore;
    return ready(body_);
  }
  used_ += n;
  return advance();
}

RequestReader::State RequestReader::advance() {
  if (at_ == At::kBody) return body_arrived();
  switch (scan_.scan({buffer_.data(), used_})) {
    case HeadScan::State::kNeedMore:
      return State::kNeedMore;
    case HeadScan::State::kRejected:
      return reject(scan_.rejection());
    case HeadScan::State::kComplete:
      break;
  }
  return head_complete();
}

RequestReader::State RequestReader::head_complete() {
  // Views are taken below, so the buffer must have its final place now: with room for chunks behind the head.
  if (buffer_.size() - scan_.end() < kFirstBuffer / 4) buffer_.resize(scan_.end() + kFirstBuffer);
  const std::string_view head(buffer_.data() + scan_.begin(), scan_.end() - scan_.begin());
  consumed_ = scan_.end();
  if (const Rejection bad = parse_request_head(head, request_); bad.status != 0) return reject(bad);
  if (const Rejection bad = strict_check(request_, limits_, framing_); bad.status != 0) return reject(bad);
  request_.received_at = base::Monotonic::now();
  if (framing_.body == Framing::Body::kNone) return ready({});
  at_ = At::kBody;
  body_.clear();
  body_received_ = 0;
  if (framing_.body == Framing::Body::kChunked) chunks_.start(limits_.body, limits_.chunk_overhead);
  return body_arrived();
}

RequestReader::State RequestReader::body_arrived() {
  std::string_view arrived(buffer_.data() + consumed_, used_ - consumed_);
  if (framing_.body == Framing::Body::kLength) {
    if (arrived.size() >= framing_.length) {
      consumed_ += framing_.length;
      return ready(arrived.substr(0, framing_.length));
    }
    body_.assign(arrived);
    body_received_ = arrived.size();
    consumed_ = used_;
    return State::kNeedMore;
  }
  const std::size_t before = arrived.size();
  const ChunkedDecoder::State state = chunks_.decode(arrived, body_);
  const std::size_t taken = before - arrived.size();
  consumed_ += taken;
  body_received_ += taken;
  if (state == ChunkedDecoder::State::kNeedMore) return State::kNeedMore;
  if (state == ChunkedDecoder::State::kRejected) return reject(chunks_.rejection());
  return ready(body_);
}

RequestReader::State RequestReader::ready(std::string_view body) {
  request_.body = body;
  at_ = At::kReady;
  return State::kReady;
}

RequestReader::State RequestReader::reject(const Rejection& why) {
  rejection_ = why;
  at_ = At::kRejected;
  return State::kRejected;
}

RequestReader::State RequestReader::next() {
  ZATO_ASSERT(at_ == At::kReady, "next() follows a served request");
  const std::size_t left = used_ - consumed_;
  if (left != 0) std::memmove(buffer_.data(), buffer_.data() + consumed_, left);
  used_ = left;
  consumed_ = 0;
  body_received_ = 0;
  at_ = At::kHead;
  scan_.reset();
  request_.clear();
  return left == 0 ? State::kNeedMore : advance();
}

bool RequestReader::take_expectation() noexcept {
  if (at_ != At::kBody || !framing_.expects_continue) return false;
  framing_.expects_continue = false;
  return body_received_ == 0;  // a client that sends already needs no invitation
}

void RequestReader::reset() noexcept {
  used_ = consumed_ = body_received_ = 0;
  at_ = At::kHead;
  scan_.reset();
  request_.clear();
  framing_ = {};
  rejection_ = {};
  body_.clear();
  if (body_.capacity() > kKeptBody) body_.shrink_to_fit();
}

}  // namespace zato::http
