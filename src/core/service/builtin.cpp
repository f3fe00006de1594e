// Built-in services (builtin.hpp). Admin services return the bare answer; the channel adds `zato_env` and the response
// element.
#include "service/builtin.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "service/principal.hpp"
#include "zato/json.hpp"
#include "zato/service.hpp"

namespace zato::service {
namespace {

// What an administrator lets a gateway do. The services that are invoked in turn are not its business.
void check_whitelist(const zato::Channel& channel, std::string_view target) {
  const auto& allowed = channel.service_whitelist;
  if (allowed.empty() || std::ranges::find(allowed, target) != allowed.end()) return;
  throw Forbidden("Service `{}` is not in the whitelist of channel `{}`", target, channel.name);
}

class Ping final : public zato::Service {
  void handle() override { response.payload = R"({"pong": "zato"})"; }
};

class Echo final : public zato::Service {
  void handle() override { response.payload = std::move(request.payload); }
};

class InputLogger final : public zato::Service {
  void handle() override {
    logger.info("input of {} bytes through {} `{}`: {}", request.payload.size(), channel->type, channel->name,
                std::string_view(request.payload));
  }
};

// For the development of clients: their requests are in the log as they came.
class RawRequestLogger final : public zato::Service {
  void handle() override { logger.info("raw request: {}", std::string_view(request.payload)); }
};

class JsonRawRequestLogger final : public zato::Service {
  void handle() override {
    logger.info("raw request: {}", std::string_view(request.payload));
    response.payload = Json{{"status", "OK"}};
  }
};

// What became of the input: one line per key.
class SioInputLogger final : public zato::Service {
  void handle() override {
    const auto input = request.payload.as<Json>();
    if (!input.is_object()) throw BadRequest("The input is not a JSON object");
    for (const auto& [key, value] : input.items()) logger.info("input: {} = {}", key, value.dump());
  }
};

class DemoPing final : public zato::Service {
  void handle() override { response.payload = Json{{"is_ok", true}, {"cid", cid}}; }
};

// zato.service.invoke: {name | id, payload: base64} -> {response: base64}.
class Invoke final : public zato::Service {
 public:
  explicit Invoke(const Registry& registry) : registry_(registry) {}

 private:
  void handle() override {
    const auto input = request.payload.as<Json>();
    if (!input.is_object()) throw BadRequest("The input is not a JSON object");
    const std::string target = service_name(input);
    check_whitelist(*channel, target);
    const auto payload = base::base64_decode(text(input, "payload"));
    if (!payload) throw BadRequest("`payload` is not base64");
    if (is_set(input, "async") || is_set(input, "is_async")) {  // 2.0 and 3.2
      const auto accepted = invoke_async(target, *payload,
                                         {.expiration = expiration(input), .data_format = text(input, "data_format")});
      response.payload = Json{{"response", base::base64_encode(accepted)}};
      return;
    }
    Environ hints;
    hints.emplace(is_set(input, "skip_response_elem") ? kSkipsElement : kWantsElement, "true");
    Payload answer = invoke(target, *payload, {.environ = hints, .data_format = text(input, "data_format")});
    response.payload = Json{{"response", base::base64_encode(answer.bytes())}};
  }

  static bool is_set(const Json& input, const char* key) {
    const auto found = input.find(key);
    return found != input.end() && is_true(*found);
  }

  static bool is_true(const Json& value) {
    return value.is_boolean() ? value.get<bool>()
                              : value.is_string() && base::parse_bool(value.get<std::string>()).value_or(false);
  }

  // In seconds; none: however late.
  static std::chrono::milliseconds expiration(const Json& input) {
    const auto found = input.find("expiration");
    if (found == input.end() || found->is_null()) return {};
    if (!found->is_number() || found->get<double>() < 0) throw BadRequest("`expiration` is not a number of seconds");
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::min(found->get<double>(), 1e9) * 1000));
  }

  static std::string text(const Json& input, const char* key) {
    const auto found = input.find(key);
    if (found == input.end() || found->is_null()) return {};
    if (!found->is_string()) throw BadRequest("`{}` is not a string", key);
    return found->get<std::string>();
  }

