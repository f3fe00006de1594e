// libFuzzer target of the request reader: build/fuzz/bin/request_fuzz fuzz/corpus/request
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/request_checks.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string wrong = zato::fuzz::check_request_bytes({reinterpret_cast<const char*>(data), size});
  if (wrong.empty()) return 0;
  std::fprintf(stderr, "%s\n", wrong.c_str());
  std::abort();
}
