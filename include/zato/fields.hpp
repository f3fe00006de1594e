// Named texts in order, a name possibly several times: query and path parameters, headers.
#pragma once

#include <charconv>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zato {
namespace detail {

[[noreturn]] void field_missing(std::string_view name);
[[noreturn]] void field_not_a_number(std::string_view name);

inline bool same_ignoring_case(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

}  // namespace detail

enum class Case { kSensitive, kIgnored };

template <Case kCase>
class Fields {
 public:
  using Field = std::pair<std::string, std::string>;

  Fields() = default;
  Fields(std::initializer_list<Field> fields) : fields_(fields) {}

  bool empty() const noexcept { return fields_.empty(); }
  std::size_t size() const noexcept { return fields_.size(); }
  auto begin() const noexcept { return fields_.begin(); }
  auto end() const noexcept { return fields_.end(); }

  // The first value of that name, or null.
  const std::string* find(std::string_view name) const noexcept {
    for (const Field& field : fields_) {
      if (same(field.first, name)) return &field.second;
    }
    return nullptr;
  }
  bool contains(std::string_view name) const noexcept { return find(name) != nullptr; }

  // The first value; without one the caller of the service is told 400 "Required parameter `name` is missing".
  const std::string& at(std::string_view name) const {
    if (const std::string* value = find(name)) return *value;
    detail::field_missing(name);
  }
  std::string get(std::string_view name, std::string_view otherwise = {}) const {
    const std::string* value = find(name);
    return value ? *value : std::string(otherwise);
  }

  // The same as numbers; what is not one is a 400.
  template <class T = long long>
  T number(std::string_view name) const {
    const std::string& text = at(name);
    T value{};
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) detail::field_not_a_number(name);
    return value;
  }
  template <class T>
  T number(std::string_view name, T otherwise) const {
    return contains(name) ? number<T>(name) : otherwise;
  }

  std::vector<std::string_view> all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const Field& field : fields_) {
      if (same(field.first, name)) values.push_back(field.second);
    }
    return values;
  }

  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  void set(std::string_view name, std::string value) {
    remove(name);
    fields_.emplace_back(std::string(name), std::move(value));
  }
  void remove(std::string_view name) {
    std::erase_if(fields_, [name](const Field& field) { return same(field.first, name); });
  }
  void reserve(std::size_t count) { fields_.reserve(count); }
  void clear() noexcept { fields_.clear(); }

  friend bool operator==(const Fields&, const Fields&) = default;

 private:
  static bool same(std::string_view a, std::string_view b) noexcept {
    if constexpr (kCase == Case::kIgnored) return detail::same_ignoring_case(a, b);
    return a == b;
  }

  std::vector<Field> fields_;
};

using Params = Fields<Case::kSensitive>;
using Headers = Fields<Case::kIgnored>;

}  // namespace zato

#include "zato/errors.hpp"  // defines the two functions above
