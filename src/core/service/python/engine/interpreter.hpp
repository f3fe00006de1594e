// Starting CPython in the thread that will run it. Used by engine.cpp only.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace zato::service::python {

// Debian's CPython with its own packages, `packages` in front of them. The calling thread has the GIL afterwards.
base::Result<void> start_interpreter(const std::filesystem::path& packages);

}  // namespace zato::service::python
