// zato.cluster.get-singleton: which server does what must be done once only.
#include "admin/input.hpp"
#include "admin/services/families.hpp"
#include "lease/status.hpp"

namespace zato::admin {

namespace {

using base::Result;
using schema::Kind;

Result<Answer> get_singleton(Context& context, const Json& input) {
  const auto role = text_in(input, "role").value_or("singleton");
  ZATO_TRY(const auto status, lease::read_status(context.store.connection(), context.store.cluster_id(), role));
  return Answer{.body = {{"role", role},
                         {"holder", status.holder},
                         {"epoch", status.epoch},
                         {"keep_alive_dt", status.renewed_at},
                         {"age", std::chrono::duration<double>(status.age).count()},
                         {"keep_alive_time", std::chrono::duration<double>(status.patience).count()}}};
}

Shape singleton_shape() {
  return {
      .parameters = {{.name = "role", .help = "The role in question"},
                     {.name = "holder", .help = "Name of the server that has it; empty: nobody has"},
                     {.name = "epoch", .kind = Kind::kInt, .help = "Grows each time somebody takes the role"},
                     {.name = "keep_alive_dt", .help = "When it was last renewed (UTC)"},
                     {.name = "age", .kind = Kind::kFloat, .help = "Seconds since then, by the clocks of both hosts"},
                     {.name = "keep_alive_time",
                      .kind = Kind::kFloat,
                      .help = "K of the holder in seconds: others follow within twice as long"}}};
}

}  // namespace

std::vector<Service> cluster_services() {
  return {{.name = "zato.cluster.get-singleton",
           .help = "Tells which server of the cluster does what must be done once only, and since which epoch.",
           .needs = Permission::kRead,
           .input = {.parameters = {{.name = "role", .help = "singleton (if not given) or scheduler"}}},
           .output = singleton_shape,
           .run = get_singleton}};
}

}  // namespace zato::admin
