// Files to documents: YAML or JSON, with what they include.
#pragma once

#include <filesystem>

#include "enmasse/read_document.hpp"

namespace zato::enmasse {

struct LoadOptions {
  ReadOptions read = {};
  bool ignore_missing_includes = false;
};

struct Loaded {
  Document document = {};
  Problems problems = {};
};

// One text, without includes. `file` is its name in messages; ".json" at its end makes it JSON, anything else YAML.
Loaded parse(std::string_view text, const std::string& file, const schema::Registry& registry,
             const Environment& environment = {}, const ReadOptions& options = {});

// A file and all that its `include` lists, and the files of single objects that stand in the place of an object. Paths
// are relative to the file they are in; each file counts once.
Loaded load(const std::filesystem::path& path, const schema::Registry& registry, const Environment& environment,
            const LoadOptions& options = {});

}  // namespace zato::enmasse
