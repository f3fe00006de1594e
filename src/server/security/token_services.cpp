#include "server/security/token_services.hpp"

#include "base/text.hpp"
#include "zato/json.hpp"
#include "zato/service.hpp"

namespace zato::server {
namespace {

// Null for wrong ones: whether the user or the password was wrong is not told, and takes the same time.
const objects::Jwt* definition_of(const odb::Snapshot& snapshot, const std::string& username, const std::string& password) {
  const objects::Jwt* found = nullptr;
  for (const auto& definition : snapshot.all<objects::Jwt>()) {
    if (definition.username == username) found = &definition;
  }
  static const base::Secret kNobodys(base::random_hex(16));
  const auto& expected = found ? found->password : kNobodys;
  const bool right = base::constant_time_equal(password, expected.reveal());
  return right && found && found->is_active ? found : nullptr;
}

class LogIn final : public zato::Service {
 public:
  explicit LogIn(const TokenServices& services) : services_(services) {}

 private:
  void handle() override {
    const auto input = request.payload.as<Json>();
    const auto text = [&](const char* key) {
      const auto found = input.is_object() ? input.find(key) : input.end();
      if (found == input.end() || !found->is_string()) throw BadRequest("Required parameter `{}` is missing", key);
      return found->get<std::string>();
    };
    const auto username = text("username");
    const auto password = text("password");
    const auto snapshot = services_.snapshot();
    const auto* definition = definition_of(*snapshot, username, password);
    if (!definition) {
      services_.traffic.count_failed_login({.name = "zato.security.jwt.log-in", .type = "jwt"});
      throw Unauthorized("Invalid username or password");
    }
    const auto token = services_.tokens.issue(*definition, base::Wall::now());
    response.headers.set("Authorization", token);
    response.headers.set("Cache-Control", "no-store");
    response.payload = Json{{"token", token}};
  }

  const TokenServices& services_;
};

class LogOut final : public zato::Service {
 public:
  explicit LogOut(const TokenServices& services) : services_(services) {}

 private:
  void handle() override {
    const auto token = services_.tokens.read(bearer_of(request.http.headers.get("Authorization")), base::Wall::now());
    if (!token) throw Unauthorized("The token is not valid");
    if (const auto revoked = services_.revoke(*token); !revoked) {
      logger.error("a token could not be revoked: {}", revoked.error().text());
      throw ServiceUnavailable("The token cannot be revoked now");
    }
    response.payload = Json::object();
  }

  const TokenServices& services_;
};

template <class T>
class TokenService final : public service::Implementation {
 public:
  explicit TokenService(TokenServices services) : services_(std::move(services)) {}

  void execute(zato::Call& call) const override {
    T service(services_);
    zato::detail::run(service, call);
  }

 private:
  const TokenServices services_;
};

template <class T>
service::Entry entry(const char* name, const TokenServices& services) {
  return {.name = name, .class_name = name, .is_internal = true, .implementation = std::make_shared<const TokenService<T>>(services)};
}

}  // namespace

base::Result<void> add_token_services(service::Registry& registry, const TokenServices& services) {
  std::vector<service::Entry> entries;
  entries.push_back(entry<LogIn>("zato.security.jwt.log-in", services));
  entries.push_back(entry<LogOut>("zato.security.jwt.log-out", services));
  return registry.replace("tokens", std::move(entries));
}

}  // namespace zato::server
