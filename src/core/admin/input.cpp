#include "admin/input.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace zato::admin {

using base::Code;
using base::Result;
using schema::Kind;
using schema::Problem;

namespace {

std::string must_be(Kind kind) {
  switch (kind) {
    case Kind::kBool:
      return "must be true or false";
    case Kind::kInt:
      return "must be an integer";
    case Kind::kRef:
      return "must be an id, an integer";
    case Kind::kFloat:
      return "must be a number";
    case Kind::kList:
      return "must be a list of strings";
    default:
      return "must be a string";
  }
}

Reading wrong(Kind kind) { return {{}, must_be(kind)}; }

Reading read_bool(const Json& value) {
  if (value.is_boolean()) return {value.get<bool>(), {}};
  if (value.is_number_integer() && (value == 0 || value == 1)) return {value == 1, {}};
  if (!value.is_string()) return wrong(Kind::kBool);
  const auto& text = value.get_ref<const std::string&>();
  if (text.empty()) return {false, {}};  // an unticked box of a form
  if (const auto flag = base::parse_bool(text)) return {*flag, {}};
  return wrong(Kind::kBool);
}

Reading read_integer(Kind kind, const Json& value) {
  constexpr double kExact = 9007199254740992;  // 2^53
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) return {{}, "is out of range"};
  if (value.is_number_integer()) return {value.get<std::int64_t>(), {}};
  if (value.is_number_float()) {
    const auto number = value.get<double>();
    if (std::trunc(number) == number && std::abs(number) < kExact) return {static_cast<std::int64_t>(number), {}};
    return wrong(kind);
  }
  if (!value.is_string()) return wrong(kind);
  auto text = base::trim(value.get_ref<const std::string&>());
  if (text.empty() || (kind == Kind::kRef && schema::means_nothing(text))) return {};
  if (kind == Kind::kRef && text.find('/') != text.npos)
    text.remove_prefix(text.rfind('/') + 1);  // forms send basic_auth/12
  if (const auto number = base::parse_number<std::int64_t>(text)) return {*number, {}};
  return wrong(kind);
}

Reading read_float(const Json& value) {
  if (value.is_number()) return {value.get<double>(), {}};
  if (!value.is_string()) return wrong(Kind::kFloat);
  if (value.get_ref<const std::string&>().empty()) return {};
  const auto parsed = schema::parse(Kind::kFloat, base::trim(value.get_ref<const std::string&>()));
  return parsed ? Reading{*parsed, {}} : wrong(Kind::kFloat);
}

// Numbers are strings to Zato where a string is wanted: a password of digits, a name such as 2024.
std::optional<std::string> read_string(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  return std::nullopt;
}

Reading read_list(const Json& value) {
  if (value.is_string()) {
    auto lines = schema::parse(Kind::kList, value.get_ref<const std::string&>());
    return lines ? Reading{std::move(*lines), {}} : wrong(Kind::kList);
  }
  if (!value.is_array()) return wrong(Kind::kList);
  schema::List items;
  for (const auto& item : value) {
    auto text = read_string(item);
    if (!text) return wrong(Kind::kList);
    items.push_back(std::move(*text));
  }
  return {std::move(items), {}};
}

struct ToJson {
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(const base::Secret& secret) const { return secret.reveal(); }
  Json operator()(const auto& value) const { return value; }
};

class Reader {
 public:
  Reader(const Service& service, schema::Id cluster_id) : service_(service), cluster_id_(cluster_id) {}

  Result<Json> read(Json& input) {
    if (!input.is_object())
      return base::fail(Code::kInvalidArgument, service_.name + ": the input must be a JSON object");
    for (auto& [key, value] : input.items()) take(key, value);
    for (const auto& parameter : service_.input.parameters) {
      // Fields are looked at together with their rules, when the object is put together.
      if (parameter.required && !parameter.field && !out_.contains(parameter.name))
        problems_.push_back({parameter.name, "is required"});
    }
    if (problems_.empty()) return std::move(out_);
    std::vector<std::string> sentences;
    for (const auto& problem : problems_) sentences.push_back(problem.field + ": " + problem.message);
    return base::fail(Code::kInvalidArgument, service_.name + ": " + base::join(sentences, "; "));
  }

