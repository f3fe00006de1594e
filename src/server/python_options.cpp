#include "server/python_options.hpp"

#include <nlohmann/json.hpp>

#include "service/facilities/cache_limits.hpp"

namespace zato::server {
namespace {

constexpr const char* kBoundTo = "values of Python services";

// zato/_host/settings.py reads it.
std::string settings_text(const std::filesystem::path& directory, const config::ServerSettings& settings, int last_words) {
  const auto& kvdb = settings.kvdb;
  return nlohmann::json{{"directory", std::filesystem::absolute(directory).string()},
                        {"cluster", settings.misc.cluster_name},
                        {"server", settings.misc.server_name},
                        {"api_level", settings.python.api_level},
                        {"last_words", last_words},
                        {"cache_write_limited", service::kWriteLimited},
                        {"kvdb",
                         {{"host", kvdb.host},
                          {"port", kvdb.port},
                          {"unix_socket_path", kvdb.unix_socket_path},
                          {"username", kvdb.username},
                          {"password", kvdb.password.reveal()},
                          {"db", kvdb.db},
                          {"socket_timeout", std::chrono::duration<double>(kvdb.socket_timeout).count()}}}}
      .dump();
}

}  // namespace

service::python::Host::Options python_options(const std::filesystem::path& directory,
                                              const config::ServerSettings& settings, const objects::Cipher& cipher,
                                              const PythonObjects& known, int last_words) {
  return {.virtual_env = settings.python.virtual_env,
          .block_warning = settings.python.block_warning,
          .settings = settings_text(directory, settings, last_words),
          .encrypt = [&cipher](const std::string& plain) { return cipher.encrypt(base::Secret(plain), kBoundTo); },
          .decrypt = [&cipher](const std::string& encrypted) -> base::Result<std::string> {
            ZATO_TRY(const auto plain, cipher.decrypt(encrypted, kBoundTo));
            return std::string(plain.reveal());
          },
          .configuration = [&known] { return known.sequence(); },
          .object = [&known](std::string_view type, std::string_view name,
                             std::int64_t id) { return id != 0 ? known.find(type, id) : known.find(type, name); },
          .names = [&known](std::string_view type) { return known.names(type); }};
}

}  // namespace zato::server
