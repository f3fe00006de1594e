#include "server/channels/caller_check.hpp"

#include "base/text.hpp"

namespace zato::server {
namespace {

class BasicAuthCheck final : public CallerCheck {
 public:
  explicit BasicAuthCheck(const objects::BasicAuth& definition)
      : CallerCheck({.id = definition.id, .name = definition.name, .type = "basic_auth", .username = definition.username}),
        is_active_(definition.is_active),
        realm_(definition.realm),
        expected_(base::base64_encode(definition.username + ":" + definition.password.reveal())) {}

  bool passes(const http::Request& request) const override {
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

class ApiKeyCheck final : public CallerCheck {
 public:
  explicit ApiKeyCheck(const objects::ApiKey& definition)
      : CallerCheck({.id = definition.id, .name = definition.name, .type = "apikey", .username = definition.name}),
        is_active_(definition.is_active),
        header_(definition.header),
        expected_(definition.password) {}

  bool passes(const http::Request& request) const override {
    // An empty key would match a missing header.
    return base::constant_time_equal(request.header(header_), expected_.reveal()) && is_active_ && !expected_.empty();
  }
  std::string challenge() const override { return "zato-apikey"; }

 private:
  bool is_active_;
  std::string header_;
  base::Secret expected_;
};

class RefuseEverybody final : public CallerCheck {
 public:
  explicit RefuseEverybody(long long id) : CallerCheck({.id = id, .name = {}, .type = "unknown", .username = {}}) {}
  bool passes(const http::Request&) const override { return false; }
  std::string challenge() const override { return "zato-unknown"; }
};

}  // namespace

std::shared_ptr<const CallerCheck> check_for(const objects::BasicAuth& definition) { return std::make_shared<const BasicAuthCheck>(definition); }
std::shared_ptr<const CallerCheck> check_for(const objects::ApiKey& definition) { return std::make_shared<const ApiKeyCheck>(definition); }
std::shared_ptr<const CallerCheck> check_for_unknown(long long definition_id) { return std::make_shared<const RefuseEverybody>(definition_id); }

}  // namespace zato::server
