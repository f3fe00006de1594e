// SHA-256, for chains and fingerprints of what is no secret.
#pragma once

#include <string>
#include <string_view>

namespace zato::security {

std::string sha256_hex(std::string_view bytes);  // 64 digits

}  // namespace zato::security
