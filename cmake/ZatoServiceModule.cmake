# zato_service_module(NAME <name> SOURCES <…>)
#   A loadable module of C++ services, <name>.so. In this repository and, by find_package(zato), in those of service authors.
function(zato_service_module)
  cmake_parse_arguments(S "" "NAME" "SOURCES" ${ARGN})
  add_library(${S_NAME} MODULE ${S_SOURCES})
  target_link_libraries(${S_NAME} PRIVATE zato::service_api)
  # Symbols that are unique in the whole process would keep a module from being unloaded.
  target_compile_options(${S_NAME} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  set_target_properties(${S_NAME} PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endfunction()
