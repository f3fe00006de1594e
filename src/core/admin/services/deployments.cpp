// zato.deployment.*, zato.service.upload-package and their like: files of services, from upload to removal. What takes
// long (trial, loading on all servers) is done by whoever runs the services (Surroundings::deploy); here are its ends.
// What was deployed: deployment_history.cpp.
#include "admin/input.hpp"
#include "admin/services/families.hpp"
#include "base/text.hpp"
#include "deploy/activate.hpp"
#include "deploy/runs.hpp"
#include "objects/deployment.hpp"

namespace zato::admin {

namespace {

using base::Code;
using base::fail;
using base::Result;
using schema::Kind;

Result<Answer> order(const Surroundings& around, const Caller& caller, DeployOrder wanted) {
  if (!around.deploy) return fail(Code::kUnavailable, "only a running server deploys: start one");
  ZATO_TRY(auto body, around.deploy(caller, std::move(wanted)));
  return Answer{.body = std::move(body)};
}

Result<std::string> bytes_of(const Json& input) {
  const auto payload = input.find("payload");
  const auto* text = payload == input.end() ? nullptr : payload->get_ptr<const std::string*>();
  auto bytes = base::base64_decode(text ? std::string_view(*text) : std::string_view());
  if (!bytes) return fail(Code::kInvalidArgument, "payload: must be base64");
  return std::move(*bytes);
}

Result<Answer> upload(const Surroundings& around, const Caller& caller, const Json& input) {
  ZATO_TRY(auto bytes, bytes_of(input));
  const auto name = *text_in(input, "payload_name");
  DeployOrder wanted;
  wanted.files.push_back(
      {.name = name, .bytes = std::move(bytes), .signature = text_in(input, "signature").value_or("")});
  return order(around, caller, std::move(wanted));
}

// Zato's name for it, which tells the services under a name of its own.
Result<Answer> upload_hot(const Surroundings& around, const Caller& caller, const Json& input) {
  ZATO_TRY(auto answer, upload(around, caller, input));
  answer.body["services_deployed"] = answer.body.at("services");
  return answer;
}

// [{"name", "payload", "signature"}]
Result<Answer> create(const Surroundings& around, const Caller& caller, const Json& input) {
  const auto& list = input.at("files");
  if (!list.is_array()) return fail(Code::kInvalidArgument, "files: must be a list");
  DeployOrder wanted;
  for (const auto& one : list) {
    if (!one.is_object() || !text_in(one, "name") || !one.contains("payload") || !one["payload"].is_string())
      return fail(Code::kInvalidArgument, "files: each must be an object with `name` and `payload`");
    ZATO_TRY(auto bytes, bytes_of(one));
    wanted.files.push_back({.name = *text_in(one, "name"),
                            .bytes = std::move(bytes),
                            .signature = text_in(one, "signature").value_or("")});
  }
  return order(around, caller, std::move(wanted));
}

Result<Answer> roll_back(const Surroundings& around, const Caller& caller, const Json& input) {
  return order(around, caller,
               {.versions = {{*text_in(input, "name"), *number_in(input, "number")}},
                .signature = text_in(input, "signature").value_or("")});
}

Result<Answer> remove(const Surroundings& around, const Caller& caller, const Json& input) {
  return order(around, caller,
               {.signature = text_in(input, "signature").value_or(""), .removed = {*text_in(input, "name")}});
}

Result<Answer> activate(Context& context, const Json& input) {
  auto& odb = context.store.connection();
  ZATO_TRY(const auto run, deploy::find_run(odb, context.store.cluster_id(), *number_in(input, "deployment")));
  if (run.state == deploy::RunState::kLoading)
    return fail(Code::kConflict, "deployment " + std::to_string(run.id) +
                                     " cannot be put in force: not all workers have reported that they have loaded it");
  if (run.state != deploy::RunState::kPrepared)
    return fail(Code::kConflict, "deployment " + std::to_string(run.id) + " is over already");
  ZATO_TRY(const auto done, deploy::activate(context.store, run, run.actor));
  const auto& type = objects::Deployment::type();
  for (const auto& one : done) context.deeds.push_back({type.name, one.id, one.name, one.action, {}});
  return Answer{.body = {{"deployment", run.id}}};
}

}  // namespace

std::vector<Service> deployment_services() {
  const auto outcome = [] {
    return Shape{
        .parameters = {{.name = "success", .kind = Kind::kBool, .help = "Whether it is deployed"},
                       {.name = "msg", .help = "What became of it"},
                       {.name = "deployment", .kind = Kind::kInt, .help = "Number of the deployment"},
                       {.name = "sequence", .kind = Kind::kInt, .help = "Number of the change of configuration"},
                       {.name = "is_everywhere",
                        .kind = Kind::kBool,
                        .help = "Whether all workers of all running servers have switched"},
                       {.name = "files", .kind = Kind::kList, .help = "Files that were deployed"},
                       {.name = "services", .kind = Kind::kList, .help = "Services in them"},
                       {.name = "removed", .kind = Kind::kList, .help = "Files that were removed"}}};
  };
  const Parameter signature{.name = "signature", .help = "Text of the file's signature, where servers want one"};
  const Shape package{.parameters = {{.name = "payload_name", .help = "Name of the file", .required = true},
                                     {.name = "payload", .help = "Its bytes, in base64", .required = true},
                                     signature}};
  std::vector<Service> services;
  for (const char* name : {"zato.service.upload-package", "zato.ide-deploy.create"}) {
    services.push_back({.name = name,
                        .help = "Deploys a file of services to all servers, and answers when it is in force on them.",
                        .needs = Permission::kDevelop,
                        .input = package,
                        .output = outcome,
                        .run_outside = upload});
  }
  services.push_back(
      {.name = "zato.hot-deploy.create",
       .help = "Deploys a file of services to all servers, and answers when it is in force on them.",
       .needs = Permission::kDevelop,
       .input = package,
       .output =
           [outcome] {
             auto shape = outcome();
             shape.parameters.push_back(
                 {.name = "services_deployed", .kind = Kind::kList, .help = "Services that were deployed"});
             return shape;
           },
       .run_outside = upload_hot});
  services.push_back({.name = "zato.deployment.create",
                      .help = "Deploys files of services to all servers, all of them or none.",
                      .needs = Permission::kDevelop,
                      .input = {.parameters = {{.name = "files",
                                                .help = "List of objects with `name`, `payload` in base64 and, where "
                                                        "servers want one, `signature`",
                                                .required = true,
                                                .any = true}}},
                      .output = outcome,
                      .run_outside = create});
  services.push_back(
      {.name = "zato.deployment.rollback",
       .help = "Deploys an earlier version of a file again.",
       .needs = Permission::kDevelop,
       .input =
           {.parameters = {{.name = "name", .help = "Name of the file", .required = true},
                           {.name = "number", .kind = Kind::kInt, .help = "Number of the version", .required = true},
                           signature}},
       .output = outcome,
       .run_outside = roll_back});
  services.push_back({.name = "zato.deployment.delete",
                      .help = "Removes a deployed file, and the services in it, from all servers.",
                      .needs = Permission::kDevelop,
                      .input = {.parameters = {{.name = "name", .help = "Name of the file", .required = true},
                                               {.name = "signature",
                                                .help = "Text of the removal's signature, where servers want one"}}},
                      .output = outcome,
                      .run_outside = remove});
  services.push_back(
      {.name = "zato.deployment.activate",
       .help =
           "The last step of a deployment, refused until all servers have loaded it. The server that carries it out "
           "calls this.",
       .needs = Permission::kDevelop,
       .writes = true,
       .input = {.parameters = {{.name = "deployment",
                                 .kind = Kind::kInt,
                                 .help = "Number of the deployment",
                                 .required = true}}},
       .output = [] { return Shape{.parameters = {{.name = "deployment", .kind = Kind::kInt, .help = "Its number"}}}; },
       .run = activate});
  return services;
}

}  // namespace zato::admin
