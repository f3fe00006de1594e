// YAML by libyaml, the parser that Zato's own enmasse reads with. Its events become nodes here, so that nothing is
// expanded, nested or repeated beyond what node.hpp allows.
#include <yaml.h>

#include <algorithm>
#include <map>

#include "enmasse/node.hpp"

namespace zato::enmasse {

using base::Code;
using base::Result;

namespace {

class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&event_); }

  yaml_event_t* raw() noexcept { return &event_; }
  yaml_event_type_t type() const noexcept { return event_.type; }
  int line() const noexcept { return static_cast<int>(event_.start_mark.line) + 1; }
  std::string alias() const { return name(event_.data.alias.anchor); }
  std::string anchor() const {
    switch (event_.type) {
      case YAML_SCALAR_EVENT:
        return name(event_.data.scalar.anchor);
      case YAML_SEQUENCE_START_EVENT:
        return name(event_.data.sequence_start.anchor);
      case YAML_MAPPING_START_EVENT:
        return name(event_.data.mapping_start.anchor);
      default:
        return {};
    }
  }
  std::string text() const {
    return {reinterpret_cast<const char*>(event_.data.scalar.value), event_.data.scalar.length};
  }
  bool plain() const noexcept { return event_.data.scalar.style == YAML_PLAIN_SCALAR_STYLE; }

 private:
  static std::string name(const yaml_char_t* text) {
    return text ? reinterpret_cast<const char*>(text) : std::string();
  }

  yaml_event_t event_{};
};

