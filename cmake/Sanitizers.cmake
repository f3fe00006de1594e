# -DZATO_SANITIZE=address,undefined or thread: applied to every target, third-party headers included.
set(ZATO_SANITIZE "" CACHE STRING "Sanitizers to build with")
if(ZATO_SANITIZE)
  add_compile_options(-fsanitize=${ZATO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${ZATO_SANITIZE})
endif()
