#include "odb/settings.hpp"

namespace zato::odb {

Options options_of(const config::OdbSettings& settings) {
  Options options;
  options.engine = settings.engine == "postgresql" ? Engine::kPostgresql : Engine::kSqlite;
  options.path = settings.db_name;
  options.host = settings.host;
  options.port = static_cast<int>(settings.port);
  options.user = settings.username;
  options.password = settings.password;
  options.db_name = settings.db_name;
  if (!settings.schema.empty()) options.schema = settings.schema;
  options.pool_size = static_cast<std::size_t>(settings.pool_size);
  options.connect_timeout = settings.connect_timeout;
  return options;
}

}  // namespace zato::odb
