#include "schema/validate.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace zato::schema {

namespace {

constexpr std::int64_t kLongestString = 200;
constexpr std::int64_t kLongestText = 1'000'000;

// Well-formed UTF-8 without NUL: what every database engine can store. Length in characters, or nothing.
std::optional<std::int64_t> utf8_length(const std::string& text) {
  std::int64_t length = 0;
  for (std::size_t at = 0; at < text.size(); ++length) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t more = lead < 0x80 ? 0 : lead >> 5 == 0x6 ? 1 : lead >> 4 == 0xE ? 2 : lead >> 3 == 0x1E ? 3 : 4;
    if (lead == 0 || more == 4 || at + more >= text.size()) return std::nullopt;
    std::uint32_t point = more == 0 ? lead : lead & (0x3FU >> more);
    for (std::size_t i = 1; i <= more; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if (next >> 6 != 0x2) return std::nullopt;
      point = point << 6 | (next & 0x3FU);
    }
    constexpr std::uint32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};
    if (point < kSmallest[more] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return std::nullopt;
    at += more + 1;
  }
  return length;
}

bool has_control_character(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::string check_string(const Field& field, const std::string& text) {
  const auto length = utf8_length(text);
  if (!length) return "is not valid UTF-8 text";
  if (!field.multiline && has_control_character(text)) return "must be one line without control characters";
  const auto longest = field.max.value_or(field.multiline ? kLongestText : kLongestString);
  if (*length > longest) return "is longer than " + std::to_string(longest) + " characters";
  if (field.min && *length < *field.min) return "is shorter than " + std::to_string(*field.min) + " characters";
  if (field.rule) {
    if (auto wrong = field.rule(text); !wrong.empty()) return wrong;
  }
  if (field.kind == Kind::kEnum && std::find(field.one_of.begin(), field.one_of.end(), text) == field.one_of.end()) {
    std::string choices;
    for (const auto& choice : field.one_of) choices += (choices.empty() ? "`" : ", `") + choice + "`";
    return "must be one of " + choices;
  }
  return {};
}

template <class N>
std::string check_number(const Field& field, N number) {
  if (field.min && number < static_cast<N>(*field.min)) return "must be at least " + std::to_string(*field.min);
  if (field.max && number > static_cast<N>(*field.max)) return "must be at most " + std::to_string(*field.max);
  return {};
}

bool is_empty(const Field& field, const Value& value) {
  if (is_null(value)) return true;
  if (const auto* text = std::get_if<std::string>(&value)) return text->empty();
  if (const auto* secret = std::get_if<base::Secret>(&value)) return secret->empty();
  if (const auto* list = std::get_if<List>(&value)) return list->empty();
  const auto* id = std::get_if<std::int64_t>(&value);
  return field.kind == Kind::kRef && id && *id == 0;
}

struct CheckValue {
  const Field& field;
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(bool) const { return {}; }
  std::string operator()(std::int64_t number) const { return check_number(field, number); }
  std::string operator()(double number) const { return check_number(field, number); }
  std::string operator()(const std::string& text) const { return check_string(field, text); }
  std::string operator()(const base::Secret& secret) const { return check_string(field, secret.reveal()); }
  std::string operator()(const List& list) const {
    for (const auto& item : list) {
      if (auto wrong = check_string(field, item); !wrong.empty()) return "an item " + wrong;
    }
    return {};
  }
};

std::string unknown_field(const ObjectType& type, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& field : type.fields) {
    if (!field.internal && !field.state) names.push_back(field.name);
  }
  const auto near = base::nearest(name, names);
  return near ? "no such field; did you mean `" + *near + "`?" : "no such field";
}

}  // namespace

std::string check_value(const Field& field, const Value& value) {
  if (field.required && is_empty(field, value)) return "is required";
  if (!field.required && field.min && is_empty(field, value))
    return {};  // left out: the least length is for those who give one
  return std::visit(CheckValue{field}, value);
}

namespace {

// Clients of Zato send flags such as is_internal along; what changes nothing is no offence.
bool changes_nothing(const Field& field, const void* object, const Value& value) {
  const auto* now = std::get_if<bool>(&value);
  return now && field.kind == Kind::kBool && std::get<bool>(field.get(object)) == *now;
}

Value in_our_words(const Field& field, Value value) {
  const auto* text = std::get_if<std::string>(&value);
  for (const auto& [theirs, ours] : field.spellings) {
    if (text && *text == theirs) return ours;
  }
  return value;
}

}  // namespace

std::vector<Problem> assign(const ObjectType& type, void* object, Record record) {
  std::vector<Problem> problems;
  for (auto& [name, value] : record) {
    const auto* field = type.find(name);
    if (!field)
      problems.push_back({name, unknown_field(type, name)});
    else if (field->internal || field->state) {
      if (!changes_nothing(*field, object, value)) problems.push_back({name, "is set by the platform only"});
    } else if (auto wrong = field->set(object, in_our_words(*field, std::move(value))); !wrong.empty())
      problems.push_back({name, std::move(wrong)});
  }
  return problems;
}

void generate_secrets(const ObjectType& type, void* object) {
  constexpr std::size_t kBytes = 16;
  for (const auto& field : type.fields) {
    if (!field.generated || !is_empty(field, field.get(object))) continue;
    field.set(object, base::Secret(base::random_hex(kBytes)));
  }
}

std::vector<Problem> check(const ObjectType& type, const void* object) {
  std::vector<Problem> problems;
  for (const auto& field : type.fields) {
    if (auto wrong = check_value(field, field.get(object)); !wrong.empty())
      problems.push_back({field.name, std::move(wrong)});
  }
  if (problems.empty()) problems = type.cross_check(object);
  return problems;
}

Record to_record(const ObjectType& type, const void* object) {
  Record record;
  for (const auto& field : type.fields) record.emplace(field.name, field.get(object));
  return record;
}

base::Result<void> to_result(const ObjectType& type, const void* object, const std::vector<Problem>& problems) {
  if (problems.empty()) return {};
  std::vector<std::string> sentences;
  for (const auto& problem : problems) {
    sentences.push_back(problem.field.empty() ? problem.message : problem.field + ": " + problem.message);
  }
  auto message = type.label + " `" + type.name_of(object) + "`: " + base::join(sentences, "; ");
  return base::fail(base::Code::kInvalidArgument, std::move(message));
}

}  // namespace zato::schema
