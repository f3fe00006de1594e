// zato.deployment.*, what was deployed: versions of files, deployments and what became of them, and old versions that are
// not kept any longer.
#include <algorithm>

#include "admin/input.hpp"
#include "admin/services/families.hpp"
#include "base/text.hpp"
#include "deploy/runs.hpp"
#include "deploy/versions.hpp"
#include "objects/deployment.hpp"
#include "odb/server_state.hpp"
#include "odb/worker_state.hpp"

namespace zato::admin {

namespace {

using base::Code;
using base::fail;
using base::Result;
using schema::Kind;

Json described(const deploy::Version& version) {
  return {{"name", version.name},
          {"number", version.number},
          {"digest", version.digest},
          {"language", version.language},
          {"size", version.size},
          {"services", version.services},
          {"deployment", version.run},
          {"deployed_by", version.deployed_by},
          {"deployed_at", version.deployed_at},
          {"is_signed", !version.signature.empty()}};
}

Result<Answer> versions(Context& context, const Json& input) {
  const auto name = *text_in(input, "name");
  ZATO_TRY(const auto found, deploy::versions_of(context.store.connection(), context.store.cluster_id(), name));
  if (found.empty()) return fail(Code::kNotFound, "no version of `" + name + "` was ever deployed");
  std::vector<std::string> digests;
  for (const auto& version : found) digests.push_back(version.digest);
  ZATO_TRY(const auto forgotten,
           deploy::missing_packages(context.store.connection(), context.store.cluster_id(), digests));
  const auto now = context.store.get<objects::Deployment>(name);
  Json out = Json::array();
  for (const auto& version : found) {
    out.push_back(described(version));
    out.back()["is_in_force"] = now && now->number == version.number;
    out.back()["is_forgotten"] = forgotten.contains(version.digest);
  }
  return Answer{.body = std::move(out)};
}

// Of a file, or of the file that a service is in; the version in force unless a number is given.
Result<deploy::Version> version_meant(Context& context, const std::string& name, std::optional<std::int64_t> number) {
  auto wanted = number.value_or(0);
  if (wanted == 0) {
    ZATO_TRY(const auto now, context.store.get<objects::Deployment>(name));
    wanted = now.number;
  }
  return deploy::find_version(context.store.connection(), context.store.cluster_id(), name, wanted);
}

Result<Answer> download(Context& context, const Json& input) {
  ZATO_TRY(const auto version, version_meant(context, *text_in(input, "name"), number_in(input, "number")));
  ZATO_TRY(const auto bytes,
           deploy::load_package(context.store.connection(), context.store.cluster_id(), version.digest));
  auto body = described(version);
  body["payload"] = base::base64_encode(bytes);
  body["signature"] = version.signature;
  return Answer{.body = std::move(body)};
}

// Zato's: of a service, with its names.
Result<Answer> source_info(Context& context, const Json& input) {
  const auto service = *text_in(input, "name");
  ZATO_TRY(auto deployments, context.store.list<objects::Deployment>());
  std::ranges::sort(deployments, std::greater<>(), &objects::Deployment::run);  // the last one is served
  for (const auto& deployment : deployments) {
    if (std::ranges::find(deployment.services, service) == deployment.services.end()) continue;
    ZATO_TRY(const auto bytes,
             deploy::load_package(context.store.connection(), context.store.cluster_id(), deployment.digest));
    const bool readable = deployment.language == "python";
    return Answer{.body = {{"service_name", service},
                           {"source", readable ? base::base64_encode(bytes) : ""},
                           {"source_path", deployment.name},
                           {"source_hash", deployment.digest},
                           {"source_hash_method", "SHA-256"},
                           {"server_name", context.around.server},
                           {"number", deployment.number}}};
  }
  return fail(Code::kNotFound, "service `" + service + "` is not in a deployed file");
}

Json described(const deploy::Run& run) {
  std::vector<std::string> files;
  for (const auto& file : run.plan.files) files.push_back(file.name);
  return {{"deployment", run.id},         {"state", std::string(deploy::name_of(run.state))},
          {"deployed_by", run.actor},     {"sequence", run.sequence},
          {"started_at", run.started_at}, {"ended_at", run.ended_at},
          {"reason", run.reason},         {"files", files},
          {"removed", run.plan.removed}};
}

Result<Answer> runs(Context& context, const Json& input) {
  ZATO_TRY(const auto found, deploy::last_runs(context.store.connection(), context.store.cluster_id(),
                                               number_in(input, "limit").value_or(50)));
  Json out = Json::array();
  for (const auto& run : found) out.push_back(described(run));
  return Answer{.body = std::move(out)};
}

// deployed, loading, failed, or behind: the worker's server is down, or it has not come so far.
Json state_of(const deploy::Run& run, const odb::WorkerState& worker, const std::vector<deploy::Report>& of_run,
              const std::vector<deploy::Report>& in_force) {
  const auto said = [&](const std::vector<deploy::Report>& reports) -> const deploy::Report* {
    const auto at = std::ranges::find_if(reports, [&](const auto& report) {
      return report.server_id == worker.server_id && report.worker == worker.worker;
    });
    return at == reports.end() ? nullptr : &*at;
  };
  std::string state = "loading", detail;
  const auto* about_it = said(of_run);
  const auto* now = said(in_force);
  if (run.state == deploy::RunState::kFailed) {
    state = "failed";
    detail = about_it && about_it->state == "failed" ? about_it->detail : run.reason;
  } else if (run.state == deploy::RunState::kDeployed) {
    state = worker.config_sequence >= run.sequence ? "deployed" : "behind";
    if (now && now->state == "failed") {
      state = "failed";
      detail = now->detail;
    }
  } else if (about_it) {
    state = about_it->state == "prepared" ? "loaded" : about_it->state;
    detail = about_it->detail;
  }
  return {{"worker", worker.worker}, {"state", state}, {"detail", detail}, {"config_sequence", worker.config_sequence}};
}

Result<Answer> status(Context& context, const Json& input) {
  auto& odb = context.store.connection();
  const auto cluster = context.store.cluster_id();
  auto wanted = number_in(input, "deployment").value_or(0);
  if (wanted == 0) {
    ZATO_TRY(const auto last, deploy::last_runs(odb, cluster, 1));
    if (last.empty()) return fail(Code::kNotFound, "nothing was ever deployed");
    wanted = last.front().id;
  }
  ZATO_TRY(const auto run, deploy::find_run(odb, cluster, wanted));
  ZATO_TRY(const auto of_run, deploy::reports(odb, cluster, run.id));
  ZATO_TRY(const auto in_force, deploy::reports(odb, cluster, 0));
  ZATO_TRY(const auto servers, odb::server_states(odb, cluster));
  ZATO_TRY(const auto workers, odb::worker_states(odb, cluster));
  auto body = described(run);
  body["servers"] = Json::array();
  for (const auto& server : servers) {
    Json of_server = Json::array();
    for (const auto& worker : workers) {
      if (worker.server_id == server.server_id) of_server.push_back(state_of(run, worker, of_run, in_force));
    }
    body["servers"].push_back({{"name", server.name},
                               {"up_status", std::string(odb::up_status_name(server.status))},
                               {"workers", std::move(of_server)}});
  }
  return Answer{.body = std::move(body)};
}

Result<Answer> forget(Context& context, const Json& input) {
  const auto keep = *number_in(input, "keep");
  if (keep < 1) return fail(Code::kInvalidArgument, "keep: must be at least 1");
  ZATO_TRY(const auto packages,
           deploy::forget_old_packages(context.store.connection(), context.store.cluster_id(), keep));
  context.deeds.push_back({objects::Deployment::type().name, 0, "all but the last " + std::to_string(keep), "forget", {}});
  return Answer{.body = {{"forgotten", packages}}};
}

std::vector<Parameter> version_parameters() {
  return {{.name = "name", .help = "Name of the file"},
          {.name = "number", .kind = Kind::kInt, .help = "Number of the version"},
          {.name = "digest", .help = "SHA-256 of the bytes"},
          {.name = "language", .help = "python or cpp"},
          {.name = "size", .kind = Kind::kInt, .help = "How many bytes"},
          {.name = "services", .kind = Kind::kList, .help = "Services in it"},
          {.name = "deployment", .kind = Kind::kInt, .help = "Number of the deployment that brought it"},
          {.name = "deployed_by", .help = "Who deployed it"},
          {.name = "deployed_at", .help = "When (UTC)"},
          {.name = "is_signed", .kind = Kind::kBool, .help = "Whether it has a signature"}};
}

std::vector<Parameter> run_parameters() {
  return {{.name = "deployment", .kind = Kind::kInt, .help = "Its number"},
          {.name = "state", .help = "loading, prepared, deployed or failed"},
          {.name = "deployed_by", .help = "Who deploys"},
          {.name = "sequence", .kind = Kind::kInt, .help = "Number of the change of configuration; 0: none"},
          {.name = "started_at", .help = "When it began (UTC)"},
          {.name = "ended_at", .help = "When it was over (UTC)"},
          {.name = "reason", .help = "Why it has failed"},
          {.name = "files", .kind = Kind::kList, .help = "Files that it brings"},
          {.name = "removed", .kind = Kind::kList, .help = "Files that it removes"}};
}

}  // namespace

std::vector<Service> deployment_history_services() {
  const Parameter name{.name = "name", .help = "Name of the file", .required = true};
  return {
      {.name = "zato.deployment.get-versions",
       .help = "Lists all versions of a deployed file, the newest first.",
       .needs = Permission::kRead,
       .input = {.parameters = {name}},
       .output =
           [] {
             Shape shape{.parameters = version_parameters(), .list = true};
             shape.parameters.push_back({.name = "is_in_force", .kind = Kind::kBool, .help = "Whether servers run it"});
             shape.parameters.push_back(
                 {.name = "is_forgotten", .kind = Kind::kBool, .help = "Whether its bytes are not kept any more"});
             return shape;
           },
       .run = versions},
      {.name = "zato.deployment.download",
       .help = "Gives the bytes of a version back.",
       .needs = Permission::kDevelop,
       .input = {.parameters = {name,
                                {.name = "number",
                                 .kind = Kind::kInt,
                                 .help = "Number of the version; the one in force if left out"}}},
       .output =
           [] {
             Shape shape{.parameters = version_parameters()};
             shape.parameters.push_back({.name = "payload", .help = "The bytes, in base64"});
             shape.parameters.push_back({.name = "signature", .help = "Text of the signature, if it has one"});
             return shape;
           },
       .run = download},
      {.name = "zato.service.get-source-info",
       .help = "Gives the source of a deployed service.",
       .needs = Permission::kDevelop,
       .input = {.parameters = {{.name = "name", .help = "Name of the service", .required = true}}},
       .output =
           [] {
             return Shape{.parameters = {{.name = "service_name", .help = "Name of the service"},
                                         {.name = "source", .help = "Source of its file, in base64; empty for C++"},
                                         {.name = "source_path", .help = "Name of the file"},
                                         {.name = "source_hash", .help = "Its digest"},
                                         {.name = "source_hash_method", .help = "SHA-256"},
                                         {.name = "server_name", .help = "Server that answers"},
                                         {.name = "number", .kind = Kind::kInt, .help = "Number of the version"}}};
           },
       .run = source_info},
      {.name = "zato.deployment.get-deployments",
       .help = "Lists the last deployments, the newest first.",
       .needs = Permission::kRead,
       .input = {.parameters = {{.name = "limit", .kind = Kind::kInt, .help = "How many at most; 50 if left out"}}},
       .output = [] { return Shape{.parameters = run_parameters(), .list = true}; },
       .run = runs},
      {.name = "zato.deployment.status",
       .help = "Tells what became of a deployment on each worker of each server.",
       .needs = Permission::kRead,
       .input =
           {.parameters = {{.name = "deployment", .kind = Kind::kInt, .help = "Its number; the last one if left out"}}},
       .output =
           [] {
             Shape shape{.parameters = run_parameters()};
             shape.parameters.push_back({.name = "servers",
                                         .help = "Each server with its workers, each of these deployed, loading, "
                                                 "loaded, behind or failed, and why",
                                         .any = true});
             return shape;
           },
       .run = status},
      {.name = "zato.deployment.forget",
       .help = "Deletes the bytes of old versions, which cannot be rolled back to any more. What is in force stays.",
       .needs = Permission::kDevelop,
       .writes = true,
       .input = {.parameters = {{.name = "keep",
                                 .kind = Kind::kInt,
                                 .help = "How many versions of each file are kept, the newest; at least 1",
                                 .required = true}}},
       .output =
           [] {
             return Shape{.parameters = {{.name = "forgotten", .kind = Kind::kInt, .help = "How many files' bytes went"}}};
           },
       .run = forget}};
}

}  // namespace zato::admin
