#include "enmasse/environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace zato::enmasse {

using base::Code;
using base::Result;

namespace {

constexpr std::string_view kOverride = "Zato_Enmasse_Env_";
constexpr std::array<std::string_view, 2> kPrefixes = {"ZatoEnmasseEnv.", "Zato_Enmasse_Env."};

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// The variable of "Zato_Enmasse_Env.NAME", or nothing.
std::optional<std::string_view> variable_of(std::string_view text) {
  for (const auto prefix : kPrefixes) {
    if (text.starts_with(prefix) && is_name(text.substr(prefix.size()))) return text.substr(prefix.size());
  }
  return std::nullopt;
}

std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

struct Reference {
  std::string_view name;
  std::size_t begin;
  std::size_t end;
};

// The next ${NAME} or {Zato_Enmasse_Env.NAME} from `from` on.
std::optional<Reference> next_reference(std::string_view text, std::size_t from) {
  for (auto open = text.find('{', from); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) return std::nullopt;
    const auto inside = text.substr(open + 1, close - open - 1);
    if (const auto name = variable_of(inside)) return Reference{*name, open, close + 1};
    if (open > from && text[open - 1] == '$' && is_name(inside)) return Reference{inside, open - 1, close + 1};
  }
  return std::nullopt;
}

}  // namespace

Environment Environment::of_process() {
  Values values;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) values.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return Environment(std::move(values));
}

Result<void> Environment::add_file(std::string_view text, const std::string& file) {
  int number = 0;
  for (const auto raw : base::split(text, '\n')) {
    ++number;
    auto line = base::trim(raw);
    if (line.starts_with("export ")) line = base::trim(line.substr(7));
    if (line.empty() || line.front() == '#' || line.front() == '[') continue;
    const auto equals = line.find('=');
    const auto name = base::trim(line.substr(0, equals));
    if (equals == std::string_view::npos || !is_name(name))
      return base::fail(Code::kInvalidArgument, file + ":" + std::to_string(number) + ": expected NAME=value");
    values_.insert_or_assign(std::string(name), std::string(unquoted(base::trim(line.substr(equals + 1)))));
  }
  return {};
}

const std::string* Environment::find(std::string_view name) const {
  const auto at = values_.find(name);
  return at == values_.end() ? nullptr : &at->second;
}

bool Environment::has_overrides() const {
  const auto at = values_.lower_bound(kOverride);
  return at != values_.end() && at->first.starts_with(kOverride);
}

const std::string* Environment::find_override(std::string_view type, std::string_view name,
                                              std::string_view field) const {
  const auto flat = base::replace_all(std::string(name), ".", "__");
  return find(std::string(kOverride) + std::string(type) + "_" + flat + "_" + std::string(field));
}

Environment::Replaced Environment::replace(std::string_view text) const {
  Replaced out;
  const auto take = [&](std::string_view name, std::string_view instead) {
    out.changed = true;
    if (const auto* value = find(name)) {
      out.text += *value;
      return;
    }
    out.missing.emplace_back(name);
    out.text += std::string(instead) + std::string(name);
  };
  if (const auto name = variable_of(text)) {
    out.whole = true;
    take(*name, "Env-Value-Not-Found-");
    return out;
  }
  std::size_t done = 0;
  while (const auto reference = next_reference(text, done)) {
    out.text += text.substr(done, reference->begin - done);
    out.whole = reference->begin == 0 && reference->end == text.size();
    take(reference->name, "Missing_Value_");
    done = reference->end;
  }
  out.text += text.substr(done);
  return out;
}

}  // namespace zato::enmasse
