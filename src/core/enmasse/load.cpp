#include "enmasse/load.hpp"

#include <algorithm>
#include <set>

#include "base/file.hpp"
#include "base/text.hpp"

namespace zato::enmasse {

namespace fs = std::filesystem;
using base::Code;
using base::Result;

namespace {

constexpr std::size_t kMostFiles = 10'000;

Result<Node> read(std::string_view text, const std::string& file) {
  return base::lower(file).ends_with(".json") ? read_json(text, file) : read_yaml(text, file);
}

Result<Node> read_path(const fs::path& path) {
  std::error_code trouble;
  if (!fs::is_regular_file(path, trouble)) return base::fail(Code::kInvalidArgument, path.string() + ": not a file");
  if (const auto size = fs::file_size(path, trouble); !trouble && size > kMostBytes) {
    return base::fail(Code::kInvalidArgument,
                      path.string() + ": more than " + std::to_string(kMostBytes) + " bytes of text");
  }
  ZATO_TRY(const auto text, base::read_file(path));
  return read(text, path.string());
}

class Loader {
 public:
  Loader(const schema::Registry& registry, const Environment& environment, const LoadOptions& options)
      : options_(options), environment_(environment), reader_(registry, environment, options.read) {}

  Loaded load(const fs::path& path) {
    file(path, {});
    auto document = reader_.finish();
    return {std::move(document), std::move(reader_.problems())};
  }

 private:
  void wrong(const Position& at, std::string message, bool warning = false) {
    reader_.problems().push_back({.at = at, .message = std::move(message), .warning = warning});
  }

  static std::shared_ptr<const std::string> shared(const fs::path& path) {
    return std::make_shared<const std::string>(path.string());
  }

  // Whether the file is there and was not read before; what is wrong is told at `from`.
  bool enter(const fs::path& path, const Position& from) {
    std::error_code trouble;
    const auto whole = fs::weakly_canonical(path, trouble).string();
    if (std::find(open_.begin(), open_.end(), whole) != open_.end()) {
      wrong(from, "Circular include detected -> " + path.string());
      return false;
    }
    if (from.file && !fs::exists(path, trouble)) {
      wrong(from, "Included file does not exist -> " + path.string(), options_.ignore_missing_includes);
      return false;
    }
    if (read_.size() >= kMostFiles) {
      if (read_.size() == kMostFiles) wrong(from, "more than " + std::to_string(kMostFiles) + " files");
      return false;
    }
    if (open_.size() >= static_cast<std::size_t>(kDeepest)) {
      wrong(from, "includes are nested deeper than " + std::to_string(kDeepest) + " levels");
      return false;
    }
    if (!read_.insert(whole).second) return false;
    open_.push_back(whole);
    return true;
  }

  void file(const fs::path& path, const Position& from) {
    if (!enter(path, from)) return;
    const auto name = shared(path);
    if (auto root = read_path(path)) {
      if (const auto* includes = root->find("include")) include(*includes, path, name);
      reader_.add(*root, name);
      single_objects(*root, path, name);
    } else {
      wrong({}, root.error().text());
    }
    open_.pop_back();
  }

  void include(const Node& list, const fs::path& path, const std::shared_ptr<const std::string>& name) {
    if (list.kind == Node::Kind::kScalar) file(target(list, path), {name, list.line});
    if (list.kind == Node::Kind::kMapping) wrong({name, list.line}, "`include` must be a list of paths");
    for (const auto& item : list.items) {
      if (item.kind == Node::Kind::kScalar)
        file(target(item, path), {name, item.line});
      else
        wrong({name, item.line}, "`include` must be a list of paths");
    }
  }

  // "file://./basic-auth.json" where an object is expected.
  void single_objects(const Node& root, const fs::path& path, const std::shared_ptr<const std::string>& name) {
    for (const auto& section : root.members) {
      if (section.key == "include") continue;
      for (const auto& item : section.value.items) {
        if (item.kind == Node::Kind::kScalar) single_object(section.key, target(item, path), {name, item.line});
      }
    }
  }

  void single_object(const std::string& section, const fs::path& path, const Position& from) {
    if (!enter(path, from)) return;
    if (auto node = read_path(path)) {
      if (node->kind == Node::Kind::kSequence) {
        for (const auto& item : node->items) reader_.add_item(section, item, shared(path));
      } else {
        reader_.add_item(section, *node, shared(path));
      }
    } else {
      wrong({}, node.error().text());
    }
    open_.pop_back();
  }

  fs::path target(const Node& node, const fs::path& from) const {
    auto text = environment_.replace(node.text).text;
    if (text.starts_with("file://")) text = text.substr(7);
    const fs::path named(text);
    return named.is_absolute() ? named : (from.parent_path() / named).lexically_normal();
  }

  const LoadOptions options_;
  const Environment& environment_;
  DocumentReader reader_;
  std::vector<std::string> open_;  // the file being read and those that include it
  std::set<std::string> read_;
};

}  // namespace

Loaded parse(std::string_view text, const std::string& file, const schema::Registry& registry,
             const Environment& environment, const ReadOptions& options) {
  DocumentReader reader(registry, environment, options);
  if (auto root = read(text, file))
    reader.add(*root, std::make_shared<const std::string>(file));
  else
    reader.problems().push_back({.message = root.error().text()});
  auto document = reader.finish();
  return {std::move(document), std::move(reader.problems())};
}

Loaded load(const fs::path& path, const schema::Registry& registry, const Environment& environment,
            const LoadOptions& options) {
  return Loader(registry, environment, options).load(path);
}

}  // namespace zato::enmasse
