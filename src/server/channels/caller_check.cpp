#include "server/channels/caller_check.hpp"

#include "base/text.hpp"

namespace zato::server {
namespace {

// Of one definition: yes or no.
class DefinitionCheck : public CallerCheck {
 public:
  Verdict check(const http::Request& request) const final {
    if (!accepts(request)) return {.refused_with = 401};
    return {.caller = &security_};
  }
  const zato::Security& security() const noexcept final { return security_; }

 protected:
  explicit DefinitionCheck(zato::Security security) : security_(std::move(security)) {}
  virtual bool accepts(const http::Request& request) const = 0;

 private:
  zato::Security security_;
};

class BasicAuthCheck final : public DefinitionCheck {
 public:
  explicit BasicAuthCheck(const objects::BasicAuth& definition)
      : DefinitionCheck({.id = definition.id, .name = definition.name, .type = "basic_auth", .username = definition.username}),
        is_active_(definition.is_active),
        realm_(definition.realm),
        expected_(base::base64_encode(definition.username + ":" + definition.password.reveal())) {}

  bool accepts(const http::Request& request) const override {
    constexpr std::string_view kScheme = "basic ";
    std::string_view given = request.header("Authorization");
    if (given.size() < kScheme.size() || !base::iequals(given.substr(0, kScheme.size()), kScheme)) return false;
    given = base::trim(given.substr(kScheme.size()));
    return base::constant_time_equal(given, expected_.reveal()) && is_active_;
  }
  std::string challenge() const override { return "Basic realm=\"" + realm_ + "\""; }

 private:
  bool is_active_;
  std::string realm_;
  base::Secret expected_;  // base64 is canonical, so the encoded forms can be compared
};

class ApiKeyCheck final : public DefinitionCheck {
 public:
  explicit ApiKeyCheck(const objects::ApiKey& definition)
      : DefinitionCheck({.id = definition.id, .name = definition.name, .type = "apikey", .username = definition.name}),
        is_active_(definition.is_active),
        header_(definition.header),
        expected_(definition.password) {}

  bool accepts(const http::Request& request) const override {
    // An empty key would match a missing header.
    return base::constant_time_equal(request.header(header_), expected_.reveal()) && is_active_ && !expected_.empty();
  }
  std::string challenge() const override { return "zato-apikey"; }

 private:
  bool is_active_;
  std::string header_;
  base::Secret expected_;
};

class JwtCheck final : public DefinitionCheck {
 public:
  JwtCheck(const objects::Jwt& definition, const Tokens& tokens)
      : DefinitionCheck({.id = definition.id, .name = definition.name, .type = "jwt", .username = definition.username}), definition_(definition), tokens_(tokens) {}

  bool accepts(const http::Request& request) const override {
    const auto given = bearer_of(request.header("Authorization"));
    if (given.empty()) return false;
    const auto token = tokens_.read(given, base::Wall::now());
    return token && tokens_.belongs(*token, definition_);
  }
  std::string challenge() const override { return "JWT"; }

 private:
  const objects::Jwt definition_;
  const Tokens& tokens_;
};

class RefuseEverybody final : public DefinitionCheck {
 public:
  explicit RefuseEverybody(long long id) : DefinitionCheck({.id = id, .name = {}, .type = "unknown", .username = {}}) {}
  bool accepts(const http::Request&) const override { return false; }
  std::string challenge() const override { return "zato-unknown"; }
};

}  // namespace

std::shared_ptr<const CallerCheck> check_for(const objects::BasicAuth& definition) { return std::make_shared<const BasicAuthCheck>(definition); }
std::shared_ptr<const CallerCheck> check_for(const objects::ApiKey& definition) { return std::make_shared<const ApiKeyCheck>(definition); }
std::shared_ptr<const CallerCheck> check_for(const objects::Jwt& definition, const Tokens& tokens) { return std::make_shared<const JwtCheck>(definition, tokens); }
std::shared_ptr<const CallerCheck> check_for_unknown(long long definition_id) { return std::make_shared<const RefuseEverybody>(definition_id); }

}  // namespace zato::server
