// PersistentMap: a sorted map that never changes. A map with one entry more or less shares all but about twenty nodes
// with the one it was made from, however large it is. snapshot.hpp keeps objects in it; any thread may read it.
//
// A treap: a search tree by key, a heap by a number drawn from the key, which keeps it flat without any balancing and
// makes its shape depend on the content only.
#pragma once

#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace zato::odb {

template <class Key, class Value>
class PersistentMap {
  struct Node;
  using Link = std::shared_ptr<const Node>;

 public:
  struct Entry {
    Key key;
    Value value;
  };

  class iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Entry;
    using difference_type = std::ptrdiff_t;
    using pointer = const Entry*;
    using reference = const Entry&;

    iterator() = default;
    explicit iterator(const Node* root) { descend(root); }
    reference operator*() const { return above_.back()->entry; }
    pointer operator->() const { return &above_.back()->entry; }
    iterator& operator++() {
      const auto* done = above_.back();
      above_.pop_back();
      descend(done->right.get());
      return *this;
    }
    iterator operator++(int) {
      auto before = *this;
      ++*this;
      return before;
    }
    bool operator==(const iterator& other) const {
      return (above_.empty() ? nullptr : above_.back()) == (other.above_.empty() ? nullptr : other.above_.back());
    }

   private:
    void descend(const Node* node) {
      for (; node; node = node->left.get()) above_.push_back(node);
    }

    std::vector<const Node*> above_;  // those whose turn is still to come, the next one last
  };

  PersistentMap() = default;

  // Keys ascend. Much cheaper than adding them one after the other.
  static PersistentMap from_sorted(std::vector<Entry> entries) {
    PersistentMap map;
    map.size_ = entries.size();
    std::vector<std::shared_ptr<Node>> spine;  // from the root always to the right
    for (auto& entry : entries) {
      auto node = std::make_shared<Node>(std::move(entry));
      std::shared_ptr<Node> below;
      while (!spine.empty() && goes_above(*node, *spine.back())) {
        below = std::move(spine.back());
        spine.pop_back();
      }
      node->left = std::move(below);
      if (!spine.empty()) spine.back()->right = node;
      spine.push_back(std::move(node));
    }
    if (!spine.empty()) map.root_ = spine.front();
    return map;
  }

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  iterator begin() const { return iterator(root_.get()); }
  iterator end() const { return {}; }

  // `key` may be of any type that compares with Key. Null: no such entry.
  template <class K>
  const Value* find(const K& key) const {
    const auto* node = root_.get();
    while (node) {
      if (key < node->entry.key)
        node = node->left.get();
      else if (node->entry.key < key)
        node = node->right.get();
      else
        return &node->entry.value;
    }
    return nullptr;
  }

  [[nodiscard]] PersistentMap with(Key key, Value value) const {
    PersistentMap map;
    map.size_ = size_ + (find(key) ? 0 : 1);
    map.root_ = insert(root_, std::make_shared<Node>(Entry{std::move(key), std::move(value)}));
    return map;
  }

  [[nodiscard]] PersistentMap without(const Key& key) const {
    if (!find(key)) return *this;
    PersistentMap map;
    map.size_ = size_ - 1;
    map.root_ = erase(root_, key);
    return map;
  }

 private:
  struct Node {
    explicit Node(Entry held) : entry(std::move(held)), rank(rank_of(entry.key)) {}
    Node(const Node& other, Link smaller, Link larger)
        : entry(other.entry), rank(other.rank), left(std::move(smaller)), right(std::move(larger)) {}

    const Entry entry;
    const std::uint64_t rank;
    Link left = nullptr, right = nullptr;
  };

  static std::uint64_t rank_of(const Key& key) {
    std::uint64_t x = std::hash<Key>()(key) + 0x9e3779b97f4a7c15;  // splitmix64: neighbours must not look alike
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }

  static bool goes_above(const Node& a, const Node& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.entry.key < b.entry.key;
  }

  static Link insert(const Link& node, const std::shared_ptr<Node>& fresh) {
    const auto& key = fresh->entry.key;
    if (node && !(key < node->entry.key) && !(node->entry.key < key)) {
      fresh->left = node->left;
      fresh->right = node->right;
      return fresh;
    }
    if (!node || goes_above(*fresh, *node)) {
      std::tie(fresh->left, fresh->right) = split(node, key);
      return fresh;
    }
    if (key < node->entry.key) return std::make_shared<Node>(*node, insert(node->left, fresh), node->right);
    return std::make_shared<Node>(*node, node->left, insert(node->right, fresh));
  }

  static std::pair<Link, Link> split(const Link& node, const Key& key) {
    if (!node) return {};
    if (node->entry.key < key) {
      auto [middle, high] = split(node->right, key);
      return {std::make_shared<Node>(*node, node->left, std::move(middle)), std::move(high)};
    }
    auto [low, middle] = split(node->left, key);
    return {std::move(low), std::make_shared<Node>(*node, std::move(middle), node->right)};
  }

  static Link erase(const Link& node, const Key& key) {
    if (key < node->entry.key) return std::make_shared<Node>(*node, erase(node->left, key), node->right);
    if (node->entry.key < key) return std::make_shared<Node>(*node, node->left, erase(node->right, key));
    return merge(node->left, node->right);
  }

  static Link merge(const Link& low, const Link& high) {
    if (!low || !high) return low ? low : high;
    if (goes_above(*low, *high)) return std::make_shared<Node>(*low, low->left, merge(low->right, high));
    return std::make_shared<Node>(*high, merge(low, high->left), high->right);
  }

  Link root_;
  std::size_t size_ = 0;
};

}  // namespace zato::odb
