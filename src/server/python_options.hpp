// What the worker tells Python's side of itself. Used by the worker only.
#pragma once

#include <filesystem>

#include "config/server_settings.hpp"
#include "objects/cipher.hpp"
#include "server/python_objects.hpp"
#include "service/python/host.hpp"

namespace zato::server {

// `cipher` and `known` must live as long as the host. `last_words`: where Python writes its traceback when it crashes; -1: nowhere.
service::python::Host::Options python_options(const std::filesystem::path& directory,
                                              const config::ServerSettings& settings, const objects::Cipher& cipher,
                                              const PythonObjects& known, int last_words);

}  // namespace zato::server
