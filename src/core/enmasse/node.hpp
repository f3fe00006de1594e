// What a YAML or JSON file holds, with the line of everything. Both readers give these; read_document.cpp makes objects
// of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace zato::enmasse {

// Where something stands. Copies share the name of the file.
struct Position {
  std::shared_ptr<const std::string> file = {};
  int line = 0;  // from 1; 0: the file as a whole

  std::string text() const;  // "zato.yaml:12"
};

// A template, because vectors of it stand in Node, before Node is complete.
template <class Value>
struct Named {
  std::string key;
  int line = 0;
  Value value;
};

struct Node {
  enum class Kind { kNull, kScalar, kSequence, kMapping };

  Kind kind = Kind::kNull;
  bool plain = false;  // a scalar without quotes, or a JSON number or boolean: may be more than a string
  int line = 0;
  std::string text = {};
  std::vector<Node> items = {};
  std::vector<Named<Node>> members = {};  // in the order of the file, each key once

  const Node* find(std::string_view key) const noexcept;
};

using Member = Named<Node>;

// How much one file may hold, aliases expanded. Nobody's configuration comes near; what does is an attack.
inline constexpr std::size_t kMostNodes = 4'000'000;
inline constexpr std::size_t kMostBytes = 128 * 1024 * 1024;
inline constexpr int kDeepest = 64;

// kInvalidArgument: "zato.yaml:3: tabs may not indent". One document; anchors, aliases and merge keys are followed.
base::Result<Node> read_yaml(std::string_view text, const std::string& file);
base::Result<Node> read_json(std::string_view text, const std::string& file);

// The line of the first byte that is not well-formed UTF-8, or 0.
int first_bad_utf8_line(std::string_view text) noexcept;

}  // namespace zato::enmasse
