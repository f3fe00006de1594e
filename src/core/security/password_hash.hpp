// Argon2id for the passwords of people and API clients. Each call costs about 20 ms and 19 MiB on purpose: never on an
// event loop; callers run it on a thread pool and remember verified credentials for a while. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace zato::security {

// $argon2id$v=19$m=19456,t=2,p=1$… with a random salt.
base::Result<std::string> hash_password(const base::Secret& password);

// False for a wrong password and for a text that is no such hash.
bool verify_password(const std::string& hash, const base::Secret& password);

}  // namespace zato::security
