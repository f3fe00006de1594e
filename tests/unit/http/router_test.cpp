#include "http/router.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <map>
#include <random>
#include <set>

#include "http/route_pattern.hpp"

namespace zato::http {
namespace {

using testing::HasSubstr;

struct Answer {
  std::string target;  // "404", "405 GET, HEAD" or what the route stands for
  std::vector<std::pair<std::string, std::string>> parameters;
};

class Routes {
 public:
  Routes& add(std::string_view pattern, std::string target, const RouteOptions& options = {}) {
    const auto added = router_.add(pattern, std::move(target), options);
    EXPECT_TRUE(added) << added.error().text();
    return *this;
  }
  Answer ask(std::string_view path, Method method = Method::kGet) const {
    std::vector<PathParameter> parameters;
    const auto match = router_.find(method, path, parameters);
    Answer answer;
    if (match.target)
      answer.target = *match.target;
    else
      answer.target = match.allowed.empty() ? "404" : "405 " + match.allowed.allow_text();
    for (const PathParameter& one : parameters) answer.parameters.emplace_back(one.name, one.value);
    return answer;
  }
  std::string target(std::string_view path, Method method = Method::kGet) const { return ask(path, method).target; }
  std::string value(std::string_view path) const {
    const Answer answer = ask(path);
    return answer.parameters.empty() ? "(" + answer.target + ")" : answer.parameters[0].second;
  }