  std::string service_name(const Json& input) const {
    const std::string by_name = text(input, "name");
    const bool has_id = input.contains("id") && !input["id"].is_null();
    if (by_name.empty() == !has_id) throw BadRequest("Exactly one of `name` and `id` is needed");
    if (has_id) return name_of(input["id"]);
    if (!registry_.find(by_name)) throw NotFound("Service `{}` does not exist", by_name);
    return by_name;
  }

  std::string name_of(const Json& id) const {
    const std::string text = id.is_string() ? id.get<std::string>() : id.dump();
    const auto number = base::parse_number<std::int64_t>(text);
    const auto entries = registry_.list();
    const auto found = std::ranges::find_if(
        entries, [&](const auto& entry) { return number && entry->id == *number && *number != 0; });
    if (found == entries.end()) throw NotFound("Service with id `{}` does not exist", text);
    return (*found)->name;
  }

  const Registry& registry_;
};

// pub.zato.service.service-invoker, behind /zato/api/invoke/{service_name}: payload in, payload out.
class ServiceInvoker final : public zato::Service {
 public:
  explicit ServiceInvoker(const Registry& registry) : registry_(registry) {}

 private:
  void handle() override {
    const std::string& target = request.channel_params.at("service_name");
    check_whitelist(*channel, target);
    const auto entry = registry_.find(target);
    if (!entry) throw BadRequest("No such service `{}`", target);
    if (entry->is_internal && !entry->is_guarded) throw Forbidden("Service `{}` cannot be invoked this way", target);
    response.payload = invoke(target, input(), {.data_format = request.data_format});
  }

  // GET has its input in the query string, unless there is a body.
  Payload input() {
    if (request.http.method != "GET" || !request.payload.empty()) return std::move(request.payload);
    Json from_query = Json::object();
    for (const auto& [key, value] : request.http.query) from_query.emplace(key, value);
    return from_query.empty() ? Payload() : Payload(from_query);
  }

  const Registry& registry_;
};

template <class T>
class Builtin final : public Implementation {
 public:
  explicit Builtin(const Registry& registry) : registry_(registry) {}

  void execute(zato::Call& call) const override {
    if constexpr (std::constructible_from<T, const Registry&>) {
      T service(registry_);
      zato::detail::run(service, call);
    } else {
      T service;
      zato::detail::run(service, call);
    }
  }

 private:
  const Registry& registry_;
};

template <class T>
Entry entry(const Registry& registry, std::string name) {
  return {.name = std::move(name),
          .class_name = typeid(T).name(),
          .is_internal = true,
          .implementation = std::make_shared<Builtin<T>>(registry)};
}

}  // namespace

base::Result<void> add_builtin_services(Registry& registry) {
  std::vector<Entry> entries;
  for (const char* name : {"zato.ping", "zato.ping2", "pub.zato.ping"}) entries.push_back(entry<Ping>(registry, name));
  for (const char* name : {"zato.helpers.echo", "helpers.echo"}) entries.push_back(entry<Echo>(registry, name));
  for (const char* name : {"zato.helpers.input-logger", "pub.helpers.input-logger", "helpers.input-logger"}) {
    entries.push_back(entry<InputLogger>(registry, name));
  }
  for (const char* name : {"pub.helpers.raw-request-logger", "helpers.raw-request-logger"}) {
    entries.push_back(entry<RawRequestLogger>(registry, name));
  }
  entries.push_back(entry<JsonRawRequestLogger>(registry, "zato.helpers.json-raw-request-logger"));
  entries.push_back(entry<SioInputLogger>(registry, "zato.helpers.sio-input-logger"));
  entries.push_back(entry<DemoPing>(registry, "demo.ping"));
  entries.push_back(entry<Invoke>(registry, "zato.service.invoke"));
  entries.push_back(entry<ServiceInvoker>(registry, "pub.zato.service.service-invoker"));
  return registry.replace("built in", std::move(entries));
}

}  // namespace zato::service
