// The smallest services, and one for each thing that they look at. Their twins in Python are in python_services/basics.py.
#include <zato/json.hpp>
#include <zato/service.hpp>

namespace {

using zato::Json;

class Greet : public zato::Service {
  void handle() override {
    const auto who = request.payload.as<Json>().at("name").get<std::string>();
    logger.info("greeting {}", who);
    response.payload = Json{{"hello", who}, {"cid", cid}};
  }
};

class Context : public zato::Service {
  void handle() override {
    Json query = Json::object();
    for (const auto& [key, value] : request.http.GET()) query[key].push_back(value);
    response.payload = Json{{"name", name},
                            {"method", request.http.method},
                            {"path", request.http.path},
                            {"GET", query},
                            {"agent", request.http.user_agent()},
                            {"header", request.http.headers.get("x-test")},
                            {"channel", channel->name},
                            {"channel_type", channel->type},
                            {"remote", request.http.peer},
                            {"data_format", request.data_format},
                            {"raw", std::string_view(request.payload)}};
  }
};

class Form : public zato::Service {
  void handle() override {
    Json files = Json::array();
    for (const auto& file : request.http.files) files.push_back({file.name, file.file_name, file.content_type, file.content});
    response.payload = Json{{"a", request.http.POST().get("a")}, {"files", files}};
  }
};

class Raise : public zato::Service {
  void handle() override {
    const auto what = request.payload.as<Json>().at("what").get<std::string>();
    response.headers.set("X-Before", "the failure");
    if (what == "bug") throw std::out_of_range("planted-secret-detail");
    if (what == "unauthorized") throw zato::Unauthorized("who are you", "Basic realm=\"here\"");
    if (what == "busy") throw zato::TooManyRequests("slow down", 7);
    throw zato::Error(std::stoi(what), "the reason");
  }
};

class Respond : public zato::Service {
  void handle() override {
    response.status_code = 202;
    response.headers = {{"X-One", "1"}};
    response.content_type = "text/csv";
    response.payload = "a,b";
  }
};

class Verbs : public zato::Service {
  void handle_GET() override { response.payload = "got"; }
  void handle_POST() override { response.payload = "posted"; }
};

class Hooks : public zato::Service {
  bool accept() override {
    seen = "accept";
    return request.payload != "refuse";
  }
  void before_handle() override {
    seen += " before";
    throw std::runtime_error("a hook that fails");
  }
  void validate_input() override {
    seen += " validate_input";
    if (request.payload == "invalid") throw zato::BadRequest("not valid");
  }
  void handle() override { seen += " handle"; }
  void validate_output() override {
    seen += " validate_output";
    response.payload = seen;
  }
  void after_handle() override { response.payload = response.payload.bytes() + " after"; }
  void finalize_handle() override { response.payload = response.payload.bytes() + " finalize"; }

  std::string seen;
};

const zato::Register<Greet> greet("cpp.greet");
const zato::Register<Context> context("cpp.context");
const zato::Register<Form> form("cpp.form");
const zato::Register<Raise> raise("cpp.raise");
const zato::Register<Respond> respond("cpp.respond");
const zato::Register<Verbs> verbs("cpp.verbs");
const zato::Register<Hooks> hooks("cpp.hooks");

}  // namespace
