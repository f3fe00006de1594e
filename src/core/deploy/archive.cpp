#include "deploy/archive.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "base/file.hpp"
#include "base/text.hpp"

namespace zato::deploy {
namespace {

using base::Code;
using base::Result;

constexpr std::array kEndings = {".zip", ".tar.gz", ".tgz"};
constexpr std::string_view kSignature = ".sig";

Result<ArchiveReader> load() {
  // Beside the executables: in a build tree, in an installation.
  std::string why;
  for (const char* place : {"../lib/zato/libzato-archive.so", "../" ZATO_INSTALL_LIBDIR "/zato/libzato-archive.so"}) {
    const auto path = (base::executable_directory() / place).lexically_normal();
    void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
      why = ::dlerror();
      continue;
    }
    if (const auto entry = reinterpret_cast<ArchiveReader (*)()>(::dlsym(library, kArchiveReader))) return entry();
    why = path.string() + " is something else";
  }
  return base::fail(Code::kUnsupported, "archives cannot be read: " + why);
}

// Caches, editors' copies, what a Mac adds.
bool is_hidden(std::string_view name) {
  return std::ranges::any_of(base::split(name, '/'),
                             [](const auto part) { return part.starts_with(".") || part == "__pycache__"; });
}

// "./a.py" is "a.py", as tar writes it.
std::string_view plain(std::string_view name) {
  while (name.starts_with("./")) name.remove_prefix(2);
  return name;
}

bool leads_elsewhere(std::string_view name) {
  return name.starts_with("/") || name.find('\\') != std::string_view::npos ||
         std::ranges::any_of(base::split(name, '/'), [](const auto part) { return part == ".."; });
}

}  // namespace

bool is_archive(std::string_view file) noexcept {
  return std::ranges::any_of(kEndings, [&](const char* ending) {
    return file.ends_with(ending) && file.size() > std::string_view(ending).size();
  });
}

Result<std::vector<File>> unpack(const File& archive, const Limits& limits) {
  static const auto reader = load();
  if (!reader) return base::fail(reader.error());
  auto entries = (*reader)(archive.bytes, limits);
  if (!entries) return base::fail(entries.error().code, "archive " + archive.name + ": " + entries.error().message);
  std::vector<File> files;
  std::map<std::string, std::string, std::less<>> signatures;
  for (auto& entry : *entries) {
    if (leads_elsewhere(entry.name))
      return base::fail(Code::kInvalidArgument, "archive " + archive.name + ": a name in it leads elsewhere");
    const auto name = plain(entry.name);
    if (is_hidden(name)) continue;
    if (name.ends_with(kSignature))
      signatures.insert_or_assign(std::string(name.substr(0, name.size() - kSignature.size())), std::move(entry.bytes));
    else if (language_of(name))
      files.push_back({.name = std::string(name), .bytes = std::move(entry.bytes)});
  }
  if (files.empty())
    return base::fail(Code::kInvalidArgument, "archive " + archive.name + " has no file of services: .py, .pyw or .so");
  for (auto& file : files) {
    if (const auto at = signatures.find(file.name); at != signatures.end()) file.signature = at->second;
  }
  return files;
}

Result<void> unpack_archives(std::vector<File>& files, const Limits& limits) {
  std::vector<File> all;
  for (auto& file : files) {
    if (!is_archive(file.name)) {
      all.push_back(std::move(file));
      continue;
    }
    ZATO_TRY(auto inside, unpack(file, limits));
    std::ranges::move(inside, std::back_inserter(all));
  }
  files = std::move(all);
  return {};
}

}  // namespace zato::deploy
