// NTLM's messages, version 2 of its answer (MS-NLMP): what a client that knows a password tells a Windows server. Bytes
// in and out, without I/O; used by outgoing connections.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace zato::security {

// The first message.
std::string ntlm_negotiate();

struct NtlmAnswer {
  std::string username = {};  // "user", or "DOMAIN\user"
  base::Secret password = {};
  std::string nonce = {};  // 8 random bytes
  std::uint64_t now = 0;   // in NTLM's measure: ntlm_now()
};

// The answer to a server's challenge. kCorrupt for what is no challenge.
base::Result<std::string> ntlm_authenticate(std::string_view challenge, const NtlmAnswer& answer);

std::uint64_t ntlm_now();  // 100 ns since 1601

std::string md4(std::string_view bytes);  // 16 bytes; NTLM is built on it, nothing else should be

}  // namespace zato::security
