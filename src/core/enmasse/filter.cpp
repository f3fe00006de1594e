#include "enmasse/filter.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "enmasse/zato_names.hpp"

namespace zato::enmasse {

using schema::ObjectType;

namespace {

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  for (const auto part : base::split(text, ',')) {
    if (const auto word = base::trim(part); !word.empty()) out.push_back(base::lower(word));
  }
  return out;
}

// Zato's groups: "rest" is channel_rest and outgoing_rest, "pubsub" all that begins so.
bool is_in_group(const ObjectType& type, const std::string& word) {
  const auto parts = base::split(type.section, '_');
  return type.family == word || type.services == "zato." + word ||
         std::find(parts.begin(), parts.end(), word) != parts.end();
}

std::vector<const ObjectType*> types_called(const schema::Registry& registry, const std::string& word) {
  auto found = types_of_section(registry, word);
  for (const auto* type : registry.types()) {
    const bool wanted = is_called(*type, word) || is_in_group(*type, word);
    if (wanted && is_in_documents(*type) && std::find(found.begin(), found.end(), type) == found.end())
      found.push_back(type);
  }
  return found;
}

}  // namespace

base::Result<Filter> Filter::make(const schema::Registry& registry, std::string_view types, std::string_view names) {
  Filter filter;
  filter.names_ = words(names);
  for (const auto& word : words(types)) {
    if (word == "all") {
      filter.types_.clear();
      break;
    }
    const auto found = types_called(registry, word);
    if (found.empty()) {
      return base::fail(base::Code::kInvalidArgument,
                        "there is no type `" + word + "`" + did_you_mean(word, section_names(registry)));
    }
    filter.types_.insert(filter.types_.end(), found.begin(), found.end());
  }
  return filter;
}

bool Filter::accepts(const ObjectType& type) const {
  return types_.empty() || std::find(types_.begin(), types_.end(), &type) != types_.end();
}

bool Filter::accepts(const ObjectType& type, std::string_view name) const {
  const auto low = base::lower(name);
  return accepts(type) && (names_.empty() || std::any_of(names_.begin(), names_.end(), [&](const auto& part) {
                             return low.find(part) != std::string::npos;
                           }));
}

Document Filter::apply(Document document) const {
  std::erase_if(document.items, [&](const Item& item) { return !accepts(*item.type, item.name); });
  return document;
}

}  // namespace zato::enmasse
