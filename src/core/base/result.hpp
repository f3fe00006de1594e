// Result<T>: a value or an Error. The one place that names the library behind it.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "base/error.hpp"

namespace zato::base {

template <class T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

// return fail(Code::kNotFound, "server1: no such server");
inline Failure fail(Code code, std::string message) { return Failure(Error{code, std::move(message)}); }
inline Failure fail(Error error) { return Failure(std::move(error)); }

// How an Error travels where exceptions are the custom (start-up, services).
class Exception : public std::runtime_error {
 public:
  explicit Exception(Error error) : std::runtime_error(error.text()), error_(std::move(error)) {}
  const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

template <class T>
T value_or_throw(Result<T> result) {
  if (!result) throw Exception(std::move(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace zato::base

#define ZATO_CONCAT_INNER(a, b) a##b
#define ZATO_CONCAT(a, b) ZATO_CONCAT_INNER(a, b)

// ZATO_CHECK(expr): returns the error of a Result<void> (or any Result whose value is not wanted) from this function.
#define ZATO_CHECK(expr)                                                            \
  if (auto zato_checked = (expr); !zato_checked) return ::zato::base::Failure(std::move(zato_checked.error()))

// ZATO_TRY(auto row, db.one(...)): binds the value or returns the error from this function.
#define ZATO_TRY(declaration, expr) ZATO_TRY_IMPL(ZATO_CONCAT(zato_result_, __LINE__), declaration, expr)
#define ZATO_TRY_IMPL(name, declaration, expr)                          \
  auto name = (expr);                                                   \
  if (!name) return ::zato::base::Failure(std::move(name.error()));     \
  declaration = std::move(*name)