 private:
  Router<std::string> router_;
};

TEST(Router, FindsExactPathsOnly) {
  Routes routes;
  routes.add("/a", "a").add("/a/b", "ab").add("/", "root");
  EXPECT_EQ(routes.target("/a"), "a");
  EXPECT_EQ(routes.target("/a/b"), "ab");
  EXPECT_EQ(routes.target("/"), "root");
  for (const char* path : {"/a/", "/A", "/a/b/c", "//a", "/ab", "", "*", "/b"})
    EXPECT_EQ(routes.target(path), "404") << path;
}

TEST(Router, TellsNotAllowedFromNotFound) {
  Routes routes;
  routes.add("/a", "read", {.methods = {Method::kGet}}).add("/a", "write", {.methods = {Method::kPost, Method::kPut}});
  routes.add("/c/{id}", "one", {.methods = {Method::kDelete}});
  EXPECT_EQ(routes.target("/a", Method::kGet), "read");
  EXPECT_EQ(routes.target("/a", Method::kPut), "write");
  EXPECT_EQ(routes.target("/a", Method::kDelete), "405 GET, HEAD, POST, PUT");
  EXPECT_EQ(routes.target("/c/1", Method::kGet), "405 DELETE");
  EXPECT_EQ(routes.target("/b", Method::kDelete), "404");
}

TEST(Router, AnswersHeadWhereItAnswersGet) {
  Routes routes;
  routes.add("/a", "get", {.methods = {Method::kGet}});
  EXPECT_EQ(routes.target("/a", Method::kHead), "get");
}

TEST(Router, GoesOnToPatternsWhenTheExactPathHasAnotherMethod) {
  Routes routes;
  routes.add("/a/b", "exact", {.methods = {Method::kPost}}).add("/a/{id}", "pattern", {.methods = {Method::kGet}});
  EXPECT_EQ(routes.target("/a/b", Method::kPost), "exact");
  EXPECT_EQ(routes.target("/a/b", Method::kGet), "pattern");
  EXPECT_EQ(routes.target("/a/b", Method::kPut), "405 GET, HEAD, POST");
}

TEST(Router, ReadsParametersDecodedAndInOrder) {
  Routes routes;
  routes.add("/customer/{id}/order-{number}.json", "order");
  const Answer answer = routes.ask("/customer/J%C3%bcrgen%20X/order-7.5.json");
  EXPECT_EQ(answer.target, "order");
  const std::vector<std::pair<std::string, std::string>> expected = {{"id", "J\xc3\xbcrgen X"}, {"number", "7.5"}};
  EXPECT_EQ(answer.parameters, expected);
}

TEST(Router, LetsAParameterHoldWhatZatoAllows) {
  Routes routes;
  routes.add("/c/{id}", "c");
  EXPECT_EQ(routes.value("/c/aZ09_$.-:|=~^"), "aZ09_$.-:|=~^");
  EXPECT_EQ(routes.value("/c/a%20b"), "a b");
  for (const char* path : {"/c/", "/c", "/c/a@b", "/c/a,b", "/c/a+b", "/c/a%2Fb", "/c/a/b", "/c/%", "/c/%4", "/c/%zz",
                           "/c/%0a", "/c/%ff", "/c/%c3", "/c/a%40"})
    EXPECT_EQ(routes.target(path), "404") << path;
}

TEST(Router, MatchesSlashesOnlyWhereAsked) {
  Routes routes;
  routes.add("/files/{path}", "files", {.match_slash = true}).add("/x/{a}/y/{b}", "xy", {.match_slash = true});
  EXPECT_EQ(routes.value("/files/a/b/c.txt"), "a/b/c.txt");
  EXPECT_EQ(routes.value("/files/a%2Fb"), "a/b");
  EXPECT_EQ(routes.target("/files/"), "404");
  const Answer answer = routes.ask("/x/1/y/2/y/3");
  const std::vector<std::pair<std::string, std::string>> expected = {{"a", "1/y/2"}, {"b", "3"}};
  EXPECT_EQ(answer.parameters, expected) << "the first takes as much as it can";
}

TEST(Router, PrefersTheLiteralWherePatternsDiffer) {
  Routes routes;
  routes.add("/{a}/{b}", "both")
      .add("/{a}/list", "list")
      .add("/x/{b}", "x")
      .add("/{all}", "slash", {.match_slash = true});
  routes.add("/x/list-{n}", "numbered");
  EXPECT_EQ(routes.target("/q/r"), "both");
  EXPECT_EQ(routes.target("/q/list"), "list");
  EXPECT_EQ(routes.target("/x/list"), "x");
  EXPECT_EQ(routes.target("/x/list-1"), "numbered");
  EXPECT_EQ(routes.target("/x/list-"), "x");
  EXPECT_EQ(routes.target("/q/r/s"), "slash");
}

TEST(Router, ComparesLiteralsAsTheyAreSentSoThatNoRuleForPathsIsCircumvented) {
  Routes routes;
  routes.add("/zato/ping", "ping").add("/caf\xc3\xa9/{id}", "cafe").add("/a b", "blank");
  EXPECT_EQ(routes.target("/%7Aato/ping"), "404");
  EXPECT_EQ(routes.target("/zato%2Fping"), "404");
  EXPECT_EQ(routes.target("/caf%C3%A9/1"), "cafe");
  EXPECT_EQ(routes.target("/caf%c3%a9/1"), "cafe") << "the case of hexadecimal digits means nothing";
  EXPECT_EQ(routes.target("/a%20b"), "blank");
}

TEST(Router, RefusesMalformedPatterns) {
  Router<int> router;
  for (const char* bad : {"", "a", "/{", "/}", "/{}", "/{a b}", "/{a}{b}", "/{a}/{a}", "/{a", "/a}", "/{{a}}", "{a}"}) {
    const auto added = router.add(bad, 1);
    ASSERT_FALSE(added) << bad;
    EXPECT_EQ(added.error().code, base::Code::kInvalidArgument);
    EXPECT_THAT(added.error().message, HasSubstr("path " + std::string(bad)));
  }
  EXPECT_FALSE(router.add("/" + std::string(2000, 'a'), 1));
  EXPECT_FALSE(router.add("/a", 1, {.methods = {}}));
}

TEST(Router, RefusesASecondRouteForTheSameRequests) {
  Router<int> router;
  ASSERT_TRUE(router.add("/a", 1, {.methods = {Method::kGet}}));
  ASSERT_TRUE(router.add("/a", 2, {.methods = {Method::kPost}}));
  ASSERT_TRUE(router.add("/c/{id}", 3));
  EXPECT_EQ(router.add("/a", 4, {.methods = {Method::kGet}}).error().code, base::Code::kAlreadyExists);
  EXPECT_EQ(router.add("/c/{name}", 5).error().code, base::Code::kAlreadyExists);
  EXPECT_TRUE(router.add("/c/{name}", 6, {.match_slash = true})) << "another shape";
}

TEST(Router, PrefersTheRouteForFewerMethodsInWhateverOrderTheyCome) {
  for (const bool any_first : {true, false}) {
    Routes routes;
    if (any_first) routes.add("/a", "any");
    routes.add("/a", "get", {.methods = {Method::kGet}});
    if (!any_first) routes.add("/a", "any");
    EXPECT_EQ(routes.target("/a"), "get");
    EXPECT_EQ(routes.target("/a", Method::kHead), "get") << "what GET answers, HEAD asks";
    EXPECT_EQ(routes.target("/a", Method::kPost), "any");
    routes.add("/a", "head", {.methods = {Method::kHead}});
    EXPECT_EQ(routes.target("/a", Method::kHead), "head");
  }
}

TEST(Router, ForgetsARemovedRouteOnly) {
  Router<std::string> router;
  std::vector<PathParameter> parameters;
  const auto ask = [&](std::string_view path) {
    const auto match = router.find(Method::kGet, path, parameters);
    return match.target ? *match.target : std::string("404");
  };
  ASSERT_TRUE(router.add("/a", "get", {.methods = {Method::kGet}}) && router.add("/a", "any") &&
              router.add("/a/{id}", "id") && router.add("/a/{id}/x", "x"));
  ASSERT_NE(router.at("/a/{other_name}"), nullptr);
  EXPECT_EQ(*router.at("/a/{other_name}"), "id");
  EXPECT_EQ(router.at("/a/{id}", {.match_slash = true}), nullptr) << "another shape";
  EXPECT_FALSE(router.remove("/a", {.methods = {Method::kPost}}));
  EXPECT_FALSE(router.remove("/b"));
  EXPECT_FALSE(router.remove("/{"));
  EXPECT_TRUE(router.remove("/a", {.methods = {Method::kGet}}));
  EXPECT_EQ(ask("/a"), "any");
  EXPECT_TRUE(router.remove("/a/{name}"));
  EXPECT_EQ(ask("/a/1"), "404");
  EXPECT_EQ(ask("/a/1/x"), "x");
  EXPECT_EQ(router.size(), 2u);
  ASSERT_TRUE(router.add("/b", "b"));
  EXPECT_EQ(ask("/b"), "b") << "in the place of a removed one";
}

// What the tree must agree with: every pattern tried on every path, without any cleverness.
bool naive_match(const std::vector<PatternPart>& parts, std::size_t i, std::string_view rest, bool slash) {
  if (i == parts.size()) return rest.empty();
  if (parts[i].parameter.empty())
    return rest.starts_with(parts[i].literal) && naive_match(parts, i + 1, rest.substr(parts[i].literal.size()), slash);
  for (std::size_t n = 1; n <= rest.size(); ++n) {
    const char last = rest[n - 1];
    if (last == '/' ? !slash : last == '@') return false;
    if (naive_match(parts, i + 1, rest.substr(n), slash)) return true;
  }
  return false;
}

class RandomText {
 public:
  explicit RandomText(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return random_() % n; }
  std::string pattern() {
    std::string text;
    const std::size_t segments = 1 + below(4);
    for (std::size_t i = 0; i < segments; ++i) {
      text += '/' + word(below(3));
      if (below(2) == 0) text += "{p" + std::to_string(i) + "}" + word(below(2));
    }
    return text;
  }
  std::string path() {
    std::string text = "/";
    const std::size_t size = below(12);
    for (std::size_t i = 0; i < size; ++i) text += "aab//-@"[below(7)];
    return text;
  }

