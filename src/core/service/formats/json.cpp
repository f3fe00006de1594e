// JSON (formats.hpp). The library only tokenises: it would make a tree of its own, of any depth and size.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "http/query.hpp"
#include "service/formats/formats.hpp"

namespace zato::service::formats {
namespace {

using Json = nlohmann::json;
using Kind = zato::Value::Kind;

class Builder final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return put({}); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool key(string_t& name) override {
    name_ = std::move(name);
    return true;
  }
  bool start_object(std::size_t) override { return open(zato::Dict()); }
  bool end_object() override {
    keep_last_of_equal_names();
    open_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override { return open(zato::List<>()); }
  bool end_array() override {
    open_.pop_back();
    return true;
  }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception&) override {
    problem_ = "it breaks JSON's rules at byte " + std::to_string(at);
    return false;
  }

  zato::Value& root() { return root_; }
  const std::string& problem() const { return problem_; }

 private:
  bool put(zato::Value value) {
    if (++values_ > kMaxValues) {
      problem_ = "it has more than " + std::to_string(kMaxValues) + " values";
      return false;
    }
    if (open_.empty()) {
      root_ = std::move(value);
      last_ = &root_;
    } else if (open_.back()->is_list()) {
      auto& list = open_.back()->as_list();
      list.push_back(std::move(value));
      last_ = &list.back();
    } else {
      auto& dict = open_.back()->as_dict();
      dict.append(std::move(name_), std::move(value));
      last_ = const_cast<zato::Value*>(&std::prev(dict.end())->second);
    }
    return true;
  }

  bool open(zato::Value container) {
    if (open_.size() == kMaxDepth) {
      problem_ = "it is nested more than " + std::to_string(kMaxDepth) + " levels deep";
      return false;
    }
    if (!put(std::move(container))) return false;
    open_.push_back(last_);
    return true;
  }

  void keep_last_of_equal_names() {
    auto& dict = open_.back()->as_dict();
    std::vector<std::string_view> names;
    names.reserve(dict.size());
    for (const auto& [name, value] : dict) names.push_back(name);
    std::ranges::sort(names);
    if (std::ranges::adjacent_find(names) == names.end()) return;
    const std::set<std::string> all(names.begin(), names.end());
    zato::Dict last;
    std::set<std::string_view> seen;
    for (auto item = std::make_reverse_iterator(dict.end()); item != std::make_reverse_iterator(dict.begin()); ++item) {
      if (seen.insert(*all.find(item->first)).second) last.append(item->first, item->second);
    }
    dict = std::move(last);
  }

  zato::Value root_;
  std::vector<zato::Value*>
      open_;  // those that contain what comes next, outermost first; a container does not move while it is open
  zato::Value* last_ = nullptr;
  std::string name_;
  std::size_t values_ = 0;
  std::string problem_;
};

void write_text(std::string& out, std::string_view text) {
  if (!http::is_utf8(text)) {
    out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
    return;
  }
  static constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20) {
          out += c;
        } else {
          out += "\\u00";
          out += kDigits[static_cast<unsigned char>(c) >> 4];
          out += kDigits[static_cast<unsigned char>(c) & 15];
        }
    }
  }
  out += '"';
}

void write_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number);
  const std::string_view text(digits, end.ptr);
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";  // it stays a float on the other side
}

void write_value(std::string& out, const zato::Value& value);

void write_list(std::string& out, const zato::List<>& list) {
  char before = '[';
  for (const auto& item : list) {
    out += std::exchange(before, ',');
    write_value(out, item);
  }
  out += list.empty() ? "[]" : "]";
}

void write_dict(std::string& out, const zato::Dict& dict) {
  char before = '{';
  for (const auto& [name, value] : dict) {
    out += std::exchange(before, ',');
    write_text(out, name);
    out += ':';
    write_value(out, value);
  }
  out += dict.empty() ? "{}" : "}";
}

void write_value(std::string& out, const zato::Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      out += "null";
      break;
    case Kind::kBool:
      out += value.as_bool() ? "true" : "false";
      break;
    case Kind::kInt:
      out += std::to_string(value.as_int());
      break;
    case Kind::kFloat:
      write_number(out, value.as_float());
      break;
    case Kind::kText:
      write_text(out, value.as_text());
      break;
    case Kind::kList:
      write_list(out, value.as_list());
      break;
    case Kind::kDict:
      write_dict(out, value.as_dict());
      break;
  }
}

}  // namespace

base::Result<zato::Value> parse_json(std::string_view text) {
  Builder builder;
  if (!Json::sax_parse(text, &builder))
    return base::fail(base::Code::kInvalidArgument, "The payload is not valid JSON: " + builder.problem());
  return std::move(builder.root());
}

std::string write_json(const zato::Value& value) {
  std::string out;
  write_value(out, value);
  return out;
}

}  // namespace zato::service::formats
