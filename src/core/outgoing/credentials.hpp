// Credentials: what a connection proves itself with, read from its security definition. Immutable.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "objects/ntlm.hpp"
#include "objects/oauth.hpp"
#include "odb/snapshot.hpp"

namespace zato::outgoing {

struct Credentials {
  enum class Kind { kNone, kHeader, kBearer, kNtlm };
  Kind kind = Kind::kNone;
  std::string header = {};  // kHeader: name and value
  base::Secret value = {};
  objects::OAuth oauth = {};      // kBearer
  objects::Ntlm ntlm = {};        // kNtlm
  base::Secret certificate = {};  // of TLS, PEM
  // Which row this was read from; equal stamps, equal credentials.
  schema::Id id = 0;
  std::int64_t version = 0;
};

// kNotFound for a definition that does not exist, kPermissionDenied for one that is not active, kUnsupported for one
// that outgoing connections cannot use. No id: none.
base::Result<Credentials> read_credentials(const odb::Snapshot& snapshot, std::optional<schema::Id> security_id);

}  // namespace zato::outgoing
