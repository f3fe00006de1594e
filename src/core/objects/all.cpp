#include "objects/all.hpp"

#include "objects/admin_grant.hpp"
#include "objects/amqp.hpp"
#include "objects/api_key.hpp"
#include "objects/basic_auth.hpp"
#include "objects/cache.hpp"
#include "objects/cluster.hpp"
#include "objects/deployment.hpp"
#include "objects/email.hpp"
#include "objects/ibm_mq.hpp"
#include "objects/jwt.hpp"
#include "objects/ntlm.hpp"
#include "objects/oauth.hpp"
#include "objects/outgoing_ftp.hpp"
#include "objects/outgoing_http.hpp"
#include "objects/outgoing_sql.hpp"
#include "objects/pubsub_endpoint.hpp"
#include "objects/pubsub_subscription.hpp"
#include "objects/pubsub_topic.hpp"
#include "objects/rest_channel.hpp"
#include "objects/scheduler_job.hpp"
#include "objects/security_group.hpp"
#include "objects/server.hpp"
#include "objects/service.hpp"
#include "objects/soap_channel.hpp"
#include "objects/tls_security.hpp"
#include "objects/wss.hpp"
#include "objects/zmq.hpp"

namespace zato::objects {

const schema::Registry& all() {
  static const schema::Registry registry({
      &Cluster::type(),
      &Server::type(),
      &Service::type(),
      &Deployment::type(),
      &BasicAuth::type(),
      &ApiKey::type(),
      &Jwt::type(),
      &Wss::type(),
      &OAuth::type(),
      &Ntlm::type(),
      &TlsChannelSecurity::type(),
      &TlsKeyCert::type(),
      &TlsCaCert::type(),
      &SecurityGroup::type(),
      &AdminGrant::type(),
      &BuiltinCache::type(),
      &RestChannel::type(),
      &SoapChannel::type(),
      &OutgoingRest::type(),
      &OutgoingSoap::type(),
      &SchedulerJob::type(),
      &OutgoingSql::type(),
      &OutgoingFtp::type(),
      &AmqpDefinition::type(),
      &AmqpChannel::type(),
      &OutgoingAmqp::type(),
      &IbmMqDefinition::type(),
      &IbmMqChannel::type(),
      &OutgoingIbmMq::type(),
      &ZmqChannel::type(),
      &OutgoingZmq::type(),
      &Smtp::type(),
      &Imap::type(),
      &PubSubTopic::type(),
      &PubSubEndpoint::type(),
      &PubSubSubscription::type(),
  });
  return registry;
}

}  // namespace zato::objects
