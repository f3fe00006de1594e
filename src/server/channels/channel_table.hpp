// ChannelTable: the channels of a worker, found by path and method, by id and by what they refer to. Adding, replacing and
// removing one costs the same however many there are. Loop thread; used by rest.cpp.
#pragma once

#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "http/router.hpp"
#include "server/channels/channel.hpp"

namespace zato::server {

class ChannelTable {
 public:
  // Channels of one path and method, told apart by the Accept header that they ask for; those that ask for more come first.
  using Group = std::vector<std::shared_ptr<const Channel>>;
  using Match = http::Router<Group>::Match;

  // In place of the one with the same id. kInvalidArgument for a path that cannot be; the one with the same id is gone then, too.
  base::Result<void> put(std::shared_ptr<const Channel> channel);
  void remove(schema::Id id);

  // Valid until the next put() or remove(): copy the channel before anything that waits.
  Match find(http::Method method, std::string_view path, std::vector<http::PathParameter>& parameters) const {
    return router_.find(method, path, parameters);
  }
  const Channel* find(schema::Id id) const;
  std::size_t size() const noexcept { return by_id_.size(); }

  enum class Target { kService, kSecurity };
  const std::unordered_set<schema::Id>& referring_to(Target target, schema::Id id) const;
  const std::unordered_set<schema::Id>& naming_groups() const noexcept { return naming_groups_; }  // by their names, not their ids

 private:
  using Index = std::unordered_map<schema::Id, std::unordered_set<schema::Id>>;
  void refer(const Channel& channel);
  void forget(const Channel& channel);

  http::Router<Group> router_;
  std::unordered_map<schema::Id, std::shared_ptr<const Channel>> by_id_;
  Index by_service_;
  Index by_security_;
  std::unordered_set<schema::Id> naming_groups_;
};

}  // namespace zato::server
