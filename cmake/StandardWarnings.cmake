# zato_warnings: linked by every target of ours. Hardening flags of release builds live here too (OpenSSF's compiler guide).
add_library(zato_warnings INTERFACE)
target_compile_options(zato_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wunused -Wformat=2
  -Werror=return-type -Werror)
target_compile_definitions(zato_warnings INTERFACE _GLIBCXX_ASSERTIONS)
if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  target_compile_options(zato_warnings INTERFACE -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fcf-protection=full)
  target_link_options(zato_warnings INTERFACE -Wl,-z,relro,-z,now)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside its own std::string and std::vector at -O2.
  target_compile_options(zato_warnings INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow)
endif()
