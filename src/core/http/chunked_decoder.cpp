#include "http/chunked_decoder.hpp"

#include <algorithm>

#include "http/octets.hpp"

namespace zato::http {

void ChunkedDecoder::start(std::size_t body_limit, std::size_t overhead_limit) noexcept {
  *this = {};
  body_limit_ = body_limit;
  overhead_left_ = overhead_limit;
}

ChunkedDecoder::State ChunkedDecoder::reject(int status, std::string_view why) {
  rejection_ = {status, why};
  return State::kRejected;
}

ChunkedDecoder::State ChunkedDecoder::decode(std::string_view& data, std::string& body) {
  while (!data.empty()) {
    if (at_ == At::kData) {
      if (const State state = take_data(data, body); state != State::kNeedMore) return state;
      continue;
    }
    const char c = data.front();
    data.remove_prefix(1);
    if (at_ == At::kFinalLf) return c == '\n' ? State::kComplete : reject(400, "malformed end of the chunked body");
    if (at_ <= At::kSize || at_ == At::kSizeLf || at_ == At::kDataCr || at_ == At::kDataLf) {
      if (!size_octet(c)) return reject(400, "malformed chunk");
      if (at_ == At::kData && size_ > body_limit_ - body.size()) return reject(413, "request body is too large");
      continue;
    }
    if (overhead_left_-- == 0) return reject(431, "too much chunk extension or trailer");
    if (at_ < At::kSizeLf ? !extension_octet(c) : !trailer_octet(c))
      return reject(400, "malformed chunk extension or trailer");
  }
  return State::kNeedMore;
}

ChunkedDecoder::State ChunkedDecoder::take_data(std::string_view& data, std::string& body) {
  const std::size_t n = std::min<std::uint64_t>(size_, data.size());
  body.append(data.substr(0, n));
  data.remove_prefix(n);
  size_ -= n;
  if (size_ == 0) at_ = At::kDataCr;
  return State::kNeedMore;
}

bool ChunkedDecoder::size_octet(char c) {
  switch (at_) {
    case At::kSizeFirst:
    case At::kSize:
      if (is_hex_octet(c)) {
        if (++digits_ > 16) return false;
        size_ = size_ * 16 + hex_value(c);
        at_ = At::kSize;
        return true;
      }
      if (at_ == At::kSizeFirst) return false;
      at_ = c == ';' ? At::kExtensionName : At::kSizeLf;
      return c == ';' || c == '\r';
    case At::kSizeLf:
      return c == '\n' && size_ended();
    case At::kDataCr:
      at_ = At::kDataLf;
      return c == '\r';
    default:  // kDataLf
      at_ = At::kSizeFirst;
      digits_ = 0;
      return c == '\n';
  }
}

bool ChunkedDecoder::size_ended() {
  at_ = size_ == 0 ? At::kTrailerFirst : At::kData;
  return true;
}

// chunk-ext = *( ";" name [ "=" ( token / quoted-string ) ] ), without the "bad whitespace" that only receivers of old
// allowed.
bool ChunkedDecoder::extension_octet(char c) {
  const bool ends = c == ';' || c == '\r';
  const At after = c == ';' ? At::kExtensionName : At::kSizeLf;
  switch (at_) {
    case At::kExtensionName:
      at_ = At::kExtensionNameRest;
      return is_token_octet(c);
    case At::kExtensionNameRest:
      if (is_token_octet(c)) return true;
      at_ = c == '=' ? At::kExtensionValue : after;
      return c == '=' || ends;
    case At::kExtensionValue:
      at_ = c == '"' ? At::kExtensionQuoted : At::kExtensionToken;
      return c == '"' || is_token_octet(c);
    case At::kExtensionToken:
      if (is_token_octet(c)) return true;
      at_ = after;
      return ends;
    case At::kExtensionQuoted:
      if (c == '"') at_ = At::kExtensionEnd;
      if (c == '\\') at_ = At::kExtensionEscape;
      return is_value_octet(c);
    case At::kExtensionEscape:
      at_ = At::kExtensionQuoted;
      return is_value_octet(c);
    default:
      at_ = after;
      return ends;  // kExtensionEnd
  }
}

bool ChunkedDecoder::trailer_octet(char c) {
  switch (at_) {
    case At::kTrailerFirst:
      at_ = c == '\r' ? At::kFinalLf : At::kTrailerName;
      return c == '\r' || is_token_octet(c);
    case At::kTrailerName:
      if (c == ':') at_ = At::kTrailerValue;
      return c == ':' || is_token_octet(c);
    case At::kTrailerValue:
      if (c == '\r') at_ = At::kTrailerLf;
      return c == '\r' || is_value_octet(c);
    default:
      at_ = At::kTrailerFirst;
      return c == '\n';  // kTrailerLf
  }
}

}  // namespace zato::http
