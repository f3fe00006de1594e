#include "objects/service.hpp"

#include "schema/define.hpp"

namespace zato::objects {

const schema::ObjectType& Service::type() {
  static const auto type =
      schema::Define<Service>({.name = "service",
                               .label = "Service",
                               .help = "Code that channels, the scheduler and other services invoke by name",
                               .services = "zato.service",
                               .noun = "service"})
          .field("name", &Service::name,
                 {.help = "Unique name of the service", .required = true, .unique = true, .max = 300, .list = true})
          .field("is_active", &Service::is_active, {.help = "Whether the service can be invoked", .list = true})
          .field("impl_name", &Service::impl_name,
                 {.help = "Class that implements the service", .max = 2000, .list = true, .internal = true})
          .field("is_internal", &Service::is_internal,
                 {.help = "Whether the service is a part of the platform", .list = true, .internal = true})
          .field("slow_threshold", &Service::slow_threshold,
                 {.help = "Milliseconds after which a response counts as slow", .min = 1, .list = true})
          .field("is_json_schema_enabled", &Service::is_json_schema_enabled,
                 {.help = "Whether input is checked against the service's JSON schema", .group = "json schema"})
          .field("needs_json_schema_err_details", &Service::needs_json_schema_err_details,
                 {.help = "Whether callers are told what the schema finds wrong", .group = "json schema"})
          .block(&Service::rate_limit)
          .done();
  return type;
}

}  // namespace zato::objects
