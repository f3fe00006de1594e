#include "http/route_tree.hpp"

#include <algorithm>
#include <array>

#include "http/octets.hpp"
#include "http/query.hpp"
#include "http/route_pattern.hpp"

namespace zato::http {
namespace {

// [\w $.\-:|=~^] and, as \w means in a UTF-8 world, every byte above 0x7F.
constexpr std::array<bool, 256> parameter_octets() {
  std::array<bool, 256> allowed{};
  for (unsigned c = 0; c < 256; ++c)
    allowed[c] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  for (const char c : {'_', ' ', '$', '.', '-', ':', '|', '=', '~', '^'}) allowed[static_cast<unsigned char>(c)] = true;
  return allowed;
}
constexpr std::array<bool, 256> kParameterOctets = parameter_octets();

// How many bytes of `path` at `at` a parameter may take as one unit: 1, 3 for an escape, or 0.
std::size_t parameter_step(std::string_view path, std::size_t at, bool slash) {
  if (path[at] == '/') return slash ? 1 : 0;
  if (path[at] != '%') return kParameterOctets[static_cast<unsigned char>(path[at])] ? 1 : 0;
  if (at + 2 >= path.size() || !is_hex_octet(path[at + 1]) || !is_hex_octet(path[at + 2])) return 0;
  const unsigned value = hex_value(path[at + 1]) * 16 + hex_value(path[at + 2]);
  return kParameterOctets[value] || (slash && value == '/') ? 3 : 0;
}

// In which order routes of one path are asked: one for HEAD before one that answers it because it answers GET.
bool goes_before(MethodSet a, MethodSet b) {
  if (a.size() != b.size()) return a.size() < b.size();
  return a.contains(Method::kHead) && !b.contains(Method::kHead);
}

// Whether a parameter that began at `begin` may end before `at`: not in the middle of an escape.
bool between_units(std::string_view path, std::size_t begin, std::size_t at) {
  return path[at - 1] != '%' && (at < begin + 2 || path[at - 2] != '%');
}

}  // namespace

// One lookup: depth first, literals before parameters, long before short. What a parameter has tried in vain it never
// tries again, so that the time is linear in the path whatever the patterns.
class RouteSearch {
 public:
  RouteSearch(const RouteTree& tree, Method method, std::string_view path)
      : tree_(tree), method_(method), path_(path) {}

  bool run() { return match(0, 0); }

  bool accept(const RouteTree::Leaf& leaf) {
    for (const RouteTree::Route& route : leaf) {
      if (route.methods.answers(method_)) {
        route_ = &route;
        return true;
      }
      allowed.add(route.methods);
    }
    return false;
  }

  bool read_parameters(std::vector<PathParameter>& parameters) const {
    for (std::size_t i = 0; i < route_->names.size(); ++i) {
      auto value = percent_decode(path_.substr(captures_[i].begin, captures_[i].end - captures_[i].begin));
      if (!value || !is_utf8(*value)) return false;
      parameters.push_back({route_->names[i], std::move(*value)});
    }
    return true;
  }

  std::size_t target() const { return route_->target; }
  MethodSet allowed;

 private:
  struct Span {
    std::size_t begin, end;
  };
  // Of one parameter: it may stretch from `begin` to `longest`, and ends from `failed` on led nowhere.
  struct Tried {
    RouteTree::Index node;
    std::size_t begin, longest, failed;
  };

  bool match(RouteTree::Index at, std::size_t position) {
    const RouteTree::Node& node = tree_.nodes_[at];
    if (position == path_.size()) return accept(node.leaf);
    if (const RouteTree::Index next = tree_.child(at, path_[position]); next != 0) {
      const std::string& label = tree_.nodes_[next].label;
      if (path_.substr(position).starts_with(label) && match(next, position + label.size())) return true;
    }
    return (node.plain != 0 && match_parameter(node.plain, position, false)) ||
           (node.slash != 0 && match_parameter(node.slash, position, true));
  }

  bool match_parameter(RouteTree::Index at, std::size_t begin, bool slash) {
    const std::size_t slot = tried(at, begin, slash);
    const std::size_t failed = tried_[slot].failed;
    const std::size_t longest = tried_[slot].longest;
    for (std::size_t end = std::min(longest, failed - 1); end > begin; --end) {
      const bool leads_on = end == path_.size() ? !tree_.nodes_[at].leaf.empty() : tree_.child(at, path_[end]) != 0;
      if (!leads_on || !between_units(path_, begin, end)) continue;
      captures_.push_back({begin, end});
      if (match(at, end)) return true;
      captures_.pop_back();
    }
    tried_[slot].failed = std::min(failed, begin + 1);
    return false;
  }