 private:
  void take(const std::string& key, Json& value) {
    if (key == "cluster_id") return take_cluster(value);
    const auto* parameter = service_.input.find(key);
    if (!parameter) return take_unknown(key, value);
    // What is wrong with a field is said together with all else that is wrong with the object.
    if (parameter->any || parameter->field) return put(*parameter, key, std::move(value));
    if (value.is_null()) return;
    auto reading = read_value(parameter->kind, value);
    if (!reading.wrong.empty()) return problems_.push_back({key, std::move(reading.wrong)});
    auto json = std::visit(ToJson(), reading.value);
    if (json.is_null()) return;
    put(*parameter, key, std::move(json));
  }

  void put(const Parameter& parameter, const std::string& key, Json value) {
    const auto at = out_.find(parameter.name);
    if (at == out_.end())
      out_.emplace(parameter.name, std::move(value));
    else if (*at != value)
      problems_.push_back({key, "is given twice, as `" + parameter.name + "` as well"});
  }

  void take_cluster(const Json& value) {
    const auto reading = read_value(Kind::kRef, value.is_null() ? Json("") : value);
    const auto* id = std::get_if<std::int64_t>(&reading.value);
    if (!reading.wrong.empty() || (id && *id != cluster_id_))
      problems_.push_back({"cluster_id", "must be " + std::to_string(cluster_id_) + ", this cluster, or left out"});
  }

  void take_unknown(const std::string& key, Json& value) {
    const bool has_fields = std::ranges::any_of(service_.input.parameters, [](const auto& one) { return one.field; });
    // Zato's own clients always send it; there is nothing in it that we would keep.
    if (key == "opaque1" && (value.is_null() || value == "" || value == "{}")) return;
    if (service_.input.open || has_fields) {  // fields are looked at together, when the object is put together
      out_[key] = std::move(value);
      return;
    }
    problems_.push_back({key, no_such_field(service_, key)});
  }

  const Service& service_;
  const schema::Id cluster_id_;
  Json out_ = Json::object();
  std::vector<Problem> problems_;
};

// {"zato_security_basic_auth_create_request": {…}}, as 2.0's clients send it.
Json& without_element(const Service& service, Json& input) {
  if (!input.is_object() || input.size() != 1) return input;
  const auto response = response_element(service.name);
  const auto element = response.substr(0, response.rfind('_')) + "_request";
  const auto found = input.find(element);
  return found == input.end() ? input : *found;
}

}  // namespace

std::string no_such_field(const Service& service, const std::string& key) {
  std::vector<std::string> names;
  for (const auto& parameter : service.input.parameters) names.push_back(parameter.name);
  const auto near = base::nearest(key, names);
  return near ? "no such field; did you mean `" + *near + "`?" : "no such field";
}

Reading read_value(Kind kind, const Json& value) {
  if (value.is_null()) return {};
  switch (kind) {
    case Kind::kBool:
      return read_bool(value);
    case Kind::kInt:
    case Kind::kRef:
      return read_integer(kind, value);
    case Kind::kFloat:
      return read_float(value);
    case Kind::kList:
      return read_list(value);
    case Kind::kSecret: {
      auto text = read_string(value);
      return text ? Reading{base::Secret(std::move(*text)), {}} : wrong(kind);
    }
    default: {
      auto text = read_string(value);
      return text ? Reading{std::move(*text), {}} : wrong(kind);
    }
  }
}

Result<Json> read_input(const Service& service, schema::Id cluster_id, Json input) {
  if (input.is_null()) input = Json::object();
  return Reader(service, cluster_id).read(without_element(service, input));
}

std::optional<std::string> text_in(const Json& input, std::string_view key) {
  const auto at = input.find(key);
  if (at == input.end() || !at->is_string()) return std::nullopt;
  return at->get<std::string>();
}

std::optional<std::int64_t> number_in(const Json& input, std::string_view key) {
  const auto at = input.find(key);
  if (at == input.end() || !at->is_number_integer()) return std::nullopt;
  return at->get<std::int64_t>();
}

bool flag_in(const Json& input, std::string_view key, bool otherwise) {
  const auto at = input.find(key);
  return at == input.end() || !at->is_boolean() ? otherwise : at->get<bool>();
}

std::vector<std::string> list_in(const Json& input, std::string_view key) {
  const auto at = input.find(key);
  if (at == input.end() || !at->is_array()) return {};
  return at->get<std::vector<std::string>>();
}

}  // namespace zato::admin
