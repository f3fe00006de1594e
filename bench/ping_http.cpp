// The HTTP front alone, answering /zato/ping on one loop: what profiles and comparisons with other servers are made
// with. ping_http PORT
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "base/text.hpp"
#include "http/server.hpp"
#include "http/status_map.hpp"
#include "rt/signals.hpp"

namespace {

using namespace zato;

void answer(http::Request& request, http::Response& response) {
  if (request.path != "/zato/ping") return http::set_not_found(response, http::DataFormat::kJson, request);
  response.content_type = "application/json";
  response.body = "{\"zato_env\": {\"details\": \"\", \"result\": \"ZATO_OK\", \"cid\": \"";
  response.body += request.cid;
  response.body += "\"}, \"zato_ping_response\": {\"pong\": \"zato\"}}";
}

}  // namespace

int main(int argc, char** argv) {
  const auto port = base::parse_number<std::uint16_t>(argc > 1 ? argv[1] : "");
  if (!port) {
    std::fprintf(stderr, "usage: ping_http PORT\n");
    return 2;
  }
  rt::Loop loop;
  http::Server server(loop, {}, answer);
  auto listening = rt::listen_tcp("127.0.0.1", *port);
  if (!listening) {
    std::fprintf(stderr, "%s\n", listening.error().text().c_str());
    return 1;
  }
  rt::Acceptor acceptor(loop, std::move(*listening));
  acceptor.start([&](std::unique_ptr<rt::SocketStream> stream) { server.add(std::move(stream)); });
  const rt::Signals signals(loop, {SIGINT, SIGTERM}, [&](int) { loop.stop(); });
  loop.run();
  return 0;
}
