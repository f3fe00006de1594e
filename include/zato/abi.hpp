// What a server reads from a module, and the stamp by which it knows that both were built alike. Only the server's
// module loader and zato/register.hpp use this.
#pragma once

#include <cstddef>
#include <cstdint>

#include "zato/runtime.hpp"
#include "zato/version.hpp"

namespace zato {
class Service;
}

namespace zato::abi {

// The first four members never change place, so that any server can tell what it has been given.
struct Service;
struct Module {
  std::uint64_t magic;
  std::uint64_t stamp;  // of the layouts below; equal: the module fits
  const char* version;  // of the headers
  const char* compiler;
  const Service* services;  // a list
};

struct Service {
  const char* name;
  const char* class_name;  // as the compiler spells it
  int execution;
  std::int64_t timeout_ms;
  void (*execute)(Call& call);  // lets no exception out, except the server's own (Runtime::ending)
  const Service* next;
};

inline constexpr std::uint64_t kMagic = 0x7a61746f2d737663;  // "zato-svc"
inline constexpr std::uint64_t kRevision = 2;  // raised when the meaning of a structure changes, not its layout

constexpr std::uint64_t stamp_of(std::uint64_t hash) { return hash; }
template <class... More>
constexpr std::uint64_t stamp_of(std::uint64_t hash, std::uint64_t value, More... more) {
  return stamp_of((hash ^ value) * 0x100000001b3, more...);  // FNV-1a over words
}

// Sizes of everything that both sides touch, and what of the standard library's configuration moves it.
inline constexpr std::uint64_t kStamp =
    stamp_of(0xcbf29ce484222325, kRevision, sizeof(Call), sizeof(Request), sizeof(HttpRequest), sizeof(Response),
             sizeof(Payload), sizeof(Params), sizeof(Headers), sizeof(Failure), sizeof(Outcome), sizeof(InvokeOptions),
             sizeof(RestCall), sizeof(RestOutcome), sizeof(Channel), sizeof(Security), sizeof(Environ),
             sizeof(AsyncOptions), sizeof(AsyncOutcome), sizeof(Delivery), sizeof(Value), sizeof(CacheRequest),
             sizeof(Group), sizeof(RedisReply), sizeof(std::string), sizeof(Service), _GLIBCXX_USE_CXX11_ABI,
#ifdef _GLIBCXX_DEBUG
             1
#else
             0
#endif
    );

constexpr Module this_build() { return {kMagic, kStamp, kVersion, __VERSION__, nullptr}; }

}  // namespace zato::abi
