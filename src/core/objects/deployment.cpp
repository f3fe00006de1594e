#include "objects/deployment.hpp"

#include "schema/define.hpp"

namespace zato::objects {

const schema::ObjectType& Deployment::type() {
  static const auto type =
      schema::Define<Deployment>({.name = "deployment",
                                  .label = "Deployment",
                                  .help = "A file of services and the version of it that every server runs",
                                  .services = "zato.deployment",
                                  .noun = "deployment"})
          .field("name", &Deployment::name,
                 {.help = "Name of the file", .required = true, .unique = true, .list = true})
          .field(
              "language", &Deployment::language,
              {.help = "What the services are written in", .one_of = {"python", "cpp"}, .list = true, .internal = true})
          .field("number", &Deployment::number,
                 {.help = "Number of the version, counted by file", .min = 0, .list = true, .internal = true})
          .field("digest", &Deployment::digest,
                 {.help = "SHA-256 of the file, in hexadecimal", .max = 64, .list = true, .internal = true})
          .field("size", &Deployment::size, {.help = "Bytes of the file", .min = 0, .internal = true})
          .field("services", &Deployment::services,
                 {.help = "Names of the services that it holds", .list = true, .internal = true})
          .field("run", &Deployment::run,
                 {.help = "Number of the deployment that brought it", .min = 0, .list = true, .internal = true})
          .field("deployed_by", &Deployment::deployed_by, {.help = "Who deployed it", .list = true, .internal = true})
          .field("deployed_at", &Deployment::deployed_at,
                 {.help = "When that was (UTC)", .list = true, .internal = true})
          .field("signature", &Deployment::signature,
                 {.help = "What the file was signed with; empty: it was not", .multiline = true, .internal = true})
          .done();
  return type;
}

}  // namespace zato::objects
