// Reply: what Redis answered. Errors of Redis are a kind of reply here; RedisClient::command() turns the outermost into
// Result.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace zato::broker {

class Reply {
 public:
  struct Nil {};
  struct Status {
    std::string text;
  };
  struct Refusal {
    std::string text;  // "WRONGTYPE Operation against …"
  };
  using Array = std::vector<Reply>;

  Reply() = default;
  template <class T>
  requires(!std::same_as<std::remove_cvref_t<T>, Reply>) explicit Reply(T&& value) : value_(std::forward<T>(value)) {}

  bool is_nil() const noexcept { return std::holds_alternative<Nil>(value_); }
  bool is_ok() const noexcept;
  bool is_integer() const noexcept { return std::holds_alternative<std::int64_t>(value_); }
  bool is_array() const noexcept { return std::holds_alternative<Array>(value_); }
  const Refusal* refusal() const noexcept { return std::get_if<Refusal>(&value_); }

  // Empty where the reply is of another kind: for those who have no use for the difference.
  std::string_view text() const noexcept;  // of a string or a status
  const Array& array() const noexcept;
  std::int64_t integer() const noexcept;                             // 0 where the reply is of another kind
  std::string_view operator[](std::string_view key) const noexcept;  // of an array key, value, key, value, …

  std::string describe() const;  // for logs and tests: (nil), 3, "text", [1, 2]

 private:
  std::variant<Nil, std::int64_t, Status, std::string, Refusal, Array> value_;
};

// The error that a refusal stands for. `command` is its first word; arguments are never shown.
base::Error error_of(const Reply::Refusal& refusal, std::string_view command);

}  // namespace zato::broker
