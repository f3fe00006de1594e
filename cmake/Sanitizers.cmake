# -DZATO_SANITIZE=address,undefined or thread: applied to every target, third-party headers included.
set(ZATO_SANITIZE "" CACHE STRING "Sanitizers to build with")
if(ZATO_SANITIZE)
  add_compile_options(-fsanitize=${ZATO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  if(ZATO_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan)  # Asio's fences; its queues are locked as well
  endif()
  add_link_options(-fsanitize=${ZATO_SANITIZE})
endif()
