#include "objects/cluster.hpp"

#include "schema/define.hpp"

namespace zato::objects {

const schema::ObjectType& Cluster::type() {
  static const auto type =
      schema::Define<Cluster>({.name = "cluster",
                               .label = "Cluster",
                               .help = "Servers that share one configuration and do the same work",
                               .services = "zato.cluster",
                               .noun = "cluster",
                               .scope = schema::Scope::kGlobal})
          .field("name", &Cluster::name,
                 {.help = "Unique name of the cluster", .required = true, .unique = true, .list = true})
          .field("description", &Cluster::description, {.help = "What the cluster is for", .max = 1000, .list = true})
          .field("odb_type", &Cluster::odb_type,
                 {.help = "Kind of the SQL database that holds the configuration",
                  .required = true,
                  .one_of = {"sqlite", "postgresql", "mysql", "oracle"},
                  .group = "odb"})
          .field("odb_host", &Cluster::odb_host, {.help = "Host of the database", .group = "odb"})
          .field("odb_port", &Cluster::odb_port,
                 {.help = "Port of the database", .min = 0, .max = 65535, .group = "odb"})
          .field("odb_user", &Cluster::odb_user,
                 {.help = "User that servers connect to the database as", .group = "odb"})
          .field("odb_db_name", &Cluster::odb_db_name,
                 {.help = "Name of the database, or path of its file", .max = 1000, .group = "odb"})
          .field("odb_schema", &Cluster::odb_schema,
                 {.help = "Schema within the database (PostgreSQL)", .group = "odb"})
          .field("broker_host", &Cluster::broker_host, {.help = "Host of the cluster's Redis", .group = "broker"})
          .field("broker_port", &Cluster::broker_port,
                 {.help = "Port of the cluster's Redis", .min = 0, .max = 65535, .group = "broker"})
          .field("lb_host", &Cluster::lb_host,
                 {.help = "Host of the load balancer", .required = true, .group = "load balancer", .list = true})
          .field("lb_port", &Cluster::lb_port,
                 {.help = "Port where the load balancer accepts traffic",
                  .min = 1,
                  .max = 65535,
                  .group = "load balancer",
                  .list = true})
          .field("lb_agent_port", &Cluster::lb_agent_port,
                 {.help = "Port of the load balancer's agent", .min = 1, .max = 65535, .group = "load balancer"})
          .field("cw_srv_id", &Cluster::cw_srv_id, {.help = "The server that is the singleton", .state = true})
          .field("cw_srv_keep_alive_dt", &Cluster::cw_srv_keep_alive_dt,
                 {.help = "When the singleton last renewed its role", .state = true})
          .done();
  return type;
}

}  // namespace zato::objects
