#include "process/symbols.hpp"

#include <cxxabi.h>
#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "base/file.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace zato::process {
namespace {

// A whole file, mapped: executables are large, and only their symbol tables are looked at.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path) {
    const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0 || status.st_size == 0) return;
    void* at = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, fd.get(), 0);
    if (at != MAP_FAILED) content_ = {static_cast<const char*>(at), static_cast<std::size_t>(status.st_size)};
  }
  ~MappedFile() {
    if (!content_.empty()) ::munmap(const_cast<char*>(content_.data()), content_.size());
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view content() const noexcept { return content_; }

 private:
  std::string_view content_;
};

// A file seen as ELF64 structures. Every access is checked against its size: it may be anything by now.
class ElfFile {
 public:
  explicit ElfFile(const std::string& path) : file_(path), content_(file_.content()) {
    const auto header = at<Elf64_Ehdr>(0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_ident[EI_CLASS] != ELFCLASS64)
      return;
    for (int i = 0; i < header->e_phnum; ++i) {
      const auto segment = at<Elf64_Phdr>(header->e_phoff + static_cast<std::uint64_t>(i) * header->e_phentsize);
      if (segment && segment->p_type == PT_LOAD) segments_.push_back(*segment);
    }
    for (int i = 0; i < header->e_shnum; ++i) {
      const auto section = at<Elf64_Shdr>(header->e_shoff + static_cast<std::uint64_t>(i) * header->e_shentsize);
      if (section && (section->sh_type == SHT_SYMTAB || section->sh_type == SHT_DYNSYM))
        read_symbols(*header, *section);
    }
  }

  // The function that holds the byte at this file offset.
  std::optional<std::string> function_at(std::uint64_t file_offset) const {
    for (const auto& segment : segments_) {
      if (file_offset < segment.p_offset || file_offset - segment.p_offset >= segment.p_filesz) continue;
      const std::uint64_t address = file_offset - segment.p_offset + segment.p_vaddr;
      for (const auto& function : functions_) {
        if (address < function.address || address - function.address >= function.size) continue;
        return std::string(content_.substr(function.name, content_.find('\0', function.name) - function.name));
      }
      return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  // As they come, unsorted: the supervisor waits for this before it starts a replacement, and a look through all of
  // them for each of a few addresses costs less than putting them in order.
  struct Function {
    std::uint64_t address;
    std::uint64_t size;
    std::uint64_t name;  // where it begins in the file
  };

  template <class T>
  std::optional<T> at(std::uint64_t offset) const {
    if (offset > content_.size() || content_.size() - offset < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, content_.data() + offset, sizeof(T));
    return value;
  }

  void read_symbols(const Elf64_Ehdr& header, const Elf64_Shdr& table) {
    const auto names = at<Elf64_Shdr>(header.e_shoff + static_cast<std::uint64_t>(table.sh_link) * header.e_shentsize);
    if (!names) return;
    for (std::uint64_t offset = 0; offset + sizeof(Elf64_Sym) <= table.sh_size; offset += sizeof(Elf64_Sym)) {
      const auto symbol = at<Elf64_Sym>(table.sh_offset + offset);
      if (!symbol) return;
      if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC || symbol->st_size == 0) continue;
      const std::uint64_t name = names->sh_offset + symbol->st_name;
      if (name >= content_.size()) continue;
      functions_.push_back({.address = symbol->st_value, .size = symbol->st_size, .name = name});
    }
  }

  MappedFile file_;
  std::string_view content_;
  std::vector<Elf64_Phdr> segments_;
  std::vector<Function> functions_;
};

std::string demangled(const std::string& name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status),
                                                         &std::free);
  return status == 0 ? text.get() : name;
}

std::string hex(std::uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof(text), "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

const Mapping* mapping_of(std::span<const Mapping> mappings, std::uintptr_t address) {
  for (const auto& mapping : mappings) {
    if (address >= mapping.start && address < mapping.end) return &mapping;
  }
  return nullptr;
}

std::optional<Mapping> parse_mapping(const std::string& line) {
  unsigned long long start = 0;
  unsigned long long end = 0;
  unsigned long long offset = 0;
  char rights[8] = "";
  int path_at = 0;
  if (std::sscanf(line.c_str(), "%llx-%llx %7s %llx %*s %*s %n", &start, &end, rights, &offset, &path_at) < 4)
    return std::nullopt;
  if (rights[2] != 'x' || path_at == 0) return std::nullopt;
  return Mapping{.start = start, .end = end, .offset = offset, .file = line.substr(static_cast<std::size_t>(path_at))};
}

}  // namespace

std::vector<Mapping> executable_mappings(pid_t pid) {
  std::vector<Mapping> result;
  const auto maps = base::read_file("/proc/" + std::to_string(pid) + "/maps");
  if (!maps) return result;
  for (const auto line : base::split(*maps, '\n')) {
    if (auto mapping = parse_mapping(std::string(line))) result.push_back(std::move(*mapping));
  }
  return result;
}

std::vector<std::string> describe_addresses(std::span<const Mapping> mappings,
                                            std::span<const std::uintptr_t> addresses) {
  std::map<std::string, ElfFile> files;
  std::vector<std::string> result;
  for (const std::uintptr_t address : addresses) {
    const Mapping* mapping = mapping_of(mappings, address);
    if (mapping == nullptr) {
      result.push_back(hex(address));
      continue;
    }
    const auto [file, added] = files.try_emplace(mapping->file, mapping->file);
    // A return address points behind its call, which may be the next function already.
    const std::uint64_t offset = address - 1 - mapping->start + mapping->offset;
    const auto function = file->second.function_at(offset);
    result.push_back((function ? demangled(*function) : "?") + " (" +
                     std::filesystem::path(mapping->file).filename().string() + "+" + hex(offset + 1) + ")");
  }
  return result;
}

}  // namespace zato::process
