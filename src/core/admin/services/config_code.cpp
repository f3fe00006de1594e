#include "admin/services/config_code.hpp"

#include <algorithm>
#include <set>

#include "admin/input.hpp"
#include "admin/policy.hpp"
#include "enmasse/export.hpp"
#include "enmasse/json.hpp"
#include "enmasse/zato_names.hpp"
#include "objects/deployment.hpp"
#include "odb/changes.hpp"
#include "odb/worker_state.hpp"

namespace zato::admin {

using base::Code;
using base::Result;
using schema::Kind;

namespace {

Parameter items_parameter() {
  return {.name = "items",
          .help = "The objects wanted: {type, name, fields, source, line}, references by name",
          .required = true,
          .any = true};
}

std::vector<Parameter> filter_parameters() {
  return {{.name = "include_type", .help = "Types, sections or families, separated by commas; all if not given"},
          {.name = "include_name", .help = "Parts of names, separated by commas; all if not given"}};
}

std::vector<Parameter> plan_parameters() {
  std::vector<Parameter> parameters = {
      items_parameter(),
      {.name = "delete_missing",
       .kind = Kind::kBool,
       .help = "Whether objects that are not among the items are deleted (false)"},
      {.name = "replace",
       .kind = Kind::kBool,
       .help = "Whether fields that an item does not name return to their defaults (false)"}};
  for (auto& parameter : filter_parameters()) parameters.push_back(std::move(parameter));
  return parameters;
}

Parameter number_parameter(std::string name, std::string help, bool required = false) {
  return {.name = std::move(name), .kind = Kind::kInt, .help = std::move(help), .required = required};
}

std::vector<Parameter> plan_answer() {
  return {number_parameter("base_sequence", "The last change of the configuration that was compared with"),
          number_parameter("create", "How many objects would be created"),
          number_parameter("edit", "How many objects would be changed"),
          number_parameter("delete", "How many objects would be deleted"),
          number_parameter("unchanged", "How many objects are as the items want them"),
          {.name = "steps", .help = "What would be done, in its order: {action, type, name, changes}", .any = true},
          {.name = "warnings", .help = "What may be a mistake, one sentence each", .any = true},
          {.name = "problems", .help = "Why it cannot be done, one sentence each", .any = true}};
}

Result<enmasse::Filter> filter_of(const Context& context, const Json& input) {
  return enmasse::Filter::make(context.registry, text_in(input, "include_type").value_or(""),
                               text_in(input, "include_name").value_or(""));
}

Result<enmasse::PlanOptions> options_of(const Context& context, const Json& input) {
  ZATO_TRY(auto filter, filter_of(context, input));
  return enmasse::PlanOptions{.delete_missing = flag_in(input, "delete_missing", false),
                              .replace = flag_in(input, "replace", false),
                              .filter = std::move(filter),
                              .base_sequence = number_in(input, "base_sequence")};
}

// Whoever may not set a secret must not find out by comparison what it is either.
Result<void> check_secrets(const Context& context, const enmasse::Document& document) {
  for (const auto& item : document.items) {
    const bool secret =
        std::ranges::any_of(item.fields, [](const auto& given) { return given.field->kind == Kind::kSecret; });
    if (secret) ZATO_CHECK(may_change(context, *item.type));
  }
  return {};
}

Result<void> check_steps(const Context& context, const enmasse::Plan& plan) {
  std::set<const schema::ObjectType*> types;
  for (const auto& step : plan.steps) {
    if (step.action != enmasse::Action::kUnchanged) types.insert(step.type);
  }
  for (const auto* type : types) ZATO_CHECK(may_change(context, *type));
  return {};
}

Result<enmasse::Document> document_of(const Context& context, const Json& input, enmasse::Problems& problems) {
  auto document = enmasse::from_json(input.value("items", Json()), context.registry, problems);
  ZATO_CHECK(check_secrets(context, document));
  return document;
}

Result<Answer> plan(Context& context, const Json& input) {
  enmasse::Problems problems;
  ZATO_TRY(const auto document, document_of(context, input, problems));
  ZATO_TRY(const auto options, options_of(context, input));
  ZATO_TRY(auto made, enmasse::plan(context.store, context.registry, document, options));
  made.problems.insert(made.problems.begin(), problems.begin(), problems.end());
  ZATO_CHECK(check_steps(context, made));
  return Answer{.body = enmasse::to_json(made)};
}

Deed deed_of(const enmasse::Step& step) {
  Deed deed{.object_type = step.type->name,
            .object_id = step.object ? step.type->system(step.object.get()).id : step.id,
            .object_name = step.name,
            .action = std::string(action_name(step.action))};
  for (const auto& change : step.changes) deed.fields.push_back(change.field);
  return deed;
}

Result<Answer> apply(Context& context, const Json& input) {
  enmasse::Problems problems;
  ZATO_TRY(const auto document, document_of(context, input, problems));
  ZATO_CHECK(to_result(problems));
  ZATO_TRY(const auto options, options_of(context, input));
  ZATO_TRY(const auto applied, enmasse::apply(context.store, context.registry, document, options));
  ZATO_CHECK(check_steps(context, applied.plan));  // an error takes everything back
  for (const auto& step : applied.plan.steps) {
    if (step.action != enmasse::Action::kUnchanged) context.deeds.push_back(deed_of(step));
  }
  auto body = enmasse::to_json(applied.plan);
  body["sequence"] = applied.sequence;
  return Answer{.body = std::move(body)};
}

// Deployed files have a way back of their own (zato.deployment.rollback), which tries them first.
Result<void> keep_code(odb::Store& store, const std::vector<objects::Deployment>& wanted) {
  ZATO_TRY(const auto now, store.list<objects::Deployment>());
  for (auto file : wanted) {
    const auto at = std::ranges::find(now, file.name, &objects::Deployment::name);
    if (at == now.end()) {
      ZATO_CHECK(store.insert(file));
    } else if (at->run != file.run) {
      file.id = at->id;
      file.version = at->version;
      ZATO_CHECK(store.update(file));
    }
  }
  for (const auto& file : now) {
    if (std::ranges::find(wanted, file.name, &objects::Deployment::name) == wanted.end())
      ZATO_CHECK(store.remove(file));
  }
  return {};
}

Result<Answer> rollback(Context& context, const Json& input) {
  const auto to = number_in(input, "sequence").value_or(0);
  auto& store = context.store;
  if (const auto base = number_in(input, "base_sequence")) ZATO_CHECK(store.require_sequence(*base));
  ZATO_TRY(const auto before, odb::lock_sequence(store.connection(), store.cluster_id()));
  if (to < 1 || to > before) {
    return base::fail(Code::kInvalidArgument,
                      "sequence: must be from 1 to " + std::to_string(before) + ", the last change");
  }
  const auto after = [&](std::int64_t sequence) {
    return odb::changes_since(store.connection(), store.cluster_id(), sequence, before);
  };
  ZATO_TRY(const auto undone, after(to));
  for (const auto& change : undone) {
    if (const auto* type = context.registry.find(change.object_type)) ZATO_CHECK(may_change(context, *type));
  }
  std::vector<const schema::ObjectType*> deployed;
  for (const auto* type : context.registry.types()) {
    if (enmasse::is_deployed(*type) || !enmasse::is_in_documents(*type)) deployed.push_back(type);
  }
  ZATO_TRY(const auto code, store.list<objects::Deployment>());
  ZATO_CHECK(store.restore({.to = to, .keep_created = deployed}));
  ZATO_CHECK(keep_code(store, code));
  ZATO_TRY(const auto done, after(before));
  for (const auto& change : done) {
    context.deeds.push_back({.object_type = change.object_type,
                             .object_id = change.object_id,
                             .object_name = change.object_name,
                             .action = change.action});
  }
  return Answer{.body = {{"sequence", before + static_cast<std::int64_t>(done.size())}, {"changes", done.size()}}};
}

Result<Answer> laggards(Context& context, const Json& input) {
  const auto sequence = number_in(input, "sequence").value_or(0);
  ZATO_TRY(const auto states, odb::laggards(context.store.connection(), context.store.cluster_id(), sequence));
  auto list = Json::array();
  for (const auto& state : states) {
    list.push_back({{"server", state.server},
                    {"worker", state.worker},
                    {"config_sequence", state.config_sequence},
                    {"heartbeat", state.heartbeat}});
  }
  return Answer{.body = {{"laggards", std::move(list)}}};
}

Result<Answer> export_it(Context& context, const Json& input) {
  const bool with_secrets = flag_in(input, "with_secrets", false);
  if (with_secrets && context.caller.role != Role::kOwner)
    return base::fail(Code::kPermissionDenied, "only an owner may export secrets");
  ZATO_TRY(auto filter, filter_of(context, input));
  ZATO_TRY(const auto document, enmasse::export_all(context.store, context.registry,
                                                    {.filter = std::move(filter), .with_secrets = with_secrets}));
  const bool json = text_in(input, "format").value_or("yaml") == "json";
  if (with_secrets) context.deeds.push_back({.action = "export-secrets"});
  return Answer{.body = {{"document", json ? enmasse::to_json_file(context.registry, document)
                                           : enmasse::to_yaml_file(context.registry, document)},
                         {"objects", document.items.size()}}};
}

}  // namespace

std::vector<Service> config_code_services() {
  auto apply_input = plan_parameters();
  apply_input.push_back(
      number_parameter("base_sequence", "Of the plan: refused with 409 if anything was changed since"));
  auto export_input = filter_parameters();
  export_input.push_back({.name = "with_secrets", .kind = Kind::kBool, .help = "Whether passwords are in it (false)"});
  export_input.push_back({.name = "format", .help = "yaml or json (yaml)"});
  return {
      {.name = "zato.config.plan",
       .help = "Compares wanted objects with the cluster; changes nothing.",
       .needs = Permission::kChange,
       .input = {.parameters = plan_parameters()},
       .output = [] { return Shape{.parameters = plan_answer()}; },
       .run = plan},
      {.name = "zato.config.apply",
       .help = "Makes the cluster what the wanted objects describe, all of it or nothing.",
       .needs = Permission::kChange,
       .writes = true,
       .input = {.parameters = std::move(apply_input)},
       .output =
           [] {
             auto answer = plan_answer();
             answer.push_back(number_parameter("sequence", "The last change; in force where it has been applied"));
             return Shape{.parameters = std::move(answer)};
           },
       .run = apply},
      {.name = "zato.config.rollback",
       .help = "Takes all changes after one of them back, in one transaction.",
       .needs = Permission::kChange,
       .writes = true,
       .input = {.parameters = {number_parameter("sequence", "The last change that stays", true),
                                number_parameter("base_sequence", "Refused with 409 if the last change is another")}},
       .output =
           [] {
             return Shape{.parameters = {number_parameter("sequence", "The last change now"),
                                         number_parameter("changes", "How many changes it took")}};
           },
       .run = rollback},
      {.name = "zato.config.get-laggards",
       .help = "Which workers of running servers have not applied a change yet.",
       .needs = Permission::kRead,
       .input = {.parameters = {number_parameter("sequence", "Number of the change", true)}},
       .output =
           [] {
             return Shape{
                 .parameters = {{.name = "laggards",
                                 .help = "{server, worker, config_sequence, heartbeat}; empty: in force everywhere",
                                 .any = true}}};
           },
       .run = laggards},
      {.name = "zato.config.export",
       .help = "The configuration as an enmasse document, without default objects.",
       .needs = Permission::kRead,
       .input = {.parameters = std::move(export_input)},
       .output =
           [] {
             return Shape{.parameters = {{.name = "document", .help = "The document, YAML or JSON"},
                                         number_parameter("objects", "How many objects are in it")}};
           },
       .run = export_it},
  };
}

}  // namespace zato::admin
