#include "cli/answering.hpp"

#include <fmt/format.h>

#include <thread>

#include "cli/failure.hpp"
#include "config/settings.hpp"
#include "security/cipher.hpp"

namespace zato::cli {

using namespace std::chrono_literals;

HostAndPort address_of(const Component& component) {
  if (component.kind == ComponentKind::kLoadBalancer) {
    const auto settings = value_or_fail(config::load_lb(component.directory, security::decrypt_setting)).settings.main;
    return {settings.lb_host, static_cast<std::uint16_t>(settings.lb_port)};
  }
  if (component.kind != ComponentKind::kServer) {
    throw Failure(ExitCode::kNotAServer, component.directory.string() + " is neither a server nor a load balancer");
  }
  const auto settings = value_or_fail(config::load_server(component.directory, security::decrypt_setting)).settings;
  return value_or_fail(parse_address(settings.main.bind), ExitCode::kInvalidInput);
}

void wait_for_answer(const HostAndPort& address, const AnswerOptions& options) {
  const auto end = base::Monotonic::now() + std::chrono::duration_cast<base::Monotonic::duration>(options.timeout);
  std::string last;
  while (base::Monotonic::now() < end) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - base::Monotonic::now());
    const auto response =
        http_request(connectable(address.host), address.port, {.target = options.url_path}, std::min(left, 5000ms));
    if (response && options.accepts(response->status)) return;
    last = response ? fmt::format("it answers with status {}", response->status) : response.error().text();
    if (options.on_failure) options.on_failure(last);
    std::this_thread::sleep_for(std::min<std::chrono::duration<double>>(options.interval, left));
  }
  throw Failure(ExitCode::kServerTimeout, fmt::format("no success from {}:{}{} within {} s: {}", address.host,
                                                      address.port, options.url_path, options.timeout.count(), last));
}

}  // namespace zato::cli