 private:
  std::string word(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += "ab-"[below(3)];
    return text;
  }
  std::mt19937 random_;
};

struct NaiveRoute {
  std::vector<PatternPart> parts;
  RouteOptions options;
};

void compare_with_naive(const Router<std::size_t>& router, const std::vector<NaiveRoute>& routes,
                        const std::string& path, Method method) {
  std::set<std::size_t> candidates;
  MethodSet allowed;
  bool exact = false;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    if (!naive_match(routes[i].parts, 0, path, routes[i].options.match_slash)) continue;
    allowed.add(routes[i].options.methods);
    if (!routes[i].options.methods.answers(method)) continue;
    if (routes[i].parts.size() == 1) exact = true;
    candidates.insert(i);
  }
  std::vector<PathParameter> parameters;
  const auto match = router.find(method, path, parameters);
  ASSERT_EQ(match.target != nullptr, !candidates.empty()) << path;
  if (!match.target) {
    EXPECT_EQ(match.allowed.allow_text(), allowed.allow_text()) << path;
    return;
  }
  EXPECT_TRUE(candidates.contains(*match.target)) << path;
  const auto& parts = routes[*match.target].parts;
  EXPECT_EQ(parts.size() == 1, exact) << path;
  std::string again;
  std::size_t used = 0;
  for (const PatternPart& part : parts) again += part.parameter.empty() ? part.literal : parameters.at(used++).value;
  EXPECT_EQ(again, path) << "parameters and literals make up the path";
}

TEST(Router, AgreesWithTryingEveryPattern) {
  const std::vector<MethodSet> sets = {
      MethodSet::any(), {Method::kGet}, {Method::kPost}, {Method::kPost, Method::kPut}};
  for (unsigned seed = 0; seed < 300; ++seed) {
    RandomText random(seed);
    Router<std::size_t> router;
    std::vector<NaiveRoute> routes;
    for (int i = 0; i < 20; ++i) {
      const std::string pattern = random.pattern();
      const RouteOptions options{.methods = sets[random.below(sets.size())], .match_slash = random.below(3) == 0};
      auto parts = parse_pattern(pattern);
      if (parts && router.add(pattern, routes.size(), options)) routes.push_back({std::move(*parts), options});
    }
    for (int i = 0; i < 60; ++i) {
      compare_with_naive(router, routes, random.path(), random.below(2) == 0 ? Method::kGet : Method::kPost);
      if (HasFatalFailure()) return;
    }
  }
}

// After any additions and removals the tree answers as one that was made of what is left, and has as many nodes.
TEST(Router, IsAfterRemovalsAsIfTheRoutesHadNeverBeen) {
  const std::vector<MethodSet> sets = {MethodSet::any(), {Method::kGet}, {Method::kPost}};
  for (unsigned seed = 0; seed < 200; ++seed) {
    RandomText random(seed);
    RouteTree tree;
    std::map<std::size_t, std::pair<std::string, RouteOptions>> live;
    for (std::size_t i = 0; i < 60; ++i) {
      const RouteOptions options{.methods = sets[random.below(sets.size())], .match_slash = random.below(3) == 0};
      const std::string pattern = random.pattern();
      if (tree.add(pattern, options, i)) live.emplace(i, std::pair(pattern, options));
      if (live.empty() || random.below(5) < 2) continue;
      const auto victim = std::next(live.begin(), static_cast<std::ptrdiff_t>(random.below(live.size())));
      ASSERT_EQ(tree.remove(victim->second.first, victim->second.second), victim->first);
      live.erase(victim);
    }
    RouteTree fresh;
    for (const auto& [target, route] : live) ASSERT_TRUE(fresh.add(route.first, route.second, target));
    EXPECT_EQ(tree.nodes(), fresh.nodes()) << "seed " << seed;
    for (int i = 0; i < 60; ++i) {
      const std::string path = random.path();
      std::vector<PathParameter> parameters, expected_parameters;
      const auto found = tree.find(Method::kGet, path, parameters);
      const auto expected = fresh.find(Method::kGet, path, expected_parameters);
      EXPECT_EQ(found.target, expected.target) << path;
      EXPECT_EQ(found.allowed, expected.allowed) << path;
      EXPECT_EQ(parameters.size(), expected_parameters.size()) << path;
    }
    for (const auto& [target, route] : live) ASSERT_EQ(tree.remove(route.first, route.second), target);
    EXPECT_EQ(tree.nodes(), 1u) << "only the root is left";
  }
}

TEST(Router, AnswersHostilePathsInLinearTime) {
  Router<int> router;
  ASSERT_TRUE(router.add("/{a}/a/{b}/a/{c}/a/{d}/x", 1, {.match_slash = true}));
  ASSERT_TRUE(router.add("/{a}a{b}a{c}a{d}a{e}x", 2));
  std::string path = "/";
  while (path.size() < 8000) path += "a/";
  std::string flat = "/" + std::string(8000, 'a');
  const auto began = std::chrono::steady_clock::now();
  std::vector<PathParameter> parameters;
  EXPECT_EQ(router.find(Method::kGet, path, parameters).target, nullptr);
  EXPECT_EQ(router.find(Method::kGet, flat, parameters).target, nullptr);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2)) << "backtracking would take years";
}

}  // namespace
}  // namespace zato::http
