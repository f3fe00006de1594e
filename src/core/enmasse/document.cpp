#include "enmasse/document.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace zato::enmasse {

namespace {
constexpr std::size_t kMostSentences = 300;
}

const FieldValue* Item::find(const schema::Field& field) const noexcept {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& value) { return value.field == &field; });
  return found == fields.end() ? nullptr : &*found;
}

std::string Problem::text() const {
  std::string out;
  if (at.file || at.line > 0) out = at.text() + ": ";
  if (!object.empty()) out += object + ": ";
  if (!field.empty()) out += field + ": ";
  return out + message;
}

bool has_errors(const Problems& problems) noexcept {
  return std::any_of(problems.begin(), problems.end(), [](const auto& problem) { return !problem.warning; });
}

std::string to_text(const Problems& problems) {
  std::vector<std::string> sentences;
  for (const auto& problem : problems) {
    if (sentences.size() == kMostSentences) {
      sentences.push_back("… and " + std::to_string(problems.size() - kMostSentences) + " more");
      break;
    }
    sentences.push_back((problem.warning ? "warning: " : "") + problem.text());
  }
  return base::join(sentences, "\n");
}

base::Result<void> to_result(const Problems& problems) {
  if (!has_errors(problems)) return {};
  return base::fail(base::Code::kInvalidArgument, to_text(problems));
}

std::string title(const schema::ObjectType& type, std::string_view name) {
  return type.label + " `" + std::string(name) + "`";
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates) {
  const auto near = base::nearest(name, candidates);
  return near ? "; did you mean `" + *near + "`?" : std::string();
}

}  // namespace zato::enmasse
