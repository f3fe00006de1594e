# Every third-party library, as one imported target each. All of them are Debian 12 packages (scripts/install-deps).
find_package(Boost 1.81 REQUIRED COMPONENTS context)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(spdlog REQUIRED)
# fmt compiled in: see src/third_party/fmt.cpp.
find_path(ZATO_FMT_INCLUDE fmt/format-inl.h REQUIRED)
add_library(zato_fmt STATIC ${PROJECT_SOURCE_DIR}/src/third_party/fmt.cpp)
set_target_properties(zato_fmt PROPERTIES POSITION_INDEPENDENT_CODE ON)
target_compile_definitions(zato_fmt INTERFACE FMT_SHARED)  # its exceptions have one type on both sides of a module that is loaded
set_target_properties(spdlog::spdlog_header_only PROPERTIES INTERFACE_LINK_LIBRARIES "zato_fmt;Threads::Threads")
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 REQUIRED)
# SQLite and zstd from their archives: a third of a megabyte less in each of our many processes.
find_library(ZATO_SQLITE libsqlite3.a REQUIRED)
add_library(zato_sqlite INTERFACE)
target_link_libraries(zato_sqlite INTERFACE ${ZATO_SQLITE} m ${CMAKE_DL_LIBS})
find_library(ZATO_ZSTD libzstd.a REQUIRED)
find_package(PkgConfig REQUIRED)
# These ship no CMake package.
pkg_check_modules(hiredis REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(pqxx REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(argon2 REQUIRED IMPORTED_TARGET libargon2)
pkg_check_modules(yaml REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(libxml2 REQUIRED IMPORTED_TARGET libxml-2.0)
pkg_check_modules(python REQUIRED IMPORTED_TARGET python-3.11-embed)
pkg_get_variable(ZATO_PYTHON_PREFIX python-3.11-embed exec_prefix)
find_path(ZATO_PYBIND11_INCLUDE pybind11/pybind11.h REQUIRED)
# Time zones. Only programs that compute with zones get to load it.
find_path(ZATO_DATE_INCLUDE date/tz.h REQUIRED)
add_library(zato_date INTERFACE)
target_include_directories(zato_date SYSTEM INTERFACE ${ZATO_DATE_INCLUDE})
target_compile_definitions(zato_date INTERFACE USE_OS_TZDB=1 ONLY_C_LOCALE=1 HAS_STRING_VIEW=1)
target_link_libraries(zato_date INTERFACE -Wl,--push-state,--as-needed -ldate-tz -Wl,--pop-state)
find_path(ZATO_EXPECTED_INCLUDE tl/expected.hpp REQUIRED)

if(ZATO_TESTS)
  find_package(GTest REQUIRED)
endif()

# Asio and Beast compiled once, in rt and http (see those folders); the same definitions must reach every user.
add_library(zato_boost INTERFACE)
target_link_libraries(zato_boost INTERFACE Boost::headers Boost::context Threads::Threads)
target_compile_definitions(zato_boost INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_DISABLE_BOOST_COROUTINE)
