// TrialPlan as text (trial.hpp): a line of JSON, then the sources of all Python files, one after the other.
#include <nlohmann/json.hpp>

#include "server/deploy/trial.hpp"

namespace zato::server {
namespace {

using base::Result;
using nlohmann::json;

void add(const std::vector<TrialFile>& files, json& list, std::string& sources) {
  for (const auto& file : files) {
    list.push_back({file.name, file.path.string(), std::string(deploy::name_of(file.language)),
                    file.source ? file.source->size() : 0});
    if (file.source) sources += *file.source;
  }
}

// Takes their sources from the front of `sources`.
std::vector<TrialFile> take(const json& list, std::string_view& sources) {
  std::vector<TrialFile> files;
  for (const auto& one : list) {
    const auto size = one.at(3).get<std::size_t>();
    files.push_back(
        {.name = one.at(0),
         .path = one.at(1).get<std::string>(),
         .language = deploy::language_named(one.at(2).get<std::string>()).value_or(deploy::Language::kPython),
         .source = std::make_shared<const std::string>(sources.substr(0, size))});
    sources.remove_prefix(std::min(size, sources.size()));
  }
  return files;
}

}  // namespace

std::string TrialPlan::text() const {
  json head{{"changed", json::array()}, {"removed", removed}, {"others", json::array()}};
  std::string sources;
  add(changed, head["changed"], sources);
  add(others, head["others"], sources);
  return head.dump(-1, ' ', false, json::error_handler_t::replace) + "\n" + sources;
}

Result<TrialPlan> TrialPlan::parse(std::string_view text) {
  try {
    const auto end = text.find('\n');
    const auto head = json::parse(text.substr(0, end));
    auto sources = text.substr(end + 1);
    TrialPlan plan{.removed = head.at("removed").get<std::vector<std::string>>()};
    plan.changed = take(head.at("changed"), sources);
    plan.others = take(head.at("others"), sources);
    return plan;
  } catch (const json::exception& error) {
    return base::fail(base::Code::kCorrupt, std::string("the plan of a trial cannot be read: ") + error.what());
  }
}

}  // namespace zato::server
