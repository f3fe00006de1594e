#include "server/channels/envelope.hpp"

namespace zato::server {

std::string in_envelope(std::string_view service, std::string_view cid, std::string_view json_payload) {
  std::string out;
  out.reserve(128 + service.size() + cid.size() + json_payload.size());
  out += R"({"zato_env": {"details": "", "result": "ZATO_OK", "cid": ")";
  out += cid;
  out += R"("}, ")";
  for (const char c : service) out += c == '.' || c == '-' ? '_' : c;  // zato.ping: zato_ping_response
  out += R"(_response": )";
  out += json_payload.empty() ? "\"\"" : json_payload;
  out += '}';
  return out;
}

}  // namespace zato::server
