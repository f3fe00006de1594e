// libFuzzer target of the client's response reader: whatever the peer says, whole or byte by byte, the outcome is the
// same.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "http/response_reader.hpp"

namespace {

std::string outcome(std::string_view bytes, bool to_head, std::size_t piece) {
  zato::http::ResponseReader reader(to_head, 4096);
  zato::base::Result<bool> whole = false;
  for (std::size_t at = 0; at < bytes.size() && whole && !*whole; at += piece)
    whole = reader.feed(bytes.substr(at, piece));
  if (whole && !*whole) whole = reader.end();
  if (!whole) return "error: " + whole.error().message;
  return std::to_string(reader.response().status) + " " + reader.response().body;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const bool to_head = bytes[0] == 'h';
  if (outcome(bytes.substr(1), to_head, size) == outcome(bytes.substr(1), to_head, 1)) return 0;
  std::fprintf(stderr, "whole: %s\nbyte by byte: %s\n", outcome(bytes.substr(1), to_head, size).c_str(),
               outcome(bytes.substr(1), to_head, 1).c_str());
  std::abort();
}
