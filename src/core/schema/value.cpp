#include "schema/value.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace zato::schema {

using base::Code;

std::string_view kind_name(Kind kind) noexcept {
  switch (kind) {
    case Kind::kBool:
      return "boolean";
    case Kind::kInt:
      return "integer";
    case Kind::kFloat:
      return "number";
    case Kind::kString:
      return "string";
    case Kind::kText:
      return "text";
    case Kind::kEnum:
      return "choice";
    case Kind::kSecret:
      return "secret";
    case Kind::kRef:
      return "reference";
    case Kind::kList:
      return "list";
  }
  return "unknown";
}

namespace {

struct ToText {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return {digits.data(), end};
  }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(const base::Secret&) const { return base::kMasked; }
  std::string operator()(const List& value) const { return base::join(value, ", "); }
};

base::Failure not_a(Kind kind, std::string_view text) {
  return base::fail(Code::kInvalidArgument, "`" + std::string(text) + "` is not a " + std::string(kind_name(kind)));
}

Value parse_list(std::string_view text) {
  List items;
  for (auto line : base::split(text, '\n')) {
    line = base::trim(line);
    if (!line.empty()) items.emplace_back(line);
  }
  return items;
}

}  // namespace

std::string to_text(const Value& value) { return std::visit(ToText{}, value); }

base::Result<Value> parse(Kind kind, std::string_view text) {
  switch (kind) {
    case Kind::kBool:
      if (const auto flag = base::parse_bool(text)) return Value(*flag);
      return not_a(kind, text);
    case Kind::kInt:
    case Kind::kRef:
      if (const auto number = base::parse_number<std::int64_t>(text)) return Value(*number);
      return not_a(kind, text);
    case Kind::kFloat: {
      double number = 0;
      const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (problem == std::errc() && end == text.data() + text.size()) return Value(number);
      return not_a(kind, text);
    }
    case Kind::kString:
    case Kind::kText:
    case Kind::kEnum:
      return Value(std::string(text));
    case Kind::kSecret:
      return Value(base::Secret(std::string(text)));
    case Kind::kList:
      return parse_list(text);
  }
  return not_a(kind, text);
}

}  // namespace zato::schema
