// Router<T>: path and method of a request -> whatever T stands for it. A lookup, an addition and a removal cost the
// same whether there is one route or a hundred thousand. Not for several threads.
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
  // methods and neither of both is for fewer methods than the other: the one for fewer wins.
  base::Result<void> add(std::string_view pattern, T target, const RouteOptions& options = {}) {
    const std::size_t slot = free_.empty() ? targets_.size() : free_.back();
    ZATO_CHECK(tree_.add(pattern, options, slot));
    if (free_.empty()) {
      targets_.push_back(std::move(target));
    } else {
      targets_[slot] = std::move(target);
      free_.pop_back();
    }
    return {};
  }

  // What was added with the same shape and methods, whatever its parameters are called; null when nothing was. Valid
  // until the next addition or removal.
  T* at(std::string_view pattern, const RouteOptions& options = {}) {
    const std::size_t slot = tree_.at(pattern, options);
    return slot == RouteTree::kNone ? nullptr : &targets_[slot];
  }

  // False when there is no such route.
  bool remove(std::string_view pattern, const RouteOptions& options = {}) {
    const std::size_t slot = tree_.remove(pattern, options);
    if (slot == RouteTree::kNone) return false;
    targets_[slot] = T();
    free_.push_back(slot);
    return true;
  }

  struct Match {
    const T* target = nullptr;
    MethodSet allowed = {};  // without a target: what the path answers to (405), or empty (404)
  };

  // Fills `parameters`. Their names and the target are valid until the next addition or removal.
  Match find(Method method, std::string_view path, std::vector<PathParameter>& parameters) const {
    const RouteTree::Found found = tree_.find(method, path, parameters);
    if (found.target == RouteTree::kNone) return {.allowed = found.allowed};
    return {.target = &targets_[found.target]};
  }

  std::size_t size() const noexcept { return targets_.size() - free_.size(); }

 private:
  RouteTree tree_;
  std::vector<T> targets_;
  std::vector<std::size_t> free_;  // slots of removed targets
};

}  // namespace zato::http
