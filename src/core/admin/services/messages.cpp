// zato.message.*: asynchronous invocations: how many, which are dead and why, replayed and deleted. Payloads are shown
// to those who may operate.
#include "admin/input.hpp"
#include "admin/message_desk.hpp"
#include "admin/services/families.hpp"

namespace zato::admin {

namespace {

using base::Result;
using schema::Kind;

constexpr std::int64_t kMost = 1000;

Result<MessageDesk*> desk(const Context& context) {
  if (context.around.messages) return context.around.messages;
  return base::fail(base::Code::kUnavailable, "only a running server knows of asynchronous invocations");
}

Result<Answer> get_stats(Context& context, const Json&) {
  ZATO_TRY(auto* messages, desk(context));
  ZATO_TRY(auto statistics, messages->statistics());
  return Answer{.body = std::move(statistics)};
}

Result<Answer> get_list(Context& context, const Json& input) {
  ZATO_TRY(auto* messages, desk(context));
  const auto state = text_in(input, "state").value_or("dead");
  if (state != "dead" && state != "pending")
    return base::fail(base::Code::kInvalidArgument, "`state` is either dead or pending");
  const auto limit = number_in(input, "limit").value_or(50);
  if (limit < 1 || limit > kMost) return base::fail(base::Code::kInvalidArgument, "`limit` is a number from 1 to 1000");
  ZATO_TRY(auto list,
           messages->list(state == "dead", text_in(input, "service").value_or(""), static_cast<std::size_t>(limit)));
  return Answer{.body = std::move(list)};
}

Result<Answer> get(Context& context, const Json& input) {
  ZATO_TRY(auto* messages, desk(context));
  ZATO_TRY(auto message, messages->find(text_in(input, "id").value_or(""), context.may(Permission::kOperate)));
  return Answer{.body = std::move(message)};
}

using Deal = Result<void> (MessageDesk::*)(const std::string& id);

Result<Answer> deal(Context& context, const Json& input, Deal what, const char* action) {
  ZATO_TRY(auto* messages, desk(context));
  const auto id = text_in(input, "id").value_or("");
  ZATO_CHECK((messages->*what)(id));
  context.deeds.push_back({.object_type = "message", .object_name = id, .action = action});
  return Answer{};
}

const Parameter kId{.name = "id", .help = "Of the message, from zato.message.get-list", .required = true};

std::vector<Parameter> facts() {
  return {{.name = "id", .help = "Which message it is"},
          {.name = "state", .help = "dead, waiting, running or delayed"},
          {.name = "service", .help = "The service that is invoked"},
          {.name = "cid", .help = "Its correlation ID"},
          {.name = "reason", .help = "Why it is dead"},
          {.name = "size", .kind = Kind::kInt, .help = "Bytes that it takes"}};
}

}  // namespace

std::vector<Service> message_services() {
  std::vector<Service> services;
  services.push_back({.name = "zato.message.get-stats",
                      .help = "Tells how many asynchronous invocations were accepted and what became of them.",
                      .needs = Permission::kRead,
                      .output =
                          [] {
                            Shape shape;
                            for (const char* name : {"accepted", "done", "dead", "expired", "pending"})
                              shape.parameters.push_back(
                                  {.name = name, .kind = Kind::kInt, .help = "How many there are"});
                            shape.parameters.push_back({.name = "losses",
                                                        .kind = Kind::kInt,
                                                        .help = "How often Redis was found to have lost data"});
                            shape.parameters.push_back({.name = "missing",
                                                        .kind = Kind::kInt,
                                                        .help = "Messages not done that it had before"});
                            shape.parameters.push_back({.name = "is_guaranteed",
                                                        .kind = Kind::kBool,
                                                        .help = "Whether only a Redis that can keep them is trusted"});
                            shape.open = true;
                            return shape;
                          },
                      .run = get_stats});
  services.push_back(
      {.name = "zato.message.get-list",
       .help = "Lists asynchronous invocations that are dead, or that wait and run.",
       .needs = Permission::kRead,
       .input = {.parameters = {{.name = "state", .help = "dead (if left out) or pending"},
                                {.name = "service", .help = "Only invocations of this service"},
                                {.name = "limit", .kind = Kind::kInt, .help = "How many at most, up to 1000"}}},
       .output = [] { return Shape{.parameters = facts(), .list = true, .open = true}; },
       .run = get_list});
  services.push_back({.name = "zato.message.get",
                      .help = "Shows one asynchronous invocation; its payload to those who may operate.",
                      .needs = Permission::kRead,
                      .input = {.parameters = {kId}},
                      .output = [] { return Shape{.parameters = facts(), .open = true}; },
                      .run = get});
  services.push_back({.name = "zato.message.replay",
                      .help = "Invokes the service of a dead letter again, with all its attempts.",
                      .needs = Permission::kOperate,
                      .input = {.parameters = {kId}},
                      .run = [](Context& context, const Json& input) {
                        return deal(context, input, &MessageDesk::replay, "replay");
                      }});
  services.push_back({.name = "zato.message.delete",
                      .help = "Deletes an asynchronous invocation for good, dead or pending.",
                      .needs = Permission::kOperate,
                      .input = {.parameters = {kId}},
                      .run = [](Context& context, const Json& input) {
                        return deal(context, input, &MessageDesk::remove, "delete");
                      }});
  return services;
}

}  // namespace zato::admin
