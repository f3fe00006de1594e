// libFuzzer target of the reader of Redis' replies: whatever comes, in one piece or byte by byte, is read alike.
//   build/fuzz/bin/resp_fuzz fuzz/corpus/resp
#include <cstdint>
#include <cstdlib>

#include "broker/redis/codec.hpp"

namespace {

std::string replies(std::string_view bytes, std::size_t piece) {
  zato::broker::redis::ReplyReader reader;
  std::string described;
  while (!bytes.empty()) {
    reader.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (true) {
      const auto reply = reader.next();
      if (!reply) return described + "| " + reply.error().message;
      if (!*reply) break;
      (described += (*reply)->describe()) += '\n';
    }
  }
  return described;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (replies(bytes, bytes.size()) != replies(bytes, 1)) std::abort();
  return 0;
}
