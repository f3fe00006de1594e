// Loading native modules (module.hpp).
#include "service/module.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <utility>

#include "base/file.hpp"
#include "base/text.hpp"
#include "zato/abi.hpp"

namespace zato::service {
namespace {

using base::Code;
using base::fail;
using base::Result;

// An open shared library; closed with the last entry that came from it.
class Library {
 public:
  explicit Library(void* handle) noexcept : handle_(handle) {}
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() { ::dlclose(handle_); }

  void* symbol(const char* name) const noexcept { return ::dlsym(handle_, name); }

 private:
  void* handle_;
};

class NativeService final : public Implementation {
 public:
  NativeService(std::shared_ptr<const Library> library, void (*entry_point)(zato::Call&))
      : library_(std::move(library)), entry_point_(entry_point) {}

  void execute(zato::Call& call) const override { entry_point_(call); }

 private:
  std::shared_ptr<const Library> library_;  // null: part of the executable
  void (*entry_point_)(zato::Call&);
};

Entry entry_of(const zato::abi::Service& service, std::shared_ptr<const Library> library) {
  return {.name = service.name,
          .class_name = service.class_name,
          .execution = static_cast<Execution>(service.execution),
          .timeout = std::chrono::milliseconds(service.timeout_ms),
          .implementation = std::make_shared<NativeService>(std::move(library), service.execute)};
}

Result<std::shared_ptr<const Library>> open(const std::filesystem::path& file) {
  // RTLD_NOW: what is missing is found here, not in the middle of a request. RTLD_LOCAL: modules do not see each other.
  void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char* why = ::dlerror();
    return fail(Code::kCorrupt, "module " + file.string() + " cannot be loaded: " + (why ? why : "unknown reason"));
  }
  return std::make_shared<const Library>(handle);
}

Result<const zato::abi::Module*> checked(const Library& library, const std::filesystem::path& file) {
  const auto describe = reinterpret_cast<const zato::abi::Module* (*)()>(library.symbol("zato_module"));
  if (!describe) {
    return fail(Code::kCorrupt, "module " + file.string() + " is not a module of services: it has no zato_module()");
  }
  const zato::abi::Module* module = describe();
  if (module->magic != zato::abi::kMagic) {
    return fail(Code::kCorrupt, "module " + file.string() + " is not a module of services: wrong magic number");
  }
  if (module->stamp != zato::abi::kStamp) {
    return fail(Code::kUnsupported, "module " + file.string() + " was built with the headers of version " +
                                        module->version + " (" + module->compiler +
                                        "), which do not fit this server's, " + zato::kVersion + " (" + __VERSION__ +
                                        "): build it again");
  }
  if (!module->services) return fail(Code::kCorrupt, "module " + file.string() + " registers no service");
  return module;
}

}  // namespace

Entry make_entry(const zato::abi::Service& service) { return entry_of(service, nullptr); }

Result<std::vector<Entry>> load_module(const std::filesystem::path& file) {
  ZATO_TRY(auto library, open(std::filesystem::absolute(file)));
  ZATO_TRY(const auto* module, checked(*library, file));
  std::vector<Entry> entries;
  for (const auto* service = module->services; service; service = service->next) {
    if (service->execution < 0 || service->execution > static_cast<int>(Execution::kCpu)) {
      return fail(Code::kCorrupt,
                  "module " + file.string() + ": service " + service->name + " has an unknown way of execution");
    }
    entries.push_back(entry_of(*service, library));
  }
  std::ranges::sort(entries, {}, &Entry::name);
  const auto twice = std::ranges::adjacent_find(entries, {}, &Entry::name);
  if (twice != entries.end())
    return fail(Code::kAlreadyExists, "module " + file.string() + " registers " + twice->name + " twice");
  return entries;
}

Result<std::vector<std::filesystem::path>> modules_of(const std::filesystem::path& sources_file,
                                                      const std::filesystem::path& root, std::string_view extension) {
  ZATO_TRY(const std::string text, base::read_file(sources_file));
  std::vector<std::filesystem::path> files;
  int line_number = 0;
  for (const std::string_view raw : base::split(text, '\n')) {
    ++line_number;
    const std::string_view line = base::trim(raw);
    if (line.empty() || line.front() == '#') continue;
    const auto directory = root / line;  // an absolute line replaces the left side
    std::error_code error;
    const std::filesystem::directory_iterator listing(directory, error);
    if (error) {
      return fail(Code::kNotFound, sources_file.string() + ":" + std::to_string(line_number) + ": directory " +
                                       directory.lexically_normal().string() + " cannot be read: " + error.message());
    }
    std::vector<std::filesystem::path> found;
    for (const auto& item : listing) {
      if (item.path().extension() == extension) found.push_back(item.path().lexically_normal());
    }
    std::ranges::sort(found);
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

LoadReport load_all(Registry& registry, const std::vector<std::filesystem::path>& files, const Load& load) {
  LoadReport report;
  for (const auto& file : files) {
    auto entries = load(file);
    if (!entries) {
      report.refused.push_back(std::move(entries.error()));
      continue;
    }
    const std::size_t count = entries->size();
    if (auto replaced = registry.replace(file.string(), std::move(*entries)); !replaced) {
      report.refused.push_back(std::move(replaced.error()));
      continue;
    }
    ++report.modules;
    report.services += count;
  }
  return report;
}

}  // namespace zato::service
