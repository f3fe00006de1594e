// ResponseCache: answers of REST channels that have a cache, so that the same question is not put to the service again.
// In the memory of each worker, limited as the cache's definition says. Loop thread; used by rest.cpp and
// channel_maker.cpp.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "http/message.hpp"
#include "objects/cache.hpp"
#include "odb/snapshot.hpp"
#include "server/channels/channel.hpp"

namespace zato::server {

// What must be equal for an answer to be given again: channel with its configuration, caller, verb, path, parameters in
// any order, body. A digest.
std::string cache_key(const Channel& channel, const zato::Channel& seen, const http::Request& request);

class ResponseCache {
 public:
  // A definition that is not active keeps and finds nothing.
  void set_definition(const objects::BuiltinCache* definition);

  bool find(const std::string& key, std::int64_t expiry, base::MonotonicTime now, http::Response& response);

  // Only what is good for everybody who asks the same: 200, without Set-Cookie, not larger than the definition lets it
  // be. `expiry` in seconds, 0: for as long as there is room. What was not asked for longest goes first.
  void keep(const std::string& key, std::int64_t expiry, base::MonotonicTime now, const http::Response& response);

  std::size_t size() const noexcept { return answers_.size(); }

 private:
  struct Kept {
    std::string key;
    http::Response response;
    base::MonotonicTime expires;
  };
  using Answers = std::list<Kept>;  // the last one used is the first

  static base::MonotonicTime end_of(std::int64_t expiry, base::MonotonicTime now);
  void drop(Answers::iterator kept);
  void make_room();

  bool is_active_ = false;
  bool extends_ = false;  // an answer that is given again lives longer
  std::size_t most_ = 0;
  std::size_t largest_ = 0;  // bytes
  Answers answers_;
  std::unordered_map<std::string, Answers::iterator> by_key_;
};

// One for each definition, shared by its channels.
class ResponseCaches {
 public:
  std::shared_ptr<ResponseCache> of(schema::Id definition, const odb::Snapshot& snapshot);
  void update(schema::Id definition, const odb::Snapshot& next);
  void clear() { caches_.clear(); }

 private:
  std::unordered_map<schema::Id, std::shared_ptr<ResponseCache>> caches_;
};

}  // namespace zato::server
