#include "http/response_reader.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/head_parser.hpp"

namespace zato::http {
namespace {

using base::Code;

constexpr std::size_t kHeadLimit = 64 * 1024;
constexpr std::size_t kChunkOverhead = 64 * 1024;

bool has_option(std::string_view list, std::string_view option) {
  for (const std::string_view one : base::split(list, ','))
    if (base::iequals(base::trim(one), option)) return true;
  return false;
}

}  // namespace

std::string_view ClientResponse::header(std::string_view name) const noexcept {
  for (const auto& [field, value] : fields)
    if (base::iequals(field, name)) return value;
  return {};
}

base::Result<bool> ResponseReader::feed(std::string_view bytes) {
  started_ = started_ || !bytes.empty();
  gathered_ += bytes;
  while (at_ == At::kHead) {
    ZATO_TRY(const bool complete, read_head());
    if (!complete) return false;
  }
  return read_body();
}

base::Result<bool> ResponseReader::end() {
  if (at_ == At::kEnd) {
    at_ = At::kDone;
    return true;
  }
  if (!started_) return base::fail(Code::kUnavailable, "the peer closed the connection without an answer");
  return base::fail(Code::kUnavailable, "the peer closed the connection in the middle of its answer");
}

base::Result<bool> ResponseReader::read_head() {
  const std::size_t end = gathered_.find("\r\n\r\n");
  if (end == std::string::npos) {
    if (gathered_.size() > kHeadLimit)
      return base::fail(Code::kResourceExhausted, "the head of the answer is too large");
    return false;
  }
  const std::string head = gathered_.substr(0, end + 4);
  gathered_.erase(0, end + 4);
  ResponseHead parsed;
  if (!parse_response_head(head, parsed)) return base::fail(Code::kCorrupt, "the answer is not HTTP/1.1");
  if (parsed.status >= 100 && parsed.status < 200 && parsed.status != 101) return true;  // interim, the answer follows
  response_.status = parsed.status;
  response_.reason = parsed.reason;
  response_.fields.reserve(parsed.fields.size());
  for (const Field& field : parsed.fields) response_.fields.emplace_back(field.name, field.value);
  ZATO_CHECK(decide_framing(parsed.version));
  return true;
}

base::Result<void> ResponseReader::decide_framing(Version version) {
  std::string_view length;
  std::string_view encoding;
  bool close = false;
  bool keep = version == Version::kHttp11;
  for (const auto& [name, value] : response_.fields) {
    if (base::iequals(name, "content-length")) {
      if (!length.empty() && length != value)
        return base::fail(Code::kCorrupt, "the answer has two Content-Length fields");
      length = value;
    } else if (base::iequals(name, "transfer-encoding")) {
      if (!encoding.empty() || !base::iequals(value, "chunked"))
        return base::fail(Code::kCorrupt, "the answer's Transfer-Encoding is not chunked");
      encoding = value;
    } else if (base::iequals(name, "connection")) {
      close = close || has_option(value, "close");
      keep = keep || has_option(value, "keep-alive");
    }
  }
  keep_alive_ = keep && !close && response_.status != 101;
  const int status = response_.status;
  if (to_head_ || status == 204 || status == 304 || status == 101) {
    at_ = At::kLength;
  } else if (!encoding.empty()) {
    if (!length.empty()) return base::fail(Code::kCorrupt, "the answer has Transfer-Encoding beside Content-Length");
    chunks_.start(body_limit_, kChunkOverhead);
    at_ = At::kChunks;
  } else if (!length.empty()) {
    const auto parsed = base::parse_number<std::uint64_t>(length);
    if (!parsed) return base::fail(Code::kCorrupt, "the answer's Content-Length is malformed");
    ZATO_CHECK(check_size(*parsed));
    length_ = *parsed;
    at_ = At::kLength;
  } else {
    keep_alive_ = false;
    at_ = At::kEnd;
  }
  return {};
}

base::Result<void> ResponseReader::check_size(std::size_t size) const {
  if (size <= body_limit_) return {};
  return base::fail(Code::kResourceExhausted,
                    "the answer's body is larger than " + std::to_string(body_limit_) + " bytes");
}

base::Result<bool> ResponseReader::read_body() {
  std::string_view arrived = gathered_;
  bool whole = false;
  if (at_ == At::kChunks) {
    const ChunkedDecoder::State state = chunks_.decode(arrived, response_.body);
    if (state == ChunkedDecoder::State::kRejected && chunks_.rejection().status == 413)
      return base::fail(check_size(body_limit_ + 1).error());
    if (state == ChunkedDecoder::State::kRejected)
      return base::fail(Code::kCorrupt, "the answer's chunks are malformed");
    whole = state == ChunkedDecoder::State::kComplete;
  } else if (at_ == At::kLength) {
    const std::size_t n = std::min(length_ - response_.body.size(), arrived.size());
    response_.body += arrived.substr(0, n);
    arrived.remove_prefix(n);
    whole = response_.body.size() == length_;
  } else {
    ZATO_CHECK(check_size(response_.body.size() + arrived.size()));
    response_.body += arrived;
    arrived = {};
  }
  gathered_.erase(0, gathered_.size() - arrived.size());
  if (whole) at_ = At::kDone;
  return whole;
}

}  // namespace zato::http
