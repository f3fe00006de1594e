#include "objects/all.hpp"

#include "objects/admin_grant.hpp"
#include "objects/api_key.hpp"
#include "objects/basic_auth.hpp"
#include "objects/cluster.hpp"
#include "objects/rest_channel.hpp"
#include "objects/server.hpp"
#include "objects/service.hpp"

namespace zato::objects {

const schema::Registry& all() {
  static const schema::Registry registry({
      &Cluster::type(),
      &Server::type(),
      &Service::type(),
      &BasicAuth::type(),
      &ApiKey::type(),
      &AdminGrant::type(),
      &RestChannel::type(),
  });
  return registry;
}

}  // namespace zato::objects
