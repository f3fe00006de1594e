// Router<T>: path and method of a request -> whatever T stands for it. Built once, then only read; every lookup costs
// the same whether there is one route or ten thousand.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "http/route_tree.hpp"

namespace zato::http {

// Paths are compared percent-encoded, as they came: "/%7Aato" is not "/zato", so that a balancer's rules for paths and
// ours can never disagree (only the case of hexadecimal digits is ignored). Parameters are decoded. Dot segments never
// get here, strict_check() refuses them.
//
// Exact paths win over patterns. Among patterns the literal wins where they first differ, then a parameter without
// slashes. A parameter {name} matches one or more of letters, digits, bytes above 0x7F (valid UTF-8) and _ space $ . -
// : | = ~ ^; with match_slash also slashes, and then as many as it can.
template <class T>
class Router {
 public:
  // kInvalidArgument for a malformed pattern, kAlreadyExists when a route with the same shape answers one of the
  // methods.
  base::Result<void> add(std::string_view pattern, T target, const RouteOptions& options = {}) {
    ZATO_CHECK(tree_.add(pattern, options, targets_.size()));
    targets_.push_back(std::move(target));
    return {};
  }

  struct Match {
    const T* target = nullptr;
    MethodSet allowed = {};  // without a target: what the path answers to (405), or empty (404)
  };

  // Fills `parameters`; their names live as long as this router.
  Match find(Method method, std::string_view path, std::vector<PathParameter>& parameters) const {
    const RouteTree::Found found = tree_.find(method, path, parameters);
    if (found.target == RouteTree::kNone) return {.allowed = found.allowed};
    return {.target = &targets_[found.target]};
  }

  std::size_t size() const noexcept { return targets_.size(); }

 private:
  RouteTree tree_;
  std::vector<T> targets_;
};

}  // namespace zato::http
