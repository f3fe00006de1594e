#include "process/code_pages.hpp"

#include <gtest/gtest.h>
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace zato::process {
namespace {

struct Code {
  const volatile char* begin = nullptr;
  std::size_t size = 0;
};

// Of this program, in whole pages.
Code own_code() {
  Code code;
  ::dl_iterate_phdr(
      [](dl_phdr_info* loaded, std::size_t, void* out) {
        for (int i = 0; i < loaded->dlpi_phnum; ++i) {
          const auto& segment = loaded->dlpi_phdr[i];
          if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
          *static_cast<Code*>(out) = {reinterpret_cast<const volatile char*>(loaded->dlpi_addr + segment.p_vaddr), segment.p_memsz};
        }
        return 1;  // the program itself is the first
      },
      &code);
  return code;
}

// Pages of `code` that are in the page tables of this process: bit 63 of /proc/self/pagemap.
std::size_t present(const Code& code) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto first = reinterpret_cast<std::uintptr_t>(code.begin) / page;
  std::vector<std::uint64_t> entries((code.size + page - 1) / page);
  std::FILE* map = std::fopen("/proc/self/pagemap", "rb");
  std::fseek(map, static_cast<long>(first * sizeof(std::uint64_t)), SEEK_SET);
  entries.resize(std::fread(entries.data(), sizeof(std::uint64_t), entries.size(), map));
  std::fclose(map);
  return static_cast<std::size_t>(std::ranges::count_if(entries, [](auto entry) { return (entry >> 63) != 0; }));
}

TEST(CodePages, AreGivenBackAndComeBackWhenTheyAreNeeded) {
  const auto code = own_code();
  int sum = 0;
  for (std::size_t at = 0; at < code.size; at += 4096) sum += code.begin[at];
  const auto all = present(code);
  give_back_code_pages();
  EXPECT_LT(present(code), all);
  int again = 0;
  for (std::size_t at = 0; at < code.size; at += 4096) again += code.begin[at];
  EXPECT_EQ(again, sum);
}

}  // namespace
}  // namespace zato::process