  // The memory of parameter `at`, stretched to `begin`.
  std::size_t tried(RouteTree::Index at, std::size_t begin, bool slash) {
    std::size_t slot = 0;
    while (slot < tried_.size() && tried_[slot].node != at) ++slot;
    const bool known = slot < tried_.size();
    std::size_t end = begin;
    while (end < path_.size()) {
      if (known && end == tried_[slot].begin) {
        end = tried_[slot].longest;
        break;
      }
      const std::size_t step = parameter_step(path_, end, slash);
      if (step == 0) break;
      end += step;
    }
    if (!known) {
      tried_.push_back({at, begin, end, end + 1});
    } else if (tried_[slot].longest != end) {
      tried_[slot] = {at, begin, end, end + 1};
    } else {
      tried_[slot].begin = std::min(tried_[slot].begin, begin);
    }
    return slot;
  }

  const RouteTree& tree_;
  const Method method_;
  const std::string_view path_;
  const RouteTree::Route* route_ = nullptr;
  std::vector<Span> captures_;
  std::vector<Tried> tried_;
};

RouteTree::Index RouteTree::child(Index parent, char first) const noexcept {
  const std::size_t at = nodes_[parent].first_bytes.find(first);
  return at == std::string::npos ? 0 : nodes_[parent].children[at];
}

// The node that `text` leads to, made when it is missing; a label that only begins alike is split.
RouteTree::Index RouteTree::descend_literal(Index from, std::string_view text) {
  while (!text.empty()) {
    Index next = child(from, text[0]);
    if (next == 0) {
      next = make_node();
      nodes_[next].label = text;
      nodes_[from].first_bytes += text[0];
      nodes_[from].children.push_back(next);
      return next;
    }
    const std::string label = nodes_[next].label;
    const auto common = static_cast<std::size_t>(
        std::mismatch(label.begin(), label.end(), text.begin(), text.end()).first - label.begin());
    if (common < label.size()) {
      const Index middle = make_node();
      nodes_[middle].label = label.substr(0, common);
      nodes_[middle].first_bytes = label[common];
      nodes_[middle].children = {next};
      nodes_[next].label = label.substr(common);
      std::replace(nodes_[from].children.begin(), nodes_[from].children.end(), next, middle);
      next = middle;
    }
    text.remove_prefix(common);
    from = next;
  }
  return from;
}

RouteTree::Index RouteTree::descend_parameter(Index from, bool slash) {
  const Index known = slash ? nodes_[from].slash : nodes_[from].plain;
  if (known != 0) return known;
  const Index made = make_node();
  (slash ? nodes_[from].slash : nodes_[from].plain) = made;
  return made;
}

RouteTree::Leaf& RouteTree::make_leaf(const std::vector<PatternPart>& parts, bool slash) {
  if (parts.size() == 1) return exact_[parts[0].literal];
  Index at = 0;
  for (const PatternPart& part : parts)
    at = part.parameter.empty() ? descend_literal(at, part.literal) : descend_parameter(at, slash);
  return nodes_[at].leaf;
}

base::Result<void> RouteTree::add(std::string_view pattern, const RouteOptions& options, std::size_t target) {
  ZATO_TRY(const auto parts, parse_pattern(pattern));
  if (options.methods.empty())
    return base::fail(base::Code::kInvalidArgument, "path " + std::string(pattern) + ": no method");
  Leaf& leaf = make_leaf(parts, options.match_slash);
  for (const Route& other : leaf)
    if (other.methods.overlaps(options.methods) && other.methods.size() == options.methods.size())
      return base::fail(base::Code::kAlreadyExists, "path " + std::string(pattern) + ": another route answers it");
  Route route{options.methods, target, {}};
  for (const PatternPart& part : parts)
    if (!part.parameter.empty()) route.names.push_back(part.parameter);
  const auto later = std::find_if(leaf.begin(), leaf.end(),
                                  [&](const Route& other) { return goes_before(options.methods, other.methods); });
  leaf.insert(later, std::move(route));
  return {};
}

RouteTree::Found RouteTree::find(Method method, std::string_view path, std::vector<PathParameter>& parameters) const {
  std::string storage;
  path = canonical_path(path, storage);
  parameters.clear();
  RouteSearch search(*this, method, path);
  if (const auto found = exact_.find(path); found != exact_.end() && search.accept(found->second))
    return {.target = search.target()};
  if (search.run() && search.read_parameters(parameters)) return {.target = search.target()};
  parameters.clear();
  return {.allowed = search.allowed};
}

}  // namespace zato::http
