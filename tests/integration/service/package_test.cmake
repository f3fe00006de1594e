# Installs what service authors need and builds a project of theirs against it. Run by ctest with BUILD, SOURCE and CXX.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
endfunction()

set(work ${BUILD}/service_package)
file(REMOVE_RECURSE ${work})
run(${CMAKE_COMMAND} --install ${BUILD} --component service_api --prefix ${work}/prefix)
run(${CMAKE_COMMAND} -G Ninja -S ${SOURCE}/tests/integration/service/package -B ${work}/build
  -DCMAKE_PREFIX_PATH=${work}/prefix -DCMAKE_CXX_COMPILER=${CXX} -DSAMPLES=${SOURCE}/services -DTESTS=${SOURCE}/tests)
run(${CMAKE_COMMAND} --build ${work}/build)
foreach(module IN ITEMS my_echo my_customer my_greeting)
  execute_process(COMMAND nm -D --defined-only ${work}/build/${module}.so OUTPUT_VARIABLE symbols)
  if(NOT symbols MATCHES "zato_module")
    message(FATAL_ERROR "${module}.so does not export zato_module:\n${symbols}")
  endif()
  if(symbols MATCHES " u ")
    message(FATAL_ERROR "${module}.so has symbols that keep it from being unloaded:\n${symbols}")
  endif()
endforeach()

# What was built is loaded and called.
execute_process(COMMAND ${work}/build/call ${work}/build/my_greeting.so Joan OUTPUT_VARIABLE answer RESULT_VARIABLE result)
if(NOT answer STREQUAL "my.greet: 0  {name: Hello Joan}\n")
  message(FATAL_ERROR "my_greeting.so answers with ${result}: ${answer}")
endif()
