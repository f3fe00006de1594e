#include "server/child.hpp"

#include "log/log.hpp"

namespace zato::server {

base::Result<ChildContext> begin_child(const std::filesystem::path& directory, const std::string& process) {
  ZATO_TRY(auto loaded, config::load_server(directory, security::decrypt_setting));
  const auto& logging = loaded.settings.logging;
  ZATO_CHECK(log::start({.file = logging.file,
                         .to_stderr = logging.to_stderr,
                         .level = log::parse_level(logging.level).value_or(log::Level::kInfo),
                         .format = log::parse_format(logging.format).value_or(log::Format::kText),
                         .process = process}));
  for (const auto* secret : {&loaded.settings.odb.password, &loaded.settings.kvdb.password, &loaded.settings.secret_keys.key1}) log::mask(secret->reveal());
  ZATO_TRY(auto key, security::SecretKey::parse(loaded.settings.secret_keys.key1.reveal()));
  return ChildContext{directory, std::move(loaded.settings), security::ObjectCipher(std::move(key))};
}

}  // namespace zato::server
