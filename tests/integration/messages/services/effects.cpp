// Services of the scenarios about asynchronous invocations: one that starts many, one whose effect can be counted, one
// that does harm.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <zato/json.hpp>
#include <zato/service.hpp>

namespace {

using zato::Json;

// {service, directory, ids, keyed} -> {accepted, unsure}: those that the cluster has, and those that nobody knows of.
class Start : public zato::Service {
  void handle() override {
    const auto input = request.payload.as<Json>();
    Json accepted = Json::array(), unsure = Json::array();
    for (const auto& id : input.at("ids")) {
      zato::AsyncOptions options{.data_format = "json"};
      if (input.value("keyed", false)) options.idempotency_key = "effect-" + id.dump();
      try {
        invoke_async(input.at("service").get<std::string>(),
                     Json{{"id", id}, {"directory", input.at("directory")}, {"how", input.value("how", "")}},
                     std::move(options));
        accepted.push_back(id);
      } catch (const zato::Error&) {
        unsure.push_back(id);
      }
    }
    response.payload = Json{{"accepted", std::move(accepted)}, {"unsure", std::move(unsure)}};
  }
};

// With a key the effect is a file that can be made only once, otherwise a line in a file.
class Effect : public zato::Service {
  void handle() override {
    const auto input = request.payload.as<Json>();
    const auto id = input.at("id").dump();
    const auto directory = input.at("directory").get<std::string>();
    const bool keyed = !delivery.idempotency_key.empty();
    const auto path = directory + "/" + (keyed ? delivery.idempotency_key : "lines");
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error("no " + path);
    const auto line = id + "\n";
    const auto written = keyed ? 0 : ::write(file, line.data(), line.size());
    ::close(file);
    if (!keyed && written != static_cast<ssize_t>(line.size())) throw std::runtime_error("not written: " + path);
  }
};

class Harm : public zato::Service {
  void handle() override {
    const auto how = request.payload.as<Json>().at("how").get<std::string>();
    if (how == "crash") ::raise(SIGSEGV);
    volatile bool for_ever = how == "spin";
    while (for_ever) {
    }
    throw std::runtime_error("harm was asked for");
  }
};

const zato::Register<Start> start("effects.start");
const zato::Register<Effect> effect("effects.effect");
const zato::Register<Harm> harm("effects.harm");

}  // namespace
