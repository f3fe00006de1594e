// zato messages list|show|replay|delete|stats: asynchronous invocations of a cluster: what waits, what is dead and why.
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

void list(const Arguments& arguments) {
  json input{{"state", arguments.text("state")}, {"limit", arguments.number("limit", 1, 1000)}};
  if (arguments.has("service")) input["service"] = arguments.text("service");
  print_rows({{"id"}, {"state"}, {"service"}, {"cid"}, {"accepted_at"}, {"size"}, {"reason"}},
             connect_admin(arguments)->call("zato.message.get-list", input), parse_format(arguments.text("output")));
}

void show(const Arguments& arguments) {
  const auto message = connect_admin(arguments)->call("zato.message.get", {{"id", arguments.word("id")}});
  fmt::print("{}", render_pairs(message, parse_format(arguments.text("output"))));
}

// All dead letters of a service, in turns of as many as one list holds.
void all_dead(const Arguments& arguments, const char* service) {
  const auto admin = connect_admin(arguments);
  const json input{{"state", "dead"}, {"service", arguments.text("service")}, {"limit", 1000}};
  std::size_t count = 0;
  while (true) {
    const auto letters = admin->call("zato.message.get-list", input);
    for (const auto& letter : letters) admin->call(service, {{"id", letter.at("id")}});
    count += letters.size();
    if (letters.size() < 1000) break;
  }
  print_report(fmt::format("{} messages", count));
}

void deal(const Arguments& arguments, const char* service) {
  const auto& ids = arguments.list("id");
  if (ids.empty() == !arguments.has("service"))
    throw Failure(ExitCode::kInvalidInput, "either IDs of messages or --service is needed");
  if (arguments.has("service")) return all_dead(arguments, service);
  const auto admin = connect_admin(arguments);
  for (const auto& id : ids) admin->call(service, {{"id", id}});
  print_ok();
}

void stats(const Arguments& arguments) {
  const auto books = connect_admin(arguments)->call("zato.message.get-stats", json::object());
  fmt::print("{}", render_pairs(books, parse_format(arguments.text("output"))));
}

Command command(std::vector<std::string> path, std::string help, std::vector<Positional> positionals,
                std::vector<Option> options, std::function<void(const Arguments&)> run) {
  return {.path = std::move(path),
          .help = std::move(help),
          .positionals = std::move(positionals),
          .options = with_admin_options(std::move(options)),
          .says_ok = false,
          .run = std::move(run)};
}

}  // namespace

void add_messages(std::vector<Command>& commands) {
  const Option of_service{.name = "service", .help = "All dead letters of this service.", .value = "NAME"};
  const Positional ids{
      .name = "id", .help = "IDs of messages, from zato messages list.", .at_least = 0, .at_most = 1000};
  commands.push_back(command(
      {"messages", "list"}, "Lists asynchronous invocations that are dead, or that wait and run.", {},
      {{.name = "state", .help = "Which ones.", .value = "STATE", .initial = "dead", .one_of = {"dead", "pending"}},
       {.name = "service", .help = "Only those of this service.", .value = "NAME"},
       {.name = "limit", .help = "How many at most, up to 1000.", .value = "N", .initial = "50"},
       table_option()},
      list));
  commands.push_back(command({"messages", "show"}, "Shows one of them, its payload to those who may operate.",
                             {{"id", "Of the message, from zato messages list."}}, {table_option()}, show));
  commands.push_back(command({"messages", "replay"}, "Invokes the services of dead letters again.", {ids}, {of_service},
                             [](const Arguments& arguments) { deal(arguments, "zato.message.replay"); }));
  commands.push_back(command({"messages", "delete"}, "Deletes dead letters, or messages that wait, for good.", {ids},
                             {of_service}, [](const Arguments& arguments) { deal(arguments, "zato.message.delete"); }));
  commands.push_back(command({"messages", "stats"},
                             "Tells how many asynchronous invocations there were and what became of them.", {},
                             {table_option()}, stats));
}

}  // namespace zato::cli
