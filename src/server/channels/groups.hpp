// Groups: security groups, whose members are found by what callers send, however many there are. Loop thread; used by channel_maker.cpp
// and admission.cpp.
#pragma once

#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "objects/security_group.hpp"
#include "server/channels/guards.hpp"

namespace zato::server {

class Group {
 public:
  struct Found {
    int refused_with = 0;                // 400: two credentials at once, 403: none or wrong ones
    std::shared_ptr<const Guard> member = {};  // whose they are
  };
  Found find(const http::Request& request) const;
  const std::string& name() const noexcept { return name_; }

 private:
  friend class Groups;
  struct Credentials {
    std::string fingerprint;
    std::string header;  // of an API key; empty: Basic authentication
  };
  void put(schema::Id definition, Credentials credentials, std::shared_ptr<const Guard> guard);
  void remove(schema::Id definition);

  std::string name_;
  std::unordered_set<schema::Id> listed_;  // members, whether or not there is anything by which they could be found
  std::unordered_map<std::string, std::shared_ptr<const Guard>> by_fingerprint_;
  std::unordered_map<schema::Id, Credentials> members_;
  std::map<std::string, std::size_t> headers_;  // in which API keys may come, and of how many members
};

class Groups {
 public:
  explicit Groups(Guards& guards) : guards_(guards) {}

  // A group that does not exist lets nobody in. It may come into being later.
  std::shared_ptr<const Group> of(schema::Id group, const odb::Snapshot& snapshot);

  void update(schema::Id group, const odb::Snapshot& next);              // after a change of the group
  void update_member(schema::Id definition, const odb::Snapshot& next);  // after a change of a definition, and of its guard
  void clear();

 private:
  void fill(Group& group, schema::Id id, const odb::Snapshot& snapshot);
  void admit(Group& group, schema::Id definition, const odb::Snapshot& snapshot);

  Guards& guards_;
  std::unordered_map<schema::Id, std::shared_ptr<Group>> groups_;
  std::unordered_map<schema::Id, std::unordered_set<schema::Id>> of_member_;
};

}  // namespace zato::server
