// The HTTP front alone, answering /zato/ping on one loop: what profiles and comparisons with other servers are made
// with. ping_http PORT [ACCESS_LOG or -] [CHANNELS]
#include <csignal>
#include <cstdio>
#include <string>

#include "base/text.hpp"
#include "http/access_observer.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "http/status_map.hpp"
#include "rt/signals.hpp"

namespace {

using namespace zato;

struct Channel {
  void (*answer)(const http::Request&, http::Response&);
};

void ping(const http::Request& request, http::Response& response) {
  response.content_type = "application/json";
  response.body = "{\"zato_env\": {\"details\": \"\", \"result\": \"ZATO_OK\", \"cid\": \"";
  response.body += request.cid;
  response.body += "\"}, \"zato_ping_response\": {\"pong\": \"zato\"}}";
}

base::Result<http::Router<Channel>> make_router(int channels) {
  http::Router<Channel> router;
  ZATO_CHECK(router.add("/zato/ping", Channel{ping}));
  ZATO_CHECK(router.add("/customer/{id}/ping", Channel{ping}));
  for (int i = 0; i < channels; ++i) {
    ZATO_CHECK(router.add("/exact/path/" + std::to_string(i), Channel{ping}));
    ZATO_CHECK(router.add("/customer/{id}/order/{number}/" + std::to_string(i), Channel{ping}));
  }
  return router;
}

base::Result<void> run(std::uint16_t port, const std::string& access_log, int channels) {
  rt::Loop loop;
  ZATO_TRY(const auto router, make_router(channels));
  log::AccessLog log;
  std::vector<http::Observer*> observers;
  http::AccessObserver access(loop, log);
  if (access_log != "-") {
    ZATO_CHECK(log.open(access_log, log::Format::kText));
    observers.push_back(&access);
  }
  const auto answer = [&](http::Request& request, http::Response& response) {
    const auto match = router.find(request.method, request.path, request.path_parameters);
    if (match.target) return match.target->answer(request, response);
    http::set_not_found(response, http::DataFormat::kJson, request);
  };
  http::Server server(loop, {}, answer, observers);
  ZATO_TRY(auto listening, rt::listen_tcp("127.0.0.1", port));
  rt::Acceptor acceptor(loop, std::move(listening));
  acceptor.start([&](std::unique_ptr<rt::SocketStream> stream) { server.add(std::move(stream)); });
  const rt::Signals signals(loop, {SIGINT, SIGTERM}, [&](int) { loop.stop(); });
  loop.run();
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  const auto port = base::parse_number<std::uint16_t>(argc > 1 ? argv[1] : "");
  const auto channels = base::parse_number<int>(argc > 3 ? argv[3] : "0");
  if (!port || !channels) {
    std::fprintf(stderr, "usage: ping_http PORT [ACCESS_LOG or -] [CHANNELS]\n");
    return 2;
  }
  const auto ran = run(*port, argc > 2 ? argv[2] : "-", *channels);
  if (!ran) std::fprintf(stderr, "%s\n", ran.error().text().c_str());
  return ran ? 0 : 1;
}
