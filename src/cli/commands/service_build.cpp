// zato service build: C++ sources into a module that servers load; zato service inspect: what is in such a module. The compiler is the
// system's, the headers are those that were installed with this executable.
#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/output.hpp"
#include "process/spawn.hpp"
#include "zato/abi.hpp"

namespace zato::cli {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

// Of an installation beside the executables; of a build tree, where it was configured.
std::vector<fs::path> include_directories() {
  const auto installed = (base::executable_directory() / ".." / ZATO_INSTALL_INCLUDEDIR).lexically_normal();
  if (fs::exists(installed / "zato/service.hpp") && fs::exists(installed / "zato/version.hpp")) return {installed};
  const auto generated = (base::executable_directory() / "../include").lexically_normal();
  if (fs::exists(generated / "zato/version.hpp") && fs::exists(fs::path(ZATO_SOURCE_INCLUDES) / "zato/service.hpp")) return {ZATO_SOURCE_INCLUDES, generated};
  throw Failure(ExitCode::kFileMissing, fmt::format("the C++ headers of services are not there: {} is missing; install the component service_api",
                                                    (installed / "zato/service.hpp").string()));
}

std::optional<fs::path> found_in_path(const std::string& program) {
  if (program.find('/') != std::string::npos) return ::access(program.c_str(), X_OK) == 0 ? std::optional<fs::path>(program) : std::nullopt;
  const char* path = std::getenv("PATH");
  for (const auto directory : base::split(path ? path : "/usr/bin:/bin", ':')) {
    const auto candidate = fs::path(directory) / program;
    if (!directory.empty() && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

fs::path compiler(const Arguments& arguments) {
  const char* environment = std::getenv("CXX");
  const std::string wished = !arguments.text("compiler").empty() ? arguments.text("compiler") : environment ? environment : "";
  if (!wished.empty()) {
    if (auto found = found_in_path(wished)) return *found;
    throw Failure(ExitCode::kFileMissing, "there is no C++ compiler `" + wished + "`");
  }
  for (const char* name : {"c++", "g++", "clang++"}) {
    if (auto found = found_in_path(name)) return *found;
  }
  throw Failure(ExitCode::kFileMissing, "no C++ compiler is found; install one (apt-get install g++), or name it with --compiler or in CXX");
}

// Its exit code; what it prints goes where we print, or into `output`.
int run(const Words& command, const fs::path& output = {}) {
  const auto pid = value_or_fail(process::spawn({.argv = command, .stdout_file = output, .stderr_file = output}));
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool is_gcc(const fs::path& compiler) {
  return run({compiler.string(), "-fno-gnu-unique", "-E", "-x", "c++", "/dev/null"}, "/dev/null") == 0;
}

Words compilation(const Arguments& arguments, const fs::path& output) {
  const auto program = compiler(arguments);
  Words command{program.string(), "-std=c++20", "-O" + arguments.text("optimize"), arguments.has("debug") ? "-g" : "-g0", "-fPIC", "-shared", "-fvisibility=hidden", "-fvisibility-inlines-hidden",
                "-fstack-protector-strong", "-Wall", "-Wl,-z,relro,-z,now", "-Wl,-z,defs", "-Wl,--build-id"};
  // Servers have a copy of each module in memory, on disk and in the ODB: no pages of padding, no names that only
  // debuggers read, of static libraries as well.
  command.emplace_back("-Wl,-z,noseparate-code");
  if (!arguments.has("debug")) command.emplace_back("-Wl,--strip-all");
  // Symbols that are unique in the whole process would keep a module from being unloaded.
  if (is_gcc(program)) command.emplace_back("-fno-gnu-unique");
  for (const auto& directory : include_directories()) command.insert(command.end(), {"-isystem", directory.string()});
  for (const auto flag : base::split(arguments.text("flag"), '\n')) {
    if (!flag.empty()) command.emplace_back(flag);
  }
  const auto& sources = arguments.list("sources");
  command.insert(command.end(), sources.begin(), sources.end());
  for (const auto library : base::split(arguments.text("library"), '\n')) {
    if (!library.empty()) command.push_back("-l" + std::string(library));
  }
  command.insert(command.end(), {"-o", output.string()});
  return command;
}

std::string reason(const fs::path& messages) {
  const auto text = base::read_file(messages).value_or("");
  std::string hint;
  if (text.find("nlohmann/json.hpp") != std::string::npos) hint = "\nzato/json.hpp needs nlohmann/json: apt-get install nlohmann-json3-dev";
  return std::string(base::trim(text)) + hint;
}

void build(const Arguments& arguments) {
  const auto& sources = arguments.list("sources");
  for (const auto& source : sources) {
    if (!fs::is_regular_file(source)) throw Failure(ExitCode::kFileMissing, source + " is not a file");
  }
  const auto output = absolute_path(arguments.text("out").empty() ? fs::path(sources.front()).stem().string() + ".so" : arguments.text("out"));
  // Never written in place: servers that have it mapped would crash.
  const fs::path unfinished = output.string() + ".new-" + std::to_string(::getpid());
  const fs::path messages = unfinished.string() + ".txt";
  const base::ScopeExit tidy([&] {
    std::error_code ignored;
    fs::remove(unfinished, ignored);
    fs::remove(messages, ignored);
  });
  const auto command = compilation(arguments, unfinished);
  print_verbose(fmt::format("{}", fmt::join(command, " ")));
  if (run(command, messages) != 0) throw Failure(ExitCode::kException, "the compiler refuses it:\n" + reason(messages));
  if (const auto warnings = reason(messages); !warnings.empty()) print_warning(warnings);
  // Its constructors run when it is loaded: in a process of its own, since they may crash.
  if (run({fs::read_symlink("/proc/self/exe").string(), "service", "inspect", unfinished.string()}) != 0) {
    throw Failure(ExitCode::kException, "the module was built but does not load");
  }
  std::error_code error;
  fs::rename(unfinished, output, error);
  if (error) throw Failure(ExitCode::kException, output.string() + ": " + error.message());
  print_line(output.string());
}

void inspect(const Arguments& arguments) {
  const auto file = absolute_path(arguments.word("module"));
  if (!fs::is_regular_file(file)) throw Failure(ExitCode::kFileMissing, file.string() + " is not a file");
  void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw Failure(ExitCode::kException, ::dlerror());
  const auto describe = reinterpret_cast<const zato::abi::Module* (*)()>(::dlsym(library, "zato_module"));
  const auto* module = describe ? describe() : nullptr;
  if (!module || module->magic != zato::abi::kMagic) throw Failure(ExitCode::kException, file.string() + " is not a module of services: it includes no zato/service.hpp");
  if (module->stamp != zato::abi::kStamp) {
    throw Failure(ExitCode::kException, fmt::format("{} was built with the headers of version {} ({}), which do not fit servers of version {} ({}): build it again", file.string(),
                                                    module->version, module->compiler, zato::kVersion, __VERSION__));
  }
  if (!module->services) throw Failure(ExitCode::kException, file.string() + " registers no service: zato::Register<Class> at namespace scope is missing");
  for (const auto* service = module->services; service; service = service->next) print_line(service->name);
}

}  // namespace

void add_service_build(std::vector<Command>& commands) {
  commands.push_back({.path = {"service", "build"},
                      .help = "Compiles C++ services into one module that servers load. Prints the services in it and the module's path.",
                      .positionals = {{"sources", "Files with C++ sources.", 1, 1000}},
                      .options = {{.name = "out", .help = "The module. By default the first file's name with .so, in the current directory.", .value = "FILE", .letter = "o"},
                                  {.name = "compiler", .help = "C++ compiler; by default the environment's CXX, else c++, g++ or clang++.", .value = "PROGRAM"},
                                  {.name = "optimize", .help = "Level of optimisation.", .value = "LEVEL", .initial = "2", .one_of = {"0", "1", "2", "3", "s"}},
                                  {.name = "debug", .help = "Debug information goes into the module, for debuggers; it is some ten times larger then."},
                                  {.name = "library", .help = "Library to link with, as in -l.", .value = "NAME", .repeats = true},
                                  {.name = "flag", .help = "Another flag for the compiler, written --flag=-DNAME.", .value = "FLAG", .repeats = true}},
                      .examples = "  zato service build hello.cpp\n  zato service build orders.cpp prices.cpp -o orders.so --flag=-I../common",
                      .says_ok = false,
                      .run = build});
  commands.push_back({.path = {"service", "inspect"},
                      .help = "Lists the services in a module, and tells whether servers of this version can load it. Its static constructors run.",
                      .positionals = {{"module", "The module: a shared library."}},
                      .examples = "  zato service inspect orders.so",
                      .says_ok = false,
                      .run = inspect});
}

}  // namespace zato::cli