bool is_null(const std::string& text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& file) : file_(file) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { yaml_parser_delete(&parser_); }

  Result<Node> document() {
    ZATO_CHECK(expect(YAML_STREAM_START_EVENT));
    Event start;
    ZATO_CHECK(next(start));
    if (start.type() == YAML_STREAM_END_EVENT) return Node{.line = 1};
    Event first;
    ZATO_CHECK(next(first));
    ZATO_TRY(auto root, node(first, 0));
    ZATO_CHECK(expect(YAML_DOCUMENT_END_EVENT));
    Event end;
    ZATO_CHECK(next(end));
    if (end.type() != YAML_STREAM_END_EVENT) return wrong(end.line(), "one file holds one YAML document");
    return root;
  }

 private:
  base::Failure wrong(int line, const std::string& what) const {
    return base::fail(Code::kInvalidArgument, file_ + ":" + std::to_string(line) + ": " + what);
  }

  Result<void> next(Event& event) {
    if (yaml_parser_parse(&parser_, event.raw())) return {};
    const auto line = parser_.problem_mark.line > 0 ? parser_.problem_mark.line : parser_.mark.line;
    std::string what = parser_.problem ? parser_.problem : "cannot be read";
    if (parser_.context) what += " (" + std::string(parser_.context) + ")";
    return wrong(static_cast<int>(line) + 1, "not valid YAML: " + what);
  }

  Result<void> expect(yaml_event_type_t type) {
    Event event;
    ZATO_CHECK(next(event));
    return event.type() == type ? Result<void>() : wrong(event.line(), "not valid YAML");
  }

  Result<void> spend(int line, std::size_t nodes, std::size_t bytes) {
    nodes_ += nodes;
    bytes_ += bytes;
    if (nodes_ > kMostNodes) return wrong(line, "more than " + std::to_string(kMostNodes) + " values");
    if (bytes_ > kMostBytes) return wrong(line, "more than " + std::to_string(kMostBytes) + " bytes of text");
    return {};
  }

  Result<Node> node(const Event& event, int depth) {
    if (depth > kDeepest) return wrong(event.line(), "nested deeper than " + std::to_string(kDeepest) + " levels");
    if (event.type() == YAML_ALIAS_EVENT) return alias(event, depth);
    ZATO_CHECK(spend(event.line(), 1, 0));
    const auto anchor = event.anchor();
    ZATO_TRY(auto read, content(event, depth));
    if (!anchor.empty()) {
      ZATO_CHECK(spend_copy(read, event.line()));
      anchors_[anchor] = read;
    }
    return read;
  }

  Result<Node> content(const Event& event, int depth) {
    switch (event.type()) {
      case YAML_SCALAR_EVENT:
        return scalar(event);
      case YAML_SEQUENCE_START_EVENT:
        return sequence(event.line(), depth);
      case YAML_MAPPING_START_EVENT:
        return mapping(event.line(), depth);
      default:
        return wrong(event.line(), "not valid YAML");
    }
  }

  Result<Node> scalar(const Event& event) {
    auto text = event.text();
    ZATO_CHECK(spend(event.line(), 0, text.size()));
    const bool null = event.plain() && is_null(text);
    return Node{.kind = null ? Node::Kind::kNull : Node::Kind::kScalar,
                .plain = event.plain(),
                .line = event.line(),
                .text = std::move(text)};
  }

  Result<Node> sequence(int line, int depth) {
    Node read{.kind = Node::Kind::kSequence, .line = line};
    while (true) {
      Event event;
      ZATO_CHECK(next(event));
      if (event.type() == YAML_SEQUENCE_END_EVENT) return read;
      ZATO_TRY(auto item, node(event, depth + 1));
      read.items.push_back(std::move(item));
    }
  }

  Result<Node> mapping(int line, int depth) {
    Node read{.kind = Node::Kind::kMapping, .line = line};
    std::map<std::string, int> seen;
    std::vector<Node> merged;
    while (true) {
      Event event;
      ZATO_CHECK(next(event));
      if (event.type() == YAML_MAPPING_END_EVENT) break;
      if (event.type() != YAML_SCALAR_EVENT) return wrong(event.line(), "a key must be a word");
      auto key = event.text();
      ZATO_CHECK(spend(event.line(), 0, key.size()));
      const bool merge = key == "<<" && event.plain();
      const auto known = seen.emplace(key, event.line());
      if (!known.second && !merge) {
        return wrong(event.line(),
                     "the key `" + key + "` is there already, in line " + std::to_string(known.first->second));
      }
      Event value;
      ZATO_CHECK(next(value));
      ZATO_TRY(auto inner, node(value, depth + 1));
      if (merge)
        merged.push_back(std::move(inner));
      else
        read.members.push_back({std::move(key), event.line(), std::move(inner)});
    }
    for (const auto& from : merged) ZATO_CHECK(merge_into(read, from));
    return read;
  }

  // "<<: *defaults": keys that are not there yet.
  Result<void> merge_into(Node& into, const Node& from) {
    if (from.kind == Node::Kind::kSequence) {
      for (const auto& each : from.items) ZATO_CHECK(merge_into(into, each));
      return {};
    }
    if (from.kind != Node::Kind::kMapping) return wrong(from.line, "<< must be followed by a mapping");
    for (const auto& member : from.members) {
      if (into.find(member.key)) continue;
      ZATO_CHECK(spend_copy(member.value, from.line));
      into.members.push_back(member);
    }
    return {};
  }

  Result<Node> alias(const Event& event, int depth) {
    const auto at = anchors_.find(event.alias());
    if (at == anchors_.end())
      return wrong(event.line(), "there is no such anchor; text that begins with * must be in quotes");
    if (depth + height(at->second) > kDeepest)
      return wrong(event.line(), "nested deeper than " + std::to_string(kDeepest) + " levels");
    ZATO_CHECK(spend_copy(at->second, event.line()));
    return at->second;
  }

  Result<void> spend_copy(const Node& node, int line) {
    ZATO_CHECK(spend(line, 1, node.text.size()));
    for (const auto& item : node.items) ZATO_CHECK(spend_copy(item, line));
    for (const auto& member : node.members) {
      ZATO_CHECK(spend(line, 0, member.key.size()));
      ZATO_CHECK(spend_copy(member.value, line));
    }
    return {};
  }

  static int height(const Node& node) {
    int most = 0;
    for (const auto& item : node.items) most = std::max(most, 1 + height(item));
    for (const auto& member : node.members) most = std::max(most, 1 + height(member.value));
    return most;
  }

  const std::string& file_;
  yaml_parser_t parser_{};
  std::map<std::string, Node> anchors_;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<Node> read_yaml(std::string_view text, const std::string& file) {
  if (const int line = first_bad_utf8_line(text); line > 0)
    return base::fail(Code::kInvalidArgument, file + ":" + std::to_string(line) + ": not UTF-8 text");
  if (text.size() > kMostBytes)
    return base::fail(Code::kInvalidArgument, file + ": more than " + std::to_string(kMostBytes) + " bytes of text");
  return Reader(text, file).document();
}

}  // namespace zato::enmasse
