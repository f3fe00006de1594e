#include "process/code_pages.hpp"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <vector>

namespace zato::process {
namespace {

int give_back(dl_phdr_info* loaded, std::size_t, void*) {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  // The list lies in one of the segments: to read on there would bring its pages back.
  const std::vector<ElfW(Phdr)> segments(loaded->dlpi_phdr, loaded->dlpi_phdr + loaded->dlpi_phnum);
  for (const auto& segment : segments) {
    // Relocated data is in writable segments, also where it is read-only by now.
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const auto begin = (loaded->dlpi_addr + segment.p_vaddr) & ~(page - 1);
    const auto end = (loaded->dlpi_addr + segment.p_vaddr + segment.p_memsz + page - 1) & ~(page - 1);
    (void)::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);  // the vDSO refuses, which is no matter
  }
  return 0;
}

}  // namespace

void give_back_code_pages() noexcept { ::dl_iterate_phdr(&give_back, nullptr); }

}  // namespace zato::process
