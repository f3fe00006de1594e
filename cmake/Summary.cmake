# Printed at the end of every configuration.
message(STATUS "zato ${PROJECT_VERSION}: ${CMAKE_BUILD_TYPE}, ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}, "
  "sanitizers [${ZATO_SANITIZE}], ccache [${ZATO_CCACHE}], mold [${ZATO_MOLD}], tests ${ZATO_TESTS}")
