// Through what a service was reached, and as whom.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zato {

// The security definition that the caller matched; all empty when the channel asks for none.
struct Security {
  std::int64_t id = 0;
  std::string name = {};
  std::string type = {};  // basic_auth, apikey, …
  std::string username = {};
};

struct Channel {
  static const Channel invoke;  // what a service sees that another one invoked

  std::int64_t id = 0;
  std::string name = {};
  std::string type = "invoke";   // http-soap, invoke, invoke-async, scheduler, amqp, …
  std::string data_format = {};  // json, form, …, empty: bytes
  bool is_internal = false;
  Security security = {};
  std::vector<std::string> service_whitelist = {};  // what a gateway on this channel may invoke; empty: anything
};

[[gnu::visibility(
    "hidden")]] inline const Channel Channel::invoke{};  // one per module, so that modules can be unloaded

}  // namespace zato
