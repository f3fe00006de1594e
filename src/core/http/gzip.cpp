#include "http/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/text.hpp"
#include "rt/loop.hpp"

namespace zato::http {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib: the largest window, with gzip's header and trailer
constexpr int kMemoryLevel = 8;
constexpr std::size_t kPiece = 64 * 1024;  // one to two milliseconds of work

struct EndDeflate {
  void operator()(z_stream* stream) const noexcept { deflateEnd(stream); }
};
struct EndInflate {
  void operator()(z_stream* stream) const noexcept { inflateEnd(stream); }
};

void give(z_stream& stream, std::string_view input) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));  // zlib reads only
  stream.avail_in = static_cast<uInt>(input.size());
}

void offer(z_stream& stream, std::string& output, std::size_t used) {
  stream.next_out = reinterpret_cast<Bytef*>(output.data() + used);
  stream.avail_out = static_cast<uInt>(std::min(output.size() - used, kPiece));
}

// 1 without a q; nothing for one that is malformed.
std::optional<double> quality(std::string_view parameters) {
  for (auto parameter : base::split(parameters, ';')) {
    parameter = base::trim(parameter);
    if (parameter.size() < 2 || !base::iequals(parameter.substr(0, 2), "q=")) continue;
    return base::parse_number<double>(parameter.substr(2));
  }
  return 1;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) noexcept {
  bool any = false;
  for (auto range : base::split(accept_encoding, ',')) {
    const auto semicolon = std::min(range.find(';'), range.size());
    const auto coding = base::trim(range.substr(0, semicolon));
    const bool wanted = quality(range.substr(semicolon)).value_or(0) > 0;
    if (base::iequals(coding, "gzip") || base::iequals(coding, "x-gzip")) return wanted;
    if (coding == "*") any = wanted;
  }
  return any;
}

std::string gzip(std::string_view plain) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  const std::unique_ptr<z_stream, EndDeflate> end(&stream);
  std::string packed(deflateBound(&stream, plain.size()), '\0');  // room for all of it
  std::size_t used = 0;
  for (int state = Z_OK; state != Z_STREAM_END;) {
    if (stream.avail_in == 0 && !plain.empty()) {
      give(stream, plain.substr(0, kPiece));
      plain.remove_prefix(stream.avail_in);
    }
    offer(stream, packed, used);
    const auto offered = stream.avail_out;
    state = deflate(&stream, plain.empty() ? Z_FINISH : Z_NO_FLUSH);
    used += offered - stream.avail_out;
    if (!plain.empty()) rt::yield();
  }
  packed.resize(used);
  return packed;
}

base::Result<std::string> gunzip(std::string_view packed, std::size_t limit,
                                 const std::function<bool(std::size_t)>& reserve) {
  using base::Code;
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, EndInflate> end(&stream);
  std::string plain;
  std::size_t used = 0;
  give(stream, packed);
  for (int state = Z_OK; state != Z_STREAM_END;) {
    if (used > limit) return base::fail(Code::kResourceExhausted, "the body is too long when unpacked");
    if (used == plain.size()) {
      const auto room = std::min(std::max(kPiece, 2 * used), limit + 1);
      if (!reserve(room))
        return base::fail(Code::kUnavailable, "the bodies of other requests take all memory set aside for them");
      plain.resize(room);
    }
    offer(stream, plain, used);
    const auto before = used;
    state = inflate(&stream, Z_NO_FLUSH);
    used += std::min(plain.size() - used, kPiece) - stream.avail_out;
    if (state != Z_OK && state != Z_STREAM_END)
      return base::fail(Code::kInvalidArgument, "the body is not gzip, or is cut off");
    if (used - before == kPiece) rt::yield();
  }
  if (used > limit) return base::fail(Code::kResourceExhausted, "the body is too long when unpacked");
  if (stream.avail_in != 0) return base::fail(Code::kInvalidArgument, "something comes after the gzip body");
  plain.resize(used);
  return plain;
}

}  // namespace zato::http
