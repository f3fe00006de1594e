// MethodSet: which methods a route answers.
#pragma once

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "http/message.hpp"

namespace zato::http {

class MethodSet {
 public:
  constexpr MethodSet() = default;
  constexpr MethodSet(std::initializer_list<Method> methods) {
    for (const Method method : methods) add(method);
  }
  static constexpr MethodSet any() {
    MethodSet all;
    all.bits_ = (1U << kMethodCount) - 1;
    return all;
  }

  constexpr void add(Method method) noexcept { bits_ |= 1U << static_cast<unsigned>(method); }
  constexpr void add(MethodSet other) noexcept { bits_ |= other.bits_; }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  constexpr bool contains(Method method) const noexcept { return (bits_ & 1U << static_cast<unsigned>(method)) != 0; }
  constexpr int size() const noexcept { return std::popcount(bits_); }
  constexpr bool overlaps(MethodSet other) const noexcept { return (bits_ & other.bits_) != 0; }

  // Whether a request with `method` may go here: a HEAD is answered wherever a GET is (RFC 9110 9.3.2).
  constexpr bool answers(Method method) const noexcept {
    return contains(method) || (method == Method::kHead && contains(Method::kGet));
  }

  friend constexpr bool operator==(MethodSet, MethodSet) = default;

  std::string allow_text() const;  // "GET, HEAD, POST", for the Allow field

 private:
  unsigned bits_ = 0;
};

}  // namespace zato::http
