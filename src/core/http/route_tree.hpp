// RouteTree: the part of Router that does not depend on its targets. Exact paths in a hash map, patterns in a tree of
// common prefixes whose edges are literal text or a parameter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "http/method_set.hpp"
#include "http/route_pattern.hpp"

namespace zato::http {

struct RouteOptions {
  MethodSet methods = MethodSet::any();
  bool match_slash = false;  // parameters may match slashes
};

class RouteTree {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  RouteTree() : nodes_(1) {}

  base::Result<void> add(std::string_view pattern, const RouteOptions& options, std::size_t target);

  // The target of the route with that shape and exactly these methods, kNone when there is none. remove() forgets it,
  // and the nodes that only it needed.
  std::size_t at(std::string_view pattern, const RouteOptions& options) const;
  std::size_t remove(std::string_view pattern, const RouteOptions& options);

  std::size_t nodes() const noexcept { return nodes_.size() - free_.size(); }  // in use, for tests

  struct Found {
    std::size_t target = kNone;
    MethodSet allowed = {};
  };
  Found find(Method method, std::string_view path, std::vector<PathParameter>& parameters) const;

 private:
  friend class RouteSearch;
  using Index = std::uint32_t;

  struct Route {
    MethodSet methods;
    std::size_t target;
    std::vector<std::string> names;  // of the parameters, in order
  };
  using Leaf = std::vector<Route>;  // one path or shape; those for fewer methods come first

  struct Node {
    std::string label;        // literal text that leads here; empty for a parameter
    std::string first_bytes;  // of the children's labels, in step with `children`
    std::vector<Index> children;
    Index plain = 0;  // child by a parameter without slashes; 0: none (the root is nobody's child)
    Index slash = 0;
    Leaf leaf;
  };

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
  };

  Index make_node();
  Leaf& make_leaf(const std::vector<PatternPart>& parts, bool slash);
  // From the root to the node where `parts` end; empty when there is no such node.
  std::vector<Index> path_to(const std::vector<PatternPart>& parts, bool slash) const;
  void prune(const std::vector<Index>& path);
  void unlink(Index parent, Index child);
  void join_with_only_child(Index at);
  Index descend_literal(Index from, std::string_view text);
  Index descend_parameter(Index from, bool slash);
  Index child(Index parent, char first) const noexcept;

  std::unordered_map<std::string, Leaf, Hash, std::equal_to<>> exact_;
  std::vector<Node> nodes_;
  std::vector<Index> free_;
};

}  // namespace zato::http
