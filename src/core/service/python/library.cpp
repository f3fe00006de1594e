#include "service/python/library.hpp"

#include <dlfcn.h>

#include <array>

#include "base/file.hpp"

namespace zato::service::python {
namespace {

// Beside the executables: in a build tree, in an installation.
constexpr std::array kPlaces = {"../lib/zato", "../" ZATO_INSTALL_LIBDIR "/zato"};

struct Library {
  EngineEntry entry;
  std::filesystem::path packages;
};

base::Result<Library> load() {
  std::string why;
  for (const char* place : kPlaces) {
    const auto directory = (base::executable_directory() / place).lexically_normal();
    void* library = ::dlopen((directory / "libzato-python.so").c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
      why = ::dlerror();
      continue;
    }
    const auto entry = reinterpret_cast<EngineEntry>(::dlsym(library, kEngineEntry));
    if (entry) return Library{entry, directory / "python"};
    why = directory.string() + "/libzato-python.so is something else";
  }
  return base::fail(base::Code::kUnsupported, "Python cannot be loaded: " + why);
}

}  // namespace

base::Result<std::unique_ptr<Engine>> start_engine(Platform& platform, Engine::Options options) {
  ZATO_TRY(const auto library, load());
  options.packages = library.packages;
  return std::unique_ptr<Engine>(library.entry(platform, options));
}

}  // namespace zato::service::python
