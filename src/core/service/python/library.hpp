// Finding and loading the library of the Python engine. Used by the host only.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "service/python/engine.hpp"

namespace zato::service::python {

// kUnsupported when this installation has no Python. The library stays until the process ends.
base::Result<std::unique_ptr<Engine>> start_engine(Platform& platform, Engine::Options options);

}  // namespace zato::service::python
