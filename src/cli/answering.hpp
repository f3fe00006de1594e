// Whether a server or a load balancer answers requests: zato wait, and the end of starting an environment.
#pragma once

#include <functional>
#include <string>

#include "cli/component.hpp"
#include "cli/net.hpp"

namespace zato::cli {

// Where clients reach the component. Exit code 23 unless it is a server or a load balancer.
HostAndPort address_of(const Component& component);

struct AnswerOptions {
  std::string url_path = "/zato/ping";
  std::function<bool(int status)> accepts = [](int status) { return status == 200; };
  std::chrono::duration<double> timeout{60};
  std::chrono::duration<double> interval{0.1};
  std::function<void(const std::string&)> on_failure = {};  // of each attempt
};

// Until GET url_path is answered as `accepts` wants it. Exit code 28 with the last attempt's reason.
void wait_for_answer(const HostAndPort& address, const AnswerOptions& options);

}  // namespace zato::cli
