#include <Python.h>
#include <dlfcn.h>

#include <string>
#include <vector>

#include "service/python/engine/interpreter.hpp"

namespace zato::service::python {
namespace {

// Each greenlet begins with a chunk of 16 KB for its Python frames, which CPython maps from the kernel and gives back:
// 13 us per call. Kept for the next greenlet it costs nothing. Under the GIL.
constexpr std::size_t kChunk = 16 * 1024;
constexpr std::size_t kKept = 1024;

struct Chunks {
  PyObjectArenaAllocator system{};
  std::vector<void*> free{};
};

void* take_chunk(void* context, std::size_t size) {
  auto& chunks = *static_cast<Chunks*>(context);
  if (size != kChunk || chunks.free.empty()) return chunks.system.alloc(chunks.system.ctx, size);
  void* chunk = chunks.free.back();
  chunks.free.pop_back();
  return chunk;
}

void give_chunk(void* context, void* chunk, std::size_t size) {
  auto& chunks = *static_cast<Chunks*>(context);
  if (size == kChunk && chunks.free.size() < kKept)
    chunks.free.push_back(chunk);
  else
    chunks.system.free(chunks.system.ctx, chunk, size);
}

void keep_chunks() {
  static auto& chunks = *new Chunks;
  chunks.free.reserve(kKept);
  PyObject_GetArenaAllocator(&chunks.system);
  PyObjectArenaAllocator ours{&chunks, &take_chunk, &give_chunk};
  PyObject_SetArenaAllocator(&ours);
}

base::Result<void> failed(const PyStatus& status) {
  return base::fail(base::Code::kInternal,
                    std::string("CPython does not start: ") + (status.err_msg ? status.err_msg : "unknown reason"));
}

}  // namespace

base::Result<void> start_interpreter(const std::filesystem::path& packages, const std::filesystem::path& virtual_env) {
  // Extension modules are not linked with libpython: they look for its symbols among the global ones.
  if (!::dlopen(ZATO_LIBPYTHON, RTLD_NOW | RTLD_GLOBAL))
    return base::fail(base::Code::kUnsupported, std::string("CPython cannot be loaded: ") + ::dlerror());

  // CPython finds a virtual environment by the program in it.
  const auto program =
      virtual_env.empty() ? std::filesystem::path(ZATO_PYTHON_PROGRAM) : virtual_env / "bin" / "python3";
  if (!std::filesystem::exists(program))
    return base::fail(base::Code::kNotFound, "there is no " + program.string() + ", so no virtual environment");

  PyPreConfig before;
  PyPreConfig_InitPythonConfig(&before);
  before.utf8_mode = 1;
  before.use_environment = 0;
  if (const auto status = Py_PreInitialize(&before); PyStatus_Exception(status)) return failed(status);
  keep_chunks();

  PyConfig config;
  PyConfig_InitPythonConfig(&config);
  config.install_signal_handlers = 0;  // signals are the worker's
  config.use_environment = 0;          // what runs does not depend on who started the server
  config.user_site_directory = 0;
  PyStatus status = PyConfig_SetBytesString(&config, &config.program_name, program.c_str());
  if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  if (PyStatus_Exception(status)) return failed(status);

  PyObject* path = PySys_GetObject("path");  // borrowed
  PyObject* ours = PyUnicode_DecodeFSDefault(packages.c_str());
  PyList_Insert(path, 0, ours);
  Py_DECREF(ours);
  return {};
}

}  // namespace zato::service::python
