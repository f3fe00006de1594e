// format("customer {} not found", id): text with {} in the place of each argument. The number of {} is checked when
// compiling. Used by the logger and by errors; free for services to use.
#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace zato {
namespace detail {

inline void append(std::string& out, std::string_view value) { out += value; }
inline void append(std::string& out, char value) { out += value; }
inline void append(std::string& out, std::same_as<bool> auto value) { out += value ? "true" : "false"; }

template <class T>
requires(std::is_arithmetic_v<T> && !std::same_as<T, bool> && !std::same_as<T, char>) void append(std::string& out,
                                                                                                  T value) {
  char digits[64];
  const auto end = std::to_chars(digits, digits + sizeof digits, value);
  out.append(digits, end.ptr);
}

// Types of zato and of services say by to_text(value), found beside them, how they look.
template <class T>
concept HasText = requires(const T& value) {
  { to_text(value) } -> std::convertible_to<std::string_view>;
};
template <HasText T>
requires(!std::convertible_to<const T&, std::string_view> && !std::is_arithmetic_v<T>) void append(std::string& out,
                                                                                                   const T& value) {
  out += to_text(value);
}

// Literal text up to the next {}, which is taken away with it. {{ and }} stand for braces.
inline void append_literal(std::string& out, std::string_view& pattern) {
  while (!pattern.empty()) {
    const char c = pattern[0];
    const bool twice = pattern.size() > 1 && pattern[1] == c;
    if (c == '{' && !twice) {
      pattern.remove_prefix(2);
      return;
    }
    out += c;
    pattern.remove_prefix((c == '{' || c == '}') && twice ? 2 : 1);
  }
}

// Not constexpr: reaching it while compiling is the error, its name the explanation.
inline void pattern_and_arguments_differ_in_number() {}

}  // namespace detail

// A literal pattern that fits the arguments A.
template <class... A>
class Pattern {
 public:
  template <class S>
  requires std::convertible_to<const S&, std::string_view>
  consteval Pattern(const S& text) : text_(text) {  // NOLINT: implicit, so that callers write a literal
    std::size_t found = 0;
    for (std::size_t i = 0; i + 1 < text_.size(); ++i) {
      if (text_[i] == '{' && text_[i + 1] == '}')
        ++found, ++i;
      else if (text_[i] == '{' && text_[i + 1] == '{')
        ++i;
      else if (text_[i] == '{')
        detail::pattern_and_arguments_differ_in_number();
    }
    if (found != sizeof...(A)) detail::pattern_and_arguments_differ_in_number();
  }
  constexpr std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

template <class... A>
std::string format(Pattern<std::type_identity_t<A>...> pattern, const A&... arguments) {
  std::string out;
  std::string_view rest = pattern.text();
  ((detail::append_literal(out, rest), detail::append(out, arguments)), ...);
  detail::append_literal(out, rest);
  return out;
}

}  // namespace zato
