// Secret: text that must not be told. It has no stream operator and no formatter; reveal() is easy to search for.
#pragma once

#include <string>
#include <utility>

namespace zato::base {

inline constexpr const char* kMasked = "******";

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&&) noexcept = default;
  ~Secret() { wipe(); }

  bool empty() const noexcept { return value_.empty(); }
  const std::string& reveal() const noexcept { return value_; }

 private:
  void wipe() noexcept {
    volatile char* at = value_.data();
    for (std::size_t i = 0; i < value_.size(); ++i) at[i] = 0;
  }

  std::string value_;
};

}  // namespace zato::base
