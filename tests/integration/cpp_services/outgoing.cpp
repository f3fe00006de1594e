// Calls a connection as it is told and tells what came of it; outgoing.py does the same in Python.
#include <zato/json.hpp>
#include <zato/service.hpp>

namespace {

using zato::Json;

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

template <class Fields>
Fields fields_of(const Json& input, const char* name) {
  Fields fields;
  const auto given = input.value(name, Json::object());
  for (const auto& [key, value] : given.items()) fields.add(key, text_of(value));
  return fields;
}

class Call : public zato::Service {
  void handle() override {
    const auto input = request.payload.as<Json>();
    zato::RestOptions options;
    options.redirects = input.value("redirects", false) ? 10 : 0;
    try {
      const auto connection = out.rest[input.at("conn").get<std::string>()];
      const auto answer =
          connection.send(input.value("method", "GET"), payload_of(input), fields_of<zato::Params>(input, "params"),
                          fields_of<zato::Headers>(input, "headers"), options);
      Json told{{"status", answer.status()}, {"ok", answer.ok()}, {"text", answer.text()}};
      if (answer.content_type() == "application/json" && !answer.text().empty()) told["json"] = answer.json();
      response.payload = told;
    } catch (const zato::RestError& error) {
      response.payload = Json{{"error", static_cast<int>(error.problem())}, {"message", error.what()}};
    }
  }

  static zato::Payload payload_of(const Json& input) {
    const auto data = input.find("data");
    if (data == input.end()) return {};
    return data->is_string() ? zato::Payload(data->get<std::string>()) : zato::Payload(*data);
  }
};

// What a service that does not care answers.
class Careless : public zato::Service {
  void handle() override { response.payload = out.rest[request.http.query.at("conn")].get().text(); }
};

const zato::Register<Call> on_fiber("outgoing.cpp.fiber");
const zato::Register<Call> on_thread("outgoing.cpp.thread", {.execution = zato::Execution::kThread});
const zato::Register<Call> on_cpu("outgoing.cpp.cpu", {.execution = zato::Execution::kCpu});
const zato::Register<Careless> careless("outgoing.cpp.careless");

}  // namespace
