// Files that only help the next reload or adoption and are worthless after a power cut: replaced as a whole, but
// without waiting for the disk, which stands between HAProxy's death and its return.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"

namespace zato::lb {

base::Result<void> write_unsynced(const std::filesystem::path& path, std::string_view content);

}  // namespace zato::lb
