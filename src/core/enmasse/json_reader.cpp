// JSON by nlohmann, with the lines that its parser does not tell: the input counts them as it is read.
#include <map>

#include <nlohmann/json.hpp>

#include "base/json_error.hpp"
#include "enmasse/node.hpp"

namespace zato::enmasse {

using base::Code;
using base::Result;

namespace {

// Copies count together: the parser keeps one of its own.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, int* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    if (*at_ == '\n' && line_) ++*line_;
    ++at_;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  int* line_;
};

class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Builder(const int& line) : line_(line) {}

  bool null() override { return scalar({}, false, Node::Kind::kNull); }
  bool boolean(bool value) override { return scalar(value ? "true" : "false", true); }
  bool number_integer(number_integer_t value) override { return scalar(std::to_string(value), true); }
  bool number_unsigned(number_unsigned_t value) override { return scalar(std::to_string(value), true); }
  bool number_float(number_float_t, const string_t& text) override { return scalar(text, true); }
  bool string(string_t& text) override { return scalar(std::move(text), false); }
  bool binary(binary_t&) override { return refuse("binary data"); }
  bool start_object(std::size_t) override { return start(Node::Kind::kMapping); }
  bool start_array(std::size_t) override { return start(Node::Kind::kSequence); }
  bool end_object() override { return end(); }
  bool end_array() override { return end(); }
  bool key(string_t& key) override {
    auto& level = open_.back();
    const auto known = level.seen.emplace(key, line_);
    if (!known.second)
      return refuse("the key `" + key + "` is there already, in line " + std::to_string(known.first->second));
    level.key = key;
    level.key_line = line_;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    return refuse("not valid JSON: " + base::json_mistake(error.what()));
  }

  Node root = {};
  std::string problem = {};
  int problem_line = 0;

 private:
  struct Level {
    Node node;
    std::string key = {};
    int key_line = 0;
    std::map<std::string, int> seen = {};
  };

  bool refuse(std::string what) {
    if (!problem.empty()) return false;
    problem = std::move(what);
    problem_line = line_;
    return false;
  }

  bool scalar(std::string text, bool plain, Node::Kind kind = Node::Kind::kScalar) {
    const int line = !open_.empty() && open_.back().key_line > 0 ? open_.back().key_line : line_;
    return place({.kind = kind, .plain = plain, .line = line, .text = std::move(text)});
  }

  bool start(Node::Kind kind) {
    if (open_.size() >= static_cast<std::size_t>(kDeepest))
      return refuse("nested deeper than " + std::to_string(kDeepest) + " levels");
    open_.push_back({.node = {.kind = kind, .line = line_}});
    return true;
  }

  bool end() {
    auto node = std::move(open_.back().node);
    open_.pop_back();
    return place(std::move(node));
  }

  bool place(Node node) {
    if (++nodes_ > kMostNodes) return refuse("more than " + std::to_string(kMostNodes) + " values");
    if (open_.empty())
      root = std::move(node);
    else if (open_.back().node.kind == Node::Kind::kSequence)
      open_.back().node.items.push_back(std::move(node));
    else
      open_.back().node.members.push_back({std::move(open_.back().key), open_.back().key_line, std::move(node)});
    return true;
  }

  const int& line_;
  std::vector<Level> open_;
  std::size_t nodes_ = 0;
};

}  // namespace

Result<Node> read_json(std::string_view text, const std::string& file) {
  int line = 1;
  Builder builder(line);
  const auto wrong = [&](int at, const std::string& what) {
    return base::fail(Code::kInvalidArgument, file + ":" + std::to_string(at) + ": " + what);
  };
  if (text.size() > kMostBytes) return wrong(1, "more than " + std::to_string(kMostBytes) + " bytes of text");
  if (const int bad = first_bad_utf8_line(text); bad > 0) return wrong(bad, "not UTF-8 text");
  const CountingIterator begin(text.data(), &line);
  const CountingIterator end(text.data() + text.size(), nullptr);
  if (!nlohmann::json::sax_parse(begin, end, &builder)) return wrong(builder.problem_line, builder.problem);
  return std::move(builder.root);
}

}  // namespace zato::enmasse
