// Names for the raw addresses that a hung child sent: its memory map and the symbol tables of the files mapped there.
// Needs no debugger on the machine. Used by the supervisor only.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace zato::process {

struct Mapping {
  std::uintptr_t start = 0;
  std::uintptr_t end = 0;
  std::uint64_t offset = 0;  // of `start` in the file
  std::string file;
};

// The executable mappings of a living process.
std::vector<Mapping> executable_mappings(pid_t pid);

// "zato::http::Router::find(std::string_view) (zato-server+0x41c2)", one per address. Works also after the process is
// gone.
std::vector<std::string> describe_addresses(std::span<const Mapping> mappings,
                                            std::span<const std::uintptr_t> addresses);

}  // namespace zato::process
