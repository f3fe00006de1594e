// What HAProxy is told: servers and settings in, the text of zato.config out. Pure; the balancer calls it, `haproxy -c`
// has the last word. Names follow Zato: front_http_plain, bck_http_plain, http_plain--<server>.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace zato::lb {

// What an operator wants of a server, whatever its health. Kept over reloads and restarts (state.hpp).
enum class Mode { kReady, kDrain, kMaintenance };

std::string_view mode_name(Mode mode) noexcept;         // ready, drain, maint: HAProxy's own words
std::optional<Mode> parse_mode(std::string_view name);  // these and "maintenance"

inline constexpr int kDefaultWeight = 100;
inline constexpr int kMaxWeight = 256;

struct Server {
  std::string name;     // as in the ODB
  std::string address;  // IPv4, IPv6 or a host name
  std::uint16_t port = 0;
  int weight = kDefaultWeight;
  Mode mode = Mode::kReady;

  friend bool operator==(const Server&, const Server&) = default;
};

struct Header {
  std::string name;
  std::string value;
};

enum class RequestLog { kOff, kErrors, kAll };
std::optional<RequestLog> parse_request_log(std::string_view name);  // off, errors, all

struct Settings {
  std::string address = "0.0.0.0";
  std::uint16_t port = 11223;
  std::string algorithm = "roundrobin";
  int max_connections = 0;                         // 0: what the limit of open files allows, at most 20,000
  int threads = 0;                                 // 0: one per CPU
  std::chrono::milliseconds connect_timeout{500};  // also the pause before a retry on the same server
  std::chrono::milliseconds client_timeout{60'000};
  std::chrono::milliseconds server_timeout{60'000};
  std::chrono::milliseconds queue_timeout{5'000};
  std::chrono::milliseconds request_timeout{10'000};  // headers must be complete by then
  std::chrono::milliseconds keep_alive_timeout{60'000};
  std::chrono::milliseconds stop_grace{30'000};  // old processes are ended after this long
  std::string check_path = "/readyz";
  std::string alive_path = "/zato-lb-alive";
  std::string tls_certificate = {};          // PEM with key; empty: plain HTTP
  int rate_limit = 0;                        // requests per second and client address; 0: none
  std::vector<std::string> allow_from = {};  // networks; empty: everybody
  std::vector<std::string> deny_from = {};
  std::vector<std::string> public_paths = {};  // internal prefixes that are routed all the same, e.g. /zato/json
  std::vector<Header> response_headers = {};   // set on every response
  RequestLog request_log = RequestLog::kErrors;
};

// Prefixes that clients of the load balancer do not reach: administration, invocation by name, health and metrics.
const std::vector<std::string>& internal_paths();

// Algorithms that need no further parameter.
const std::vector<std::string>& algorithms();

// Every rule that a value must keep so that it can be written into the file as one word. The error names the value.
base::Result<void> check_settings(const Settings& settings);
base::Result<void> check_server(const Server& server);

// `max_connections` that the process may have with `open_files` descriptors (RLIMIT_NOFILE): two per connection.
int connections_within(int wanted, std::uint64_t open_files);

// Settings and servers are checked first. The file's paths are relative to the load balancer's directory, where HAProxy
// runs.
base::Result<std::string> render_config(const Settings& settings, const std::vector<Server>& servers,
                                        std::uint64_t open_files);

// The lines of the backend's servers, as render_config() writes them and custom sources carry them between
// kServersBegin and kServersEnd.
std::string render_servers(const std::vector<Server>& servers);

inline constexpr std::string_view kServersBegin = "# ZATO begin servers";
inline constexpr std::string_view kServersEnd = "# ZATO end servers";
inline constexpr std::string_view kBackend = "bck_http_plain";
inline constexpr std::string_view kFrontend = "front_http_plain";
inline constexpr std::string_view kServerPrefix = "http_plain--";
inline constexpr std::string_view kStatsSocket = "haproxy-stat.sock";
inline constexpr std::string_view kMasterSocket = "haproxy-master.sock";
inline constexpr std::string_view kStatsSocketLine =
    "stats socket unix@haproxy-stat.sock mode 600 level admin expose-fd listeners";

}  // namespace zato::lb
