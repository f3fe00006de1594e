// BearerTokens: OAuth tokens of security definitions, obtained when first needed and kept until shortly before their
// end. One per worker; fibers of its loop. Calls that need the same token at the same time ask for it once.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "http/client.hpp"
#include "objects/oauth.hpp"
#include "rt/event.hpp"

namespace zato::outgoing {

class BearerTokens {
 public:
  // The one in force. Errors name the definition: kTimeout, kUnauthenticated (the server refuses), kCorrupt (it makes
  // no sense), and those of http::Client.
  base::Result<std::string> token(const objects::OAuth& definition, rt::Deadline deadline);

  // The other side did not accept this one: the next call asks anew. A newer one stays.
  void reject(const objects::OAuth& definition, const std::string& token);

  // Forgets what belongs to definitions of which `lives` is false.
  void keep(const std::function<bool(schema::Id id, std::int64_t version)>& lives);

 private:
  struct Entry {
    explicit Entry(const objects::OAuth& of) : definition(of) {}
    objects::OAuth definition;
    std::string token = {};
    base::MonotonicTime good_until{};
    bool asking = false;
    rt::Event asked = {};
    std::string failed = {};  // why the last one that was asked for did not come
  };

  static base::Result<void> ask(Entry& entry, rt::Deadline deadline);

  std::map<schema::Id, std::shared_ptr<Entry>> entries_;
};

}  // namespace zato::outgoing
