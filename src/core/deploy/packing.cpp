#include "deploy/packing.hpp"

#include <zstd.h>

#include "base/text.hpp"

namespace zato::deploy {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr std::string_view kPacked = "zstd:";
constexpr int kQuickest = 1;

}  // namespace

std::string pack(std::string_view bytes) {
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const auto size = ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), kQuickest);
  if (ZSTD_isError(size) != 0 || size + kPacked.size() >= bytes.size()) return base::base64_encode(bytes);
  packed.resize(size);
  return std::string(kPacked) + base::base64_encode(packed);
}

Result<std::string> unpack(std::string_view text, std::size_t size) {
  const bool is_packed = text.starts_with(kPacked);
  if (is_packed) text.remove_prefix(kPacked.size());
  auto content = base::base64_decode(text);
  if (!content) return fail(Code::kCorrupt, "it is not base64");
  if (!is_packed) return std::move(*content);
  // What a package says of its own size is not believed: the row's is, and bounds the memory.
  if (ZSTD_getFrameContentSize(content->data(), content->size()) != size)
    return fail(Code::kCorrupt, "its size is another one");
  std::string bytes(size, '\0');
  const auto done = ZSTD_decompress(bytes.data(), bytes.size(), content->data(), content->size());
  if (ZSTD_isError(done) != 0) return fail(Code::kCorrupt, std::string("it cannot be unpacked: ") + ZSTD_getErrorName(done));
  bytes.resize(done);
  return bytes;
}

}  // namespace zato::deploy
