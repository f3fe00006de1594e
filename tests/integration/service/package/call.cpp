// Loads a module as a server does and calls its first service: call MODULE NAME. Prints what the service answers.
#include <dlfcn.h>

#include <cstdio>

#include "support/fake_runtime.hpp"
#include "zato/abi.hpp"

int main(int, char** words) {
  void* library = ::dlopen(words[1], RTLD_NOW | RTLD_LOCAL);
  if (!library) return std::fprintf(stderr, "%s\n", ::dlerror()), 1;
  const auto* module = reinterpret_cast<const zato::abi::Module* (*)()>(::dlsym(library, "zato_module"))();
  if (module->magic != zato::abi::kMagic || module->stamp != zato::abi::kStamp) return 2;
  zato::test::FakeRuntime runtime;
  zato::Call call;
  call.runtime = &runtime;
  call.request.channel_params = {{"name", words[2]}};
  module->services->execute(call);
  std::printf("%s: %d %s %s\n", module->services->name, call.failure.status, call.failure.message.c_str(), call.response.payload.bytes().c_str());
}
