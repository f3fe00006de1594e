// HeadScan: finds the end of a request head byte by byte and refuses, as soon as it has arrived, every byte that must
// not stand in one: bare CR or LF, NUL and other controls, folded lines, too much of anything. Sans I/O; used by
// RequestReader.
#pragma once

#include <cstddef>
#include <string_view>

namespace zato::http {

struct ReadLimits {
  std::size_t head = 16 * 1024;
  std::size_t target = 8 * 1024;
  std::size_t fields = 100;
  std::size_t body = 10 * 1024 * 1024;
  std::size_t chunk_overhead = 16 * 1024;  // chunk extensions and trailers of one request, together
};

// Why a request is refused. `why` is a literal: it is logged and told to the client.
struct Rejection {
  int status = 0;  // 0: not refused
  std::string_view why;
};

class HeadScan {
 public:
  explicit HeadScan(const ReadLimits& limits) : limits_(&limits) {}

  enum class State { kNeedMore, kComplete, kRejected };

  // `data` is everything that has arrived since the start of the request; bytes seen by an earlier call are not read
  // again.
  State scan(std::string_view data);

  // After kComplete: where the request line begins (an empty line may precede it) and where the body begins.
  std::size_t begin() const noexcept { return begin_; }
  std::size_t end() const noexcept { return end_; }
  const Rejection& rejection() const noexcept { return rejection_; }

  void reset() noexcept { *this = HeadScan(*limits_); }

 private:
  State reject(int status, std::string_view why);
  State line_ended(std::string_view data);
  State check_size(std::string_view data);

  const ReadLimits* limits_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t line_begin_ = 0;
  std::size_t lines_ = 0;  // complete, not empty
  Rejection rejection_;
};

}  // namespace zato::http
