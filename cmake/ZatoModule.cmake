# zato_module(NAME <folder> [COMPACT] DEPS <zato::…> PRIVATE_DEPS <third party…> SOURCES <…> TESTS <…>)
#   One static library zato::<name> from this folder and, from tests/unit/<name>/, one test program unit_<name>.
#   COMPACT: no request passes through it; optimised for size (docs/design/0015).
# zato_program(NAME <executable> DEPS <…> SOURCES <…>)
#   One executable in bin/, plus nothing: what is worth a unit test belongs to a module.
# zato_link_statically(<executable> <options of the linker>)
#   For small programs that load nothing at run time: a shared library costs each process more than what it uses of it. Sanitizers
#   need the shared ones.
# zato_service_module(NAME <name> SOURCES <…>): see ZatoServiceModule.cmake, which service authors use as well.
include(ZatoServiceModule)

function(zato_module)
  cmake_parse_arguments(M "COMPACT" "NAME" "DEPS;PRIVATE_DEPS;SOURCES;TESTS;TEST_DEPS" ${ARGN})
  add_library(zato_${M_NAME} STATIC ${M_SOURCES})
  add_library(zato::${M_NAME} ALIAS zato_${M_NAME})
  target_include_directories(zato_${M_NAME} PUBLIC ${PROJECT_SOURCE_DIR}/src/core ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
  target_link_libraries(zato_${M_NAME} PUBLIC ${M_DEPS} PRIVATE zato_warnings ${M_PRIVATE_DEPS})
  if(M_COMPACT AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_options(zato_${M_NAME} PRIVATE -Os)
  endif()
  if(ZATO_TESTS AND M_TESTS)
    set(sources)
    foreach(test IN LISTS M_TESTS)
      list(APPEND sources ${PROJECT_SOURCE_DIR}/tests/unit/${M_NAME}/${test})
    endforeach()
    add_executable(unit_${M_NAME} ${sources})
    target_link_libraries(unit_${M_NAME} PRIVATE zato::${M_NAME} zato_warnings GTest::gmock GTest::gtest_main ${M_TEST_DEPS} ${M_PRIVATE_DEPS})
    target_include_directories(unit_${M_NAME} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    set_property(GLOBAL APPEND PROPERTY ZATO_UNIT_TESTS unit_${M_NAME})
  endif()
endfunction()

function(zato_program)
  cmake_parse_arguments(P "" "NAME" "DEPS;PRIVATE_DEPS;SOURCES" ${ARGN})
  add_executable(${P_NAME} ${P_SOURCES})
  target_include_directories(${P_NAME} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${P_NAME} PRIVATE zato_warnings ${P_DEPS} ${P_PRIVATE_DEPS})
  install(TARGETS ${P_NAME} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

function(zato_link_statically name)
  if(NOT ZATO_SANITIZE)
    target_link_options(${name} PRIVATE ${ARGN})
  endif()
endfunction()
