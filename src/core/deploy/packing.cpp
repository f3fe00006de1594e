#include "deploy/packing.hpp"

#include <zstd.h>

#include <algorithm>
#include <new>

#include "base/text.hpp"

namespace zato::deploy {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr std::string_view kPacked = "zstd:";
constexpr int kQuickest = 1;
constexpr std::size_t kLargest = 1UL << 32;  // that can be deployed; what zstd gives for "unknown" and "wrong" is above

struct Free {
  void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
};

// Made when it is first needed: most often one of the two is not.
template <class T, auto create>
T* made(std::unique_ptr<T, Free>& context) {
  if (!context) context.reset(create());
  if (!context) throw std::bad_alloc();
  return context.get();
}

}  // namespace

struct Packing::State {
  std::unique_ptr<ZSTD_CCtx, Free> packer;
  std::unique_ptr<ZSTD_DCtx, Free> unpacker;
  std::string packed;
};

Packing::Packing() : state_(std::make_unique<State>()) {}
Packing::~Packing() = default;

std::string Packing::pack(std::string_view bytes) {
  auto& packed = state_->packed;
  packed.resize(std::max(packed.size(), ZSTD_compressBound(bytes.size())));
  const auto size = ZSTD_compressCCtx(made<ZSTD_CCtx, ZSTD_createCCtx>(state_->packer), packed.data(), packed.size(),
                                      bytes.data(), bytes.size(), kQuickest);
  if (ZSTD_isError(size) != 0 || size + kPacked.size() >= bytes.size()) return base::base64_encode(bytes);
  return std::string(kPacked) + base::base64_encode(std::string_view(packed).substr(0, size));
}

Result<std::string> Packing::unpack(std::string_view text, std::size_t size) {
  const bool is_packed = text.starts_with(kPacked);
  if (is_packed) text.remove_prefix(kPacked.size());
  auto content = base::base64_decode(text);
  if (!content) return fail(Code::kCorrupt, "it is not base64");
  if (!is_packed) return std::move(*content);
  // What a package says of its own size is not believed: the row's is, and bounds the memory.
  if (size > kLargest || ZSTD_getFrameContentSize(content->data(), content->size()) != size)
    return fail(Code::kCorrupt, "its size is another one");
  std::string bytes(size, '\0');
  const auto done = ZSTD_decompressDCtx(made<ZSTD_DCtx, ZSTD_createDCtx>(state_->unpacker), bytes.data(), bytes.size(),
                                        content->data(), content->size());
  if (ZSTD_isError(done) != 0)
    return fail(Code::kCorrupt, std::string("it cannot be unpacked: ") + ZSTD_getErrorName(done));
  if (done != size) return fail(Code::kCorrupt, "its size is another one");
  return bytes;
}

}  // namespace zato::deploy
