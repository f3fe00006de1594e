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
                 {.help = "Milliseconds after which a response counts as slow; below 99999 slow ones are kept",
                  .min = 1,
                  .list = true})
          .field("sample_req_resp_freq", &Service::sample_req_resp_freq,
                 {.help = "One call in so many is kept with its request and response; 0: none", .min = 0})
          .field("max_concurrent", &Service::max_concurrent,
                 {.help = "Calls that may run at a time in one worker; 0: any number",
                  .min = 0,
                  .max = 1'000'000,
                  .group = "limits"})
          .field("max_concurrent_wait", &Service::max_concurrent_wait,
                 {.help = "Milliseconds that calls beyond max_concurrent wait for their turn; 0: they get 503 at once",
                  .min = 0,
                  .max = 3'600'000,
                  .group = "limits"})
          .field("execution", &Service::execution,
                 {.help = "Where its calls run: on the event loop, on a thread that may block, on one for long "
                          "computations, or as its code declares. Python services always run in Python's thread",
                  .one_of = {"declared", "fiber", "thread", "cpu"},
                  .group = "limits"})
          .field("timeout", &Service::timeout,
                 {.help = "Milliseconds after which nobody waits for a call any more; 0: as its code declares",
                  .min = 0,
                  .max = 86'400'000,
                  .group = "limits"})
          .field("is_json_schema_enabled", &Service::is_json_schema_enabled,
                 {.help = "Whether input is checked against the service's JSON schema", .group = "json schema"})
          .field("needs_json_schema_err_details", &Service::needs_json_schema_err_details,
                 {.help = "Whether callers are told what the schema finds wrong", .group = "json schema"})
          .block(&Service::rate_limit)
          .done();
  return type;
}

}  // namespace zato::objects
