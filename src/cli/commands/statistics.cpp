// zato service stats|slow-responses|sample: how often and how fast services run in a cluster, and what they were sent and
// answered where that is kept.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/admin_client.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"

namespace zato::cli {

namespace {

using nlohmann::json;

const std::vector<Column> kStatsColumns{
    {"name"},          {"item_total_usage", "calls"}, {"item_errors", "errors"}, {"item_slow", "slow"},
    {"item_in_flight", "in flight"}, {"item_last", "last ms"}, {"item_mean", "mean ms"}, {"item_min", "min ms"},
    {"item_max", "max ms"},          {"item_p50", "p50"},      {"item_p95", "p95"},      {"item_p99", "p99"},
    {"item_last_called", "last called"}};

const std::vector<Column> kSlowColumns{{"cid"}, {"req_ts", "began"}, {"proc_time", "ms"}, {"slow_threshold", "threshold ms"}, {"server_name", "server"}};

// Microseconds are enough for people; programs get what there is.
void shorten(json& rows) {
  for (auto& row : rows) {
    for (auto& [key, value] : row.items()) {
      if (value.is_number_float()) value = fmt::format("{:.3f}", value.get<double>());
    }
  }
}

void print(const Arguments& arguments, const std::vector<Column>& columns, json rows) {
  const auto format = parse_format(arguments.text("output"));
  if (format == Format::kTable) shorten(rows);
  print_rows(columns, rows, format);
}

void stats(const Arguments& arguments) {
  json input = json::object();
  if (!arguments.word("name").empty()) input["name"] = arguments.word("name");
  auto rows = connect_admin(arguments)->call("zato.service.get-stats-table", input);
  if (!arguments.word("name").empty() && rows.empty()) {
    throw Failure(ExitCode::kInvalidInput, fmt::format("service {} has not been called yet", arguments.word("name")));
  }
  print(arguments, kStatsColumns, std::move(rows));
}

void slow_responses(const Arguments& arguments) {
  json input{{"name", arguments.word("name")}};
  const auto admin = connect_admin(arguments);
  if (!arguments.has("cid")) {
    print(arguments, kSlowColumns, admin->call("zato.service.get-slow-response-list", input));
    return;
  }
  input["cid"] = arguments.text("cid");
  fmt::print("{}", render_pairs(admin->call("zato.service.get-slow-response", input), parse_format(arguments.text("output"))));
}

void sample(const Arguments& arguments) {
  const auto answer = connect_admin(arguments)->call("zato.service.get-request-response", {{"name", arguments.word("name")}});
  fmt::print("{}", render_pairs(answer, parse_format(arguments.text("output"))));
}

Positional name_of_service(int least) {
  return {.name = "name", .help = "Name of the service.", .at_least = least, .at_most = 1, .names_of = "service"};
}

}  // namespace

void add_statistics(std::vector<Command>& commands) {
  commands.push_back({.path = {"service", "stats"},
                      .help = "Shows how often and how fast services have run in the cluster, the busiest first.",
                      .positionals = {name_of_service(0)},
                      .options = with_admin_options({table_option()}),
                      .examples = "  zato service stats --path ~/env/qs-1\n  zato service stats crm.get-customer -o json",
                      .says_ok = false,
                      .run = stats});
  commands.push_back({.path = {"service", "slow-responses"},
                      .help = "Lists the slow responses of a service that are kept; with --cid shows one with its messages.",
                      .positionals = {name_of_service(1)},
                      .options = with_admin_options({{.name = "cid", .help = "Show the call with this id.", .value = "CID"}, table_option()}),
                      .examples = "  zato service slow-responses crm.get-customer",
                      .says_ok = false,
                      .run = slow_responses});
  commands.push_back({.path = {"service", "sample"},
                      .help = "Shows the newest sample of what a service was sent and answered (zato service edit NAME --sample-req-resp-freq N).",
                      .positionals = {name_of_service(1)},
                      .options = with_admin_options({table_option()}),
                      .examples = "  zato service sample crm.get-customer -o yaml",
                      .says_ok = false,
                      .run = sample});
}

}  // namespace zato::cli
