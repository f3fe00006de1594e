// ChunkedDecoder: RFC 9112 7.1, strictly, sans I/O. Chunk extensions are checked and dropped, trailers too. Used by
// RequestReader and the client.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/head_scan.hpp"

namespace zato::http {

class ChunkedDecoder {
 public:
  enum class State { kNeedMore, kComplete, kRejected };

  // `body_limit`: of the decoded body. `overhead_limit`: of everything that is neither size digits nor data.
  void start(std::size_t body_limit, std::size_t overhead_limit) noexcept;

  // Takes bytes from the front of `data` (removing them) and appends what they carry to `body`. Bytes that follow the
  // body's end stay in `data`.
  State decode(std::string_view& data, std::string& body);

  const Rejection& rejection() const noexcept { return rejection_; }

 private:
  enum class At : std::uint8_t {
    kSizeFirst,
    kSize,
    kExtensionName,
    kExtensionNameRest,
    kExtensionValue,
    kExtensionToken,
    kExtensionQuoted,
    kExtensionEscape,
    kExtensionEnd,
    kSizeLf,
    kData,
    kDataCr,
    kDataLf,
    kTrailerFirst,
    kTrailerName,
    kTrailerValue,
    kTrailerLf,
    kFinalLf,
  };

  State reject(int status, std::string_view why);
  bool size_octet(char c);  // these three: false when `c` must not stand here
  bool extension_octet(char c);
  bool trailer_octet(char c);
  bool size_ended();
  State take_data(std::string_view& data, std::string& body);

  At at_ = At::kSizeFirst;
  int digits_ = 0;
  std::uint64_t size_ = 0;  // of the current chunk, then what is left of it
  std::size_t body_limit_ = 0;
  std::size_t overhead_left_ = 0;
  Rejection rejection_;
};

}  // namespace zato::http
