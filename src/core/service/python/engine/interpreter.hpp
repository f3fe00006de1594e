// Starting CPython in the thread that will run it. Used by engine.cpp only.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace zato::service::python {

// Debian's CPython, or that of a virtual environment, with its own packages, `packages` in front of them. The calling
// thread has the GIL afterwards.
base::Result<void> start_interpreter(const std::filesystem::path& packages, const std::filesystem::path& virtual_env);

}  // namespace zato::service::python
