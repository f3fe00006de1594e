#include "server/child.hpp"

#include <algorithm>

#include "base/fault_point.hpp"
#include "log/log.hpp"
#include "rt/loop.hpp"

namespace zato::server {
namespace {
constexpr log::Logger kLog{"zato.server"};
}


base::Result<ChildContext> begin_child(const std::filesystem::path& directory, const std::string& process, LogRotation rotation) {
  ZATO_TRY(auto loaded, config::load_server(directory, security::decrypt_setting));
  const auto& logging = loaded.settings.logging;
  ZATO_CHECK(log::start({.file = logging.file,
                         .to_stderr = logging.to_stderr,
                         .level = log::parse_level(logging.level).value_or(log::Level::kInfo),
                         .format = log::parse_format(logging.format).value_or(log::Format::kText),
                         .process = process,
                         .rotate_bytes = rotation == LogRotation::kByThis ? static_cast<std::size_t>(logging.rotate_bytes) : 0,
                         .rotate_count = static_cast<int>(logging.rotate_count)}));
  for (const auto* secret : {&loaded.settings.odb.password, &loaded.settings.kvdb.password, &loaded.settings.secret_keys.key1}) log::mask(secret->reveal());
  if (base::fault_points()) kLog.warning("fault points are on: whoever may write to {} can kill this process", base::fault_points());
  ZATO_TRY(auto key, security::SecretKey::parse(loaded.settings.secret_keys.key1.reveal()));
  return ChildContext{directory, std::move(loaded.settings), security::ObjectCipher(std::move(key))};
}

base::Result<void> patiently(const process::ChildLink& link, const odb::Pool& odb, std::chrono::milliseconds boot_timeout,
                             const std::function<base::Result<void>()>& attempt) {
  const auto end = rt::Deadline::after(boot_timeout - std::min<std::chrono::milliseconds>(boot_timeout, std::chrono::seconds(2)));
  const auto may_wait = [&] { return link.heritage().generation > 0 || odb.connected(); };
  auto outcome = attempt();
  while (!outcome && outcome.error().code == base::Code::kUnavailable && may_wait() && !end.expired()) {
    rt::sleep_for(std::chrono::milliseconds(500));
    outcome = attempt();
  }
  return outcome;
}

}  // namespace zato::server
