#include "odb/postgres/driver.hpp"

#include <dlfcn.h>

#include <array>

#include "base/file.hpp"

namespace zato::odb {
namespace {

base::Result<const PostgresqlDriver*> load() {
  // Beside the executables: in a build tree, in an installation.
  const std::array candidates = {"../lib/zato/libzato-odb-postgresql.so", "../" ZATO_INSTALL_LIBDIR "/zato/libzato-odb-postgresql.so"};
  std::string why;
  for (const char* candidate : candidates) {
    const auto path = (base::executable_directory() / candidate).lexically_normal();
    // Never closed: connections live in it until the process ends.
    void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
      why = ::dlerror();
      continue;
    }
    using Entry = const PostgresqlDriver* (*)();
    const auto entry = reinterpret_cast<Entry>(::dlsym(library, "zato_odb_postgresql_driver"));
    if (entry) return entry();
    why = path.string() + " is not a driver";
  }
  return base::fail(base::Code::kUnsupported, "the PostgreSQL driver cannot be loaded: " + why);
}

}  // namespace

base::Result<const PostgresqlDriver*> postgresql_driver() {
  static const auto driver = load();
  return driver;
}

}  // namespace zato::odb
