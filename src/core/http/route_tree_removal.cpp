// Routes that go: what only they needed in the tree goes with them, so that years of changes leave nothing behind.
#include <algorithm>

#include "http/route_tree.hpp"

namespace zato::http {

RouteTree::Index RouteTree::make_node() {
  if (free_.empty()) {
    nodes_.emplace_back();
    return static_cast<Index>(nodes_.size() - 1);
  }
  const Index reused = free_.back();
  free_.pop_back();
  return reused;
}

std::vector<RouteTree::Index> RouteTree::path_to(const std::vector<PatternPart>& parts, bool slash) const {
  std::vector<Index> path = {0};
  for (const PatternPart& part : parts) {
    if (!part.parameter.empty()) {
      const Index next = slash ? nodes_[path.back()].slash : nodes_[path.back()].plain;
      if (next == 0) return {};
      path.push_back(next);
      continue;
    }
    for (std::string_view rest = part.literal; !rest.empty();) {
      const Index next = child(path.back(), rest[0]);
      if (next == 0 || !rest.starts_with(nodes_[next].label)) return {};
      rest.remove_prefix(nodes_[next].label.size());
      path.push_back(next);
    }
  }
  return path;
}

std::size_t RouteTree::at(std::string_view pattern, const RouteOptions& options) const {
  const auto parts = parse_pattern(pattern);
  if (!parts) return kNone;
  const Leaf* leaf = nullptr;
  if (parts->size() == 1) {
    const auto found = exact_.find((*parts)[0].literal);
    if (found != exact_.end()) leaf = &found->second;
  } else if (const auto path = path_to(*parts, options.match_slash); !path.empty()) {
    leaf = &nodes_[path.back()].leaf;
  }
  if (!leaf) return kNone;
  const auto route = std::ranges::find(*leaf, options.methods, &Route::methods);
  return route == leaf->end() ? kNone : route->target;
}

std::size_t RouteTree::remove(std::string_view pattern, const RouteOptions& options) {
  const std::size_t target = at(pattern, options);
  if (target == kNone) return kNone;
  const auto parts = *parse_pattern(pattern);
  const auto forget = [&](Leaf& leaf) {
    std::erase_if(leaf, [&](const Route& one) { return one.methods == options.methods; });
  };
  if (parts.size() == 1) {
    const auto exact = exact_.find(parts[0].literal);
    forget(exact->second);
    if (exact->second.empty()) exact_.erase(exact);
    return target;
  }
  const auto path = path_to(parts, options.match_slash);
  forget(nodes_[path.back()].leaf);
  prune(path);
  return target;
}

// Takes away the nodes at the end of `path` that lead nowhere now, and joins the last that stays with its only child.
void RouteTree::prune(const std::vector<Index>& path) {
  std::size_t last = path.size() - 1;
  for (; last > 0; --last) {
    const Node& node = nodes_[path[last]];
    if (!node.leaf.empty() || !node.children.empty() || node.plain != 0 || node.slash != 0) break;
    unlink(path[last - 1], path[last]);
    nodes_[path[last]] = Node();
    free_.push_back(path[last]);
  }
  join_with_only_child(path[last]);
}

void RouteTree::unlink(Index parent, Index child) {
  Node& node = nodes_[parent];
  if (node.plain == child) node.plain = 0;
  if (node.slash == child) node.slash = 0;
  const auto at = std::ranges::find(node.children, child);
  if (at == node.children.end()) return;
  node.first_bytes.erase(static_cast<std::size_t>(at - node.children.begin()), 1);
  node.children.erase(at);
}

// The root and the nodes of parameters have no label that could grow.
void RouteTree::join_with_only_child(Index at) {
  Node& node = nodes_[at];
  if (node.label.empty() || !node.leaf.empty() || node.children.size() != 1 || node.plain != 0 || node.slash != 0)
    return;
  const Index only = node.children[0];
  Node joined = std::move(nodes_[only]);
  joined.label.insert(0, node.label);
  nodes_[at] = std::move(joined);
  nodes_[only] = Node();
  free_.push_back(only);
}

}  // namespace zato::http
